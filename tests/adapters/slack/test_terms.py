"""Slack's ids, times and messages as we read them."""

import pytest

from adapters.slack.terms.ids import is_id, is_ts
from adapters.slack.terms.members import Member, member_of
from adapters.slack.terms.stamps import lately, read, sometime, spelled
from adapters.slack.terms.writing import is_written, mentions, plain

NOW = 1_700_000_000_000


@pytest.mark.parametrize("written", ["T0123ABCD", "W1", "C" + "9" * 40, "D0", "G0", "E12"])
def test_ids_may_be_longer_than_todays(written: str) -> None:
    """And begin with any letter."""
    assert is_id(written)


@pytest.mark.parametrize("written", ["", "u1", "C", "C1 ", "C1\n", "#general", "C" * 61, "Ｃ1"])
def test_what_cannot_be_an_id_is_none(written: str) -> None:
    """Names, blanks, what looks like a letter."""
    assert not is_id(written)


@pytest.mark.parametrize(
    ("ts", "at"),
    [
        ("1700000000.123456", NOW + 123),
        ("1700000000.999999", NOW + 999),
        ("1700000000", NOW),
        (1700000000.25, NOW + 250),
        (1700000000, NOW),
        ("", None),
        (None, None),
        ("nan", None),
        ("inf", None),
        ("1e99", None),
        ("-1", None),
        ("soon", None),
    ],
)
def test_a_ts_is_an_instant(ts: object, at: int | None) -> None:
    """To the millisecond, never rounded up."""
    assert at == read(ts)


def test_an_instant_is_spelled_as_slack_reads_it() -> None:
    """With all of its digits."""
    assert ("1700000000.007000", "0.000000") == (spelled(NOW + 7), spelled(-5))
    assert is_ts(spelled(NOW))


def test_an_implausible_time_of_an_act_is_ours() -> None:
    """One of the future, or of yesterday, as after a clock went wrong; how old a message is may be any."""
    assert [NOW, NOW, NOW - 1_000] == [lately(f"{NOW / 1000 + off}", NOW) for off in (60, -86_400, -1)]
    assert [NOW, NOW - 86_400_000, NOW] == [sometime(each, NOW) for each in (None, NOW / 1000 - 86_400, NOW / 1000 + 9)]


@pytest.mark.parametrize(
    ("raw", "written"),
    [
        ({"user": "U1", "text": "Hi"}, True),
        ({"user": "U1", "subtype": "file_share"}, True),
        ({"user": "U1", "subtype": "thread_broadcast"}, True),
        ({"user": "U1", "subtype": "me_message"}, True),
        ({"user": "U1", "subtype": None}, True),
        ({"user": "U1", "bot_id": "B1"}, False),
        ({"user": "U1", "bot_profile": {"id": "B1"}}, False),
        ({"subtype": "bot_message", "bot_id": "B1"}, False),
        ({"user": "U1", "subtype": "channel_join"}, False),
        ({"user": "U1", "subtype": "tombstone", "hidden": True}, False),
        ({"user": "USLACKBOT", "text": "Reminder"}, False),
        ({"user": "U1", "is_ephemeral": True}, False),
        ({"text": "Hi"}, False),
        ({"user": "U1", "subtype": "not_yet_invented"}, False),
    ],
)
def test_only_what_people_write_is_written(raw: dict[str, object], written: bool) -> None:  # noqa: FBT001 - as given
    """What programs write and what Slack notes is not."""
    assert written is is_written(raw)


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("1 &lt; 2 &amp;&amp; 3 &gt; 2", "1 < 2 && 3 > 2"),
        ("&amp;lt; stays", "&lt; stays"),
        ("&quot;", "&quot;"),
        ("<@U1> and <@W2|ben>", "@U1 and @ben"),
        ("<#C1|general> <#C2>", "#general #C2"),
        ("<!here> <!channel|channel> <!everyone>", "@here channel @everyone"),
        ("<!subteam^S1|@teachers> <!subteam^S2>", "@teachers @subteam"),
        ("<https://a.example/?x=1&amp;y=2>", "https://a.example/?x=1&y=2"),
        ("<https://a.example|the page> <mailto:a@b.example|a@b.example> <tel:+123>", "the page a@b.example +123"),
        ("<!date^1700000000^{date}|14 November>", "14 November"),
        ("a <b", "a <b"),
        ("<> < >", "<> < >"),
    ],
)
def test_text_is_what_was_typed(text: str, typed: str) -> None:
    """So that words are counted as their author counts them."""
    assert typed == plain(text)


def test_mentions_are_members_each_once() -> None:
    """Not channels, not groups."""
    assert ("U1", "W2") == mentions("<@U1> <@W2|ben> <#C1> <!subteam^S1> <@U1>")


@pytest.mark.parametrize(
    ("raw", "stranger"),
    [
        ({"team_id": "T1"}, False),
        ({}, False),
        ({"team_id": "T2"}, True),
        ({"team_id": "T2", "enterprise_user": {"enterprise_id": "E1"}}, False),
        ({"team_id": "T2", "enterprise_user": {"enterprise_id": "E2"}}, True),
        ({"team_id": "E1"}, False),
        ({"team_id": "T1", "is_stranger": True}, True),
    ],
)
def test_an_admin_of_another_company_is_no_host(raw: dict[str, object], stranger: bool) -> None:  # noqa: FBT001 - as given
    """One of another workspace of the same organisation is, as Slack says."""
    person = member_of({"id": "U1", "is_admin": True, **raw}, "T1", "E1")
    assert (stranger, not stranger) == (person.stranger, person.host)


def test_everything_about_a_person_may_be_missing() -> None:
    """Then the id is their name."""
    assert Member("U1", "U1") == member_of({"id": "U1"}, "T1")
    assert member_of({"id": "USLACKBOT", "name": "slackbot"}, "T1").bot
    assert not member_of({"id": "U1", "is_owner": True, "deleted": True}, "T1").host
