"""The command tree that Discord is told: every command as it is declared, in the form and within the limits of Discord."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from adapters.discord.setup.commands import ENGLISH, LOCALES, NUMBER, tree
from bot.kernel.command import commands
from tests.adapters.discord.declared import ours_alone
from tests.loopback.discord.specs import Specs

PUT = ("PUT", "/applications/{application_id}/commands")
STRING, INTEGER, USER = 3, 4, 6


@pytest.fixture(autouse=True)
def _ours(monkeypatch: pytest.MonkeyPatch) -> None:
    ours_alone(monkeypatch)


def parts(of: Any) -> Iterator[dict[str, Any]]:
    """Yield a command with its subcommands, options and choices."""
    yield of
    for each in (*of.get("options", ()), *of.get("choices", ())):
        yield from parts(each)


def everything() -> list[dict[str, Any]]:
    """Return all there is to see, choices too."""
    return [part for family in tree() for part in parts(family)]


def named() -> list[dict[str, Any]]:
    """Return what has a name of the kind that is typed, and a description."""
    return [part for part in everything() if "type" in part]


def option(path: str, name: str) -> dict[str, Any]:
    """Return the option of a command."""
    family, sub = path.split()
    (there,) = (one for one in tree() if one["name"] == family)
    (those,) = (one["options"] for one in there["options"] if one["name"] == sub)
    return next(one for one in those if one["name"] == name)


def test_every_command_is_there_once() -> None:
    """A family is a command, its commands are the subcommands."""
    shown = [f"{family['name']} {sub['name']}" for family in tree() for sub in family["options"]]
    assert sorted(commands()) == sorted(shown)


@pytest.mark.skipif(Specs.found() is None, reason="STUDYBELL_SPECS names no folder with Discord's OpenAPI")
def test_it_is_what_discords_published_description_asks_for() -> None:
    """Every field, type and limit of it; nothing that is not described."""
    specs = Specs.found()
    assert specs is not None
    assert [] == specs.body(*PUT, tree())


def test_names_are_ones_that_discord_takes_in_every_language() -> None:
    """Letters, digits, - and _, at most 32, in small letters where there are some (API docs, "Naming", 2026-08)."""
    names = {name for part in named() for name in (part["name"], *part["name_localizations"].values())}
    assert set() == {name for name in names if not re.fullmatch(r"[-_\w]{1,32}", name) or name != name.lower()}


def test_every_text_is_given_for_english_in_both_its_forms() -> None:
    """A client in one of them would else show a text of the other one."""
    given = [part[field] for part in everything() for field in part if field.endswith("_localizations")]
    assert [] == [texts for texts in given if not set(ENGLISH) <= texts.keys() <= {*ENGLISH, *LOCALES}]


def test_descriptions_fit_in_every_language() -> None:
    """1 to 100 characters."""
    abouts = {text for part in named() for text in (part["description"], *part["description_localizations"].values())}
    assert set() == {text for text in abouts if not 1 <= len(text) <= 100}


def test_a_family_fits_in_every_language() -> None:
    """8,000 characters of names, descriptions and values, each at its longest (API docs, "Slash Commands", 2026-08)."""

    def size(part: dict[str, Any]) -> int:
        texts = [
            max(map(len, (part.get(field, ""), *part.get(f"{field}_localizations", {}).values())))
            for field in ("name", "description")
        ]
        return sum(texts) + len(part.get("value", ""))

    assert [] == [family["name"] for family in tree() if sum(map(size, parts(family))) > 8_000]


def test_no_two_names_beside_each_other_are_the_same_in_any_language() -> None:
    """Neither families, nor commands of a family, nor options of a command, nor choices of an option."""
    lists = [tree(), *(part[field] for part in everything() for field in ("options", "choices") if field in part)]
    for beside in lists:
        for locale in (*ENGLISH, "de"):
            names = [part["name_localizations"][locale] for part in beside]
            assert len(set(names)) == len(names), names


def test_what_must_be_given_comes_first() -> None:
    """Discord refuses a required option behind one that is not."""
    asked = [
        [one["required"] for one in part["options"]] for part in named() if part["type"] == 1 and "contexts" not in part
    ]
    assert [] == [required for required in asked if required != sorted(required, reverse=True)]


def test_commands_are_for_servers_alone() -> None:
    """None in direct messages, none installed for a user."""
    assert [([0], [0])] * 4 == [(family["contexts"], family["integration_types"]) for family in tree()]


def test_every_family_is_offered_to_everybody() -> None:
    """Discord has no permission for a subcommand, and hosts may be those of any role; they are asked for at every act."""
    offered = {family["name"]: family["default_member_permissions"] for family in tree()}
    assert dict.fromkeys(("deck", "discuss", "quiz", "study")) == offered


def test_whole_numbers_have_their_bounds() -> None:
    """Discord lets nobody type 4 or 301."""
    seconds = option("quiz start", "seconds")
    assert (INTEGER, 5, 300) == (seconds["type"], seconds["min_value"], seconds["max_value"])


def test_numbers_have_their_bounds() -> None:
    """A factor is no whole number."""
    factor = option("quiz time", "factor")
    assert (NUMBER, 1, 5, True) == (factor["type"], factor["min_value"], factor["max_value"], factor["required"])


def test_an_open_bound_is_left_out() -> None:
    """The number of a question ends nowhere."""
    assert {"min_value"} == option("quiz void", "question").keys() & {"min_value", "max_value"}


def test_members_are_picked() -> None:
    """Discord's own list of members comes up."""
    assert USER == option("quiz remove", "member")["type"]


def test_choices_keep_their_value_in_every_language() -> None:
    """A name is translated, what the command is told is not."""
    choices = option("quiz start", "start")["choices"]
    assert [("lobby", "Lobby"), ("now", "sofort")] == [
        (choice["value"], choice["name_localizations"]["de"]) for choice in choices
    ]


@pytest.mark.parametrize(
    ("path", "name"),
    [("quiz start", "deck"), ("discuss open", "prompt"), ("discuss panel", "discussion"), ("study away", "until")],
)
def test_what_can_be_completed_is_completed(path: str, name: str) -> None:
    """Decks, prompts, discussions and times."""
    found = option(path, name)
    assert (STRING, True) == (found["type"], found["autocomplete"])


def test_a_time_says_that_discords_picker_may_be_used() -> None:
    """In both languages."""
    due = option("discuss open", "due")
    assert due["description"].endswith("(or @time)")
    assert due["description_localizations"]["de"].endswith("(oder @time)")
    assert 100 == due["max_length"]


def test_it_is_the_same_each_time() -> None:
    """Else it would be told again at every start."""
    assert tree() == tree()
