"""Where private results do not come by themselves (Slack): a button on each reveal asks for one's own."""

from bot.decks.model import Scoring
from bot.kernel.card import Card
from bot.kernel.markup import plain
from bot.quiz.events import Mine, MyAnswer, Remove, Skip
from bot.quiz.phases import Finished
from bot.quiz.session import QuizKind
from bot.testing.decks import CAPITAL, MOOD, a_deck, numbered
from bot.testing.quizzes import ANA, BEN, CLEO, HOST, asking, revealed


def labels(card: Card) -> list[str]:
    """Return what stands on a card's buttons."""
    return [button.label for button in card.buttons]


def test_every_reveal_has_the_button_that_asks_for_the_own_result() -> None:
    """It stays there when the quiz goes on; a question that is asked has none, nor has any where results come by themselves."""
    game = revealed(numbered(2), rings=False)
    assert [MyAnswer(0)] == [button.press for button in game.quiz.view()["q0"].buttons]
    game.until(Finished)
    assert [["My result"]] * 3 == [labels(game.quiz.view()[slot]) for slot in ("q0", "q1", "end")]
    assert [] == labels(revealed(numbered(2)).quiz.view()["q0"])
    assert "My result" not in labels(asking(numbered(2), rings=False).quiz.view()["q0"])


def test_it_tells_of_that_question_and_how_one_stands() -> None:
    """The same that comes by itself elsewhere, and it replaces the word that the answer is locked in."""
    game = revealed(numbered(2), rings=False)
    reply = game.do(MyAnswer(0), ANA)
    assert ("mine", game.quiz.whisper("mine", "ana")) == (reply.keep, reply.card)
    assert reply.card is not None
    assert "✅ Right!" in reply.card.body
    assert "You are number 1 of 2" in reply.card.body


def test_an_earlier_question_tells_how_one_stood_then() -> None:
    """Its button goes on standing there."""
    game = revealed(numbered(2), rings=False).until(Finished)
    first = game.do(MyAnswer(0), BEN).card
    assert first is not None
    assert "Question 1, for you alone" == first.title
    assert "Right: **B)** Paris" in first.body


def test_who_did_not_answer_is_told_so_and_what_was_right() -> None:
    """Whether they take part or not."""
    card = revealed(numbered(1), rings=False).do(MyAnswer(0), CLEO).card
    assert card is not None
    assert "You did not answer question 1." in card.body
    assert "Paris" in card.body


def test_nothing_is_told_before_the_reveal() -> None:
    """However the button was come by: of a question that is asked, was skipped, or is none."""
    game = asking(numbered(3), rings=False)
    game.answer(ANA, "B")
    for position in (0, 1, 99, -1):
        reply = game.do(MyAnswer(position), ANA)
        assert ("hidden", None) == (reply.refused, reply.card)
    game.do(Skip())
    assert "hidden" == game.do(MyAnswer(0), ANA).refused


def test_who_was_removed_is_told_nothing_more() -> None:
    """The host has taken them out."""
    game = revealed(numbered(2), rings=False)
    game.do(Remove("ana"), HOST)
    assert "removed" == game.do(MyAnswer(0), ANA).refused


def test_without_points_no_rank_is_told() -> None:
    """Nor of a poll any right answer."""
    card = revealed(a_deck(CAPITAL, CAPITAL), rings=False, scoring=Scoring.NONE).do(MyAnswer(0), ANA).card
    assert card is not None
    assert "number" not in plain(card.body)
    vote = revealed(a_deck(MOOD), rings=False).do(MyAnswer(0), ANA).card
    assert vote is not None
    assert "Your vote is counted." in plain(vote.body)


def test_it_is_written_down_and_read_back() -> None:
    """After a start the next reveal has its button, too; what a former release wrote down rings."""
    game = revealed(numbered(2), rings=False)
    kind = QuizKind()
    content = kind.content(game.quiz)
    assert not kind.thaw(content, kind.freeze(game.quiz), game.facts).setup.rings
    former = content.replace(b',"rings":false', b"")
    assert former != content
    assert kind.thaw(former, kind.freeze(game.quiz), game.facts).setup.rings


def test_the_whole_result_can_be_asked_for_all_the_same() -> None:
    """By command, and on the last card."""
    assert "mine" == revealed(numbered(1), rings=False).do(Mine(), ANA).keep
