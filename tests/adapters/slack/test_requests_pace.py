"""How often Slack is asked."""

import pytest

from adapters.slack.requests.pace import TIER_3, Pace
from bot.engine.clock import ManualClock
from bot.kernel.clock import MINUTE, SECOND
from bot.kernel.errors import Busy

SCHOOL, OTHER, EDIT = "slack:T1", "slack:T2", "chat.update"


def full(clock: ManualClock, every: int = SECOND) -> Pace:
    """Return a pace whose edits of a minute were made, one every so many milliseconds."""
    pace = Pace(clock)
    for _ in range(TIER_3):
        pace.take(SCHOOL, EDIT)
        clock.advance(every)
    return pace


def refused(pace: Pace, workspace: str = SCHOOL, method: str = EDIT) -> float:
    """Return for how many seconds one has to wait."""
    with pytest.raises(Busy) as busy:
        pace.take(workspace, method)
    return busy.value.retry_after


def test_whoever_waits_is_told_another_moment_than_the_one_before() -> None:
    """Or all of them came back at once, and the same would be turned away again and again."""
    clock = ManualClock()
    pace = full(clock)
    assert [12, 13, 14] == [refused(pace) for _ in range(3)]
    clock.advance(12 * SECOND)
    pace.take(SCHOOL, EDIT)
    assert 3 == refused(pace)


def test_workspaces_and_methods_are_counted_apart() -> None:
    """As Slack does."""
    pace = full(ManualClock())
    pace.take(OTHER, EDIT)
    pace.take(SCHOOL, "users.info")


def test_what_belongs_to_a_press_is_not_counted() -> None:
    """A trigger is good for three seconds; Slack says if it is too much."""
    pace = Pace(ManualClock())
    for _ in range(1_000):
        pace.take(SCHOOL, "views.open")


def test_six_who_edit_at_once_all_get_their_turn() -> None:
    """Each comes back when it was told to; none is left behind."""
    clock = ManualClock()
    pace = Pace(clock)
    turns = dict.fromkeys(range(6), 0)
    due = dict.fromkeys(range(6), clock.now())
    end = clock.now() + 10 * MINUTE
    while (now := min(due.values())) < end:
        clock.move_to(max(now, clock.now()))
        who = min(due, key=lambda each: due[each])
        try:
            pace.take(SCHOOL, EDIT)
        except Busy as busy:
            due[who] = clock.now() + round(busy.retry_after * SECOND)
        else:
            turns[who] += 1
            due[who] = clock.now() + 500
    assert 10 * TIER_3 <= sum(turns.values())
    assert min(turns.values()) > 0.7 * max(turns.values())


def test_a_shut_method_opens_by_itself() -> None:
    """And a shorter time than was told before does not open it earlier."""
    clock = ManualClock()
    pace = Pace(clock)
    pace.shut(SCHOOL, EDIT, 30)
    pace.shut(SCHOOL, EDIT, 1)
    assert (30, False) == (refused(pace), pace.spare(SCHOOL, EDIT))
    clock.advance(30 * SECOND)
    pace.take(SCHOOL, EDIT)
    assert pace.spare(SCHOOL, EDIT)
