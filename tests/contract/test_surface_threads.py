"""The contract of a surface (`bot/engine/surface.py`): threads, what members write in them, and who can be reached."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from bot.engine.surface import History
from bot.kernel.card import Card
from bot.kernel.errors import Denied, Gone
from bot.kernel.message import Message, Removed
from bot.kernel.people import Place
from bot.testing.stages import SESSION, STAGES, Stage


@pytest.fixture(params=STAGES)
async def stage(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Stage]:
    """Give every platform in turn, with nothing posted yet."""
    async with STAGES[request.param](tmp_path) as made:
        yield made


async def begin(stage: Stage) -> Place:
    """Post a card at which a thread begins; return the thread."""
    card = Card(title="Enzymes", body="What do they do?", thread="Enzymes: what do they do?", session=SESSION)
    ref, _ = await stage.surface.put(stage.place, "s.prompt", card, None)
    return replace(stage.place, thread=ref)


async def post(stage: Stage, thread: Place, title: str, key: str = "s.a1", ref: str | None = None) -> str:
    """Post a card in the thread, or edit the one at `ref`; return its reference."""
    return (await stage.surface.put(thread, key, Card(title=title, session=SESSION), ref))[0]


async def read(stage: Stage, thread: Place, since: int = 0) -> History:
    """Return what was written in the thread; skips the test where the platform cannot be read."""
    if not stage.surface.capabilities.history:
        pytest.skip("this platform cannot be read")
    return await stage.surface.history(thread, since)


def standing(found: History) -> list[Message]:
    """Return the messages that have not been removed."""
    return [message for message in found.messages if not message.removed]


# -- cards in a thread
async def test_posting_twice_in_a_thread_leaves_one_message(stage: Stage) -> None:
    """What holds in a channel holds in a thread."""
    thread = await begin(stage)
    first = await post(stage, thread, "Old")
    assert first == await post(stage, thread, "New")
    assert first == await post(stage, thread, "Newer", ref=first)
    assert first != await post(stage, thread, "Another", key="s.a2")


async def test_one_key_in_two_threads_makes_two_messages(stage: Stage) -> None:
    """A thread that began anew has messages of its own."""
    thread = await begin(stage)
    again, _ = await stage.surface.put(stage.place, "s.prompt.1", Card(title="Again", thread="Again"), None)
    assert await post(stage, thread, "A") != await post(stage, replace(thread, thread=again), "A")


async def test_a_strange_reference_in_a_thread_is_gone(stage: Stage) -> None:
    """The engine hears that nothing stands there."""
    thread = await begin(stage)
    with pytest.raises(Gone):
        await post(stage, thread, "A", ref="nowhere")


async def test_the_message_that_begins_a_thread_is_edited_without_beginning_another(stage: Stage) -> None:
    """What stands in the thread stays there; an edit may even take back that it is locked."""
    thread = await begin(stage)
    inner = await post(stage, thread, "A")
    card = Card(title="Enzymes, edited", thread="Enzymes: what do they do?", session=SESSION)
    assert thread.thread == (await stage.surface.put(stage.place, "s.prompt", card, thread.thread))[0]
    assert inner == await post(stage, thread, "A2", ref=inner)


async def test_a_name_at_its_limit_begins_a_thread(stage: Stage) -> None:
    """A hundred characters, and those that mean something elsewhere."""
    card = Card(title="Q", thread="@everyone `x` <b>" + "語" * 83, session=SESSION)
    ref, _ = await stage.surface.put(stage.place, "s.prompt", card, None)
    assert await post(stage, replace(stage.place, thread=ref), "A")


# -- closing
async def test_nobody_writes_in_a_closed_thread_until_it_is_reopened(stage: Stage) -> None:
    """Both may come again after a crash; what a platform cannot lock stays open."""
    thread = await begin(stage)
    locks = stage.surface.capabilities.threads_lock
    for _ in range(2):
        await stage.surface.close(thread)
    assert locks == (await stage.write("ada", thread, "Too late") == "")
    for _ in range(2):
        await stage.surface.reopen(thread)
    assert "" != await stage.write("ada", thread, "In time")


async def test_an_open_thread_stays_open(stage: Stage) -> None:
    """Reopening what was never closed changes nothing."""
    thread = await begin(stage)
    await stage.surface.reopen(thread)
    assert "" != await stage.write("ada", thread, "Hello")
    await post(stage, thread, "A")


async def test_a_reopened_thread_takes_cards(stage: Stage) -> None:
    """New ones, and edits of what stood there when it was closed."""
    thread = await begin(stage)
    ref = await post(stage, thread, "A")
    await stage.surface.close(thread)
    await stage.surface.reopen(thread)
    assert ref == await post(stage, thread, "A2", ref=ref)
    assert ref != await post(stage, thread, "B", key="s.a2")


# -- what members write
async def test_what_was_written_is_read_oldest_first(stage: Stage) -> None:
    """Who, when, what; nothing of ours is among it."""
    thread = await begin(stage)
    first = stage.clock.now()
    one = await stage.write("ada", thread, "They speed up reactions.")
    await post(stage, thread, "A card")
    stage.clock.advance(60_000)
    two = await stage.write("ben", thread, "By lowering *activation* energy <3 & more")
    found = (await read(stage, thread)).messages
    assert [(one, "ada"), (two, "ben")] == [(message.id, message.author) for message in found]
    assert ["They speed up reactions.", "By lowering *activation* energy <3 & more"] == [each.text for each in found]
    assert [0, 60_000] == [message.at - first for message in found]
    assert [0, 0] == [message.edited_at for message in found]
    assert all(message.name for message in found)


async def test_what_was_written_before_is_not_asked_for(stage: Stage) -> None:
    """Everything since the instant is there, that of the instant itself too."""
    thread = await begin(stage)
    await stage.write("ada", thread, "Old")
    stage.clock.advance(60_000)
    since = stage.clock.now()
    new = await stage.write("ada", thread, "New")
    found = await read(stage, thread, since)
    assert new in {message.id for message in found.messages}
    assert found.whole_since is None or found.whole_since <= since


async def test_an_edited_message_is_read_as_it_stands(stage: Stage) -> None:
    """The newest text, and when it was last edited."""
    thread = await begin(stage)
    written = stage.clock.now()
    message = await stage.write("ada", thread, "They speed up.")
    stage.clock.advance(60_000)
    await stage.edit(thread, message, "They speed up reactions.")
    (found,) = (await read(stage, thread)).messages
    assert (message, "They speed up reactions.") == (found.id, found.text)
    assert (written, stage.clock.now()) == (found.at, found.edited_at)


@pytest.mark.parametrize("by", [Removed.BY_AUTHOR, Removed.BY_MODERATOR])
async def test_a_removed_message_does_not_stand(stage: Stage, by: Removed) -> None:
    """It is missing from what is whole, or told as removed; by a moderator only if one did it."""
    thread = await begin(stage)
    message = await stage.write("ada", thread, "Oops")
    stays = await stage.write("ben", thread, "Fine")
    await stage.remove(thread, message, by)
    found = await read(stage, thread)
    assert [stays] == [each.id for each in standing(found)]
    assert found.whole_since is not None or [message] == [each.id for each in found.messages if each.removed]
    assert {each.removed for each in found.messages if each.removed} <= {by, Removed.BY_AUTHOR}


async def test_an_answer_names_what_it_answers(stage: Stage) -> None:
    """The id is that of the message, a member's or one of ours."""
    thread = await begin(stage)
    card = await post(stage, thread, "A card")
    one = await stage.write("ada", thread, "They speed up.")
    if not await stage.write("ben", thread, "Which ones?", one):
        pytest.skip("nobody can answer a single message on this platform")
    await stage.write("ben", thread, "Nice card", card)
    found = (await read(stage, thread)).messages
    assert ["", one, card] == [message.reply_to for message in found]


