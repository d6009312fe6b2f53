"""The cards of a discussion as Slack gets them; each snapshot was read aloud before it was accepted."""

from typing import Any

import pytest

from adapters.slack.rendering.messages import leftover, message
from bot.discussion.events import Respond
from bot.discussion.report import report_card
from bot.kernel.card import Card
from bot.kernel.clock import DAY
from bot.testing.discussion_cards import CARDS, open_one
from bot.testing.discussions import ANA, MONDAY, attendee, talk, typed
from tests.adapters.slack.drawing import drawn
from tests.adapters.slack.judging import troubles, words


@pytest.mark.parametrize("name", CARDS)
def test_the_cards_there_are(name: str, snapshot: Any) -> None:
    """Each card, as it is seen from top to bottom, and as it is read aloud."""
    made = message(CARDS[name](), "abcdefghij.top")
    assert [] == troubles(made)
    assert snapshot == drawn(made)


def test_the_longest_prompt_is_shown_whole() -> None:
    """What a host may write fits beside dates, rules and controls."""
    card = talk(typed(body="Long words. " * 249)).value.view()["top"]
    assert ([], None) == (troubles(message(card)), leftover(card))


def test_the_longest_sealed_answer_is_shown_whole() -> None:
    """An answer full of signs of markup stands on the card as it was typed."""
    one = open_one(rules="1 post, sealed")
    one.do(Respond("a_b " * 700), ANA)
    one.until(MONDAY + 5 * DAY)
    card = next(card for card in one.value.view().values() if card.title == "Ana answers")
    made = message(card)
    assert [] == troubles(made)
    assert 700 == words(made["blocks"]).count("a_b")


def test_only_members_are_rung() -> None:
    """Each of a card's mentions stands once, in a line of its own; what is no id of a member rings nobody."""
    made = message(Card(body="x", mentions=("U1", "W2ABC", "U1", "!channel", "")))
    assert "<@U1> <@W2ABC>" == made["blocks"][0]["text"]["text"]
    assert "<@U1> <@W2ABC>\nx" == made["text"]


def test_a_large_class_is_told_in_parts() -> None:
    """A report of three hundred members keeps every limit."""
    people = [attendee(ANA)] + [attendee(type(ANA)(f"m{n}", f"Member number {n} @channel")) for n in range(300)]
    one = talk(typed(), people=people)
    assert [] == troubles(message(report_card(one.value, "en")))
