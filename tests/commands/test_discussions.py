"""The commands of discussions at the real front door: which one is meant, what opens at once, and what asks first."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from bot.commands.discussions import DiscussionCommands
from bot.discussion.events import AnswerForm, Others
from bot.engine.surface import Person
from bot.kernel.clock import DAY, SECOND
from bot.kernel.markup import plain
from bot.kernel.people import Place
from bot.prompts.library import Library
from bot.testing.group import Group, fields_of
from bot.testing.house import House, a_house
from bot.testing.quizzes import ANA, BEN, HOST, PLACE

NAP = "---\ntitle: Naps\ndue: in 3 days\n---\n\nDo they help?\n"
GUESS = "---\ntitle: Bees\ndue: in 2 days\nsealed: yes\n---\n\nHow many?\n"
BLANK = '---\ntitle: "[Title]"\ndue: in 2 days\ntemplate: yes\n---\n\n[Question]\n'


class Seminar:
    """A group with prompts, and the house it is in."""

    def __init__(self, house: House, folder: Path) -> None:
        for name, text in (("nap", NAP), ("guess", GUESS), ("blank", BLANK)):
            (folder / f"{name}.md").write_text(text, "utf-8")
        self.house = house
        self.commands = DiscussionCommands(house.desk, house.store, Library([folder]), house.surfaces)
        self.group = Group(house, self.commands.openers())

    async def cards(self) -> list[str]:
        """Return the titles of what stands in the channel, once all is painted."""
        await self.house.settle()
        return [message.card.title for message in self.house.platform.messages.values()]

    def thread(self, title: str) -> Place:
        """Return the thread of the discussion with this title."""
        (ref,) = [ref for ref, each in self.house.platform.messages.items() if title in each.card.title]
        return replace(PLACE, thread=ref)


@pytest.fixture
async def seminar(tmp_path: Path) -> AsyncIterator[Seminar]:
    """Yield a group in which nothing has been opened."""
    folder = tmp_path / "prompts"
    folder.mkdir()
    async with a_house(tmp_path / "db") as house:
        yield Seminar(house, folder)


async def test_a_prompt_that_says_when_it_is_due_opens_at_once(seminar: Seminar) -> None:
    """The host gets the panel, everybody the card."""
    reply = await seminar.group.types("/discuss open nap", HOST)
    assert reply.card is not None
    assert "Host panel: Naps" == reply.card.title
    assert ["💬 Naps"] == await seminar.cards()


async def test_where_the_platform_shows_no_texts_the_host_is_told_when_opening(seminar: Seminar) -> None:
    """And the card for everybody asks for no words, though the host does."""
    platform = seminar.house.platform
    platform.capabilities = replace(platform.capabilities, texts=False, texts_take="Message Content Intent")
    reply = await seminar.group.types("/discuss open nap rules:1 post, 50 words", HOST)
    assert "Message Content Intent" in fields_of(reply.card)["Words"]
    await seminar.house.settle()
    assert "word" not in fields_of(platform.shown("top"))["What counts"]


async def test_who_wants_to_answer_is_shown_the_way(seminar: Seminar) -> None:
    """In the private answer, and in the reminder that reaches them elsewhere."""
    platform = seminar.house.platform
    platform.people = [Person(each.member, each.name) for each in (ANA, BEN)]
    await seminar.group.types("/discuss open nap", HOST)
    (session,) = await seminar.house.store.running_in(PLACE, "discussion")
    await seminar.house.settle()
    link = platform.link(PLACE, platform.ref("top", session))
    reply = await seminar.group.presses(session, AnswerForm())
    assert reply.card is not None
    assert f"Write in the thread of “Naps”; what you post there counts.\n\n{link}" == reply.card.body
    await seminar.house.after(3 * DAY / SECOND)
    assert [True, True] == [card.body.endswith(link) for key, to, card in platform.told if to == "ana"]


@pytest.mark.parametrize("private_threads", [True, False])
async def test_a_sealed_prompt_has_a_gate_where_there_are_private_threads(
    seminar: Seminar, *, private_threads: bool
) -> None:
    """Whoever has answered and looked is let in, and commands typed in there mean this prompt."""
    platform = seminar.house.platform
    platform.capabilities = replace(platform.capabilities, private_threads=private_threads)
    platform.people = [Person(each.member, each.name) for each in (ANA, BEN)]
    await seminar.group.types("/discuss open guess", HOST)
    (session,) = await seminar.house.store.running_in(PLACE, "discussion")
    await seminar.group.types("/discuss answer Twenty thousand", ANA)
    await seminar.house.submit(Others(), ANA, session)
    await seminar.house.settle()
    gate = ["🔓 Answers so far: Bees", "Ana answers"] if private_threads else []
    assert gate == [post.card.title for post in platform.visible("ana")][1:]
    assert ["💬 Bees"] == [post.card.title for post in platform.visible("ben")]
    if gate:
        place = platform.thread("gate", session)
        reply = await seminar.group.types("/discuss answer Thirty thousand", ANA, place)
        assert "stands" == reply.refused


@pytest.mark.parametrize("line", ["/discuss open", "/discuss open blank", "/discuss open due:fri 17:00"])
async def test_what_is_missing_is_asked_for(line: str, seminar: Seminar) -> None:
    """Nothing stands in the channel before the form is sent."""
    assert (await seminar.group.types(line, HOST)).form is not None
    assert [] == await seminar.cards()


async def test_a_form_that_cannot_be_read_is_kept_and_mended(seminar: Seminar) -> None:
    """What was typed stands in the next form."""
    form = await seminar.group.types("/discuss open", HOST)
    sent = await seminar.group.sends(form, HOST, title="Ours", body="Why?", due="fryday")
    assert ["Due"] == list(fields_of(sent.card))
    (session,) = await seminar.house.store.running_in(PLACE, "discussion")
    again = await seminar.group.types(f"/discuss panel discussion:{session}", HOST)
    assert again.card is not None
    assert "Draft: Ours" == again.card.title
    assert [] == await seminar.cards()


async def test_a_prompt_that_is_not_there(seminar: Seminar) -> None:
    """Those that are there are named."""
    reply = await seminar.group.types("/discuss open nab", HOST)
    assert ("no-prompt", True) == (reply.refused, "nap" in reply.text)


async def test_of_one_it_is_clear_which_is_meant(seminar: Seminar) -> None:
    """Of several it is the one whose thread it is, or the one that is named; else one is asked."""
    assert "none-here" == (await seminar.group.types("/discuss report", HOST)).refused
    await seminar.group.types("/discuss open nap", HOST)
    assert "" == (await seminar.group.types("/discuss report", HOST)).refused
    await seminar.group.types("/discuss open guess", HOST)
    await seminar.cards()
    which = await seminar.group.types("/discuss report", HOST)
    assert ("which", ["Naps", "Bees"]) == (which.refused, list(fields_of(which.card)))
    for line, place in (("/discuss report", seminar.thread("Naps")), ("/discuss report discussion:Naps", PLACE)):
        card = (await seminar.group.types(line, HOST, place)).card
        assert card is not None
        assert "Report: Naps" == card.title
    unknown = await seminar.group.types("/discuss report discussion:Wasps", HOST)
    mend = "No discussion here is called “Wasps”; `/discuss list` names those that are open."
    assert ("no-such", mend) == (unknown.refused, unknown.text)


@pytest.mark.parametrize("opening", ["/discuss open blank", '/discuss open nap opens:"in 1 day"'])
async def test_of_what_has_not_opened_a_member_is_told_nothing(opening: str, seminar: Seminar) -> None:
    """A draft is its host's; a host is told that it is not open yet."""
    await seminar.group.types(opening, HOST)
    assert "none-here" == (await seminar.group.types("/discuss answer", ANA)).refused
    assert "not-open" == (await seminar.group.types("/discuss answer", HOST)).refused


