"""Writing a discussion: the draft its host fills in, and the moment in which all of it can be read and it opens.

Every mistake is told at once and everything typed is kept; nobody but the host knows of a draft.
"""

from typing import TypeVar
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from bot.discussion.course import opened
from bot.discussion.events import Compose, ComposeMore, Drop, Edit, HostEvent
from bot.discussion.forms import draft_form, more_form
from bot.discussion.opening import Reading, read_draft, still_blank, without_words
from bot.discussion.panel import draft_card, panel_reply
from bot.discussion.phases import Drafting, Dropped, Scheduled
from bot.discussion.series import unrepeatable
from bot.discussion.state import State
from bot.discussion.texts import Why, no
from bot.kernel.card import Card
from bot.kernel.clock import Instant
from bot.kernel.people import Actor
from bot.kernel.session import Reply, Turn
from bot.kernel.words import words

S = TypeVar("S", bound=State)


def write_draft(state: S, event: HostEvent, by: Actor, at: Instant) -> Turn[S]:
    """Return the draft with what was filled in, opened as soon as all of it can be read."""
    if isinstance(event, Drop) and isinstance(state.phase, Drafting | Scheduled):
        text = words(by.locale)("Dropped: nothing of it stands in the channel.")
        return Turn(replace(state, phase=Dropped(at)), Reply(card=Card(body=text, session=state.id), keep="panel"))
    if not isinstance(state.phase, Drafting):
        return Turn(state, no(Why.BEGUN if isinstance(event, Drop) and state.begun else Why.NO_DRAFT, by))
    match event:
        case Edit(more=more):
            form = more_form(state, by.locale) if more else draft_form(state, by.locale)
            return Turn(state, Reply(form=form))
        case Compose() | ComposeMore():
            typed = {field: getattr(event, field) for field in event.__struct_fields__}
            return compose(replace(state, draft=replace(state.draft, **typed)), by, at)
        case _:
            return Turn(state, no(Why.FOREIGN, by))


def compose(state: S, by: Actor, at: Instant) -> Turn[S]:
    """Open the draft, now or at its hour; where anything in it cannot be read, keep it and say what to mend."""
    say, zone = words(by.locale), ZoneInfo(state.setup.zone)
    reading = read_draft(state.draft, at, zone, say)
    fixed = unrepeatable(reading, state.draft, zone, say) if not reading.problems else None
    left = still_blank(state.draft, state.setup.blanks, say)
    if fixed is not None or left:
        reading = replace(reading, problems=(*reading.problems, *([fixed] if fixed else []), *left))
    if reading.problems:
        return Turn(state, Reply(card=draft_card(state, reading.problems, by.locale), keep="panel"))
    value = filled(state, reading)
    opens = reading.dates.opens
    if opens is not None and opens > at:
        return shown_to(replace(value, phase=Scheduled(opens)), by, at)
    return shown_to(opened(value, at), by, at)


def filled(state: S, reading: Reading) -> S:
    """Return the value with what was read of its draft; where words cannot be counted the rules ask for none."""
    rules = reading.rules if state.setup.texts else without_words(reading.rules)
    return replace(
        state,
        title=reading.title,
        body=reading.body,
        rules=rules,
        uncounted=rules != reading.rules,
        dates=reading.dates,
        plan=reading.plan,
        expect=reading.expect,
        rule=reading.rule,
    )


def panel_for(state: State, by: Actor, at: Instant) -> Reply:
    """Return the draft, or the panel of what has been opened."""
    if isinstance(state.phase, Drafting):
        reading = read_draft(state.draft, at, ZoneInfo(state.setup.zone), words(by.locale))
        return Reply(card=draft_card(state, reading.problems, by.locale), keep="panel")
    return panel_reply(state, at, by.locale)


def shown_to(state: S, by: Actor, at: Instant) -> Turn[S]:
    """Answer a host's control with the panel as it stands now."""
    return Turn(state, panel_reply(state, at, by.locale))
