"""The forms of a discussion. Five fields at most in each: no platform shows more in one (Discord's modals, API docs 2026-08)."""

from bot.discussion.events import (
    ChangeDates,
    Compose,
    ComposeMore,
    Excuse,
    GrantExtension,
    Highlight,
    Reopen,
    Respond,
)
from bot.discussion.opening import LONGEST_BODY, LONGEST_TITLE
from bot.discussion.state import State
from bot.kernel.card import Form, Input, Option
from bot.kernel.clock import Instant
from bot.kernel.words import Words, words
from bot.prompts.rules import EXAMPLE

MOST_OPTIONS = 25
"""Options of a choice (Discord's select); in a larger group a name is typed."""

WHEN = 60
"""Characters of a time as typed."""

FORM_TITLE = 45
"""Characters of a form's title (Discord's modals)."""


def draft_form(state: State, locale: str) -> Form:
    """Return the form a discussion is written in."""
    say, draft = words(locale), state.draft
    inputs = (
        Input("title", say("Title"), value=draft.title[:LONGEST_TITLE], most=LONGEST_TITLE),
        Input("body", say("What do you ask?"), kind="text", value=draft.body[:LONGEST_BODY], most=LONGEST_BODY),
        Input(
            "due",
            say("Due"),
            kind="when",
            value=draft.due[:WHEN],
            hint=say("fri 17:00, in 3 days, 1 dec 9:00"),
            most=WHEN,
        ),
        Input(
            "opens",
            say("Opens"),
            kind="when",
            value=draft.opens[:WHEN],
            hint=say("now if empty"),
            required=False,
            most=WHEN,
        ),
        Input("rules", say("What counts"), value=draft.rules[:100] or "1 post", hint=EXAMPLE, required=False, most=100),
    )
    return Form(say("Open a discussion"), inputs, Compose(), say("Open"), session=state.id)


def more_form(state: State, locale: str) -> Form:
    """Return the form for the rest of a draft."""
    say, draft = words(locale), state.draft
    inputs = (
        _extra("replies_due", say("Replies due"), "when", say("with the posts if empty"), draft.replies_due, WHEN),
        _extra(
            "late_until", say("Late until"), "when", say("late posts do not count if empty"), draft.late_until, WHEN
        ),
        _extra("remind", say("Remind before it is due"), "line", say("24h 2h, or none"), draft.remind, 40),
        _extra("expect", say("Who is expected"), "line", say("everybody, whoever, role NAME"), draft.expect, 110),
        _extra("repeat", say("Repeat"), "line", say("every monday 09:00 for 10 weeks"), draft.repeat, 100),
    )
    return Form(say("Open a discussion: more"), inputs, ComposeMore(), say("Open"), session=state.id)


def dates_form(state: State, at: Instant, locale: str) -> Form:
    """Return the form in which dates are changed. A due date that is past is no place for a picker to stand at."""
    say = words(locale)
    hint = say("leave empty to keep it, - takes it away")
    inputs = (
        Input(
            "due",
            say("Due"),
            kind="when",
            hint=say("leave empty to keep it"),
            required=False,
            most=WHEN,
            at=state.dates.due if state.dates.due > at else None,
        ),
        Input("replies_due", say("Replies due"), kind="when", hint=hint, required=False, most=WHEN),
        Input("late_until", say("Late until"), kind="when", hint=hint, required=False, most=WHEN),
    )
    return Form(say("Change dates"), inputs, ChangeDates(), say("Change"), session=state.id)


def extension_form(state: State, member: str, locale: str) -> Form:
    """Return the form in which one member gets a later date."""
    say = words(locale)
    until = Input("until", say("Until"), kind="when", hint=say("later than the due date of the others"), most=WHEN)
    return Form(
        say("Give more time"), (_who(state, member, say), until), GrantExtension(), say("Give"), session=state.id
    )


def member_form(state: State, locale: str) -> Form:
    """Return the form in which one member is excused, or expected again."""
    say = words(locale)
    choices = (Option(say("Excused: owes nothing here"), "yes"), Option(say("Expected, as the others"), "no"))
    excused = Input("excused", say("From now on"), kind="choice", value="yes", options=choices)
    return Form(say("Excuse"), (_who(state, "", say), excused), Excuse(), say("Save"), session=state.id)


def highlight_form(state: State, locale: str) -> Form:
    """Return the form in which a contribution is highlighted."""
    say = words(locale)
    why = Input(
        "why",
        say("What is good about it"),
        hint=say("stands in the summary; empty takes it back"),
        required=False,
        most=200,
    )
    return Form(
        say("Highlight"), (_who(state, "", say, posted=True), why), Highlight(), say("Highlight"), session=state.id
    )


def end_form(state: State, locale: str) -> Form:
    """Return the form that asks for a new end."""
    say = words(locale)
    until = Input("until", say("Open until"), kind="when", hint=say("fri 17:00, in 3 days"), most=WHEN)
    return Form(say("Open again"), (until,), Reopen(), say("Open again"), session=state.id)


def response_form(state: State, text: str, longest: int, locale: str) -> Form:
    """Return the form a sealed prompt is answered in."""
    say = words(locale)
    least = state.rules.words
    hint = say.many("at least {n} word", "at least {n} words", least) if least else ""
    field = Input("text", say("Your answer"), kind="text", hint=hint, value=text, most=longest)
    title = state.title if len(state.title) <= FORM_TITLE else state.title[: FORM_TITLE - 1] + "…"
    return Form(title, (field,), Respond(), say("Hand in"), session=state.id)


def _who(state: State, member: str, say: Words, *, posted: bool = False) -> Input:
    """Return the field for a member: a choice where all of them fit, else a line for the name."""
    known = list(state.posts) if posted else list(dict.fromkeys([*state.expected, *state.posts]))
    if not 0 < len(known) <= MOST_OPTIONS:
        return Input(
            "member", say("Member"), hint=say("the name as it stands in the chat"), value=member[:100], most=100
        )
    options = tuple(sorted((Option(state.name_of(each)[:100], each) for each in known), key=lambda one: one.label))
    return Input("member", say("Member"), kind="choice", value=member, options=options)


def _extra(name: str, label: str, kind: str, hint: str, value: str, most: int) -> Input:  # noqa: PLR0913 - a field, whole
    """Return a field that may be left empty."""
    return Input(name, label, kind=kind, hint=hint, value=value[:most], required=False, most=most)
