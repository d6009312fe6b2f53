"""What one member sees alone: acknowledgements, forms, results; and who is told, once for each stamp."""

import pytest
from msgspec.structs import replace

from bot.decks.model import Accepted, Scoring
from bot.kernel.people import Actor
from bot.kernel.session import Reply
from bot.quiz.events import Accept, Mine, OpenForm, Remove, Skip, Void
from bot.quiz.phases import Asking, Finished, Reading, Revealed
from bot.testing.decks import BOILING, CAPITAL, MOOD, PLANETS, PRIMES, RED_PLANET, a_deck, numbered
from bot.testing.quizzes import ANA, BEN, CLEO, Game, asking, lobby, reading, revealed


def told(game: Game, member: str = "ana") -> str:
    """Return what the member's private result says."""
    return game.quiz.whisper("mine", member).body


def body(reply: Reply) -> str:
    """Return the text of a reply's card."""
    assert reply.card is not None
    return reply.card.body


def test_an_answer_is_acknowledged_with_what_was_locked_in() -> None:
    """Letter and text as they were shown, in the message that the result will replace."""
    reply = asking(numbered(1)).answer(ANA, "B")
    assert "🔒 Locked in: **B)** Paris" == body(reply)
    assert "mine" == reply.keep


def test_several_letters_and_orders_are_said_back() -> None:
    """Several choices by their letters, an order as it was given, a typed text as it was typed."""
    assert "**A, C**" in body(asking(a_deck(PRIMES)).answer(ANA, "CA"))
    assert "**D B A C**" in body(asking(a_deck(PLANETS)).answer(ANA, "DBAC"))
    assert "**Mars**" in body(asking(a_deck(RED_PLANET)).answer(ANA, "Mars"))


def test_the_form_of_each_kind() -> None:
    """A form asks for what the question wants, in words, with the question as its title."""
    forms = [asking(a_deck(question)).do(OpenForm(0), ANA).form for question in (RED_PLANET, BOILING, PLANETS)]
    labels = [form.inputs[0].label for form in forms if form]
    assert ["Your answer", "A number in °C", "The letters, first to last"] == labels
    assert all(form and len(form.title) <= 45 and form.session == "abcdefghij" for form in forms)


def test_a_long_question_is_cut_in_the_title_of_its_form() -> None:
    """A title never breaks a platform's limit."""
    form = asking(a_deck(replace(RED_PLANET, stem="word " * 100))).do(OpenForm(0), ANA).form
    assert form is not None
    assert (45, "…") == (len(form.title), form.title[-1])


# -- results


def test_right_and_wrong_are_told_alone() -> None:
    """Verdict, own answer, the right one where it was missed, explanation, comment of the option chosen, rank."""
    game = revealed(numbered(2))
    assert "✅ Right! +1 point." in told(game)
    assert "You are number 1 of 2 with 1 point." in told(game)
    wrong = told(game, "ben")
    for part in ("Not this time", "**A)** Lyon", "The second largest.", "Right: **B)** Paris", "987", "number 2 of 2"):
        assert part in wrong


def test_partial_credit_is_told_in_percent() -> None:
    """Two of three right choices are two thirds."""
    game = asking(a_deck(PRIMES))
    game.answer(ANA, "AC")
    game.until(Revealed)
    assert "Partly right: 67 %" in told(game)


def test_a_streak_is_told_where_it_counts() -> None:
    """The second right answer in a row is a streak of two."""
    game = revealed(numbered(2), scoring=Scoring.STREAK).until(Asking)
    game.answer(ANA, "B")
    game.until(Revealed)
    assert "2 right in a row" in told(game)


def test_a_forgiven_slip_and_a_unit_are_mentioned() -> None:
    """Who mistyped learns that it was forgiven; who used another kind of unit learns why it is wrong."""
    slip = asking(a_deck(replace(RED_PLANET, accepted=(Accepted("Jupiter"),))))
    slip.answer(ANA, "Jupitre")
    slip.until(Revealed)
    assert "slip of the keyboard" in told(slip)
    unit = asking(a_deck(BOILING))
    unit.answer(ANA, "100 kg")
    unit.until(Revealed)
    assert "measures something else" in told(unit)


