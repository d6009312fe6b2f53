"""Reminders (D8): who is to be reminded now, who later, who never.

Nothing is decided before the moment itself: at its hour the roll is called, and only then is looked who owes what, who is
away, and whose night it is. What may never happen: two reminders of one stage for one member; one to somebody who owes nothing;
one in quiet hours.

A stage is named by what it comes before and by how many minutes: ``d1440`` a day before posts are due, ``r120`` two hours before
replies are, ``z1`` the first one that was snoozed.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec.structs import replace

from bot.discussion.counting import Posts, next_deadline, standing
from bot.discussion.phases import Ended, Open
from bot.discussion.posting import last_post
from bot.discussion.state import GATHER, State
from bot.kernel.clock import HOUR, MINUTE, Instant
from bot.kernel.people import Attendee
from bot.kernel.session import Fact, Whisper
from bot.kernel.zones import instants, local, settled
from bot.people.quiet import NIGHT

S = TypeVar("S", bound=State)

HELD_BACK = 30 * MINUTE
"""For so long after a post its author is left in peace."""

MOST_NAMED = 50
"""Members named in one message (Discord takes 2,000 characters of it, and a mention has up to 24)."""

MOST_SNOOZES = 8
LAST_CALL = 30 * MINUTE
"""A snooze that would end after the due date ends this long before it."""

FRESH = HOUR
"""A reminder that could not be delivered for this long after it was decided is dropped."""

SNOOZED = "z"
"""What stages begin with that members have asked for themselves."""


def remind(state: S, at: Instant) -> tuple[S, tuple[Fact, ...]]:
    """Return the value after every reminder whose hour has come has been decided, and the facts that say who gets one.

    Of several that are due to a member at once only the latest is sent, and the others never.
    """
    stages = frozenset(stage for stage, hour in state.stage_hours().items() if hour <= at)
    later = {key: hour for key, hour in state.later.items() if hour > at}
    chosen: dict[str, tuple[Instant, str]] = {}
    for stage, member in _candidates(state, stages, at):
        hour = reminder_hour(state, stage, member, at)
        if hour is None:
            continue
        if hour > at:
            later[f"{stage} {member}"] = hour
        else:
            planned = state.stage_hours(member).get(stage, at)
            chosen[member] = max(chosen.get(member, (0, "")), (planned, stage))
    facts = tuple(Fact(f"r{stage}", member, at, b"{}", again=True) for member, (_, stage) in chosen.items())
    reminded = {stage: dict(members) for stage, members in state.reminded.items()}
    for member, (_, stage) in chosen.items():
        reminded.setdefault(stage, {})[member] = at
    value = replace(state, stages=state.stages | stages, later=dict(sorted(later.items())), reminded=reminded)
    return value, facts


def reminder_hour(state: State, stage: str, member: str, at: Instant) -> Instant | None:
    """Return when `member` is to get this reminder as things stand at `at`: now, later, or (None) never."""
    person = state.attendee(member) or Attendee(member, state.name_of(member), quiet=NIGHT)
    planned = at if stage.startswith(SNOOZED) else state.stage_hours(member).get(stage)
    decided = member in state.reminded.get(stage, {}) and f"{stage} {member}" not in state.later
    if planned is None or decided:
        return None
    if not may_be_reminded(state, person) or not owes(state, stage, member, at):
        return None
    held = last_post(state, member)
    hour = max(at, planned, person.away, held + HELD_BACK if held else 0)
    hour = after_quiet(hour, person, state.setup.zone)
    return hour if hour < deadline_of(state, stage, member, at) else None


def may_be_reminded(state: State, person: Attendee) -> bool:
    """Whether `person` wants to hear of this prompt at all, and is expected to do anything."""
    return person.reminders and not state.own_of(person.member).stopped and person.member in state.everybody


def owes(state: State, stage: str, member: str, at: Instant) -> bool:
    """Whether `member` owes anything of what this stage reminds of, that can still be done when it is due."""
    by = deadline_of(state, stage, member, at)
    what = standing(state, member, by)
    if stage.startswith("d") and what.reply_by > by:
        return what.posts_owed > 0
    return by > 0 and what.owes


def name_unreached(state: S, at: Instant) -> S:
    """Return the value with everybody named in the thread whom no direct message reached and who still owes something."""
    if not state.unreached or at < state.unreached_at + GATHER:
        return state
    named = dict(state.named)
    for stage, members in state.unreached.items():
        owing = [member for member in members if owes(state, stage, member, at)]
        for first in range(0, len(owing), MOST_NAMED):
            number = 1 + sum(slot.partition(".")[0] == stage for slot in named)
            named[f"{stage}.{number}"] = tuple(owing[first : first + MOST_NAMED])
    return replace(state, unreached={}, named=named)


def deadline_of(state: State, stage: str, member: str, at: Instant) -> Instant:
    """Return the own date before which a reminder of this stage comes; for one that was snoozed the next after `at`, if any."""
    if stage.startswith(SNOOZED):
        return next_deadline(state, member, at)
    dates = state.dates_of(member)
    return dates.due if stage.startswith("d") else dates.replies_by


def first_stages(state: State, at: Instant) -> frozenset[str]:
    """Return the stages that have had their hour before the prompt opened at `at`: nobody is reminded of something new."""
    return frozenset(stage for stage, hour in state.stage_hours().items() if hour <= at)


def extended(state: S, member: str, at: Instant) -> S:
    """Return the value with the hours of the reminders that follow from the member's own dates."""
    hours = {stage: hour for stage, hour in state.stage_hours(member).items() if hour > at}
    mine = {f"{stage} {member}": hour for stage, hour in hours.items() if member not in state.reminded.get(stage, {})}
    others = {key: hour for key, hour in state.later.items() if key.partition(" ")[2] != member}
    snoozed = {
        key: hour for key, hour in state.later.items() if key.startswith(SNOOZED) and key.partition(" ")[2] == member
    }
    return replace(state, later=dict(sorted((others | snoozed | mine).items())))


