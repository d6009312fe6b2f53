"""The classroom: simulated learners who sit in places and take part in whatever quiz runs there.

They come in through the front door as people do: each with a press of their own at an instant of their own, by the
program's clock. One task a place works off a list of instants, so that two thousand learners cost no more than their answers.
"""

import asyncio
import heapq
import secrets
from collections.abc import Mapping
from random import Random
from typing import Any, Protocol

import structlog

from bot.engine.desk import Desk
from bot.engine.lane import Standing
from bot.kernel.clock import SECOND, Clock, Instant
from bot.kernel.event import Event, spell_press
from bot.kernel.people import Actor, Place
from bot.kernel.session import Reply
from bot.learners.answering import Deed, deed, thinking_time
from bot.learners.people import Learner, learner
from bot.quiz.events import Join
from bot.quiz.phases import Asking, Lobby
from bot.quiz.session import Quiz, QuizKind

SETTLING = 3.0
"""Seconds in which a handful of learners join a lobby; a crowd takes up to `CROWD_SETTLING`."""
CROWD_SETTLING = 20.0

TROUBLE = frozenset({"busy", "not-saved"})
"""Refusals after which a person presses again."""

MOST_AT_ONCE = 500
"""Presses under way at a time for one place."""

log = structlog.get_logger()

Occasion = tuple[object, ...]
"""What the learners of a place are busy with: the lobby of a quiz, or one run of the clock of one of its questions."""


class Presses(Protocol):
    """The part of the front door that learners use."""

    async def press(
        self, token: str, by: Actor, place: Place, at: Instant, values: Mapping[str, Any] | None = None
    ) -> Reply:
        """Do what a token means."""
        ...


class _Room:
    """The learners of one place: when each sat down, and what they are busy with."""

    __slots__ = ("learners", "occasion", "task")

    def __init__(self) -> None:
        self.learners: dict[Learner, Instant] = {}
        self.occasion: Occasion | None = None
        self.task: asyncio.Task[None] | None = None

    def leave_off(self) -> None:
        """Drop what they are busy with."""
        self.occasion = None
        if self.task is not None:
            self.task.cancel()
            self.task = None


