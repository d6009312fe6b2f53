"""Joining, teams, answering, and what becomes of a press that comes late or twice."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.decks.model import Question, Scoring
from bot.kernel.clock import SECOND
from bot.kernel.event import Tick
from bot.kernel.people import ENGINE, Actor
from bot.quiz.events import (
    Answer,
    AnswerText,
    Begin,
    Close,
    End,
    Extend,
    Join,
    Mine,
    Next,
    OpenForm,
    Pause,
    Remove,
    Resume,
    Team,
)
from bot.quiz.model import Given, Player
from bot.quiz.phases import Asking, Finished, Reading, Revealed
from bot.testing.decks import BOILING, CAPITAL, FLAT, MOOD, PLANETS, PRIMES, RED_PLANET, a_deck, numbered
from bot.testing.quizzes import ANA, BEN, CLEO, HOST, NOON, asking, lobby, reading, revealed

# -- joining and teams


def test_answering_joins() -> None:
    """Whoever answers has joined, at the question answered."""
    game = asking(numbered(2), joined=())
    game.answer(CLEO, "B")
    assert {"cleo": Player("Cleo", joined=0)} == game.quiz.roster


def test_late_joiners_may_join_at_any_question() -> None:
    """Questions before one joined are unanswered, not wrong."""
    game = revealed(numbered(3)).until(Asking)
    game.answer(CLEO, "B")
    game.until(Revealed)
    assert 1 == game.quiz.roster["cleo"].joined
    assert 1.0 == game.quiz.course[-1].scores["cleo"].accuracy
    assert game.quiz.course[0].board.of("cleo") is None
    assert game.quiz.course[1].board.of("cleo") is not None


def test_joining_twice_is_joining_once() -> None:
    """A second press on Join says so and writes nothing."""
    game = lobby(joined=(ANA,))
    assert "already" in game.do(Join(), ANA).text
    assert 1 == len(game.facts)


def test_nobody_joins_what_has_ended() -> None:
    """A lobby button that still stands somewhere is answered with the reason."""
    game = lobby()
    game.do(End())
    assert "over" == game.do(Join(), CLEO).refused


def test_teams_fill_up_evenly() -> None:
    """Who names no team goes into the smallest, the first of equals."""
    game = lobby(teams="Red, Blue", joined=())
    for name in "abcd":
        game.do(Join(), Actor(name, name))
    assert ["Red", "Blue", "Red", "Blue"] == [player.team for player in game.quiz.roster.values()]


def test_a_team_can_be_chosen_and_changed() -> None:
    """A member chooses a team whatever its capitals, and may choose again without joining anew."""
    game = lobby(teams="Red, Blue", joined=())
    assert "Blue" in game.do(Join("blue"), ANA).text
    game.do(Team(" RED "), ANA)
    assert Player("Ana", "Red", 0) == game.quiz.roster["ana"]


def test_a_host_puts_members_into_teams() -> None:
    """A host may place anybody who takes part; a learner may place nobody."""
    game = lobby(teams="Red, Blue", joined=(ANA,))
    assert "not-host" == game.do(Team("Blue", "ana"), BEN).refused
    assert "Ana is now in team Blue" in game.do(Team("Blue", "ana")).text
    assert "not-here" == game.do(Team("Blue", "cleo")).refused
    assert "no-such-team" == game.do(Team("Green", "ana")).refused


def test_teams_that_are_not_there() -> None:
    """A quiz without teams, and a team of another name, are said."""
    assert "no-teams" == lobby().do(Join("Red"), ANA).refused
    assert "no-teams" == lobby().do(Team("Red", "ana")).refused
    reply = lobby(teams="Red, Blue").do(Join("Green"), ANA)
    assert ("no-such-team", True) == (reply.refused, "Red, Blue" in reply.text)


def test_a_teams_score_is_the_mean_of_its_members() -> None:
    """A team of two with one right answer stands below a team of one with one."""
    game = lobby(numbered(1), teams="Red,Blue", joined=())
    for member, team in ((ANA, "Red"), (BEN, "Red"), (CLEO, "Blue")):
        game.do(Join(team), member)
    game.do(Begin())
    game.until(Asking)
    for member, what in ((ANA, "B"), (BEN, "A"), (CLEO, "B")):
        game.answer(member, what)
    game.until(Revealed)
    assert [("Blue", 1.0), ("Red", 0.5)] == [(team.name, team.points) for team in game.quiz.course[-1].board.teams]


# -- answers of each kind: one record, whichever the way


@pytest.mark.parametrize(
    ("question", "presses", "expected"),
    [
        (CAPITAL, [Answer(0, (1,)), Answer(0, text="B"), Answer(0, text=" b) "), Answer(0, text="paris")], Given((1,))),
        (PRIMES, [Answer(0, (4, 0, 2)), Answer(0, text="a, c e"), Answer(0, text="ECA")], Given((0, 2, 4))),
        (FLAT, [Answer(0, (1,)), Answer(0, text="false"), Answer(0, text="B")], Given((1,))),
        (MOOD, [Answer(0, (2,)), Answer(0, text="Hard")], Given((2,))),
        (RED_PLANET, [Answer(0, text="Mars"), Answer(0, text="  Mars\n")], Given(text="Mars")),
        (BOILING, [Answer(0, text="100 °C")], Given(text="100 °C")),
    ],
    ids=lambda case: case.id if isinstance(case, Question) else None,
)
def test_every_way_to_answer_gives_the_same_record(question: Question, presses: list[Answer], expected: Given) -> None:
    """Button, form and `/quiz answer` write one record: choices in the deck's order, or the text trimmed."""
    for press in presses:
        game = asking(a_deck(question)).after(2)
        game.do(press, ANA)
        found = game.quiz.answers[0]["ana"]
        assert (expected.choices, expected.text, 2_000, 20_000) == (found.choices, found.text, found.took, found.limit)
        if press.text:
            typed = asking(a_deck(question)).after(2)
            typed.do(AnswerText(press.text), ANA)
            assert found == typed.quiz.answers[0]["ana"]


