"""One question of a deck: its settings, its stem, its answer list and its explanation."""

import re
from collections.abc import Callable
from typing import Any

from markdown_it.tree import SyntaxTreeNode as Node
from msgspec import Struct

from bot.content.front_matter import one_of, whole
from bot.content.report import Report, did_you_mean, quoted
from bot.content.texts import (
    first_line,
    inline,
    note_unshowable,
    note_unshowable_inline,
    one_line,
    slug,
    source,
    unquoted,
)
from bot.decks.intervals import read_interval
from bot.decks.items import FITTING, Form, Item, accepted_of, choices_of, form_of, kind_of, read_items
from bot.decks.model import Kind, Question, Range
from bot.decks.preflight import HEADINGS, check_question
from bot.decks.units import read_unit

_SETTING = re.compile(r"\s*([A-Za-z][\w-]*)\s*:\s*(.*)", re.DOTALL)
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
MOST_WEIGHT = 100
_LISTS = {"bullet_list", "ordered_list"}


class Section(Struct, frozen=True):
    """A heading of level 2 and the blocks under it; `end` is the line (0-based) the next one begins in."""

    heading: Node
    body: list[Node]
    end: int


def read_question(section: Section, language: str, lines: list[str], report: Report) -> Question | None:
    """Return the question of a section; None when there are mistakes in it, which are reported.

    Its id is the one set, or empty: ``format.py`` names the others when it knows all of them.
    """
    before = len(report.mistakes)
    line = first_line(section.heading)
    title = one_line(source(section.heading))
    if not title:
        report.add(line, "the question has no text in its heading", "write the question behind ##")
    note_unshowable_inline(title, line, report)
    note_unshowable(section.body, lines, report, HEADINGS)
    settings, body = _settings(section.body, report)
    answers, explanation = _answers(body, line, report)
    if answers is None:
        return None
    stem = _stem(title, section, settings, answers, lines)
    question = _with_answers(answers, settings, language, lines, report, stem, line)
    if question is None or len(report.mistakes) > before:
        return None
    return Question(
        **{name: getattr(question, name) for name in ("id", "kind", "choices", "accepted", "ranges", "unit")},
        stem=stem,
        explanation="\n\n".join(unquoted(lines[node.map[0] : node.map[1]]) for node in explanation if node.map),
        seconds=settings.get("seconds"),
        weight=settings.get("weight", 1.0),
        shuffle=settings.get("shuffle"),
        line=line,
    )


def slug_of(question: Question) -> str:
    """Return the name a question gets from its stem when it has no id."""
    return slug(" ".join(token.content for token in inline(question.stem.partition("\n")[0])))


def looks_like_settings(node: Node) -> bool:
    """Tell whether a block is a paragraph of nothing but code spans of the form ``key: value``."""
    if node.type != "paragraph":
        return False
    tokens = [token for token in inline(source(node)) if token.content.strip() or token.type == "code_inline"]
    return bool(tokens) and all(
        token.type == "code_inline" and token.markup == "`" and _SETTING.fullmatch(token.content) for token in tokens
    )


def _settings(body: list[Node], report: Report) -> tuple[dict[str, Any], list[Node]]:
    if not body or not looks_like_settings(body[0]):
        return {}, body
    values: dict[str, Any] = {"": body[0]}
    line = first_line(body[0])
    for token in inline(source(body[0])):
        if token.type in {"softbreak", "hardbreak"}:
            line += 1
        found = _SETTING.fullmatch(token.content) if token.type == "code_inline" else None
        if found:
            _take(values, found[1], found[2].strip(), line, report)
    return values, body[1:]


def _take(values: dict[str, Any], key: str, text: str, line: int, report: Report) -> None:
    if key not in _READERS:
        mend = f"{did_you_mean(key, list(_READERS))}known are {', '.join(_READERS)}; code takes double backticks"
        report.add(line, f"unknown setting {quoted(key)}", mend)
    elif key in values:
        report.add(line, f"'{key}' is set twice", "keep one of the two")
    else:
        try:
            values[key] = _READERS[key](text)
        except ValueError as error:
            what, _, mend = str(error).partition(" | ")
            report.add(line, f"{key} {what}", mend)


def _answers(body: list[Node], line: int, report: Report) -> tuple[Node | None, list[Node]]:
    """Return the answer list and the quotes after it."""
    last = next((number for number in reversed(range(len(body))) if body[number].type in _LISTS), None)
    if last is None:
        report.add(line, "the question has no answers", "add a list: - [x] right and - [ ] wrong, or - = typed answer")
        return None, []
    for node in body[last + 1 :]:
        if node.type != "blockquote":
            report.add(
                first_line(node),
                "there is text after the answers",
                "put it before them, or begin its lines with > if it is the explanation",
            )
    return body[last], [node for node in body[last + 1 :] if node.type == "blockquote"]


