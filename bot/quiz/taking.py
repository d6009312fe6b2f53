"""What those who take part may do: join, choose a team, answer, look at their own result."""

from collections.abc import Mapping
from typing import TypeVar

import msgspec
from msgspec.structs import replace

from bot.kernel.clock import Instant
from bot.kernel.errors import Unreadable
from bot.kernel.event import Event
from bot.kernel.markup import escape
from bot.kernel.names import clipped
from bot.kernel.people import Actor
from bot.kernel.session import Fact, Reply, Turn
from bot.kernel.words import words
from bot.quiz.answers import describe, read_answer
from bot.quiz.events import Answer, AnswerText, Join, Mine, MyAnswer, OpenForm, Team
from bot.quiz.model import Given, Player, shared
from bot.quiz.phases import Asking, Cancelled, Finished, Lobby, Paused, Reading, Revealed
from bot.quiz.private import answer_form, locked_in, own_result, question_result
from bot.quiz.state import GRACE, State
from bot.quiz.texts import Why, no

S = TypeVar("S", bound=State)


def take_part(quiz: S, event: Event, by: Actor, at: Instant) -> Turn[S]:
    """Return what a learner's event leads to."""
    match event:
        case Mine():
            return Turn(quiz, Reply(card=own_result(quiz, by.member, by.locale), keep="mine"))
        case MyAnswer(position=position):
            return Turn(quiz, _answer_of(quiz, position, by))
        case _ if by.member in quiz.removed:
            return Turn(quiz, no(Why.REMOVED, by))
        case _ if quiz.over:
            return Turn(quiz, no(Why.OVER, by))
        case Join(team=team) | Team(team=team, member=""):
            return _join(quiz, team, by, at)
        case Team(team=team, member=member):
            return _place_in_team(quiz, team, member, by, at)
        case OpenForm(position=position):
            refused = _closed_to(quiz, position, by, at)
            return Turn(quiz, refused or Reply(form=answer_form(quiz, position, by.locale)))
        case AnswerText(text=text):
            return _answer_text(quiz, text, by, at)
        case Answer():
            return _answer(quiz, event, by, at)
        case _:
            return Turn(quiz, no(Why.FOREIGN, by))


def _answer_of(quiz: State, position: int, by: Actor) -> Reply:
    """Return the own result of a question, once its answer is public."""
    if by.member in quiz.removed:
        return no(Why.REMOVED, by)
    if position not in quiz.played:
        return no(Why.HIDDEN, by)
    return Reply(card=question_result(quiz, position, by.member, by.locale), keep="mine")


def _join(quiz: S, team: str, by: Actor, at: Instant) -> Turn[S]:
    say = words(by.locale)
    if team and not quiz.run.teams:
        return Turn(quiz, no(Why.NO_TEAMS, by))
    known = quiz.roster.get(by.member)
    if known and not team:
        return Turn(quiz, Reply(text=say("You are in already.")))
    named = _team_named(quiz, team) if team else smallest_team(quiz)
    if named is None:
        return Turn(quiz, no(Why.NO_SUCH_TEAM, by, teams=escape(", ".join(quiz.run.teams))))
    joined, fact = _with_player(quiz, by.member, by.name, named, at)
    text = say("You are in, team {team}.", team=escape(named)) if named else say("You are in.")
    return Turn(joined, Reply(text=text), (fact,))


def _place_in_team(quiz: S, team: str, member: str, by: Actor, at: Instant) -> Turn[S]:
    if not by.host:
        return Turn(quiz, no(Why.NOT_HOST, by))
    if not quiz.run.teams:
        return Turn(quiz, no(Why.NO_TEAMS, by))
    player, named = quiz.players.get(member), _team_named(quiz, team)
    if player is None:
        return Turn(quiz, no(Why.NOT_HERE, by))
    if named is None:
        return Turn(quiz, no(Why.NO_SUCH_TEAM, by, teams=escape(", ".join(quiz.run.teams))))
    placed, fact = _with_player(quiz, member, player.name, named, at)
    text = words(by.locale)("{name} is now in team {team}.", name=escape(player.name), team=escape(named))
    return Turn(placed, Reply(text=text), (fact,))


def _team_named(quiz: State, typed: str) -> str | None:
    return next((team for team in quiz.run.teams if team.casefold() == typed.strip().casefold()), None)


def smallest_team(quiz: State) -> str:
    """Return the team with the fewest members, the first of them in order; "" when the quiz has no teams."""
    if not quiz.run.teams:
        return ""
    sizes = dict.fromkeys(quiz.run.teams, 0)
    for player in quiz.players.values():
        sizes[player.team] = sizes.get(player.team, 0) + 1
    return min(quiz.run.teams, key=lambda team: sizes[team])


