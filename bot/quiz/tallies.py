"""What was answered to one question: numbers per option, typed answers that come to the same, the fastest right one.

Nobody is named here but the fastest.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from math import fsum

from bot.decks.model import Kind, Question
from bot.decks.numbers import in_unit
from bot.quiz.marking import read_for
from bot.quiz.model import Given, Mark, Sheet, Tally, Wording
from bot.quiz.spelling import normalise, visible
from bot.quiz.standings import marks_of


def tally(sheet: Sheet, position: int) -> Tally:
    """Return what the members who count answered to the question, whether or not it counts itself."""
    question, players = sheet.questions[position], sheet.players()
    given = {member: each for member, each in sheet.answers.get(position, {}).items() if member in players}
    marks = marks_of(sheet, position, given)
    scored = question.scored and bool(marks)
    took, fastest = _fastest(sheet, given, marks)
    return Tally(
        position=position,
        answered=len(given),
        right=sum(mark.right for mark in marks.values()),
        accuracy=fsum(mark.credit for mark in marks.values()) / len(marks) if scored else None,
        counts=_counts(question, given),
        wordings=_wordings(question, sheet.language, given, marks),
        fastest=fastest,
        fastest_took=took,
    )


def _counts(question: Question, given: Mapping[str, Given]) -> tuple[int, ...]:
    counts = [0] * len(question.choices)
    for order, times in Counter(each.choices for each in given.values()).items():
        for index in _counted(question, order):
            if 0 <= index < len(counts):
                counts[index] += times
    return tuple(counts)


def _counted(question: Question, order: tuple[int, ...]) -> set[int]:
    """Return what an answer adds one to: the choices chosen, or the items put in their right place."""
    if question.kind is Kind.ORDERING:
        return {item for place, item in enumerate(order) if place == item}
    return set(order)


def _wordings(
    question: Question, language: str, given: Mapping[str, Given], marks: Mapping[str, Mark]
) -> tuple[Wording, ...]:
    if question.kind not in {Kind.TYPED, Kind.NUMBER}:
        return ()
    worth = {given[member].text: mark.credit for member, mark in marks.items()}
    groups: defaultdict[tuple[str, float], Counter[str]] = defaultdict(Counter)
    for text, times in Counter(each.text for each in given.values()).items():
        groups[_same(question, text, language), worth[text]][visible(text)] += times
    found = (
        Wording(min(spellings, key=lambda text: (-spellings[text], text)), spellings.total(), credit)
        for (_, credit), spellings in groups.items()
    )
    return tuple(sorted(found, key=lambda wording: (-wording.count, -wording.credit, wording.text)))


def _same(question: Question, text: str, language: str) -> str:
    """Return what two answers have in common that come to the same: the number, or the normalised words."""
    number = read_for(question, text, language) if question.kind is Kind.NUMBER else None
    value = in_unit(number, question.unit) if number else None
    return normalise(text, language) if value is None else f"{value:.12g}"


def _fastest(sheet: Sheet, given: Mapping[str, Given], marks: Mapping[str, Mark]) -> tuple[int, tuple[str, ...]]:
    took = {member: given[member].took for member, mark in marks.items() if mark.right}
    if not took:
        return 0, ()
    least = min(took.values())
    names = ((sheet.roster[member].name.casefold(), member) for member, time in took.items() if time == least)
    return least, tuple(member for _, member in sorted(names))
