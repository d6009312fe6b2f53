"""What the loopback Slack takes for a message, and what it refuses with which error."""

from typing import Any

import pytest

from tests.loopback.calling import Room, section
from tests.loopback.slack import Channel

KEY = {"event_type": "studybell_message", "event_payload": {"key": "k"}}


async def test_a_message_is_posted_and_told_of(room: Room) -> None:
    """With the bot as its author, block_ids and action_ids of Slack's making, and an event."""
    press = {"type": "button", "text": {"type": "plain_text", "text": "A"}}
    said = await room.call.post(room.general, "Hello", blocks=[section(accessory=press)], metadata=KEY)
    message = said.body["message"]
    assert (room.team.bot.id, room.team.bot.bot_id) == (message["user"], message["bot_id"])
    assert message["blocks"][0]["block_id"]
    assert message["blocks"][0]["accessory"]["action_id"]
    assert KEY == message["metadata"]
    event = room.server.events[-1].event
    assert ("message", said.body["ts"], "channel") == (event["type"], event["ts"], event["channel_type"])


async def test_a_reply_stands_in_its_thread(room: Room) -> None:
    """The parent counts it."""
    parent = (await room.call.post(room.general)).body["ts"]
    reply = (await room.call.post(room.general, "re", thread_ts=parent)).body
    assert (parent, room.team.bot.id) == (reply["message"]["thread_ts"], reply["message"]["parent_user_id"])
    history = (await room.call("conversations.history", channel=room.general.id)).body["messages"]
    assert [(parent, 1, reply["ts"])] == [(one["ts"], one["reply_count"], one["latest_reply"]) for one in history]


async def test_a_broadcast_reply_stands_in_the_channel_too(room: Room) -> None:
    """With its subtype."""
    parent = (await room.call.post(room.general)).body["ts"]
    await room.call.post(room.general, "re", thread_ts=parent, reply_broadcast=True)
    history = (await room.call("conversations.history", channel=room.general.id)).body["messages"]
    assert ["thread_broadcast", None] == [one.get("subtype") for one in history]


async def test_a_reply_to_nothing_stands_in_the_channel(room: Room) -> None:
    """Slack says nothing of it, but its answer names no thread."""
    said = await room.call.post(room.general, "re", thread_ts="1700000000.000100")
    assert "thread_ts" not in said.body["message"]
    history = (await room.call("conversations.history", channel=room.general.id)).body["messages"]
    assert ["re"] == [one["text"] for one in history]


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"text": ""}, "no_text"),
        ({"channel": "C0NONE"}, "channel_not_found"),
        ({"thread_ts": "yesterday"}, "invalid_thread_ts"),
        ({"markdown_text": "y"}, "markdown_text_conflict"),
        ({"metadata": {"event_type": "a b", "event_payload": {}}}, "invalid_metadata_schema"),
        ({"metadata": {"event_type": "a"}}, "invalid_metadata_schema"),
        ({"metadata": {"event_type": "a", "event_payload": "x"}}, "invalid_metadata_schema"),
        ({"metadata": {"event_type": "a", "event_payload": {}, "more": 1}}, "invalid_metadata_schema"),
        ({"metadata": []}, "invalid_metadata_format"),
        ({"metadata": {"event_type": "a", "event_payload": {"x": "y" * 9000}}}, "metadata_too_large"),
        ({"username": "Not me"}, "missing_scope"),
    ],
)
async def test_a_wrong_message_is_refused(room: Room, arguments: dict[str, Any], error: str) -> None:
    """And nothing is posted."""
    said = await room.call("chat.postMessage", **({"channel": room.general.id, "text": "x"} | arguments))
    assert error == said.error
    assert {} == room.general.messages


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (lambda room, _: setattr(room, "archived", True), "is_archived"),
        (lambda room, bot: room.members.remove(bot), "not_in_channel"),
        (lambda room, _: setattr(room, "gone", True), "channel_not_found"),
        (lambda room, _: setattr(room, "read_only", True), "restricted_action_read_only_channel"),
    ],
)
async def test_the_bot_may_not_write_there(room: Room, change: Any, error: str) -> None:
    """Which is no problem of the app's: it cannot know."""
    change(room.general, room.team.bot.id)
    assert error == (await room.call.post(room.general)).error
    room.server.assert_clean()


async def test_a_private_channel_without_the_bot_does_not_exist_for_it(room: Room) -> None:
    """channel_not_found, whatever it asks."""
    staff = room.team.private("staff", bot=False)
    errors = [
        (await room.call.post(staff)).error,
        (await room.call("conversations.info", channel=staff.id)).error,
        (await room.call("conversations.members", channel=staff.id)).error,
    ]
    assert ["channel_not_found"] * 3 == errors


