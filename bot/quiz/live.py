"""The rules of a live quiz: which event leads where.

    lobby --begin--> reading --time--> asking --time, all answered, close--> revealed --time, next--> reading ... finished
      |                 |                |                                      |
      end            pause, skip    pause, skip, extend                       pause, next
      v                 v                v                                      v
    cancelled         paused --resume--> where it was            end, from anywhere after the lobby --> finished

What may never happen: a refused event that changes anything (`Turn.state` is then the same object); a right answer that
leaves this value before the phase is `Revealed`; a clock that starts before the platform has confirmed its post.
"""

from typing import TypeVar

from msgspec.structs import replace

from bot.kernel.clock import Instant, seconds
from bot.kernel.event import Back, Event, Interrupted, Left, Shown, Signal, Tick
from bot.kernel.people import Actor
from bot.kernel.session import Turn
from bot.quiz.control import correct
from bot.quiz.events import Accommodate, Begin, Close, End, Extend, HostEvent, Next, Pause, QuizEvent, Resume, Skip
from bot.quiz.panel import panel_reply
from bot.quiz.phases import Asking, Cancelled, Finished, Lobby, Paused, Phase, Reading, Revealed, confirmation
from bot.quiz.state import State
from bot.quiz.taking import take_part
from bot.quiz.texts import Why, no

S = TypeVar("S", bound=State)

LAST_LOOK = 5
"""Seconds between the last reveal and the final card where the host sets the pace: there is nothing left to wait for."""


def handle(quiz: S, event: Event | Signal, by: Actor, at: Instant) -> Turn[S]:
    """Return what `event`, done by `by` at `at`, leads to."""
    match event:
        case HostEvent() | Accommodate() if not by.host:
            return Turn(quiz, no(Why.NOT_HOST, by))
        case Signal():
            return Turn(_signal(quiz, event, at))
        case Begin() | Pause() | Resume() | Extend() | Skip() | Close() | Next() | End():
            return _move(quiz, event, by, at)
        case HostEvent() | Accommodate():
            return correct(quiz, event, by)
        case QuizEvent():
            return take_part(quiz, event, by, at)
        case _:
            return Turn(quiz, no(Why.FOREIGN, by))


def _move(  # noqa: C901, PLR0912 - the rules of the game are read best as one table
    quiz: S, event: Event, by: Actor, at: Instant
) -> Turn[S]:
    """Return where a host's control leads."""
    match quiz.phase, event:
        case ((Finished() | Cancelled()), _):
            return Turn(quiz, no(Why.OVER, by))
        case Lobby(), Begin():
            return _moved(_open(quiz, 0, at), by)
        case _, Begin():
            return Turn(quiz, no(Why.BEGUN, by))
        case Lobby(), End():
            return _moved(_put(quiz, Cancelled(at)), by)
        case _, End():
            return _moved(_finish(quiz, at), by)
        case Lobby(), _:
            return Turn(quiz, no(Why.NOT_BEGUN, by))
        case Paused() as paused, Resume():
            return _moved(_resume(quiz, paused, at), by)
        case _, Resume():
            return Turn(quiz, no(Why.NOT_PAUSED, by))
        case Paused(), (Pause() | Close() | Next()):
            return Turn(quiz, no(Why.PAUSED, by))
        case (Reading() | Asking() | Revealed()) as running, Pause():
            return _moved(_put(quiz, Paused(running, since=at, left=_left(running, at))), by)
        case Asking() as asking, Extend(seconds=more):
            return _moved(_put(quiz, _extended(asking, max(asking.closes, at), seconds(more))), by)
        case Paused(was=Asking() as asking, left=int(left)) as paused, Extend(seconds=more):
            longer = _extended(asking, asking.closes, seconds(more))
            return _moved(_put(quiz, replace(paused, was=longer, left=max(left, 0) + seconds(more))), by)
        case Asking() as asking, Close():
            return _moved(_reveal(quiz, asking, at), by)
        case Reading(position=position), (Skip() | Close()):
            return _moved(_skip(quiz, position, at), by)
        case ((Asking(position=position) | Paused(was=Reading(position=position) | Asking(position=position))), Skip()):
            return _moved(_skip(quiz, position, at), by)
        case Revealed(position=position), Next():
            return _moved(_open(quiz, position + 1, at), by)
        case ((Reading() | Asking()), Next()):
            return Turn(quiz, no(Why.NOT_REVEALED, by))
        case _:
            return Turn(quiz, no(Why.NOTHING_ASKED, by))


def _signal(quiz: S, event: Signal, at: Instant) -> S:
    """Return the value after the engine's news; the same object when it concerns nothing."""
    match event, quiz.phase:
        case Shown(mark=mark), (Reading(until=None) | Asking(began=None)) if mark == confirmation(quiz.phase):
            return _start_clock(quiz, at)
        case Left(), _:
            return quiz if quiz.dismissed else replace(_ended(quiz, at), dismissed=True, quiet=True)
        case Back(), _:
            return replace(quiz, dismissed=False) if quiz.dismissed else quiz
        case Interrupted(since=since), phase:
            given_back = _given_back(phase, max(at - since, 0))
            return quiz if given_back == phase else _put(quiz, given_back)
        case Tick(), _ if quiz.wake_at is not None and quiz.wake_at <= at:
            return _woken(quiz, at)
        case _:
            return quiz


