"""What a host may set right: accept another answer, give time, open the panel; and what the panel shows."""

from collections.abc import Callable

import pytest

from bot.decks.model import Scoring
from bot.kernel.card import Card
from bot.kernel.event import spell_press
from bot.kernel.people import Actor
from bot.quiz.control import MOST_ACCEPTED
from bot.quiz.events import Accept, AcceptForm, Accommodate, Close, End, Join, Panel, Pause, Remove, Results, Void
from bot.quiz.phases import Asking, Finished, Revealed
from bot.testing.decks import BOILING, CAPITAL, PLANETS, RED_PLANET, a_deck, numbered
from bot.testing.quizzes import (
    ANA,
    BEN,
    CLEO,
    HOST,
    Game,
    asking,
    cancelled,
    finished,
    lobby,
    paused,
    reading,
    revealed,
)


def typed() -> Game:
    """Return a revealed typed question that Ana answered right and Ben with something else."""
    game = asking(a_deck(RED_PLANET, CAPITAL))
    game.answer(ANA, "Mars")
    game.answer(BEN, "Barsoom")
    return game.until(Revealed)


def points(game: Game) -> dict[str, float]:
    """Return everybody's points by now."""
    return {member: score.points for member, score in game.quiz.course[-1].scores.items()}


def panel(game: Game, by: Actor = HOST) -> Card:
    """Return the host's panel."""
    card = game.do(Panel(), by).card
    assert card is not None
    return card


# -- accept


def test_accepting_another_answer_regrades_everybody() -> None:
    """An answer accepted afterwards counts in full for all who gave it, and stands on the card."""
    game = typed()
    assert {"ana": 1.0, "ben": 0.0} == points(game)
    game.do(Accept("barsoom"))
    assert {"ana": 1.0, "ben": 1.0} == points(game)
    assert "barsoom" in game.quiz.view()["q0"].body


def test_accepting_goes_for_an_earlier_question_too() -> None:
    """The number of the question may be given; 0 is the latest."""
    game = typed().until(Asking).until(Revealed)
    assert "not-typed" == game.do(Accept("Barsoom")).refused
    game.do(Accept("Barsoom", 1))
    assert 1.0 == points(game)["ben"]


def test_accepting_a_number() -> None:
    """A number question can accept another number."""
    game = asking(a_deck(BOILING))
    game.answer(ANA, "212")
    game.until(Revealed)
    game.do(Accept("212"))
    assert 1.0 == points(game)["ana"]


def test_accepting_the_same_again_changes_nothing() -> None:
    """A repeat is answered by the panel, and the value is the same."""
    game = typed()
    game.do(Accept("Barsoom"))
    before = game.quiz
    assert "" == game.do(Accept("  Barsoom ")).refused
    assert before is game.quiz


@pytest.mark.parametrize(
    ("event", "code"),
    [
        (Accept(" "), "unreadable"),
        (Accept("x" * 201), "unreadable"),
        (Accept("x", 2), "no-such-question"),
        (Accept("x", -1), "no-such-question"),
        (AcceptForm(2), "no-such-question"),
    ],
)
def test_what_cannot_be_accepted(event: Accept | AcceptForm, code: str) -> None:
    """Empty and endless texts, and questions that are not revealed, are refused."""
    game = typed()
    before = game.quiz
    assert code == game.do(event).refused
    assert before is game.quiz


def test_a_question_of_choices_accepts_nothing() -> None:
    """Neither the form nor the command is for a question with options."""
    game = revealed(numbered(2))
    assert ["not-typed", "not-typed"] == [game.do(Accept("x")).refused, game.do(AcceptForm(1)).refused]


def test_nothing_is_accepted_before_the_reveal() -> None:
    """Whoever may still answer must not read what counts."""
    assert "nothing-revealed" == asking(a_deck(RED_PLANET)).do(Accept("Barsoom")).refused


def test_accepted_answers_have_an_end() -> None:
    """A host's slip of script cannot make the session grow for ever."""
    game = typed()
    for number in range(MOST_ACCEPTED):
        assert "" == game.do(Accept(f"form {number}")).refused
    assert "unreadable" == game.do(Accept("one more")).refused


def test_the_form_leads_back_to_the_question() -> None:
    """What is typed into the form is accepted for the question whose button opened it."""
    form = typed().do(AcceptForm(1)).form
    assert form is not None
    assert Accept("", 1) == form.press


# -- the panel


