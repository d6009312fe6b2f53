"""Where everything of Slack's comes in: acknowledged at once, then worked in a task of ours.

`transports/registration.py` hands each payload here with what acknowledges it. What may never happen: a payload that is neither
answered nor logged; an event acknowledged that is not safe (`StudybellError` is raised then, and Slack delivers it again).
"""

from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import TYPE_CHECKING, Any, Protocol

import structlog

from adapters.slack.inbound import arrivals
from adapters.slack.inbound.afterwards import Afterwards
from adapters.slack.inbound.answers import Answers, apology
from adapters.slack.inbound.arguments import family_of
from adapters.slack.inbound.arrivals import Act, Unknown
from adapters.slack.inbound.attachments import Attachments
from adapters.slack.inbound.commands import Commands
from adapters.slack.inbound.completing import Completing
from adapters.slack.inbound.crowd import MOST_AT_ONCE, Crowd
from adapters.slack.inbound.events import Events
from adapters.slack.inbound.farewell import Farewell
from adapters.slack.inbound.forms import Forms
from adapters.slack.inbound.home import Home
from adapters.slack.inbound.hosts import Hosts
from adapters.slack.inbound.listening import Listening
from adapters.slack.inbound.membership import Membership
from adapters.slack.inbound.mentions import Mentions
from adapters.slack.inbound.murmurs import Murmurs
from adapters.slack.inbound.naming import Names
from adapters.slack.inbound.presses import Presses, led, read_press
from adapters.slack.inbound.shortcuts import Shortcuts
from adapters.slack.outbound.people import Roster
from adapters.slack.outbound.surface import SlackSurface
from adapters.slack.rendering.action_ids import Pressed
from adapters.slack.rendering.views import read_where
from adapters.slack.requests.api import Api
from bot.kernel.clock import Instant
from bot.kernel.errors import Busy, Denied, Gone
from bot.kernel.words import words
from bot.store.contract import StoreBroken

if TYPE_CHECKING:
    from adapters.slack.installs.tokens import Installs
    from bot.app import App

Body = dict[str, Any]

UNREADABLE = (Unknown, AttributeError, KeyError, IndexError, TypeError, ValueError)
"""What reading a payload raises that tells too little."""

log = structlog.get_logger()


class Ack(Protocol):
    """Acknowledges, as bolt's `AsyncAck` does; with what is to be shown where the kind of payload knows such answers."""

    def __call__(self, text: Any = "", /, **answer: Any) -> Awaitable[Any]:  # noqa: ANN401 - as bolt has it
        """Say what Slack is to be answered; it is sent when the listener returns."""
        ...


