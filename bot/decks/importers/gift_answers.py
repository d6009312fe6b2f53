"""The answers of a GIFT block: which kind of question they make, and the question itself."""

import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from math import isfinite

from msgspec import Struct

from bot.decks.importers.gift_blocks import restored
from bot.decks.importers.gift_texts import Texts
from bot.decks.model import Accepted, Choice, Kind, Question, Range
from bot.decks.preflight import MOST_ACCEPTED, MOST_CHOICES
from bot.decks.settle import gentle

_TAG = re.compile(r"<[A-Za-z/!][^<>]*>")
_WEIGHT = re.compile(r"\s*%\s*(-?\d{1,3}(?:\.\d{0,10})?)\s*%")
_NUMBER = re.compile(r"[-+]?(?:\d{1,40}\.?\d{0,40}|\.\d{1,40})(?:[eE][-+]?\d{1,3})?")
_TRUE, _FALSE = {"t", "true"}, {"f", "false"}
_MOST_POWER = 250
_FULL = 100.0


class LeftOut(Exception):
    """The block makes no question; says why and what to do."""

    def __init__(self, what: str, mend: str) -> None:
        super().__init__(what)
        self.what = what
        self.mend = mend


class Answer(Struct, frozen=True):
    """One answer as it stands: its sign (``=``, ``~`` or none), weight in percent, text and feedback."""

    sign: str
    weight: float | None
    text: str
    feedback: str


class Draft(Struct, frozen=True):
    """What the answers of a question are read for: the stem so far, the texts' converter, and warnings."""

    stem: str
    texts: Texts
    warn: Callable[[str, str], None]


def question_of(answers: str, draft: Draft) -> Question:
    """Return the question a block's answers make; raises `LeftOut`. The order of tests is Moodle's."""
    answers, explanation = _explained(answers)
    marked = _marks(answers)
    if not answers:
        raise LeftOut("it is an essay question", "ask it in a discussion, or give it answers")
    if answers.startswith("#"):
        question = _number(answers[1:], draft)
    elif "~" in marked:
        question = _choices(answers, draft)
    elif "=" in marked and "->" in answers:
        question = _matching(answers, draft)
    elif _truth(answers) is not None:
        question = _true_false(answers, draft)
    else:
        question = _typed(answers, draft)
    text = draft.texts.body(explanation, "the explanation")
    return Question("", question.kind, question.stem, question.choices, question.accepted, question.ranges, "", text)


def _explained(answers: str) -> tuple[str, str]:
    place = answers.rfind("####")
    return (answers, "") if place < 0 else (answers[:place].strip(), answers[place + 4 :])


def _marks(text: str) -> str:
    """Return `text` with HTML tags that have attributes blanked out: a ``=`` in there begins no answer."""
    return _TAG.sub(lambda tag: "x" * len(tag[0]) if '="' in tag[0] or "='" in tag[0] else tag[0], text)


def _split(text: str, signs: str, most: int) -> list[Answer]:
    """Return the answers in `text`; each begins with one of `signs`, only the first may have none."""
    places = [found.start() for found in re.finditer(f"[{signs}]", _marks(text))]
    if len(places) > most + 1:
        raise LeftOut(f"it has {len(places)} answers", f"keep at most {most}")
    ends = [*places, len(text)]
    found = [_answer("", text[: ends[0]])] if text[: ends[0]].strip() else []
    return found + [_answer(text[begin], text[begin + 1 : end]) for begin, end in zip(places, ends[1:], strict=True)]


def _answer(sign: str, text: str) -> Answer:
    weight = _WEIGHT.match(text)
    text, _, feedback = (text[weight.end() :] if weight else text).partition("#")
    return Answer(sign, float(weight[1]) if weight else None, text.strip(), feedback.strip())


def _choices(answers: str, draft: Draft) -> Question:
    found = _split(answers, "~=", MOST_CHOICES)
    single = any(answer.sign == "=" for answer in found)
    weights = [_weight(answer) for answer in found]
    if not any(weight > 0 for weight in weights) or (single and max(weights) < _FULL):
        raise LeftOut("none of its choices is right", "mark the right one with = (or ~%100%)")
    if single:
        if any(weight < 0 for weight in weights):
            draft.warn("wrong choices that took points away now count nothing", "nothing to do, unless it matters")
        shares = [min(max(weight, 0.0), _FULL) / _FULL for weight in weights]
    else:
        shares = [1.0 if weight > 0 else 0.0 for weight in weights]
        _note_shares(weights, draft)
    choices = [_choice(answer, credit, draft) for answer, credit in zip(found, shares, strict=True)]
    return Question("", Kind.SINGLE if single else Kind.SEVERAL, draft.stem, _distinct(choices))


def _weight(answer: Answer) -> float:
    if answer.weight is not None:
        return answer.weight
    return _FULL if answer.sign == "=" else 0.0


def _note_shares(weights: list[float], draft: Draft) -> None:
    """Warn where the shares of a question with several right choices are not the even ones that a deck gives."""
    right = [weight for weight in weights if weight > 0]
    if max(right) - min(right) > 1:
        draft.warn("the right choices had different weights and now count alike", "split it if the weights matter")
    costs = [-weight for weight in weights if weight < 0]
    if any(abs(cost - max(right)) > 1 for cost in costs):
        draft.warn(
            "wrong choices had penalties of their own, and now cost what one right choice brings", "nothing to do"
        )


