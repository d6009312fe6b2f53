"""What a host sees alone: the draft with what is to be mended, the panel with its controls, the question whether to close."""

import re
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from bot.discussion.counting import Case, cases
from bot.discussion.events import (
    ChangeDates,
    CloseDiscussion,
    DiscussionPanel,
    Drop,
    Edit,
    Excuse,
    GrantExtension,
    Highlight,
    Reopen,
    Report,
    Reveal,
)
from bot.discussion.lines import date_lines, fitting, title_of, what_counts
from bot.discussion.model import Draft
from bot.discussion.opening import Problem
from bot.discussion.phases import Closed, Drafting, Dropped, Ended, Open, Scheduled
from bot.discussion.recurrence import spelled
from bot.discussion.report import report_card, unknown_line, unread_line
from bot.discussion.state import State
from bot.kernel.card import Button, Card, Field, Tone
from bot.kernel.clock import SECOND, Instant
from bot.kernel.event import Event
from bot.kernel.markup import escape, moment
from bot.kernel.names import clipped
from bot.kernel.session import Reply
from bot.kernel.words import Words, words
from bot.kernel.zones import shown, span, until

_MORE = frozenset({"replies_due", "late_until", "remind", "expect", "repeat"})
"""Fields of the second form."""

_TIMES = frozenset({"due", "opens", "replies_due", "late_until"})

_PICKED = re.compile(r"<t:(\d{1,13})(?::[tTdDfFRs])?>")
"""A time that was picked, and not typed."""


def draft_card(state: State, problems: Sequence[Problem], locale: str) -> Card:
    """Return the draft: what cannot be read and how to mend it. Everything typed is kept."""
    say = words(locale)
    title = escape(clipped(state.draft.title, 90)) or say("(no title yet)")
    names = _labels(say)
    body = say("Not opened yet. Everything you typed is kept.")
    fields = [Field(names[each.field], _problem(state, each, say)) for each in sorted(problems, key=_in_order)]
    edit = Button(say("Mend it"), Edit(), Tone.MAIN)
    more = any(each.field in _MORE for each in problems)
    only_more = more and all(each.field in _MORE for each in problems)
    mend = Button(say("Mend it"), Edit(more=True), Tone.MAIN)
    buttons = (
        (mend, Button(say("Title, prompt, due"), Edit())) if only_more else (edit, Button(say("More"), Edit(more=True)))
    )
    return Card(
        title=say("Draft: {title}", title=title),
        body=body,
        fields=tuple(fields),
        buttons=(*buttons, Button(say("Drop it"), Drop(), Tone.DANGER)),
        footer=say("Only you see this. A draft is kept for a day."),
        session=state.id,
    )


def _problem(state: State, of: Problem, say: Words) -> str:
    """Return what is wrong with a field, after what was typed in it where that is short."""
    typed = getattr(state.draft, of.field).strip() if of.field in _TIMES else ""
    if not typed:
        return escape(of.text)
    if picked := _PICKED.fullmatch(typed):
        return say("{when}: {problem}", when=moment(int(picked[1]) * SECOND, "f"), problem=escape(of.text))
    return say("“{typed}”: {problem}", typed=escape(clipped(typed)), problem=escape(of.text))


def _in_order(problem: Problem) -> int:
    """Return the place of the problem's field in the forms."""
    return Draft.__struct_fields__.index(problem.field)


def panel_reply(state: State, at: Instant, locale: str) -> Reply:
    """Return the panel as the answer to a control."""
    return Reply(card=panel_card(state, at, locale), keep="panel")


