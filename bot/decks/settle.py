r"""Texts in the form in which they survive the file: what a reader gives back is then what was written.

Most texts stand as they are. One that a deck file would read as something else (a heading, a chip, HTML, settings) gets
the fewest backslashes that help, and is tried on the reader itself; the last resort is `kernel.markup.escape`, after
which nothing can be misread. What it shows never changes. ``settled(settled(x)) == settled(x)``.
"""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

from msgspec import structs

from bot.content.report import Report
from bot.content.texts import (
    blocks,
    inline,
    note_unshowable,
    note_unshowable_inline,
    one_line,
    source,
    tidy,
    without_invisible,
)
from bot.decks.items import read_items
from bot.decks.model import Accepted, Choice, Deck, Question
from bot.decks.preflight import HEADINGS
from bot.decks.question import looks_like_settings
from bot.kernel import markup

_FORMATTED = re.compile(r"([\\`*_\[\]<~])")
_ENTITY = re.compile(r"&(?=#?\w{1,32};)")
_BLOCK_START = re.compile(r"^(\s{0,3})([-+*#>=~`|<\[]|\d{1,9}(?=[.)]))")
_HARMLESS = re.compile(r"(?!\d{1,9}[.)](?:\s|$))[^\W_](?:[^\\`*_\[\]<~&#\s\x00-\x1f\x7f-\x9f]| (?=\S))*")
"""Texts that no rule of Markdown touches, wherever on a line they stand; everything else is tried on the parser."""

_CHIP_END = re.compile(r"`([^`]+)`$")


@lru_cache(1_024)
def gentle(text: str) -> str:
    """Return plain `text` (on one line) as Markdown that shows exactly it, with few backslashes."""
    text = one_line(without_invisible(text))
    if _HARMLESS.fullmatch(text):
        return text
    light = _ENTITY.sub(r"\&", _FORMATTED.sub(r"\\\1", text))
    candidates = [text, _BLOCK_START.sub(_guarded, text), light, _BLOCK_START.sub(_guarded, light)]
    return _first(candidates, lambda candidate: _shows(candidate, text), text)


def gentle_lines(text: str) -> str:
    """Return plain `text` as Markdown paragraphs; each line stays a line."""
    paragraphs = re.split(r"\n\s*\n", without_invisible(text).strip())
    return "\n\n".join("\n".join(filter(None, map(gentle, paragraph.split("\n")))) for paragraph in paragraphs)


def settled(deck: Deck) -> Deck:
    """Return `deck` with every text in its lasting form."""
    return structs.replace(
        deck,
        title=one_line(without_invisible(deck.title)),
        about=one_line(without_invisible(deck.about)),
        source=one_line(without_invisible(deck.source)),
        questions=tuple(map(settled_question, deck.questions)),
    )


def settled_question(question: Question) -> Question:
    """Return `question` with every text in its lasting form."""
    return structs.replace(
        question,
        stem=settled_stem(question.stem),
        explanation=settled_body(question.explanation),
        choices=tuple(map(_settled_choice, question.choices)),
        accepted=tuple(map(_settled_accepted, question.accepted)),
        ranges=tuple(
            structs.replace(one, credit=_share(one.credit), comment=settled_body(one.comment))
            for one in question.ranges
        ),
        weight=round(question.weight, 6),
    )


def settled_line(text: str, survives: Callable[[str], bool]) -> str:
    """Return a one-line Markdown text in the first form that `survives`."""
    text = one_line(without_invisible(text))
    if text and survives(text):
        return text
    guarded = _BLOCK_START.sub(_guarded, text)
    unchipped = [_CHIP_END.sub(r"``\1``", one) for one in (text, guarded)]
    return _first([guarded, *unchipped, _unmarked(text)], survives, text)


def settled_stem(text: str) -> str:
    """Return a stem in its lasting form: one line for the heading, then anything the subset knows."""
    text = _body(text)
    if _HARMLESS.fullmatch(text) or _headed(text):
        return text
    parts = blocks(text)
    if not parts or parts[0].type != "paragraph" or _setext(text):
        return _stem_of_anything(text)
    lines = text.split("\n")
    split = parts[0].map[1] if parts[0].map else 1
    heading = settled_line(re.sub(r"(\\| {2,})\n", " ", source(parts[0])), _heading_survives)
    rest = settled_body("\n".join(lines[split:]))
    return f"{heading}\n\n{rest}" if rest else heading


def settled_body(text: str) -> str:
    """Return a text of several paragraphs in its lasting form."""
    text = _body(text)
    if not text or _body_survives(text):
        return text
    paragraphs = re.split(r"\n[ \t]*\n", text)
    each = "\n\n".join(paragraph if _body_survives(paragraph) else _unmarked(paragraph) for paragraph in paragraphs)
    return _first([_body(each)], _body_survives, text)


