"""A person's own page: what they owe, what is running, how they did of late, and what they have set."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from bot.commands.home import HomePage
from bot.decks.model import Scoring
from bot.discussion.events import AnswerForm
from bot.engine.door import Door
from bot.engine.lane import Standing
from bot.engine.surface import Person
from bot.kernel.card import Card
from bot.kernel.clock import DAY
from bot.kernel.markup import plain
from bot.kernel.people import Actor
from bot.people.book import Book
from bot.people.events import Away, Back, GroupSettings, Preferences
from bot.store.contract import StoreBroken
from bot.testing.decks import CAPITAL, a_deck
from bot.testing.discussions import attendee, talk, typed
from bot.testing.group import fields_of
from bot.testing.house import House, a_house
from bot.testing.quizzes import ANA, BEN, HOST, NOON, PLACE, Game, asking, finished, lobby

HERE = frozenset({PLACE.channel})
ROLL = tuple(attendee(each, host=each.host) for each in (HOST, ANA, BEN))
CAPITALS = a_deck(CAPITAL, title="Capitals")


class School:
    """A house with pages, in which nothing has happened yet."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.book = Book(house.store)
        page = HomePage(house.desk, house.store, self.book, house.surfaces)
        self.door = Door(house.desk, house.store, {}, {}, house.surfaces, page.of)
        house.platform.people = [Person(each.member, each.name, host=each.host) for each in (HOST, ANA, BEN)]

    async def page(self, by: Actor = ANA, channels: frozenset[str] | None = HERE) -> dict[str, Card]:
        """Return the cards of somebody's page by their titles."""
        cards = await self.door.home(PLACE.workspace, by, channels, self.house.clock.now())
        return {plain(card.title): card for card in cards}

    async def quiz(self, game: Game, session: str = "abcdefghij", channel: str = PLACE.channel) -> None:
        """Let there be a quiz as it stands, with all that was done in it."""
        setup = replace(game.quiz.setup, id=session, place=replace(PLACE, channel=channel))
        await self.house.desk.open("quiz", replace(game.quiz, setup=setup), NOON, tuple(game.facts))
        await self.house.settle()

    async def discussion(self, session: str = "sleepsleep", channel: str = PLACE.channel, **fields: str) -> None:
        """Open a discussion in which Ana and Ben are expected."""
        value = talk(typed(**{"title": "Sleep", "due": "in 3 days", **fields}), at=NOON, people=ROLL).value
        setup = replace(value.setup, id=session, place=replace(PLACE, channel=channel))
        await self.house.open(replace(value, setup=setup))


@pytest.fixture
async def school(tmp_path: Path) -> AsyncIterator[School]:
    """Yield it."""
    async with a_house(tmp_path / "db") as house:
        yield School(house)


async def test_a_page_of_nothing_says_what_to_do(school: School) -> None:
    """A member reads that all is well and how to learn more; a host how to begin."""
    page = await school.page()
    assert ["Hello, Ana", "What I owe", "Running here", "My last results", "Your preferences"] == list(page)
    assert "/study help" in page["Hello, Ana"].body
    assert "/quiz start" not in page["Hello, Ana"].body
    assert "/quiz start" in (await school.page(HOST))["Hello, Ada"].body


async def test_what_is_owed_stands_there_with_the_way_to_do_it(school: School) -> None:
    """What is missing and until when, those due first; a sealed prompt is answered from here, elsewhere a link leads."""
    await school.discussion("aaaaaaaaaa", title="Naps", due="in 5 days")
    await school.discussion("bbbbbbbbbb", title="Bees", due="in 2 days", rules="1 post, sealed")
    page = await school.page()
    assert "You still owe something in 2 discussions." == page["What I owe"].body
    assert ["What I owe", "Bees", "Naps"] == list(page)[1:4]
    assert "Still to do: 1 post and a reply to 1 more member." in page["Naps"].body
    assert page["Naps"].body.endswith(school.house.platform.link(PLACE, school.house.platform.ref("top", "aaaaaaaaaa")))
    assert ((), ("bbbbbbbbbb", AnswerForm())) == (
        page["Naps"].buttons,
        (page["Bees"].session, page["Bees"].buttons[0].press),
    )


async def test_what_is_done_or_never_was_expected_is_not_owed(school: School) -> None:
    """Hosts owe nothing, nor do those who are not in it."""
    await school.discussion()
    for by in (HOST, Actor("zed", "Zed")):
        assert "You owe nothing just now." == (await school.page(by))["What I owe"].body


