"""A lane: what waits for one session, its value as last committed, and the word to those whose press could not be taken."""

import asyncio
from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from bot.kernel.clock import Instant
from bot.kernel.event import Event, Signal
from bot.kernel.people import Actor
from bot.kernel.session import Fact, Reply, Session
from bot.kernel.words import words
from bot.store.contract import Change


class Standing(Struct, frozen=True):
    """A session as it stands in the store right now."""

    kind: str
    value: Any
    version: int


class Press(Struct, frozen=True):
    """An event that waits, and where its reply is awaited."""

    event: Event | Signal
    by: Actor
    at: Instant
    reply: asyncio.Future[Reply]


class Lane:
    """The queue of one session, and its value as last committed.

    `frozen` is the value as it is written down; `outdated` says that another process has written to the session since.
    """

    __slots__ = ("frozen", "outdated", "running", "session", "standing", "waiting")

    def __init__(self, session: str) -> None:
        self.session = session
        self.waiting: list[Press] = []
        self.standing: Standing | None = None
        self.frozen = b""
        self.running = False
        self.outdated = False

    def take(self) -> list[Press]:
        """Return everything that waits; nothing waits any more."""
        presses, self.waiting = self.waiting, []
        return presses

    def change(self, standing: Standing, value: Session, frozen: bytes, facts: tuple[Fact, ...], at: Instant) -> Change:
        """Return what is to be saved: the facts alone where the written value is the same."""
        if frozen == self.frozen:
            return Change(session=self.session, version=standing.version, at=at, facts=facts)
        return Change(
            session=self.session,
            version=standing.version,
            at=at,
            facts=facts,
            state=frozen,
            wake_at=value.wake_at,
            live=value.live,
            over=value.over,
            listens=value.listens,
        )


def hand_out(presses: Sequence[Press], replies: Sequence[Reply]) -> None:
    """Give everybody their reply; who has gone meanwhile gets none."""
    for press, reply in zip(presses, replies, strict=True):
        if not press.reply.done():
            press.reply.set_result(reply)


def answer_all(presses: Sequence[Press], kind: str) -> None:
    """Tell everybody the same trouble, each in their language."""
    hand_out(presses, [trouble(kind, press.by) for press in presses])


def trouble(kind: str, by: Actor, reference: str = "") -> Reply:
    """Return the private word for what is nobody's fault in the room."""
    say = words(by.locale)
    texts = {
        "busy": say("Too many presses at once; yours was not counted. Please press again."),
        "not-saved": say("That could not be saved and was not counted. Please press again in a moment."),
        "gone": say("This has ended and its record is gone."),
        "trouble": say(
            "Something went wrong on our side and nothing was changed. Try again in a moment; if it happens again, give whoever "
            "runs me this reference: {reference}",
            reference=reference,
        ),
    }
    return Reply(text=texts[kind], refused=kind)
