"""Several discussions on one private card: the own status in all of them, what is open here, which of them is meant."""

from collections.abc import Sequence
from itertools import accumulate
from typing import TypeVar

from msgspec.structs import replace

from bot.discussion.counting import Case, case, standing
from bot.discussion.lines import title_of
from bot.discussion.phases import Closed, Ended, Scheduled
from bot.discussion.state import State
from bot.discussion.status import owes, status_line
from bot.kernel.card import Button, Card, Field
from bot.kernel.clock import Instant
from bot.kernel.event import Event, spell_press
from bot.kernel.markup import moment
from bot.kernel.names import clipped
from bot.kernel.people import Actor
from bot.kernel.words import Words, words

S = TypeVar("S", bound=State)

MOST_FIELDS = 20
"""Discussions on one card (Discord shows 25 fields, Slack 50 blocks); those due first."""

MOST_CHOICES = 10
LABEL = 60
"""Buttons to choose from, and characters on each."""

MOST_TEXT = 5_000
"""Characters in their fields (Discord shows 6,000 in all)."""


def mine_card(every: Sequence[tuple[State, str]], member: str, at: Instant, locale: str) -> Card:
    """Return what `member` has done and owes in the discussions they are concerned with, the most urgent first (D14)."""
    say = words(locale)
    title = say("My discussions")
    mine = [(state, link) for state, link in every if member in state.expected or member in state.posts]
    if not mine:
        return Card(title=title, body=say("Nothing is expected of you just now, and you owe nothing."))
    mine = first_due(mine, member, at)
    owing = sum(owes(state, member, at) for state, _ in mine)
    body = say.many("You still owe something in {n} discussion.", "You still owe something in {n} discussions.", owing)
    fields = [Field(title_of(state), f"{status_line(state, member, at, say)} {link}".strip()) for state, link in mine]
    return Card(title=title, body=body if owing else say("You owe nothing just now."), fields=_fitting(fields))


def first_due(every: Sequence[tuple[S, str]], member: str, at: Instant) -> list[tuple[S, str]]:
    """Return the discussions by when something is due for `member`, those first in which they owe something."""
    return sorted(every, key=lambda each: (not owes(each[0], member, at), standing(each[0], member, at).post_by))


def open_line(state: State, member: str, say: Words) -> str:
    """Return until when a discussion is open and, where `member` is expected, how they stand."""
    line = say("open until {when}", when=moment(state.dates.last, "f"))
    return line + " · " + _how(case(state, member), say) if member in state.expected else line


def list_card(every: Sequence[tuple[State, str]], by: Actor) -> Card:
    """Return what is open here; a host sees drafts and what opens later, too."""
    say = words(by.locale)
    fields = []
    for state, link in every:
        if state.begun:
            line = open_line(state, by.member, say)
        elif not by.host:
            continue
        elif isinstance(state.phase, Scheduled):
            line = say("opens {when}", when=moment(state.phase.opens, "f"))
        else:
            line = say("a draft")
        fields.append(Field(title_of(state) or say("(no title yet)"), f"{line} {link}".strip()))
    title = say("Discussions in this channel")
    if not fields:
        return Card(title=title, body=say("None is open here."))
    return Card(title=title, fields=_fitting(fields))


def choices_card(those: Sequence[State], locale: str, event: Event | None = None) -> Card:
    """Return the question which discussion is meant: press it, or name it. `event` is what was asked for.

    Those to choose from are all open, or all closed.
    """
    say = words(locale)
    titles = [each.title for each in those[:MOST_FIELDS]]
    alike = len({clipped(title, LABEL) for title in titles}) < len(titles)
    numbers = [f"{number}. " if alike else "" for number in range(1, len(titles) + 1)]
    fields = tuple(
        Field(number + title_of(state), say("due {when}", when=moment(state.dates.due, "f")))
        for number, state in zip(numbers, those, strict=False)
    )
    choices = tuple(
        Button(number + clipped(state.title, LABEL), meant)
        for number, state in zip(numbers, those, strict=False)
        if (meant := naming(event, state.id))
    )
    closed = any(isinstance(each.phase, Ended | Closed) for each in those)
    several = say("Several are closed here.") if closed else say("Several are open here.")
    press = say("Choose the one you mean:")
    name = say("Type the command in the thread of the one you mean, or name it with discussion:")
    return Card(
        title=say("Which discussion?"),
        body=f"{several} {press if choices else name}",
        fields=fields,
        buttons=choices[:MOST_CHOICES],
    )


def naming(event: Event | None, session: str) -> Event | None:
    """Return the event with the discussion it means; None where it names none, or would be too long for a button."""
    if event is None or "discussion" not in event.__struct_fields__:
        return None
    meant = replace(event, discussion=session)
    try:
        spell_press("", meant)
    except ValueError:
        return None
    return meant


def _fitting(fields: Sequence[Field]) -> tuple[Field, ...]:
    """Return the first of the fields, as many as one card bears."""
    ends = accumulate(len(field.name) + len(field.value) for field in fields)
    return tuple(field for field, end in zip(fields[:MOST_FIELDS], ends, strict=False) if end <= MOST_TEXT)


def _how(how: Case, say: Words) -> str:
    return {
        Case.COMPLETE: say("you are complete"),
        Case.LATE: say("you are complete"),
        Case.OWING: say("you still owe something"),
        Case.SILENT: say("you have not written yet"),
        Case.EXCUSED: say("you are excused"),
    }[how]
