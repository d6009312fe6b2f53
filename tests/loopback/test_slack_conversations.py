"""Channels, histories, members and people on the loopback Slack, page by page."""

from typing import Any

import pytest

from tests.loopback.calling import Room

KEY = {"event_type": "studybell_message", "event_payload": {"key": "k"}}


async def every(room: Room, method: str, inside: str, **arguments: Any) -> list[list[Any]]:
    """Return all pages of a list."""
    pages, cursor = [], ""
    while True:
        said = await room.call(method, **arguments, **({"cursor": cursor} if cursor else {}))
        assert "" == said.error
        pages.append(said.body[inside])
        cursor = said.body.get("response_metadata", {}).get("next_cursor", "")
        if not cursor:
            return pages


async def test_members_come_in_pages(room: Room) -> None:
    """Fewer than asked for though there are more; all of them, each once."""
    room.server.page = 2
    for name in ("Ada", "Bo", "Cy"):
        room.team.member(name)
    pages = await every(room, "conversations.members", "members", channel=room.general.id, limit=100)
    assert [2, 2] == [len(one) for one in pages]
    assert room.general.members == [one for page in pages for one in page]


async def test_people_come_all_at_once_unless_a_limit_is_told(room: Room) -> None:
    """With one in pages; the bot is among them."""
    room.server.page = 2
    people = [room.team.bot.id, *(room.team.member(name).id for name in ("Ada", "Bo"))]
    assert [people] == [[one["id"] for one in page] for page in await every(room, "users.list", "members")]
    pages = await every(room, "users.list", "members", limit=200)
    assert [people[:2], people[2:]] == [[one["id"] for one in page] for page in pages]


@pytest.mark.parametrize(
    ("arguments", "error"), [({"cursor": "bm9uZQ=="}, "invalid_cursor"), ({"limit": 0}, "invalid_limit")]
)
async def test_a_page_that_there_cannot_be_is_refused(room: Room, arguments: Any, error: str) -> None:
    """A cursor nobody gave out, a limit of nothing."""
    assert error == (await room.call("conversations.members", channel=room.general.id, **arguments)).error


async def test_a_history_is_newest_first_and_without_replies(room: Room) -> None:
    """In pages; metadata only if they are asked for."""
    room.server.page = 2
    stamps = [(await room.call.post(room.general, str(n), metadata=KEY)).body["ts"] for n in range(3)]
    await room.call.post(room.general, "re", thread_ts=stamps[0])
    pages = await every(room, "conversations.history", "messages", channel=room.general.id)
    assert [["2", "1"], ["0"]] == [[one["text"] for one in page] for page in pages]
    assert "metadata" not in pages[0][0]
    (said,) = (
        await every(
            room, "conversations.history", "messages", channel=room.general.id, include_all_metadata=True, limit=1
        )
    )[0]
    assert KEY == said["metadata"]


@pytest.mark.parametrize(
    ("bounds", "texts"),
    [
        ({"oldest": 0}, ["2", "1"]),
        ({"oldest": 0, "inclusive": True}, ["2", "1", "0"]),
        ({"latest": 2}, ["1", "0"]),
        ({"latest": 2, "oldest": 0}, ["1"]),
    ],
)
async def test_a_history_has_bounds(room: Room, bounds: dict[str, Any], texts: list[str]) -> None:
    """Without the messages at them, unless they are wanted."""
    stamps = [(await room.call.post(room.general, str(n))).body["ts"] for n in range(3)]
    told = {name: stamps[one] if name in ("oldest", "latest") else one for name, one in bounds.items()}
    said = await room.call("conversations.history", channel=room.general.id, **told)
    assert texts == [one["text"] for one in said.body["messages"]]


async def test_a_bound_that_is_no_time_is_refused(room: Room) -> None:
    """invalid_ts_oldest, invalid_ts_latest."""
    errors = [
        (await room.call("conversations.history", channel=room.general.id, **{one: "now"})).error
        for one in ("oldest", "latest")
    ]
    assert ["invalid_ts_oldest", "invalid_ts_latest"] == errors


