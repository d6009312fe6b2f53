"""The course of a quiz: each revealed question with what it changed, computed once per value and read by every card."""

from msgspec import Struct

from bot.quiz.model import Board, Graded, Sheet
from bot.quiz.standings import Scores, board, fold, grade


class Round(Struct, frozen=True):
    """One revealed question: its marks, everybody's scores after it, and the board as it stood then."""

    graded: Graded
    scores: Scores
    board: Board


def course(sheet: Sheet) -> tuple[Round, ...]:
    """Return the rounds of the sheet, in the order played. A board lists who had joined by then.

    Movement is told against the last board on which something counted: nobody falls behind by a poll.
    """
    rounds: list[Round] = []
    scores: Scores = {}
    before = Board()
    for position in range(len(sheet.questions)):
        graded = grade(sheet, position, scores)
        scores = fold(scores, graded)
        latest = board(sheet, scores, before, joined_before=position + 1)
        rounds.append(Round(graded, scores, latest))
        before = latest if graded.counts else before
    return tuple(rounds)
