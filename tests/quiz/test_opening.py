"""Opening a quiz: what the words of `/quiz start` mean, and chance that repeats itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.decks.model import Choice, Scoring
from bot.kernel.errors import Unreadable
from bot.kernel.event import spell_press
from bot.quiz.opening import shuffled
from bot.quiz.phases import Lobby, Reading
from bot.quiz.state import Run
from bot.testing.decks import CAPITAL, FLAT, PLANETS, a_deck, numbered
from bot.testing.quizzes import lobby
from bot.testing.texts import buttons


def test_what_is_usual() -> None:
    """20 seconds a question, 3 to read, accuracy, locked answers, a board each time, 8 seconds between."""
    assert Run() == lobby().quiz.run
    expected = Run(
        seconds=20,
        reading=3,
        scoring=Scoring.ACCURACY,
        change=False,
        early=True,
        board=1,
        pace=8,
        language="en",
        lobby=True,
    )
    assert expected == lobby().quiz.run


def test_the_run_goes_before_the_deck() -> None:
    """What is said at the start overrides the deck, and the deck what is usual."""
    deck = a_deck(seconds=30, reading=5, scoring=Scoring.STREAK)
    own = lobby(deck).quiz.run
    assert (30, 5, Scoring.STREAK) == (own.seconds, own.reading, own.scoring)
    said = lobby(deck, seconds=10, reading=0, scoring=Scoring.NONE).quiz.run
    assert (10, 0, Scoring.NONE) == (said.seconds, said.reading, said.scoring)


def test_it_stands_in_the_lobby_or_begins() -> None:
    """``start:now`` leaves the lobby out, and its card too."""
    assert isinstance(lobby().phase, Lobby)
    begun = lobby(start="now", joined=())
    assert isinstance(begun.phase, Reading)
    assert ["q0"] == list(begun.quiz.view())


@pytest.mark.parametrize(("typed", "expected"), [("every", 1), (" END ", 0), ("never", -1), ("3", 3), ("200", 200)])
def test_when_the_board_is_wanted(typed: str, expected: int) -> None:
    """A word or a number of questions."""
    assert expected == lobby(board=typed).quiz.run.board


@pytest.mark.parametrize("typed", ["", "0", "201", "-1", "often", "9" * 5000, "٣x", "1.5"])
def test_a_board_that_cannot_be_read_is_refused(typed: str) -> None:
    """With the words that can be said."""
    with pytest.raises(Unreadable, match="every, end, never"):
        lobby(board=typed)


@pytest.mark.parametrize(
    "typed", ["Red", "Red,red", "a,b,c,d,e,f,g,h,i", "Red," + "x" * 31, "Red,\x01" + "\x02" * 20, "Red,\u202egreen"]
)
def test_teams_that_cannot_be(typed: str) -> None:
    """One team, two of a name, nine, a name too long, or one with what cannot be seen."""
    with pytest.raises(Unreadable, match="team"):
        lobby(teams=typed)


@given(st.lists(st.text(max_size=40), max_size=10))
def test_every_team_that_is_taken_fits_its_button(names: list[str]) -> None:
    """Whatever teams are typed: refused, or each has a button of at most 100 characters."""
    try:
        game = lobby(teams=",".join(names), joined=())
    except Unreadable:
        return
    for button in buttons(game.quiz):
        assert spell_press(game.quiz.id, button.press)
        assert 0 < len(button.label) <= 80


def test_order_follows_from_the_seed() -> None:
    """The same seed gives the same order, in every release; another gives another."""
    assert (6, 1, 2, 5, 4, 0, 7, 3) == shuffled(tuple(range(8)), "seed")
    orders = {lobby(numbered(6), shuffle="both", seed=f"{n}").quiz.setup.order for n in range(20)}
    assert len(orders) > 10


@given(st.integers(0, 30), st.text(max_size=10))
def test_a_shuffle_loses_nothing(count: int, seed: str) -> None:
    """Every item is there once."""
    assert list(range(count)) == sorted(shuffled(tuple(range(count)), seed))


@pytest.mark.parametrize(
    ("shuffle", "questions", "choices"),
    [
        ("none", False, False),
        ("questions", True, False),
        ("choices", False, True),
        ("both", True, True),
        ("deck", False, False),
    ],
)
def test_what_is_shuffled(shuffle: str, questions: bool, choices: bool) -> None:  # noqa: FBT001 - a table
    """Questions and options are mixed as asked for; the deck's own word goes where nothing is said."""
    found = [lobby(numbered(6), shuffle=shuffle, seed=f"{n}").quiz.setup for n in range(9)]
    assert questions == any(setup.order != tuple(range(6)) for setup in found)
    assert choices == any(layout != (0, 1, 2, 3) for setup in found for layout in setup.layouts)


def test_the_deck_may_ask_to_be_shuffled() -> None:
    """``shuffle_questions`` and ``shuffle_choices`` of the deck hold unless the run says otherwise."""
    deck = replace(numbered(6), shuffle_questions=True, shuffle_choices=True)
    assert any(lobby(deck, seed=f"{n}").quiz.setup.order != tuple(range(6)) for n in range(9))
    assert all(lobby(deck, seed=f"{n}", shuffle="none").quiz.setup.order == tuple(range(6)) for n in range(9))


def test_a_question_may_keep_its_order() -> None:
    """A question's own ``shuffle: no`` goes before the run's wish, and true/false is never turned round."""
    fixed = a_deck(replace(CAPITAL, shuffle=False), FLAT)
    layouts = {lobby(fixed, shuffle="choices", seed=f"{n}").quiz.setup.layouts for n in range(9)}
    assert {((0, 1, 2, 3), (0, 1))} == layouts


def test_pinned_options_stay_last() -> None:
    """An option such as “all of the above” stands below the others however they are mixed."""
    pinned = replace(CAPITAL, choices=(Choice("All of them", last=True), *CAPITAL.choices))
    for n in range(9):
        assert 0 == lobby(a_deck(pinned), shuffle="choices", seed=f"{n}").quiz.setup.layouts[0][-1]


def test_an_order_is_never_shown_solved() -> None:
    """However the seed falls, an ordering question of three items or more is mixed."""
    for n in range(60):
        assert (0, 1, 2, 3) != lobby(a_deck(PLANETS), seed=f"{n}").quiz.setup.layouts[0]


def test_of_two_items_either_may_come_first() -> None:
    """With two items "never solved" would give the solution away."""
    two = replace(PLANETS, choices=PLANETS.choices[:2])
    assert {(0, 1), (1, 0)} == {lobby(a_deck(two), seed=f"{n}").quiz.setup.layouts[0] for n in range(30)}
