"""The results of a quiz as files for the host: CSV and XLSX.

What may never happen here: a cell that a spreadsheet program takes for a formula or a link, a file that it
refuses to open, or a rank in the results of a quiz without points.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING

from bot.kernel.card import File
from bot.kernel.cells import CSV_TYPE, csv_bytes, file_stem
from bot.kernel.markup import plain
from bot.kernel.words import words
from bot.quiz.model import Sheet
from bot.quiz.tables import (
    Cell,
    Reckoning,
    Table,
    clean,
    members_table,
    question_table,
    reckoned,
    summary_table,
    widths,
)

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_SHEET_NAME = 31
"""Excel's limit for the name of a sheet; it also forbids the signs of `_FORBIDDEN` and an apostrophe at either end.
It counts UTF-16 units, so what takes two of them (emoji) is left out."""
_FORBIDDEN = re.compile(r"[\[\]:*?/\\'\U00010000-\U0010ffff]")


def files_of(sheet: Sheet, locale: str = "en") -> tuple[File, File]:
    """Return the results as CSV and XLSX, named after the quiz and its day (UTC). Equal sheets give equal bytes."""
    found = reckoned(sheet)
    return (
        File(file_name(sheet, "csv"), CSV_TYPE, _csv(found, locale)),
        File(file_name(sheet, "xlsx"), XLSX_TYPE, _xlsx(found, locale)),
    )


def file_name(sheet: Sheet, ending: str) -> str:
    """Return a name any file system takes, such as ``world-capitals-2026-11-20.csv``."""
    day = _held(sheet)
    return (
        "-".join(part for part in (file_stem(plain(sheet.title), "quiz"), day and f"{day:%Y-%m-%d}") if part)
        + f".{ending}"
    )


def _held(sheet: Sheet) -> datetime | None:
    """Return when the last answer was given: the only date the answers know."""
    latest = max((given.at for answers in sheet.answers.values() for given in answers.values()), default=0)
    return datetime.fromtimestamp(latest / 1000, UTC) if 0 < latest < 2**47 else None


def _csv(of: Reckoning, locale: str) -> bytes:
    """Return a row per member as CSV: UTF-8 with byte order mark (for Excel), commas, CRLF."""
    return csv_bytes(members_table(of, words(locale)))


# -- the workbook


def _xlsx(of: Reckoning, locale: str) -> bytes:
    """Return a workbook: the group, a row per member, and a sheet per question."""
    from xlsxwriter import Workbook  # noqa: PLC0415 - slow to import, and wanted once a quiz

    say = words(locale)
    data = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(data, options) as book:
        book.set_properties({"title": clean(plain(of.sheet.title))[:250], "created": _held(of.sheet) or _NO_DAY})
        names = _Names()
        _add(book, names.free(say("Summary")), summary_table(of, say))
        _add(book, names.free(say("Members")), members_table(of, say), head=True)
        for position, question in enumerate(of.sheet.questions):
            title = f"{say('Q{number}', number=position + 1)} {clean(plain(question.stem[:300]))}"
            _add(book, names.free(title), question_table(of, position, say))
    return data.getvalue()


_NO_DAY = datetime(2000, 1, 1, tzinfo=UTC)
"""The date of a workbook without answers; left to itself the library would ask the machine's clock."""


def _add(book: "Workbook", name: str, table: Table, *, head: bool = False) -> None:
    page = book.add_worksheet(name)
    strong = book.add_format({"bold": True})
    for column, width in enumerate(widths(table)):
        page.set_column(column, column, width, None if head else (strong if column == 0 else None))
    for index, row in enumerate(table):
        _write(page, index, row, strong if head and index == 0 else None)
    if head:
        page.freeze_panes(1, 1)
        page.autofilter(0, 0, max(len(table) - 1, 0), max(len(table[0]) - 1, 0))


def _write(page: "Worksheet", index: int, row: Iterable[Cell], look: "Format | None") -> None:
    """Write each cell by its type, so that no text is ever taken for anything but text."""
    for column, cell in enumerate(row):
        if isinstance(cell, str):
            page.write_string(index, column, cell, look)
        elif cell is not None:
            page.write_number(index, column, cell, look)


class _Names:
    """Names for sheets that Excel takes, each given once."""

    def __init__(self) -> None:
        self._taken = {"history"}

    def free(self, wanted: str) -> str:
        bare = " ".join(_FORBIDDEN.sub(" ", wanted).split())[:_SHEET_NAME].strip() or "1"
        name, number = bare, 2
        while name.casefold() in self._taken:
            name, number = f"{bare[: _SHEET_NAME - 4].strip()} {number}", number + 1
        self._taken.add(name.casefold())
        return name
