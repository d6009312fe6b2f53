"""Threads of Slack read back."""

import pytest

from adapters.slack.requests.pace import LIMITS
from bot.kernel.clock import MINUTE
from bot.kernel.errors import Busy, Denied, Gone
from bot.kernel.people import Place
from tests.adapters.slack.rooms import Room, card


async def read(here: Room, thread: Place, since: int = 0) -> list[str | None]:
    """Return the texts of what was written."""
    return [each.text for each in (await here.surface.history(thread, since)).messages]


async def test_what_people_do_in_a_thread_is_read(here: Room) -> None:
    """Words, files, what the channel is shown as well, what somebody says of themselves; nothing of ours or of programs."""
    thread = await here.thread()
    await here.ada.writes(here.channel, "Plain", thread=thread.thread)
    await here.ada.writes(here.channel, "With a file", thread=thread.thread, files=["a.pdf"])
    await here.ada.writes(here.channel, "For all", thread=thread.thread, broadcast=True)
    await here.ada.writes(here.channel, "thinks", thread=thread.thread, me=True)
    await here.surface.put(thread, "s.a1", card("Ours"), None)
    helper = here.team.member("Helper", bot=True, bot_id="B0HELPER")
    await helper.writes(here.channel, "Beep", thread=thread.thread)
    await here.ada.writes(here.channel, "Elsewhere")
    assert ["Plain", "With a file", "For all", "thinks"] == await read(here, thread)


async def test_a_long_thread_is_read_page_by_page(here: Room) -> None:
    """Slack gives as few at a time as it likes; what was written is whole, and each message is there once."""
    thread = await here.thread()
    for number in range(23):
        await here.ada.writes(here.channel, f"{number}", thread=thread.thread)
    found = await here.surface.history(thread, 0)
    assert ([f"{n}" for n in range(23)], 0) == ([each.text for each in found.messages], found.whole_since)
    assert here.asked("conversations.replies") > 1


async def test_a_thread_is_read_on_where_slack_stopped_us(here: Room) -> None:
    """Apps outside its marketplace may have a page a minute: begun anew each time, a long thread would never be read."""
    short, thread = await here.thread("s.short"), await here.thread()
    for number in range(23):
        await here.ada.writes(here.channel, f"{number}", thread=thread.thread)
    for _ in range(LIMITS["conversations.replies"] - 1):
        await read(here, short)
    with pytest.raises(Busy):
        await read(here, thread)
    here.clock.advance(MINUTE)
    assert [f"{n}" for n in range(23)] == await read(here, thread)
    asked = [each.arguments for each in here.server.called("conversations.replies")]
    assert 1 == sum(each["ts"] == thread.thread and "cursor" not in each for each in asked)


async def test_only_what_is_new_is_asked_for(here: Room) -> None:
    """A thread of a term is not read anew every few minutes."""
    thread = await here.thread()
    for number in range(50):
        await here.ada.writes(here.channel, f"{number}", thread=thread.thread)
    here.clock.advance(MINUTE)
    since = here.clock.now()
    await here.ada.writes(here.channel, "New", thread=thread.thread)
    found = await here.surface.history(thread, since)
    assert (["New"], since, 1) == (
        [each.text for each in found.messages],
        found.whole_since,
        here.asked("conversations.replies"),
    )


async def test_words_are_those_that_were_typed(here: Room) -> None:
    """Mentions, channels, links and the three signs Slack spells out; who is mentioned is told by id."""
    thread = await here.thread()
    ben = here.team.member("Ben")
    await here.ada.writes(here.channel, "@Ben 1 < 2 & #general https://a.example/x?y=1&z=2", thread=thread.thread)
    (message,) = (await here.surface.history(thread, 0)).messages
    assert f"@{ben.id} 1 < 2 & #general https://a.example/x?y=1&z=2" == message.text
    assert (ben.id,) == message.mentions


async def test_a_thread_whose_card_was_deleted_is_still_read(here: Room) -> None:
    """A tombstone stands there; it is nobody's word."""
    thread = await here.thread()
    await here.ada.writes(here.channel, "Still here", thread=thread.thread)
    here.team.deletes(here.messages()[0])
    assert ["Still here"] == await read(here, thread)


async def test_a_channel_is_no_thread(here: Room) -> None:
    """Nothing is read of what was not written in one."""
    with pytest.raises(Gone):
        await here.surface.history(here.place, 0)


async def test_where_we_are_not_any_more_nothing_is_told(here: Room) -> None:
    """Nobody's words are taken for removed."""
    thread = await here.thread()
    here.team.removes_bot(here.channel)
    with pytest.raises(Denied, match="/invite"):
        await here.surface.history(thread, 0)


async def test_who_wrote_is_called_by_name(here: Room) -> None:
    """Slack is asked where it was not before."""
    thread = await here.thread()
    await here.ada.writes(here.channel, "Hello", thread=thread.thread)
    (message,) = (await here.surface.history(thread, 0)).messages
    assert (here.ada.id, "Ada") == (message.author, message.name)


async def test_where_names_are_not_told_soon_a_thread_is_read_all_the_same(
    here: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The names come with the next reading."""
    monkeypatch.setattr("adapters.slack.outbound.history.PATIENCE", 0.05)
    thread = await here.thread()
    await here.ada.writes(here.channel, "Hello", thread=thread.thread)
    here.server.mischief.slow("users.info", 0.2, times=2)
    assert ["Hello"] == await read(here, thread)
    await here.server.until(lambda: here.roster.known(here.place.workspace, here.ada.id))
    (message,) = (await here.surface.history(thread, 0)).messages
    assert "Ada" == message.name
