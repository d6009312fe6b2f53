"""Who stands where: one question after another folded into scores, and scores made into a board.

Everything is computed from a `Sheet`, never kept beside it. A session that shows a board after every question
may keep the scores of the last one and `fold` the next into them; `standings` does it all from the beginning.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import fsum

from bot.decks.model import Scoring
from bot.quiz.marking import mark
from bot.quiz.model import Board, Given, Graded, Mark, Moved, Player, Row, Score, Sheet, TeamRow
from bot.quiz.scoring import formula, half_up, pace, places

Scores = Mapping[str, Score]
"""How everybody who counts stands, by member."""

_START = Score()


def standings(sheet: Sheet, since: int | None = None) -> Board:
    """Return the board after all questions of the sheet.

    Movement is against the board after the first `since` questions, by default all but the last.
    """
    shown = max(len(sheet.questions) - 1, 0) if since is None else since
    scores: Scores = {}
    previous = Board()
    for position in range(len(sheet.questions)):
        if position == shown:
            previous = board(sheet, scores, joined_before=shown)
        scores = fold(scores, grade(sheet, position, scores))
    return board(sheet, scores, previous)


def grade(sheet: Sheet, position: int, before: Scores) -> Graded:
    """Return the question marked for everybody, given the scores after the questions `before` it."""
    players = sheet.players()
    given = {member: each for member, each in sheet.answers.get(position, {}).items() if member in players}
    marks = marks_of(sheet, position, given)
    if not sheet.counts(position):
        kept = {member: before.get(member, _START).streak for member in players}
        return Graded(position, counts=False, marks=marks, points={}, streaks=kept)
    streaks = dict.fromkeys(players, 0)
    for member, each in marks.items():
        if each.credit >= 1.0:
            streaks[member] = before.get(member, _START).streak + 1
    earned = _points(sheet, sheet.questions[position].weight, given, marks, streaks)
    return Graded(position, counts=True, marks=marks, points=earned, streaks=streaks)


def fold(before: Scores, graded: Graded) -> dict[str, Score]:
    """Return the scores after the question, from those before it. Only who is on the question's roster stays."""
    after: dict[str, Score] = {}
    for member, streak in graded.streaks.items():
        score = before.get(member, _START)
        mark = graded.marks.get(member) if graded.counts else None
        if mark:
            after[member] = Score(
                score.points + graded.points[member],
                score.credit + mark.credit,
                score.right + (mark.credit >= 1.0),
                score.answered + 1,
                streak,
            )
        elif streak != score.streak:
            after[member] = Score(score.points, score.credit, score.right, score.answered, streak)
        else:
            after[member] = score
    return after


def marks_of(sheet: Sheet, position: int, given: Mapping[str, Given]) -> dict[str, Mark]:
    """Return the mark of each answer; equal answers are marked once."""
    question, more = sheet.questions[position], sheet.accepted_more.get(position, ())
    seen: dict[tuple[tuple[int, ...], str], Mark] = {}
    marks: dict[str, Mark] = {}
    for member, each in given.items():
        key = (each.choices, each.text)
        found = seen.get(key)
        if found is None:
            found = seen[key] = mark(question, each, more, sheet.language, sheet.known)
        marks[member] = found
    return marks


def _points(
    sheet: Sheet, weight: float, given: Mapping[str, Given], marks: Mapping[str, Mark], streaks: Mapping[str, int]
) -> dict[str, float]:
    """Return the points of each answer; without credit there are none, in any preset."""
    first: Mapping[str, int] = {}
    if sheet.scoring is Scoring.RANK:
        right = (member for member, each in marks.items() if each.credit >= 1.0)
        first = places({member: pace(given[member].took, given[member].limit) for member in right})
    points = formula(sheet.scoring)
    earned = dict.fromkeys(marks, 0.0)
    for member, each in marks.items():
        if each.credit:
            answer = given[member]
            place = first.get(member, 0) if first else 0
            earned[member] = points(weight * each.credit, answer.took, answer.limit, streaks[member], place)
    return earned


# -- boards


def board(sheet: Sheet, scores: Scores, previous: Board | None = None, joined_before: int | None = None) -> Board:
    """Return the ranking of the scores; empty when the quiz gives no points.

    `previous` is the board last shown; who is not on it is new. `joined_before` leaves out who joined at that
    question (0-based) or later. Rows of one rank stand by name.
    """
    if sheet.scoring is Scoring.NONE:
        return Board()
    players = {
        member: player
        for member, player in sheet.players().items()
        if joined_before is None or player.joined < joined_before
    }
    totals = {member: half_up(scores.get(member, _START).points, 2) for member in players}
    rank = places({member: -total for member, total in totals.items()})
    ordered = sorted(players, key=lambda member: (rank[member], players[member].name.casefold(), member))
    rows = tuple(
        Row(
            member,
            players[member].name,
            players[member].team,
            rank[member],
            totals[member],
            _moved(previous.of(member) if previous else None, rank[member]),
        )
        for member in ordered
    )
    return Board(rows, _teams(players, totals), {row.member: place for place, row in enumerate(rows)})


def _moved(before: Row | None, rank: int) -> Moved:
    if before is None:
        return Moved.NEW
    if before.rank == rank:
        return Moved.SAME
    return Moved.UP if rank < before.rank else Moved.DOWN


def _teams(players: Mapping[str, Player], totals: Mapping[str, float]) -> tuple[TeamRow, ...]:
    members: defaultdict[str, list[float]] = defaultdict(list)
    for member, player in players.items():
        if player.team:
            members[player.team].append(totals[member])
    means = {team: half_up(fsum(each) / len(each), 2) for team, each in members.items()}
    rank = places({team: -value for team, value in means.items()})
    ordered = sorted(means, key=lambda team: (rank[team], team.casefold(), team))
    return tuple(TeamRow(team, rank[team], means[team], len(members[team])) for team in ordered)


# -- the group


def accuracy(scores: Iterable[Score]) -> float | None:
    """Return the mean credit of all answers given to questions that count; None when there are none."""
    found = tuple(scores)
    answered = sum(score.answered for score in found)
    return fsum(score.credit for score in found) / answered if answered else None


def hardest(graded: Sequence[Graded]) -> int | None:
    """Return the position of the counting question with the lowest mean credit, the earliest of equals.

    Unanswered is not wrong. None when nothing was answered, or nothing wrong.
    """
    means = {
        each.position: fsum(mark.credit for mark in each.marks.values()) / len(each.marks)
        for each in graded
        if each.counts and each.marks
    }
    worst = min(means, key=lambda position: (means[position], position), default=None)
    return worst if worst is not None and means[worst] < 1.0 else None