def _settled_choice(choice: Choice) -> Choice:
    return structs.replace(
        choice,
        text=settled_line(choice.text, _item_survives),
        credit=_share(choice.credit),
        comment=settled_body(choice.comment),
    )


def _settled_accepted(answer: Accepted) -> Accepted:
    return structs.replace(
        answer,
        text=settled_line(answer.text, _item_survives),
        credit=_share(answer.credit),
        comment=settled_body(answer.comment),
    )


def _share(credit: float) -> float:
    """Return a share as it is after being written in percent."""
    return round(credit * 100, 10) / 100


def _first(candidates: Iterable[str], survives: Callable[[str], bool], otherwise: str) -> str:
    return next((text for text in candidates if text and survives(text)), markup.escape(otherwise))


def _guarded(found: re.Match[str]) -> str:
    sign = found[2]
    return f"{found[1]}{sign}" if sign.isdigit() else f"{found[1]}\\{sign}"


def _unmarked(text: str) -> str:
    """Return what `text` shows, as plain text that cannot be misread."""
    return markup.escape(markup.plain(text) or text)


def _shows(text: str, wanted: str) -> bool:
    """Tell whether a Markdown text shows `wanted` and nothing else, everywhere it may be put."""
    if _HARMLESS.fullmatch(text):
        return text == wanted
    shown = markup.inline_tokens(text)
    return (
        all(token.type == "text" for token in (*shown, *inline(text)))
        and "".join(token.content for token in shown) == wanted
        and _item_survives(text)
        and _heading_survives(text)
        and [node.type for node in blocks(text)] == ["paragraph"]
    )


@lru_cache(1_024)
def _item_survives(text: str) -> bool:
    """Tell whether a text comes back from every kind of answer list, without a mistake and without a chip of its own."""
    if _HARMLESS.fullmatch(text):
        return True
    report = Report("")
    lines = [f"- [ ] {text} `last`", f"- = {text} `last`", f"- {text} `last`", f"- {text}"]
    nodes = blocks("\n".join(lines))
    if len(nodes) != 1 or nodes[0].type != "bullet_list":
        return False
    note_unshowable(nodes, lines, report, HEADINGS)
    read = [(item.text, item.mark, item.equals, item.credit, item.last, item.exact)
            for item in read_items(nodes[0], lines, report)]  # fmt: skip
    forms = [(False, False, True), (None, True, True), (None, False, True), (None, False, False)]
    return not report.mistakes and read == [(text, mark, equals, None, last, False) for mark, equals, last in forms]


@lru_cache(1_024)
def _heading_survives(text: str) -> bool:
    if _HARMLESS.fullmatch(text):
        return True
    report = Report("")
    nodes = blocks(f"## {text}")
    note_unshowable_inline(text, 1, report)
    return not report.mistakes and len(nodes) == 1 and nodes[0].type == "heading" and source(nodes[0]) == text


@lru_cache(1_024)
def _body_survives(text: str) -> bool:
    """Tell whether a text of paragraphs comes back from a stem and from a quote."""
    if _HARMLESS.fullmatch(text) and text == text.strip():
        return True
    report = Report("")
    nodes = blocks(text)
    note_unshowable(nodes, text.split("\n"), report, HEADINGS)
    if report.mistakes or not nodes or text != _body(text):
        return False
    if any(node.type == "paragraph" and source(node).lstrip().startswith("##") for node in nodes):
        return False
    first, last = nodes[0].map, nodes[-1].map
    return first is not None and last is not None and first[0] == 0 and last[1] == text.count("\n") + 1


def _body(text: str) -> str:
    return "\n".join(tidy(without_invisible(text))).strip("\n").rstrip()


def _headed(text: str) -> bool:
    """Tell whether the first paragraph of a stem stands as it is behind ##, whatever it would be on a line of its own."""
    first, _, rest = text.partition("\n\n")
    return first == one_line(first) and _heading_survives(first) and settled_body(rest) == rest


def _setext(text: str) -> bool:
    return any(node.type == "heading" for node in blocks(text))


def _stem_of_anything(text: str) -> str:
    """Return a stem whose first block is no paragraph: its first line as heading, or a sign that it follows below."""
    rest = settled_body(text)
    parts = blocks(rest)
    if parts and parts[0].type == "paragraph":
        return settled_stem(rest) if rest != text else gentle(text)
    return f"…\n\n{rest}" if rest else "…"


def settings_like(stem: str) -> bool:
    """Tell whether the second paragraph of a stem would be taken for settings if none stood before it."""
    parts = blocks(stem)
    return len(parts) > 1 and looks_like_settings(parts[1])
