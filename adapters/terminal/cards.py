"""A card as a block of lines: title, text, fields, bars, controls. Pure; the surface decides where it is written."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from msgspec import Struct
from msgspec.structs import replace

from adapters.terminal.text import Look, clean, columns, lines_of, one_line
from bot.kernel.card import Card, Chart, Field, Form, Input, Select
from bot.kernel.clock import Instant

LABEL, BAR = 30, 24
"""Columns of a bar's label, and of its longest bar."""

Part = tuple[str, ...]
"""Lines that belong together: a paragraph, a field, a row of buttons."""


class Block(Struct, frozen=True):
    """A message as text: its title in one line, and its parts without markup. `controls` counts buttons and selects.

    `tail` is what belongs to the message without being in it: the thread that begins there, whom it rings.
    """

    head: str
    parts: tuple[Part, ...]
    controls: int = 0
    tail: tuple[str, ...] = ()

    @property
    def first(self) -> str:
        """The line by which one would name the message."""
        return self.head or (self.parts[0][0] if self.parts else "")


def block_of(card: Card, now: Instant, look: Look, rung: Sequence[str] = ()) -> Block:
    """Return `card` as it reads at `now`; `rung` are the names of those it pings."""
    inner = Look(look.width - 2, look.colour)
    parts: list[Sequence[str]] = [
        *_paragraphs(lines_of(card.body, now, inner)),
        *(_field(field, now, inner) for field in card.fields),
        list(_bars(card.chart, one_line(card.title, now))) if card.chart else [],
        [f"📎 {clean(file.name)}" for file in card.files],
        _controls(card, inner),
        lines_of(card.footer, now, inner),
    ]
    controls = len(card.buttons) + (card.select is not None)
    tail = [f"└ thread “{clean(card.thread)}”"] if card.thread else []
    tail += [f"  🔔 rings {', '.join(rung)}"] if rung else []
    return Block(one_line(card.title, now), tuple(tuple(part) for part in parts if part), controls, tuple(tail))


def form_block(form: Form, look: Look) -> Block:
    """Return a form that waits to be filled in; a terminal takes no files."""
    lines = [line for each in form.inputs if each.kind != "file" for line in _blank(each)]
    return Block(clean(form.title), ((*lines, *_row([form.send], look)),), 1)


def _blank(field: Input) -> Iterator[str]:
    """Yield the lines of a form's field: what stands in it by now, what may be chosen, what it is for."""
    first, *rest = field.value.split("\n")
    choices = " / ".join(clean(option.label) for option in field.options)
    hints = [f"({clean(hint)})" for hint in (choices, field.hint) if hint]
    yield "  ".join([f"{clean(field.label)}: {clean(first) or '_' * 12}", *(hints if not rest else ())])
    yield from (f"  {clean(line)}".rstrip() for line in rest)
    if rest and hints:
        yield f"  {'  '.join(hints)}"


def written(block: Block, mark: str = "", *, tight: bool = False) -> str:
    """Return the block as text: a title on top, a bar along the side. `mark` says whose or which it is.

    A block without a title begins with its first line; `tight` leaves no room between its parts.
    """
    gap = () if tight else ("",)
    lines = [line for part in block.parts for line in (*gap, *part)][len(gap) :]
    head = block.head or (lines.pop(0) if lines else "")
    while lines and not lines[0]:
        lines.pop(0)
    top = " ".join(part for part in (mark, head) if part)
    return "\n".join([f"┌ {top}" if lines else top, *(f"│ {line}".rstrip() for line in lines), *block.tail])


def change(old: Block, new: Block, mark: str) -> str:
    """Return what an edit changed, in as few lines as say it; "" when nothing was added that anybody would read.

    An edit that changes most of the message shows it whole.
    """
    new = replace(new, tail=tuple(line for line in new.tail if line not in old.tail))
    known = list(old.parts)
    added: list[Part] = []
    for part in new.parts:
        if part in known:
            known.remove(part)
        else:
            added.append(part)
    if new.head != old.head or 3 * _lines(added) > 2 * _lines(new.parts):
        return written(new, mark)
    if not added:
        if new.tail:
            return written(Block(new.head, (), 0, new.tail), mark)
        return brief(mark, new.head, "the buttons are gone") if old.controls and not new.controls else ""
    if len(added) == len(added[0]) == 1 and not new.tail:
        return brief(mark, new.head, added[0][0])
    return written(Block(new.head, tuple(added), 0, new.tail), mark, tight=True)


def brief(mark: str, head: str, line: str) -> str:
    """Return a message in one line."""
    return f"{mark} " + " · ".join(part for part in (head, line.strip()) if part)


def _lines(parts: Sequence[Part]) -> int:
    return sum(len(part) for part in parts)


def _paragraphs(lines: list[str]) -> Iterator[list[str]]:
    """Yield the lines between empty ones."""
    for empty, group in groupby(lines, key=lambda line: not line):
        if not empty:
            yield list(group)


def _field(field: Field, now: Instant, look: Look) -> list[str]:
    """Return a field; a plain value that is short stands behind its name."""
    lines = lines_of(field.value, now, Look(look.width - 2, look.colour))
    name = one_line(field.name, now)
    if len(lines) == 1 and not field.value.startswith("**") and columns(lines[0]) + columns(name) + 2 <= look.width:
        return [f"{name}: {lines[0]}"]
    return [f"{name}:", *(f"  {line}" for line in lines)]


def _bars(chart: Chart, title: str) -> Iterator[str]:
    if chart.title and chart.title != title:
        yield clean(chart.title)
    most = max((bar.count for bar in chart.bars), default=0)
    labels = [_cut(clean(bar.label)) for bar in chart.bars]
    width = max((columns(label) for label in labels), default=0)
    for bar, label in zip(chart.bars, labels, strict=True):
        length = round(BAR * bar.count / most) if most else 0
        block = "█" * max(length, 1 if bar.count else 0)
        sign = " ✓" if bar.right else ""
        yield f"{label}{' ' * (width - columns(label))}  {block}{' ' if block else ''}{bar.count}{sign}"


def _cut(label: str) -> str:
    return label if columns(label) <= LABEL else label[: LABEL - 1].rstrip() + "…"


def _controls(card: Card, look: Look) -> list[str]:
    return [
        *(_select(card.select, look) if card.select else ()),
        *_row([button.label for button in card.buttons], look),
    ]


def _select(select: Select, look: Look) -> list[str]:
    options = " / ".join(clean(option.label) for option in select.options)
    return _row([f"{clean(select.prompt)}: {options}"], look, opening="[▾ ")


def _row(labels: Sequence[str], look: Look, opening: str = "[ ") -> list[str]:
    """Return controls side by side, as many in a line as fit."""
    lines: list[str] = []
    for label in labels:
        control = f"{opening}{clean(label)} ]"
        if lines and columns(lines[-1]) + 2 + columns(control) <= look.width:
            lines[-1] += f"  {control}"
        else:
            lines.append(control)
    return lines
