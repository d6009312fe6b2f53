"""What a host can do to a discussion: write and open it, change its dates, grant and excuse, reveal, highlight, close, reopen.

A time is read on the group's clock, and what was understood is said back. A refused control changes nothing.
"""

import re
from collections.abc import Callable
from typing import TypeVar
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from bot.discussion.course import call
from bot.discussion.dates import Dates, disorder
from bot.discussion.drafting import panel_for, shown_to, write_draft
from bot.discussion.events import (
    ChangeDates,
    CloseDiscussion,
    Compose,
    ComposeMore,
    DiscussionPanel,
    Drop,
    Edit,
    Excuse,
    GrantExtension,
    Highlight,
    HostEvent,
    Reopen,
    Report,
    Reveal,
)
from bot.discussion.forms import (
    dates_form,
    end_form,
    extension_form,
    highlight_form,
    member_form,
)
from bot.discussion.gate import unsealed
from bot.discussion.model import Highlighted, Own
from bot.discussion.opening import usual_plan
from bot.discussion.panel import report_reply, reveal_card, sure_card
from bot.discussion.phases import Closed, Ended, Open, Scheduled
from bot.discussion.reminders import extended, first_stages
from bot.discussion.state import State
from bot.discussion.texts import Why, no
from bot.kernel.clock import MINUTE, SECOND, Instant
from bot.kernel.errors import Unreadable
from bot.kernel.markup import escape
from bot.kernel.names import clipped
from bot.kernel.people import Actor
from bot.kernel.session import Reply, Turn
from bot.kernel.when import read_when
from bot.kernel.words import sentence, words
from bot.kernel.zones import shown, until

S = TypeVar("S", bound=State)

MOST_HIGHLIGHTS = 10
MOST_MOVED = 20
"""Changes of the dates that are told of in the thread."""
LONGEST_WHY = 200

_ID = re.compile(r"(?=\w*\d)\w{6,32}", re.ASCII)
"""How a platform's id of a member looks: one word with digits in it."""

_PICKED = re.compile(r"<t:(\d{1,12})(?::\w)?>", re.ASCII)
"""A time that was picked."""


def lead(  # noqa: C901, PLR0912 - what a host may do is read best as one table
    state: S, event: HostEvent, by: Actor, at: Instant
) -> Turn[S]:
    """Return where a host's control leads."""
    match event:
        case Compose() | ComposeMore() | Edit() | Drop():
            return write_draft(state, event, by, at)
        case DiscussionPanel():
            return Turn(state, panel_for(state, by, at))
        case ChangeDates() if isinstance(state.phase, Scheduled):
            return _read(state, lambda: _change_dates(state, event, by, at))
        case _ if not state.begun:
            return Turn(state, no(Why.NOT_OPEN, by))
        case Report():
            return Turn(state, report_reply(state, by.locale))
        case Reopen() if not state.over and not isinstance(state.phase, Ended):
            return Turn(state, no(Why.STILL_OPEN, by))
        case Reopen():
            return _read(state, lambda: _reopen(state, event, by, at))
        case Highlight():
            return _highlight(state, event, by)
        case _ if state.over:
            return Turn(state, no(Why.CLOSED, by))
        case ChangeDates():
            return _read(state, lambda: _change_dates(state, event, by, at))
        case GrantExtension():
            return _read(state, lambda: _extend(state, event, by, at))
        case Excuse():
            return _excuse(state, event, by, at)
        case Reveal(sure=sure):
            return _reveal(state, by, at, sure=sure == "yes")
        case CloseDiscussion(sure=sure):
            if sure != "yes":
                return Turn(state, Reply(card=sure_card(state, by.locale), keep="panel"))
            return shown_to(call(replace(state, closing=by.member), at), by, at)
        case _:
            return Turn(state, no(Why.FOREIGN, by))