async def test_a_thread_is_oldest_first_with_its_parent_on_every_page(room: Room) -> None:
    """A reply's ts names its thread, too; one of nobody's is thread_not_found."""
    room.server.page = 2
    parent = (await room.call.post(room.general, "parent")).body["ts"]
    stamps = [(await room.call.post(room.general, str(n), thread_ts=parent)).body["ts"] for n in range(3)]
    for ts in (parent, stamps[1]):
        pages = await every(room, "conversations.replies", "messages", channel=room.general.id, ts=ts)
        assert [["parent", "0", "1"], ["parent", "2"]] == [[one["text"] for one in page] for page in pages]
    newer = await every(room, "conversations.replies", "messages", channel=room.general.id, ts=parent, oldest=stamps[1])
    assert [["parent", "2"]] == [[one["text"] for one in page] for page in newer]
    assert "thread_not_found" == (await room.call("conversations.replies", channel=room.general.id, ts="1.0")).error


async def test_a_public_channel_is_known_from_outside_and_read_from_inside(room: Room) -> None:
    """is_member says which; not_in_channel is no problem of the app's."""
    outside = room.team.channel("outside", bot=False)
    info = (await room.call("conversations.info", channel=outside.id, include_num_members=True)).body["channel"]
    assert (False, 0, "outside") == (info["is_member"], info["num_members"], info["name"])
    assert "not_in_channel" == (await room.call("conversations.history", channel=outside.id)).error
    room.team.invites_bot(outside)
    assert "" == (await room.call("conversations.history", channel=outside.id)).error
    room.server.assert_clean()


async def test_channels_are_listed_by_kind(room: Room) -> None:
    """Private ones only where the bot is; users.conversations only where somebody is."""
    room.team.private("staff")
    room.team.private("secret", bot=False)
    room.team.channel("outside", bot=False)
    both = "public_channel,private_channel"
    listed = await every(room, "conversations.list", "channels", types=both)
    mine = await every(room, "users.conversations", "channels", types=both)
    names = [[one["name"] for page in pages for one in page] for pages in (listed, mine)]
    assert [["general", "staff", "outside"], ["general", "staff"]] == names
    assert "invalid_types" == (await room.call("users.conversations", types="everything")).error


async def test_somebody_is_told_with_zone_and_language(room: Room) -> None:
    """The language only if it is asked for."""
    ada = room.team.member("Ada", tz="Asia/Tokyo", tz_offset=32_400, locale="ja-JP", admin=True)
    said = (await room.call("users.info", user=ada.id, include_locale=True)).body["user"]
    assert ("Asia/Tokyo", 32_400, "ja-JP", True, False) == tuple(
        said[name] for name in ("tz", "tz_offset", "locale", "is_admin", "is_bot")
    )
    assert "locale" not in (await room.call("users.info", user=ada.id)).body["user"]
    assert "user_not_found" == (await room.call("users.info", user="U0NONE")).error


async def test_a_user_group_has_members(room: Room) -> None:
    """no_such_subteam for one that is not there or switched off."""
    bo = room.team.member("Bo")
    group = room.team.group("teachers", bo)
    assert [bo.id] == (await room.call("usergroups.users.list", usergroup=group.id)).body["users"]
    (told,) = (await room.call("usergroups.list", include_users=True, include_count=True)).body["usergroups"]
    assert ("teachers", [bo.id], "1") == (told["handle"], told["users"], told["user_count"])
    group.disabled = True
    assert "no_such_subteam" == (await room.call("usergroups.users.list", usergroup=group.id)).error


async def test_workspaces_do_not_see_each_other(room: Room) -> None:
    """A token opens its own only."""
    other = room.server.team("Other")
    away = other.channel("away")
    assert other.bot_token != room.call.token
    assert "channel_not_found" == (await room.call.post(away)).error
    room.call.token = other.bot_token
    assert "" == (await room.call.post(away)).error
    assert other.id == (await room.call("auth.test")).body["team_id"]


async def test_an_organisations_token_opens_all_its_workspaces(room: Room) -> None:
    """One bot user; lists want a team_id, everything else names its workspace by what it is about."""
    first, second = (room.server.team(name, enterprise="E1", installed=False) for name in ("East", "West"))
    room.server.install_org("E1", "xoxb-org")
    room.call.token = "xoxb-org"
    who = (await room.call("auth.test")).body
    assert (True, "E1", first.bot.id) == (who["is_enterprise_install"], who["team_id"], second.bot.id)
    assert "" == (await room.call.post(second.channel("there"))).error
    assert "missing_argument" == (await room.call("users.list")).error
    members = (await room.call("users.list", team_id=second.id)).body["members"]
    assert [second.id] == [one["team_id"] for one in members]
