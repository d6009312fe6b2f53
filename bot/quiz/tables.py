"""Tables of a quiz's results as plain rows, before any file format: members, and each question with its counts.

Text of people is made harmless here: no cell holds control characters or more than a spreadsheet can show.
With scoring ``none`` there are no columns of points or ranks at all.
"""

import unicodedata
from collections.abc import Sequence
from string import ascii_uppercase

from msgspec import Struct

from bot.decks.model import Kind, Question, Scoring
from bot.kernel.markup import plain
from bot.kernel.words import Words, marked
from bot.quiz.marking import is_right
from bot.quiz.model import Graded, Score, Sheet, Tally
from bot.quiz.scoring import half_up
from bot.quiz.standings import Scores, accuracy, board, fold, grade, hardest
from bot.quiz.tallies import tally

Cell = str | int | float | None
Table = list[list[Cell]]

LONGEST = 1_000
"""Characters of a cell; spreadsheets take 32,767 and show far less."""

_KINDS = {
    Kind.SINGLE: marked("single choice"),
    Kind.SEVERAL: marked("several choices"),
    Kind.TRUE_FALSE: marked("true or false"),
    Kind.TYPED: marked("typed answer"),
    Kind.NUMBER: marked("number"),
    Kind.ORDERING: marked("ordering"),
    Kind.POLL: marked("poll"),
}
_SCORINGS = {
    Scoring.ACCURACY: marked("accuracy"),
    Scoring.SPEED: marked("speed"),
    Scoring.STREAK: marked("streak"),
    Scoring.RANK: marked("rank"),
    Scoring.NONE: marked("none"),
}


class Reckoning(Struct, frozen=True):
    """A sheet with everything computed from it that the tables show."""

    sheet: Sheet
    graded: tuple[Graded, ...]
    scores: Scores


def reckoned(sheet: Sheet) -> Reckoning:
    """Return the sheet, graded from the first question to the last."""
    graded: list[Graded] = []
    scores: Scores = {}
    for position in range(len(sheet.questions)):
        graded.append(grade(sheet, position, scores))
        scores = fold(scores, graded[-1])
    return Reckoning(sheet, tuple(graded), scores)


