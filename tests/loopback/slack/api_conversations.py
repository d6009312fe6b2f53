"""Web API: conversations.* and users.conversations."""

from typing import Any

from tests.loopback.slack import deeds, payloads
from tests.loopback.slack.api_chat import reachable
from tests.loopback.slack.calls import Call, Method
from tests.loopback.slack.ids import micros
from tests.loopback.slack.paging import Page, page
from tests.loopback.slack.rates import UNLISTED_MOST
from tests.loopback.slack.trouble import Refusal, wrong
from tests.loopback.slack.world import Channel, Kind, Message, User

AREA: dict[Kind, str] = {"channel": "channels", "group": "groups", "im": "im", "mpim": "mpim"}
TYPES: dict[str, Kind] = {"public_channel": "channel", "private_channel": "group", "im": "im", "mpim": "mpim"}
MOST_HISTORY, MOST_TOGETHER = 999, 8


def _known(call: Call, what: str) -> Channel:
    """Return the channel of the arguments, for which the token has the scope of its kind."""
    channel = call.channel()
    call.needs(f"{AREA[channel.kind]}:{what}")
    return channel


async def info(call: Call) -> dict[str, Any]:
    """conversations.info; num_members only if asked for."""
    said = payloads.channel(_known(call, "read"), call.me)
    if not call.get("include_num_members"):
        said.pop("num_members", None)
    return {"channel": said | ({"locale": "en-US"} if call.get("include_locale") else {})}


async def members(call: Call) -> dict[str, Any]:
    """conversations.members."""
    channel = _known(call, "read")
    found = page(call, channel.members)
    return {"members": found.items, "response_metadata": found.metadata}


def _readable(call: Call) -> Channel:
    channel = _known(call, "history")
    if call.me.id not in channel.members:
        raise Refusal("not_in_channel")
    return channel


def _stamp(call: Call, name: str) -> int | None:
    told = call.get(name)
    if told is None or told == "0":
        return None
    try:
        return micros(told)
    except ValueError:
        raise wrong(f"invalid_ts_{name}", f"{told!r} is no ts") from None


def _within(call: Call, messages: list[Message]) -> list[Message]:
    oldest, latest, edge = _stamp(call, "oldest"), _stamp(call, "latest"), bool(call.get("inclusive"))

    def inside(message: Message) -> bool:
        at = micros(message.ts)
        late = oldest is None or at > oldest or (edge and at == oldest)
        return late and (latest is None or at < latest or (edge and at == latest))

    return [one for one in messages if inside(one)]


def _most(call: Call, most: int) -> int:
    return UNLISTED_MOST if call.server.rates.unlisted else most


def _page(call: Call, messages: list[Message], most: int) -> Page[Message]:
    """Return a page of messages; a limit above the greatest is cut, not refused."""
    most = _most(call, most)
    call.arguments["limit"] = min(call.get("limit", most), most)
    return page(call, messages, usual=most, most=most)


def _shown(call: Call, messages: list[Message], after: str) -> dict[str, Any]:
    metadata = bool(call.get("include_all_metadata"))
    shown = [payloads.message(call.server, one, metadata=metadata) for one in messages]
    said = {"messages": shown, "has_more": bool(after)}
    return said | ({"response_metadata": {"next_cursor": after}} if after else {})


async def history(call: Call) -> dict[str, Any]:
    """conversations.history: newest first, without replies but for those that were broadcast."""
    channel = _readable(call)
    top = [
        one for one in channel.messages.values() if not one.is_reply or one.body.get("subtype") == "thread_broadcast"
    ]
    found = _page(call, list(reversed(_within(call, top))), MOST_HISTORY)
    return _shown(call, found.items, found.next) | {"pin_count": 0}


async def replies(call: Call) -> dict[str, Any]:
    """conversations.replies: the parent, then oldest first; the parent stands on every page."""
    channel = _readable(call)
    found = channel.messages.get(call.get("ts", ""))
    parent = channel.messages.get(found.thread_ts) if found is not None and found.is_reply else found
    if parent is None:
        raise Refusal("thread_not_found")
    inside = [one for one in channel.messages.values() if one.is_reply and one.thread_ts == parent.ts]
    some = _page(call, _within(call, inside), 1000)
    return _shown(call, [parent, *some.items], some.next)


