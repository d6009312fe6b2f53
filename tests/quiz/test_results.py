"""The result files, read back as a spreadsheet program reads them."""

import csv
import re
import time
from io import BytesIO, StringIO
from zipfile import ZipFile

import msgspec
import pytest
from python_calamine import CalamineWorkbook

from bot.decks.model import Accepted, Choice, Kind, Question, Scoring
from bot.quiz.model import Given, Player, Sheet
from bot.quiz.results import CSV_TYPE, XLSX_TYPE, file_name, files_of

SINGLE = Question(
    id="q1",
    kind=Kind.SINGLE,
    stem="Which **planet**?",
    choices=(Choice("Mars", 1), Choice("*Venus*")),
    explanation="The red one.",
)
TYPED = Question(id="q2", kind=Kind.TYPED, stem="Who?", accepted=(Accepted("Ada"),))
ORDER = Question(id="q3", kind=Kind.ORDERING, stem="Order!", choices=(Choice("one"), Choice("two")))
HELD = 1_790_000_000_000

HOSTILE = [
    '=cmd|" /C calc"!A0',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "  =1+1",
    "\uff1d1+1",
    "\t=1",
    "http://example.org",
    "{=1+1}",
    "a\x00b\x1bc\x0bd\uffff\ud800",
    'quote " comma , semicolon ;\r\nnext line',
    "x" * 40_000,
    "\u202eesrever",
    "<script>&amp;",
    "",
]


def sheet(**more: object) -> Sheet:
    """Return the sheet of a quiz of three questions with two members."""
    usual: dict[str, object] = {
        "questions": (SINGLE, TYPED, ORDER),
        "roster": {"1": Player("Ada", "Reds"), "2": Player("Bob", "Blues", joined=1)},
        "answers": {
            0: {"1": Given(choices=(0,), at=HELD)},
            1: {"1": Given(text="ada"), "2": Given(text="=Eve", at=HELD + 9)},
            2: {"1": Given(choices=(1, 0)), "2": Given(choices=(0, 1))},
        },
        "title": "World Capitals: part 2",
    }
    return Sheet(**(usual | more))  # type: ignore[arg-type]


def book(of: Sheet) -> CalamineWorkbook:
    """Return the workbook as read by another library."""
    return CalamineWorkbook.from_filelike(BytesIO(files_of(of)[1].data))


def table(of: Sheet, name: str) -> list[list[object]]:
    """Return the rows of one sheet of the workbook, empty cells at their ends left out."""
    rows = book(of).get_sheet_by_name(name).to_python(skip_empty_area=False)
    return [list(row[: max((index for index, cell in enumerate(row) if cell != ""), default=-1) + 1]) for row in rows]


def lines(of: Sheet) -> list[list[str]]:
    """Return the rows of the CSV file."""
    return list(csv.reader(StringIO(files_of(of)[0].data.decode("utf-8-sig"), newline="")))


def test_csv_has_a_row_per_member() -> None:
    """Best first, accuracy apart from points, and the credit of each question at the end."""
    assert [
        ["Name", "Team", "Joined at question", "Answered", "Right", "Accuracy (%)", "Points", "Rank", "Q1", "Q2", "Q3"],
        ["Ada", "Reds", "1", "3", "2", "66.7", "2", "1", "1", "1", "0"],
        ["Bob", "Blues", "2", "2", "1", "50.0", "1", "2", "", "0", "1"],
    ] == lines(sheet())


def test_csv_opens_in_excel() -> None:
    """With the mark by which Excel knows UTF-8, and its line ends."""
    data = files_of(sheet())[0].data
    assert data.startswith(b"\xef\xbb\xbf")
    assert 3 == data.count(b"\r\n")


def test_without_teams_there_is_no_column_for_them() -> None:
    """Nor is there one for points and ranks where none are given."""
    of = sheet(roster={"1": Player("Ada"), "2": Player("Bob")}, scoring=Scoring.NONE)
    assert ["Name", "Joined at question", "Answered", "Right", "Accuracy (%)", "Q1", "Q2", "Q3"] == lines(of)[0]


def test_scoring_none_leaves_no_word_of_ranks_anywhere() -> None:
    """Not in any cell of either file."""
    of = sheet(scoring=Scoring.NONE)
    cells = [cell for row in lines(of) for cell in row]
    cells += [str(cell) for name in book(of).sheet_names for row in table(of, name) for cell in row]
    assert not [cell for cell in cells if re.search("points|rank", cell, re.IGNORECASE)]


def test_workbook_has_a_sheet_per_question() -> None:
    """After the summary and the members, named by number and text."""
    assert ["Summary", "Members", "Q1 Which planet", "Q2 Who", "Q3 Order!"] == book(sheet()).sheet_names


def test_summary_speaks_of_the_group() -> None:
    """Who took part, how right they were, what was hardest, how the teams stand."""
    assert [
        ["Quiz", "World Capitals: part 2"],
        ["Members", 2.0],
        ["Questions", 3.0],
        ["Questions that count", 3.0],
        ["Scoring", "accuracy"],
        ["Accuracy of the group (%)", 60.0],
        ["Hardest question", "Q2: Who?"],
        [],
        ["Team", "Members", "Points (mean)", "Rank"],
        ["Reds", 1.0, 2.0, 1.0],
        ["Blues", 1.0, 1.0, 2.0],
    ] == table(sheet(), "Summary")


