"""Reminders (D8): who is to be reminded now, who later, who never.

Nothing is decided before the moment itself: at its hour the roll is called, and only then is looked who owes what, who is
away, and whose night it is. What may never happen: two reminders of one stage for one member; one to somebody who owes nothing;
one in quiet hours.

A stage is named by what it comes before and by how many minutes: ``d1440`` a day before posts are due, ``r120`` two hours before
replies are, ``z1`` the first one that was snoozed.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, tzinfo
from typing import TypeVar
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from bot.discussion.counting import next_deadline, owed
from bot.discussion.posting import last_post
from bot.discussion.state import State
from bot.kernel.clock import HOUR, MINUTE, Instant
from bot.kernel.people import Attendee
from bot.kernel.session import Fact, Whisper
from bot.kernel.zones import local, settled

S = TypeVar("S", bound=State)

HELD_BACK = 30 * MINUTE
"""For so long after a post its author is left in peace."""

SNOOZE = 3 * HOUR
MOST_SNOOZES = 8
LAST_CALL = 30 * MINUTE
"""A snooze that would end after the due date ends this long before it."""

FRESH = HOUR
"""A reminder that could not be delivered for this long after it was decided is dropped."""

DAY_MINUTES = 24 * 60


def remind(state: S, at: Instant) -> tuple[S, tuple[Fact, ...]]:
    """Return the value after every reminder whose hour has come has been decided, and the facts that say who gets one."""
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
            chosen[member] = max(chosen.get(member, (0, "")), (_deadline(state, stage, member), stage))
    facts = tuple(Fact(f"r{stage}", member, at, b"{}") for member, (_, stage) in chosen.items())
    reminded = {stage: dict(members) for stage, members in state.reminded.items()}
    for member, (_, stage) in chosen.items():
        reminded.setdefault(stage, {})[member] = at
    value = replace(state, stages=state.stages | stages, later=dict(sorted(later.items())), reminded=reminded)
    return value, facts


def reminder_hour(state: State, stage: str, member: str, at: Instant) -> Instant | None:
    """Return when `member` is to get this reminder as things stand at `at`: now, later, or (None) never."""
    person = (state.roll or {}).get(member) or Attendee(member, state.name_of(member))
    if member in state.reminded.get(stage, {}) or not may_be_reminded(state, person) or not owes(state, stage, member):
        return None
    planned = state.stage_hours(member).get(stage, at)
    held = last_post(state, member)
    hour = max(at, planned, person.away, held + HELD_BACK if held else 0)
    hour = after_quiet(hour, person, state.setup.zone)
    return hour if hour < _deadline(state, stage, member) else None


def may_be_reminded(state: State, person: Attendee) -> bool:
    """Whether `person` wants to hear of this prompt at all, and is expected to do anything."""
    return person.reminders and not state.own_of(person.member).stopped and person.member in state.expected


def owes(state: State, stage: str, member: str) -> bool:
    """Whether `member` owes anything of what this stage reminds of."""
    posts, replies = owed(state, member)
    dates = state.dates_of(member)
    if stage.startswith("d") and dates.replies_by > dates.due:
        return posts > 0
    return posts + replies > 0


def first_stages(state: State, at: Instant) -> frozenset[str]:
    """Return the stages that have had their hour before the prompt opened at `at`: nobody is reminded of something new."""
    return frozenset(stage for stage, hour in state.stage_hours().items() if hour <= at)


def extended(state: S, member: str, at: Instant) -> S:
    """Return the value with the hours of the reminders that follow from the member's own dates."""
    hours = {stage: hour for stage, hour in state.stage_hours(member).items() if hour > at}
    mine = {f"{stage} {member}": hour for stage, hour in hours.items() if member not in state.reminded.get(stage, {})}
    others = {key: hour for key, hour in state.later.items() if key.partition(" ")[2] != member}
    snoozed = {
        key: hour for key, hour in state.later.items() if key.startswith("z") and key.partition(" ")[2] == member
    }
    return replace(state, later=dict(sorted((others | snoozed | mine).items())))


def ringing(state: State) -> Mapping[str, Whisper]:
    """Return the reminders that were decided lately and are still owed, by key; the engine rings each of them once."""
    return {
        f"r.{stage}.{member}": Whisper(stage, (member,), direct=True)
        for stage, members in state.reminded.items()
        for member, at in members.items()
        if at > state.rolled - FRESH and owes(state, stage, member) and not state.own_of(member).stopped
    }


def after_quiet(hour: Instant, person: Attendee, group: str) -> Instant:
    """Return `hour`, or the end of the quiet hours it lies in, by the member's own clock."""
    if person.quiet is None or person.quiet[0] == person.quiet[1]:
        return hour
    zone: tzinfo = ZoneInfo(person.zone or group)
    wall = local(hour, zone)
    begin, end = person.quiet
    minute = wall.hour * 60 + wall.minute
    inside = begin <= minute < end if begin < end else minute >= begin or minute < end
    if not inside:
        return hour
    days = 1 if minute >= end else 0
    midnight = datetime.combine(wall.date() + timedelta(days=days), datetime.min.time())
    return settled(midnight + timedelta(minutes=end), zone)


def _deadline(state: State, stage: str, member: str) -> Instant:
    if stage.startswith("z"):
        return next_deadline(state, member)
    dates = state.dates_of(member)
    return dates.due if stage.startswith("d") else dates.replies_by


def _candidates(state: State, stages: frozenset[str], at: Instant) -> Iterator[tuple[str, str]]:
    """Yield every stage and member whose hour has come, by plan or by appointment."""
    for stage in sorted(stages - state.stages):
        for member in state.expected:
            yield stage, member
    for key, hour in state.later.items():
        if hour <= at:
            stage, _, member = key.partition(" ")
            yield stage, member
