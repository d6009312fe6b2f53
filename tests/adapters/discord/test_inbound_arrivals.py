"""What an interaction tells: who acted, where, when, and on which message."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from adapters.discord.inbound.arrivals import Seen, read
from adapters.discord.terms.stamps import EPOCH, happened
from bot.kernel.clock import MINUTE, SECOND

NOW = 1_800_000_000_000

SPECS = os.environ.get("STUDYBELL_SPECS")


def interaction(**changed: Any) -> dict[str, Any]:
    """Build the least a press must have."""
    member = {"user": {"id": "7", "username": "ada"}, "roles": ["12"], "permissions": "32", "nick": None}
    given = {
        "id": str((NOW - EPOCH) << 22),
        "token": "T",
        "type": 3,
        "guild_id": "4",
        "channel_id": "5",
        "member": member,
    }
    return {**given, **changed}


def test_the_least_is_enough() -> None:
    """Fields that Discord may leave out are not needed."""
    arrival = read(interaction(), NOW)
    assert (
        "7", "ada", "4", "5", 32, ("12",),
    ) == (arrival.member, arrival.name, arrival.guild, arrival.channel, arrival.permissions, arrival.roles)  # fmt: skip


def test_a_direct_message_has_no_server() -> None:
    """There Discord tells the user, and no member."""
    payload = interaction(user={"id": "7", "username": "ada", "global_name": "Ada"}, guild_id=None)
    del payload["member"]
    arrival = read(payload, NOW)
    assert ("7", "Ada", "", 0) == (arrival.member, arrival.name, arrival.guild, arrival.permissions)


def test_the_name_is_the_one_the_server_shows() -> None:
    """A nickname goes before a display name, and that before the user name."""
    user = {"id": "7", "username": "ada", "global_name": "Ada L."}
    names = [read(interaction(member={"user": user, "nick": nick}), NOW).name for nick in ("Countess", None)]
    assert ["Countess", "Ada L."] == names


def test_halves_of_characters_are_mended() -> None:
    """No store takes them, and none of our texts may have them; whole characters of any kind stay."""
    user = {"id": "7", "username": "a\ud83d", "global_name": "😀 \udc00a"}
    data = {"options": [{"value": "\ud800 Zoë 👩‍👩‍👧", "more": ["\udfff", 5, None]}]}
    arrival = read(interaction(member={"user": user}, data=data), NOW)
    assert "😀 \ufffda" == arrival.name
    assert {"options": [{"value": "\ufffd Zoë 👩‍👩‍👧", "more": ["\ufffd", 5, None]}]} == arrival.data


def test_the_message_is_known_by_its_first_component() -> None:
    """The id of the outer component says which key the message has."""
    message = {"flags": 64, "components": [{"type": 17, "id": 99, "components": []}]}
    assert read(interaction(message=message), NOW).seen == Seen(64, 99)


@pytest.mark.parametrize(
    ("made", "at"),
    [
        (NOW - 2 * SECOND, NOW - 2 * SECOND),
        (NOW + 2 * SECOND, NOW),
        (NOW - 14 * MINUTE, NOW - 14 * MINUTE),
        (NOW - 16 * MINUTE, NOW),
        (NOW + 16 * MINUTE, NOW),
    ],
)
def test_an_act_is_of_its_own_time_where_that_is_plausible(made: int, at: int) -> None:
    """An id tells when it was made; never in the future, and not longer ago than a token is good for."""
    assert happened((made - EPOCH) << 22, NOW) == at


def test_an_id_that_is_no_snowflake_is_of_now() -> None:
    """A server that counts from one is understood, too."""
    assert NOW == happened(1, NOW)


@pytest.mark.skipif(not SPECS, reason="Discord's published samples are not here (STUDYBELL_SPECS)")
def test_published_samples_are_read() -> None:
    """What Discord shows in its documentation can be answered."""
    samples = json.loads((Path(SPECS or "") / "discord_interaction_samples.json").read_text("utf-8"))
    assert ["Mason", "ian"] == [read(each, NOW).name for each in samples.values()]