def test_an_order_is_recorded_as_given() -> None:
    """The items of an ordering question are recorded from first to last, in the deck's numbers."""
    game = asking(a_deck(PLANETS))
    layout = game.quiz.setup.layouts[0]
    game.answer(ANA, "DABC")
    assert tuple(layout[i] for i in (3, 0, 1, 2)) == game.quiz.answers[0]["ana"].choices


@pytest.mark.parametrize(
    ("question", "press"),
    [
        (CAPITAL, Answer(0)),
        (CAPITAL, Answer(0, (0, 1))),
        (CAPITAL, Answer(0, (7,))),
        (CAPITAL, Answer(0, (-1,))),
        (CAPITAL, Answer(0, text="Z")),
        (CAPITAL, Answer(0, text="AB")),
        (CAPITAL, Answer(0, text="Rome")),
        (PRIMES, Answer(0, (1, 1))),
        (PLANETS, Answer(0, text="ABC")),
        (PLANETS, Answer(0, (0, 1, 2, 2))),
        (RED_PLANET, Answer(0, text="  \n ")),
        (RED_PLANET, Answer(0, text="x" * 201)),
        (RED_PLANET, Answer(0, (0,))),
        (BOILING, Answer(0, text="hot")),
        (BOILING, Answer(0, text="")),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_to_type(question: Question, press: Answer) -> None:
    """Nonsense in a form or a forged button changes nothing and is told what was wanted."""
    game = asking(a_deck(question))
    before = game.quiz
    reply = game.do(press, ANA)
    assert ("unreadable", True) == (reply.refused, len(reply.text) < 200)
    assert before is game.quiz


@given(
    choices=st.lists(st.integers(-100, 100), max_size=30).map(tuple),
    text=st.text(max_size=300),
    position=st.integers(-5, 10),
    kind=st.integers(0, 6),
)
def test_no_answer_whatever_raises(choices: tuple[int, ...], text: str, position: int, kind: int) -> None:
    """Whatever is in a forged answer, it is recorded or refused."""
    game = asking(a_deck((CAPITAL, PRIMES, FLAT, RED_PLANET, BOILING, PLANETS, MOOD)[kind]))
    before = game.quiz
    reply = game.do(Answer(position, choices, text), ANA)
    assert bool(reply.refused) == (game.quiz is before)
    game.until(Finished).quiz.view()


def test_the_form_is_offered_only_while_the_question_is_open() -> None:
    """A form opened by an old button is refused like an answer."""
    game = asking(a_deck(RED_PLANET))
    assert game.do(OpenForm(0), ANA).form is not None
    assert "closed" == game.do(OpenForm(1), ANA).refused
    game.do(Close())
    assert "closed" == game.after(1).do(OpenForm(0), ANA).refused


# -- twice, changed


def test_the_same_press_twice_is_one_answer() -> None:
    """A repeat is acknowledged like the first and writes nothing."""
    game = asking(numbered(1))
    first = game.answer(ANA, "B")
    written, standing = len(game.facts), game.quiz
    assert first == game.after(1).answer(ANA, "B")
    assert (written, True) == (len(game.facts), standing is game.quiz)


def test_locked_answers_stand() -> None:
    """Another answer is refused, and its giver reads what stands."""
    game = asking(numbered(1))
    game.answer(ANA, "B")
    reply = game.answer(ANA, "A")
    assert ("stands", True) == (reply.refused, "Paris" in reply.text)
    assert (1,) == game.quiz.answers[0]["ana"].choices


def test_changed_answers_count_with_their_own_time() -> None:
    """Where answers may change the last one counts, with its time, and its fact may replace the first."""
    game = asking(numbered(1), answers="change")
    game.after(2).answer(ANA, "A")
    reply = game.after(3).answer(ANA, "B")
    assert ((1,), 5_000) == (game.quiz.answers[0]["ana"].choices, game.quiz.answers[0]["ana"].took)
    assert reply.card is not None
    assert "may change it" in reply.card.body
    assert all(fact.again for fact in game.facts if fact.item == "a0")


def test_a_changed_answer_pressed_again_keeps_its_time() -> None:
    """The same press delivered twice does not make the answer later."""
    game = asking(numbered(1), answers="change")
    game.after(2).answer(ANA, "B")
    game.after(3).answer(ANA, "B")
    assert 2_000 == game.quiz.answers[0]["ana"].took


def test_an_older_press_never_replaces_a_newer_one() -> None:
    """Deliveries out of order leave the answer that was given last."""
    game = asking(numbered(1), answers="change")
    game.after(5).answer(ANA, "B")
    game.answer(ANA, "A", at=game.at - 1_000)
    assert (1,) == game.quiz.answers[0]["ana"].choices


def test_facts_are_the_answers() -> None:
    """One row joins and one row answers; both carry the platform's instant."""
    game = asking(numbered(1), joined=()).after(1)
    game.answer(CLEO, "B")
    assert [("join", "cleo", game.at), ("a0", "cleo", game.at)] == [(f.item, f.member, f.at) for f in game.facts]
    assert game.quiz.answers[0]["cleo"] == msgspec.json.decode(game.facts[1].data, type=Given)


# -- late and early


@pytest.mark.parametrize(("late", "refused"), [(0, ""), (999, ""), (1_000, ""), (1_001, "closed")])
def test_the_grace_is_one_second_by_the_platforms_time(late: int, refused: str) -> None:
    """A press dated up to a second after the end counts, one a millisecond later does not."""
    game = asking(numbered(1))
    assert refused == game.answer(ANA, "B", at=NOON + 23_000 + late).refused


@pytest.mark.parametrize(("late", "refused"), [(-5_000, ""), (1_000, ""), (1_001, "closed"), (30_000, "closed")])
def test_a_press_delivered_after_the_reveal_counts_by_its_own_date(late: int, refused: str) -> None:
    """What the platform dates in time counts, however late it is delivered; what it dates later does not."""
    game = asking(numbered(1))
    game.at += 60_000
    game.do(Tick(), ENGINE)
    assert isinstance(game.phase, Revealed)
    assert refused == game.answer(ANA, "B", at=NOON + 23_000 + late).refused


def test_overtime_is_for_those_who_have_it_even_after_the_reveal() -> None:
    """A press dated in somebody else's overtime is refused before the reveal and after it."""
    game = asking(numbered(1), factors={"ben": 2})
    dated = NOON + 3_000 + 25 * SECOND
    game.until(Revealed)
    assert "closed" == game.answer(ANA, "B", at=dated).refused
    assert "" == game.answer(BEN, "B", at=dated).refused


def test_who_answers_late_reads_the_result() -> None:
    """After the reveal the acknowledgement is the private result, which everybody else has had."""
    game = asking(numbered(2)).until(Revealed)
    reply = game.answer(CLEO, "B", at=NOON + 10_000)
    assert reply.card is not None
    assert ("mine", True) == (reply.keep, "Right!" in reply.card.body)
    assert 0 == game.quiz.roster["cleo"].joined
    assert game.quiz.course[0].board.of("cleo") is not None


def test_a_late_press_is_for_the_question_just_revealed_only() -> None:
    """Once the next question stands there, the one before is closed for good."""
    game = asking(numbered(2)).until(Revealed)
    game.do(Next())
    assert "closed" == game.answer(ANA, "B", question=0, at=NOON + 4_000).refused


def test_a_press_dated_before_a_pause_counts_in_it() -> None:
    """Who pressed before the host paused has answered."""
    game = asking(numbered(1)).after(5)
    game.do(Pause())
    assert "" == game.answer(ANA, "B", at=game.at).refused
    assert 5_000 == game.quiz.answers[0]["ana"].took
    assert "paused" == game.answer(BEN, "B", at=game.at + 1).refused
    game.after(1).do(Resume())
    assert isinstance(game.after(0).phase, Asking)


def test_a_press_that_overtakes_the_confirmation_took_no_time() -> None:
    """A press can arrive before the platform has told us that the buttons stand there."""
    game = lobby(numbered(1), reading=0)
    game.do(Begin())
    game.answer(ANA, "B")
    assert 0 == game.quiz.answers[0]["ana"].took


def test_nobody_answers_while_reading() -> None:
    """Options show, answers wait; a typed answer is told to wait too."""
    game = reading(numbered(1))
    assert ["reading", "reading"] == [game.answer(ANA, "B").refused, game.do(AnswerText("B"), ANA).refused]


def test_an_old_button_is_told_that_it_is_old() -> None:
    """A press on the last question's button does not answer the one on the table."""
    game = revealed(numbered(3)).until(Asking)
    assert "closed" == game.answer(ANA, "B", question=0).refused
    assert {} == game.quiz.given(1)


def test_time_taken_beyond_the_limit_counts_as_the_limit() -> None:
    """After an extension nobody is slower than the time that was announced."""
    game = asking(numbered(1))
    game.do(Extend(60))
    game.after(50).answer(ANA, "B")
    assert (20_000, 20_000) == (game.quiz.answers[0]["ana"].took, game.quiz.answers[0]["ana"].limit)


def test_more_time_is_in_the_record() -> None:
    """Who has half as much time again is scored on their own time."""
    game = asking(numbered(1), factors={"ben": 1.5}, scoring=Scoring.SPEED)
    game.after(10)
    game.answer(ANA, "B")
    game.after(5).answer(BEN, "B")
    game.until(Revealed)
    assert 30_000 == game.quiz.answers[0]["ben"].limit
    points = game.quiz.course[-1].graded.points
    assert points["ana"] == points["ben"] == 750


# -- the own result, at any time


def test_anybody_may_ask_for_their_own_result_at_any_time() -> None:
    """Who takes no part, who was removed, and who has nothing yet, are told so."""
    game = revealed(numbered(2))
    game.do(Remove("ben"))
    said = {by.member: game.do(Mine(), by).card for by in (ANA, BEN, CLEO, HOST)}
    assert "1 fully right" in said["ana"].body  # type: ignore[union-attr]
    assert "taken you out" in said["ben"].body  # type: ignore[union-attr]
    assert "not taken part" in said["cleo"].body  # type: ignore[union-attr]
    assert "Nothing has been revealed" in lobby().do(Mine(), ANA).card.body  # type: ignore[union-attr]


def test_who_joins_after_the_last_answer_has_a_result_too() -> None:
    """A member the course has not seen yet has an empty result, not an error."""
    game = revealed(numbered(3)).until(Reading)
    game.do(Join(), CLEO)
    card = game.do(Mine(), CLEO).card
    assert card is not None
    assert "Answered 0 of 1" in card.body
