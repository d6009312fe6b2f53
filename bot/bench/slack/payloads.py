"""What Slack sends, as JSON of the size it has in real life. Field names: docs.slack.dev, 2026-08."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.kernel.clock import SECOND, Instant

Json = dict[str, Any]

APP, TEAM, CHANNEL = "A0BENCH0001", "T0BENCH0001", "C0BENCH0001"
BOT, BOT_USER, HOST = "B0BENCH0001", "U0BENCHBOT1", "U0BENCHHOST"

BOT_TOKEN, APP_TOKEN, SIGNING_SECRET = "xoxb-bench", "xapp-bench", "bench-of-thirty-two-characters.."


def learner(number: int) -> str:
    """Return the user id of the learner of this number."""
    return f"U1BENCH{number:05d}"


LEARNERS = 1_100

MEMBERS = (HOST, BOT_USER, *map(learner, range(LEARNERS)))
"""Everybody in the workspace and in its one channel."""


def stamp(at: Instant, number: int) -> str:
    """Return the ``ts`` of what happened at `at` as number `number` of its millisecond's neighbours."""
    return f"{at // SECOND}.{at % SECOND:03d}{number % 1_000:03d}"


def user(member: str) -> Json:
    """Return a user as the Web API tells of them."""
    bot, host = member == BOT_USER, member == HOST
    name = "Studybell" if bot else "Ms Lovelace" if host else f"Learner {member[-5:]}"
    profile = {"display_name": name, "real_name": name, "email": f"{member.lower()}@school.example", "team": TEAM}
    return {
        "id": member,
        "team_id": TEAM,
        "name": name.lower().replace(" ", "."),
        "real_name": name,
        "tz": "Europe/London",
        "tz_offset": 0,
        "locale": "en-GB",
        "profile": profile,
        "is_admin": host,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": False,
        "is_ultra_restricted": False,
        "is_bot": bot,
        "deleted": False,
        "updated": 1_760_000_000,
    }


USERS = tuple(map(user, MEMBERS))


def message(body: Mapping[str, Any], ts: str) -> Json:
    """Return a message of the app's as Slack gives it back."""
    return {
        "type": "message",
        "user": BOT_USER,
        "bot_id": BOT,
        "app_id": APP,
        "team": TEAM,
        "ts": ts,
        "text": body.get("text", ""),
        "blocks": body.get("blocks", []),
        "bot_profile": {
            "id": BOT,
            "app_id": APP,
            "name": "Studybell",
            "icons": {"image_36": "https://a.example/36.png"},
            "deleted": False,
            "updated": 1_760_000_000,
            "team_id": TEAM,
        },
    }


def press(number: int, at: Instant, member: str, control: Json, on: Json, response_url: str) -> Json:  # noqa: PLR0913 - its parts
    """Return the press of a button on the public message `on`."""
    return {
        "type": "block_actions",
        "user": {"id": member, "username": member.lower(), "name": member.lower(), "team_id": TEAM},
        "api_app_id": APP,
        "token": "not-used-any-more",
        "container": {"type": "message", "message_ts": on["ts"], "channel_id": CHANNEL, "is_ephemeral": False},
        "trigger_id": f"{number}.{at}.bench",
        "team": {"id": TEAM, "domain": "school"},
        "enterprise": None,
        "is_enterprise_install": False,
        "channel": {"id": CHANNEL, "name": "biology"},
        "message": on,
        "state": {"values": {}},
        "response_url": response_url,
        "actions": [{**control, "type": "button", "action_ts": stamp(at, number)}],
    }


def command(number: int, at: Instant, family: str, text: str, response_url: str) -> Json:
    """Return the host's slash command."""
    return {
        "token": "not-used-any-more",
        "team_id": TEAM,
        "team_domain": "school",
        "channel_id": CHANNEL,
        "channel_name": "biology",
        "user_id": HOST,
        "user_name": "ms.lovelace",
        "command": f"/{family}",
        "text": text,
        "api_app_id": APP,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": f"{number}.{at}.bench",
    }


def buttons(blocks: Sequence[Json]) -> Iterator[Json]:
    """Yield every button of a message's blocks in their order, as an action tells of it."""
    for block in blocks:
        elements = [*block.get("elements", []), *([block["accessory"]] if "accessory" in block else [])]
        for each in elements:
            if each.get("type") == "button":
                yield {"block_id": block.get("block_id", "made"), **each}
