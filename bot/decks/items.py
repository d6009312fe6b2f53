"""The answer list of a question: its items, their marks and chips, and the kind of question its form means."""

import re
from enum import Enum

from markdown_it.tree import SyntaxTreeNode as Node
from msgspec import Struct, structs

from bot.content.report import Report, quoted
from bot.content.texts import first_line, inline, one_line, source, unquoted
from bot.decks.intervals import read_interval
from bot.decks.model import Accepted, Choice, Kind
from bot.decks.preflight import MOST_ACCEPTED
from bot.decks.truth import true_or_false

_MARK = re.compile(r"\[([ xX])\](?:\s+|$)")
_NEARLY_MARK = re.compile(r"\[(?:\s*[xX✓✔*-]?\s*)\](?!\(|:)")
_CHIP = re.compile(r"\s+`\s*(last|exact|(\d{1,3}(?:[.,]\d{1,10})?)\s?%)\s*`$")
_WRONG_CHIP = re.compile(r"\s+`(-?\d+(?:[.,]\d+)?\s?%)`$")
_BREAK = re.compile(r"(?:\\| {2,})\n")
_FULL = 100
_MOST_ITEMS = 200


class Form(Enum):
    """What the items of a list look like, and how a message names it."""

    TASK = "a list of [x] and [ ]"
    EQUALS = "a list of - = answers"
    ORDERED = "a numbered list"
    PLAIN = "a list of plain dashes"


FITTING: dict[Form, tuple[Kind, ...]] = {
    Form.TASK: (Kind.SINGLE, Kind.SEVERAL, Kind.TRUE_FALSE),
    Form.EQUALS: (Kind.TYPED, Kind.NUMBER),
    Form.ORDERED: (Kind.ORDERING,),
    Form.PLAIN: (Kind.POLL,),
}


class Item(Struct, frozen=True):
    """One item as it was written. `mark` is whether its box is ticked; None when it has none."""

    line: int
    text: str
    mark: bool | None = None
    equals: bool = False
    credit: float | None = None
    last: bool = False
    exact: bool = False
    comment: str = ""


def read_items(answers: Node, lines: list[str], report: Report) -> list[Item]:
    """Return the items of the answer list, reporting what does not belong into one."""
    if len(answers.children) > _MOST_ITEMS:
        what = f"the list has {len(answers.children)} items"
        report.add(first_line(answers), what, f"no question has more than {MOST_ACCEPTED} answers")
        return []
    return [item for node in answers.children if (item := _item(node, lines, report))]


def form_of(answers: Node, items: list[Item], report: Report) -> Form | None:
    """Return the form all items share; None, reported, when they do not."""
    ordered = answers.type == "ordered_list"
    marked = [item for item in items if item.mark is not None]
    equal = [item for item in items if item.equals]
    if ordered and (marked or equal):
        report.add(
            (marked + equal)[0].line,
            "a numbered list is an ordering, and its items have no boxes and no =",
            "begin choices and typed answers with a dash (or escape the sign: \\[x], \\=)",
        )
        return None
    for some, form, name in ((marked, Form.TASK, "[x] or [ ]"), (equal, Form.EQUALS, "=")):
        if some and len(some) < len(items):
            odd = next(item for item in items if item not in some)
            report.add(odd.line, f"this item has no {name}, but others of its list have", "write all items alike")
            return None
        if some:
            return form
    return Form.ORDERED if ordered else Form.PLAIN


def kind_of(form: Form, items: list[Item], language: str) -> Kind:
    """Return the kind of question a list means by its form alone."""
    if form is Form.ORDERED:
        return Kind.ORDERING
    if form is Form.PLAIN:
        return Kind.POLL
    if form is Form.EQUALS:
        numbers = all(read_interval(item.text, language) for item in items)
        return Kind.NUMBER if numbers and not any(item.exact for item in items) else Kind.TYPED
    if true_or_false(tuple(Choice(item.text) for item in items), language):
        return Kind.TRUE_FALSE
    return Kind.SEVERAL if sum(item.mark is True for item in items) > 1 else Kind.SINGLE


def choices_of(kind: Kind, items: list[Item], report: Report) -> tuple[Choice, ...]:
    """Return the items as choices, reporting chips that mean nothing on this kind."""
    for item in items:
        if item.exact:
            report.add(item.line, "`exact` is for typed answers only", _NO_CHIP)
        if item.last and kind is Kind.ORDERING:
            report.add(item.line, "`last` has no meaning in an ordering", _NO_CHIP)
        if item.credit is not None:
            _note_credit(kind, item, report)
    return tuple(Choice(item.text, 1.0 if item.mark else item.credit or 0.0, item.comment, item.last) for item in items)


