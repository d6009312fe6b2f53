"""Reading threads of Discord back."""

from typing import Any

import pytest

from adapters.discord.outbound.history import message_of
from adapters.discord.terms.application import Granted
from bot.kernel.clock import MINUTE, SECOND
from bot.kernel.errors import Denied, Gone
from bot.kernel.people import Place
from tests.adapters.discord.rooms import Room, card
from tests.loopback.discord import deeds
from tests.loopback.discord.world import Channel

MESSAGES = "/channels/{channel_id}/messages"
NOW = 1_790_000_000_000


async def begun(here: Room) -> tuple[Place, Channel]:
    """Begin a thread."""
    place = await here.thread()
    return place, here.threads()[0]


async def test_hundreds_of_messages_are_read_page_by_page(here: Room) -> None:
    """Oldest first, each once, nothing of ours among them."""
    place, thread = await begun(here)
    ada = here.guild.member("Ada")
    for number in range(250):
        deeds.post(here.server, thread, ada.user, {"content": str(number)})
    await here.surface.put(place, "s.a1", card(), None)
    found = await here.surface.history(place, 0)
    assert [str(number) for number in range(250)] == [each.text for each in found.messages]
    assert 0 == found.whole_since


async def test_reading_ends_where_it_was_asked_to_begin(here: Room) -> None:
    """By the times of messages: one page is enough for what is new."""
    place, thread = await begun(here)
    ada = here.guild.member("Ada")
    for number in range(250):
        deeds.post(here.server, thread, ada.user, {"content": str(number)})
    here.clock.advance(MINUTE)
    since, before = here.clock.now(), here.asked("GET", MESSAGES)
    deeds.post(here.server, thread, ada.user, {"content": "new"})
    found = await here.surface.history(place, since)
    assert (["new"], since) == ([each.text for each in found.messages], found.whole_since)
    assert 1 == here.asked("GET", MESSAGES) - before


async def test_what_nobody_wrote_is_left_out(here: Room) -> None:
    """Bots, webhooks, and Discord's own notes."""
    place, thread = await begun(here)
    ada, helper = here.guild.member("Ada"), here.guild.member("Helper", user=here.server.user("Helper", bot=True))
    deeds.post(here.server, thread, helper.user, {"content": "beep"})
    deeds.post(here.server, thread, ada.user, {"content": ""}, kind=6)
    deeds.post(here.server, thread, ada.user, {"content": "Hello"})
    assert ["Hello"] == [each.text for each in (await here.surface.history(place, 0)).messages]


async def test_an_archived_thread_is_read(here: Room) -> None:
    """A closed one, too."""
    place, _ = await begun(here)
    await here.guild.member("Ada").writes(here.threads()[0], "Hello")
    await here.surface.close(place)
    assert ["Hello"] == [each.text for each in (await here.surface.history(place, 0)).messages]


async def test_without_read_message_history_nothing_is_taken_for_removed(here: Room) -> None:
    """Discord then shows no messages at all; the host is told instead."""
    place, _ = await begun(here)
    here.guild.forbid("READ_MESSAGE_HISTORY")
    await here.heard()
    with pytest.raises(Denied, match="Read Message History"):
        await here.surface.history(place, 0)


async def test_where_it_is_not_known_what_we_may_nothing_is_whole(here: Room) -> None:
    """No messages: there are none, or we may not see them."""
    place, thread = await begun(here)
    here.guild.deletes(here.messages(thread)[0])
    here.client._connection._guilds.clear()
    found = await here.surface.history(place, 0)
    assert ((), None) == (found.messages, found.whole_since)


async def test_an_empty_thread_is_whole(here: Room) -> None:
    """Where we may read it."""
    place, thread = await begun(here)
    thread.messages.clear()
    assert 0 == (await here.surface.history(place, 0)).whole_since


async def test_a_thread_that_was_deleted_is_gone(here: Room) -> None:
    """What was in it is, too."""
    place, thread = await begun(here)
    here.guild.deletes(thread)
    with pytest.raises(Gone):
        await here.surface.history(place, 0)


async def test_without_the_intent_there_are_no_texts(here: Room) -> None:
    """Who wrote when is told all the same."""
    place, thread = await begun(here)
    ada = here.guild.member("Ada")
    await ada.writes(thread, "Hello")
    here.server.revoke()
    here.granted = Granted()
    (found,) = (await here.surface.history(place, 0)).messages
    assert (str(ada.id), None) == (found.author, found.text)


# -- one message
def raw(**changed: Any) -> dict[str, Any]:
    """Return a message as the API gives it."""
    author = {"id": "5", "username": "ada", "global_name": "Ada", "discriminator": "0", "avatar": None}
    given = {"id": "7", "type": 0, "author": author, "content": "Hi", "timestamp": "2026-08-20T10:00:00.000000+00:00"}
    return given | changed


def read(**changed: Any) -> Any:
    """Return what the core gets of it."""
    return message_of(raw(**changed), NOW, texts=True)


def test_a_member_goes_by_the_name_of_their_server() -> None:
    """Or else by the one they have everywhere."""
    assert ("Ada", "Ada L.") == (read().name, read(member={"nick": "Ada L."}).name)


def test_an_answer_is_told_from_a_forward() -> None:
    """Both refer to a message."""
    reference = {"message_id": "3", "channel_id": "2"}
    assert "3" == read(type=19, message_reference=reference).reply_to
    assert "3" == read(type=19, message_reference=reference | {"type": 0}).reply_to
    assert "" == read(message_reference=reference | {"type": 1}).reply_to


def test_whom_it_names_is_told() -> None:
    """By their ids."""
    assert ("8", "9") == read(mentions=[{"id": "8"}, {"id": "9"}]).mentions


def test_no_time_is_in_the_future() -> None:
    """A clock that is wrong changes no order of what is to come."""
    late = "2036-08-20T10:00:00+00:00"
    assert (NOW, NOW) == (read(timestamp=late).at, read(edited_timestamp=late).edited_at)


def test_a_time_that_cannot_be_read_is_now() -> None:
    """Written at all it was."""
    assert (NOW, 0) == (read(timestamp="soon").at, read(edited_timestamp=None).edited_at)
    assert 1_787_220_000 * SECOND == read().at


def test_a_webhook_is_nobody() -> None:
    """Whatever name it goes by."""
    assert read(webhook_id="5") is None
