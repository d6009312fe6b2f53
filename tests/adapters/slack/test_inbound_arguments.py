"""What is typed after a slash command, with what Slack and keyboards make of it, read as commands."""

import pytest

import bot.app  # noqa: F401 - declares the commands
from adapters.slack.inbound.arguments import Line, family_of, read_line
from bot.discussion.events import GrantExtension, OpenDiscussion
from bot.kernel.command import Missing
from bot.kernel.errors import Unreadable
from bot.people.events import GroupSettings
from bot.quiz.events import AnswerText, Remove, Start


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("see <#C1|general>", "see #general"),
        ("see <#C1|>", "see #C1"),
        ("<https://x.org/?a=1&amp;b=2>", "https://x.org/?a=1&b=2"),
        ("<http://x.org|x.org>", "x.org"),
        ("<mailto:a@x.org|a@x.org>", "a@x.org"),
        ("<!here> <!channel|@channel>", "@here @channel"),
        ("&lt;b&gt; &amp;amp;", "<b> &amp;"),
        ("“new york”", '"new york"'),
        ("‘new york’", "'new york'"),
        ("don’t", "don’t"),
        ("a\u00a0b", "a b"),
        ("  a  ", "a"),
    ],
)
def test_what_slack_made_of_a_text_is_turned_back(typed: str, read: str) -> None:
    """Links, channels, entities and curled quotes are read as they were typed."""
    assert read == Line(typed).text


def test_curled_quotes_keep_words_together() -> None:
    """A name of several words may be quoted by a keyboard that curls quotes."""
    _, event = read_line("quiz", "start “world history” seconds:20")
    assert Start(deck="world history", seconds=20) == event


@pytest.mark.parametrize("mention", ["<@U024BE7LH>", "<@W024BE7LH|ada>", "<@U024BE7LH|Ada O'Brien>"])
def test_a_member_is_read_by_their_id(mention: str) -> None:
    """Whatever Slack adds as their name."""
    _, event = read_line("quiz", f"remove {mention}")
    assert isinstance(event, Remove)
    assert mention[2:11] == event.member


def test_a_member_stands_before_other_values() -> None:
    """Values follow in order, a member among them."""
    _, event = read_line("discuss", "extend <@U1> until:fri 17:00")
    assert isinstance(event, GrantExtension)
    assert ("U1", "fri 17:00") == (event.member, event.until)


def test_hosts_are_read_with_their_names() -> None:
    """A list of members keeps what they are called, for who reads it later."""
    _, event = read_line("study", "settings hosts:<@U1|ada> <@U2|Ben O'Neill>")
    assert isinstance(event, GroupSettings)
    assert "<@U1|ada> <@U2|Ben O'Neill>" == event.hosts


def test_a_user_group_is_read_by_its_id() -> None:
    """Where a role is asked for, the group's id says which."""
    _, event = read_line("study", "settings host_role:<!subteam^S024BE7LH|@teachers>")
    assert isinstance(event, GroupSettings)
    assert "S024BE7LH" == event.host_role


def test_a_text_names_people_as_it_was_typed() -> None:
    """In an answer a mention is a word like any other."""
    _, event = read_line("quiz", "answer I say <@U1|ada> knows")
    assert AnswerText("I say @ada knows") == event


def test_a_phrase_may_name_people() -> None:
    """Beside other words a mention is a name."""
    _, event = read_line("discuss", "open sky expect:friends of <@U1|ada>")
    assert isinstance(event, OpenDiscussion)
    assert "friends of @ada" == event.expect


def test_what_is_missing_is_told_with_what_was_typed() -> None:
    """So that a form can ask for it, filled with the rest."""
    with pytest.raises(Missing) as caught:
        read_line("quiz", "start seconds:20")
    assert (("deck",), {"seconds": "20"}) == (caught.value.missing, dict(caught.value.given))


def test_somebody_who_was_picked_stays_picked_in_a_form() -> None:
    """The form takes a mention for its field of people."""
    with pytest.raises(Missing) as caught:
        read_line("quiz", "time <@U1|ada>")
    assert {"member": "<@U1>"} == dict(caught.value.given)


@pytest.mark.parametrize(
    ("family", "typed", "asked"),
    [
        ("quiz", "", "quiz"),
        ("quiz", "help", "quiz"),
        ("quiz", "help discuss", "discuss"),
        ("study", "", ""),
        ("study", "help", ""),
        ("study", "help quiz", "quiz"),
    ],
)
def test_nothing_and_help_ask_what_there_is(family: str, typed: str, asked: str) -> None:
    """About the family somebody began with, or the one they name."""
    of, event = read_line(family, typed)
    assert ("study help", asked) == (of.path, event.about)  # type: ignore[attr-defined]


def test_an_unknown_word_is_told_with_what_is_meant() -> None:
    """A slip is mended by who reads it."""
    with pytest.raises(Unreadable, match="did you mean /quiz start"):
        read_line("quiz", "strat capitals")


def test_a_problem_shows_nobody_by_their_id() -> None:
    """What was typed is repeated as it was typed."""
    with pytest.raises(Unreadable) as caught:
        read_line("quiz", "pause <@U1|ada>")
    assert "@ada" in caught.value.problem
    assert "U1" not in caught.value.problem


@pytest.mark.parametrize(
    ("command", "prefix", "family"),
    [("/quiz", "", "quiz"), ("/sb-quiz", "sb-", "quiz"), ("/QUIZ", "", "quiz"), ("/quiz", "sb-", "quiz")],
)
def test_a_family_is_known_behind_its_prefix(command: str, prefix: str, family: str) -> None:
    """An operator may have prefixed the commands."""
    assert family == family_of(command, prefix)
