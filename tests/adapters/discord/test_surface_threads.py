"""Threads at our messages on Discord: begun, closed, put away by Discord, deleted alone."""

import pytest
from msgspec.structs import replace

from adapters.discord.outbound.threads import LASTS, thread_name
from bot.kernel.errors import Denied, Gone
from tests.adapters.discord.rooms import Room, card, words

BEGIN = "/channels/{channel_id}/messages/{message_id}/threads"
CHANGE = "/channels/{channel_id}"


async def test_a_thread_stays_in_sight_for_a_week(here: Room) -> None:
    """It has the message's id and the card's name."""
    thread = await here.thread()
    (begun,) = here.threads()
    assert (thread.thread, "Enzymes", LASTS) == (str(begun.id), begun.name, begun.auto_archive)


async def test_an_edit_begins_no_second_thread(here: Room) -> None:
    """Discord tells with the message that one is there, so nothing more is asked."""
    thread = await here.thread()
    await here.put("New", "s.prompt", thread.thread, thread="Enzymes")
    assert (1, 1) == (here.asked("POST", BEGIN), len(here.threads()))


async def test_a_thread_that_was_deleted_alone_comes_back_or_all_is_posted_anew(here: Room) -> None:
    """Discord may let no second thread begin at a message: then the message goes, too, and the engine posts another."""
    thread = await here.thread()
    here.guild.deletes(here.threads()[0])
    try:
        await here.put("New", "s.prompt", thread.thread, thread="Enzymes")
    except Gone:
        assert [] == here.messages()
    else:
        assert [thread.thread] == [str(each.id) for each in here.threads()]


async def test_a_card_in_a_thread_that_was_deleted_is_gone(here: Room) -> None:
    """The engine then finds out which of the two was deleted."""
    thread = await here.thread()
    here.guild.deletes(here.threads()[0])
    with pytest.raises(Gone):
        await here.surface.put(thread, "s.a1", card(), None)


async def test_a_thread_that_discord_put_away_takes_edits(here: Room) -> None:
    """It is taken out again, since nothing in an archived thread can be edited."""
    thread = await here.thread()
    ref, _ = await here.surface.put(thread, "s.a1", card("Old"), None)
    here.guild.changes(here.threads()[0], archived=True)
    await here.surface.put(thread, "s.a1", card("New"), ref)
    (begun,) = here.threads()
    assert (False, "## New\nWhich gas?") == (begun.archived, words(here.messages(begun)[-1]))


async def test_a_closed_thread_is_archived_and_locked(here: Room) -> None:
    """In one request."""
    thread = await here.thread()
    before = here.asked("PATCH", CHANGE)
    await here.surface.close(thread)
    assert (True, True) == (here.threads()[0].archived, here.threads()[0].locked)
    assert 1 == here.asked("PATCH", CHANGE) - before


@pytest.mark.parametrize("locked", [True, False])
async def test_a_thread_that_discord_put_away_is_closed_all_the_same(here: Room, *, locked: bool) -> None:
    """It would else be opened by the next message in it."""
    thread = await here.thread()
    here.guild.changes(here.threads()[0], archived=True, locked=locked)
    await here.surface.close(thread)
    assert (True, True) == (here.threads()[0].archived, here.threads()[0].locked)


async def test_closing_needs_manage_threads(here: Room) -> None:
    """The host is told; the thread stays as it was."""
    thread = await here.thread()
    here.guild.forbid("MANAGE_THREADS")
    await here.heard()
    with pytest.raises(Denied, match="Manage Threads"):
        await here.surface.close(thread)
    assert (False, False) == (here.threads()[0].archived, here.threads()[0].locked)


@pytest.mark.parametrize("archived", [True, False])
async def test_an_unlocked_thread_is_opened_without_manage_threads(here: Room, *, archived: bool) -> None:
    """Whoever may write in it may take it out of the archive."""
    thread = await here.thread()
    here.guild.changes(here.threads()[0], archived=archived)
    here.guild.forbid("MANAGE_THREADS")
    await here.heard()
    await here.surface.reopen(thread)
    assert not here.threads()[0].archived


async def test_a_locked_thread_is_not_opened_without_manage_threads(here: Room) -> None:
    """A moderator locked it, or we did before the permission was taken."""
    thread = await here.thread()
    await here.surface.close(thread)
    here.guild.forbid("MANAGE_THREADS")
    await here.heard()
    with pytest.raises(Denied, match="Manage Threads"):
        await here.surface.reopen(thread)


async def test_a_locked_thread_takes_no_cards_without_manage_threads(here: Room) -> None:
    """The permission that is missing is the one named."""
    thread = await here.thread()
    here.guild.changes(here.threads()[0], locked=True)
    here.guild.forbid("MANAGE_THREADS")
    await here.heard()
    with pytest.raises(Denied, match="Manage Threads"):
        await here.surface.put(thread, "s.a1", card(), None)


async def test_a_card_in_a_thread_needs_its_own_permission(here: Room) -> None:
    """Sending in threads is another one than sending."""
    thread = await here.thread()
    here.guild.forbid("SEND_MESSAGES_IN_THREADS")
    await here.heard()
    with pytest.raises(Denied, match="Send Messages in Threads"):
        await here.surface.put(thread, "s.a1", card(), None)


@pytest.mark.parametrize("act", ["close", "reopen"])
async def test_a_thread_that_is_gone_is_neither_closed_nor_opened(here: Room, act: str) -> None:
    """The engine is told."""
    thread = await here.thread()
    here.guild.deletes(here.threads()[0])
    with pytest.raises(Gone):
        await getattr(here.surface, act)(thread)


async def test_no_thread_begins_in_a_thread(here: Room) -> None:
    """Where a session was opened in one: the host is told what it takes."""
    thread = await here.thread()
    with pytest.raises(Denied, match="text channel"):
        await here.surface.put(thread, "s.other", card(thread="Inside"), None)


async def test_each_thread_has_its_own_budget(here: Room) -> None:
    """Discord counts edits by channel, and a thread is one."""
    assert 2 == len({here.surface.budget(here.place), here.surface.budget(replace(here.place, thread="7"))})


@pytest.mark.parametrize(
    ("name", "taken"), [("a\n b", "a b"), ("x" * 120, "x" * 100), (" \t", "…"), ("y" * 99 + " z", "y" * 99)]
)
def test_a_name_is_one_line_of_a_hundred_characters(name: str, taken: str) -> None:
    """Discord takes no empty one."""
    assert taken == thread_name(name)
