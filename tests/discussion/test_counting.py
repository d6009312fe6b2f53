"""Who has done how much of what was asked: in part, late, after more time, excused; and the figures of the summary."""

import pytest

from bot.discussion.counting import Case, case, cases, complete, credit, figures, owed, standing, tally
from bot.discussion.dates import Counts
from bot.discussion.events import CloseDiscussion, Excuse, GrantExtension, Reopen
from bot.kernel.clock import DAY, HOUR, MINUTE
from bot.kernel.message import Removed
from bot.kernel.people import Actor
from bot.testing.discussions import ANA, BEN, CLASS, CLEO, HOST, MONDAY, Talk, attendee, talk, typed

LONG = "five words are enough here"


def in_order(*members: str, rules: str = "1 post, 2 replies", **more: str) -> Talk:
    """Return a discussion in which these have posted, as m1, m2 and so on."""
    open_ = talk(typed(rules=rules, **more))
    for by in CLASS:
        if by.member in members:
            open_.post(by, LONG)
    return open_


@pytest.mark.parametrize(
    ("answered", "share", "left"), [((), 0.33, (0, 2)), (("m2",), 0.67, (0, 1)), (("m2", "m3"), 1.0, (0, 0))]
)
def test_credit_is_the_share_of_what_was_asked(answered: tuple[str, ...], share: float, left: tuple[int, int]) -> None:
    """One post and two replies are three thirds (D5)."""
    open_ = in_order("ana", "ben", "cleo")
    for to in answered:
        open_.post(ANA, LONG, to=to)
    assert (share, left) == (round(credit(open_.value, "ana"), 2), owed(open_.value, "ana"))


def test_extra_posts_never_hurt_and_add_nothing() -> None:
    """Ten posts are one, where one was asked for."""
    open_ = in_order("ana", rules="1 post, 1 reply")
    for _ in range(9):
        open_.post(ANA, LONG)
    assert (0.5, (0, 1)) == (credit(open_.value, "ana"), owed(open_.value, "ana"))


def test_a_short_reply_does_not_count_until_it_is_long_enough() -> None:
    """Words of replies may be asked for apart from those of posts."""
    open_ = in_order("ana", "ben", rules="1 post, 1 reply, 5 words, 3 words a reply")
    open_.post(ANA, "I agree", to="m2")
    assert (0, 1) == owed(open_.value, "ana")
    open_.edit("m3", "I agree wholeheartedly", ANA)
    assert (0, 0) == owed(open_.value, "ana")


# -- late, and more time


def test_late_is_complete_but_late() -> None:
    """Until the last date posts still count, as late."""
    open_ = talk(typed(rules="1 post", late_until="mon 17:00"))
    open_.until(open_.value.dates.due + HOUR)
    assert Counts.LATE == standing(open_.value, "ana", open_.at).post
    assert "late" in open_.post(ANA, LONG).text
    assert Case.LATE == case(open_.value, "ana")
    assert 1 == tally(open_.value, "ana").late


def test_what_came_in_time_is_not_made_late_by_what_comes_later() -> None:
    """Extra late posts change nothing."""
    open_ = talk(typed(rules="1 post", late_until="mon 17:00"))
    open_.post(ANA, LONG)
    open_.until(open_.value.dates.due + HOUR)
    open_.post(ANA, LONG)
    assert Case.COMPLETE == case(open_.value, "ana")


def test_a_reply_is_due_with_replies() -> None:
    """It is in time where a post would be late."""
    open_ = in_order("ana", "ben", rules="1 post, 1 reply", replies_due="sun 17:00", late_until="tue 17:00")
    open_.until(open_.value.dates.due + HOUR)
    open_.post(ANA, LONG, to="m2")
    assert Case.COMPLETE == case(open_.value, "ana")
    open_.post(CLEO, LONG)
    open_.post(CLEO, LONG, to="m2")
    assert Case.LATE == case(open_.value, "cleo")


def test_more_time_makes_in_time_what_would_be_void() -> None:
    """Only for who has it (D9)."""
    open_ = talk(typed(rules="1 post"))
    open_.do(GrantExtension("ana", "in 9 days"))
    open_.until(open_.value.dates.end + HOUR)
    for by in (ANA, BEN):
        open_.post(by, LONG)
    assert (Case.COMPLETE, Case.OWING) == (case(open_.value, "ana"), case(open_.value, "ben"))


def test_more_time_is_only_another_computation() -> None:
    """What came too late counts in time as soon as its author is given more time for it."""
    open_ = talk(typed(rules="1 post", late_until="mon 17:00"))
    open_.until(open_.value.dates.due + HOUR)
    open_.post(ANA, LONG)
    assert Case.LATE == case(open_.value, "ana")
    open_.do(GrantExtension("ana", "in 2 days"))
    assert Case.COMPLETE == case(open_.value, "ana")