def accepted_of(items: list[Item], report: Report) -> tuple[Accepted, ...]:
    """Return the items as accepted answers."""
    for item in items:
        if item.last:
            report.add(item.line, "`last` is for choices only", _NO_CHIP)
    return tuple(
        Accepted(item.text, 1.0 if item.credit is None else item.credit, item.exact, item.comment) for item in items
    )


_NO_CHIP = "take it out, or write it with double backticks if it is part of the text"


def _note_credit(kind: Kind, item: Item, report: Report) -> None:
    if kind is Kind.SEVERAL:
        report.add(
            item.line,
            "a share in percent is for single choices; where several are right, each counts its part by itself",
            "take it out, or add `kind: single` if only one choice may be chosen",
        )
    elif kind is not Kind.SINGLE:
        report.add(item.line, f"a share in percent has no meaning in a question of kind {kind.value}", _NO_CHIP)
    elif item.mark:
        report.add(
            item.line, "a choice marked [x] counts in full, it needs no share", "take the percent out, or write [ ]"
        )
    elif item.credit == 1:
        report.add(item.line, "a choice that counts in full must be marked", "write [x] instead of `100%`")


def _item(node: Node, lines: list[str], report: Report) -> Item | None:
    line = first_line(node)
    if not node.children or node.children[0].type != "paragraph":
        report.add(line, "this item has no text", "write the answer behind the dash, or take the line out")
        return None
    item = _read(one_line(_BREAK.sub(" ", source(node.children[0]))), line, report)
    comments = [child for child in node.children[1:] if child.type == "blockquote"]
    for child in node.children[1:]:
        if child.type != "blockquote":
            report.add(
                first_line(child),
                "an answer is one line, and only a comment may follow it",
                "begin the comment with > (indented under the item), and put other text into the question",
            )
    if item is None or not comments:
        return item
    text = "\n\n".join(unquoted(lines[child.map[0] : child.map[1]]) for child in comments if child.map)
    return structs.replace(item, comment=text)


def _read(text: str, line: int, report: Report) -> Item | None:
    mark, equals = _MARK.match(text), re.match(r"=(\s+|$)", text)
    rest = text[mark.end() :] if mark else text[equals.end() :] if equals else text
    if not rest.strip():
        report.add(line, "this item has no text", "write the answer behind its sign, or take the line out")
        return None
    if not mark and _NEARLY_MARK.match(text):
        report.add(line, f"{quoted(text[:5])} is no box", "write [x] or [ ] and then a blank (or \\[ if it is text)")
        return None
    if not mark and not equals and text.startswith("="):
        report.add(line, "there is no blank behind =", "write - = answer (or - \\= if it is text)")
        return None
    rest, credit, last, exact = _chips(rest.strip(), line, report)
    return Item(line, rest, mark[1] in "xX" if mark else None, bool(equals), credit, last, exact)


def _chips(text: str, line: int, report: Report) -> tuple[str, float | None, bool, bool]:
    """Return the text without its trailing chips, and what they said: share, last, exact."""
    credit: float | None = None
    words: set[str] = set()
    while found := _trailing(_CHIP, text):
        if found[2] is None and found[1] not in words:
            words.add(found[1])
        elif found[2] is not None and credit is None:
            credit = float(found[2].replace(",", ".")) / _FULL
        else:
            report.add(line, f"the chip `{found[1]}` stands here twice", "keep one of the two")
        text = text[: found.start()]
    if (wrong := _trailing(_WRONG_CHIP, text)) or (credit is not None and credit > 1):
        share = wrong[1] if wrong else f"{_FULL * (credit or 0):g}%"
        report.add(
            line, f"a share of {share} is out of range", "write one from 0% to 100%, in double backticks if it is text"
        )
        return text, None, "last" in words, "exact" in words
    return text, credit, "last" in words, "exact" in words


def _trailing(chip: re.Pattern[str], text: str) -> re.Match[str] | None:
    """Return the chip a text ends with: a true code span in single backticks, and not its only content."""
    if not text.endswith("`"):
        return None
    found = chip.search(text)
    if not found or not found.start():
        return None
    tokens = [token for token in inline(text) if token.type != "text" or token.content]
    return found if tokens and tokens[-1].type == "code_inline" and tokens[-1].markup == "`" else None
