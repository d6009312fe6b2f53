"""The course of a quiz: each revealed question with what it changed, computed once and read by every card.

Nearly everything that happens leaves the questions that were revealed before as they are; their rounds are then taken over from
the course before. What may never happen: a round that is taken over though computing it anew would show anything else.
"""

from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from bot.quiz.model import Board, Given, Graded, Sheet, Tally
from bot.quiz.standings import Scores, board, fold, grade
from bot.quiz.tallies import tally


class Round(Struct, frozen=True):
    """One revealed question: its marks, what was answered, everybody's scores after it, and the board as it stood then.

    Who joined at a later question may be missing from `scores`; they have none there.
    """

    graded: Graded
    tally: Tally
    scores: Scores
    board: Board


class Course(Struct, frozen=True):
    """The rounds in the order played, and the sheet they follow from, without answers to questions not yet revealed."""

    rounds: tuple[Round, ...]
    sheet: Sheet


def course(sheet: Sheet, before: Course | None = None) -> Course:
    """Return the course of the sheet. `before` is that of an earlier sheet of the same quiz.

    A board lists who had joined by then. Movement is told against the last board on which something counted: nobody falls
    behind by a poll.
    """
    same = _same(before.sheet, sheet) if before else 0
    rounds = list(before.rounds[:same]) if before else []
    scores = rounds[-1].scores if rounds else {}
    latest = next((each.board for each in reversed(rounds) if each.graded.counts), Board())
    for position in range(same, len(sheet.questions)):
        graded = grade(sheet, position, scores)
        scores = fold(scores, graded)
        now = board(sheet, scores, latest, joined_before=position + 1)
        rounds.append(Round(graded, tally(sheet, position), scores, now))
        latest = now if graded.counts else latest
    answers = {position: sheet.answers.get(position, _NOBODY) for position in range(len(rounds))}
    return Course(tuple(rounds), replace(sheet, answers=answers))


_NOBODY: Mapping[str, Given] = {}


def _same(old: Sheet, new: Sheet) -> int:
    """Return how many of the first questions have the same rounds on both sheets.

    Answers and roster are compared as objects first: values are never changed in place, and most share both.
    """
    if old.removed != new.removed:
        return 0
    changed = set(old.void ^ new.void) | (old.skipped ^ new.skipped)
    for position in range(min(len(old.questions), len(new.questions))):
        same_key = old.accepted_more.get(position, ()) == new.accepted_more.get(position, ())
        if not same_key or old.answers[position] is not new.answers.get(position, _NOBODY):
            changed.add(position)
    if old.roster is not new.roster:
        if not old.roster.items() <= new.roster.items():
            return 0
        changed |= {player.joined for member, player in new.roster.items() if member not in old.roster}
    return min(changed | {len(old.questions), len(new.questions)})
