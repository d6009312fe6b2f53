"""The cards of a quiz as Slack gets them; each snapshot was read aloud before it was accepted."""

from typing import Any

import pytest
from msgspec.structs import replace

from adapters.slack.rendering.messages import leftover, message
from bot.kernel.card import Card
from bot.testing.decks import CAPITAL
from bot.testing.quiz_cards import CARDS, LONG, first, many, nth
from bot.testing.quizzes import ANA, asking, revealed
from tests.adapters.slack.drawing import drawn
from tests.adapters.slack.judging import troubles, walked, words


@pytest.mark.parametrize("name", CARDS)
def test_the_cards_there_are(name: str, snapshot: Any) -> None:
    """Each card, as it is seen from top to bottom, and as it is read aloud."""
    made = message(CARDS[name](), "abcdefghij.q0", file="F0CHART")
    assert [] == troubles(made)
    assert snapshot == drawn(made)


@pytest.mark.parametrize("number", range(2, 21))
def test_every_number_of_choices_has_its_buttons(number: int) -> None:
    """From 2 to 20 choices: a button for each, rows that look alike and that no phone folds."""
    rows = [len(each["elements"]) for each in message(nth(many(number)))["blocks"] if each["type"] == "actions"]
    assert number == sum(rows)
    assert max(rows) - min(rows) <= 1
    assert max(rows) <= 5


def test_a_question_of_all_it_may_be_is_shown_whole() -> None:
    """The longest question the preflight lets through fits, with its twenty long choices."""
    card = nth(replace(many(20, "x_" * 90), stem="*" + "s_" * 600 + "*"))
    made = message(card)
    assert [] == troubles(made)
    assert None is leftover(card)
    assert 20 == words(made["blocks"]).count("x_" * 90)


def test_an_answer_keeps_its_id_through_edits() -> None:
    """A count that changes changes no control: what somebody is about to press means the same."""
    game = asking()
    before = message(first(game), "k")
    game.answer(ANA, "B")
    after = message(first(game), "k")
    ids = [[each["action_id"] for each in walked(made["blocks"]) if "action_id" in each] for made in (before, after)]
    assert ids[0] == ids[1]
    assert ['abcdefghij["a",0,[0],""]', 'abcdefghij["a",0,[1],""]'] == ids[0][:2]


def test_a_reveal_shows_its_chart_with_its_words() -> None:
    """The picture is named by Slack's id, and told in words."""
    (image,) = [each for each in message(first(revealed()), file="F1")["blocks"] if each["type"] == "image"]
    assert {"id": "F1"} == image["slack_file"]
    assert "B) Paris: 1, right" in image["alt_text"]


def test_a_chart_without_its_picture_is_told_in_words() -> None:
    """Where Slack has not taken the picture the figures stand in the text; those that stand there anyway are not told again."""
    final, reveal = CARDS["final"](), first(revealed())
    assert "Right answers, question by question: Question 1: 1" in words(message(final)["blocks"])
    assert "Lyon: 1" not in words(message(reveal)["blocks"])
    assert [] == troubles(message(final))


def test_long_choices_stand_whole_in_the_text() -> None:
    """A label that is too long is cut on its control, and whole in the text."""
    card: Card = nth(many(4, LONG))
    assert words(message(card)["blocks"]).count("and goes on 4") == 1
    assert CAPITAL.choices
