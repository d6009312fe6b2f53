"""A slash command as Discord hands it in becomes the event it means."""

from typing import Any

import pytest

import bot.commands.study  # noqa: F401 - declares the commands
from adapters.discord.inbound.arguments import UnknownCommand, read_command, read_typing
from bot.decks.model import Scoring
from bot.discussion.events import AnswerHere, ChangeDates, GrantExtension, OpenDiscussion
from bot.kernel.errors import Unreadable
from bot.kernel.words import words
from bot.quiz.events import Accommodate, AnswerText, Pause, Start

STRING, INTEGER, USER, NUMBER = 3, 4, 6, 10

ADA = {
    "users": {"7": {"id": "7", "username": "ada", "global_name": "Ada"}},
    "members": {"7": {"nick": None, "roles": []}},
}
GONE = {"users": {"7": {"id": "7", "username": "ada", "global_name": "Ada"}}}
ROBOT = {"users": {"7": {"id": "7", "username": "r2", "bot": True}}, "members": {"7": {}}}


def typed(path: str, *options: tuple[str, int, Any], resolved: Any = None) -> dict[str, Any]:
    """Build the data of a command."""
    family, _, name = path.partition(" ")
    given = [{"name": option, "type": kind, "value": value} for option, kind, value in options]
    data = {"id": "1", "type": 1, "name": family, "options": [{"type": 1, "name": name, "options": given}]}
    return data if resolved is None else data | {"resolved": resolved}


def event_of(data: dict[str, Any]) -> Any:
    """Return the event that the data means."""
    return read_command(data, words("en"))[1]


@pytest.mark.parametrize(
    ("data", "event"),
    [
        (typed("quiz pause"), Pause()),
        (typed("quiz answer", ("text", STRING, "B and C")), AnswerText("B and C")),
        (typed("quiz time", ("member", USER, "7"), ("factor", NUMBER, 1.5), resolved=ADA), Accommodate("7", 1.5)),
        (typed("discuss answer"), AnswerHere()),
        (typed("discuss dates", ("due", STRING, "<t:1798794000:f>")), ChangeDates(due="<t:1798794000:f>")),
        (
            typed("discuss open", ("prompt", STRING, "reflection"), ("rules", STRING, "2 posts, 1 reply")),
            OpenDiscussion(prompt="reflection", rules="2 posts, 1 reply"),
        ),
        (
            typed("quiz start", ("deck", STRING, "capitals"), ("seconds", INTEGER, 15), ("scoring", STRING, "speed")),
            Start("capitals", seconds=15, scoring=Scoring.SPEED),
        ),
        (
            typed("discuss extend", ("member", USER, "7"), ("until", STRING, "fri 17:00"), resolved=ADA),
            GrantExtension(member="7", until="fri 17:00"),
        ),
    ],
    ids=lambda each: type(each).__name__ if not isinstance(each, dict) else "",
)
def test_values_become_fields(data: dict[str, Any], event: Any) -> None:
    """Each option goes into the parameter of its name, read as that parameter's type."""
    assert event_of(data) == event


@pytest.mark.parametrize(
    ("resolved", "said"),
    [(GONE, "Ada is not a member of this server."), (ROBOT, "r2 is a bot; choose a person.")],
)
def test_only_people_of_the_server_can_be_named(resolved: Any, said: str) -> None:
    """Discord lets one pick anybody whose id one knows, and bots."""
    data = typed("quiz time", ("member", USER, "7"), ("factor", NUMBER, 1.5), resolved=resolved)
    with pytest.raises(Unreadable) as refused:
        event_of(data)
    assert refused.value.problem == said


def test_what_does_not_fit_is_told() -> None:
    """A number beyond the bounds that an older Discord still offers is refused with the bounds."""
    with pytest.raises(Unreadable) as refused:
        event_of(typed("quiz start", ("deck", STRING, "capitals"), ("seconds", INTEGER, 4000)))
    assert "for seconds give a whole number from 5 to 300, not '4000'" == refused.value.problem


def test_what_is_missing_is_named() -> None:
    """A parameter that was not required when Discord learnt the command is asked for."""
    with pytest.raises(Unreadable) as refused:
        event_of(typed("quiz answer"))
    assert "it needs text: type `/quiz answer TEXT`" == refused.value.problem


@pytest.mark.parametrize(
    "data",
    [
        typed("quiz dance"),
        typed("quiz pause", ("loudly", STRING, "yes")),
        {"name": "quiz"},
        {"name": "quiz", "options": []},
        {"name": "begin", "type": 3, "target_id": "7"},
        {},
    ],
)
def test_what_is_no_command_is_known_as_such(data: dict[str, Any]) -> None:
    """Discord may hold on to commands we do not have any more."""
    with pytest.raises(UnknownCommand):
        event_of(data)


def test_the_value_being_typed_is_found() -> None:
    """Of several options the one with the cursor in it is completed."""
    data = typed("discuss panel", ("discussion", STRING, "wh"))
    data["options"][0]["options"][0]["focused"] = True
    typing = read_typing(data)
    assert typing is not None
    assert ("discussion", "wh") == (typing.kind, typing.typed)


@pytest.mark.parametrize("data", [typed("quiz dance"), typed("quiz pause"), typed("quiz start", ("deck", STRING, "x"))])
def test_nothing_is_completed_where_nothing_is_typed(data: dict[str, Any]) -> None:
    """Without a cursor in an option of ours there is nothing to offer."""
    assert read_typing(data) is None
