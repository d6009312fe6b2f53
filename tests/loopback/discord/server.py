"""The server itself: what is there, who is connected, what was asked of it and what it refused."""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from bot.kernel.clock import Instant
from tests.loopback.discord import gating, payloads, permissions
from tests.loopback.discord.gateway import Gateway, Greeting
from tests.loopback.discord.links import Session
from tests.loopback.discord.mischief import Mischief
from tests.loopback.discord.rates import Rates
from tests.loopback.discord.snowflakes import Now, Snowflakes
from tests.loopback.discord.specs import Specs
from tests.loopback.discord.world import DM, Channel, Guild, Member, Role, User
from tests.loopback.waking import Waking


@dataclass(frozen=True)
class Asked:
    """A request and what came of it. `route` is the path as OpenAPI writes it; `code` is Discord's own, 0 for none."""

    method: str
    route: str
    path: str
    body: Any
    status: int
    code: int
    at: Instant


@dataclass(frozen=True)
class Offence:
    """Something a client must not send, in a sentence."""

    method: str
    path: str
    said: str
    body: Any = field(default=None, repr=False)


class Discord:
    """A whole Discord for one application. Made by `loopback()`; the package's docstring says how it is used.

    `patience`: real seconds a person waits for a first answer. `under_way`: requests that are being answered right now.
    """

    def __init__(self, clock: Now) -> None:
        self.clock = clock
        self.ids = Snowflakes(clock)
        self.me = User(self.ids.next(), "Studybell", bot=True)
        self.application_id = self.ids.next()
        self.public_key = "0" * 64
        self.flags = 0
        self.token = f"{self.me.id}.loopback.token"
        self.owner = User(self.ids.next(), "Owner")
        self.users: dict[int, User] = {self.me.id: self.me, self.owner.id: self.owner}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.commands: list[dict[str, Any]] = []
        self.interactions: dict[str, Any] = {}
        self.files: dict[str, tuple[str, bytes]] = {}
        self.gateway = Gateway(clock, self._greeting)
        self.mischief = Mischief(self.gateway)
        self.rates = Rates(clock)
        self.specs = Specs.found()
        self.asked: list[Asked] = []
        self.bugs: list[str] = []
        self.checks_itself = False
        self.offences: list[Offence] = []
        self.refused: list[Asked] = []
        self.refusals: Counter[tuple[int, int]] = Counter()
        self.shards = 1
        self.needed_shards = 1
        self.allowed_at_gateway: int | None = None  # flags, where the gateway knows others than the application's page
        self.resumes_at = ""
        self.heartbeat_interval = 41_250
        self.opens_too_fast = False
        self.patience = 3.5
        self.under_way = 0
        self.port = 0
        self._runner: web.AppRunner | None = None
        self._waking = Waking()

    # -- where it is --------------------------------------------------------------------------------------------------

    @property
    def api_url(self) -> str:
        """The REST API's address."""
        return f"http://127.0.0.1:{self.port}/api/v10"

    @property
    def gateway_url(self) -> str:
        """The gateway's address."""
        return f"ws://127.0.0.1:{self.port}/gateway/"

    @property
    def cdn_url(self) -> str:
        """The address of uploaded files and avatars."""
        return f"http://127.0.0.1:{self.port}/cdn"

    async def start(self, app: web.Application, port: int = 0) -> None:
        """Serve on `port` of this machine; 0 takes a free one."""
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port, backlog=2048)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Stop serving; who is still connected is cut off."""
        for link in list(self.gateway.links):
            link.cut()
        if self._runner is not None:
            await self._runner.cleanup()

    # -- what is there ------------------------------------------------------------------------------------------------

    def user(self, name: str, **options: Any) -> User:
        """Give somebody an account."""
        user = User(self.ids.next(), name, **options)
        self.users[user.id] = user
        return user

    def add_guild(self, name: str, *, bot: bool = True, id: int = 0) -> Guild:  # noqa: A002 - what it is called there
        """Make a server, with the bot in it under a role of its own; `id` only for the sake of sharding."""
        owner = self.user(f"Owner of {name}")
        guild = Guild(id or self.ids.next(), name, owner.id)
        guild.roles[guild.id] = Role(guild.id, "@everyone", int(permissions.EVERYONE), 0)
        role = Role(self.ids.next(), "Studybell", int(permissions.BOT))
        guild.roles[role.id] = role
        guild.members[owner.id] = Member(owner, self.clock.now())
        self.guilds[guild.id] = guild
        if bot:
            guild.members[self.me.id] = Member(self.me, self.clock.now(), [role.id])
            self.gateway.dispatch("GUILD_CREATE", payloads.guild_create(guild, self.me), guild.id)
        return guild

    def with_bot(self) -> list[Guild]:
        """Return the servers the bot is in."""
        return [guild for guild in self.guilds.values() if self.me.id in guild.members]

    def dm(self, user: User) -> Channel:
        """Return the direct conversation of the bot with somebody."""
        for channel in self.channels.values():
            if channel.kind == DM and user in channel.recipients:
                return channel
        channel = Channel(self.ids.next(), DM, "", recipients=[self.me, user])
        self.channels[channel.id] = channel
        return channel

    # -- what happens -------------------------------------------------------------------------------------------------

    def note(self, asked: Asked) -> None:
        """Keep what was asked and how it went, and wake whoever waits for something."""
        self.asked.append(asked)
        if asked.status >= 400:
            self.refusals[asked.status, asked.code] += 1
        if asked.status == 429:
            self.refused.append(asked)
        self.changed()

    def changed(self) -> None:
        """Wake whoever waits for something to happen."""
        self._waking.wake()

    async def until(self, so: Callable[[], Any], within: float = 5.0) -> Any:
        """Return what `so` returns as soon as that is true; `within` real seconds, else an AssertionError."""
        return await self._waking.until(so, within, self._lately)

    def _lately(self) -> str:
        return "\n".join(f"  {one.method} {one.path} -> {one.status}/{one.code}" for one in self.asked[-12:])

    async def quiet(self, seconds: float = 0.15) -> None:
        """Return when nobody has asked for anything for `seconds` real seconds."""
        while True:
            seen = len(self.asked)
            await asyncio.sleep(seconds)
            if len(self.asked) == seen:
                return

    def offend(self, method: str, path: str, said: str, body: Any = None) -> None:
        """Note something a client must not do."""
        self.offences.append(Offence(method, path, said, body))

    def assert_clean(self) -> None:
        """Fail if the client sent what Discord would not have taken, or if this server is at fault itself."""
        assert not self.bugs, "this server is at fault:\n  " + "\n  ".join(self.bugs)
        said = "\n".join(f"  {one.method} {one.path}: {one.said}" for one in self.offences)
        assert not self.offences, f"Discord would not have taken this:\n{said}"

    # -- the gateway's greeting ---------------------------------------------------------------------------------------

    def _greeting(self) -> Greeting:
        return Greeting(
            self.token, self.me.id, self.flags if self.allowed_at_gateway is None else self.allowed_at_gateway,
            self.needed_shards, self.heartbeat_interval, self._ready, self._members_asked
        )  # fmt: skip

    def _ready(self, session: Session) -> None:
        mine = [guild for guild in self.with_bot() if session.owns(guild.id)]
        session.dispatch("READY", {
            "v": 10, "user": payloads.myself(self.me), "guilds": [{"id": str(one.id), "unavailable": True} for one in mine],
            "session_id": session.id, "resume_gateway_url": self.resumes_at or self.gateway_url, "shard": list(session.shard),
            "application": {"id": str(self.application_id), "flags": self.flags}, "session_type": "normal",
            "private_channels": [], "relationships": [], "user_settings": {}, "presences": [], "_trace": [],
        })  # fmt: skip
        for guild in mine:
            body = {"id": str(guild.id), "unavailable": True} if guild.outage else payloads.guild_create(guild, self.me)
            if session.intents & gating.GUILDS:
                session.dispatch("GUILD_DELETE" if guild.outage else "GUILD_CREATE", body)
        self.changed()

    def _members_asked(self, session: Session, body: dict[str, Any]) -> None:
        guild = self.guilds.get(int(body.get("guild_id", 0)))
        if guild is None:
            return
        everybody = bool(session.intents & gating.MEMBERS)
        wanted = {str(one) for one in body.get("user_ids", [])}
        found = [one for one in guild.members.values() if (everybody and not wanted) or str(one.user.id) in wanted]
        session.dispatch("GUILD_MEMBERS_CHUNK", {
            "guild_id": str(guild.id), "members": [payloads.member(one) for one in found], "chunk_index": 0,
            "chunk_count": 1, "not_found": [], "nonce": body.get("nonce"),
        })  # fmt: skip