async def open_direct(call: Call) -> dict[str, Any]:
    """conversations.open: with one person a direct message, with several a group."""
    if call.get("channel"):
        channel = call.channel()
        return {"no_op": True, "already_open": True, "channel": {"id": channel.id}}
    names = [one for one in call.get("users", "").split(",") if one]
    if not names:
        raise Refusal("users_list_not_supplied", "neither users nor channel")
    if len(names) > MOST_TOGETHER:
        raise Refusal("too_many_users", f"{len(names)} users, of {MOST_TOGETHER} at most")
    call.needs("im:write" if len(names) == 1 else "mpim:write")
    people = [call.workspace.users.get(one) for one in names]
    if any(one is None for one in people):
        raise Refusal("user_not_found")
    channel = _together(call, [one for one in people if one is not None])
    return {"channel": payloads.channel(channel, call.me) if call.get("return_im") else {"id": channel.id}}


def _together(call: Call, people: list[User]) -> Channel:
    if len(people) == 1:
        return reachable(call, people[0])
    server, team = call.server, call.workspace
    inside = sorted({call.me.id, *(one.id for one in people)})
    same = (one for one in team.channels.values() if one.kind == "mpim" and sorted(one.members) == inside)
    channel = next(same, None) or Channel(
        server.ids.next("G"), "mpdm", team, "mpim", inside, created=server.clock.now()
    )
    team.channels[channel.id] = channel
    return channel


def _listed(call: Call, *, of: User | None) -> dict[str, Any]:
    told = [one.strip() for one in call.get("types", "public_channel").split(",")]
    if set(told) - set(TYPES):
        raise Refusal("invalid_types", f"types {told}, of {list(TYPES)}")
    for one in told:
        call.needs(f"{AREA[TYPES[one]]}:read")
    kinds = {TYPES[one] for one in told}
    known = [one for one in call.workspace.channels.values() if one.kind in kinds and not one.gone]
    visible = [one for one in known if not one.private or call.me.id in one.members]
    if of is not None:
        visible = [one for one in visible if of.id in one.members]
    if call.get("exclude_archived"):
        visible = [one for one in visible if not one.archived]
    found = page(call, visible, most=999)
    return {
        "channels": [payloads.channel(one, call.me) for one in found.items],
        "response_metadata": found.metadata,
    }


async def every(call: Call) -> dict[str, Any]:
    """conversations.list."""
    return _listed(call, of=None)


async def of_somebody(call: Call) -> dict[str, Any]:
    """users.conversations: of the bot itself, or of `user` as far as both are in them."""
    return _listed(call, of=call.user() if call.get("user") else call.me)


async def join(call: Call) -> dict[str, Any]:
    """conversations.join: public channels only."""
    channel = call.channel()
    if channel.kind != "channel":
        raise Refusal("method_not_supported_for_channel_type")
    if channel.archived:
        raise Refusal("is_archived")
    if call.me.id in channel.members:
        call.warnings.append("already_in_channel")
    deeds.join(call.server, channel, call.me)
    return {"channel": payloads.channel(channel, call.me)}


READS = tuple(f"{one}:read" for one in AREA.values())
HISTORY = tuple(f"{one}:history" for one in AREA.values())
_LIST = "cursor limit:number exclude_archived:boolean types team_id"
_READ = "channel! cursor limit:number oldest latest inclusive:boolean include_all_metadata:boolean"
METHODS = {
    "conversations.info": Method(info, "channel! include_locale:boolean include_num_members:boolean", READS, 3),
    "conversations.members": Method(members, "channel! cursor limit:number", READS, 4),
    "conversations.history": Method(history, _READ, HISTORY, 3, json=True),
    "conversations.replies": Method(replies, f"{_READ} ts!", HISTORY, 3),
    "conversations.open": Method(
        open_direct,
        "channel users return_im:boolean prevent_creation:boolean",
        ("im:write", "mpim:write"),
        3,
        json=True,
    ),
    "conversations.list": Method(every, _LIST, READS, 2),
    "conversations.join": Method(join, "channel!", ("channels:join",), 3, json=True),
    "users.conversations": Method(of_somebody, f"{_LIST} user exclude_muted:boolean", READS, 3),
}