@pytest.mark.parametrize("phase", [lobby, reading, asking, revealed, paused, finished, cancelled])
def test_every_control_on_the_panel_is_legal(phase: Callable[[], Game]) -> None:
    """No button of the panel is ever refused in the phase it is shown in, and each fits a button."""
    game = phase()
    for button in panel(game).buttons:
        turn = game.quiz.handle(button.press, HOST, game.at)
        assert "" == turn.reply.refused, button.label
        assert spell_press(game.quiz.id, button.press)


def test_the_panel_shows_joined_answered_silent_and_the_live_distribution() -> None:
    """The host sees who is silent and what is chosen, the right one marked, while nobody else does."""
    game = asking(numbered(1), joined=(ANA, BEN, CLEO))
    game.answer(ANA, "B")
    game.answer(BEN, "A")
    found = {field.name: field.value for field in panel(game).fields}
    assert {"Joined": "3", "Answered": "2 of 3", "Silent": "Cleo"}.items() <= found.items()
    assert "A 1  ·  B ✅ 1  ·  C 0  ·  D 0" == found["Answers so far"]


def test_the_panel_counts_orders_and_wordings() -> None:
    """Orders are counted as orders, typed answers as texts."""
    ordering = asking(a_deck(PLANETS))
    ordering.answer(ANA, "ABCD")
    assert "A B C D · 1" in panel(ordering).fields[-1].value
    writing = asking(a_deck(RED_PLANET))
    writing.answer(ANA, "*mars*")
    assert r"\*mars\* · 1" in panel(writing).fields[-1].value


def test_a_removed_member_is_in_no_count_of_the_panel() -> None:
    """Neither joined, nor silent, nor counted."""
    game = asking(numbered(1))
    game.answer(ANA, "B")
    game.do(Remove("ana"))
    found = {field.name: field.value for field in panel(game).fields}
    assert ("1", "0 of 1", False) == (found["Joined"], found["Answered"], "Answers so far" in found)


def test_a_second_host_has_a_panel_of_their_own() -> None:
    """Whoever opens the panel is told the news of it from then on."""
    game = asking(numbered(1))
    other = Actor("second", "Grace", host=True)
    panel(game, other)
    assert ("host", "second") == game.quiz.whispers()["panel"].members
    before = game.quiz
    panel(game, other)
    assert before is game.quiz


def test_the_panel_follows_what_happens() -> None:
    """Its stamp changes with every join, answer, phase and correction."""
    game = lobby(numbered(2))
    stamps = [game.quiz.whispers()["panel"].stamp]

    def note() -> None:
        stamps.append(game.quiz.whispers()["panel"].stamp)

    game.do(Join(), CLEO)
    note()
    _begin(game)
    note()
    game.answer(ANA, "B")
    note()
    game.do(Pause())
    note()
    game = revealed(numbered(2))
    note()
    game.do(Void())
    note()
    assert len(set(stamps)) == len(stamps)


def _begin(game: Game) -> None:
    game.do(panel(game).buttons[0].press)
    game.until(Asking)


# -- results, time


def test_results_are_there_once_something_is_revealed() -> None:
    """The files come by the panel's button and by command; before the first reveal there are none."""
    assert "nothing-revealed" == asking().do(Results()).refused
    card = revealed(numbered(2)).do(Results()).card
    assert card is not None
    assert [".csv", ".xlsx"] == [file.name[file.name.rindex(".") :] for file in card.files]


def test_a_time_factor_is_told_to_nobody_but_the_host() -> None:
    """No public card changes when a member is given more time."""
    game = asking(numbered(2))
    before = game.quiz.view()
    reply = game.do(Accommodate("ben", 1.5))
    assert "1.5 times" in reply.text
    assert before == game.quiz.view()
    assert before["q0"] == asking(numbered(2), factors={"ben": 3.0}).quiz.view()["q0"]


def test_results_of_a_quiz_of_one_question_are_sent_to_the_host() -> None:
    """Position 0 alone is something that was played."""
    game = asking(numbered(1))
    game.do(Close())
    assert ("host",) == game.until(Finished).quiz.whispers()["results"].members


def test_no_results_are_sent_where_nothing_was_revealed() -> None:
    """A quiz that was ended before its first reveal has none."""
    game = asking(numbered(1))
    game.do(End())
    assert "results" not in game.quiz.whispers()


def test_scoring_none_speaks_of_no_points_in_its_results() -> None:
    """The message with the files does not mention what the quiz has not got."""
    card = revealed(numbered(1), scoring=Scoring.NONE).do(Results()).card
    assert card is not None
    assert "points" not in card.body
