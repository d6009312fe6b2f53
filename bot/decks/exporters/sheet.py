"""Decks as CSV for a spreadsheet: a row per question, every kind. No cell is ever a formula."""

import csv
import io

from bot.decks.exporters.exported import Exported, deck_settings_lost
from bot.decks.model import Accepted, Choice, Deck, Kind, Question
from bot.decks.numbers import spelled
from bot.kernel import markup
from bot.kernel.cells import harmless

_HEAD = ["id", "kind", "question", "right", "explanation", "seconds", "weight", "unit"]


def csv_of(deck: Deck) -> Exported:
    """Return `deck` as CSV (RFC 4180, with a byte order mark so that spreadsheets read UTF-8)."""
    most = max((len(question.choices) for question in deck.questions), default=0)
    file = io.StringIO()
    writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([*_HEAD, *(f"choice {number}" for number in range(1, most + 1))])
    for question in deck.questions:
        writer.writerow([harmless(cell) for cell in _row(question, deck.language)])
    return Exported("\ufeff" + file.getvalue(), len(deck.questions), (), tuple(deck_settings_lost(deck)))


def _row(question: Question, language: str) -> list[str]:
    return [
        question.id,
        question.kind.value,
        markup.plain(question.stem),
        _right(question, language),
        markup.plain(question.explanation),
        "" if question.seconds is None else str(question.seconds),
        f"{question.weight:g}",
        question.unit,
        *(markup.plain(choice.text) for choice in question.choices),
    ]


def _right(question: Question, language: str) -> str:
    if question.kind is Kind.ORDERING:
        return " > ".join(markup.plain(choice.text) for choice in question.choices)
    if question.kind is Kind.NUMBER:
        ends = [(spelled(one.least, language), spelled(one.most, language), one.credit) for one in question.ranges]
        return " | ".join(
            (least if least == most else f"{least} .. {most}") + _share(credit) for least, most, credit in ends
        )
    answers: list[Choice | Accepted] = [*question.choices, *question.accepted]
    return " | ".join(markup.plain(one.text) + _share(one.credit) for one in answers if one.credit)


def _share(credit: float) -> str:
    return "" if credit >= 1 else f" ({credit:.0%})"
