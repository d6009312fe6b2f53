"""What happens by itself: opening at its hour, reminders, the reveal, the end. Everything at its hour, after the roll was called.

    draft --host--> scheduled --opens--> open --end--> ended --last extension--> closed --host--> open again
      |                |
      v                v
    dropped         dropped

What may never happen: anything decided about anybody before the thread has been read and the roll answered; a tick that
does not move the hour.
"""

from typing import TypeVar

from msgspec.structs import replace

from bot.discussion.gate import unsealed
from bot.discussion.model import Ending
from bot.discussion.phases import Closed, Drafting, Dropped, Ended, Open, Phase, Scheduled
from bot.discussion.reminders import first_stages, name_unreached, remind
from bot.discussion.state import MOST_CALLS, State
from bot.kernel.clock import Instant
from bot.kernel.event import Roll
from bot.kernel.people import Attendee
from bot.kernel.session import Turn

S = TypeVar("S", bound=State)


def woken(state: S, at: Instant) -> Turn[S]:
    """Return where the discussion goes at the hour it asked for."""
    match state.phase:
        case Drafting():
            return Turn(replace(state, phase=Dropped(at)))
        case Scheduled():
            return Turn(opened(state, at) if at < state.dates.end else replace(state, phase=Dropped(at, missed=True)))
        case Open() | Ended():
            return _ask(name_unreached(_unsealed(state, at), at), at)
        case _:
            return Turn(state)


def opened(state: S, at: Instant) -> S:
    """Put it into the channel, and call the roll to know who is expected."""
    value = replace(state, phase=Open(at))
    return call(replace(value, stages=first_stages(value, at)), at)


def call(state: S, at: Instant) -> S:
    """Ask who is there."""
    return replace(state, calls=state.calls + 1, calling=1, called=at)


def answered(state: S, roll: Roll, at: Instant) -> Turn[S]:
    """Take the answer, and do everything whose hour has come."""
    if not state.calling or roll.mark != str(state.calls):
        return Turn(state)
    return settle(_told(state, roll), at)


def _told(state: S, roll: Roll) -> S:
    """Return the value with the roll; where the platform does not tell it, with what those have set who are known without it."""
    if roll.people is not None:
        whole = {person.member: person for person in roll.people}
        return replace(state, roll=whole, known={}, left=frozenset(), lacks="")
    told = {each.member: _as_known(state.attendee(each.member), each) for each in roll.known}
    if state.roll is None:
        return replace(state, known=told, left=roll.left, lacks=roll.missing)
    stayed = {member: told.pop(member, person) for member, person in state.roll.items() if member not in roll.left}
    return replace(state, roll=stayed, known=told, left=roll.left, lacks=roll.missing)


def _as_known(before: Attendee | None, told: Attendee) -> Attendee:
    """Return an attendee the platform may have told nothing of: then who they are stays as it was known."""
    if before is None or told.name:
        return told
    return replace(told, name=before.name, host=before.host, zone=told.zone or before.zone)


def settle(state: S, at: Instant) -> Turn[S]:
    """Do everything whose hour has come, with the roll as it is known."""
    value = replace(state, calling=0, rolled=at)
    match value.phase:
        case Open() | Ended() if value.closing:
            return Turn(ended(value, at, value.closing))
        case Open() if value.dates.end <= at:
            return Turn(ended(value, at))
        case Ended() as phase if value.latest_end <= at:
            return Turn(replace(value, phase=Closed(phase.since, phase.at), later={}))
        case Open() | Ended():
            value, facts = remind(value, at)
            return Turn(value, facts=facts)
        case _:
            return Turn(value)


def dismissed(state: S, at: Instant) -> S:
    """End it without a word: the workspace has removed us. What is over already stays as it is."""
    value = (
        state
        if state.over
        else replace(state, phase=_stopped(state, at), calling=0, closing="", later={}, unreached={})
    )
    return replace(value, dismissed=True, quiet=True)


def _stopped(state: State, at: Instant) -> Phase:
    return Closed(state.phase.since, at) if isinstance(state.phase, Open | Ended) else Dropped(at)


def ended(state: S, at: Instant, by: str = "") -> S:
    """End it for the group; who has later dates of their own may still go on, unless the host ended it."""
    since = state.phase.since if isinstance(state.phase, Open | Ended) else at
    more = state.latest_end > at and not by
    later = {key: hour for key, hour in state.later.items() if more and _goes_on(state, key.partition(" ")[2])}
    state = unsealed(state, at) if state.sealed else state
    when = at if by else state.dates.last  # by its date: that we looked a little later is nobody's concern
    endings = (*state.endings, Ending(when, by)) if not isinstance(state.phase, Ended) else state.endings
    phase = Ended(since, when) if more else Closed(since, when)
    return replace(state, phase=phase, later=later, endings=endings, calling=0, closing="")


def _goes_on(state: State, member: str) -> bool:
    own = state.own_of(member)
    return own.due is not None and not own.excused


def _ask(state: S, at: Instant) -> Turn[S]:
    """Call the roll where something is due; go on without an answer when none came for long.

    Called again, it is the same question: an answer that took its time is as good as any.
    """
    if state.wake_at is None or state.wake_at > at:
        return Turn(state)
    if not state.calling:
        return Turn(call(state, at))
    if state.calling >= MOST_CALLS:
        return settle(state, at)
    return Turn(replace(state, calling=state.calling + 1, called=at))


def _unsealed(state: S, at: Instant) -> S:
    """Show all answers once they are due."""
    if state.sealed and state.dates.due + state.dates.grace <= at:
        return unsealed(state, at)
    return state
