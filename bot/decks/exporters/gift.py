r"""Decks as Moodle's GIFT. Texts go out as ``[markdown]``; what Moodle cannot say is reported.

``import(export(deck)) == deck`` for what GIFT can say: all kinds but the poll, without seconds, weights, units and pins.
"""

import re
from collections.abc import Iterator

from bot.content.report import Mistake
from bot.decks.exporters.exported import Exported, deck_settings_lost
from bot.decks.model import Choice, Deck, Kind, Question, Range
from bot.decks.numbers import spelled
from bot.decks.truth import truth
from bot.kernel import markup

_SPECIAL = re.compile(r"([\\~=#{}:])")
_MISTAKABLE = ("[", "%")
_FULL = 100


def gift_of(deck: Deck) -> Exported:
    """Return `deck` as a GIFT file."""
    blocks: list[str] = []
    left_out: list[Mistake] = []
    warnings = deck_settings_lost(deck)
    for question in deck.questions:
        if question.kind is Kind.POLL:
            what = f"'{question.id}' is a poll, which GIFT does not have"
            left_out.append(Mistake(deck.name, question.line, what, "make it a survey over there"))
            continue
        if question.kind is Kind.TYPED and "->" in _answers(question, deck.language):
            what = f"'{question.id}' has -> in its typed answers, which GIFT takes for a matching question"
            left_out.append(Mistake(deck.name, question.line, what, "write → instead"))
            continue
        blocks.append(_block(question, deck.language))
        lost = list(_lost(question, deck.language))
        if lost:
            what = f"of '{question.id}', {', '.join(lost)} cannot be said in GIFT"
            warnings.append(Mistake(deck.name, question.line, what, "set it over there"))
    head = f"// {markup.plain(deck.title)}\n".replace("\r", " ")
    return Exported("\n".join([head, *blocks]), len(blocks), tuple(left_out), tuple(warnings))


def _block(question: Question, language: str) -> str:
    explanation = f"####{_text(question.explanation)}\n" if question.explanation else ""
    stem = f"// [id:{question.id}]\n::{question.id}::[markdown]{_escaped(question.stem)}"
    return f"{stem} {{{_answers(question, language)}{explanation}}}\n"


def _answers(question: Question, language: str) -> str:
    match question.kind:
        case Kind.TRUE_FALSE if truth([choice.text for choice in question.choices], language) is not None:
            return _true_false(question.choices, language)
        case Kind.TYPED:
            return _lines(
                f"={_weight(one.credit)}{_plain(one.text)}{_feedback(one.comment)}" for one in question.accepted
            )
        case Kind.NUMBER:
            return "#" + _lines(
                f"={_weight(one.credit)}{_range(one)}{_feedback(one.comment)}" for one in question.ranges
            )
        case Kind.ORDERING:
            return _lines(f"={number} -> {_text(one.text)}" for number, one in enumerate(question.choices, start=1))
        case Kind.SEVERAL:
            right = sum(choice.right for choice in question.choices)
            share = f"{_FULL / right:.5f}".rstrip("0").rstrip(".")
            return _lines(f"~%{'' if one.right else '-'}{share}%{_choice(one)}" for one in question.choices)
        case _:
            return _lines(
                f"{'=' if one.right else '~' + _weight(one.credit, 0)}{_choice(one)}" for one in question.choices
            )


def _true_false(choices: tuple[Choice, ...], language: str) -> str:
    first = bool(truth([choice.text for choice in choices], language))
    true, false = choices if first else choices[::-1]
    right, wrong = (true, false) if true.right else (false, true)
    word = "TRUE" if true.right else "FALSE"
    comments = f"#{_text(wrong.comment)}#{_text(right.comment)}" if right.comment or wrong.comment else ""
    return f"\n\t{word}{comments}\n"


def _lines(answers: Iterator[str]) -> str:
    return "\n" + "".join(f"\t{answer}\n" for answer in answers)


def _choice(choice: Choice) -> str:
    return f"{_text(choice.text)}{_feedback(choice.comment)}"


def _feedback(comment: str) -> str:
    return f"#{_text(comment)}" if comment else ""


def _weight(credit: float, default: float = 1) -> str:
    return "" if credit == default else f"%{credit * _FULL:.5f}".rstrip("0").rstrip(".") + "%"


def _range(interval: Range) -> str:
    least, most = spelled(interval.least), spelled(interval.most)
    return f"{least}:0" if interval.least == interval.most else f"{least}..{most}"


def _plain(text: str) -> str:
    """Return a typed answer as Moodle compares it: plain, with stars that mean themselves."""
    shown = _escaped(markup.plain(text).replace("*", "\\*"))
    return f"[plain]{shown}" if shown.startswith(_MISTAKABLE) else shown


def _text(text: str) -> str:
    """Return a text with its signs escaped; one that begins like a format or a weight is given its format."""
    escaped = _escaped(text)
    return f"[markdown]{escaped}" if escaped.startswith(_MISTAKABLE) else escaped


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text).replace("\n", "\\n")


def _lost(question: Question, language: str) -> Iterator[str]:
    """Return in words what of a question is not in the file."""
    if question.seconds is not None:
        yield "its seconds"
    if question.weight != 1:
        yield "its weight"
    if question.shuffle is not None:
        yield "whether it is shuffled"
    if question.unit:
        yield f"its unit ({question.unit})"
    if any(choice.last for choice in question.choices):
        yield "which choice stays last"
    if any(answer.exact for answer in question.accepted):
        yield "that an answer is meant exactly"
    if question.kind is Kind.TRUE_FALSE and truth([choice.text for choice in question.choices], language) is None:
        yield "that it is true or false"