async def test_an_answer_is_meant_for_the_sealed_prompt(seminar: Seminar) -> None:
    """All others are answered in their threads."""
    await seminar.group.types("/discuss open nap", HOST)
    await seminar.group.types("/discuss open guess", HOST)
    reply = await seminar.group.types("/discuss answer About twenty thousand.", ANA)
    assert reply.card is not None
    assert "kept" in reply.card.body


async def test_another_workspace_is_another_world(seminar: Seminar) -> None:
    """Neither by its id nor in a list does anything of it show."""
    await seminar.group.types("/discuss open nap", HOST)
    (session,) = await seminar.house.store.running_in(PLACE, "discussion")
    elsewhere = Place("memory:other", PLACE.channel)
    reply = await seminar.group.types(f"/discuss report discussion:{session}", HOST, elsewhere)
    assert "no-such" == reply.refused
    listed = (await seminar.group.types("/discuss list", HOST, elsewhere)).card
    assert listed is not None
    assert () == listed.fields


async def test_what_i_owe_stands_first(seminar: Seminar) -> None:
    """Whoever has done all of one and nothing of the other reads of the other first, with a way there."""
    seminar.house.platform.people = []
    await seminar.group.types("/discuss open nap", HOST)
    await seminar.group.types("/discuss open guess rules:1 post, 9 words, sealed", HOST)
    await seminar.cards()
    await seminar.group.types("/discuss answer Too short.", ANA)
    thread = seminar.thread("Naps")
    message = seminar.house.platform.threads.write("ana", thread, "They help me.")
    await seminar.house.door.hear(thread, message, ANA)
    card = (await seminar.group.types("/discuss mine", ANA)).card
    assert ["Bees", "Naps"] == list(fields_of(card))
    assert card is not None
    assert "You still owe something in 1 discussion." == plain(card.body)
    assert all("memory://" in value for value in fields_of(card).values())


