"""The contract of a surface (`bot/engine/surface.py`), tried on every platform of `bot/testing/stages.py`."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from bot.kernel.card import Bar, Button, Card, Chart, Field, File, Option, Select, Tone
from bot.kernel.errors import Gone
from bot.quiz.events import Answer
from bot.testing.stages import KEY, PEOPLE, SESSION, STAGES, Stage


@pytest.fixture(params=STAGES)
async def stage(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Stage]:
    """Give every platform in turn, with nothing posted yet."""
    async with STAGES[request.param](tmp_path) as made:
        yield made


def card(title: str) -> Card:
    """Build a card with one button."""
    return Card(title=title, body="Which gas?", buttons=(Button("A", Answer(0, (0,))),), session=SESSION)


async def post(stage: Stage, title: str, key: str = "s.q0", ref: str | None = None) -> str:
    """Post a card, or edit the one at `ref`; return its reference."""
    return (await stage.surface.put(stage.place, key, card(title), ref))[0]


# -- posting and editing
async def test_posting_twice_with_one_key_leaves_one_message(stage: Stage) -> None:
    """A crash may have hidden the first post: the second finds it, brings it up to date and returns its reference."""
    first = await post(stage, "Old")
    assert first == await post(stage, "New")
    assert ["New"] == stage.seen("ada")


async def test_posting_at_one_time_with_one_key_leaves_one_message(stage: Stage) -> None:
    """Posts of one key that are under way together do not become two messages."""
    refs = await asyncio.gather(*(post(stage, "Q") for _ in range(5)))
    assert 1 == len(set(refs))
    assert ["Q"] == stage.seen("ada")


async def test_another_key_makes_another_message(stage: Stage) -> None:
    """Two keys are two messages, even with the same card."""
    assert await post(stage, "Q", "s.q0") != await post(stage, "Q", "s.q1")
    assert ["Q", "Q"] == stage.seen("ada")


async def test_an_edit_changes_the_message_and_keeps_its_reference(stage: Stage) -> None:
    """What stood there is replaced; it is found by the same reference next time."""
    ref = await post(stage, "Old")
    assert ref == await post(stage, "New", ref=ref)
    assert ["New"] == stage.seen("ben")


async def test_an_edit_leaves_the_other_messages_alone(stage: Stage) -> None:
    """The reference, not the newest message, says what is edited."""
    ref = await post(stage, "First", "s.q0")
    await post(stage, "Second", "s.q1")
    await post(stage, "Changed", "s.q0", ref)
    assert ["Changed", "Second"] == sorted(stage.seen("ada"))


async def test_the_platform_confirms_no_earlier_than_it_was_asked(stage: Stage) -> None:
    """The clock of a question starts when its message stands: posted, found again or edited."""
    ref: str | None = None
    for given in (False, False, True):
        stage.clock.advance(1_234)
        asked = stage.clock.now()
        ref, at = await stage.surface.put(stage.place, "s.q0", card("Q"), ref if given else None)
        assert asked <= at <= stage.clock.now()


@pytest.mark.parametrize("ref", ["m99", "nowhere", "s.q0", "1" * 19, "\0'; --"])
async def test_a_strange_reference_is_gone(stage: Stage, ref: str) -> None:
    """The engine hears that nothing stands there, and nothing is posted in its place."""
    with pytest.raises(Gone):
        await post(stage, "Q", ref=ref)
    assert [] == stage.seen("ada")


async def test_editing_a_deleted_message_says_that_it_is_gone(stage: Stage) -> None:
    """A moderator deleted it: the edit must not pass for done."""
    ref = await post(stage, "Q")
    await stage.delete(ref)
    with pytest.raises(Gone):
        await post(stage, "Q2", ref=ref)
    assert [] == stage.seen("ada")


async def test_a_deleted_message_is_posted_anew_under_a_new_key(stage: Stage) -> None:
    """The engine posts again with another key, and gets a message of its own."""
    ref = await post(stage, "Q")
    await stage.delete(ref)
    again = await post(stage, "Q2", "s.q0.1")
    assert again != ref
    assert ["Q2"] == stage.seen("ada")


# -- for one member alone
async def test_a_whisper_with_nothing_to_replace_shows_nothing_to_others(stage: Stage) -> None:
    """Whoever has no private message of that key may get none; in no case does anybody else."""
    await stage.surface.whisper(stage.place, KEY, "ada", card("Right!"))
    assert [] == stage.seen("ben")
    assert stage.seen("ada") in (["Right!"], [])


async def test_a_whisper_replaces_the_private_message_of_that_member_alone(stage: Stage) -> None:
    """Two members have a message of one key: news for one leaves the other's as it was."""
    if not stage.surface.capabilities.private_edits:
        pytest.skip("private messages cannot be edited on this platform")
    for member in PEOPLE:
        await stage.reply(member, card("Locked in"))
    await stage.surface.whisper(stage.place, KEY, "ada", card("Right!"))
    assert (["Right!"], ["Locked in"]) == (stage.seen("ada"), stage.seen("ben"))