def _with_player(  # noqa: PLR0913 - who, where, since when
    quiz: S, member: str, name: str, team: str, at: Instant, *, since: int | None = None
) -> tuple[S, Fact]:
    """Put `member` on the roster, `since` the question on the table or the next to come."""
    known = quiz.roster.get(member)
    joined = quiz.reached + 1 if since is None else since
    player = Player(name=clipped(name) or member, team=team, joined=known.joined if known else joined)
    fact = Fact(item="join", member=member, at=at, data=msgspec.json.encode(player), again=True)
    return replace(quiz, roster={**quiz.roster, member: player}), fact


def _answer_text(quiz: S, text: str, by: Actor, at: Instant) -> Turn[S]:
    """Answer whatever is on the table."""
    table = quiz.table
    if table is None:
        return Turn(quiz, no(Why.NOT_BEGUN, by))
    return _answer(quiz, Answer(table.position, text=text), by, at)


def _closed_to(quiz: State, position: int, by: Actor, at: Instant) -> Reply | None:
    """Return why `by` may not answer the question at `position` now, None if they may.

    A press the platform dates before the close counts even when it is delivered after the reveal, and one dated before
    a pause when it is delivered in it.
    """
    match quiz.phase:
        case Asking(position=asked) as asking if asked == position:
            return None if asking.began is None or at <= _end(quiz, asking, by) else no(Why.CLOSED, by)
        case Revealed(position=asked, closed=closed) as revealed if asked == position:
            return None if at <= min(closed, _end(quiz, revealed, by)) else no(Why.CLOSED, by)
        case Paused(was=Asking(position=asked) as asking, since=since) if asked == position and at <= min(
            since, _end(quiz, asking, by)
        ):
            return None
        case Reading(position=asked) if asked == position:
            return no(Why.READING, by)
        case Paused():
            return no(Why.PAUSED, by)
        case Lobby():
            return no(Why.NOT_BEGUN, by)
        case Finished() | Cancelled():
            return no(Why.OVER, by)
        case _:
            return no(Why.CLOSED, by)


def _end(quiz: State, asked: Asking | Revealed, by: Actor) -> Instant:
    return quiz.deadline(asked, by.member) + GRACE


def _answer(quiz: S, event: Answer, by: Actor, at: Instant) -> Turn[S]:
    position = event.position
    refused = _closed_to(quiz, position, by, at)
    if refused:
        return Turn(quiz, refused)
    question, layout = quiz.question(position), quiz.setup.layouts[position]
    say = words(by.locale)
    limit = quiz.limit(position, by.member)
    took, language = min(_taken(quiz, at), limit), quiz.setup.deck.language
    try:
        given = read_answer(question, layout, event, at=at, took=took, limit=limit, language=language, say=say)
    except Unreadable as error:
        return Turn(quiz, no(Why.UNREADABLE, by, problem=error.problem))
    standing = quiz.given(position).get(by.member)
    if standing and not _counts_instead(quiz, standing, given):
        return Turn(quiz, _repeated(quiz, position, standing, given, by))
    return _record(quiz, position, shared(given), by, at)


def _taken(quiz: State, at: Instant) -> int:
    """Return the milliseconds since the clock began; 0 for a press that overtook the confirmation of the post."""
    match quiz.phase:
        case Asking(began=int(began)) | Revealed(began=int(began)) | Paused(was=Asking(began=int(began))):
            return max(at - began, 0)
        case _:
            return 0


def _counts_instead(quiz: State, standing: Given, given: Given) -> bool:
    """Whether a further answer replaces the one that stands: another one, given later, where answers may change."""
    return quiz.run.change and not _same(standing, given) and given.at >= standing.at


def _same(one: Given, other: Given) -> bool:
    return (one.choices, one.text) == (other.choices, other.text)


def _repeated(quiz: State, position: int, standing: Given, given: Given, by: Actor) -> Reply:
    """Answer a second press: the same one is acknowledged again, another one learns what stands."""
    if quiz.run.change or _same(standing, given):
        return locked_in(quiz, position, standing, by.locale)
    answer = describe(quiz.question(position), quiz.setup.layouts[position], standing)
    return no(Why.STANDS, by, answer=answer)


def _record(quiz: S, position: int, given: Given, by: Actor, at: Instant) -> Turn[S]:
    """Store the answer; whoever answers has joined by it."""
    facts: tuple[Fact, ...] = ()
    if by.member not in quiz.roster:
        quiz, joined = _with_player(quiz, by.member, by.name, smallest_team(quiz), at, since=position)
        facts = (joined,)
    data = msgspec.json.encode(given)
    answer = Fact(item=f"a{position}", member=by.member, at=at, data=data, again=quiz.run.change)
    of_question: Mapping[str, Given] = {**quiz.given(position), by.member: given}
    answered = replace(quiz, answers={**quiz.answers, position: of_question})
    return Turn(answered, _acknowledged(answered, position, given, by), (*facts, answer))


def _acknowledged(quiz: State, position: int, given: Given, by: Actor) -> Reply:
    """Return what was locked in, or, for a press that arrived after the reveal, what everybody else has been told."""
    if isinstance(quiz.phase, Revealed):
        return Reply(card=question_result(quiz, position, by.member, by.locale), keep="mine")
    return locked_in(quiz, position, given, by.locale)
