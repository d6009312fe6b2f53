"""Decks written as Markdown: ``read_deck(write_deck(deck))`` is the settled deck again, whatever its texts hold.

(Only `Question.line` differs: it says where a question stands in its file.)
"""

import json
import re

from markdown_it.tree import SyntaxTreeNode as Node

from bot.content.texts import blocks
from bot.decks.items import Form, Item, kind_of
from bot.decks.model import Accepted, Choice, Deck, Kind, Question, Range
from bot.decks.numbers import spelled
from bot.decks.question import slug_of
from bot.decks.settle import settings_like, settled

_SAFE = re.compile(r"[A-Za-zÀ-ɏ(][\w ,.;()!?'À-ɏ/&+-]*")
_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029]")
_YAML_WORDS = {"null", "true", "false", "yes", "no", "on", "off", "y", "n"}
_FULL = 100


def write_deck(deck: Deck) -> str:
    """Return the file of `deck`. Its texts are settled first; a deck that passes preflight reads back equal."""
    deck = settled(deck)
    taken = {question.id for question in deck.questions}
    return "\n".join([_front_matter(deck), *(_question(one, deck.language, taken) for one in deck.questions)])


def _front_matter(deck: Deck) -> str:
    shuffle = {
        (True, True): "both", (True, False): "questions", (False, True): "choices", (False, False): "",
    }[deck.shuffle_questions, deck.shuffle_choices]  # fmt: skip
    settings = {
        "title": _yaml(deck.title),
        "language": deck.language,
        "about": _yaml(deck.about),
        "seconds": deck.seconds,
        "reading": deck.reading,
        "scoring": deck.scoring.value if deck.scoring else None,
        "shuffle": shuffle,
        "source": _yaml(deck.source),
    }
    lines = [f"{key}: {value}" for key, value in settings.items() if value not in {None, ""}]
    return "\n".join(["---", *lines, "---", ""])


def _yaml(text: str) -> str:
    if not text or (_SAFE.fullmatch(text) and text.lower() not in _YAML_WORDS and text == text.strip()):
        return text
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False))


def _question(question: Question, language: str, taken: set[str]) -> str:
    heading, _, rest = question.stem.partition("\n\n")
    chips = _settings(question, language)
    if question.id != slug_of(question) or question.id not in taken or (not chips and settings_like(question.stem)):
        chips = [f"`id: {question.id}`", *chips]
    taken.discard(question.id)
    parts = [f"## {heading}", " ".join(chips), rest, _answers(question, language), _quote(question.explanation, "")]
    return "\n\n".join(part for part in parts if part) + "\n"


def _settings(question: Question, language: str) -> list[str]:
    settings: dict[str, object] = {}
    items = _items(question, language)
    if items and kind_of(_form(question.kind), items, language) is not question.kind:
        settings["kind"] = question.kind.value
    if question.seconds is not None:
        settings["seconds"] = question.seconds
    if question.weight != 1:
        settings["weight"] = f"{question.weight:.6f}".rstrip("0").rstrip(".")
    if question.unit and not question.ranges:
        settings["unit"] = question.unit
    if question.shuffle is not None:
        settings["shuffle"] = "yes" if question.shuffle else "no"
    return [f"`{key}: {value}`" for key, value in settings.items()]


def _form(kind: Kind) -> Form:
    if kind in {Kind.TYPED, Kind.NUMBER}:
        return Form.EQUALS
    return {Kind.ORDERING: Form.ORDERED, Kind.POLL: Form.PLAIN}.get(kind, Form.TASK)


def _items(question: Question, language: str) -> list[Item]:
    if question.kind is Kind.NUMBER:
        return [Item(0, _interval(one, question.unit, language), equals=True) for one in question.ranges]
    if question.kind is Kind.TYPED:
        return [Item(0, one.text, equals=True, exact=one.exact) for one in question.accepted]
    return [Item(0, one.text, mark=one.right) for one in question.choices]


def _answers(question: Question, language: str) -> str:
    """Return the answer list, with a bullet (or a delimiter) that keeps it apart from a list that ends the stem."""
    before = _last_block(question.stem)
    if question.kind is Kind.ORDERING:
        delimiter = ")" if before and before.type == "ordered_list" and before.markup == "." else "."
        marks = [f"{number}{delimiter}" for number in range(1, len(question.choices) + 1)]
    else:
        bullet = "*" if before and before.type == "bullet_list" and before.markup == "-" else "-"
        marks = [bullet] * max(len(question.choices), len(question.accepted), len(question.ranges))
    answers: list[Choice | Accepted | Range] = [*question.choices, *question.accepted, *question.ranges]
    lines: list[str] = []
    for mark, answer in zip(marks, answers, strict=True):
        lines.append(f"{mark} {_text(answer, question, language)}")
        if answer.comment:
            lines.append(_quote(answer.comment, " " * (len(mark) + 1)))
    return "\n".join(lines)


def _text(answer: Choice | Accepted | Range, question: Question, language: str) -> str:
    if isinstance(answer, Range):
        return f"= {_interval(answer, question.unit, language)}{_share(answer.credit)}"
    if isinstance(answer, Accepted):
        return f"= {answer.text}{_share(answer.credit)}{' `exact`' if answer.exact else ''}"
    last = " `last`" if answer.last else ""
    if question.kind in {Kind.ORDERING, Kind.POLL}:
        return answer.text + last
    share = "" if answer.right or not answer.credit else _share(answer.credit)
    return f"[{'x' if answer.right else ' '}] {answer.text}{share}{last}"


def _share(credit: float) -> str:
    if credit >= 1:
        return ""
    return f" `{f'{credit * _FULL:.10f}'.rstrip('0').rstrip('.')}%`"


def _interval(interval: Range, unit: str, language: str) -> str:
    least, most = (spelled(end, language) for end in (interval.least, interval.most))
    text = least if least == most else f"{least} .. {most}"
    return f"{text} {unit}" if unit else text


def _quote(text: str, indent: str) -> str:
    lines = text.split("\n") if text else []
    return "\n".join(f"{indent}> {line}" if line else f"{indent}>" for line in lines)


def _last_block(stem: str) -> Node | None:
    parts = blocks(stem.partition("\n\n")[2])
    return parts[-1] if parts else None