async def test_many_that_are_owed_end_in_the_command_that_shows_all(school: School) -> None:
    """A page has an end."""
    for number in range(10):
        await school.discussion(f"{number}aaaaaaaaa", title=f"No {number}")
    page = await school.page()
    assert "`/discuss mine`" in page["What I owe"].body
    assert 8 == sum(title.startswith("No ") for title in page)


async def test_nobody_is_asked_to_begin_a_quiz_on_their_page(school: School) -> None:
    """The word to the host stands on the host's panel."""
    await school.quiz(lobby(CAPITALS))
    assert "In the lobby." == fields_of((await school.page())["Running here"])["Capitals"].partition(" [")[0].strip()


async def test_what_runs_in_shared_channels_is_told_and_nothing_of_others(school: School) -> None:
    """Where a quiz stands, until when a discussion is open; and nothing at all of places where the platform tells none."""
    await school.quiz(asking(CAPITALS))
    await school.discussion()
    await school.quiz(asking(a_deck(CAPITAL, title="Secret")), "zzzzzzzzzz", "staff")
    await school.discussion("yyyyyyyyyy", "staff", title="Hidden")
    fields = fields_of((await school.page())["Running here"])
    assert ["Capitals", "Sleep"] == list(fields)
    assert "Question 1 of 1 is asked." in fields["Capitals"]
    assert "you have not written yet" in fields["Sleep"]
    assert "Hidden" not in await school.page()
    assert "Running here" not in await school.page(channels=None)


@pytest.mark.parametrize(("scoring", "ranked"), [(Scoring.ACCURACY, True), (Scoring.NONE, False)])
async def test_the_last_results_rank_only_where_points_are_given(
    school: School, scoring: Scoring, *, ranked: bool
) -> None:
    """Newest first; of quizzes the person took part in."""
    await school.quiz(finished(CAPITALS, scoring=scoring), "aaaaaaaaaa")
    await school.quiz(finished(a_deck(CAPITAL, title="Newer"), scoring=scoring), "bbbbbbbbbb")
    await school.quiz(finished(a_deck(CAPITAL, title="Others"), joined=(BEN,)), "cccccccccc")
    fields = fields_of((await school.page())["My last results"])
    assert ["Newer", "Capitals"] == list(fields)
    assert "Answered 1 of 1, 1 fully right." in fields["Newer"]
    assert ranked == ("number 1 of" in fields["Newer"])


async def test_settings_are_shown_with_the_way_to_change_them(school: School) -> None:
    """One's own; a host's group's besides. Who is away can be back from here."""
    page = await school.page()
    assert [Preferences(), Away()] == [each.press for each in page["Your preferences"].buttons]
    assert "This group's settings" not in page
    assert [GroupSettings()] == [each.press for each in (await school.page(HOST))["This group's settings"].buttons]
    await school.book.change_prefs(PLACE.workspace, "ana", lambda prefs: replace(prefs, away=NOON + DAY))
    page = await school.page()
    assert [Preferences(), Back()] == [each.press for each in page["Your preferences"].buttons]
    assert "Away until" in fields_of(page["Your preferences"])


async def test_a_page_reads_a_handful_of_sessions(school: School) -> None:
    """However much there is."""
    for number in range(20):
        await school.discussion(f"{number:02}aaaaaaaa", title=f"No {number}")
        await school.quiz(finished(CAPITALS), f"{number:02}bbbbbbbb")
        await school.quiz(asking(CAPITALS), f"{number:02}cccccccc", f"channel {number}")
    looks: list[str] = []
    look = school.house.desk.look

    async def noted(session: str) -> Standing | None:
        looks.append(session)
        return await look(session)

    school.house.desk.look = noted  # type: ignore[method-assign]  # a count of what is asked of it
    await school.page()
    assert len(looks) <= 25


async def test_trouble_is_a_page_too(school: School) -> None:
    """A store that is broken, or a bug: the person reads what to do, and nobody's log is silent."""

    async def fail(*_args: object) -> tuple[Card, ...]:
        raise StoreBroken("the disk is full. Free some space")

    async def stumble(*_args: object) -> tuple[Card, ...]:
        raise RuntimeError("a bug")

    for page, said in ((fail, "The disk is full"), (stumble, "Something went wrong on our side")):
        door = Door(school.house.desk, school.house.store, {}, {}, {}, page)
        (card,) = await door.home(PLACE.workspace, ANA, None, NOON)
        assert said in plain(card.body)
