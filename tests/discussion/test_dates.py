"""The truth table of dates: what a post or a reply made now counts as, wherever each date lies, or is not set."""

from itertools import product

import pytest

from bot.discussion.dates import Counts, Dates, disorder, frozen_from, own_dates, standing_at
from bot.kernel.clock import HOUR, MINUTE

NOW = 1_800_000_000_000
PLACES = {"unset": None, "past": -HOUR, "grace": -MINUTE, "now": 0, "to come": HOUR}
"""Where a date lies as seen from now, in ms; ``grace``: just past, but within the five minutes nobody is told of."""


def dates_at(opens: str, due: str, replies: str, late: str) -> Dates:
    """Return dates that lie where the words say."""
    at = {name: None if place is None else NOW + place for name, place in PLACES.items()}
    return Dates(at[due] or 0, at[opens], at[replies], at[late])


def expected_of(opens: str, by: str, late: str) -> Counts:
    """Return what the rule says in words: not before it opens, on time until its date with grace, late until the last one."""
    if opens == "to come":
        return Counts.NOT_YET
    if by in {"now", "grace", "to come"}:
        return Counts.ON_TIME
    return Counts.LATE if late in {"now", "grace", "to come"} else Counts.NO_MORE


COMBINATIONS = list(product(PLACES, [place for place in PLACES if place != "unset"], PLACES, PLACES))


@pytest.mark.parametrize(("opens", "due", "replies", "late"), COMBINATIONS)
def test_every_combination_of_dates(opens: str, due: str, replies: str, late: str) -> None:
    """A post goes by its due date, a reply by its own where there is one, and both by the last date for late ones."""
    dates = dates_at(opens, due, replies, late)
    standing = standing_at(dates, NOW, posts=1, replies=2)
    reply_by = due if replies == "unset" else replies
    post, reply = expected_of(opens, due, late), expected_of(opens, reply_by, late)
    assert (post, reply) == (standing.post, standing.reply)
    owed = (0 if post is Counts.NO_MORE else 1, 0 if reply is Counts.NO_MORE else 2)
    assert owed == (standing.posts_owed, standing.replies_owed)


@pytest.mark.parametrize("place", list(PLACES))
@pytest.mark.parametrize(
    ("due", "replies", "late"), [("past", "unset", "unset"), ("past", "past", "past"), ("past", "to come", "unset")]
)
def test_an_extension_moves_every_date_that_lies_before_it(due: str, replies: str, late: str, place: str) -> None:
    """Who has a later date of their own is on time until then, with posts and replies; an earlier one takes nothing away."""
    group = dates_at("unset", due, replies, late)
    own = own_dates(group, None if PLACES[place] is None else NOW + PLACES[place])
    before, after = standing_at(group, NOW), standing_at(own, NOW)
    if place in {"now", "grace", "to come"}:
        assert (Counts.ON_TIME, Counts.ON_TIME) == (after.post, after.reply)
    else:
        assert (before.post, before.reply) == (after.post, after.reply)
    assert own.end >= group.end


def test_a_date_is_met_to_the_last_moment_of_grace() -> None:
    """Five minutes after the date still count, a millisecond more does not."""
    dates = Dates(NOW)
    assert Counts.ON_TIME == standing_at(dates, NOW + 5 * MINUTE).post
    assert Counts.NO_MORE == standing_at(dates, NOW + 5 * MINUTE + 1).post


def test_an_edit_counts_until_the_window_closes_in_which_the_post_was_made() -> None:
    """A post made in time is frozen when posts are due, a late one at the last date, a reply when replies are due."""
    dates = Dates(NOW, replies_due=NOW + HOUR, late_until=NOW + 2 * HOUR)
    grace = dates.grace
    assert NOW + grace == frozen_from(dates, NOW - HOUR, reply=False)
    assert NOW + HOUR + grace == frozen_from(dates, NOW - HOUR, reply=True)
    assert NOW + 2 * HOUR + grace == frozen_from(dates, NOW + HOUR, reply=False)


@pytest.mark.parametrize(
    ("dates", "fits"),
    [
        (Dates(NOW), True),
        (Dates(NOW, opens=NOW, replies_due=NOW, late_until=NOW), True),
        (Dates(NOW, opens=NOW + 1), False),
        (Dates(NOW, replies_due=NOW - 1), False),
        (Dates(NOW, late_until=NOW - 1), False),
        (Dates(NOW, replies_due=NOW + 2, late_until=NOW + 1), False),
    ],
)
def test_dates_stand_in_order_or_the_reason_is_told(dates: Dates, fits: bool) -> None:  # noqa: FBT001 - the table's column
    """Opens <= due <= replies due <= late until; equal ones are in order."""
    assert fits == (disorder(dates) == ("", ""))