def _stem(title: str, section: Section, settings: dict[str, Any], answers: Node, lines: list[str]) -> str:
    begin = settings.get("", section.heading).map[1]
    rest = "\n".join(lines[begin : answers.map[0] if answers.map else section.end]).strip("\n").rstrip()
    return f"{title}\n\n{rest}" if rest.strip() else title


def _with_answers(  # noqa: PLR0913 - the parts of one question
    answers: Node, settings: dict[str, Any], language: str, lines: list[str], report: Report, stem: str, line: int
) -> Question | None:
    items = read_items(answers, lines, report)
    form = form_of(answers, items, report) if items else None
    if form is None or len(items) < len(answers.children):
        return None
    kind: Kind = settings.get("kind") or kind_of(form, items, language)
    if kind not in FITTING[form]:
        fits = " or ".join(kind.value for kind in FITTING[form])
        report.add(
            first_line(answers), f"{form.value} cannot be of kind {kind.value}", f"use kind {fits}, or another list"
        )
        return None
    question = Question(settings.get("id", ""), kind, stem, line=line)
    if form is not Form.EQUALS:
        question = Question(question.id, kind, stem, choices=choices_of(kind, items, report))
    elif kind is Kind.TYPED:
        question = Question(question.id, kind, stem, accepted=accepted_of(items, report))
    else:
        ranges, unit = _ranges(items, settings.get("unit", ""), language, report)
        question = Question(question.id, kind, stem, ranges=ranges, unit=unit)
        if len(ranges) < len(items):
            return None
    if "unit" in settings and kind is not Kind.NUMBER:
        report.add(line, f"a unit is set, but the question is of kind {kind.value}", "take it out, or write - = number")
    report.mistakes += check_question(question, report.file, line, [item.line for item in items])
    return question


def _ranges(items: list[Item], unit: str, language: str, report: Report) -> tuple[tuple[Range, ...], str]:
    ranges: list[Range] = []
    for item in items:
        interval = read_interval(item.text, language)
        if interval is None:
            report.add(item.line, f"{quoted(item.text)} is no number", _NUMBER)
            continue
        unit = unit or interval.unit
        fitting = interval.to(unit)
        if fitting is None:
            report.add(item.line, f"{interval.unit} and {unit} do not measure the same", "use one unit for all answers")
        elif fitting.least > fitting.most:
            report.add(item.line, "the range ends before it begins", "write the smaller number first: 10 .. 12")
        else:
            credit = 1.0 if item.credit is None else item.credit
            ranges.append(Range(float(fitting.least), float(fitting.most), credit, item.comment))
        for chip in ("last", "exact"):
            if getattr(item, chip):
                report.add(item.line, f"`{chip}` has no meaning on a number", "take it out")
    return tuple(ranges), unit


_NUMBER = "write 42, 9.81 ± 0.05 m/s², 40 ± 5% or 10 .. 12 kg (the decimal mark is that of the deck's language)"


def _weight(text: str) -> float:
    if not re.fullmatch(r"\d{1,4}([.,]\d{1,6})?", text) or not text.isascii():
        msg = f"is {quoted(text)}, not a number | write one such as 2 or 0.5"
        raise ValueError(msg)
    weight = float(text.replace(",", "."))
    if weight > MOST_WEIGHT:
        msg = f"is {weight:g} | it must be from 0 (practice, counts nowhere) to {MOST_WEIGHT}"
        raise ValueError(msg)
    return weight


def _id(text: str) -> str:
    if not _ID.fullmatch(text):
        msg = f"is {quoted(text)} | use a-z, 0-9 and -, at most 60, beginning with a letter or digit"
        raise ValueError(msg)
    return text


def _unit(text: str) -> str:
    if read_unit(text) is None:
        msg = f"is {quoted(text)}, which is in no table | ask for it in the question, or use one such as m, kg, km/h, €"
        raise ValueError(msg)
    return text


def _yes_no(text: str) -> bool:
    return one_of(text, ["yes", "no"]) == "yes"


_READERS: dict[str, Callable[[str], Any]] = {
    "seconds": lambda text: whole(text, 5, 300),
    "weight": _weight,
    "id": _id,
    "kind": lambda text: Kind(one_of(text, [kind.value for kind in Kind])),
    "unit": _unit,
    "shuffle": _yes_no,
}
