"""What a simulated learner answers, and how long that takes: right as often as they know it, wrong as people are.

Nothing here reads a clock: chance is a generator that was seeded for this learner and question.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from math import exp, isfinite, log10
from random import Random
from typing import Any

from msgspec import Struct

from bot.decks.model import Kind, Question, Range
from bot.decks.numbers import decimal_comma, read_number
from bot.kernel.event import Event
from bot.kernel.markup import plain
from bot.learners.people import Learner
from bot.quiz.answers import LETTERS, LONGEST_ANSWER
from bot.quiz.events import Answer
from bot.quiz.marking import is_right
from bot.quiz.state import State

HARDER: Mapping[Kind, float] = {
    Kind.TRUE_FALSE: -0.08,
    Kind.SEVERAL: 0.12,
    Kind.TYPED: 0.1,
    Kind.NUMBER: 0.15,
    Kind.ORDERING: 0.15,
}
"""How much the chance of a right answer falls with the kind of question."""

SWING = 0.22
"""How much one question may be harder or easier than another of its kind."""

TYPICAL: Mapping[Kind, float] = {
    Kind.POLL: 3.0,
    Kind.TRUE_FALSE: 3.2,
    Kind.SINGLE: 4.2,
    Kind.SEVERAL: 7.0,
    Kind.TYPED: 7.5,
    Kind.NUMBER: 7.5,
    Kind.ORDERING: 9.5,
}
"""Seconds half of the learners need for their answer, with the question read."""

SPREAD = 0.42
"""Standard deviation of the logarithm of a reaction time (0.3 to 0.5 in choice reaction experiments)."""

FASTEST = 700
"""Milliseconds below which nobody reacts."""

HASTE = 0.45
"""The share of a question's time in which half of the learners want to be done, when the time is short."""

SLIPPING = 0.16
"""The chance that a typed word has a slip of the keyboard in it."""

MOST_WRITTEN_OUT = 1e15
"""Numbers from which on a person writes a power of ten."""


class Deed(Struct, frozen=True):
    """What a learner does: the event of the control, and the values chosen or filled in."""

    event: Event
    values: Mapping[str, Any] | None = None


def thinking_time(who: Learner, kind: Kind, time: int, chance: Random) -> int | None:
    """Return after how many ms `who` answers when there are `time` ms; None when it comes to nothing in that time."""
    half = min(TYPICAL[kind] * 1000, HASTE * time)
    taken = FASTEST + round(half * who.pace * exp(chance.gauss(0.0, SPREAD)))
    return taken if taken < time - FASTEST // 2 else None


def deed(quiz: State, position: int, who: Learner, chance: Random) -> Deed:
    """Return what `who` does about the question at `position`."""
    question, layout = quiz.question(position), quiz.setup.layouts[position]
    knows = chance.random() < _chance_of_right(quiz, question, who)
    match question.kind:
        case Kind.SINGLE | Kind.TRUE_FALSE | Kind.POLL:
            return Deed(Answer(position, (layout.index(_one(question, chance, knows=knows)),)))
        case Kind.SEVERAL:
            chosen = _several(question, chance, knows=knows)
            return Deed(Answer(position), {"choices": [str(layout.index(choice)) for choice in sorted(chosen)]})
        case Kind.ORDERING:
            letters = [LETTERS[layout.index(choice)] for choice in _order(len(question.choices), chance, knows=knows)]
            return Deed(Answer(position), {"text": chance.choice(("", " ", ", ")).join(letters)})
        case Kind.NUMBER:
            return Deed(Answer(position), {"text": _number(question, quiz.setup.deck.language, chance, knows=knows)})
        case Kind.TYPED:
            others = [each for each in quiz.setup.deck.questions if each is not question and each.kind is Kind.TYPED]
            return Deed(Answer(position), {"text": _typed(question, others, chance, knows=knows)})


def _chance_of_right(quiz: State, question: Question, who: Learner) -> float:
    """Return the chance of a right answer; the question's own share of it is the same for everybody in this quiz."""
    swing = Random(f"{quiz.setup.seed}:{question.id}").uniform(-SWING, SWING)
    return min(max(who.skill - HARDER.get(question.kind, 0.0) + swing, 0.03), 0.97)


def _one(question: Question, chance: Random, *, knows: bool) -> int:
    """Return a choice. Some wrong ones tempt more than others, and the same ones tempt everybody."""
    every = range(len(question.choices))
    fitting = [i for i in every if question.kind is Kind.POLL or is_right(question, i) == knows]
    wanted = fitting or list(every)
    weights = [0.3 + Random(f"{question.id}:{i}").random() for i in wanted]
    return chance.choices(wanted, weights)[0]


def _several(question: Question, chance: Random, *, knows: bool) -> set[int]:
    """Return the choices ticked: when not all is known, one or two ticks are missing or too many."""
    every = range(len(question.choices))
    right = {i for i in every if is_right(question, i)}
    if knows and right:
        return right
    slips = 1 if chance.random() < 0.7 or len(every) < 4 else 2  # noqa: PLR2004 - a second slip needs room
    ticked = right ^ set(chance.sample(list(every), min(slips, len(every))))
    return ticked or {chance.choice(list(every))}


