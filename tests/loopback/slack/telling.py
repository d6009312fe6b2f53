"""Slack as far as it tells the app: links or deliveries, events and retries, triggers, response URLs, who waits for what."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from bot.kernel.clock import Clock
from tests.loopback.slack import elements, oauth, payloads, subscriptions
from tests.loopback.slack.delivery import Delivery
from tests.loopback.slack.hooks import Hooks
from tests.loopback.slack.links import Links
from tests.loopback.slack.oauth import Installing
from tests.loopback.slack.post import Carrier, PostOffice
from tests.loopback.slack.server import Happened, Slack
from tests.loopback.slack.triggers import Triggers
from tests.loopback.slack.trouble import Refusal
from tests.loopback.slack.world import Message, Team, Trigger, View

if TYPE_CHECKING:
    from tests.loopback.slack.acts import Act

FAMILIES = ("/deck", "/discuss", "/quiz", "/study")


class Telling(Slack):
    """What the app is told, and how people wait for what comes of it.

    `commands`: which there are, and whether their text is escaped. `shortcuts`: which there are and of which kind; None lets all
    through. `patience`: real seconds for an acknowledgement and for what follows it; `lingers`: those without a call after which
    nothing more is expected. `forgiving`: a missing acknowledgement is an answer with `failed`, and raises nothing.
    """

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self.links = Links(clock, lambda said: self.problem("a link", said), self.changed, app_id=self.app.id)
        self.delivery = Delivery(lambda: self.app.signing_secret, lambda said: self.problem("a delivery", said))
        self.post = PostOffice(clock, self._carrier, self._busy)
        self.hooks = Hooks(self)
        self.triggers = Triggers(clock)
        self.installing = Installing(self)
        self.subscribed: set[str] = set(subscriptions.SUBSCRIBED)
        self.commands: dict[str, bool] = dict.fromkeys(FAMILIES, True)
        self.shortcuts: dict[str, str] | None = None
        self.lingers = 0.3
        self.forgiving = False
        self.speaking: Act | None = None
        self._waiting: list[Act] = []
        self.on_event.append(self._told)
        self.take_trigger = self.triggers.exchange
        self.new_link = self._new_link

    @property
    def patience(self) -> float:
        """Real seconds in which the app has to acknowledge."""
        return self.links.patience

    @patience.setter
    def patience(self, seconds: float) -> None:
        self.links.patience = self.delivery.patience = seconds

    @property
    def answering(self) -> int:
        """How many calls are being answered right now: what is under way without what the app is being told."""
        return self.under_way - self.post.under_way

    def http(self, *urls: str) -> None:
        """Deliver to these addresses over HTTP, in turn; without any, over Socket Mode."""
        self.delivery.to(urls)

    async def stop(self) -> None:
        """Stop serving, and tell nothing any more."""
        await self.post.stop()
        await self.links.stop()
        await self.delivery.stop()
        await super().stop()

    def _carrier(self) -> Carrier:
        return self.delivery if self.delivery.replicas else self.links

    def _busy(self, by: int) -> None:
        self.under_way += by
        self.changed()

    def _new_link(self) -> str:
        if not self.links.enabled:
            raise Refusal("socket_mode_not_enabled")
        return f"ws://127.0.0.1:{self.port}/link/?ticket={self.links.ticket()}&app_id={self.app.id}"

    def _told(self, what: Happened) -> None:
        if subscriptions.told(what, self.subscribed):
            self.post.tell(subscriptions.wrapped(self.app, what, self.clock.now()))

    def uninstall(self, team: Team, order: str = oauth.FIRST_REVOKED) -> None:
        """Take the app out of a workspace; which of the two events comes first is not fixed."""
        oauth.uninstall(self, team, order)

    # -- who waits for what -------------------------------------------------------------------------------------------

    @contextmanager
    def waiting(self, act: "Act") -> Iterator[None]:
        """Let what comes meanwhile for that person in that channel be an answer to the act."""
        self._waiting.append(act)
        try:
            yield
        finally:
            self._waiting.remove(act)

    def said(self, message: Message) -> None:
        """A message came or changed: it answers the act that is speaking, or whoever waits for something private there."""
        if self.speaking is not None:
            self.speaking.hears(message)
        elif message.only_for is not None:
            for act in self._waiting:
                if act.user is message.only_for and act.channel is message.channel:
                    act.hears(message)
        super().said(message)

    def showed(self, view: View) -> None:
        """A view came or changed: what stands in its fields stays where the fields stay."""
        view.state = elements.state(view.body["blocks"], view.state)
        for act in self._waiting if view.kind == "modal" and view.open else ():
            if act.user is view.user:
                act.sees(view)
        super().showed(view)

    def opened(self, view: View, trigger: Trigger) -> None:
        """A modal was opened with a trigger: it answers what the trigger came from."""
        act = self.triggers.acts.get(trigger.id)
        if act is not None:
            act.sees(view)

    async def settled(self, so: Callable[[], Any]) -> None:
        """Wait until `so`, or until nobody has called anything for `lingers` real seconds."""
        loop = asyncio.get_running_loop()
        end, idle, seen = loop.time() + self.patience, loop.time(), -1
        while not so() and loop.time() < end:
            if len(self.calls) != seen or self.answering:
                seen, idle = len(self.calls), loop.time()
            if loop.time() - idle > self.lingers:
                return
            await asyncio.sleep(0.01)

    def as_payload(self, view: View) -> dict[str, Any]:
        """Return a view as events show it."""
        return payloads.view(self, view)
