"""Tables: figures by name, how they are shown, and what they were to reach."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

Figure = float | int | str | None
Row = Mapping[str, Figure]


class Column(Struct, frozen=True):
    """A column: the figure's name in a row, its head, and how many digits stand behind the point."""

    name: str
    head: str
    digits: int = 0

    def show(self, figure: Figure) -> str:
        """Return the figure as it stands in the table; a dash when it was not measured."""
        if figure is None:
            return "-"
        return figure if isinstance(figure, str) else f"{figure:,.{self.digits}f}"


class Target(Struct, frozen=True):
    """What was to be reached; `met` is None when this run did not measure it. `got` says what it was."""

    text: str
    met: bool | None
    got: str = ""

    def __str__(self) -> str:
        word = {True: "met", False: "MISSED", None: "not measured in this run"}[self.met]
        return f"target: {self.text}: {word}" + (f" ({self.got})" if self.got else "")


class Table(Struct, frozen=True):
    """One table of a section; `lost` and `doubled` are the sums that decide about the exit code."""

    section: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    targets: tuple[Target, ...] = ()
    notes: tuple[str, ...] = ()
    lost: int = 0
    doubled: int = 0


def at_most(text: str, limit: float, found: Sequence[float], unit: str = "") -> Target:
    """Return the target that every figure of `found` lies at or below `limit`."""
    if not found:
        return Target(text, None)
    worst = max(found)
    return Target(text, worst <= limit, f"{_short(worst)}{unit}")


def at_least(text: str, limit: float, found: Sequence[float], unit: str = "") -> Target:
    """Return the target that every figure of `found` lies at or above `limit`."""
    if not found:
        return Target(text, None)
    worst = min(found)
    return Target(text, worst >= limit, f"{_short(worst)}{unit}")


def _short(figure: float) -> str:
    return f"{figure:,.0f}" if figure == round(figure) or abs(figure) >= 100 else f"{figure:,.2f}"  # noqa: PLR2004


def draw(table: Table) -> str:
    """Return the table as plain text: words to the left, numbers to the right, targets and notes below."""
    heads = [column.head for column in table.columns]
    cells = [[column.show(row.get(column.name)) for column in table.columns] for row in table.rows]
    widths = [max(map(len, column)) for column in zip(heads, *cells, strict=True)]
    left = [any(isinstance(row.get(column.name), str) for row in table.rows) for column in table.columns]
    lines = [_line(heads, widths, left), _line(["-" * width for width in widths], widths, left)]
    lines += [_line(row, widths, left) for row in cells]
    below = [*map(str, table.targets), *table.notes]
    return "\n".join([f"{table.section}: {table.title}", *("  " + line for line in (*lines, *below))])


def _line(cells: Sequence[str], widths: Sequence[int], left: Sequence[bool]) -> str:
    aligned = (
        cell.ljust(width) if is_text else cell.rjust(width)
        for cell, width, is_text in zip(cells, widths, left, strict=True)
    )
    return "  ".join(aligned).rstrip()