def clean(text: str) -> str:
    """Return `text` on one line, without what a cell cannot hold, cut to `LONGEST` characters."""
    seen = "".join(" " if sign.isspace() else sign for sign in text[: 2 * LONGEST] if _holdable(sign))
    line = " ".join(seen.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


def _holdable(sign: str) -> bool:
    return sign.isprintable() or sign.isspace() or unicodedata.category(sign) == "Co"


def fine_percent(share: float | None) -> float | None:
    """Return a share of 0..1 as a percentage with one decimal; None stays None."""
    return None if share is None else half_up(100 * share, 1)


# -- members


def members_table(of: Reckoning, say: Words) -> Table:
    """Return a header and a row per member, best first (by name where there is no ranking).

    After the totals comes a column per question with the credit earned, 0..1: empty where nothing was
    answered, the question did not count, or it has no right answer.
    """
    teams = any(player.team for player in of.sheet.players().values())
    ranked = of.sheet.scoring is not Scoring.NONE
    return [_member_head(of, say, teams=teams, ranked=ranked), *_member_rows(of, teams=teams, ranked=ranked)]


def _member_head(of: Reckoning, say: Words, *, teams: bool, ranked: bool) -> list[Cell]:
    return [
        say("Name"),
        *([say("Team")] if teams else []),
        say("Joined at question"),
        say("Answered"),
        say("Right"),
        say("Accuracy (%)"),
        *([say("Points"), say("Rank")] if ranked else []),
        *(say("Q{number}", number=position + 1) for position in range(len(of.sheet.questions))),
    ]


def _member_rows(of: Reckoning, *, teams: bool, ranked: bool) -> Table:
    players = of.sheet.players()
    ranking = board(of.sheet, of.scores)
    order = [row.member for row in ranking.rows]
    if not ranked:
        order = sorted(players, key=lambda member: (players[member].name.casefold(), member))
    rows: Table = []
    for member in order:
        player, score = players[member], of.scores.get(member, Score())
        row: list[Cell] = [clean(player.name)]
        if teams:
            row.append(clean(player.team))
        row += [player.joined + 1, score.answered, score.right, fine_percent(score.accuracy)]
        own = ranking.of(member)
        if own:
            row += [_tidy(own.points), own.rank]
        row += [_credit(each, member) for each in of.graded]
        rows.append(row)
    return rows


def _credit(graded: Graded, member: str) -> Cell:
    mark = graded.marks.get(member) if graded.counts else None
    return _tidy(half_up(mark.credit, 3)) if mark else None


def _tidy(value: float) -> int | float:
    return int(value) if value == int(value) else value


# -- questions


def question_table(of: Reckoning, position: int, say: Words) -> Table:
    """Return everything about one question: its text, how many answered, and a row per option or wording with its count."""
    question, counted = of.sheet.questions[position], tally(of.sheet, position)
    rows: Table = [
        [say("Question {number}", number=position + 1), clean(plain(question.stem))],
        [say("Kind"), say(_KINDS[question.kind])],
        [say("Answered"), counted.answered],
    ]
    state = _state(of.sheet, position, say)
    if state:
        rows.append([say("Not scored"), state])
    elif counted.accuracy is not None:
        rows += [[say("Right"), counted.right], [say("Accuracy (%)"), fine_percent(counted.accuracy)]]
    rows += [[], *_answers(of.sheet, position, counted, say)]
    if question.explanation:
        rows += [[], [say("Explanation"), clean(plain(question.explanation))]]
    return rows


def _state(sheet: Sheet, position: int, say: Words) -> str:
    if position in sheet.void:
        return say("void")
    if position in sheet.skipped:
        return say("skipped")
    return ""


def _answers(sheet: Sheet, position: int, counted: Tally, say: Words) -> Table:
    question = sheet.questions[position]
    if question.kind is Kind.ORDERING:
        return _places(question, counted, say)
    if question.choices:
        return _options(question, counted, say)
    rows: Table = [[say("Answer"), say("Given"), say("Credit")]]
    rows += [[clean(each.text), each.count, _tidy(half_up(each.credit, 3))] for each in counted.wordings]
    return rows


def _places(question: Question, counted: Tally, say: Words) -> Table:
    rows: Table = [[say("Place"), say("Item"), say("Put there"), "%"]]
    for place, (item, count) in enumerate(zip(question.choices, counted.counts, strict=True), start=1):
        rows.append([place, clean(plain(item.text)), count, _part(count, counted)])
    return rows


def _options(question: Question, counted: Tally, say: Words) -> Table:
    rows: Table = [[say("Option"), say("Text"), say("Chosen"), "%", say("Right")]]
    for index, (choice, count) in enumerate(zip(question.choices, counted.counts, strict=True)):
        sign = say("right") if question.scored and is_right(question, index) else ""
        letter = ascii_uppercase[index] if index < len(ascii_uppercase) else str(index + 1)
        rows.append([letter, clean(plain(choice.text)), count, _part(count, counted), sign])
    return rows


def _part(count: int, counted: Tally) -> float | None:
    return fine_percent(count / counted.answered) if counted.answered else None


# -- the whole


def summary_table(of: Reckoning, say: Words) -> Table:
    """Return what can be said of the group: how many took part, how right they were, what was hardest, the teams."""
    mean, worst = accuracy(of.scores.values()), hardest(of.graded)
    rows: Table = [
        [say("Quiz"), clean(plain(of.sheet.title))],
        [say("Members"), len(of.sheet.players())],
        [say("Questions"), len(of.sheet.questions)],
        [say("Questions that count"), sum(each.counts for each in of.graded)],
        [say("Scoring"), say(_SCORINGS[of.sheet.scoring])],
        [say("Accuracy of the group (%)"), fine_percent(mean)],
    ]
    if worst is not None:
        stem = clean(plain(of.sheet.questions[worst].stem))
        rows.append([say("Hardest question"), f"{say('Q{number}', number=worst + 1)}: {stem}"])
    teams = board(of.sheet, of.scores).teams
    if teams:
        rows += [[], [say("Team"), say("Members"), say("Points (mean)"), say("Rank")]]
        rows += [[clean(team.name), team.members, _tidy(team.points), team.rank] for team in teams]
    return rows


def widths(table: Sequence[Sequence[Cell]], most: int = 60) -> list[int]:
    """Return a readable width in characters for each column of the table."""
    found: dict[int, int] = {}
    for row in table:
        for column, cell in enumerate(row):
            found[column] = max(found.get(column, 6), min(len(str(cell if cell is not None else "")), most))
    return [found[column] + 2 for column in sorted(found)]