class Classroom:
    """Simulated learners by place. Equal seeds, quizzes and clocks give equal answers; without a seed chance decides."""

    def __init__(self, desk: Desk, door: Presses, clock: Clock, *, seed: str = "") -> None:
        self._desk = desk
        self._door = door
        self._clock = clock
        self._seed = seed or secrets.token_hex(8)
        self._rooms: dict[Place, _Room] = {}
        self._running: dict[Place, str] = {}

    async def add(self, count: int, skill: float | None, place: Place) -> list[str]:
        """Let `count` learners sit down in `place` and return their names; `skill` None gives each one of their own."""
        room = self._rooms.setdefault(place, _Room())
        now, seated = self._clock.now(), len(room.learners)
        newcomers = [learner(number, self._seed, skill) for number in range(seated, seated + max(count, 0))]
        room.learners |= dict.fromkeys(newcomers, now)
        standing = await self._desk.look(self._running[place]) if place in self._running else None
        if standing is not None and newcomers and self._rooms.get(place) is room:
            room.leave_off()
            self._react(room, standing.value)
        return [each.name for each in newcomers]

    async def remove_all(self, place: Place) -> int:
        """Let everybody leave `place`, what they have answered stands; return how many they were."""
        room = self._rooms.pop(place, None)
        if room is None:
            return 0
        room.leave_off()
        return len(room.learners)

    def seated(self, place: Place) -> list[Learner]:
        """Return those who sit in `place`, in the order they came."""
        room = self._rooms.get(place)
        return list(room.learners) if room else []

    def names(self, place: Place) -> list[str]:
        """Return the names of those who sit in `place`, in the order they came."""
        return [each.name for each in self.seated(place)]

    def note(self, standing: Standing) -> None:
        """Take notice of how a session stands, after every commit."""
        if standing.kind != QuizKind.name:
            return
        quiz: Quiz = standing.value
        place = quiz.place
        if not quiz.over:
            self._running[place] = quiz.id
        elif self._running.get(place) == quiz.id:
            del self._running[place]
        else:
            return
        room = self._rooms.get(place)
        if room is not None:
            self._react(room, quiz)

    def stop(self) -> None:
        """Let everybody leave, also before what is still under way calls them to something new; the program ends."""
        for room in self._rooms.values():
            room.leave_off()
        self._rooms.clear()

    def _react(self, room: _Room, quiz: Quiz) -> None:
        """Begin what the quiz now calls for, unless they are at it already; leave off what it no longer does."""
        occasion = _occasion(quiz)
        if occasion == room.occasion:
            return
        room.leave_off()
        if occasion is None:
            return
        room.occasion = occasion
        plan = self._joins(room, quiz) if isinstance(quiz.phase, Lobby) else self._answers(room, quiz)
        if plan:
            room.task = asyncio.create_task(self._work_off(plan, quiz))
            room.task.add_done_callback(_report)

    def _joins(self, room: _Room, quiz: Quiz) -> list[tuple[Instant, Learner]]:
        """Return when each of them joins; who has joined or was taken out stays as they are."""
        newcomers = [who for who in room.learners if who.member not in quiz.roster]
        span = min(SETTLING + len(newcomers) / 10, CROWD_SETTLING)
        first = self._clock.now() + SECOND // 2
        return [(first + round(SECOND * span * self._chance("join", quiz, who).random()), who) for who in newcomers]

    def _answers(self, room: _Room, quiz: Quiz) -> list[tuple[Instant, Learner]]:
        """Return when each of them answers the question on the table, for those who do so in time and have not yet."""
        asking = quiz.phase
        if not isinstance(asking, Asking) or asking.began is None:
            return []
        given, plan = quiz.given(asking.position), []
        kind = quiz.question(asking.position).kind
        for who, since in room.learners.items():
            if who.member in given or who.member in quiz.removed:
                continue
            start = max(asking.began, since)
            time = max(quiz.deadline(asking, who.member) - start, 0)
            taken = thinking_time(who, kind, time, self._chance("time", quiz, who, asking.position))
            if taken is not None:
                plan.append((start + taken, who))
        return plan

    async def _work_off(self, plan: list[tuple[Instant, Learner]], quiz: Quiz) -> None:
        """Let each learner press at their instant; who is asked to press again does so a second later."""
        waiting = [(at, number, who) for number, (at, who) in enumerate(plan)]
        heapq.heapify(waiting)
        while waiting:
            await self._clock.sleep_until(waiting[0][0])
            now = self._clock.now()
            due: list[tuple[Instant, int, Learner]] = []
            while waiting and waiting[0][0] <= now and len(due) < MOST_AT_ONCE:
                due.append(heapq.heappop(waiting))
            replies = await asyncio.gather(*(self._press(quiz, who, at) for at, _, who in due))
            for (_, number, who), reply in zip(due, replies, strict=True):
                if reply.refused in TROUBLE:
                    heapq.heappush(waiting, (self._clock.now() + SECOND, number, who))

    async def _press(self, quiz: Quiz, who: Learner, at: Instant) -> Reply:
        event, values = self._deed(quiz, who)
        by = Actor(member=who.member, name=who.name, locale=quiz.language)
        return await self._door.press(spell_press(quiz.id, event), by, quiz.place, at, values)

    def _deed(self, quiz: Quiz, who: Learner) -> tuple[Event, Mapping[str, Any] | None]:
        if not isinstance(quiz.phase, Asking):
            return Join(), None
        position = quiz.phase.position
        done: Deed = deed(quiz, position, who, self._chance("answer", quiz, who, position))
        return done.event, done.values

    def _chance(self, what: str, quiz: Quiz, who: Learner, position: int = -1) -> Random:
        """Return the generator of one decision: the same whenever and in whatever order it is asked for."""
        return Random(f"{self._seed}:{quiz.setup.seed}:{position}:{who.member}:{what}")


def _occasion(quiz: Quiz) -> Occasion | None:
    """Return what the quiz calls its learners to do; a clock that was stopped and goes on is another occasion."""
    match quiz.phase:
        case Lobby():
            return quiz.id, "lobby"
        case Asking(position=position, began=int(began)):
            return quiz.id, position, began
        case _:
            return None


def _report(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and task.exception() is not None:
        log.error("simulated learners gave up", exc_info=task.exception())
