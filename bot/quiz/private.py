"""What one learner sees of a live quiz, alone: the answer locked in, the form to type one, the own result."""

from collections.abc import Iterator, Mapping

from bot.decks.model import Kind, Scoring
from bot.kernel.card import Card, Field, Form, Input
from bot.kernel.markup import escape, moment, plain
from bot.kernel.names import clipped
from bot.kernel.session import Reply, Whisper
from bot.kernel.words import Words, words
from bot.quiz.answers import LONGEST_ANSWER, describe
from bot.quiz.events import Answer
from bot.quiz.model import Given, Mark, Score
from bot.quiz.panel import panel_card, results_card
from bot.quiz.phases import Asking, Finished, Reading, Revealed, tag_of
from bot.quiz.reveal import right_answer
from bot.quiz.scoring import percent, plural, shown
from bot.quiz.state import State

FORM_TITLE = 45
"""Characters of a form's title (Discord's limit for modals, API docs 2026-08; Slack's is 24 and its adapter cuts)."""


def whispers(quiz: State) -> Mapping[str, Whisper]:
    """Return the private news: results of the question just revealed, the panel, and in the end the files for the host."""
    news: dict[str, Whisper] = {}
    if quiz.quiet:
        return news
    position = quiz.reached
    between = isinstance(quiz.table, Revealed | Reading) or isinstance(quiz.phase, Finished)
    if position >= 0 and between and position not in quiz.skipped:
        stamp = f"{position} {position in quiz.voided} {len(quiz.accepted.get(position, ()))}"
        news["mine"] = Whisper(stamp, tuple(member for member in quiz.given(position) if member in quiz.players))
    if quiz.panels:
        stamp = f"{tag_of(quiz.phase)} {position} {len(quiz.players)} {quiz.answered} {sorted(quiz.voided)}"
        news["panel"] = Whisper(stamp, quiz.panels, patient=True)
    if isinstance(quiz.phase, Finished) and quiz.played and not quiz.run.alone:
        news["results"] = Whisper("done", (quiz.setup.host,), direct=True)
    return news


def whisper(quiz: State, key: str, member: str) -> Card:
    """Return the private card of `member` for a key of `whispers`; in the group's language, for want of the member's."""
    match key:
        case "panel":
            return panel_card(quiz, quiz.run.language)
        case "results":
            return results_card(quiz, quiz.run.language)
        case _:
            return question_result(quiz, quiz.reached, member, quiz.run.language)


def locked_in(quiz: State, position: int, given: Given, locale: str) -> Reply:
    """Return the acknowledgement of an answer; the engine hands it out only once the answer is stored."""
    say = words(locale)
    text = say("🔒 Locked in: {answer}", answer=describe(quiz.question(position), quiz.setup.layouts[position], given))
    if quiz.run.change and isinstance(quiz.phase, Asking):
        text += "\n\n" + say("You may change it until the question closes {when}.", when=moment(quiz.phase.closes))
    return Reply(card=Card(body=text, session=quiz.id), keep="mine")


def answer_form(quiz: State, position: int, locale: str) -> Form:
    """Return the form a typed, number or ordering question is answered with."""
    say = words(locale)
    question = quiz.question(position)
    labels = {
        Kind.ORDERING: (say("The letters, first to last"), "CABD"[: len(question.choices)]),
        Kind.NUMBER: (say("A number in {unit}", unit=question.unit) if question.unit else say("A number"), "42"),
    }
    label, example = labels.get(question.kind, (say("Your answer"), ""))
    hint = say("for example {example}", example=example) if example else ""
    title = clipped(plain(question.stem).split("\n")[0], FORM_TITLE)
    entry = Input("text", label, hint=hint, most=LONGEST_ANSWER)
    return Form(title, (entry,), Answer(position), say("Lock in"), session=quiz.id)


def question_result(quiz: State, position: int, member: str, locale: str) -> Card:
    """Return how `member` did in the question at `position`, and how they stand."""
    say = words(locale)
    question = quiz.question(position)
    given = quiz.given(position).get(member)
    mark = quiz.course[position].graded.marks.get(member)
    if given is None or mark is None:
        lines = [say("You did not answer question {number}.", number=position + 1)]
    else:
        chosen = describe(question, quiz.setup.layouts[position], given)
        lines = [_verdict(quiz, position, member, mark, say), say("Your answer: {answer}", answer=chosen)]
        lines += [line for line in (_aside(mark, say), mark.comment) if line]
    if question.scored and not (mark and mark.right):
        lines.append(say("Right: {answer}", answer=right_answer(quiz, position)))
    if question.explanation:
        lines.append(question.explanation)
    lines += _own_rank(quiz, member, position, say)
    title = say("Question {number}, for you alone", number=position + 1)
    return Card(title=title, body="\n\n".join(lines), session=quiz.id)


