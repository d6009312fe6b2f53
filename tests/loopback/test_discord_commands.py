"""Trees of commands it refuses."""

from typing import Any

import pytest

from tests.loopback.discord import Loopback
from tests.loopback.knocking import Knock

ONE = {"name": "quiz", "description": "d"}
TEXT = {"type": 3, "name": "deck", "description": "d"}
LONG = [{"name": str(n).ljust(100, "x"), "value": str(n).ljust(100, "x")} for n in range(4)]
SUB = {"type": 1, "name": "start", "description": "d"}

REFUSED: dict[str, tuple[list[dict[str, Any]], str]] = {
    "a name twice": ([ONE, ONE], "0.name"),
    "a name in capitals": ([ONE | {"name": "Quiz"}], "0.name"),
    "a name with a space": ([ONE | {"name": "start quiz"}], "0.name"),
    "no description": ([{"name": "quiz"}], "0.description"),
    "a description of 101": ([ONE | {"description": "x" * 101}], "0.description"),
    "101 commands": ([{"name": f"c{n}", "description": "d"} for n in range(101)], ""),
    "26 options": ([ONE | {"options": [TEXT | {"name": f"o{n}"} for n in range(26)]}], "0.options"),
    "an option twice": ([ONE | {"options": [TEXT, TEXT]}], "0.options.0.name"),
    "what is required after what is not": (
        [ONE | {"options": [TEXT, TEXT | {"name": "b", "required": True}]}], "0.options.1.required",
    ),
    "options beside sub-commands": ([ONE | {"options": [SUB, TEXT]}], "0.options"),
    "groups in groups": (
        [ONE | {"options": [{"type": 2, "name": "g", "description": "d", "options": [SUB | {"options": [SUB]}]}]}],
        "0.options.0.options.0.options.0.type",
    ),
    "choices beside completion": (
        [ONE | {"options": [TEXT | {"autocomplete": True, "choices": [{"name": "a", "value": "a"}]}]}],
        "0.options.0.autocomplete",
    ),
    "bounds the wrong way round": (
        [ONE | {"options": [{"type": 4, "name": "n", "description": "d", "min_value": 5, "max_value": 1}]}],
        "0.options.0.min_value",
    ),
    "a German name in capitals": ([ONE | {"name_localizations": {"de": "Quiz"}}], "0.name_localizations.de"),
    "8,001 characters in all": (
        [ONE | {"options": [TEXT | {"name": f"o{n}", "choices": LONG} for n in range(10)]}], "0",
    ),
}  # fmt: skip
BY_THE_FILE = {"a description of 101", "26 options", "groups in groups"}


@pytest.mark.parametrize("name", REFUSED)
async def test_commands_are_refused(knock: Knock, discord_server: Loopback, name: str) -> None:
    """With 50035 and the path of what is wrong; what was registered before stays."""
    if name in BY_THE_FILE and discord_server.specs is None:
        pytest.skip("STUDYBELL_SPECS is not set: Discord's published description is not looked at")
    path = f"/applications/{discord_server.application_id}/commands"
    await knock("PUT", path, [ONE])
    commands, where = REFUSED[name]
    said = await knock("PUT", path, commands)
    assert (400, 50035) == said.refusal
    assert where in said.wrong()
    assert ["quiz"] == [one["name"] for one in discord_server.commands]


async def test_a_command_keeps_its_id(knock: Knock, discord_server: Loopback) -> None:
    """As long as its name stays; and what is not in the list is gone."""
    path = f"/applications/{discord_server.application_id}/commands"
    first = (await knock("PUT", path, [ONE, {"name": "old", "description": "d"}])).body
    second = (await knock("PUT", path, [ONE | {"description": "other"}])).body
    assert [first[0]["id"]] == [one["id"] for one in second]
    discord_server.assert_clean()


async def test_a_server_has_commands_of_its_own(knock: Knock, discord_server: Loopback) -> None:
    """They are no global ones; and of another application nothing is to be had."""
    guild = discord_server.guild()
    assert (
        200
        == (
            await knock("PUT", f"/applications/{discord_server.application_id}/guilds/{guild.id}/commands", [ONE])
        ).status
    )
    assert ([], 1) == (discord_server.commands, len(guild.guild.commands))
    assert (403, 50001) == (await knock("GET", "/applications/1/commands")).refusal
