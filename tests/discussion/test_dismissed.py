"""A discussion whose workspace has removed us ends without a word; a host can open it again once we are back."""

from collections.abc import Callable

import pytest

from bot.discussion.events import GrantExtension, Reopen
from bot.discussion.phases import Closed, Dropped, Open
from bot.kernel.clock import DAY
from bot.kernel.event import Back, Left
from bot.kernel.people import ENGINE
from bot.testing.discussions import ANA, Talk, draft, talk, typed


def scheduled() -> Talk:
    """Return one that opens tomorrow."""
    return talk(typed(opens="tomorrow 9:00", due="in 3 days"))


def ended() -> Talk:
    """Return one that has ended for the group; Ana has more time."""
    made = talk(typed(due="in 3 days", rules="1 post"))
    made.do(GrantExtension(member="ana", until="in 10 days"))
    return made.after(4 * DAY)


def calling() -> Talk:
    """Return one that has called the roll."""
    made = talk(typed(due="in 3 days", rules="1 post", remind="1h"))
    return made.until((made.value.wake_at or 0) - 1)


def weekly() -> Talk:
    """Return the first of a series."""
    made = talk(typed(due="in 3 days", repeat="every monday 09:00 for 3 weeks"))
    return made.until(made.value.wake_at or 0)


RUNNING: dict[str, Callable[[], Talk]] = {
    "draft": draft, "scheduled": scheduled, "open": talk, "ended": ended, "calling": calling, "weekly": weekly,
}  # fmt: skip


@pytest.mark.parametrize("make", RUNNING.values(), ids=RUNNING)
def test_it_is_over_at_once_and_nobody_is_told(make: Callable[[], Talk]) -> None:
    """No reminder, no summary, no report, no occurrence that follows, nothing to wake for."""
    made = make()
    before = dict(made.value.view())
    made.do(Left(), ENGINE)
    value = made.value
    assert (True, True, None, {}, None) == (
        value.over, value.dismissed, value.wake_at, dict(value.whispers()), value.roll_call
    )  # fmt: skip
    assert ((), set(before)) == (value.heirs(), set(value.view()))
    assert isinstance(value.phase, Closed if before else Dropped)


def test_what_was_over_stays_as_it_was() -> None:
    """But for nothing being shown or told any more."""
    made = talk(typed(due="in 3 days")).after(4 * DAY)
    phase = made.value.phase
    made.do(Left(), ENGINE)
    assert (phase, True, {}) == (made.value.phase, made.value.dismissed, dict(made.value.whispers()))


def test_told_twice_it_happens_once() -> None:
    """The same value, as after every event that changes nothing; so with being back where nobody was away."""
    made = talk()
    assert made.value is made.value.handle(Back(), ENGINE, made.at).state
    made.do(Left(), ENGINE)
    assert made.value is made.value.handle(Left(), ENGINE, made.at + 1).state


def test_back_again_it_shows_that_it_is_closed() -> None:
    """Its card says so, its thread is locked, and still nobody is told anything."""
    made = talk()
    made.do(Left(), ENGINE)
    made.do(Back(), ENGINE)
    top = made.value.view()["top"]
    assert (True, "🔒 Closed") == (top.locked, top.fields[0].name)
    assert (["top"], {}) == (list(made.value.view()), dict(made.value.whispers()))


def test_a_host_opens_it_again() -> None:
    """Then it goes on as any other: who owes something is reminded, and its end is told."""
    made = talk(typed(due="in 3 days", rules="1 post", remind="1h"))
    made.post(ANA)
    made.after(DAY)
    made.do(Left(), ENGINE)
    made.do(Back(), ENGINE)
    made.do(Reopen(until="in 2 days"))
    assert isinstance(made.value.phase, Open)
    made.after(3 * DAY)
    assert {"ben", "cleo"} == {member for _, _, member in made.reminded()}
    assert {"sum"} < set(made.value.view())
    assert "report" in made.value.whispers()


def test_opened_again_before_we_are_back_it_ends_with_the_next_news() -> None:
    """A host's press may come between."""
    made = talk(typed(due="in 3 days"))
    made.do(Left(), ENGINE)
    made.do(Reopen(until="in 5 days"))
    made.do(Left(), ENGINE)
    assert (True, True, {}) == (made.value.over, made.value.dismissed, dict(made.value.whispers()))


def test_it_is_written_down() -> None:
    """That it was dismissed, and that it is quiet."""
    made = talk()
    made.do(Left(), ENGINE)
    assert made.value == made.thawed()