def _verdict(quiz: State, position: int, member: str, mark: Mark, say: Words) -> str:
    graded = quiz.course[position].graded
    if position in quiz.voided:
        return say("🚫 The host has taken this question out of the score.")
    if not quiz.question(position).scored:
        return say("🗳 Your vote is counted.")
    if mark.right:
        verdict = say("✅ Right!")
    elif mark.credit > 0:
        verdict = say("◐ Partly right: {percent} %.", percent=percent(mark.credit))
    else:
        verdict = say("▫️ Not this time.")
    if not quiz.scored:
        return verdict
    points, streak = graded.points.get(member, 0.0), graded.streaks.get(member, 0)
    verdict += " " + say.many("+{points} point.", "+{points} points.", plural(points), points=shown(points))
    if quiz.run.scoring is Scoring.STREAK and streak > 1:
        verdict += " " + say("🔥 {n} right in a row.", n=streak)
    return verdict


def _aside(mark: Mark, say: Words) -> str:
    if mark.near:
        return say("A slip of the keyboard was forgiven.")
    if mark.note == "unit-missing" and mark.credit > 0:
        return say("You left the unit out; this time it was taken as the one asked for.")
    if mark.note == "wrong-unit":
        return say("That unit measures something else.")
    return ""


def _own_rank(quiz: State, member: str, position: int, say: Words) -> list[str]:
    counted = any(each.graded.counts for each in quiz.course[: position + 1])
    if not quiz.scored or quiz.run.board < 0 or not counted:
        return []
    board = quiz.course[position].board
    own = board.of(member)
    if own is None:
        return []
    place = {"rank": own.rank, "count": len(board.rows), "points": shown(own.points)}
    return [
        say.many(
            "You are number {rank} of {count} with {points} point.",
            "You are number {rank} of {count} with {points} points.",
            plural(own.points),
            **place,
        )
    ]


def own_result(quiz: State, member: str, locale: str) -> Card:
    """Return how `member` has done in the whole quiz so far."""
    say = words(locale)
    title = say("My result: {title}", title=escape(plain(quiz.setup.deck.title)))
    if member in quiz.removed:
        return Card(title=title, body=say("The host has taken you out of this quiz."), session=quiz.id)
    if member not in quiz.players:
        return Card(title=title, body=say("You have not taken part in this quiz."), session=quiz.id)
    if not quiz.played:
        return Card(title=title, body=say("Nothing has been revealed yet."), session=quiz.id)
    each = Field(say("Question by question"), "\\\n".join(_review(quiz, member, say)))
    return Card(title=title, body="\n\n".join(result_lines(quiz, member, say)), fields=(each,), session=quiz.id)


def result_lines(quiz: State, member: str, say: Words) -> list[str]:
    """Return how one of the players has done so far: what was right and, where points are given, how they stand."""
    score = quiz.course[-1].scores.get(member, Score())
    lines = [
        say(
            "Answered {answered} of {count}, {right} fully right.",
            answered=sum(member in quiz.given(position) for position in quiz.played),
            count=len(quiz.played),
            right=score.right,
        )
    ]
    if score.accuracy is not None:
        lines.append(say("Accuracy of your answers: {percent} %", percent=percent(score.accuracy)))
    return lines + _own_rank(quiz, member, quiz.reached, say)


REVIEWED = 25
"""Questions listed in the own result; the newest of more."""

STEM = 60
"""Characters of a question in that list; longer ones end in an ellipsis."""


def _review(quiz: State, member: str, say: Words) -> Iterator[str]:
    for position in quiz.played[-REVIEWED:]:
        stem = escape(clipped(plain(quiz.question(position).stem).split("\n")[0], STEM))
        mark = quiz.course[position].graded.marks.get(member)
        if position in quiz.voided:
            sign = "🚫"
        elif mark is None:
            sign = "–"
        elif not quiz.question(position).scored:
            sign = "🗳"
        else:
            sign = "✅" if mark.right else "◐" if mark.credit > 0 else "▫️"
        yield f"{sign} {position + 1}. {stem}" + ("" if mark else " · " + say("not answered"))