async def test_an_empty_thread_has_no_history(stage: Stage) -> None:
    """Nothing written is nothing read."""
    thread = await begin(stage)
    assert () == (await read(stage, thread)).messages


async def test_a_thread_that_never_was_is_gone(stage: Stage) -> None:
    """Reading it is no bug of the reader, and not an empty thread either."""
    with pytest.raises(Gone):
        await read(stage, replace(stage.place, thread="nowhere"))


# -- who is there, and who can be reached
@pytest.mark.parametrize("elsewhere", ["", "nowhere", "\0'; --"])
async def test_what_was_heard_without_a_gap_ends_by_now(stage: Stage, elsewhere: str) -> None:
    """A platform that says so begins no stretch after its end; also of a thread that never was, nothing is raised."""
    thread = await begin(stage)
    told = [stage.surface.unbroken(each) for each in (thread, replace(thread, thread=elsewhere or thread.thread))]
    assert [] == [each for each in told if each and not each.since <= each.until <= stage.clock.now()]


async def test_a_group_narrows_the_members(stage: Stage) -> None:
    """Those of the role or user group alone; of one that is not there, nobody or `Gone`."""
    group = stage.group("ben")
    if not group:
        pytest.skip("this platform has no groups")
    assert ["ben"] == [person.member for person in await stage.surface.members(stage.place, group)]


async def test_single_members_are_told_of_who_are_there(stage: Stage) -> None:
    """One who is not is left out; who is not asked for, too."""
    found = await stage.surface.present(stage.place, ("ben", "nobody"))
    assert ["ben"] == [person.member for person in found]


async def test_a_group_narrows_single_members(stage: Stage) -> None:
    """To those who are of it."""
    group = stage.group("ben")
    if not group:
        pytest.skip("the platform has no groups")
    assert ["ben"] == [each.member for each in await stage.surface.present(stage.place, ("ada", "ben"), group)]


async def test_a_card_pings_those_it_names_and_nobody_else(stage: Stage) -> None:
    """What stands in a text pings nobody, whatever it looks like."""
    thread = await begin(stage)
    body = "@ben <@ben> @everyone <!channel>"
    named, _ = await stage.surface.put(thread, "s.a1", Card(title="Soon", body=body, mentions=("ada",)), None)
    silent, _ = await stage.surface.put(thread, "s.a2", Card(title="Soon", body=body), None)
    assert {"ada"} == set(stage.pinged(named))
    assert set() == set(stage.pinged(silent))


async def test_who_takes_no_direct_messages_is_told_of(stage: Stage) -> None:
    """The engine hears it, and others are told as ever."""
    if not stage.refuse("ben"):
        pytest.skip("on this platform everybody can be reached")
    with pytest.raises((Denied, Gone)):
        await stage.surface.tell(stage.place, "s.due.1", "ben", Card(title="Due"))
    await stage.surface.tell(stage.place, "s.due.1", "ada", Card(title="Due"))
    assert (["Due"], []) == (stage.seen("ada"), stage.seen("ben"))