def test_sheet_of_a_choice_shows_options_with_counts() -> None:
    """Texts without markup, the right one named."""
    assert [
        ["Question 1", "Which planet?"],
        ["Kind", "single choice"],
        ["Answered", 1.0],
        ["Right", 1.0],
        ["Accuracy (%)", 100.0],
        [],
        ["Option", "Text", "Chosen", "%", "Right"],
        ["A", "Mars", 1.0, 100.0, "right"],
        ["B", "Venus", 0.0, 0.0],
        [],
        ["Explanation", "The red one."],
    ] == table(sheet(), "Q1 Which planet")


def test_sheet_of_a_typed_answer_shows_what_was_typed() -> None:
    """Text that looks like a formula is text."""
    assert [["Answer", "Given", "Credit"], ["ada", 1.0, 1.0], ["=Eve", 1.0, 0.0]] == table(sheet(), "Q2 Who")[6:]


def test_sheet_of_an_ordering_shows_items_in_place() -> None:
    """The right order, and how many put each item there."""
    assert [
        ["Place", "Item", "Put there", "%"],
        [1.0, "one", 1.0, 50.0],
        [2.0, "two", 1.0, 50.0],
    ] == table(sheet(), "Q3 Order!")[6:]


@pytest.mark.parametrize("how", ["void", "skipped"])
def test_sheet_of_a_question_that_does_not_count_says_so(how: str) -> None:
    """It has counts, but nothing of right or wrong; and no credit in the members' rows."""
    of = sheet(**{how: frozenset({0})})
    assert ["Not scored", how] in table(of, "Q1 Which planet")
    assert ["", ""] == [row[-3] for row in lines(of)[1:]]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_names_stay_text(hostile: str) -> None:
    """In CSV nothing begins like a formula; in XLSX no cell is a formula or a link, and both files open."""
    question = msgspec.structs.replace(SINGLE, stem=hostile, choices=(Choice(hostile, 1), Choice("b")))
    typed = {0: {"1": Given(choices=(0,))}, 1: {"1": Given(text=hostile)}}
    of = sheet(questions=(question, TYPED), roster={"1": Player(hostile, hostile or "t")}, title=hostile, answers=typed)
    for cell in (cell for row in lines(of) for cell in row):
        assert cell.lstrip()[:1] not in set("=+-@|\uff1d")
        assert len(cell) < 2_000
    assert 4 == len(book(of).sheet_names)
    with ZipFile(BytesIO(files_of(of)[1].data)) as parts:
        pages = "".join(parts.read(name).decode() for name in parts.namelist() if "worksheets" in name)
    assert "<f>" not in pages
    assert "<hyperlink" not in pages


@pytest.mark.parametrize(
    "stem",
    [
        "a/b\\c?d*e[f]g:h",
        "'quoted'",
        "History",
        "Members",
        "x" * 500,
        "",
        "   ",
        "\x00",
        "日本の首都は?",
        "\U0001f600" * 40,
    ],
)
def test_sheets_have_names_that_excel_takes(stem: str) -> None:
    """At most 31 characters, none of the forbidden ones, no two the same without regard to case."""
    questions = tuple(msgspec.structs.replace(SINGLE, stem=stem) for _ in range(12))
    names = book(sheet(questions=questions, answers={})).sheet_names
    assert 14 == len(names)
    assert 14 == len({name.casefold() for name in names})
    for name in names:
        assert 0 < len(name) <= 31
        assert not re.search(r"[\[\]:*?/\\]", name)
        assert name.strip("'") == name


def test_files_are_named_after_quiz_and_day() -> None:
    """In ASCII, with the day of the last answer (UTC)."""
    found = files_of(sheet())
    assert [
        ("world-capitals-part-2-2026-09-21.csv", CSV_TYPE),
        ("world-capitals-part-2-2026-09-21.xlsx", XLSX_TYPE),
    ] == [(file.name, file.media_type) for file in found]


def test_quiz_without_answers_still_has_files() -> None:
    """Ended in the first question: the heads stand there, and the name has no day."""
    of = sheet(questions=(), answers={}, roster={})
    assert 1 == len(lines(of))
    assert ["Summary", "Members"] == book(of).sheet_names
    assert "world-capitals-part-2.csv" == file_name(of, "csv")


def test_equal_sheets_give_equal_bytes() -> None:
    """Nothing of the machine or its clock is in the files."""
    assert files_of(sheet()) == files_of(sheet())


def test_removed_member_is_in_no_file() -> None:
    """Neither as a row nor in a count."""
    of = sheet(removed=frozenset({"2"}))
    assert ["Name", "Ada"] == [row[0] for row in lines(of)]
    assert ["Answered", 1.0] in table(of, "Q3 Order!")


def test_two_thousand_members_over_fifty_questions() -> None:
    """Both files in less than five seconds of computing (measured: 1.2 s)."""
    answers = {
        position: {str(member): Given(choices=(member % 2,), took=member, limit=20_000) for member in range(2_000)}
        for position in range(50)
    }
    roster = {str(member): Player(f"Member {member}") for member in range(2_000)}
    of = sheet(questions=(SINGLE,) * 50, answers=answers, roster=roster, scoring=Scoring.STREAK)
    began = time.process_time()
    files = files_of(of)
    assert time.process_time() - began < 5
    assert 2_001 == files[0].data.count(b"\r\n")