class Inbound:
    """Takes what Slack brings. `prefix` is that of our commands' names."""

    def __init__(  # noqa: PLR0913 - what it works with
        self, app: "App", api: Api, surface: SlackSurface, roster: Roster, installs: "Installs", prefix: str = ""
    ) -> None:
        self._clock = app.clock
        self._prefix = prefix
        self._crowd = Crowd()
        self._afterwards = Afterwards(self._crowd.start)
        self._hosts = hosts = Hosts(app.store, surface.groups, roster, app.clock)
        membership = Membership(api, app.clock, roster, self._crowd)
        self._answers = Answers(api, surface, prefix)
        self._presses = Presses(app, hosts, self._answers)
        self._commands = Commands(app, hosts, self._answers, membership, Names(surface.roll, roster))
        self._shortcuts = Shortcuts(app, hosts, self._answers, self._commands)
        self._forms = Forms(self._crowd, self._presses, self._answers, membership, Attachments(api), prefix)
        self._completing = Completing(app, hosts)
        self._home = Home(app, api, hosts, prefix)
        self._farewell = Farewell(app, api, installs, roster)
        murmurs = Murmurs(app, api, surface, self._crowd, prefix)
        self._events = Events(
            app.clock,
            self._crowd,
            self._begin,
            installs,
            listening=Listening(app, api, hosts, murmurs, prefix),
            mentions=Mentions(self._commands, installs, prefix),
            home=self._home,
            farewell=self._farewell,
            membership=membership,
        )

    # -- what people do
    async def command(self, body: Body, ack: Ack) -> None:
        """Take a slash command."""
        now = self._clock.now()
        await ack()
        act = self._read(arrivals.command, body, now)
        if act is not None and not self._crowd.again(act.trigger):
            family = family_of(str(body.get("command") or ""), self._prefix)
            self._begin(act, self._commands.typed(act, family, str(body.get("text") or "")))

    async def action(self, body: Body, ack: Ack) -> None:
        """Take the press of a button, or a choice."""
        now = self._clock.now()
        await ack()
        found = self._read(read_press, body, now)
        if found is None:
            return
        act, pressed = found
        if not self._crowd.again(act.trigger):
            self._begin(act, self._presses.press(act, pressed) if act.view is None else self._in_view(act, pressed))

    async def _in_view(self, act: Act, pressed: Pressed) -> None:
        """Do what a control in a view means; what it changed shows in the Home tab, if it stands there or was opened from it."""
        assert act.view is not None  # noqa: S101 - see above
        act = led(act, read_where(act.view.metadata))
        await self._presses.press(act, pressed)
        if act.home:
            await self._home.show(act.workspace, act.member, self._clock.now())

    async def view(self, body: Body, ack: Ack) -> None:
        """Take a form that was sent; it is acknowledged with what comes of it, which shows in the Home tab it was opened from."""
        now = self._clock.now()
        act = self._read(arrivals.form, body, now)
        if act is None or act.view is None:
            await ack()
            return
        where = read_where(act.view.metadata)
        act = led(act, where)
        await ack(await self._forms.take(act, where, body["view"]))
        if act.home:
            self._begin(act, self._home.show(act.workspace, act.member, self._clock.now()))

    async def view_closed(self, body: Body, ack: Ack) -> None:
        """Take note of nothing: no view of ours asks to be told."""
        del body
        await ack()

    async def shortcut(self, body: Body, ack: Ack) -> None:
        """Take a shortcut, of a message or a global one."""
        now = self._clock.now()
        await ack()
        act = self._read(arrivals.shortcut, body, now)
        if act is not None and not self._crowd.again(act.trigger):
            self._begin(act, self._shortcuts.take(act, str(body.get("callback_id") or "")))

    async def options(self, body: Body, ack: Ack) -> None:
        """Offer values for what is being typed; nothing, where anything is the matter."""
        now = self._clock.now()
        offered: list[dict[str, Any]] = []
        act = self._read(arrivals.submission, body, now)
        if act is not None:
            act = led(act, read_where(act.view.metadata) if act.view else None)
            try:
                offered = await self._completing.options(act, body)
            except Exception as error:  # noqa: BLE001 - logged; who types on is asked again
                self._crowd.reference(error, now, kind="options")
        await ack(options=offered)

    # -- what happens
    async def event(self, body: Body, ack: Ack) -> None:
        """Take an event; it is delivered again after a `StudybellError`, as nothing was acknowledged then."""
        try:
            await self._events.take(body)
        except UNREADABLE as error:
            self._crowd.reference(error, self._clock.now(), kind="event")
        await ack()

    async def compare(self) -> None:
        """Find out which workspaces have left, or come back, while we were away."""
        try:
            await self._farewell.compare()
        except (Busy, Denied, Gone, StoreBroken) as error:
            log.warning("who has left meanwhile is asked at the next start", reason=str(error))

    async def left(self, workspaces: Sequence[str]) -> None:
        """Take leave of workspaces that have turned out to have removed us; raises `StoreBroken`."""
        await self._farewell.left(workspaces, self._clock.now())

    async def stop(self, seconds: float) -> None:
        """Wait at most that long for the acts under way."""
        self._afterwards.begin_all()
        await self._crowd.stop(seconds)

    # -- working
    def _read(self, read: Callable[[Body, Instant], Any], body: Body, now: Instant) -> Any:  # noqa: ANN401 - as `read`
        try:
            return read(body, now)
        except UNREADABLE as error:
            log.warning("an act could not be read", kind=body.get("type"), problem=f"{type(error).__name__}: {error}")
            return None

    def _begin(self, act: Act, work: Coroutine[Any, Any, None]) -> None:
        """Work on an act beside; where too much is going on, say that instead."""
        if self._crowd.too_many or len(self._afterwards) >= MOST_AT_ONCE:
            work.close()
            locale = self._hosts.locale(act.workspace, act.member)
            text = words(locale)("Too much is going on right now; please try again in a moment.")
            work = self._answers.say(act, text, locale)
        self._afterwards.begin(self._answered(act, work))

    async def _answered(self, act: Act, work: Coroutine[Any, Any, None]) -> None:
        """Work, and answer whatever happens."""
        try:
            await work
        except (Gone, Denied, Busy) as error:
            log.info("not answered", act=act.trigger, reason=f"{type(error).__name__}: {error}")
        except Exception as error:  # noqa: BLE001 - logged with its reference
            await self._apologise(act, error)

    async def _apologise(self, act: Act, error: Exception) -> None:
        reference = self._crowd.reference(error, act.received, workspace=act.workspace)
        locale = self._hosts.locale(act.workspace, act.member)
        try:
            await self._answers.say(act, apology(reference, locale), locale)
        except Exception as another:  # noqa: BLE001 - it is told already what went wrong
            log.info("no apology", reference=reference, reason=f"{type(another).__name__}: {another}")