async def test_text_without_blocks_takes_the_blocks_away(room: Room) -> None:
    """Neither of them leaves all as it is but for the metadata; what has blocks is not marked as edited."""
    ts = (await room.call.post(room.general, blocks=[section()], metadata=KEY)).body["ts"]
    update = {"channel": room.general.id, "ts": ts}
    kept = (await room.call("chat.update", **update, text="y", blocks=[section("z")])).body["message"]
    assert ("z", None, KEY) == (kept["blocks"][0]["text"]["text"], kept.get("edited"), kept["metadata"])
    bare = (await room.call("chat.update", **update, text="only", metadata={})).body["message"]
    assert (None, None) == (bare.get("blocks"), bare.get("metadata"))
    assert room.team.bot.id == bare["edited"]["user"]


async def test_an_update_is_told_with_what_stood_there_before(room: Room) -> None:
    """message_changed, hidden."""
    ts = (await room.call.post(room.general, "old")).body["ts"]
    await room.call("chat.update", channel=room.general.id, ts=ts, text="new")
    event = room.server.events[-1].event
    assert ("message_changed", "new", "old") == (
        event["subtype"], event["message"]["text"], event["previous_message"]["text"],
    )  # fmt: skip


async def test_an_update_takes_4000_characters(room: Room) -> None:
    """One more is msg_too_long; a new message takes them."""
    ts = (await room.call.post(room.general, "x" * 4001)).body["ts"]
    update = {"channel": room.general.id, "ts": ts}
    assert "" == (await room.call("chat.update", **update, text="x" * 4000)).error
    assert "msg_too_long" == (await room.call("chat.update", **update, text="x" * 4001)).error


async def test_somebody_elses_message_cannot_be_changed(room: Room) -> None:
    """Nor one that is gone."""
    ada = room.team.member("Ada")
    theirs = await ada.writes(room.general, "mine")
    mine = (await room.call.post(room.general)).body["ts"]
    assert "" == (await room.call("chat.delete", channel=room.general.id, ts=mine)).error
    errors = [
        (await room.call("chat.update", channel=room.general.id, ts=theirs.message.ts, text="x")).error,
        (await room.call("chat.delete", channel=room.general.id, ts=theirs.message.ts)).error,
        (await room.call("chat.update", channel=room.general.id, ts=mine, text="x")).error,
        (await room.call("chat.delete", channel=room.general.id, ts=mine)).error,
    ]
    assert ["cant_update_message", "cant_delete_message", "message_not_found", "message_not_found"] == errors


async def test_a_deleted_parent_leaves_a_tombstone(room: Room) -> None:
    """Its thread goes on; it can be changed no more."""
    ts = (await room.call.post(room.general)).body["ts"]
    await room.call.post(room.general, "re", thread_ts=ts)
    room.team.deletes(room.general.messages[ts])
    parent, reply = (await room.call("conversations.replies", channel=room.general.id, ts=ts)).body["messages"]
    assert ("tombstone", "re") == (parent["subtype"], reply["text"])
    assert "cant_update_message" == (await room.call("chat.update", channel=room.general.id, ts=ts, text="x")).error
    assert "" == (await room.call.post(room.general, "more", thread_ts=ts)).error


async def test_an_ephemeral_is_seen_by_one_and_changed_by_nobody(room: Room) -> None:
    """It stands in no history, no event tells of it, and chat.update does not find it."""
    ada, bo = room.team.member("Ada"), room.team.member("Bo")
    before = len(room.server.events)
    ts = (await room.call("chat.postEphemeral", channel=room.general.id, user=ada.id, text="psst")).body["message_ts"]
    assert (["psst"], []) == ([one.text for one in ada.sees(room.general)], bo.sees(room.general))
    assert before == len(room.server.events)
    assert [] == (await room.call("conversations.history", channel=room.general.id)).body["messages"]
    assert "message_not_found" == (await room.call("chat.update", channel=room.general.id, ts=ts, text="x")).error


async def test_an_ephemeral_needs_its_reader_in_the_channel(room: Room) -> None:
    """user_not_in_channel for anybody else, and for nobody at all."""
    eve = room.team.member("Eve", joins=False)
    for user in (eve.id, "U0NONE"):
        said = await room.call("chat.postEphemeral", channel=room.general.id, user=user, text="x")
        assert "user_not_in_channel" == said.error


