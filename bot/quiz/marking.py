"""What an answer is worth, whoever gave it and however fast: a credit from 0 to 1 for every kind of question.

What may never happen here: a different mark for the same answer, an error for any answer at all, or a near
miss that could as well have meant another answer of the deck.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from math import isfinite

from msgspec import Struct
from msgspec.structs import replace

from bot.decks.model import Accepted, Kind, Question, Range
from bot.decks.numbers import Number, in_unit, read_number
from bot.kernel.markup import plain
from bot.quiz.model import Given, Mark
from bot.quiz.spelling import LONGEST, alternatives, has_digit, literal, normalise, slack, slips

EMPTY = "empty"
NO_CHOICE = "no-such-choice"
NOT_EXACT = "not-exact"
TOO_CLOSE = "close-to-another"
UNREADABLE = "unreadable-number"
UNIT_MISSING = "unit-missing"
WRONG_UNIT = "wrong-unit"

NOTES: Mapping[str, str] = {
    EMPTY: "nothing was answered",
    NO_CHOICE: "not exactly one of the options was chosen",
    NOT_EXACT: "right but for capitals, accents or punctuation, and the deck asks for the exact form",
    TOO_CLOSE: "nearly right, but as near to another answer of the deck",
    UNREADABLE: "not a number in the writing of the deck's language",
    UNIT_MISSING: "accepted as a number in the unit asked for",
    WRONG_UNIT: "a number in a unit that measures something else",
}
"""The codes of `Mark.note` and what each means."""

_WHOLE = 1.0 - 1e-6
"""Shares such as three times 33.33333 % are the whole."""

_EDGE = 1e-14
"""Room at the ends of a range, relative to the larger: some roundings of a float (2.2e-16 each), less than a digit."""


def mark(
    question: Question,
    given: Given,
    accepted_more: Sequence[str] = (),
    language: str = "en",
    known: Collection[str] = (),
) -> Mark:
    """Return what the answer is worth.

    `accepted_more` are texts a host accepted during the quiz (full credit); `language` is the deck's; `known`
    the normalised answers of the deck's questions, see `known_answers`. A poll is worth nothing.
    """
    match question.kind:
        case Kind.SINGLE | Kind.TRUE_FALSE:
            return _single(question, given.choices)
        case Kind.SEVERAL:
            return _several(question, given.choices)
        case Kind.ORDERING:
            return _ordering(question, given.choices)
        case Kind.TYPED:
            return _typed(_key(question, tuple(accepted_more), language), given.text[:LONGEST], language, known)
        case Kind.NUMBER:
            return _number(question, given.text[:LONGEST], tuple(accepted_more), language)
        case Kind.POLL:
            return Mark(0.0)


def known_answers(questions: Iterable[Question], language: str = "en") -> frozenset[str]:
    """Return the normalised accepted answers of all typed questions, for `mark` to keep near misses apart."""
    return frozenset(
        way
        for question in questions
        if question.kind is Kind.TYPED
        for accepted in question.accepted
        if accepted.credit > 0
        for way in alternatives(plain(accepted.text), language)
    )


def is_right(question: Question, choice: int) -> bool:
    """Whether a choice belongs to the right answer: of several, every one that earns something."""
    credit = question.choices[choice].credit
    return credit > 0 if question.kind is Kind.SEVERAL else credit >= _WHOLE


def _share(credit: float) -> float:
    """Return the credit within 0..1; NaN is nothing."""
    if not credit > 0:
        return 0.0
    return 1.0 if credit >= _WHOLE else credit


# -- choices


def _single(question: Question, chosen: tuple[int, ...]) -> Mark:
    picked = set(chosen)
    if not picked:
        return Mark(0.0, note=EMPTY)
    index = picked.pop()
    if picked or not 0 <= index < len(question.choices):
        return Mark(0.0, note=NO_CHOICE)
    choice = question.choices[index]
    return Mark(_share(choice.credit), choice.comment)


def _several(question: Question, chosen: tuple[int, ...]) -> Mark:
    """Mark by (right chosen - wrong chosen) / number of right, not below 0.

    With shares (from imports) the same in shares: the chosen positive ones, less the chosen negative ones,
    over all positive ones. Where a deck has negative shares, those are its penalties, and a choice of 0 costs
    nothing; where it has none, a choice of 0 costs as much as the average right one earns, or choosing
    everything would be a full answer.
    """
    picked = sorted(index for index in set(chosen) if 0 <= index < len(question.choices))
    if not picked:
        return Mark(0.0, note=EMPTY)
    shares = [choice.credit for choice in question.choices]
    positive = [share for share in shares if share > 0]
    if not positive:
        return Mark(0.0)
    cost = 0.0 if min(shares) < 0 else sum(positive) / len(positive)
    earned = sum(shares[index] or -cost for index in picked)
    comment = "\n".join(question.choices[index].comment for index in picked if question.choices[index].comment)
    return Mark(_share(earned / sum(positive)), comment)


def _ordering(question: Question, order: tuple[int, ...]) -> Mark:
    if not order or not question.choices:
        return Mark(0.0, note=EMPTY)
    in_place = sum(index == item for index, item in enumerate(order[: len(question.choices)]))
    return Mark(in_place / len(question.choices))


# -- typed answers


class _Form(Struct, frozen=True, gc=False):
    """An accepted form, normalised, with the slips it forgives."""

    text: str
    slack: int
    credit: float
    comment: str


class _Key(Struct, frozen=True):
    """The accepted forms of a typed question, prepared once: by exact text, by normalised text, and for near misses."""

    exact: Mapping[str, Accepted]
    exact_words: Mapping[str, float]
    words: Mapping[str, _Form]
    near: tuple[_Form, ...]


@lru_cache(maxsize=2048)
def _key(question: Question, accepted_more: tuple[str, ...], language: str) -> _Key:
    authored = (replace(form, text=plain(form.text)) for form in question.accepted)
    forms = (*authored, *(Accepted(text=text) for text in accepted_more))
    ranked = sorted(forms, key=lambda form: -_share(form.credit))
    exact: dict[str, Accepted] = {}
    exact_words: dict[str, float] = {}
    words: dict[str, _Form] = {}
    for form in ranked:
        credit = _share(form.credit)
        if form.exact:
            exact.setdefault(literal(form.text), form)
        for way in alternatives(form.text, language):
            if form.exact:
                exact_words.setdefault(way, credit)
            else:
                words.setdefault(way, _Form(way, slack(way), credit, form.comment))
    near = tuple(form for form in words.values() if form.slack and form.credit > 0)
    return _Key(exact, exact_words, words, near)


def _typed(key: _Key, text: str, language: str, known: Collection[str]) -> Mark:
    words = normalise(text, language)
    if not words:
        return Mark(0.0, note=EMPTY)
    exact, same = key.exact.get(literal(text)), key.words.get(words)
    if exact and (same is None or _share(exact.credit) >= same.credit):
        return Mark(_share(exact.credit), exact.comment)
    if same:
        return Mark(same.credit, same.comment)
    if words in key.exact_words:
        return Mark(0.0, note=NOT_EXACT)
    return _near(key, words, known)


def _near(key: _Key, words: str, known: Collection[str]) -> Mark:
    """Return the best near miss that cannot have meant anything else."""
    if has_digit(words):
        return Mark(0.0)
    note = ""
    found = ((slips(words, form.text, form.slack), form) for form in key.near)
    close = [(-form.credit, distance, form.text, form) for distance, form in found if distance <= form.slack]
    for _, distance, _, form in sorted(close, key=lambda row: row[:3]):
        if not _rivalled(key, words, distance, form, known):
            return Mark(form.credit, form.comment, near=True)
        note = TOO_CLOSE
    return Mark(0.0, note=note)


def _rivalled(key: _Key, words: str, distance: int, form: _Form, known: Collection[str]) -> bool:
    """Whether another known answer, or a form of this question worth less, is at most as far away."""
    lesser = (other.text for other in key.words.values() if other.credit < form.credit)
    lesser_exact = (other for other, credit in key.exact_words.items() if credit < form.credit)
    others = (other for other in known if other not in key.words and other not in key.exact_words)
    return any(
        slips(words, other, distance) <= distance for rivals in (lesser, lesser_exact, others) for other in rivals
    )


# -- numbers


def _number(question: Question, text: str, accepted_more: tuple[str, ...], language: str) -> Mark:
    words = normalise(text, language)
    if not words:
        return Mark(0.0, note=EMPTY)
    if any(normalise(more, language) == words for more in accepted_more):
        return Mark(1.0)
    number = read_for(question, text, language)
    if number is None:
        return Mark(0.0, note=UNREADABLE)
    value = in_unit(number, question.unit)
    if value is None:
        return Mark(0.0, note=WRONG_UNIT)
    note = UNIT_MISSING if question.unit and not number.unit else ""
    best = max(
        (each for each in _ranges(question, accepted_more, language) if _within(value, each)),
        key=lambda each: _share(each.credit),
        default=None,
    )
    return Mark(_share(best.credit), best.comment, note=note) if best else Mark(0.0, note=note)


def read_for(question: Question, text: str, language: str) -> Number | None:
    """Return the number an answer to `question` is, or None; a unit of the deck's own (``apples``) may follow it."""
    if question.unit and _is_own(question.unit, language):
        head = literal(text)
        if head.casefold().endswith(question.unit.casefold()):
            text = head[: len(head) - len(question.unit)].rstrip()
            found = read_number(text, language)
            return found and Number(found.value, found.unit or question.unit, found.exact)
    return read_number(text, language)


@lru_cache(maxsize=2048)
def _is_own(unit: str, language: str) -> bool:
    """Whether the unit is in no table but only in the deck."""
    return read_number(f"1 {unit}", language) is None


@lru_cache(maxsize=2048)
def _ranges(question: Question, accepted_more: tuple[str, ...], language: str) -> tuple[Range, ...]:
    more = (read_for(question, text, language) for text in accepted_more)
    values = (in_unit(number, question.unit) for number in more if number)
    return (*question.ranges, *(Range(value, value) for value in values if value is not None))


def _within(value: float, span: Range) -> bool:
    room = _EDGE * max((abs(end) for end in (span.least, span.most) if isfinite(end)), default=0.0)
    return span.least - room <= value <= span.most + room
