"""Until when is owed what is owed: posts and replies apart where their dates differ, in the own status and in reminders."""

from bot.discussion.events import Status
from bot.discussion.private import reminder_card
from bot.kernel.clock import HOUR
from bot.kernel.markup import plain
from bot.kernel.people import Actor
from bot.testing.discussions import ANA, HOST, Talk, talk, typed


def told(of: Talk, by: Actor = ANA) -> str:
    """Return how they stand, as they read it."""
    card = of.do(Status(), by).card
    assert card is not None
    return plain(card.body)


def test_posts_and_replies_that_are_due_apart_are_told_apart() -> None:
    """Each with its own date."""
    made = talk(typed(rules="1 post, 1 reply", due="fri 17:00", replies_due="sun 17:00"))
    lines = told(made).split("\n")
    assert ("Posts are due Fri 9 Oct 17:00", "Replies are due Sun 11 Oct 17:00") == (lines[1][:29], lines[2][:32])


def test_what_is_late_is_told_apart_too() -> None:
    """The post is late by now, the reply is not."""
    made = talk(typed(rules="1 post, 1 reply", due="fri 17:00", replies_due="sun 17:00", late_until="mon 17:00"))
    made.until(made.value.dates.due + HOUR)
    assert "Late posts still count until Mon 12 Oct 17:00" in told(made)
    assert "Replies are due Sun 11 Oct 17:00" in told(made)


def test_one_date_for_both_is_told_once() -> None:
    """Nothing is told apart that is the same."""
    made = talk(typed(rules="1 post, 1 reply", due="fri 17:00"))
    assert 1 == told(made).count("Fri 9 Oct 17:00")
    assert "\nDue Fri 9 Oct 17:00" in told(made)


def test_a_reminder_of_posts_tells_when_replies_are_due() -> None:
    """It lists both; only the posts are due at its date."""
    made = talk(typed(rules="1 post, 1 reply", due="fri 17:00", replies_due="sun 17:00"))
    text = plain(reminder_card(made.value, "ana", made.value.dates.due, 0, "en").body)
    assert "Posts are due Fri 9 Oct 17:00" in text
    assert "Replies are due Sun 11 Oct 17:00" in text


def test_nothing_is_expected_of_hosts() -> None:
    """They are told so, and not that they owe something."""
    assert "Nothing is expected of hosts; what you write is welcome all the same." == told(talk(), HOST)
