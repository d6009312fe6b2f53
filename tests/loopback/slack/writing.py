"""What people write, and what becomes of it: messages, edits, deletions, files, comings and goings."""

import copy
import re
import secrets
from typing import Any

from bot.kernel.clock import SECOND
from tests.loopback.slack import deeds
from tests.loopback.slack.server import Happened, Slack
from tests.loopback.slack.trouble import NotPossible
from tests.loopback.slack.world import Channel, Message, Team, User

LONGEST = 40_000
Json = dict[str, Any]


def typed(team: Team, text: str) -> str:
    """Return what Slack makes of typed text: `& < >` as entities, names and channels as mentions, addresses as links."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = re.sub(r"&lt;([@#][A-Z0-9]+)&gt;", r"<\1>", text)  # what a test mentions by `person.mention`
    for user in sorted(team.users.values(), key=lambda one: -len(one.name)):
        text = re.sub(rf"(?<![\w<])@{re.escape(user.name)}\b", user.mention, text, flags=re.IGNORECASE)
    for group in team.groups.values():
        text = re.sub(rf"(?<![\w<])@{re.escape(group.handle)}\b", f"<!subteam^{group.id}>", text)
    for channel in team.channels.values():
        if channel.name:
            text = re.sub(rf"(?<![\w<])#{re.escape(channel.name)}\b", f"<#{channel.id}|{channel.name}>", text)
    text = re.sub(r"(?<![\w<])@(here|channel|everyone)\b", r"<!\1>", text)
    return re.sub(r"(?<![<\w|])(https?://[^\s<>|]+)", r"<\1>", text)


def escaped(team: Team, text: str) -> str:
    """Return a command's text as Slack hands it over where the command has `should_escape`: mentions with names."""
    text = typed(team, text)

    def named(found: re.Match[str]) -> str:
        user, group = team.users.get(found[1]), team.groups.get(found[1])
        if user:
            return f"<@{user.id}|{user.name.lower().replace(' ', '.')}>"
        return f"<!subteam^{group.id}|@{group.handle}>" if group else found[0]

    return re.sub(r"<(?:@|!subteam\^)([A-Z0-9]+)>", named, text)


def rich(text: str) -> list[Json]:
    """Return typed text as the blocks that Slack's own app sends with it."""
    parts: list[Json] = []
    for part in re.split(r"(<@[A-Z0-9]+>|<https?://[^>]+>)", text):
        if part.startswith("<@"):
            parts.append({"type": "user", "user_id": part[2:-1]})
        elif part.startswith("<http"):
            parts.append({"type": "link", "url": part[1:-1].replace("&amp;", "&")})
        elif part:
            plain = part.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
            parts.append({"type": "text", "text": plain})
    return [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": parts}]}]


def client_id() -> str:
    """Return an id such as Slack's own app gives what is typed into it."""
    raw = secrets.token_hex(16)
    return "-".join((raw[:8], raw[8:12], raw[12:16], raw[16:20], raw[20:]))


def of(user: User, channel: Channel) -> Json:
    """Return what a message says about somebody of another workspace."""
    if user.team is channel.team:
        return {}
    return {"team": user.team.id, "user_team": user.team.id, "source_team": user.team.id}


def write(  # noqa: PLR0913 - who writes what, where, and with what
    server: Slack, user: User, channel: Channel, text: str, *, thread: str = "", files: list[Json] | None = None,
    broadcast: bool = False, me: bool = False,
) -> Message:  # fmt: skip
    """Write a message as somebody, and tell a mentioned app of that."""
    if not 0 < len(text) <= LONGEST and not files:
        raise NotPossible(f"{len(text)} characters cannot be sent")
    said = typed(channel.team, text)
    body = of(user, channel) | {"client_msg_id": client_id()}
    blocks = rich(said) if text else None
    if files:
        body = of(user, channel) | {"subtype": "file_share", "files": files, "upload": False}
    elif broadcast:
        body |= {"subtype": "thread_broadcast", "root": _root(server, channel, thread)}
    elif me:
        body, blocks = of(user, channel) | {"subtype": "me_message"}, None
    message = deeds.post(server, channel, user, said, blocks, thread_ts=thread, **body)
    mention(server, message)
    return message


def _root(server: Slack, channel: Channel, thread: str) -> Json:
    from tests.loopback.slack import payloads  # noqa: PLC0415 - only here

    return payloads.message(server, channel.messages[thread])


def mention(server: Slack, message: Message) -> None:
    """Tell the app if a message mentions it: `app_mention`, but not in its direct messages."""
    channel, bot = message.channel, message.channel.team.bot
    if bot is None or bot.mention not in message.text or channel.kind in ("im", "mpim"):
        return
    event: Json = {
        "type": "app_mention", "user": message.user.id, "text": message.text, "ts": message.ts, "channel": channel.id,
        "team": message.user.team.id, "event_ts": message.ts, "blocks": copy.deepcopy(message.blocks),
    } | ({"thread_ts": message.thread_ts} if message.is_reply else {})  # fmt: skip
    kept = {
        name: message.body[name]
        for name in ("client_msg_id", "files", "user_team", "source_team")
        if name in message.body
    }
    server.happened(Happened(channel.team, event | kept, channel))


def upload(server: Slack, user: User, channel: Channel, name: str) -> Json:
    """Return a file that somebody has put into Slack, as messages show it."""
    number = server.ids.next("F")
    kind = name.rpartition(".")[2]
    return {
        "id": number, "created": server.clock.now() // SECOND, "timestamp": server.clock.now() // SECOND, "name": name,
        "title": name, "mimetype": "application/octet-stream", "filetype": kind, "pretty_type": kind.upper(),
        "user": user.id, "user_team": user.team.id, "editable": False, "size": 1024, "mode": "hosted", "is_external": False,
        "external_type": "", "is_public": channel.kind == "channel", "public_url_shared": False, "display_as_bot": False,
        "username": "", "url_private": f"{server.url}/files/{number}", "permalink": f"{server.url}/files/{number}/{name}",
        "channels": [channel.id], "groups": [], "ims": [], "file_access": "visible",
    }  # fmt: skip


def come(server: Slack, user: User, channel: Channel, inviter: User | None = None) -> None:
    """Let somebody into a channel, with the line that Slack writes about it."""
    if user.id in channel.members:
        raise NotPossible(f"{user.name} is in #{channel.name} already")
    deeds.join(server, channel, user, inviter)
    body: Json = {"subtype": "channel_join"} | ({"inviter": inviter.id} if inviter else {})
    deeds.post(server, channel, user, f"{user.mention} has joined the channel", **body)


def go(server: Slack, user: User, channel: Channel) -> None:
    """Let somebody out of a channel, with the line that Slack writes about it."""
    if user.id not in channel.members:
        raise NotPossible(f"{user.name} is not in #{channel.name}")
    deeds.post(server, channel, user, f"{user.mention} has left the channel", subtype="channel_leave")
    deeds.leave(server, channel, user)