def test_excused_owes_nothing_until_it_is_taken_back() -> None:
    """And is counted neither as silent nor as complete."""
    open_ = talk(typed(rules="1 post"))
    open_.do(Excuse("ana"))
    assert (Case.EXCUSED, (0, 0)) == (case(open_.value, "ana"), owed(open_.value, "ana"))
    open_.do(Excuse("ana", "no"))
    assert (Case.SILENT, (1, 0)) == (case(open_.value, "ana"), owed(open_.value, "ana"))


# -- who is expected


def test_leavers_drop_out_and_their_posts_stay() -> None:
    """The roll says who is expected; what was written counts in the figures (D7)."""
    open_ = in_order("ana", "ben")
    open_.people = tuple(attendee(each) for each in (HOST, BEN, CLEO))
    open_.until(open_.value.dates.end)
    assert ("ben", "cleo") == open_.value.expected
    assert 2 == figures(open_.value).members


def test_hosts_and_bots_are_not_expected() -> None:
    """A host may write, and owes nothing."""
    open_ = talk(typed(rules="1 post"))
    open_.post(HOST, LONG)
    assert ("ana", "ben", "cleo") == open_.value.expected


def test_whoever_takes_part_is_expected_once_they_do() -> None:
    """Where the host says so."""
    open_ = talk(typed(rules="1 post, 1 reply", expect="whoever"))
    assert not open_.value.everybody
    open_.post(ANA, LONG)
    assert ("ana",) == open_.value.expected


def test_a_crowd_is_not_expected_as_a_whole() -> None:
    """Of more than 250 only those who take part are, unless the host says everybody."""
    crowd = [attendee(HOST), attendee(ANA), *(attendee(one_of_many(i)) for i in range(250))]
    assert () == talk(typed(rules="1 post"), people=crowd).value.expected
    assert 251 == len(talk(typed(rules="1 post", expect="everybody"), people=crowd).value.expected)


def one_of_many(number: int) -> Actor:
    """Return one of many members."""
    return Actor(f"n{number}", f"N {number}")


def test_every_expected_member_is_one_case() -> None:
    """Complete, owing, silent: each once."""
    open_ = in_order("ana", rules="1 post")
    open_.post(BEN, LONG)
    open_.remove("m2")
    found = {each: members for each, members in cases(open_.value).items() if members}
    assert {Case.COMPLETE: ("ana",), Case.SILENT: ("ben", "cleo")} == found


# -- figures of the summary


def test_figures_tell_what_stands_and_counts() -> None:
    """Members, posts, replies, the median of words, and posts nobody else has answered."""
    open_ = in_order("ana", "ben")
    open_.post(CLEO, LONG, to="m1")
    open_.post(BEN, "one two three", to="m1")
    open_.post(BEN, LONG, to="m2")
    open_.post(ANA, LONG)
    open_.remove("m6")
    found = figures(open_.value)
    assert (3, 3, 2, 5, 2) == (found.members, found.posts, found.replies, found.median_words, found.unanswered)


def test_figures_leave_out_what_came_too_late_and_keep_what_a_moderator_removed() -> None:
    """Nothing after the end, nothing its author took away."""
    open_ = in_order("ana", "ben", rules="1 post")
    open_.remove("m1", Removed.BY_MODERATOR)
    open_.until(open_.value.dates.end + MINUTE)
    before = figures(open_.value)
    open_.post(CLEO, LONG)
    assert (2, 2) == (before.members, before.posts)
    assert before == figures(open_.value)
    assert before == figures(open_.thawed())


def test_figures_follow_every_post_that_counts() -> None:
    """What was computed before is looked at again: here somebody with more time writes after the end."""
    open_ = in_order("ana", rules="1 post")
    open_.do(GrantExtension("ben", "in 9 days"))
    open_.until(open_.value.dates.end + HOUR)
    assert 1 == figures(open_.value).members
    open_.post(BEN, LONG)
    assert 2 == figures(open_.value).members
    open_.remove("m2")
    assert 1 == figures(open_.value).members


def test_figures_of_a_discussion_that_was_opened_again() -> None:
    """What was void may count by the new dates."""
    open_ = in_order("ana", rules="1 post")
    open_.do(CloseDiscussion(sure="yes"))
    open_.answer_roll()
    open_.at = open_.value.dates.end + HOUR
    open_.post(BEN, LONG)
    assert 1 == figures(open_.value).members
    open_.do(Reopen("in 2 days"))
    assert complete(open_.value, "ben")
    assert 2 == figures(open_.value).members


def test_an_empty_discussion_has_figures() -> None:
    """Nobody took part."""
    open_ = talk(typed(rules="1 post, 1 reply")).after(20 * DAY)
    assert (0, 0, 0, None, 0) == tuple(
        getattr(figures(open_.value), name) for name in type(figures(open_.value)).__struct_fields__
    )
    assert "Nobody took part" in open_.value.view()["sum"].body
    assert MONDAY < open_.at