def panel_card(state: State, at: Instant, locale: str) -> Card:
    """Return the panel: where it stands, how the dates were understood, and every control that is legal now."""
    say = words(locale)
    fields = [
        Field(say("When"), date_lines(state, state.dates, say)),
        Field(say("What counts"), what_counts(state, say)),
    ]
    if state.uncounted:
        fields.append(Field(say("Words"), _uncounted(state, say)))
    if state.begun and state.roll is not None:
        found = cases(state)
        done = len(found[Case.COMPLETE]) + len(found[Case.LATE])
        counts = say("{done} of {expected} complete, {silent} silent", done=done, expected=len(state.expected),
                     silent=len(found[Case.SILENT]))  # fmt: skip
        fields.append(Field(say("So far"), counts))
    if state.begun and state.lacks and state.wants_roll:
        fields.append(Field(say("Who is expected"), unknown_line(state, say)))
    if state.begun and state.unread:
        fields.append(Field(say("Posts"), unread_line(state, say)))
    fields += _own_dates(state, at, say)
    if not state.over:
        fields.append(Field(say("Reminders"), _reminders(state, say)))
    if state.rule is not None:
        fields.append(Field(say("Repeats"), spelled(state.rule, say)))
    return Card(
        title=say("Host panel: {title}", title=title_of(state)),
        body=_where(state, at, say),
        fields=tuple(fields),
        buttons=tuple(Button(label, press, tone) for label, press, tone in _controls(state, say)),
        footer=say("Only you see this. /discuss panel brings it back."),
        session=state.id,
    )


def report_reply(state: State, locale: str) -> Reply:
    """Return the report as the answer to a host."""
    return Reply(card=report_card(state, locale), keep="report")


def sure_card(state: State, locale: str) -> Card:
    """Return the question whether to close before the end."""
    say = words(locale)
    body = say(
        "Close “{title}” now? Everybody sees the summary, and what is written after it does not count. "
        "You can open it again.",
        title=title_of(state),
    )
    buttons = (
        Button(say("Close it"), CloseDiscussion(sure="yes"), Tone.DANGER),
        Button(say("Keep it open"), DiscussionPanel()),
    )
    return Card(body=body, buttons=buttons, session=state.id)


def missed_card(state: State, locale: str) -> Card:
    """Return the word to the host that it never opened: I was away for all of its time."""
    say = words(locale)
    body = say(
        "I was away from before it should have opened until after it was due, so it was dropped. "
        "Open it anew if you still want it."
    )
    return Card(title=say("Not opened: {title}", title=title_of(state)), body=body, session=state.id)


def unknown_card(state: State, locale: str) -> Card:
    """Return the word to the host that nobody tells who is expected, and what can be done about it."""
    say = words(locale)
    mend = say(
        "Ask whoever runs me to switch that on in the settings of my application. If it is enough to count those who take part, "
        "open discussions with `expect:whoever`."
    )
    title = say("I don't know who is expected: {title}", title=title_of(state))
    return Card(title=title, body=f"{unknown_line(state, say)}\n\n{mend}", session=state.id)


def reveal_card(state: State, locale: str) -> Card:
    """Return the question whether to show all answers before they are due."""
    say = words(locale)
    body = say(
        "Show all answers to “{title}” now, with their names? Whoever has not answered yet can read them first then, "
        "and it can't be taken back.",
        title=title_of(state),
    )
    buttons = (
        Button(say("Show them"), Reveal(sure="yes"), Tone.DANGER),
        Button(say("Keep it sealed"), DiscussionPanel()),
    )
    return Card(body=body, buttons=buttons, session=state.id)


def _where(state: State, at: Instant, say: Words) -> str:
    zone = ZoneInfo(state.setup.zone)
    match state.phase:
        case Scheduled(opens=opens):
            when, ahead = shown(opens, zone, say, at), until(opens, at, zone, say)
            return say("It opens {when}, in {span}. Nobody sees it until then.", when=when, span=ahead)
        case Open() | Ended() if state.closing:
            return say("It is being closed: what was written is read once more, then the summary comes.")
        case Open() if state.dates.last > at:
            when, ahead = shown(state.dates.last, zone, say, at), until(state.dates.last, at, zone, say)
            return say("It is open and ends {when}, in {span}.", when=when, span=ahead)
        case Open():
            return say("It is open and about to end.")
        case Ended():
            return say("It has ended for the group; members with later dates may still post.")
        case Closed():
            return say("It is closed.")
        case Dropped():
            return say("It was dropped.")
        case Drafting():
            return say("It is a draft.")


