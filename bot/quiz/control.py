"""What a host may set right, at any time: void a question, accept one more answer, remove a member, give somebody time.

Nothing is recomputed here: scores follow from the answers and these settings.
"""

from typing import TypeVar

from msgspec.structs import replace

from bot.decks.model import Kind
from bot.kernel.event import Event
from bot.kernel.markup import escape
from bot.kernel.people import Actor
from bot.kernel.session import Reply, Turn
from bot.kernel.words import words
from bot.quiz.answers import LONGEST_ANSWER
from bot.quiz.events import Accept, AcceptForm, Accommodate, Panel, Remove, Results, Void
from bot.quiz.panel import accept_form, panel_reply, results_card
from bot.quiz.state import State
from bot.quiz.texts import Why, no

S = TypeVar("S", bound=State)

MOST_ACCEPTED = 20
"""Texts a host can add to one question's accepted answers."""


def correct(quiz: S, event: Event, by: Actor) -> Turn[S]:
    """Return what a host's correction leads to; `by` is known to be a host."""
    match event:
        case Panel():
            panels = quiz.panels if by.member in quiz.panels else (*quiz.panels, by.member)
            opened = quiz if panels == quiz.panels else replace(quiz, panels=panels)
            return Turn(opened, panel_reply(opened, by))
        case Results():
            return Turn(quiz, _results(quiz, by))
        case Void(question=number):
            return _void(quiz, number, by)
        case AcceptForm(question=number):
            return Turn(quiz, _untypable(quiz, number, by) or Reply(form=accept_form(quiz, number, by.locale)))
        case Accept(text=text, question=number):
            return _accept(quiz, text, number, by)
        case Remove(member=member):
            return _remove(quiz, member, by)
        case Accommodate(member=member, factor=factor):
            return _accommodate(quiz, member, factor, by)
        case _:
            return Turn(quiz, no(Why.FOREIGN, by))


def _results(quiz: State, by: Actor) -> Reply:
    if quiz.reached < 0:
        return no(Why.NOTHING_REVEALED, by)
    return Reply(card=results_card(quiz, by.locale))


def _position(quiz: State, number: int) -> int | None:
    """Return the revealed position a host's number means (from 1, 0 for the latest)."""
    if not number:
        return quiz.played[-1] if quiz.played else None
    return number - 1 if number - 1 in quiz.played else None


def _void(quiz: S, number: int, by: Actor) -> Turn[S]:
    """Take a question out of the score; a second time puts it back, since a slip must not cost anybody's points."""
    position = _position(quiz, number)
    if position is None:
        return Turn(quiz, _none_such(quiz, by))
    changed = replace(quiz, voided=quiz.voided ^ {position})
    return Turn(changed, panel_reply(changed, by))


def _accept(quiz: S, text: str, number: int, by: Actor) -> Turn[S]:
    refused, position = _untypable(quiz, number, by), _position(quiz, number)
    if refused or position is None:
        return Turn(quiz, refused or _none_such(quiz, by))
    say, typed, more = words(by.locale), " ".join(text.split()), quiz.accepted.get(position, ())
    if not typed:
        return Turn(quiz, no(Why.UNREADABLE, by, problem=say("it is empty.")))
    if len(typed) > LONGEST_ANSWER:
        return Turn(quiz, no(Why.UNREADABLE, by, problem=say("it is longer than {n} characters.", n=LONGEST_ANSWER)))
    if typed not in more and len(more) >= MOST_ACCEPTED:
        return Turn(quiz, no(Why.UNREADABLE, by, problem=say("no more than {n} can be added.", n=MOST_ACCEPTED)))
    if typed in more:
        return Turn(quiz, panel_reply(quiz, by))
    changed = replace(quiz, accepted={**quiz.accepted, position: (*more, typed)})
    return Turn(changed, panel_reply(changed, by))


def _untypable(quiz: State, number: int, by: Actor) -> Reply | None:
    """Return why no further answer can be accepted for the question a host's number means, None if one can."""
    position = _position(quiz, number)
    if position is None:
        return _none_such(quiz, by)
    if quiz.question(position).kind not in {Kind.TYPED, Kind.NUMBER}:
        return no(Why.NOT_TYPED, by, number=position + 1)
    return None


def _none_such(quiz: State, by: Actor) -> Reply:
    if not quiz.played:
        return no(Why.NOTHING_REVEALED, by)
    return no(Why.NO_SUCH_QUESTION, by, most=quiz.reached + 1)


def _remove(quiz: S, member: str, by: Actor) -> Turn[S]:
    player = quiz.players.get(member)
    if player is None:
        return Turn(quiz, no(Why.NOT_HERE, by))
    changed = replace(quiz, removed=quiz.removed | {member})
    text = words(by.locale)("{name} is out of this quiz; their answers count for nothing.", name=escape(player.name))
    return Turn(changed, Reply(text=text))


def _accommodate(quiz: S, member: str, factor: float, by: Actor) -> Turn[S]:
    """Give `member` a factor from now on; a clock that has been started keeps the limit answers were recorded with."""
    return Turn(replace(quiz, factors={**quiz.factors, member: factor}), accommodated(factor, by))


def accommodated(factor: float, by: Actor) -> Reply:
    """Return the acknowledgement of a time factor, also where no quiz runs that it would concern."""
    say = words(by.locale)
    noted = say(
        "Noted: {factor} times the time for that member in every quiz here. Only you see this.", factor=f"{factor:g}"
    )
    return Reply(text=noted)