def _ended(quiz: S, at: Instant) -> S:
    """Return the quiz ended where it stands: cancelled before it began, finished with what was revealed after that."""
    if quiz.over:
        return quiz
    return _put(quiz, Cancelled(at)) if isinstance(quiz.phase, Lobby) else _finish(quiz, at)


def _woken(quiz: S, at: Instant) -> S:
    """Return where the quiz goes by itself at the hour it asked for; one that nobody looked after for so long ends."""
    match quiz.phase:
        case Lobby():
            return _put(quiz, Cancelled(at))
        case Reading(until=None) | Asking(began=None) | Revealed(next=None) | Paused():
            return _finish(quiz, at)
        case Reading(position=position):
            return _ask(quiz, position, at)
        case Asking() as asking:
            return _time_is_up(quiz, asking, at)
        case Revealed(position=position):
            return _open(quiz, position + 1, at)
        case _:
            return quiz


def _open(quiz: S, position: int, at: Instant) -> S:
    """Put the question at `position` on the table, or finish when there is none left."""
    if position >= quiz.length:
        return _finish(quiz, at)
    return _put(quiz, Reading(position, opened=at)) if quiz.run.reading else _ask(quiz, position, at)


def _ask(quiz: S, position: int, at: Instant) -> S:
    return _put(quiz, Asking(position, closes=at + quiz.limit(position), company=bool(quiz.players)))


def _start_clock(quiz: S, at: Instant) -> S:
    match quiz.phase:
        case Reading() as reading:
            return _put(quiz, replace(reading, until=at + seconds(quiz.run.reading)))
        case Asking() as asking:
            return _put(quiz, replace(asking, began=at, closes=at + quiz.limit(asking.position) + asking.extra))
        case _:
            return quiz


def _time_is_up(quiz: S, asking: Asking, at: Instant) -> S:
    """Reveal, unless somebody with more time is still thinking: then only the others' time is over."""
    everybody = quiz.run.early and asking.company and quiz.complete
    if everybody or asking.overtime or not quiz.waited_for:
        return _reveal(quiz, asking, at)
    return _put(quiz, replace(asking, overtime=True))


def _reveal(quiz: S, asking: Asking, at: Instant) -> S:
    last = asking.position + 1 >= quiz.length
    following = at + seconds(quiz.run.pace) if quiz.run.pace else None
    if last and following is None:
        following = at + seconds(LAST_LOOK)
    return _put(quiz, Revealed(asking.position, closed=at, next=following, began=asking.began, closes=asking.closes))


def _skip(quiz: S, position: int, at: Instant) -> S:
    return _open(replace(quiz, skipped=quiz.skipped | {position}), position + 1, at)


def _finish(quiz: S, at: Instant) -> S:
    """End it here; a question that was not revealed counts for nobody, and its card says so."""
    dropped = {quiz.table.position} if isinstance(quiz.table, Reading | Asking) else frozenset[int]()
    return replace(quiz, phase=Finished(at, reached=quiz.reached), skipped=quiz.skipped | dropped)


def _extended(asking: Asking, closes: Instant, more: int) -> Asking:
    """Return the question with `more` milliseconds for everybody, also for those whose time was over."""
    return replace(asking, closes=closes + more, overtime=False, extra=asking.extra + more)


def _left(running: Reading | Asking | Revealed, at: Instant) -> int | None:
    match running:
        case Reading(until=until):
            return None if until is None else max(until - at, 0)
        case Asking(closes=closes):
            return closes - at
        case Revealed(next=following):
            return None if following is None else max(following - at, 0)


def _resume(quiz: S, paused: Paused, at: Instant) -> S:
    """Go on with exactly the time that was left."""
    pause = max(at - paused.since, 0)
    end = None if paused.left is None else at + paused.left
    match paused.was:
        case Reading() as reading:
            return _put(quiz, replace(reading, until=end, opened=reading.opened + pause))
        case Asking() as asking:
            began = None if asking.began is None else asking.began + pause
            return _put(quiz, replace(asking, began=began, closes=at if end is None else end))
        case Revealed() as revealed:
            return _put(quiz, replace(revealed, next=end))


def _given_back(phase: Phase, down: int) -> Phase:
    """Return the phase with the time the program was down given back to its clock."""
    match phase:
        case Reading(until=until, opened=opened):
            return replace(phase, until=None if until is None else until + down, opened=opened + down)
        case Asking(began=began, closes=closes):
            return replace(phase, began=None if began is None else began + down, closes=closes + down)
        case Revealed(next=int(following)):
            return replace(phase, next=following + down)
        case _:
            return phase


def _put(quiz: S, phase: Phase) -> S:
    return replace(quiz, phase=phase)


def _moved(quiz: S, by: Actor) -> Turn[S]:
    """Answer a host's control with the panel as it stands now."""
    return Turn(quiz, panel_reply(quiz, by))
