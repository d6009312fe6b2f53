"""The rules of a discussion: which event leads where.

Posts, edits and deletions come as news of messages (``posting.py``), sealed answers by form (``sealing.py``), a host's controls
go to ``hosting.py``, what happens by itself to ``course.py``. What may never happen: a refused event that changes anything
(`Turn.state` is then the same object); a host's control heeded from somebody who is none. News of a message is never refused: it
is written down, and a word that it does not count is all that its author gets.
"""

from typing import TypeVar

from msgspec.structs import replace

from bot.discussion.counting import complete, next_deadline
from bot.discussion.course import answered, dismissed, woken
from bot.discussion.events import (
    AnswerForm,
    AnswerHere,
    AwayForm,
    DiscussionEvent,
    HostEvent,
    Mute,
    Others,
    Respond,
    Snooze,
    Status,
)
from bot.discussion.hosting import lead
from bot.discussion.model import SNOOZE
from bot.discussion.phases import Ended, Open
from bot.discussion.posting import catch_up, hear
from bot.discussion.reminders import LAST_CALL, MOST_SNOOZES, SNOOZED, put_off
from bot.discussion.sealing import answer, ask_for_answer, look_at_others, status
from bot.discussion.state import State
from bot.discussion.texts import Why, no
from bot.kernel.clock import Instant
from bot.kernel.event import Back, CaughtUp, Event, Heard, Left, Overdue, Roll, Signal, Tick, Unreached
from bot.kernel.markup import moment
from bot.kernel.people import Actor
from bot.kernel.session import Reply, Turn
from bot.kernel.words import words
from bot.people.away import away_form

S = TypeVar("S", bound=State)


def handle(state: S, event: Event | Signal, by: Actor, at: Instant) -> Turn[S]:
    """Return what `event`, done by `by` at `at`, leads to."""
    match event:
        case HostEvent() if not by.host:
            return Turn(state, no(Why.NOT_HOST, by))
        case HostEvent():
            return lead(state, event, by, at)
        case DiscussionEvent():
            return _take_part(state, event, by, at)
        case Signal():
            return _learn(state, event, by, at)
        case _:
            return Turn(state, no(Why.FOREIGN, by))


def _learn(state: S, news: Signal, by: Actor, at: Instant) -> Turn[S]:
    """Return what the engine's news lead to."""
    match news:
        case Heard():
            return hear(state, news, by)
        case Tick() if state.wake_at is not None and state.wake_at <= at:
            return woken(state, at)
        case Roll():
            return answered(state, news, at)
        case CaughtUp():
            return catch_up(state, news, at)
        case Overdue() | Unreached():
            return Turn(_not_told(state, news, at))
        case Left():
            return Turn(state if state.dismissed and state.over else dismissed(state, at))
        case Back():
            return Turn(replace(state, dismissed=False) if state.dismissed else state)
        case _:
            return Turn(state)


def _take_part(state: S, event: DiscussionEvent, by: Actor, at: Instant) -> Turn[S]:
    """Return what a member's own control leads to."""
    if not state.begun:
        return Turn(state, no(Why.NOT_OPEN, by))
    match event:
        case Status():
            return status(state, by, at)
        case AnswerForm():
            return ask_for_answer(state, by, at)
        case AnswerHere(text=text) if not text.strip():
            return ask_for_answer(state, by, at)
        case Respond(text=text) | AnswerHere(text=text):
            return answer(state, text, by, at)
        case Others(page=page):
            return look_at_others(state, page, by, at)
        case Snooze():
            return _snooze(state, by, at)
        case AwayForm():
            return Turn(state, Reply(form=away_form(words(by.locale))))
        case Mute(on=on):
            return _mute(state, by, on=on)
        case _:
            return Turn(state, no(Why.FOREIGN, by))


def _snooze(state: S, by: Actor, at: Instant) -> Turn[S]:
    """Remind again in three hours, or shortly before it is due where that comes first."""
    deadline, own = next_deadline(state, by.member, at), state.own_of(by.member)
    if not isinstance(state.phase, Open | Ended):
        return Turn(state, no(Why.CLOSED, by))
    if complete(state, by.member):
        return Turn(state, no(Why.NOTHING_OWED, by))
    if not deadline:
        return Turn(state, no(Why.PAST_DUE, by))
    if own.snoozes >= MOST_SNOOZES:
        return Turn(state, no(Why.MANY_SNOOZES, by, when=moment(deadline)))
    hour = at + SNOOZE if at + SNOOZE < deadline else deadline - LAST_CALL
    if hour <= at:
        return Turn(state, no(Why.SOON, by, when=moment(deadline)))
    waiting = {
        key: each
        for key, each in state.later.items()
        if not (key.startswith(SNOOZED) and key.partition(" ")[2] == by.member)
    }
    stage = f"{SNOOZED}{own.snoozes + 1}"
    later = dict(sorted({**waiting, f"{stage} {by.member}": hour}.items()))
    value = replace(
        state, later=later, own={**state.own, by.member: replace(own, snoozes=own.snoozes + 1, stopped=False)}
    )
    return Turn(value, Reply(text=words(by.locale)("You will be reminded again {when}.", when=moment(hour))))


def _mute(state: S, by: Actor, *, on: bool) -> Turn[S]:
    own, say = state.own_of(by.member), words(by.locale)
    text = (
        say("No more reminders for this prompt. What you owe stays the same; /discuss mine shows it.")
        if on
        else say("You will be reminded again if you still owe something.")
    )
    if own.stopped is on:
        return Turn(state, Reply(text=text))
    value = replace(state, own={**state.own, by.member: replace(own, stopped=on)})
    return Turn(value, Reply(text=text))


def _not_told(state: S, news: Overdue | Unreached, at: Instant) -> S:
    """Return the value after a reminder has not come to whom it was for."""
    if not news.key.startswith("r.") or not isinstance(state.phase, Open | Ended):
        return state
    stage = news.key.split(".")[1]
    if isinstance(news, Overdue):
        return put_off(state, stage, news.member, at)
    return _unreached(state, stage, news.member, at)


def _unreached(state: S, stage: str, member: str, at: Instant) -> S:
    """Note whom no direct message reaches: they are named once in the thread instead, all of a stage together."""
    waiting = state.unreached.get(stage, ())
    told = any(member in members for slot, members in state.named.items() if slot.partition(".")[0] == stage)
    if member in waiting or told:
        return state
    since = state.unreached_at if state.unreached else at
    return replace(state, unreached={**state.unreached, stage: (*waiting, member)}, unreached_at=since)
