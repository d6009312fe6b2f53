"""What cannot be shown on Discord or Slack, or cannot be played at all, is found when a deck is read (C2).

The limits leave room for what a quiz adds (time, numbers, marks). Sources, as of 2026-08: Discord, resources/message
(embed description 4096, title 256) and interactions (25 buttons a message, modal text 4000); Slack, block kit (section
text 3000, header 150).
"""

from math import isfinite

from bot.content.report import Mistake, Report
from bot.content.texts import Faults
from bot.decks.model import Accepted, Choice, Deck, Kind, Question, Range
from bot.decks.units import read_unit
from bot.kernel.markup import shown_length

MOST_BYTES = 1 << 20
"""Of a deck's file."""

LONGEST_TITLE = 150
"""Slack's header."""

LONGEST_SHOWN = 2_800
"""Stem and lettered options together: Slack's section (3,000) less room for marks; well inside Discord's 4,096."""

LONGEST_OPTION = 400
LONGEST_EXPLANATION = 1_500
"""It shares the revealed card with the options; Discord's embeds of one message share 6,000."""

LONGEST_COMMENT = 300
LONGEST_ACCEPTED = 200
MOST_ACCEPTED = 50
LEAST_CHOICES = 2
MOST_CHOICES = 20
"""Discord has 25 buttons on a message, Slack 25 elements in a block; five are kept for controls."""

MOST_QUESTIONS = 200
MOST_LINES = 10_000
"""Of a deck's file: fifty for each question; keeps the reading of any file below a second."""

LONGEST_SOLUTION = 6_000
"""Everything of one question, so that a deck in a session stays small."""

HEADINGS: Faults = {
    "heading": (
        "a heading inside a question cannot be shown",
        "make it **bold**, or begin the line with ## if it is a question (or with \\# if it is text)",
    ),
    "lheading": (
        "a line of === or --- makes the text above it a heading",
        "leave an empty line between them, take it out, or begin a question with ##",
    ),
}
"""Why no heading can stand inside a question."""

_LETTER = len("A) \n")
_CHOSEN = {Kind.SINGLE, Kind.SEVERAL, Kind.TRUE_FALSE, Kind.ORDERING, Kind.POLL}


def check_deck(deck: Deck, file: str) -> list[Mistake]:
    """Return every reason why `deck` cannot be played."""
    report = Report(file)
    if not deck.questions:
        report.add(1, "the deck has no questions", "add one: a line ## with the question, then its answers")
    if len(deck.questions) > MOST_QUESTIONS:
        report.add(
            deck.questions[MOST_QUESTIONS].line,
            f"the deck has {len(deck.questions)} questions",
            f"split it into decks of at most {MOST_QUESTIONS}",
        )
    if not deck.title.strip():
        report.add(1, "the deck has no title", "add a line title: ... to the front matter")
    _length(report, 1, "the title", deck.title, LONGEST_TITLE, "shorten it")
    for question in deck.questions:
        report.mistakes += check_question(question, file, question.line)
    report.mistakes += same_ids(deck.questions, file)
    return report.in_order()


def same_ids(questions: tuple[Question, ...], file: str) -> list[Mistake]:
    """Return a mistake for every id that stands twice."""
    first: dict[str, int] = {}
    report = Report(file)
    for question in questions:
        if not question.id:
            continue
        if question.id in first:
            report.add(
                question.line,
                f"the id '{question.id}' is taken by the question in line {first[question.id]}",
                "choose another",
            )
        first.setdefault(question.id, question.line)
    return report.mistakes


def check_question(question: Question, file: str, line: int, items: list[int] | None = None) -> list[Mistake]:
    """Return every reason why `question`, whose heading is in `line` and whose answers are in lines `items`, cannot be played."""
    report = Report(file)
    answers: list[Choice | Accepted | Range] = [*question.choices, *question.accepted, *question.ranges]
    lines = items if items and len(items) == len(answers) else [line] * len(answers)
    _length(report, line, "the explanation", question.explanation, LONGEST_EXPLANATION, "shorten it")
    for answer, at in zip(answers, lines, strict=True):
        _length(report, at, "the comment", answer.comment, LONGEST_COMMENT, "shorten it, or use the explanation")
        if not 0 <= answer.credit <= 1:
            report.add(at, f"a share of {answer.credit:.0%} is out of range", "use one from 0% to 100%")
    if not question.stem.strip():
        report.add(line, "the question has no text", "write the question behind ##")
    if question.kind in _CHOSEN:
        _check_choices(question, lines, line, report)
    elif question.kind is Kind.TYPED:
        _check_accepted(question.accepted, lines, line, report)
    else:
        _check_ranges(question, lines, line, report)
    _check_shown(question, line, report)
    return report.mistakes