async def test_a_whisper_of_another_key_leaves_a_private_message_alone(stage: Stage) -> None:
    """The key says which private message is meant."""
    await stage.reply("ada", card("Locked in"))
    await stage.surface.whisper(stage.place, f"{SESSION}.panel", "ada", card("Panel"))
    assert 1 == stage.seen("ada").count("Locked in")


async def test_a_direct_message_is_seen_by_its_member_alone(stage: Stage) -> None:
    """Neither what others look at nor what their screens are sent has it."""
    await stage.surface.tell(stage.place, "s.results.done", "ada", card("Results"))
    assert (["Results"], []) == (stage.seen("ada"), stage.seen("ben"))


async def test_telling_twice_with_one_key_leaves_one_message(stage: Stage) -> None:
    """A crash may have hidden the first."""
    for _ in range(2):
        await stage.surface.tell(stage.place, "s.results.done", "ada", card("Results"))
    assert ["Results"] == stage.seen("ada")


async def test_one_key_tells_every_member(stage: Stage) -> None:
    """Who is told the same as somebody else is told it too."""
    for member in PEOPLE:
        await stage.surface.tell(stage.place, "s.results.done", member, card(f"For {member}"))
    assert (["For ada"], ["For ben"]) == (stage.seen("ada"), stage.seen("ben"))


# -- what a card may hold
HOSTILE = "@everyone <@1> <!channel> [x](javascript:alert(1)) ``` ** __ ~~ ||a|| <b>&amp;</b> \x1b[2J\0\u202e\u200b \\"


def _limit(**changed: object) -> Card:
    return replace(card("Limits"), **changed)


CARDS = {
    "nothing": Card(),
    "20 buttons": _limit(buttons=tuple(Button("x" * 80, Answer(n), tone) for n in range(5) for tone in Tone)),
    "20 options": _limit(
        select=Select("Pick", tuple(Option(f"{n} " * 20, str(n)) for n in range(20)), Answer(0), "choices", 1, 20)
    ),
    "title of 150": _limit(title="t" * 150),
    "body of 2,800, one word": _limit(body="b" * 2_800),
    "body of 2,800, wide signs": _limit(body="語🧪" * 1_400),
    "hostile text": _limit(
        title=HOSTILE, body=HOSTILE * 20, footer=HOSTILE, fields=(Field(HOSTILE, HOSTILE),), buttons=()
    ),
    "hostile labels": _limit(
        buttons=(Button(HOSTILE[:80], Answer(0)),),
        select=Select(HOSTILE, (Option(HOSTILE, HOSTILE),), Answer(0), "choices"),
    ),
    "files": _limit(
        files=(
            File("../a b\n.csv", "text/csv", b""),
            File("a.csv", "text/csv", bytes(range(256))),
            File("a.csv", "text/csv", b"same name"),
        )
    ),
    "chart": _limit(chart=Chart(HOSTILE, (Bar(HOSTILE, 0), Bar("B", 10**9, right=True)), HOSTILE)),
    "chart without bars": _limit(chart=Chart("Nobody", (), "Nobody answered")),
}


@pytest.fixture(params=CARDS)
def wild(request: pytest.FixtureRequest) -> Card:
    """Give every card at a limit."""
    return CARDS[request.param]


async def test_a_card_at_the_limits_is_posted_and_edited(stage: Stage, wild: Card) -> None:
    """Whatever a session may show is taken, in place of a plain card and replaced by one."""
    ref, _ = await stage.surface.put(stage.place, "s.q0", wild, None)
    await post(stage, "Plain", ref=ref)
    assert ref == (await stage.surface.put(stage.place, "s.q0", wild, ref))[0]
    assert [wild.title] == stage.seen("ben")


async def test_a_card_at_the_limits_is_told_and_whispered(stage: Stage, wild: Card) -> None:
    """Private messages take what public ones take."""
    await stage.reply("ada", card("Locked in"))
    await stage.surface.whisper(stage.place, KEY, "ada", wild)
    await stage.surface.tell(stage.place, "s.results.done", "ada", wild)
    told = [wild.title] * 2 if stage.surface.capabilities.private_edits else ["Locked in", wild.title]
    assert (sorted(told), []) == (sorted(stage.seen("ada")), stage.seen("ben"))


# -- the rest of the duty
async def test_edits_have_a_gap(stage: Stage) -> None:
    """A platform without one would be painted as fast as the loop turns."""
    assert stage.surface.capabilities.gap > 0


async def test_a_place_always_draws_on_the_same_budget(stage: Stage) -> None:
    """The name of a budget is what edits are counted by."""
    assert "" != stage.surface.budget(stage.place) == stage.surface.budget(stage.place)


async def test_a_link_is_text(stage: Stage) -> None:
    """Where there are no links it is empty, and never missing."""
    assert isinstance(stage.surface.link(stage.place, await post(stage, "Q")), str)


async def test_members_are_listed_with_bots_marked(stage: Stage) -> None:
    """Everybody who can see the place is there once, under the id the acts carry."""
    found = await stage.surface.members(stage.place)
    assert set(PEOPLE) | stage.bots <= {person.member for person in found}
    assert stage.bots == {person.member for person in found if person.bot}
    assert len(found) == len({person.member for person in found})
