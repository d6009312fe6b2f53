"""What there is on this Slack: workspaces, people, channels, messages, views, files. Plain data; nothing refuses anything."""

from dataclasses import dataclass, field
from typing import Any, Literal

from bot.kernel.clock import Instant

Kind = Literal["channel", "group", "im", "mpim"]
"""A public channel, a private one, a direct message, one of several people."""


@dataclass(eq=False)
class User:
    """Somebody in a workspace; `tz_offset` in seconds. `stack`: the modals open before them, the front one last.

    `home`: what the app has published on its Home tab for them. `takes_dms`: whether they can write to the app there.
    """

    id: str
    name: str
    team: "Team"
    real_name: str = ""
    tz: str = "Europe/London"
    tz_offset: int = 0
    locale: str = "en-US"
    admin: bool = False
    owner: bool = False
    bot: bool = False
    bot_id: str = ""
    guest: bool = False
    deleted: bool = False
    takes_dms: bool = True
    email: str = ""
    stack: list["View"] = field(default_factory=list)
    home: "View | None" = None

    @property
    def mention(self) -> str:
        """How a message mentions them."""
        return f"<@{self.id}>"


@dataclass(eq=False)
class Message:
    """A message. `user`: who wrote it. `only_for`: an ephemeral one, and whose; it can only be changed by a response_url.

    `body` holds the other fields as the API shows them (bot_id, app_id, subtype, files, attachments, edited ...).
    """

    ts: str
    channel: "Channel"
    user: User
    text: str = ""
    blocks: list[dict[str, Any]] = field(default_factory=list)
    thread_ts: str = ""
    metadata: dict[str, Any] = field(default_factory=dict)
    body: dict[str, Any] = field(default_factory=dict)
    only_for: User | None = None
    gone: bool = False

    @property
    def is_reply(self) -> bool:
        """Whether it stands in a thread and is not its parent."""
        return self.thread_ts not in ("", self.ts)


@dataclass(eq=False)
class Channel:
    """A channel or a direct message. `messages` by ts, replies of threads among them; `whispers`: ephemeral ones, by ts."""

    id: str
    name: str
    team: "Team"
    kind: Kind = "channel"
    members: list[str] = field(default_factory=list)
    messages: dict[str, Message] = field(default_factory=dict)
    whispers: dict[str, Message] = field(default_factory=dict)
    created: Instant = 0
    creator: str = ""
    archived: bool = False
    general: bool = False
    read_only: bool = False
    gone: bool = False

    @property
    def private(self) -> bool:
        """Whether only members know of it."""
        return self.kind != "channel"


@dataclass(eq=False)
class View:
    """A modal or a Home tab. `body`: what the app sent. `state`: values typed so far. `open`: still to be seen."""

    id: str
    user: User
    kind: Literal["modal", "home"]
    body: dict[str, Any]
    hash: str
    root: str = ""
    previous: str = ""
    state: dict[str, Any] = field(default_factory=dict)
    open: bool = True

    @property
    def external_id(self) -> str:
        """The app's own name for it."""
        return str(self.body.get("external_id") or "")


@dataclass(eq=False)
class File:
    """An uploaded file. `complete`: whether its upload was; `ready_at`: from when on blocks can show it (`time.monotonic`)."""

    id: str
    team: "Team"
    user: User
    name: str
    length: int
    title: str = ""
    alt_text: str = ""
    data: bytes = b""
    complete: bool = False
    ready_at: float = 0.0
    shared: list[str] = field(default_factory=list)


@dataclass(eq=False)
class UserGroup:
    """A user group of a workspace, such as @teachers."""

    id: str
    handle: str
    name: str
    users: list[str] = field(default_factory=list)
    disabled: bool = False


@dataclass(eq=False)
class Grant:
    """A token and what it opens. `team`: None for an app-level one and for an organisation's. `dead`: why it is refused."""

    token: str
    kind: Literal["bot", "user", "app"]
    team: "Team | None"
    scopes: set[str]
    enterprise: str = ""
    user: User | None = None
    dead: str = ""


@dataclass(eq=False)
class Team:
    """A workspace. `bot`: our app's bot user in it, None while it is not installed. `grant`: what its bot token opens."""

    id: str
    name: str
    domain: str
    enterprise: str = ""
    users: dict[str, User] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    groups: dict[str, UserGroup] = field(default_factory=dict)
    files: dict[str, File] = field(default_factory=dict)
    bot: User | None = None
    grant: Grant | None = None


@dataclass(eq=False)
class App:
    """Our app as Slack knows it; its switches are those of its settings page."""

    id: str
    name: str = "Studybell"
    client_id: str = "1111111111.2222222222"
    client_secret: str = "0123456789abcdef0123456789abcdef"
    signing_secret: str = "fedcba9876543210fedcba9876543210"
    verification_token: str = "loopback-verification"
    app_token: str = "xapp-1-loopback"
    messages_tab: bool = True
    home_tab: bool = True
    marketplace: bool = True


@dataclass(eq=False)
class Trigger:
    """What lets the app open one modal, for three seconds. `inside`: the modal it came from, which views.push is put upon."""

    id: str
    user: User
    at: Instant
    inside: View | None = None
    used: bool = False