# -- dates
def _change_dates(state: S, event: ChangeDates, by: Actor, at: Instant) -> Turn[S]:
    if not (event.due or event.replies_due or event.late_until):
        return Turn(state, Reply(form=dates_form(state, at, by.locale)))
    old = state.dates
    dates = Dates(
        due=old.due if _is_kept(event.due, old.due) else _when(state, event.due, by, at),
        opens=old.opens,
        replies_due=_optional(state, event.replies_due, old.replies_due, by, at),
        late_until=_optional(state, event.late_until, old.late_until, by, at),
        grace=old.grace,
    )
    field, wrong = disorder(dates)
    if wrong:
        raise Unreadable(field, words(by.locale)(wrong))
    if isinstance(state.phase, Ended):
        return Turn(state, no(Why.CLOSED, by))
    if dates == old or not state.begun:
        return shown_to(_dated(state, dates, at), by, at)
    return shown_to(replace(_dated(state, dates, at), moved=(*state.moved, dates)[:MOST_MOVED]), by, at)


def _dated(state: S, dates: Dates, at: Instant) -> S:
    """Return the value with other dates: before a date that moved everybody is reminded anew who was not reminded yet."""
    moved = {"d"} if dates.due != state.dates.due else set()
    moved |= {"r"} if dates.replies_by != state.dates.replies_by else set()
    since = state.phase.since if isinstance(state.phase, Open | Ended | Closed) else at
    plan = state.plan if state.draft.remind.strip() else usual_plan(dates, since)
    value = replace(state, dates=dates, plan=plan)
    kept = frozenset(stage for stage in state.stages if stage[0] not in moved)
    return replace(value, stages=kept | first_stages(value, at))