def _check_shown(question: Question, line: int, report: Report) -> None:
    shown = shown_length(question.stem) + sum(shown_length(choice.text) + _LETTER for choice in question.choices)
    if shown > LONGEST_SHOWN:
        report.add(
            line,
            f"question and options take {shown:,} characters together",
            f"shorten them to {LONGEST_SHOWN:,}, which is what fits into one message",
        )
    texts = [answer.text for answer in question.accepted]
    answers: list[Choice | Accepted | Range] = [*question.choices, *question.accepted, *question.ranges]
    comments = [answer.comment for answer in answers]
    solution = sum(map(len, texts)) + sum(map(len, comments)) + len(question.explanation)
    if solution > LONGEST_SOLUTION:
        report.add(
            line,
            f"answers, comments and explanation take {solution:,} characters",
            f"shorten them to {LONGEST_SOLUTION:,}",
        )


def _check_choices(question: Question, lines: list[int], line: int, report: Report) -> None:
    choices = question.choices
    if len(choices) < LEAST_CHOICES:
        report.add(line, "the question has only one choice", f"add another: it needs at least {LEAST_CHOICES}")
    if len(choices) > MOST_CHOICES:
        report.add(lines[MOST_CHOICES], f"the question has {len(choices)} choices", f"use at most {MOST_CHOICES}")
    for choice, at in zip(choices, lines, strict=True):
        _length(report, at, "the choice", choice.text, LONGEST_OPTION, "shorten it, or move text into the question")
    _check_texts(choices, lines, report)
    _check_key(question, line, report)


def _check_key(question: Question, line: int, report: Report) -> None:
    right = sum(choice.right for choice in question.choices)
    if question.kind in {Kind.POLL, Kind.ORDERING}:
        if any(choice.credit for choice in question.choices):
            report.add(line, f"a question of kind {question.kind.value} has no right choice", "mark none")
        return
    if not right:
        report.add(
            line,
            "no choice is marked as right",
            "mark one: - [x]; a question without a right answer takes plain dashes",
        )
    if question.kind is Kind.TRUE_FALSE and (len(question.choices) != LEAST_CHOICES or right > 1):
        report.add(line, "true or false has two choices, one of them right", "mark one, and keep just the two")
    if question.kind is Kind.SEVERAL and any(choice.credit not in {0, 1} for choice in question.choices):
        report.add(line, "where several are right, a choice is right or wrong", "take the shares out")


def _check_accepted(accepted: tuple[Accepted, ...], lines: list[int], line: int, report: Report) -> None:
    _check_count(accepted, lines, line, report)
    for answer, at in zip(accepted, lines, strict=True):
        _length(report, at, "the answer", answer.text, LONGEST_ACCEPTED, "shorten it: somebody has to type it")
    _check_texts(accepted, lines, report)


def _check_ranges(question: Question, lines: list[int], line: int, report: Report) -> None:
    _check_count(question.ranges, lines, line, report)
    for interval, at in zip(question.ranges, lines, strict=True):
        if not (isfinite(interval.least) and isfinite(interval.most) and interval.least <= interval.most):
            report.add(at, "the range is none", "write the smaller number first: 10 .. 12")
    if question.unit and read_unit(question.unit) is None:
        report.add(line, f"'{question.unit}' is in no table of units", "ask for it in the question itself")


def _check_count(
    answers: tuple[Accepted, ...] | tuple[Range, ...], lines: list[int], line: int, report: Report
) -> None:
    if len(answers) > MOST_ACCEPTED:
        report.add(lines[MOST_ACCEPTED], f"the question accepts {len(answers)} answers", f"use at most {MOST_ACCEPTED}")
    if not any(answer.credit >= 1 for answer in answers):
        report.add(line, "no answer counts in full", "add one without a share in percent")


def _check_texts(answers: tuple[Choice, ...] | tuple[Accepted, ...], lines: list[int], report: Report) -> None:
    first: dict[str, int] = {}
    for number, at in enumerate(lines):
        answer = answers[number]
        if not answer.text.strip():
            report.add(at, "an answer has no text", "write one")
        elif "\n" in answer.text:
            report.add(at, "an answer is one line", "put further lines into the question")
        elif answer.text in first:
            report.add(
                at,
                f"the answer '{answer.text[:60]}' stands here twice (first in line {first[answer.text]})",
                "keep one",
            )
        first.setdefault(answer.text, at)


def _length(report: Report, line: int, what: str, text: str, most: int, mend: str) -> None:  # noqa: PLR0913 - a mistake, whole
    length = shown_length(text)
    if length > most:
        report.add(line, f"{what} takes {length:,} characters, at most {most:,} fit", mend)
