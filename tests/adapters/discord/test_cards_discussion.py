"""The cards of a discussion as Discord gets them; each snapshot was read aloud before it was accepted."""

from typing import Any

import pytest

from adapters.discord.rendering import cards
from bot.discussion.events import Respond
from bot.discussion.report import report_card
from bot.kernel.card import Card
from bot.kernel.clock import DAY
from bot.testing.discussion_cards import CARDS, open_one
from bot.testing.discussions import ANA, MONDAY, attendee, talk, typed
from tests.adapters.discord.drawing import drawn
from tests.adapters.discord.judging import texts, troubles


@pytest.mark.parametrize("name", CARDS)
def test_the_cards_there_are(name: str, snapshot: Any) -> None:
    """Each card, as it is read from top to bottom."""
    payload = cards.message(CARDS[name](), "abcdefghij.top")
    assert [] == troubles(payload)
    assert snapshot == drawn(payload)


def test_the_longest_prompt_is_shown_whole() -> None:
    """What a host may write fits beside dates, rules and controls."""
    payload = cards.message(talk(typed(body="Long words. " * 249)).value.view()["top"])
    assert ([], ()) == (troubles(payload), payload.files)


def test_the_longest_sealed_answer_is_kept_whole() -> None:
    """An answer full of signs of markup is cut on the card and whole in the file."""
    one = open_one(rules="1 post, sealed")
    one.do(Respond("a_b " * 700), ANA)
    one.until(MONDAY + 5 * DAY)
    card = next(card for slot, card in one.value.view().items() if card.title == "Ana answers")
    payload = cards.message(card)
    assert [] == troubles(payload)
    whole = "".join(texts(payload.body)) if not payload.files else payload.files[0].data.decode()
    assert 700 == whole.replace("\\", "").count("a_b")


def test_a_member_of_another_platform_is_not_rung() -> None:
    """Discord rings ids that are numbers; others would be refused."""
    body = cards.message(Card(body="x", mentions=("ana", "1001"))).body
    assert ["1001"] == body["allowed_mentions"]["users"]
    assert ["<@1001>\nx"] == texts(body)


def test_a_large_class_is_told_in_parts() -> None:
    """A report of three hundred members keeps every limit."""
    people = [attendee(ANA)] + [attendee(type(ANA)(f"m{n}", f"Member number {n} @everyone")) for n in range(300)]
    one = talk(typed(), people=people)
    assert [] == troubles(cards.message(report_card(one.value, "en")))