async def test_blocks_without_text_are_a_problem(room: Room) -> None:
    """Slack warns of it: there is nothing to notify with, nor to be read aloud."""
    said = await room.call("chat.postMessage", channel=room.general.id, blocks=[section()])
    assert "missing_text_in_message" == said.body["warning"]
    assert "screen readers" in room.server.problems[0].said


@pytest.mark.parametrize("text", ["5 < 6", "a & b", "<b>", "<@ada>", "<!date^1^{when}|x>", "<!date^1^{time}>", "x > y"])
async def test_what_was_not_escaped_is_a_problem(room: Room, text: str) -> None:
    """It is posted, and shown otherwise than it was meant."""
    assert "" == (await room.call.post(room.general, text)).error
    assert 1 <= len(room.server.problems)


@pytest.mark.parametrize(
    "text",
    [
        "5 &lt; 6 &amp; 7 &gt; 5", "> a quote\n> and more", "<@U1|ada> <#C1|x> <!subteam^S1> <!here>",
        "<https://x.y/?a=b&amp;c|x y>",
        "<!date^1700000000^{date_short_pretty} at {time}|14 Nov>", "<mailto:a@b.c|Ada>",
    ],
)  # fmt: skip
async def test_markup_is_no_problem(room: Room, text: str) -> None:
    """Mentions, links, dates, quotes, and what was escaped."""
    await room.call.post(room.general, text)
    room.server.assert_clean()


async def test_a_link_to_a_message(room: Room) -> None:
    """Of a reply with its thread."""
    ts = (await room.call.post(room.general)).body["ts"]
    reply = (await room.call.post(room.general, thread_ts=ts)).body["ts"]
    links = [
        (await room.call("chat.getPermalink", channel=room.general.id, message_ts=one)).body["permalink"]
        for one in (ts, reply)
    ]
    base = f"https://school.slack.com/archives/{room.general.id}/p"
    assert links == [
        base + ts.replace(".", ""), f"{base}{reply.replace('.', '')}?thread_ts={ts}&cid={room.general.id}",
    ]  # fmt: skip


class TestDirect:
    """Direct messages."""

    async def test_one_is_opened_once(self, room: Room) -> None:
        """Its id stays; posting to the person's id lands there too."""
        ada = room.team.member("Ada")
        first = (await room.call("conversations.open", users=ada.id)).body["channel"]["id"]
        second = (await room.call("conversations.open", users=ada.id, return_im=True)).body["channel"]
        posted = (await room.call("chat.postMessage", channel=ada.id, text="x")).body["channel"]
        assert {first} == {second["id"], posted}
        assert ada.id == second["user"]

    @pytest.mark.parametrize(
        ("users", "error"),
        [
            ("U0NONE", "user_not_found"),
            ("", "users_list_not_supplied"),
            ("U1,U2,U3,U4,U5,U6,U7,U8,U9", "too_many_users"),
        ],
    )
    async def test_it_is_not_opened_with_anybody(self, room: Room, users: str, error: str) -> None:
        """Nobody, too many, or somebody unknown."""
        assert error == (await room.call("conversations.open", users=users)).error

    async def test_it_is_opened_with_no_bot_and_nobody_who_left(self, room: Room) -> None:
        """cannot_dm_bot, user_disabled."""
        ada = room.team.member("Ada", deleted=True)
        errors = [(await room.call("conversations.open", users=one)).error for one in (room.team.bot.id, ada.id)]
        assert ["cannot_dm_bot", "user_disabled"] == errors

    async def test_nothing_is_posted_while_the_messages_tab_is_off(self, room: Room) -> None:
        """messages_tab_disabled."""
        ada = room.team.member("Ada")
        room.server.app.messages_tab = False
        assert "messages_tab_disabled" == (await room.call("chat.postMessage", channel=ada.id, text="x")).error

    async def test_an_update_wants_the_conversation_not_the_person(self, room: Room) -> None:
        """channel_not_found for somebody's id, which is a problem."""
        ada = room.team.member("Ada")
        ts = (await room.call("chat.postMessage", channel=ada.id, text="x")).body["ts"]
        assert "channel_not_found" == (await room.call("chat.update", channel=ada.id, ts=ts, text="y")).error
        assert 1 == len(room.server.problems)


def test_a_channel_knows_its_privacy() -> None:
    """Direct messages are private as well."""
    kinds = ("channel", "group", "im", "mpim")
    team: Any = None
    assert [False, True, True, True] == [Channel("C", "", team, one).private for one in kinds]  # type: ignore[arg-type]
