"""Whatever it is sent: it answers, and is never at fault itself."""

import copy
import random
from typing import Any

from tests.loopback.discord import Loopback
from tests.loopback.discord.acts import begin
from tests.loopback.discord.interactions import COMPONENT
from tests.loopback.knocking import Knock, button, card, command, row, text

JUNK = [None, True, 0, -1, 7, 3.5, "", "x" * 300, "1", [], {}, [1], {"type": 2}, [{"type": 10, "content": "x"}], 2**40]
MESSAGES = [
    {
        "content": "x",
        "nonce": "n",
        "enforce_nonce": True,
        "message_reference": {"message_id": "1", "fail_if_not_exists": False},
    },
    card(
        {
            "type": 17,
            "components": [text(), row(button(emoji={"name": "⏸️"})), {"type": 13, "file": {"url": "attachment://a"}}],
        }
    ),
    card(row({"type": 3, "custom_id": "s", "options": [{"label": "a", "value": "a"}]}), attachments=[{"id": "0"}]),
    {
        "embeds": [{"title": "t", "fields": [{"name": "n", "value": "v"}]}],
        "allowed_mentions": {"parse": ["users"]},
        "flags": 4,
    },
]
FORM = {
    "custom_id": "f", "title": "T",
    "components": [{"type": 18, "label": "L", "component": {"type": 4, "custom_id": "n", "style": 1, "max_length": 5}}],
}  # fmt: skip
COMMANDS = [
    {"name": "quiz", "description": "d", "options": [
        {"type": 1, "name": "start", "description": "d", "options": [
            {"type": 3, "name": "deck", "description": "d", "autocomplete": True},
        ]},
    ]},
]  # fmt: skip


def paths(value: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return where something stands in a body."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [here, *(path for key, one in inner for path in paths(one, (*here, key)))]


def spoilt(body: Any, chance: random.Random) -> Any:
    """Return a body in which some things are something else, or gone."""
    body = copy.deepcopy(body)
    for _ in range(chance.randint(1, 3)):
        found = paths(body)[1:]
        if not found:
            break
        *above, last = chance.choice(found)
        holder = body
        for step in above:
            holder = holder[step]
        if chance.random() < 0.3:
            del holder[last]
        else:
            holder[last] = copy.deepcopy(chance.choice(JUNK))
    return body


async def storm(server: Loopback, knock: Knock, seed: int) -> list[int]:
    """Send a lot of spoilt things; return the statuses."""
    chance = random.Random(seed)  # noqa: S311 - keeps no secret
    guild = server.guild()
    channel, ada = guild.channel(), guild.member("Ada")
    await knock.post(channel, card(text(), row(button())))
    message = channel.last()
    assert message is not None
    statuses = []
    for _ in range(60):
        body = spoilt(chance.choice(MESSAGES), chance)
        pressed = begin(server, COMPONENT, ada.user, channel, {"custom_id": "A"}, message)
        said = [
            await knock.post(channel, body, chance.choice([(), (("a", b"a"),)])),
            await knock("PATCH", f"/channels/{channel.id}/messages/{message.id}", body),
            await knock.answer(command(ada, channel), chance.choice([4, 5, 6, 7, 8, 9, 99]), body),
            await knock.answer(pressed, chance.choice([4, 7]), body),
            await knock.by_token("PATCH", pressed, body),
            await knock.answer(command(ada, channel), 9, spoilt(FORM, chance)),
            await knock("PUT", f"/applications/{server.application_id}/commands", spoilt(COMMANDS, chance)),
            await knock("PATCH", f"/channels/{channel.id}", spoilt({"name": "x", "archived": True}, chance)),
            await knock("POST", f"/channels/{channel.id}/threads", spoilt({"name": "x", "type": 12}, chance)),
            await knock("GET", f"/channels/{channel.id}/messages", limit=chance.choice(["1", "0", "x", "101"])),
        ]
        statuses += [one.status for one in said]
    return statuses


async def test_it_stands_a_storm(knock: Knock, discord_server: Loopback) -> None:
    """Nothing it is sent leads to a 500."""
    for seed in range(3):
        statuses = await storm(discord_server, knock, seed)
        assert {200, 204, 400} <= set(statuses) <= {200, 201, 204, 400, 403, 404}


async def test_it_stands_a_storm_without_the_published_description(knock: Knock, discord_server: Loopback) -> None:
    """Nor does it where only the rules written by hand judge."""
    discord_server.specs = None
    statuses = await storm(discord_server, knock, 4)
    assert {200, 204, 400} <= set(statuses) <= {200, 201, 204, 400, 403, 404}
