"""`/study help`: readable with many commands, within every platform's limits, and of a person's own commands alone."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from bot.commands.study import LONGEST_FIELD, LONGEST_LIST, closely, overview
from bot.kernel.card import Card
from bot.kernel.command import Command, commands
from bot.kernel.event import Event
from bot.kernel.markup import shown_length
from bot.kernel.params import Param
from bot.kernel.words import words
from bot.testing.group import Group, fields_of
from bot.testing.house import a_house
from bot.testing.quizzes import HOST

SAY = words("en")
LONG = "Describe at length & in all detail <what> this command does_with_it, up to the limit of a *hundred*!!"[:100]


@pytest.fixture
async def group(tmp_path: Path) -> AsyncIterator[Group]:
    """Yield people who ask for help."""
    async with a_house(tmp_path / "db") as house:
        yield Group(house)


def a_family(name: str, everybody: int, hosts: int) -> list[Command]:
    """Return commands with the longest descriptions, names and parameters that can be declared."""
    params = tuple(Param(f"parameter{letter}", "text", "", required=letter < "c") for letter in "abcdefgh")
    return [
        Command(
            f"{name} command{chr(97 + number % 26) * (1 + number // 26)}", LONG, Event, params, host=number >= everybody
        )
        for number in range(everybody + hosts)
    ]


def fits(card: Card, most: int = LONGEST_FIELD) -> bool:
    """Whether the platforms show the card: Discord's limits of embeds and of the characters of a message's text displays."""
    whole = [card.title, card.body, card.footer, *(text for field in card.fields for text in (field.name, field.value))]
    return (
        len(card.fields) <= 25
        and all(shown_length(field.value) <= most and field.value for field in card.fields)
        and sum(map(shown_length, whole)) <= 6_000
    )


@pytest.mark.parametrize(("everybody", "hosts"), [(1, 0), (0, 1), (10, 15), (3, 40), (40, 3), (0, 60)])
def test_help_fits_with_many_commands(everybody: int, hosts: int) -> None:
    """Four families of them, each in one field."""
    families = ("deck", "discuss", "quiz", "study")
    card = overview([each for name in families for each in a_family(name, everybody, hosts)], SAY)
    assert 4 == len(card.fields)
    assert fits(card)


@pytest.mark.parametrize(("everybody", "hosts"), [(1, 0), (0, 1), (10, 15), (0, 26)])
def test_help_about_one_family_fits(everybody: int, hosts: int) -> None:
    """With every command of it, in as many fields as they need."""
    those = a_family("discuss", everybody, hosts)
    card = closely(those, SAY)
    assert [] == [each.path for each in those if f"`/{each.path} " not in "".join(field.value for field in card.fields)]
    assert all(shown_length(field.value) <= LONGEST_LIST for field in card.fields)


def mentioned(card: Card | None, those: Sequence[Command]) -> set[str]:
    """Return which of the commands the card speaks of."""
    text = "".join(fields_of(card).values())
    return {each.path for each in those if f"/{each.path}" in text or f"`{each.path.partition(' ')[2]}`" in text}


async def test_everybody_reads_of_what_they_may_do_and_no_more(group: Group) -> None:
    """A member sees no command that would be refused; a host sees all."""
    known = list(commands().values())
    may = {each.path for each in known if not each.host}
    assert may == mentioned((await group.types("/study help")).card, known)
    assert {each.path for each in known} == mentioned((await group.types("/study help", HOST)).card, known)


async def test_what_is_declared_today_fits(group: Group) -> None:
    """For members and hosts, as a whole and family by family."""
    for line in ("/study help", *(f"/study help {family}" for family in {path.split()[0] for path in commands()})):
        card = (await group.types(line, HOST)).card
        assert card is not None
        assert fits(card, LONGEST_LIST if line.split()[2:] else LONGEST_FIELD), line
        assert [] == [field.name for field in card.fields if "continued" in field.name], line


async def test_hosts_commands_are_marked(group: Group) -> None:
    """They stand apart from what everybody may do."""
    whole = fields_of((await group.types("/study help", HOST)).card)["Live quizzes"]
    assert "`pause`" in whole.partition("Hosts:")[2]
    closer = fields_of((await group.types("/study help quiz", HOST)).card)
    assert "`/quiz mine`" in closer["Everybody"]
    assert "`/quiz pause` Stop the clock" in closer["Hosts"]


@pytest.mark.parametrize("about", ["quiz", "/quiz", "QUIZ", " quiz "])
async def test_help_about_a_family_is_found_as_it_is_typed(group: Group, about: str) -> None:
    """With a slash or without."""
    assert "`/quiz mine`" in fields_of((await group.types(f"/study help '{about}'")).card)["Everybody"]


@pytest.mark.parametrize("about", ["dancing", "x" * 10_000, "*"])
async def test_help_about_nothing_tells_what_there_is(group: Group, about: str) -> None:
    """The families, and nothing of what was typed."""
    reply = await group.types(f"/study help {about}")
    assert "unreadable" == reply.refused
    assert "quiz, study" in reply.text
    assert len(reply.text) < 200
