"""Opening a quiz: from a deck and the words of `/quiz start` to a value that stands in the lobby or at the first question.

Chance is a seed: an order is the order of the hashes of (seed, number), which is the same on every machine and in every release.
"""

from collections.abc import Mapping
from hashlib import blake2b

from msgspec.structs import replace

from bot.decks.model import Deck, Kind, Question, Scoring
from bot.kernel.clock import Instant
from bot.kernel.errors import Unreadable
from bot.kernel.people import Actor, Place
from bot.kernel.words import Words, words
from bot.quiz.events import Begin, Start
from bot.quiz.model import once
from bot.quiz.phases import Lobby
from bot.quiz.session import Quiz
from bot.quiz.state import Run, Setup

MOST_TEAMS = 8
LONGEST_TEAM = 30
"""Characters in a team's name; it becomes a button."""


def open_quiz(  # noqa: PLR0913 - everything a quiz is made of
    session: str,
    place: Place,
    deck: Deck,
    start: Start,
    host: Actor,
    *,
    at: Instant,
    seed: str,
    factors: Mapping[str, float],
    language: str = "en",
    scoring: Scoring = Scoring.ACCURACY,
    alone: bool = False,
    rings: bool = True,
) -> Quiz:
    """Return the quiz `host` opens. Raises `Unreadable` for options that do not fit together.

    `rings`: the platform lets private results come by themselves.
    """
    run = replace(_run(deck, start, language, scoring, words(host.locale)), alone=alone)
    mix_questions = deck.shuffle_questions if start.shuffle == "deck" else start.shuffle in {"questions", "both"}
    mix_choices = deck.shuffle_choices if start.shuffle == "deck" else start.shuffle in {"choices", "both"}
    order = tuple(range(len(deck.questions)))
    order = shuffled(order, seed) if mix_questions else order
    layouts = tuple(once(_layout(deck.questions[index], f"{seed}:{index}", mix=mix_choices)) for index in order)
    setup = Setup(session, place, deck, run, order, layouts, host.member, host.name, at, seed, rings)
    quiz = Quiz(setup=setup, phase=Lobby(), factors=dict(factors), panels=(host.member,))
    if start.start == "lobby":
        return quiz
    return quiz.handle(Begin(), host, at).state


def shuffled(items: tuple[int, ...], seed: str) -> tuple[int, ...]:
    """Return `items` in the order that `seed` gives."""
    return tuple(sorted(items, key=lambda item: blake2b(f"{seed}:{item}".encode(), digest_size=8).digest()))


def _layout(question: Question, seed: str, *, mix: bool) -> tuple[int, ...]:
    """Return the order in which the choices are shown. An ordering question is always mixed, and never shown solved."""
    choices = tuple(range(len(question.choices)))
    if question.kind is Kind.ORDERING:
        mixed = shuffled(choices, seed)
        if mixed == choices and len(choices) > 2:  # noqa: PLR2004 - of two, "never solved" would be the solution
            return (*choices[1:], choices[0])
        return mixed
    wanted = mix if question.shuffle is None else question.shuffle
    if not wanted or question.kind is Kind.TRUE_FALSE:
        return (*_loose(question, choices), *_pinned(question, choices))
    return (*shuffled(_loose(question, choices), seed), *_pinned(question, choices))


def _loose(question: Question, choices: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(index for index in choices if not question.choices[index].last)


def _pinned(question: Question, choices: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(index for index in choices if question.choices[index].last)


def _run(deck: Deck, start: Start, language: str, scoring: Scoring, say: Words) -> Run:
    usual = Run()
    change = start.answers == "change"
    return Run(
        seconds=_first(start.seconds, deck.seconds, usual.seconds),
        reading=_first(start.reading, deck.reading, usual.reading),
        scoring=start.scoring or deck.scoring or scoring,
        change=change,
        early=not change if start.early == "auto" else start.early == "on",
        board=_board(start.board, say),
        pace=_first(start.pace, usual.pace),
        teams=_teams(start.teams, say),
        language=language,
        lobby=start.start == "lobby",
    )


def _first(*values: int | None) -> int:
    return next(value for value in values if value is not None)


def _board(typed: str, say: Words) -> int:
    """Return how often the board is shown: ``every`` 1, a number itself, ``end`` 0, ``never`` -1."""
    named = {"every": 1, "end": 0, "never": -1}
    word = typed.strip().casefold()
    if word in named:
        return named[word]
    if word.isdecimal() and 1 <= int(word[:4]) <= 200:  # noqa: PLR2004 - a deck's most questions
        return int(word)
    raise Unreadable("board", say("say every, end, never, or after how many questions, such as 5."))


def _teams(typed: str, say: Words) -> tuple[str, ...]:
    teams = tuple(" ".join(name.split()) for name in typed.split(",") if name.strip())
    if not teams:
        return ()
    if len(teams) < 2 or len(teams) > MOST_TEAMS:  # noqa: PLR2004 - one team is none
        problem = say("name 2 to {n} teams with commas between them, such as teams:red,blue.", n=MOST_TEAMS)
        raise Unreadable("teams", problem)
    if len({team.casefold() for team in teams}) != len(teams):
        raise Unreadable("teams", say("two teams have the same name."))
    if any(len(team) > LONGEST_TEAM or not team.isprintable() for team in teams):
        raise Unreadable("teams", say("a team's name has up to {n} letters, digits and signs.", n=LONGEST_TEAM))
    return teams
