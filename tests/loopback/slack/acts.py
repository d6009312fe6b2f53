"""What a person does, until they see what came of it."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.loopback.slack.parcels import MESSAGE, OPTIONS, VIEW, Ack, Failure, Parcel, unfit
from tests.loopback.slack.world import Channel, Message, User, View

if TYPE_CHECKING:
    from tests.loopback.slack.modals import Modal
    from tests.loopback.slack.people import Person
    from tests.loopback.slack.seen import Shown
    from tests.loopback.slack.stage import Loopback


class Unanswered(AssertionError):
    """The app did not acknowledge in time what a person did; they saw a failure. `answer` is what they see by now."""

    def __init__(self, answer: "Answer", said: str) -> None:
        super().__init__(said)
        self.answer = answer


@dataclass(eq=False)
class Act:
    """Something a person did. `said`: the messages that answer it, or that it changed. `views`: modals that it opened."""

    server: "Loopback" = field(repr=False)
    user: User = field(repr=False)
    channel: Channel | None = field(default=None, repr=False)
    failure: Failure | None = None
    said: list[Message] = field(default_factory=list, repr=False)
    views: list[View] = field(default_factory=list, repr=False)
    options: list[dict[str, Any]] = field(default_factory=list)
    change: asyncio.Event = field(default_factory=asyncio.Event)

    def hears(self, message: Message) -> None:
        """Take a message for an answer."""
        if message not in self.said:
            self.said.append(message)
        self.change.set()

    def sees(self, view: View) -> None:
        """Take a view for an answer."""
        if view not in self.views:
            self.views.append(view)
        self.change.set()

    @contextmanager
    def speaking(self) -> Iterator[None]:
        """Let every message that is written meanwhile be an answer to this."""
        before, self.server.speaking = self.server.speaking, self
        try:
            yield
        finally:
            self.server.speaking = before


@dataclass(frozen=True)
class Answer:
    """What the person sees after an act: looked at anew each time, so what is changed later reads as it is by then."""

    person: "Person" = field(repr=False)
    act: Act

    @property
    def failed(self) -> bool:
        """Whether they read that the app did not respond."""
        return self.act.failure is not None

    @property
    def messages(self) -> list["Shown"]:
        """The messages that answer it, as they stand now."""
        return [self.person.looks_at(one) for one in self.act.said if not one.gone]

    @property
    def message(self) -> "Shown | None":
        """The newest of them."""
        return self.messages[-1] if self.messages else None

    @property
    def modal(self) -> "Modal | None":
        """The form in front of them, if this act opened, changed or uncovered it."""
        return self.person.modal if self.act.views and self.person.modal else None

    @property
    def private(self) -> bool:
        """Whether only they see the message that answers."""
        return self.message is not None and self.message.private

    @property
    def buttons(self) -> list[str]:
        """The labels of the buttons of the message that answers."""
        return self.message.buttons if self.message else []

    @property
    def options(self) -> list[str]:
        """What an external select offers."""
        return [str(one["text"]["text"]) for one in self.act.options]

    @property
    def text(self) -> str:
        """What they read."""
        if self.act.failure is not None:
            return "The app did not respond"
        if self.modal is not None:
            return self.modal.text
        return self.message.text if self.message else ""

    def __str__(self) -> str:
        return self.text


async def acted(person: "Person", act: Act, parcel: Parcel) -> Answer:
    """Tell the app of an act and return what the person then sees.

    The acknowledgement must come in time, else `Unanswered` is raised (unless `server.forgiving`). What follows is waited for
    until there is something, or nobody has called anything for `server.lingers` real seconds.
    """
    server, answer = act.server, Answer(person, act)
    with server.waiting(act):
        told = await server.post.hand(parcel)
        if isinstance(told, Failure):
            act.failure = told
            if not server.forgiving:
                raise Unanswered(answer, told.said)
            return answer
        for sentence in unfit(parcel, told.body):
            server.problem(parcel.name, sentence, told.body)
        _take(person, act, parcel, told)
        if parcel.takes != OPTIONS:
            await _settled(server, act)
    return answer


def _take(person: "Person", act: Act, parcel: Parcel, told: Ack) -> None:
    if parcel.takes == MESSAGE and told.body:
        person.hears_at_once(act, told.body)
    elif parcel.takes == VIEW:
        person.sees_at_once(act, told.body)
    elif parcel.takes == OPTIONS:
        groups = told.body.get("option_groups", [])
        act.options = [*told.body.get("options", []), *(one for group in groups for one in group["options"])]


async def _settled(server: "Loopback", act: Act) -> None:
    """Wait until something answers the act, or until nothing can be expected any more."""
    loop = asyncio.get_running_loop()
    end = loop.time() + server.patience
    seen, idle = -1, loop.time()
    while not act.said and not act.views and loop.time() < end:
        if len(server.calls) != seen or server.answering:
            seen, idle = len(server.calls), loop.time()
        if loop.time() - idle > server.lingers:
            return
        act.change.clear()
        try:
            async with asyncio.timeout(server.lingers / 4):
                await act.change.wait()
        except TimeoutError:
            continue
