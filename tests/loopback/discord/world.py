"""What there is on this Discord: people, servers, channels, threads, messages. Plain data; nothing here refuses anything."""

from dataclasses import dataclass, field
from typing import Any

from bot.kernel.clock import Instant

TEXT, DM, CATEGORY, NEWS, NEWS_THREAD, PUBLIC_THREAD, PRIVATE_THREAD, FORUM = 0, 1, 4, 5, 10, 11, 12, 15
THREADS = (NEWS_THREAD, PUBLIC_THREAD, PRIVATE_THREAD)

EPHEMERAL, LOADING, HAS_THREAD, V2 = 1 << 6, 1 << 7, 1 << 5, 1 << 15


@dataclass(eq=False)
class User:
    """Somebody with an account. `locale` is the language their app is in."""

    id: int
    name: str
    bot: bool = False
    takes_dms: bool = True
    locale: str = "en-US"


@dataclass(eq=False)
class Role:
    """A role of a server; the one with the server's own id is @everyone."""

    id: int
    name: str
    permissions: int
    position: int = 1


@dataclass(eq=False)
class Member:
    """Somebody in a server."""

    user: User
    joined_at: Instant
    roles: list[int] = field(default_factory=list)
    nick: str | None = None


@dataclass(eq=False)
class Message:
    """A message. `body` holds content, embeds, components, attachments and flags as the API shows them.

    `only_for`: an ephemeral one, and whose. `source`: the interaction it answers. `everyone`: whether it pings all, had its
    author the permission.
    """

    id: int
    channel: "Channel"
    author: User
    body: dict[str, Any]
    at: Instant
    edited_at: Instant | None = None
    kind: int = 0
    only_for: User | None = None
    nonce: str | int | None = None
    mentions: list[User] = field(default_factory=list)
    reply_to: int | None = None
    source: dict[str, Any] | None = None
    thread: "Channel | None" = None
    gone: bool = False
    everyone: bool = False

    @property
    def flags(self) -> int:
        """The message's flags."""
        return int(self.body.get("flags", 0))


@dataclass(eq=False)
class Channel:
    """A channel, a DM or a thread. `overwrites`: (allow, deny) by the id of a role or member.

    `whispers` are ephemeral messages. `written` counts all messages ever, as `total_message_sent` does.
    """

    id: int
    kind: int
    name: str
    guild: "Guild | None" = None
    parent: "Channel | None" = None
    recipients: list[User] = field(default_factory=list)
    overwrites: dict[int, tuple[int, int]] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    whispers: dict[int, Message] = field(default_factory=dict)
    position: int = 0
    owner_id: int = 0
    archived: bool = False
    locked: bool = False
    invitable: bool = True
    auto_archive: int = 4320
    archive_stamp: Instant = 0
    thread_members: dict[int, Instant] = field(default_factory=dict)
    written: int = 0
    is_gone: bool = False

    @property
    def is_thread(self) -> bool:
        """Whether it is a thread."""
        return self.kind in THREADS

    @property
    def private(self) -> bool:
        """Whether it is a private thread."""
        return self.kind == PRIVATE_THREAD

    def last(self) -> Message | None:
        """Return the newest message everybody there sees."""
        return next(reversed(self.messages.values()), None)


@dataclass(eq=False)
class Guild:
    """A server. `outage`: whether it is unavailable now."""

    id: int
    name: str
    owner_id: int
    roles: dict[int, Role] = field(default_factory=dict)
    members: dict[int, Member] = field(default_factory=dict)
    channels: dict[int, Channel] = field(default_factory=dict)
    commands: list[dict[str, Any]] = field(default_factory=list)
    locale: str = "en-US"
    outage: bool = False
