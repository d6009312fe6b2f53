"""Where everything of Slack's comes in: acknowledged at once, then worked in a task of ours.

`transports/registration.py` hands each payload here with what acknowledges it. What may never happen: a payload that is neither
answered nor logged; an event acknowledged that is not safe (`StudybellError` is raised then, and Slack delivers it again).
"""

from collections.abc import Awaitable, Callable, Coroutine
from typing import TYPE_CHECKING, Any, Protocol

import structlog

from adapters.slack.inbound import arrivals
from adapters.slack.inbound.answers import Answers
from adapters.slack.inbound.arguments import family_of
from adapters.slack.inbound.arrivals import Act, Unknown
from adapters.slack.inbound.commands import Commands
from adapters.slack.inbound.crowd import Crowd
from adapters.slack.inbound.forms import Sent, refusal
from adapters.slack.inbound.hosts import Hosts
from adapters.slack.inbound.membership import Membership
from adapters.slack.inbound.presses import Presses, led, read_press
from adapters.slack.outbound.people import Roster
from adapters.slack.rendering.views import read_where
from adapters.slack.requests.api import Api
from bot.engine.surface import Surface
from bot.kernel.errors import Busy, Denied, Gone
from bot.kernel.words import words

if TYPE_CHECKING:
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

    def __init__(self, app: "App", api: Api, surface: Surface, roster: Roster, prefix: str = "") -> None:
        self._clock = app.clock
        self._prefix = prefix
        self._crowd = Crowd()
        hosts = Hosts(app.store, api, roster, app.clock)
        self._answers = Answers(api, surface, prefix)
        self._presses = Presses(app, hosts, self._answers)
        self._sent = Sent(self._presses, self._answers)
        self._commands = Commands(app, hosts, self._answers, Membership(api))

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
            if act.view is not None:
                act = led(act, read_where(act.view.metadata))
            self._begin(act, self._presses.press(act, pressed))

    async def view(self, body: Body, ack: Ack) -> None:
        """Take a form that was sent; it is acknowledged with what comes of it."""
        now = self._clock.now()
        act = self._read(arrivals.submission, body, now)
        if act is None or act.view is None:
            await ack()
            return
        where = read_where(act.view.metadata)
        act = led(act, where)
        try:
            response = await self._sent.take(act, where, body["view"])
        except Exception as error:  # noqa: BLE001 - logged with its reference
            response = refusal(body["view"], self._apology(act, error))
        await ack(response)

    async def view_closed(self, body: Body, ack: Ack) -> None:
        """Take note of nothing: no view of ours asks to be told."""
        await ack()

    async def shortcut(self, body: Body, ack: Ack) -> None:
        """Take a shortcut, of a message or a global one."""
        await ack()

    async def options(self, body: Body, ack: Ack) -> None:
        """Offer values for what is being typed."""
        await ack(options=[])

    # -- what happens
    async def event(self, body: Body, ack: Ack) -> None:
        """Take an event; it is acknowledged when this returns, and delivered again after a `StudybellError`."""

    async def stop(self, seconds: float) -> None:
        """Wait at most that long for the acts under way."""
        await self._crowd.stop(seconds)

    # -- working
    def _read(self, read: Callable[[Body, int], Any], body: Body, now: int) -> Any:  # noqa: ANN401 - what `read` returns
        try:
            return read(body, now)
        except UNREADABLE as error:
            log.warning("an act could not be read", kind=body.get("type"), problem=f"{type(error).__name__}: {error}")
            return None

    def _begin(self, act: Act, work: Coroutine[None, None, None]) -> None:
        """Work on an act beside; where too much is going on, say that instead."""
        if self._crowd.too_many:
            work.close()
            text = words("en")("Too much is going on right now; please try again in a moment.")
            work = self._answers.say(act, text)
        self._crowd.start(self._answered(act, work))

    async def _answered(self, act: Act, work: Coroutine[None, None, None]) -> None:
        """Work, and answer whatever happens."""
        try:
            await work
        except (Gone, Denied, Busy) as error:
            log.info("not answered", act=act.trigger, reason=f"{type(error).__name__}: {error}")
        except Exception as error:  # noqa: BLE001 - logged with its reference
            await self._apologise(act, error)

    async def _apologise(self, act: Act, error: Exception) -> None:
        text = self._apology(act, error)
        try:
            await self._answers.say(act, text)
        except Exception as another:  # noqa: BLE001 - it is told already what went wrong
            log.info("no apology", act=act.trigger, reason=f"{type(another).__name__}: {another}")

    def _apology(self, act: Act, error: Exception) -> str:
        """Log what went wrong, once, and return what to say of it."""
        reference = self._crowd.reference(error, act=act.trigger, at=act.received, workspace=act.workspace)
        return words("en")(
            "Something went wrong on our side. Try again in a moment; if it happens again, give whoever runs me this "
            "reference: {reference}",
            reference=f"`{reference}`",
        )
