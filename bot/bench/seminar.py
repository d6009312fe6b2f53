"""Discussions to measure: opened, called the roll of, written in and led through their days by `handle` alone."""

from functools import cache

from msgspec.structs import replace

from bot.bench.lesson import session_name
from bot.bench.wall import PLATFORM
from bot.discussion.drafting import compose
from bot.discussion.model import Draft, Setup
from bot.discussion.session import Discussion
from bot.engine.surface import Person
from bot.kernel.clock import DAY, Instant
from bot.kernel.event import Event, Heard, Roll, Signal, Tick
from bot.kernel.message import Message
from bot.kernel.people import ENGINE, Actor, Attendee, Place
from bot.kernel.session import Fact, Reply

HOST = Actor(member="host", name="Ms Lovelace", host=True)
LENGTH = 7 * DAY
"""How long a discussion is open."""

USUAL = Draft(
    title="Sleep and memory",
    body="Why do we **forget** what we learnt late at night?\n\nSay what you have found out yourself, then answer another one.",
    due="in 7 days",
    rules="1 post, 1 reply, 20 words",
)
"""What hosts write, roughly."""

WORDS = (
    "I used to learn until two in the morning, and could not tell a thing of it a week later; since I stop at ten and sleep, "
    "more of it stays than I would have believed, and the tests say so too. What about those who cannot choose their hours?"
)
"""What members write, roughly: long enough to count."""


@cache
def writer(number: int) -> Actor:
    """Return the member of this number."""
    return Actor(member=f"U{number:09}", name=f"Learner {number}")


def crowd(members: int) -> tuple[Attendee, ...]:
    """Return the roll of a channel: the host and `members`."""
    people = map(writer, range(members))
    return (Attendee(HOST.member, HOST.name, host=True), *(Attendee(each.member, each.name) for each in people))


def everybody(members: int) -> tuple[Person, ...]:
    """Return the host and `members` as a platform names them."""
    return tuple(Person(each.member, each.name, host=each.host) for each in crowd(members))


def post(number: int, by: Actor, at: Instant, *, to: int | None = None) -> Message:
    """Return message `number` as it was just written, an answer to message `to` where that is given."""
    return Message(message_id(number), by.member, by.name, at, WORDS, "" if to is None else message_id(to))


def message_id(number: int) -> str:
    """Return the platform's id of message `number`: as long as they are."""
    return f"1{number:018}"


class Seminar:
    """A discussion as it stands at `at`, and all it has put into the ledger. Its rolls are answered with `people`."""

    def __init__(self, value: Discussion, at: Instant, people: tuple[Attendee, ...]) -> None:
        self.value = value
        self.at = at
        self.people = people
        self.facts: list[Fact] = []

    def do(self, event: Event | Signal, by: Actor, at: Instant) -> Reply:
        """Let the event happen, and answer the roll if that calls it."""
        reply = self._handle(event, by, at)
        self.answer_roll(at)
        return reply

    def hear(self, message: Message, by: Actor) -> Reply:
        """Hear a message of `by` when it is written."""
        return self.do(Heard(message), by, message.at)

    def until(self, when: Instant) -> "Seminar":
        """Let the time until `when` go by, with every tick the discussion asks for before it."""
        while (wake := self.value.wake_at) is not None and wake < when:
            self.do(Tick(), ENGINE, max(wake, self.at))
        self.at = when
        return self

    def answer_roll(self, at: Instant) -> None:
        """Answer the roll if it is being called."""
        if (call := self.value.roll_call) is not None:
            self._handle(Roll(call.mark, self.people), ENGINE, at)

    def _handle(self, event: Event | Signal, by: Actor, at: Instant) -> Reply:
        turn = self.value.handle(event, by, at)
        self.value = turn.state
        self.facts += turn.facts
        return turn.reply

    def write(self, posts: int, members: int, *, first: int = 0) -> "Seminar":
        """Let `members` write `posts` in turn, a second after one another: half of them answer what another one wrote before."""
        for number in range(posts):
            at = self.at + number
            answered = number - members // 2 - 1 if number % 2 and number > members else None
            self.hear(
                post(first + number, writer(number % members), at, to=None if answered is None else first + answered),
                writer(number % members),
            )
        return self


def under_way(now: Instant, members: int, posts: int) -> Seminar:
    """Return a discussion in its fourth day, with nothing to do for half a day; the last of its `posts` was written hours ago."""
    return opened(0, now + LENGTH // 2, members).until(now - DAY // 4).write(posts, members)


def opened(number: int, due: Instant, members: int, draft: Draft = USUAL) -> Seminar:
    """Return discussion `number`, opened a week before `due`, in a channel of its own with `members` who are expected."""
    at = due - LENGTH
    place = Place(f"{PLATFORM}:1", f"channel {number}")
    setup = Setup(session_name(number), place, HOST.member, HOST.name, at)
    turn = compose(Discussion(setup=setup, draft=draft), HOST, at)
    value = replace(turn.state, dates=replace(turn.state.dates, due=due))
    seminar = Seminar(value, at, crowd(members))
    seminar.answer_roll(at)
    return seminar
