"""Where no thread can be locked (Slack): what is written after the end gets a private word and changes nothing."""

import pytest

from bot.discussion.counting import complete
from bot.discussion.events import CloseDiscussion, GrantExtension, Reopen
from bot.discussion.phases import Closed, Ended
from bot.kernel.clock import DAY, HOUR, MINUTE
from bot.testing.discussions import ANA, BEN, Talk, moment_of, talk, typed

FRIDAY = moment_of("2026-10-09 17:00")
CLOSED = "This discussion is closed, so that post does not count. Its host can open it again."


def closed_early() -> Talk:
    """Return a discussion that its host has closed on Monday, when only Ben had written."""
    made = talk(typed(rules="1 post"))
    made.post(BEN)
    made.after(HOUR).do(CloseDiscussion(sure="yes"))
    made.answer_roll()
    assert isinstance(made.value.phase, Closed)
    return made


@pytest.mark.parametrize("made", [closed_early, lambda: talk(typed(rules="1 post")).until(FRIDAY + DAY)])
def test_a_post_after_the_end_does_not_count_and_its_author_is_told(made: object) -> None:
    """Whether its date ended it or its host did before that; the summary stays as it is."""
    end = made()  # type: ignore[operator]
    summary = end.value.view()["sum"]
    reply = end.after(MINUTE).post(ANA)
    assert ("closed", CLOSED) == (reply.refused, reply.text)
    assert not complete(end.value, "ana")
    assert summary == end.value.view()["sum"]


def test_what_was_written_before_and_heard_of_after_counts() -> None:
    """The platform's time decides."""
    made = closed_early()
    made.post(ANA, at=made.at - MINUTE)
    assert complete(made.value, "ana")


def test_an_edit_after_the_host_has_closed_changes_no_credit() -> None:
    """It is frozen then, though the due date is still ahead."""
    made = talk(typed(rules="1 post, 5 words"))
    made.post(ANA, "too short")
    made.after(HOUR).do(CloseDiscussion(sure="yes"))
    made.answer_roll()
    reply = made.after(MINUTE).edit("m1", "now there are five words", ANA)
    assert ("frozen", False) == (reply.refused, complete(made.value, "ana"))


def test_who_has_more_time_has_none_once_the_host_closes_it_for_everybody() -> None:
    """After its date it went on for them alone."""
    made = talk(typed(rules="1 post"))
    made.do(GrantExtension("ana", "sun 17:00"))
    made.until(FRIDAY + HOUR)
    assert isinstance(made.value.phase, Ended)
    made.do(CloseDiscussion(sure="yes"))
    made.answer_roll()
    assert "closed" == made.after(MINUTE).post(ANA).refused
    assert not complete(made.value, "ana")


def test_opened_again_it_counts_again() -> None:
    """Also what was written while it was closed: whoever wrote is not asked to write it once more."""
    made = closed_early()
    made.after(MINUTE).post(ANA)
    made.after(MINUTE).do(Reopen("in 2 days"))
    assert complete(made.value, "ana")


def test_it_reads_back_as_it_is() -> None:
    """What a host's closing means follows from the phase."""
    made = closed_early()
    made.after(MINUTE).post(ANA)
    assert made.value == made.thawed()
    assert not complete(made.thawed(), "ana")
