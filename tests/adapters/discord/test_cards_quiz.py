"""The cards of a quiz as Discord gets them; each snapshot was read aloud before it was accepted."""

from typing import Any

import pytest
from msgspec.structs import replace

from adapters.discord.rendering import cards
from adapters.discord.rendering.charts import picture, ready
from bot.quiz.phases import Asking
from bot.testing.quiz_cards import CARDS, first, many, nth
from bot.testing.quizzes import ANA, asking, revealed
from tests.adapters.discord.drawing import drawn
from tests.adapters.discord.judging import texts, troubles, walked


@pytest.mark.parametrize("name", CARDS)
def test_the_cards_there_are(name: str, snapshot: Any) -> None:
    """Each card, as it is read from top to bottom."""
    payload = cards.message(CARDS[name](), "abcdefghij.q0")
    assert [] == troubles(payload)
    assert snapshot == drawn(payload)


@pytest.mark.parametrize("number", range(2, 21))
def test_every_number_of_choices_has_its_buttons(number: int) -> None:
    """From 2 to 20 choices: a button for each, rows that look alike."""
    body = cards.message(nth(many(number))).body
    rows = [len(each["components"]) for each in walked(body["components"]) if each["type"] == 1]
    assert number == sum(rows)
    assert max(rows) - min(rows) <= 1


def test_a_question_of_all_it_may_be_is_shown_whole() -> None:
    """The longest question the preflight lets through fits, or its full text hangs on."""
    question = replace(many(20, "x_" * 90), stem="*" + "s_" * 600 + "*")
    payload = cards.message(nth(question))
    assert [] == troubles(payload)
    assert ["full-text.md"] == [file.name for file in payload.files]
    assert any("It goes on in full-text.md" in text for text in texts(payload.body))


def test_an_answer_keeps_its_id_through_edits() -> None:
    """A count that changes changes no control: what somebody is about to press means the same."""
    game = asking()
    before = cards.message(first(game), "k").body
    game.answer(ANA, "B")
    assert isinstance(game.phase, Asking)
    after = cards.message(first(game), "k").body
    ids = [[each.get("custom_id") for each in walked(body["components"])] for body in (before, after)]
    assert ids[0] == ids[1]
    assert before["components"][0]["id"] == after["components"][0]["id"] == cards.tag("k")


async def test_a_reveal_shows_its_chart_with_its_words() -> None:
    """The picture is a PNG, drawn once; what it shows is told in words."""
    card = first(revealed())
    await ready(card)
    before = picture.cache_info().misses
    payload = cards.message(card)
    (gallery,) = [each for each in walked(payload.body["components"]) if each["type"] == 12]
    assert before == picture.cache_info().misses
    assert payload.files[0].data.startswith(b"\x89PNG")
    assert "B) Paris: 1, right" in gallery["items"][0]["description"]