def _order(count: int, chance: Random, *, knows: bool) -> list[int]:
    """Return the items from first to last: neighbours get swapped where not all is known."""
    order = list(range(count))
    if knows or count < 2:  # noqa: PLR2004 - one item has one order
        return order
    for _ in range(chance.choice((1, 1, 2, 3))):
        i = chance.randrange(count - 1)
        order[i], order[i + 1] = order[i + 1], order[i]
    return order if order != list(range(count)) else [*order[1:], order[0]]


# -- typed words


def _typed(question: Question, others: Sequence[Question], chance: Random, *, knows: bool) -> str:
    forms = [form.text for form in question.accepted if form.credit >= 1] or [form.text for form in question.accepted]
    if not forms:
        return "?"
    weights = [1 / (1 + i) for i in range(len(forms))]
    right = plain(chance.choices(forms, weights)[0])
    if knows:
        return _by_hand(right, chance)[:LONGEST_ANSWER] or "?"
    confused = [form.text for form in question.accepted if 0 < form.credit < 1]
    confused += [each.accepted[0].text for each in others if each.accepted]
    if not confused or chance.random() < 0.4:  # noqa: PLR2004 - some grasp at a word of the question
        confused = [word for word in _WORD.findall(plain(question.stem)) if word.lower() not in _COMMON]
    return _by_hand(plain(chance.choice(confused)), chance)[:LONGEST_ANSWER] if confused else "?"


_WORD = re.compile(r"[^\W\d_]{3,}")
_COMMON_WORDS = (
    "about also and any are called can did does each first for from had has have how into its kind last made make many "
    "most much name not one other same than the them then there these they thing this that two use used was were what "
    "when where which who whom why will with word would you your aus das dem den der des die ein eine einem einer für "
    "heißt ist mit nennt sich sind und von was welche welchem welchen welcher welches wer wie wird zum zur"
)
_COMMON = frozenset(_COMMON_WORDS.split())
"""Words nobody would take for an answer."""


def _by_hand(text: str, chance: Random) -> str:
    """Return `text` as fingers type it: small letters, and now and then a slip."""
    typed = text.lower() if chance.random() < 0.4 else text  # noqa: PLR2004 - two in five
    if len(typed) < 5 or chance.random() >= SLIPPING:  # noqa: PLR2004 - short words are typed with care
        return typed
    i = chance.randrange(1, len(typed) - 1)
    slips: tuple[Callable[[], str], ...] = (
        lambda: typed[:i] + typed[i + 1] + typed[i] + typed[i + 2 :],
        lambda: typed[:i] + typed[i + 1 :],
        lambda: typed[:i] + typed[i] + typed[i:],
    )
    return chance.choice(slips)()


# -- numbers


def _number(question: Question, language: str, chance: Random, *, knows: bool) -> str:
    spans = [span for span in question.ranges if span.credit >= 1] or list(question.ranges)
    spans = [span for span in spans if isfinite(span.least) and isfinite(span.most)]
    if not spans:
        return "0"
    span = spans[0]
    value = _inside(span, chance) if knows else _outside(span, question.ranges, chance)
    text = _spelled(value, language)
    with_unit = f"{text} {question.unit}"
    if question.unit and chance.random() < 0.5 and read_number(with_unit, language):  # noqa: PLR2004 - every second one
        return with_unit
    return text


def _inside(span: Range, chance: Random) -> float:
    middle, width = (span.least + span.most) / 2, span.most - span.least
    guess = _tidy(middle + chance.gauss(0.0, width / 5), width, whole=_whole(span))
    return guess if span.least <= guess <= span.most else middle


def _outside(span: Range, spans: Sequence[Range], chance: Random) -> float:
    """Return a number that earns nothing: another power of ten, a half, a double, a bit beside."""
    middle, width = (span.least + span.most) / 2, span.most - span.least
    size = max(abs(middle), width)
    for factor in chance.sample((0.1, 0.5, 0.7, 1.5, 2.0, 10.0), 6):
        wanted = middle * factor if middle else (factor + width) * chance.choice((-1, 1))
        guess = _tidy(wanted, size / 2, whole=_whole(span))
        if not any(each.least <= guess <= each.most for each in spans if each.credit > 0):
            return guess
    return span.most + width + 1


def _whole(span: Range) -> bool:
    """Whether the number asked for looks like a whole one, so that nobody would answer with a fraction."""
    return span.least.is_integer() and span.most.is_integer() and abs(span.most) >= 3  # noqa: PLR2004 - below, halves are likely


def _tidy(value: float, width: float, *, whole: bool) -> float:
    """Return `value` with as many digits as a person gives who knows it to within `width`."""
    if width <= 0:
        return value
    digits = min(max(1 - int(log10(width) // 1), -12), 12)
    return round(value, min(digits, 0) if whole else digits)


def _spelled(value: float, language: str) -> str:
    text = f"{value:.12f}".rstrip("0").rstrip(".") if abs(value) < MOST_WRITTEN_OUT else f"{value:.6e}"
    return text.replace(".", ",") if decimal_comma(language) else text