def ringing(state: State) -> Mapping[str, Whisper]:
    """Return the reminders that were decided lately and are still owed, by key; the engine rings each of them once."""
    if not isinstance(state.phase, Open | Ended):
        return {}
    facts = (state.reminded, state.own, state.dates, state.plan, state.later, state.rolled)
    known: tuple[tuple[object, ...], Posts, dict[str, Whisper]] | None = state.__dict__.get("ringing")
    if known is None or any(one is not other for one, other in zip(known[0], facts, strict=True)):
        found = dict(_rings(state, frozenset(state.everybody)))
    else:
        fresh = frozenset(member for member, posts in state.posts.items() if known[1].get(member) is not posts)
        found = {key: news for key, news in known[2].items() if news.members[0] not in fresh} if fresh else known[2]
        found = {**found, **dict(_rings(state, fresh))} if fresh else found
    state.__dict__["ringing"] = (facts, state.posts, found)
    return found


def _rings(state: State, members: frozenset[str]) -> Iterator[tuple[str, Whisper]]:
    """Yield the reminders of `members` that are still to be rung, as far as is known since the last roll."""
    for stage, reminded in state.reminded.items():
        for member, at in reminded.items():
            if member not in members:
                continue
            fresh = at > state.rolled - FRESH and state.rolled < deadline_of(state, stage, member, at)
            moved = state.stage_hours(member).get(stage, at) > at or f"{stage} {member}" in state.later
            if fresh and not moved and not state.own_of(member).stopped and owes(state, stage, member, at):
                until = _good_until(state, stage, member, at)
                yield f"r.{stage}.{member}", Whisper(stage, (member,), direct=True, until=until)


def _good_until(state: State, stage: str, member: str, at: Instant) -> Instant:
    """Return until when a reminder decided at `at` may still leave: the date it is of, or the member's next quiet hours."""
    person = state.attendee(member) or Attendee(member, "", quiet=NIGHT)
    deadline, night = deadline_of(state, stage, member, at), next_quiet(at, person, state.setup.zone)
    return deadline if night is None else min(deadline, night)


def put_off(state: S, stage: str, member: str, at: Instant) -> S:
    """Return the value with a reminder that did not leave in time put off to when it may come. It stays the same one."""
    where = f"{stage} {member}"
    if where in state.later:
        return state
    waiting = replace(state, later={**state.later, where: at})
    hour = reminder_hour(waiting, stage, member, at + MINUTE)  # the others that are overdue are told of first
    return state if hour is None else replace(state, later=dict(sorted({**state.later, where: hour}.items())))


def after_quiet(hour: Instant, person: Attendee, group: str) -> Instant:
    """Return `hour`, or the end of the quiet hours it lies in, by the member's own clock."""
    if person.quiet is None or person.quiet[0] == person.quiet[1]:
        return hour
    zone = _zone_of(person, group)
    wall = local(hour, zone)
    begin, end = person.quiet
    minute = wall.hour * 60 + wall.minute
    inside = begin <= minute < end if begin < end else minute >= begin or minute < end
    if not inside:
        return hour
    days = 1 if minute >= end else 0
    midnight = datetime.combine(wall.date() + timedelta(days=days), datetime.min.time())
    ends = midnight + timedelta(minutes=end)
    return next((at for at in instants(ends, zone) if at > hour), settled(ends, zone))


def next_quiet(at: Instant, person: Attendee, group: str) -> Instant | None:
    """Return when the quiet hours begin that come next after `at`, by the member's own clock; None where there are none."""
    if person.quiet is None or person.quiet[0] == person.quiet[1]:
        return None
    zone = _zone_of(person, group)
    wall, begin = local(at, zone), person.quiet[0]
    days = 1 if wall.hour * 60 + wall.minute >= begin else 0
    midnight = datetime.combine(wall.date() + timedelta(days=days), datetime.min.time())
    return settled(midnight + timedelta(minutes=begin), zone)


def _zone_of(person: Attendee, group: str) -> ZoneInfo:
    """Return the person's own zone; the group's where they have none, or one that our database does not know."""
    try:
        return ZoneInfo(person.zone or group)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo(group)


def _candidates(state: State, stages: frozenset[str], at: Instant) -> Iterator[tuple[str, str]]:
    """Yield every stage and member whose hour has come, by plan or by appointment."""
    for stage in sorted(stages - state.stages):
        for member in state.expected:
            yield stage, member
    for key, hour in state.later.items():
        if hour <= at:
            stage, _, member = key.partition(" ")
            yield stage, member