def _choice(answer: Answer, credit: float, draft: Draft) -> Choice:
    text = draft.texts.line(answer.text, "a choice")
    if not text:
        raise LeftOut("one of its choices shows no text" + _because(draft), "write the choice in words")
    return Choice(text, credit, draft.texts.body(answer.feedback, "a comment"))


def _because(draft: Draft) -> str:
    return f" ({draft.texts.lost[-1]})" if draft.texts.lost else ""


def _distinct(choices: list[Choice]) -> tuple[Choice, ...]:
    if len({choice.text for choice in choices}) < len(choices):
        raise LeftOut("two of its choices are the same", "keep one of the two")
    return tuple(choices)


def _truth(answers: str) -> bool | None:
    word = answers.partition("#")[0].strip().lower()
    return True if word in _TRUE else False if word in _FALSE else None


def _true_false(answers: str, draft: Draft) -> Question:
    _, wrong, right = (*(part.strip() for part in answers.split("#", 2)), "", "")[:3]
    true = bool(_truth(answers))
    comments = [draft.texts.body(text, "a comment") for text in ((right, wrong) if true else (wrong, right))]
    choices = (Choice("True", float(true), comments[0]), Choice("False", float(not true), comments[1]))
    return Question("", Kind.TRUE_FALSE, draft.stem, choices)


def _typed(answers: str, draft: Draft) -> Question:
    accepted: dict[str, Accepted] = {}
    for answer in _split(answers, "=", MOST_ACCEPTED):
        literal = restored(answer.text).replace(r"\*", "")
        if "*" in literal:
            what = (
                "a comment on any other answer"
                if literal.strip() == "*"
                else f"the pattern '{restored(answer.text)[:60]}'"
            )
            draft.warn(f"{what} was left out: * for any text is not known here", "list the answers that count")
            continue
        text = gentle(draft.texts.plain(answer.text.replace(r"\*", "*"), "an answer"))
        weight = _FULL if answer.weight is None else min(max(answer.weight, 0.0), _FULL)
        if text and text not in accepted:
            accepted[text] = Accepted(text, weight / _FULL, comment=draft.texts.body(answer.feedback, "a comment"))
        elif text:
            draft.warn(f"the answer '{text[:60]}' stood there twice", "nothing to do: the first one counts")
    _full(list(accepted.values()))
    return Question("", Kind.TYPED, draft.stem, accepted=tuple(accepted.values()))


def _number(answers: str, draft: Draft) -> Question:
    text, sign, _ = answers.partition("~")
    if sign:
        draft.warn("the comment on wrong numbers was left out", "put it into the explanation")
    ranges = [found for answer in _split(text.strip(), "=", MOST_ACCEPTED) if (found := _range(answer, draft))]
    _full(ranges)
    return Question("", Kind.NUMBER, draft.stem, ranges=tuple(ranges))


def _full(answers: list[Accepted] | list[Range]) -> None:
    if not answers:
        raise LeftOut("it has no answer that can be used", "give it one")
    if not any(answer.credit >= 1 for answer in answers):
        raise LeftOut("none of its answers counts in full", "give one the full weight")


def _range(answer: Answer, draft: Draft) -> Range | None:
    text = restored(answer.text)
    if text.strip() == "*":
        draft.warn("the comment on any other number was left out", "put it into the explanation")
        return None
    first, dots, last = text.partition("..")
    if dots:
        ends = _decimal(first), _decimal(last)
    else:
        middle, _, margin = text.partition(":")
        value, width = _decimal(middle), abs(_decimal(margin)) if margin.strip() else Decimal(0)
        ends = value - width, value + width
    weight = _FULL if answer.weight is None else min(max(answer.weight, 0.0), _FULL)
    least, most = float(min(ends)), float(max(ends))
    return Range(least, most, weight / _FULL, draft.texts.body(answer.feedback, "a comment"))


def _decimal(text: str) -> Decimal:
    try:
        number = Decimal(text.strip()) if _NUMBER.fullmatch(text.strip()) else None
    except InvalidOperation:
        number = None
    if number is None or not isfinite(number) or abs(number.adjusted()) > _MOST_POWER:
        raise LeftOut(f"'{text.strip()[:40]}' is not a number", "write it like 3.14, with an error like 3.14:0.01")
    return number


def _matching(answers: str, draft: Draft) -> Question:
    """Return an ordering: the left sides, numbered, in the stem; the right sides to be put into their order."""
    lefts: list[str] = []
    rights: list[Choice] = []
    for answer in _split(answers, "=", 2 * MOST_CHOICES):
        left, arrow, right = answer.text.partition("->")
        if not arrow:
            raise LeftOut("one of its pairs has no ->", "write = left -> right")
        shown = draft.texts.line(left, "a pair")
        text = draft.texts.line(right, "a pair")
        if not shown and text:
            draft.warn(
                f"'{text[:60]}', which belongs to nothing, was left out", "nothing to do: each place has its answer"
            )
        elif not text:
            raise LeftOut("one of its pairs has no right side" + _because(draft), "write = left -> right")
        else:
            lefts.append(shown)
            rights.append(Choice(text))
    if len({right.text for right in rights}) < len(rights):
        raise LeftOut("two of its pairs have the same right side, which has no order", "make it several questions")
    return Question("", Kind.ORDERING, _with_list(draft.stem, lefts), tuple(rights))


def _with_list(stem: str, lefts: list[str]) -> str:
    """Return the stem with the left sides, unless these only number the right ones."""
    if lefts == [str(number) for number in range(1, len(lefts) + 1)]:
        return stem
    return stem + "\n\n" + "\n".join(f"{number}. {left}" for number, left in enumerate(lefts, start=1))
