"""People who type commands and send forms, at the real front door of a house."""

from collections.abc import Mapping

from bot.commands import study
from bot.engine.door import Door, Opener
from bot.kernel.attached import Attached
from bot.kernel.card import Card
from bot.kernel.clock import Instant
from bot.kernel.command import parse
from bot.kernel.event import Event, spell_press
from bot.kernel.people import Actor, Place
from bot.kernel.session import Reply
from bot.people.book import Book
from bot.testing.house import House
from bot.testing.quizzes import ANA, NOON, PLACE


class Group:
    """People in one place, for whom nobody has set anything. NOON is Fri 15 Jan 2027 08:00 UTC."""

    def __init__(self, house: House, more: Mapping[type[Event], Opener] | None = None) -> None:
        """`more` open what goes beyond what people set."""
        self.book = Book(house.store)
        self.platform = house.platform
        self._door = Door(
            house.desk, house.store, {**study.openers(self.book, house.surfaces), **(more or {})}, {}, house.surfaces
        )

    async def types(self, line: str, by: Actor = ANA, place: Place = PLACE, at: Instant = NOON) -> Reply:
        """Type a command."""
        found, event = parse(line)
        return await self._door.run(found.path, event, by, place, at)

    async def presses(self, session: str, event: Event, by: Actor = ANA) -> Reply:
        """Press a control of a session."""
        return await self._door.press(spell_press(session, event), by, PLACE, NOON)

    async def sends(self, reply: Reply, by: Actor = ANA, **filled: str | Attached) -> Reply:
        """Send the form of a reply, with what it was prefilled with unless `filled` says otherwise."""
        assert reply.form is not None
        values = {each.name: each.value for each in reply.form.inputs if each.kind != "file"} | filled
        token = spell_press(reply.form.session, reply.form.press)
        return await self._door.press(token, by, PLACE, NOON, values)


def fields_of(card: Card | None) -> dict[str, str]:
    """Return what a card's fields say."""
    assert card is not None
    return {field.name: field.value.replace("\\", "") for field in card.fields}