def _is_kept(typed: str, old: Instant) -> bool:
    """Whether a date is to stay: nothing is given, or what the picker stood at, even if that is past by now. It shows minutes."""
    picked = _PICKED.fullmatch(typed.strip())
    return not typed.strip() or (picked is not None and int(picked[1]) * SECOND // MINUTE == old // MINUTE)


def _optional(state: State, typed: str, old: Instant | None, by: Actor, at: Instant) -> Instant | None:
    match typed.strip():
        case "":
            return old
        case "-":
            return None
        case text:
            return _when(state, text, by, at)


def _extend(state: S, event: GrantExtension, by: Actor, at: Instant) -> Turn[S]:
    if not event.member.strip() or not event.until.strip():
        return Turn(state, Reply(form=extension_form(state, event.member, by.locale)))
    member = _find_member(state, event.member)
    if member is None:
        return Turn(state, no(Why.NOT_HERE, by))
    say, zone = words(by.locale), ZoneInfo(state.setup.zone)
    due = _when(state, event.until, by, at)
    if due <= state.dates.due:
        raise Unreadable("until", no(Why.TOO_EARLY, by, due=shown(state.dates.due, zone, say, at)).text)
    own = replace(state.own_of(member), due=due, excused=False)
    value = _acquainted(extended(replace(state, own={**state.own, member: own}), member, at), member, at)
    text = say(
        "{name} now has until {when}, in {span}. Only they and the hosts can see that.",
        name=_name(state, member),
        when=shown(due, zone, say, at),
        span=until(due, at, zone, say),
    )
    return Turn(value, Reply(text=text))


def _excuse(state: S, event: Excuse, by: Actor, at: Instant) -> Turn[S]:
    if not event.member.strip():
        return Turn(state, Reply(form=member_form(state, by.locale)))
    member = _find_member(state, event.member)
    if member is None:
        return Turn(state, no(Why.NOT_HERE, by))
    own: Own = state.own_of(member)
    say, name, excused = words(by.locale), _name(state, member), event.excused == "yes"
    text = (
        say("{name} is excused and owes nothing here. You can take that back in the same way.", name=name)
        if excused
        else say("{name} is expected again.", name=name)
    )
    if own.excused is excused:
        return Turn(state, Reply(text=text))
    value = replace(state, own={**state.own, member: replace(own, excused=excused)})
    return Turn(_acquainted(value, member, at), Reply(text=text))


def _reopen(state: S, event: Reopen, by: Actor, at: Instant) -> Turn[S]:
    """Move the last date to the new end, and before it the others that would come after; what was late stays late."""
    if not event.until.strip():
        return Turn(state, Reply(form=end_form(state, by.locale)))
    end = _when(state, event.until, by, at)
    old = state.dates
    if old.late_until is not None:
        replies = None if old.replies_due is None else min(old.replies_due, end)
        dates = replace(old, due=min(old.due, end), replies_due=replies, late_until=end)
    elif old.replies_due is not None:
        dates = replace(old, due=min(old.due, end), replies_due=end)
    else:
        dates = replace(old, due=end)
    since = state.phase.since if isinstance(state.phase, Closed | Ended) else at
    last = tuple(
        replace(each, reopened=at, until=end) for each in state.endings[-1:]
    )  # none where it ended without a word
    value = replace(
        _dated(state, dates, at), phase=Open(since), endings=(*state.endings[:-1], *last), closing="", quiet=False
    )
    return shown_to(call(value, at), by, at)


# -- the rest
def _reveal(state: S, by: Actor, at: Instant, *, sure: bool) -> Turn[S]:
    if not state.rules.sealed:
        return Turn(state, no(Why.NOT_SEALED, by))
    if state.revealed is not None:
        return Turn(state, no(Why.REVEALED, by))
    if not sure:
        return Turn(state, Reply(card=reveal_card(state, by.locale), keep="panel"))
    return shown_to(unsealed(state, at), by, at)


def _highlight(state: S, event: Highlight, by: Actor) -> Turn[S]:
    if not event.member.strip():
        return Turn(state, Reply(form=highlight_form(state, by.locale)))
    member = _find_member(state, event.member)
    if member is None:
        return Turn(state, no(Why.NOT_HERE, by))
    name = _name(state, member)
    if not state.posts.get(member):
        return Turn(state, no(Why.NO_POST, by, name=name))
    others = tuple(each for each in state.highlights if each.member != member)
    why = " ".join(event.why.split())[:LONGEST_WHY]
    if why and len(others) >= MOST_HIGHLIGHTS:
        return Turn(state, no(Why.MANY_HIGHLIGHTS, by, most=MOST_HIGHLIGHTS))
    say = words(by.locale)
    if not why and others == state.highlights:
        return Turn(state, Reply(form=highlight_form(state, by.locale)))
    if not why:
        value = replace(state, highlights=others)
        return Turn(value, Reply(text=say("{name} is not highlighted any more.", name=name)))
    value = replace(state, highlights=(*others, Highlighted(member, state.name_of(member), why)))
    return Turn(value, Reply(text=say("The summary names {name}: {why}", name=name, why=escape(why))))


def _find_member(state: State, typed: str) -> str | None:
    """Return who is meant by an id or a name (in any case, with or without @) among those expected or heard here.

    Where the platform does not tell who is there, an id is believed: that is what a member who was picked comes as.
    """
    wanted = " ".join(typed.split()).removeprefix("@").casefold()
    known = dict.fromkeys([*(state.roll or {}), *state.known, *state.posts])
    if typed in known or (state.roll is None and _ID.fullmatch(typed)):
        return typed
    found = [member for member in known if state.name_of(member).casefold() == wanted]
    return found[0] if len(found) == 1 else None


def _acquainted(state: S, member: str, at: Instant) -> S:
    """Return the value asking who `member` is, where the platform does not tell the roll and they were never heard of."""
    return state if state.attendee(member) is not None or state.calling else call(state, at)


def _name(state: State, member: str) -> str:
    """Return the member's name as it stands in a sentence."""
    return escape(clipped(state.name_of(member)))


def _when(state: State, typed: str, by: Actor, at: Instant) -> Instant:
    return read_when(typed, at, ZoneInfo(state.setup.zone), words(by.locale)).at


def _read(state: S, do: Callable[[], Turn[S]]) -> Turn[S]:
    """Do what reads a time; what cannot be read is refused with its sentence."""
    try:
        return do()
    except Unreadable as error:
        return Turn(state, Reply(text=escape(sentence(error.problem)), refused=Why.UNREADABLE.value))
