"""The server itself: what is there, what was asked of it, what it refused, and the hooks its two halves meet at."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from bot.kernel.clock import Instant
from tests.loopback.slack.ids import Ids, Now, Stamps
from tests.loopback.slack.mischief import Mischief
from tests.loopback.slack.rates import Rates
from tests.loopback.slack.specs import Specs
from tests.loopback.slack.trouble import Refusal
from tests.loopback.slack.world import App, Channel, Grant, Message, Team, Trigger, User, View
from tests.loopback.waking import Waking


@dataclass(frozen=True)
class Called:
    """A call of the Web API and what came of it. `error` is Slack's code, empty if it was done. `team`: id, or empty."""

    method: str
    arguments: dict[str, Any]
    team: str
    status: int
    error: str
    at: Instant

    @property
    def ok(self) -> bool:
        """Whether it was done."""
        return self.status == 200 and not self.error


@dataclass(frozen=True)
class Problem:
    """Something a client must not send, in a sentence."""

    method: str
    said: str
    arguments: Any = field(default=None, repr=False)


@dataclass(frozen=True)
class Happened:
    """Something an app may be told of: `event` is the inner event, with its `type`. `channel`: where, if anywhere."""

    team: Team
    event: dict[str, Any]
    channel: Channel | None = None


class Slack:
    """A whole Slack for one application. Made by `loopback()`; the package's docstring says how it is used.

    `page`: how many things a page of a long list has at most, whatever is asked for. `file_delay`: real seconds until blocks can
    show an uploaded picture. `under_way`: calls that are being answered right now.
    """

    def __init__(self, clock: Now) -> None:
        self.clock = clock
        self.ids = Ids()
        self.stamps = Stamps(clock)
        self.app = App(self.ids.next("A"))
        self.bot_token = "xoxb-loopback"
        self.scopes: set[str] = set(EVERYTHING)
        self.teams: dict[str, Team] = {}
        self.grants: dict[str, Grant] = {}
        self.views: dict[str, View] = {}
        self.grants[self.app.app_token] = Grant(self.app.app_token, "app", None, {"connections:write"})
        self.mischief = Mischief()
        self.rates = Rates()
        self.specs = Specs.found()
        self.calls: list[Called] = []
        self.problems: list[Problem] = []
        self.bugs: list[str] = []
        self.events: list[Happened] = []
        self.on_event: list[Callable[[Happened], None]] = []
        self.take_trigger: Callable[[Team, str], Trigger] = _no_trigger
        self.new_link: Callable[[], str] = _no_link
        self.page = PAGE
        self.file_delay = FILE_DELAY
        self.under_way = 0
        self.port = 0
        self._runner: web.AppRunner | None = None
        self._waking = Waking()

    # -- where it is --------------------------------------------------------------------------------------------------

    @property
    def url(self) -> str:
        """The server's address."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def api_url(self) -> str:
        """The Web API's address, as `AsyncWebClient(base_url=...)` takes it."""
        return f"{self.url}/api/"

    @property
    def app_token(self) -> str:
        """The app-level token, for Socket Mode."""
        return self.app.app_token

    @property
    def signing_secret(self) -> str:
        """With which deliveries over HTTP are signed."""
        return self.app.signing_secret

    @property
    def client_id(self) -> str:
        """The app's id in OAuth."""
        return self.app.client_id

    @property
    def client_secret(self) -> str:
        """The app's secret in OAuth."""
        return self.app.client_secret

    async def start(self, app: web.Application, port: int = 0) -> None:
        """Serve on `port` of this machine; 0 takes a free one."""
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port, backlog=2048)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Stop serving."""
        if self._runner is not None:
            await self._runner.cleanup()

    # -- what is there ------------------------------------------------------------------------------------------------

    def add_team(self, name: str, *, enterprise: str = "", installed: bool = True) -> Team:
        """Make a workspace. The app of the first one has `bot_token`, each further one a token of its own."""
        team = Team(self.ids.next("T"), name, name.lower().replace(" ", "-"), enterprise)
        self.teams[team.id] = team
        if installed:
            token = self.bot_token if self.bot_token not in self.grants else f"{self.bot_token}-{team.id}"
            self.install(team, token)
        return team

    def install(self, team: Team, token: str, scopes: set[str] | None = None) -> Grant:
        """Put the app into a workspace (again): its bot user and a token."""
        if team.bot is None:
            team.bot = self.add_user(team, self.app.name, bot=True, bot_id=self.ids.next("B"))
        team.bot.deleted = False
        team.grant = Grant(
            token, "bot", team, set(self.scopes if scopes is None else scopes), team.enterprise, team.bot
        )
        self.grants[token] = team.grant
        return team.grant

    def install_org(self, enterprise: str, token: str) -> Grant:
        """Put the app into all workspaces of an organisation: one bot user, one token for all."""
        teams = [one for one in self.teams.values() if one.enterprise == enterprise]
        grant = self.grants[token] = Grant(token, "bot", None, set(self.scopes), enterprise)
        for team in teams:
            grant.user = self._bot(team)
            team.grant = grant
        return grant

    def _bot(self, team: Team) -> User:
        """Return our bot user there, made if there is none; in an organisation it is the same in all workspaces."""
        if team.bot is None:
            others = (one.bot for one in self.teams.values() if team.enterprise and one.enterprise == team.enterprise)
            same = next((one for one in others if one is not None), None)
            number = same.id if same else self.ids.next("W" if team.enterprise else "U")
            team.bot = User(number, self.app.name, team, bot=True, bot_id=same.bot_id if same else self.ids.next("B"))
            team.users[number] = team.bot
        team.bot.deleted = False
        return team.bot

    def add_user(self, team: Team, name: str, **options: Any) -> User:
        """Give somebody an account in a workspace; in an organisation, ids begin with W."""
        user = User(self.ids.next("W" if team.enterprise else "U"), name, team, **options)
        team.users[user.id] = user
        return user

    # -- what happens: the hooks --------------------------------------------------------------------------------------

    def happened(self, what: Happened) -> None:
        """Tell of an event: it is kept in `events`, and everybody in `on_event` is called (who delivers, among them)."""
        self.events.append(what)
        for told in self.on_event:
            told(what)
        self.changed()

    def said(self, message: Message) -> None:  # noqa: ARG002 - who looks over this hook's shoulder wants to know
        """Tell that a message came or changed, ephemeral ones among them."""
        self.changed()

    def showed(self, view: View) -> None:  # noqa: ARG002 - as above
        """Tell that a view came, changed or was closed."""
        self.changed()

    def note(self, called: Called) -> None:
        """Keep what was asked and how it went, and wake whoever waits for something."""
        self.calls.append(called)
        self.changed()

    def changed(self) -> None:
        """Wake whoever waits for something to happen."""
        self._waking.wake()

    async def until(self, so: Callable[[], Any], within: float = 5.0) -> Any:
        """Return what `so` returns as soon as that is true; `within` real seconds, else an AssertionError."""
        return await self._waking.until(so, within, self._lately)

    def _lately(self) -> str:
        return "\n".join(f"  {one.method} -> {one.error or one.status}" for one in self.calls[-12:])

    async def quiet(self, seconds: float = 0.15) -> None:
        """Return when nobody has called anything for `seconds` real seconds."""
        while True:
            seen = len(self.calls)
            await asyncio.sleep(seconds)
            if len(self.calls) == seen and not self.under_way:
                return

    def called(self, method: str) -> list[Called]:
        """Return the calls of a method."""
        return [one for one in self.calls if one.method == method]

    def problem(self, method: str, said: str, arguments: Any = None) -> None:
        """Note something a client must not do."""
        self.problems.append(Problem(method, said, arguments))

    def assert_clean(self) -> None:
        """Fail if the client sent what Slack would not have taken, or if this server is at fault itself."""
        assert not self.bugs, "this server is at fault:\n  " + "\n  ".join(self.bugs)
        said = "\n".join(f"  {one.method}: {one.said}" for one in self.problems)
        assert not self.problems, f"Slack would not have taken this:\n{said}"


def _no_trigger(team: Team, trigger_id: str) -> Trigger:
    raise Refusal("invalid_trigger_id", f"nobody gave {trigger_id!r} out in {team.name}")


def _no_link() -> str:
    raise Refusal("not_enabled")


PAGE, FILE_DELAY = 5, 0.2
EVERYTHING = (
    "app_mentions:read", "channels:history", "channels:join", "channels:read", "chat:write", "commands", "files:read",
    "files:write", "groups:history", "groups:read", "im:history", "im:read", "im:write", "mpim:history", "mpim:read",
    "mpim:write", "reactions:read", "reactions:write", "team:read", "usergroups:read", "users:read",
)  # fmt: skip
"""What a token is granted unless a test says otherwise (`slack.scopes`, `team.scopes(...)`)."""
