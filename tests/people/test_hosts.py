"""The members a group has made hosts, as people name them."""

import pytest

from bot.engine.surface import Person
from bot.kernel.errors import Unreadable
from bot.kernel.words import words
from bot.people.hosts import hosts_text, mentioned_hosts, read_hosts
from bot.people.prefs import WorkspaceSettings
from bot.people.roll import attendees

SAY = words("en")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("<@U1> <@W23456789ABCDEF>", {"U1": "", "W23456789ABCDEF": ""}),
        ("<@U1|ada>, <@U2|Ben B.> and <@U1|ada>", {"U1": "ada", "U2": "Ben B."}),
        ("<@4242><@!4343>", {"4242": "", "4343": ""}),
        (" none ", {}),
        ("", {}),
    ],
)
def test_members_are_read_as_the_platforms_mention_them(typed: str, expected: dict[str, str]) -> None:
    """With the names that come along, each once; none for nobody."""
    assert expected == read_hosts(typed, SAY)


@pytest.mark.parametrize("typed", ["ada", "@ada", "<@U1> ben", "<@U1> none", "<!here>", "<@&42>", "<@U1", "<@U 1>"])
def test_nobody_is_made_a_host_by_a_word(typed: str) -> None:
    """Only a mention names a member; a role is no member."""
    with pytest.raises(Unreadable, match="@Ada @Ben"):
        read_hosts(typed, SAY)


def test_a_list_has_an_end() -> None:
    """A hundred hosts are enough."""
    with pytest.raises(Unreadable):
        read_hosts(" ".join(f"<@U{number}>" for number in range(101)), SAY)


@pytest.mark.parametrize("hosts", [{}, {"U1": "Ada", "U2": ""}])
def test_hosts_are_read_back(hosts: dict[str, str]) -> None:
    """The form gives them in words that it takes again, whatever somebody is called."""
    assert hosts == read_hosts(mentioned_hosts(hosts), SAY)
    assert ["U9"] == list(read_hosts(mentioned_hosts({"U9": "<@U1|x> | b"}), SAY))


def test_hosts_are_told_by_name() -> None:
    """By their id where nobody knows a name."""
    assert ("@Ada, @U2", "none") == (hosts_text({"U1": "Ada", "U2": ""}, SAY), hosts_text({}, SAY))


def test_the_roll_marks_them() -> None:
    """On every platform, whatever it says of them."""
    settings = WorkspaceSettings(hosts={"ada": "Ada"})
    found = attendees((Person("ada", "Ada"), Person("ben", "Ben"), Person("ms", "Ms R", host=True)), {}, settings)
    assert [True, False, True] == [each.host for each in found]