async def test_of_several_one_is_chosen_by_its_button(seminar: Seminar) -> None:
    """The same command, for that one; where titles are alike they are numbered. To those alone who may use it."""
    for _ in range(2):
        await seminar.group.types("/discuss open nap", HOST)
        await seminar.house.settle()
    card = (await seminar.group.types("/discuss report", HOST)).card
    assert card is not None
    assert ["1. Naps", "2. Naps"] == [each.label for each in card.buttons] == list(fields_of(card))
    chosen = await seminar.group.presses("", card.buttons[1].press, HOST)
    assert chosen.card is not None
    assert "Report: Naps" == chosen.card.title
    assert "not-host" == (await seminar.group.presses("", card.buttons[1].press, ANA)).refused


async def closed(seminar: Seminar, *prompts: str) -> None:
    """Open these and close them, one after the other."""
    for prompt in prompts:
        await seminar.group.types(f"/discuss open {prompt}", HOST)
        await seminar.house.settle()
        await seminar.group.types("/discuss close sure:yes", HOST)
        await seminar.house.settle()


async def test_what_is_opened_again_is_the_closed_one(seminar: Seminar) -> None:
    """Though another is open here, and whether it is named or not."""
    await closed(seminar, "nap")
    await seminar.group.types("/discuss open guess", HOST)
    await seminar.house.settle()
    card = (await seminar.group.types("/discuss reopen until:in 5 days", HOST)).card
    assert card is not None
    assert "Host panel: Naps" == card.title
    assert "still-open" == (await seminar.group.types("/discuss reopen until:in 5 days", HOST)).refused


async def test_of_several_closed_one_is_chosen_to_be_opened_again(seminar: Seminar) -> None:
    """By its button, the newest first, or by its title."""
    await closed(seminar, "nap", "guess")
    which = await seminar.group.types("/discuss reopen until:in 5 days", HOST)
    assert which.card is not None
    assert ("which", ["Bees", "Naps"]) == (which.refused, [each.label for each in which.card.buttons])
    assert "Several are closed here. Choose the one you mean:" == which.card.body
    for reply in (
        await seminar.group.presses("", which.card.buttons[0].press, HOST),
        await seminar.group.types("/discuss reopen until:in 5 days discussion:Naps", HOST),
    ):
        assert ("", True) == (reply.refused, reply.card is not None)


async def test_to_open_again_the_closed_ones_complete(seminar: Seminar) -> None:
    """And for all else those that are open."""
    await closed(seminar, "nap")
    await seminar.group.types("/discuss open guess", HOST)
    completers = seminar.commands.completers()
    found = {
        name: [each.label for each in await completers[name](PLACE, "", HOST)] for name in ("discussion", "closed")
    }
    assert {"discussion": ["Bees"], "closed": ["Naps"]} == found
