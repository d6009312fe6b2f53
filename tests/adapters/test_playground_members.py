"""Whom a typed name means in the playground."""

from typing import Any

import pytest

from adapters.playground.members import as_typed, mentioned, with_members, with_mentions
from bot.kernel.card import Option
from bot.kernel.command import parse
from bot.kernel.errors import Unreadable
from bot.people.events import GroupSettings
from bot.quiz.events import Accommodate, Team

HERE = (Option("Ms Rivera", "rivera"), Option("Ada", "ada"), Option("Ada B.", "ada-2"))


@pytest.mark.parametrize("typed", ["Ada", "ada", "ADA", "@Ada", "@ada", "' ada '"])
def test_a_member_can_be_named_as_people_name_them(typed: str) -> None:
    """By name or id, large or small, with the sign of a mention or without."""
    found, event = parse(f"/quiz time {typed} 2")
    assert Accommodate("ada", 2.0) == with_members(found, event, HERE)


def test_a_name_of_several_words_is_quoted() -> None:
    """The blank belongs to the name then."""
    found, event = parse('/quiz time "ms rivera" 2')
    assert Accommodate("rivera", 2.0) == with_members(found, event, HERE)


def test_a_name_is_met_whole() -> None:
    """Nobody gets what was meant for somebody whose name begins alike."""
    found, event = parse('/quiz time "ada b." 2')
    assert Accommodate("ada-2", 2.0) == with_members(found, event, HERE)


@pytest.mark.parametrize("typed", ["Zed", "ad", "@"])
def test_whoever_is_not_here_is_asked_about(typed: str) -> None:
    """The sentence says whom one can name."""
    found, event = parse(f"/quiz time {typed} 2")
    with pytest.raises(Unreadable, match="there are Ms Rivera, Ada, Ada B"):
        with_members(found, event, HERE)


def test_a_member_who_may_be_left_out_stays_out() -> None:
    """Who chooses a team of their own names nobody."""
    found, event = parse("/quiz team red")
    assert Team("red") == with_members(found, event, HERE)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@Ada look", ("ada",)),
        ("what do you think, @ada?", ("ada",)),
        ("@Ada B. and @Ms Rivera", ("ada-2", "rivera")),
        ("(@ADA) @Ada", ("ada",)),
        ("@Adam, ada@Ada, @@", ()),
        ("Ada", ()),
        ("@Ada\n@MS RIVERA!", ("ada", "rivera")),
    ],
)
def test_whom_a_text_names_behind_a_sign(text: str, expected: tuple[str, ...]) -> None:
    """The longest name that fits, whole, each once, in the order they stand."""
    assert expected == mentioned(text, HERE)


def test_a_name_of_signs_is_no_pattern() -> None:
    """Whatever somebody calls themselves is met letter by letter."""
    assert ("odd",) == mentioned("hey @.* (x)", (Option(".* (x)", "odd"), Option("Ada", "ada")))


def test_members_are_named_one_after_the_other() -> None:
    """Each behind an @; what is nobody's name stays for the command to say what is wrong with it."""
    found, event = parse("/study settings hosts:@ms rivera, @Ada B. @Zed")
    wanted = GroupSettings(hosts="<@rivera|Ms Rivera>, <@ada-2|Ada B.> @Zed")
    assert wanted == with_members(found, event, HERE)


def test_mentions_are_shown_as_they_are_typed() -> None:
    """A form that is opened and sent says the same again."""
    assert "@Ms Rivera @Ada" == as_typed("<@rivera|Ms Rivera> <@ada|Ada>")
    assert "<@rivera|Ms Rivera> <@ada|Ada>" == with_mentions("@Ms Rivera @Ada", HERE)


async def test_whom_the_group_made_a_host_is_one(served: Any) -> None:
    """At the next act, and in what completes on the next page; whoever is taken off the list no longer."""
    async with served() as visitor:
        await visitor.say("rivera", "/study settings hosts:@Ada")
        await visitor.say("ada", "/quiz start bell-tour")
        assert "quiz start" in {one["path"] for one in (await visitor.whole("ada"))["commands"]}
        assert not any("Only a host" in one["text"] for one in (await visitor.whole("ada"))["messages"])
        form = await visitor.say("rivera", "/study settings")
        assert "@Ada" == form["form"]["inputs"][-1]["value"]
        await visitor.say("rivera", "/study settings hosts:none")
        await visitor.say("ada", "/quiz end")
        assert "Only a host can do that" in (await visitor.whole("ada"))["messages"][-1]["text"]
