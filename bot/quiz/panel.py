"""What the host sees alone: the panel with its controls, and the files of results."""

from collections import Counter

from bot.decks.model import Kind
from bot.kernel.card import Button, Card, Field, Form, Input, Tone
from bot.kernel.event import Event
from bot.kernel.markup import escape, moment, plain
from bot.kernel.names import clipped, names_line
from bot.kernel.people import Actor
from bot.kernel.session import Reply
from bot.kernel.words import Words, words
from bot.quiz import events
from bot.quiz.answers import LETTERS, LONGEST_ANSWER
from bot.quiz.marking import is_right
from bot.quiz.phases import Asking, Cancelled, Finished, Lobby, Paused, Reading, Revealed
from bot.quiz.results import files_of
from bot.quiz.state import State

WORDING = 60
"""Characters of a typed answer among those counted."""


def panel_reply(quiz: State, by: Actor) -> Reply:
    """Return the panel as the answer to a control."""
    return Reply(card=panel_card(quiz, by.locale), keep="panel")


def panel_card(quiz: State, locale: str) -> Card:
    """Return the host's panel: where the quiz stands, who is silent, the live distribution, and every legal control."""
    say = words(locale)
    fields = [Field(say("Joined"), str(len(quiz.players)))]
    table = quiz.table
    if isinstance(table, Asking | Revealed):
        fields.append(Field(say("Answered"), say("{n} of {count}", n=quiz.answered, count=len(quiz.players))))
        fields += _silent(quiz, say) + _live(quiz, table.position, say)
    ready = " " + say("Begin when you are ready.") if isinstance(quiz.phase, Lobby) else ""
    return Card(
        title=say("Host panel: {title}", title=escape(plain(quiz.setup.deck.title))),
        body=where_line(quiz, say) + ready,
        fields=tuple(fields),
        buttons=tuple(Button(label, press, tone) for label, press, tone in _controls(quiz, say)),
        footer=say("Only you see this. /quiz panel brings it back."),
        session=quiz.id,
    )


def where_line(quiz: State, say: Words) -> str:
    """Return where the quiz stands, for whoever may know."""
    match quiz.phase:
        case Lobby():
            return say("In the lobby.")
        case Paused(was=was):
            return say("⏸ Paused at question {number} of {count}.", number=was.position + 1, count=quiz.length)
        case Reading(position=position):
            return say("Question {number} of {count} is being read.", number=position + 1, count=quiz.length)
        case Asking(position=position, closes=closes):
            asked = say("Question {number} of {count} is asked.", number=position + 1, count=quiz.length)
            return asked + " " + say("⏱ Ends {when}.", when=moment(closes))
        case Revealed(position=position, next=following):
            revealed = say("Question {number} of {count} is revealed.", number=position + 1, count=quiz.length)
            return revealed if following is None else revealed + " " + say("It goes on {when}.", when=moment(following))
        case Finished():
            return say("It has ended.")
        case Cancelled():
            return say("Cancelled before it began.")


def _silent(quiz: State, say: Words) -> list[Field]:
    if not quiz.silent:
        return []
    return [Field(say("Silent"), names_line((quiz.roster[member].name for member in quiz.silent), say))]


def _live(quiz: State, position: int, say: Words) -> list[Field]:
    """Return the answers as they stand, by letter or wording; the host alone sees the right one marked."""
    given = {member: each for member, each in quiz.given(position).items() if member in quiz.players}
    if not given:
        return []
    question, layout = quiz.question(position), quiz.setup.layouts[position]
    if question.choices and question.kind is not Kind.ORDERING:
        counts = Counter(choice for each in given.values() for choice in each.choices)
        lines = [
            f"{LETTERS[i]}{' ✅' if question.scored and is_right(question, choice) else ''} {counts[choice]}"
            for i, choice in enumerate(layout)
        ]
    elif question.kind is Kind.ORDERING:
        orders = Counter(" ".join(LETTERS[layout.index(choice)] for choice in each.choices) for each in given.values())
        lines = [f"{order} · {count}" for order, count in orders.most_common(5)]
    else:
        typed = Counter(each.text.casefold() for each in given.values())
        lines = [f"{escape(clipped(text, WORDING))} · {count}" for text, count in typed.most_common(5)]
    return [Field(say("Answers so far"), "  ·  ".join(lines) if question.choices else "\\\n".join(lines))]


def _controls(quiz: State, say: Words) -> list[tuple[str, Event, Tone]]:
    """Return the controls that are legal in this phase."""
    refresh = (say("Refresh"), events.Panel(), Tone.PLAIN)
    end = (say("End quiz"), events.End(), Tone.DANGER)
    pause = (say("Pause"), events.Pause(), Tone.PLAIN)
    skip = (say("Skip"), events.Skip(), Tone.PLAIN)
    more = (say("+10 s"), events.Extend(), Tone.PLAIN)
    match quiz.phase:
        case Lobby():
            return [(say("Begin"), events.Begin(), Tone.GOOD), refresh, (say("Cancel"), events.End(), Tone.DANGER)]
        case Reading():
            return [pause, skip, refresh, end]
        case Asking():
            return [(say("Close now"), events.Close(), Tone.MAIN), pause, more, skip, refresh, end]
        case Revealed(position=position):
            last = position + 1 >= quiz.length
            onward = say("Show the result") if last else say("Next question")
            following = (say("Done") if quiz.run.alone else onward, events.Next(), Tone.GOOD)
            return [following, pause, *_corrections(quiz, say), refresh, end]
        case Paused(was=was):
            still = [] if isinstance(was, Revealed) else [skip]
            return [(say("Resume"), events.Resume(), Tone.GOOD), *still, refresh, end]
        case Finished():
            return [(say("Result files"), events.Results(), Tone.MAIN), *_corrections(quiz, say)]
        case Cancelled():
            return []


def _corrections(quiz: State, say: Words) -> list[tuple[str, Event, Tone]]:
    if not quiz.played:
        return []
    latest = quiz.played[-1]
    number, voided = latest + 1, latest in quiz.voided
    void = (
        say("Count question {number} again", number=number) if voided else say("Void question {number}", number=number)
    )
    found: list[tuple[str, Event, Tone]] = [(void, events.Void(number), Tone.PLAIN)]
    if quiz.question(latest).kind in {Kind.TYPED, Kind.NUMBER}:
        found.append((say("Accept an answer …"), events.AcceptForm(number), Tone.PLAIN))
    return found


def accept_form(quiz: State, number: int, locale: str) -> Form:
    """Return the form in which one more answer to question `number` (from 1) is accepted."""
    say = words(locale)
    entry = Input("text", say("Also right"), most=LONGEST_ANSWER)
    return Form(
        say("Accept an answer"), (entry,), events.Accept("", number), say("Accept and regrade"), session=quiz.id
    )


def results_card(quiz: State, locale: str) -> Card:
    """Return the result files, for the host alone."""
    say = words(locale)
    body = say("A row per member, a sheet per question.")
    if quiz.scored:
        body += " " + say("Accuracy stands apart from points.")
    title = say("Results: {title}", title=escape(plain(quiz.setup.deck.title)))
    return Card(title=title, body=body, files=files_of(quiz.sheet, locale), session=quiz.id)