def _uncounted(state: State, say: Words) -> str:
    """Return that words cannot be counted here, and what to do about it."""
    why = say("I am not shown what members write here, so words are not counted: a post of any length counts.")
    if not state.setup.texts_take:
        return why
    mend = say(
        "To have them counted, ask whoever runs me to switch on {permission} in the settings of my application, and then open it "
        "anew.",
        permission=escape(state.setup.texts_take),
    )
    return f"{why} {mend}"


def _reminders(state: State, say: Words) -> str:
    if not state.plan:
        return say("None.")
    lengths = ", ".join(span(offset, say) for offset in state.plan)
    return say("{lengths} before it is due, only to those who still owe something.", lengths=lengths)


def _own_dates(state: State, at: Instant, say: Words) -> list[Field]:
    zone = ZoneInfo(state.setup.zone)
    lines = [
        say("{name} until {when}", name=escape(clipped(state.name_of(member))), when=shown(own.due, zone, say, at))
        for member, own in state.own.items()
        if own.due is not None and not own.excused
    ]
    excused = [
        say("{name} is excused", name=escape(clipped(state.name_of(member))))
        for member, own in state.own.items()
        if own.excused
    ]
    every = (*lines, *excused)
    return [Field(say("For single members"), fitting(every, say))] if every else []


def _controls(state: State, say: Words) -> list[tuple[str, Event, Tone]]:
    """Return every control that is legal now."""
    if state.closing:
        return [(say("Refresh"), DiscussionPanel(), Tone.PLAIN)]
    match state.phase:
        case Scheduled():
            return [
                (say("Change dates"), ChangeDates(), Tone.PLAIN),
                (say("Drop it"), Drop(), Tone.DANGER),
                (say("Refresh"), DiscussionPanel(), Tone.PLAIN),
            ]
        case Open():
            reveal = [(say("Reveal answers now"), Reveal(), Tone.PLAIN)] if state.sealed else []
            return [
                (say("Report"), Report(), Tone.MAIN),
                *reveal,
                (say("Change dates"), ChangeDates(), Tone.PLAIN),
                (say("Give more time"), GrantExtension(), Tone.PLAIN),
                (say("Excuse"), Excuse(), Tone.PLAIN),
                (say("Highlight"), Highlight(), Tone.PLAIN),
                (say("Close"), CloseDiscussion(), Tone.DANGER),
                (say("Refresh"), DiscussionPanel(), Tone.PLAIN),
            ]
        case Ended():
            return [
                (say("Report"), Report(), Tone.MAIN),
                (say("Give more time"), GrantExtension(), Tone.PLAIN),
                (say("Highlight"), Highlight(), Tone.PLAIN),
                (say("Open again"), Reopen(), Tone.PLAIN),
                (say("Close for everybody"), CloseDiscussion(), Tone.DANGER),
            ]
        case Closed():
            return [
                (say("Report"), Report(), Tone.MAIN),
                (say("Highlight"), Highlight(), Tone.PLAIN),
                (say("Open again"), Reopen(), Tone.PLAIN),
            ]
        case Drafting():
            return [(say("Edit"), Edit(), Tone.MAIN), (say("Drop it"), Drop(), Tone.DANGER)]
        case _:
            return []


def _labels(say: Words) -> dict[str, str]:
    return {
        "title": say("Title"),
        "body": say("What do you ask?"),
        "due": say("Due"),
        "opens": say("Opens"),
        "rules": say("What counts"),
        "replies_due": say("Replies due"),
        "late_until": say("Late until"),
        "remind": say("Remind before it is due"),
        "expect": say("Who is expected"),
        "repeat": say("Repeat"),
    }