def test_a_vote_is_counted_not_judged() -> None:
    """A poll has no right and wrong, and no points."""
    game = asking(a_deck(MOOD, CAPITAL))
    game.answer(ANA, "A")
    game.until(Revealed)
    assert "Your vote is counted" in told(game)
    assert "Right" not in told(game)


def test_a_voided_question_earns_nothing() -> None:
    """The private result says that the question is out of the score."""
    game = revealed(numbered(2))
    game.do(Void())
    assert "out of the score" in told(game)
    assert "+1" not in told(game)


def test_the_own_result_lists_every_question() -> None:
    """Right, partly right, wrong, voted, voided and unanswered each have a sign."""
    game = asking(a_deck(CAPITAL, PRIMES, MOOD, CAPITAL, CAPITAL), joined=(ANA, BEN))
    for what in ("B", "A", "A", "A", ""):
        if what:
            game.answer(ANA, what)
        game.until(Revealed)
        if not isinstance(game.phase, Finished) and game.quiz.reached < 4:
            game.until(Asking)
    game.do(Void(4))
    card = game.do(Mine(), ANA).card
    assert card is not None
    assert ["✅", "◐", "🗳", "🚫", "–"] == [line[0] for line in card.fields[0].value.split("\\\n")]
    assert "not answered" in card.fields[0].value


def test_the_own_rank_is_hidden_where_there_is_no_board() -> None:
    """With ``board:never`` nobody is told a rank."""
    game = revealed(numbered(2), board="never")
    assert "number 1 of" not in told(game)
    assert "number 1 of" in told(revealed(numbered(2), board="end"))


# -- who is told, and when


def test_everybody_who_answered_is_told_at_the_reveal() -> None:
    """Members who answered and were not removed; while asking, nobody."""
    game = asking(numbered(2), joined=(ANA, BEN, CLEO))
    assert "mine" not in game.quiz.whispers()
    game.answer(ANA, "B")
    game.answer(CLEO, "B")
    game.do(Remove("cleo"))
    game.until(Revealed)
    assert ("ana",) == game.quiz.whispers()["mine"].members


def test_results_are_still_told_while_the_next_question_is_read() -> None:
    """A platform that was slow may deliver them a moment later."""
    game = revealed(numbered(2)).until(Reading)
    assert ("ana", "ben") == game.quiz.whispers()["mine"].members


def test_a_correction_is_told_again() -> None:
    """Voiding and accepting change the stamp, so that private results follow."""
    game = asking(a_deck(RED_PLANET, CAPITAL))
    game.answer(ANA, "Barsoom")
    game.until(Revealed)
    stamps = [game.quiz.whispers()["mine"].stamp]
    for event in (Accept("Barsoom"), Void(), Void()):
        game.do(event)
        stamps.append(game.quiz.whispers()["mine"].stamp)
    assert 3 == len(set(stamps))
    assert "Right!" in told(game)


def test_a_skipped_question_is_no_news() -> None:
    """Nobody is told a result of what counts for nobody."""
    game = asking(numbered(2))
    game.answer(ANA, "B")
    game.do(Skip())
    assert "mine" not in game.quiz.whispers()


def test_the_host_is_sent_the_files_at_the_end() -> None:
    """Directly, once, to whoever opened the quiz."""
    news = revealed(numbered(1)).until(Finished).quiz.whispers()["results"]
    assert (("host",), True) == (news.members, news.direct)


def test_nothing_is_whispered_in_a_lobby_but_the_panel() -> None:
    """Before the first question there is only the host's panel."""
    assert ["panel"] == list(lobby().quiz.whispers())
    assert ["panel"] == list(reading().quiz.whispers())


@pytest.mark.parametrize("locale", ["de", "xx-YY", "", "../../etc"])
def test_any_locale_is_answered(locale: str) -> None:
    """A language there is no catalogue for is answered in English."""
    game = asking(numbered(1))
    assert game.answer(Actor("ana", "Ana", locale=locale), "B").card is not None
    assert game.answer(Actor("ben", "Ben", locale=locale), "Q").text
    assert BEN.member not in game.quiz.answers[0]
