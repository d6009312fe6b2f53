"""A card that names a message of its session ends with the link to it."""

from collections.abc import Mapping

import pytest
from msgspec.structs import replace

from bot.engine.clock import ManualClock
from bot.engine.pointing import about, pointed
from bot.kernel.card import Card
from bot.kernel.people import Place
from bot.store.contract import Posted
from bot.testing.platform import MemoryPlatform

PLACE = Place("memory:school", "biology")
STANDING = {"top": Posted("m7", "", ""), "gone": Posted("", "m6", "")}


@pytest.mark.parametrize(
    ("points", "posted", "expected"),
    [
        ("top", STANDING, "Write there.\n\n[there](memory://biology/m7)"),
        ("gone", STANDING, "Write there."),
        ("top", {}, "Write there."),
        ("", STANDING, "Write there."),
    ],
)
def test_the_link_to_a_message_that_stands_ends_the_text(
    points: str, posted: Mapping[str, Posted], expected: str
) -> None:
    """One that was deleted, or that was never posted, is not pointed to."""
    card = Card(body="Write there.", points=points)
    assert expected == pointed(card, PLACE, posted, MemoryPlatform(ManualClock())).body


def test_nothing_else_of_the_card_changes() -> None:
    """And a place without a platform has no links."""
    card = Card(title="Reminder", body="Write there.", footer="Only you.", points="top")
    found = pointed(card, PLACE, STANDING, MemoryPlatform(ManualClock()))
    assert (card, card) == (replace(found, body=card.body), pointed(card, PLACE, STANDING, None))


def test_a_word_about_a_message_leads_to_it() -> None:
    """Its author reads it among the direct messages."""
    thread = Place("memory:school", "biology", "m7")
    card = about("Counted.", "abcdefghij", thread, "w3", MemoryPlatform(ManualClock()))
    assert ("Counted.\n\n[there](memory://biology/w3)", "abcdefghij") == (card.body, card.session)
