"""Slack's events about messages, read as what they tell: written, edited, removed; and what is nobody's words."""

from typing import Any

import pytest

from adapters.slack.inbound.news import Removed, Written, read

ROOT, REPLY = "1700000000.000100", "1700000001.000200"


def message(**more: Any) -> dict[str, Any]:
    """Return a message in a thread, as an event's own."""
    return {"type": "message", "user": "U1", "text": "hello", "ts": REPLY, "thread_ts": ROOT, "channel": "C1"} | more


def changed(now: dict[str, Any], before: dict[str, Any] | None) -> dict[str, Any]:
    """Return the event that a message was changed."""
    event = {
        "type": "message",
        "subtype": "message_changed",
        "channel": "C1",
        "message": now,
        "event_ts": "1700000009.1",
    }
    return event | ({"previous_message": before} if before is not None else {})


@pytest.mark.parametrize("subtype", [None, "file_share", "thread_broadcast", "me_message"])
def test_what_members_write_is_heard(subtype: str | None) -> None:
    """A post with a file, or one shown in the channel too, is a post."""
    told = read(message(**({"subtype": subtype} if subtype else {})))
    assert isinstance(told, Written)
    assert ("C1", ROOT) == (told.channel, told.thread)


@pytest.mark.parametrize(
    "event",
    [
        message(subtype="channel_join"),
        message(subtype="bot_message", bot_id="B1"),
        message(bot_id="B1"),
        message(user="USLACKBOT"),
        message(subtype="message_replied"),
        message(subtype="assistant_app_thread"),
        message(hidden=True),
        message(ts="soon"),
        message(channel=""),
        {"type": "message", "channel": "C1"},
        {"type": "message"},
        {"type": "message", "subtype": "message_changed", "channel": "C1"},
        {"type": "message", "subtype": "message_deleted", "channel": "C1"},
    ],
)
def test_what_nobody_wrote_is_nothing(event: dict[str, Any]) -> None:
    """Slack's own notes, programs, and what tells too little."""
    assert read(event) is None


def test_the_first_message_of_a_thread_stands_in_none() -> None:
    """Slack gives it the thread it began."""
    told = read(message(ts=ROOT))
    assert isinstance(told, Written)
    assert "" == told.thread


@pytest.mark.parametrize("kind", [{"channel_type": "im"}, {"channel": "D1"}])
def test_a_direct_message_is_known(kind: dict[str, str]) -> None:
    """By the kind of channel, or where that is not told by its id."""
    told = read(message(**kind))
    assert isinstance(told, Written)
    assert told.direct


def test_an_edit_is_the_message_as_it_stands_now() -> None:
    """By its author: Slack says when it was edited."""
    now = message(text="hello again", edited={"user": "U1", "ts": "1700000009.000000"})
    told = read(changed(now, message()))
    assert isinstance(told, Written)
    assert "hello again" == told.raw["text"]


def test_an_edit_may_come_without_what_stood_there() -> None:
    """The field is not promised."""
    assert isinstance(read(changed(message(edited={"user": "U1", "ts": "1700000009.000000"}), None)), Written)


@pytest.mark.parametrize("edited", [None, {"user": "U1", "ts": "1700000005.000000"}])
def test_a_picture_of_a_link_is_no_edit(edited: dict[str, str] | None) -> None:
    """Also not of a message that was edited before."""
    known = {"edited": edited} if edited else {}
    assert read(changed(message(attachments=[{}], **known), message(**known))) is None


def test_an_edit_of_ours_is_nobodys_word() -> None:
    """Our own cards change all the time."""
    edited = {"edited": {"user": "B1", "ts": "1700000009.000000"}}
    assert read(changed(message(bot_id="B1", **edited), message(bot_id="B1"))) is None


def test_a_deletion_tells_whose_message_it_was() -> None:
    """As far as Slack says what stood there."""
    event = {
        "type": "message",
        "subtype": "message_deleted",
        "channel": "C1",
        "deleted_ts": REPLY,
        "event_ts": "1700000009.1",
    }
    assert read(event | {"previous_message": message()}) == Removed(
        REPLY, "1700000009.1", "C1", ROOT, "", "U1", told=True
    )


def test_a_deletion_may_tell_only_when_it_was_written() -> None:
    """Then it is anybody's."""
    event = {
        "type": "message",
        "subtype": "message_deleted",
        "channel": "C1",
        "deleted_ts": REPLY,
        "ts": "1700000009.1",
    }
    assert read(event) == Removed(REPLY, "1700000009.1", "C1", "", "", "", told=False)


def test_a_deletion_in_what_is_no_thread_stands_in_none() -> None:
    """Whatever is told there."""
    event = {"subtype": "message_deleted", "channel": "C1", "deleted_ts": REPLY, "event_ts": "1700000009.1"}
    told = read(event | {"previous_message": message(thread_ts={"a": 1})})
    assert isinstance(told, Removed)
    assert "" == told.thread


def test_a_tombstone_is_the_deletion_of_a_threads_first_message() -> None:
    """Its thread goes on, so Slack puts a note in its place and calls that a change."""
    stone = {
        "type": "message",
        "subtype": "tombstone",
        "user": "USLACKBOT",
        "ts": ROOT,
        "thread_ts": ROOT,
        "hidden": True,
    }
    before = {"type": "message", "user": "UB", "bot_id": "B1", "ts": ROOT, "thread_ts": ROOT}
    told = read(changed(stone, before))
    assert isinstance(told, Removed)
    assert (ROOT, "", "UB", "B1") == (told.ts, told.thread, told.author, told.bot)


def test_the_end_of_a_tombstone_is_no_news() -> None:
    """It goes with the last reply; what it stood for was deleted before."""
    stone = {"type": "message", "subtype": "tombstone", "user": "USLACKBOT", "ts": ROOT}
    event = {
        "type": "message",
        "subtype": "message_deleted",
        "channel": "C1",
        "deleted_ts": ROOT,
        "previous_message": stone,
    }
    assert read(event) is None
