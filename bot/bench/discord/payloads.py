"""What Discord sends, as JSON of the size it has in real life. Field names: Discord's API documentation, 2026-08."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.kernel.clock import Instant

Json = dict[str, Any]

EPOCH = 1_420_070_400_000
"""Milliseconds of the first instant a snowflake can have: Discord's API reference."""

APPLICATION = 100_000_000_000_000_001
GUILD = 200_000_000_000_000_001
CHANNEL = 300_000_000_000_000_001
HOST = 400_000_000_000_000_001
FIRST_LEARNER = 500_000_000_000_000_000

EVERYTHING = str((1 << 50) - 1)
LEARNER_MAY = str(1 << 10 | 1 << 11 | 1 << 16 | 1 << 31)
"""View the channel, send messages, read the history, use commands."""


def snowflake(at: Instant, number: int) -> str:
    """Return the id of what happened at `at` as number `number` of its millisecond's neighbours."""
    return str((at - EPOCH) << 22 | number & 0x3FFFFF)


def user(member: int, name: str, *, bot: bool = False) -> Json:
    """Return a user."""
    return {
        "id": str(member),
        "username": name.lower().replace(" ", "_"),
        "global_name": name,
        "discriminator": "0",
        "avatar": "8342729096ea3675442027381ff50dfe",
        "public_flags": 0,
        "bot": bot,
        "banner": None,
        "accent_color": None,
        "clan": None,
    }


def application() -> Json:
    """Return what the program is told of its application: no privileged intent."""
    return {
        "id": str(APPLICATION),
        "name": "Studybell",
        "icon": None,
        "description": "",
        "summary": "",
        "bot_public": True,
        "bot_require_code_grant": False,
        "owner": user(HOST, "Ms Lovelace"),
        "verify_key": "0" * 64,
        "flags": 0,
        "team": None,
    }


def guild(channels: int = 1) -> Json:
    """Return a server with so many channels, in which everybody may do everything."""
    return {
        "id": str(GUILD),
        "name": "School",
        "owner_id": str(HOST),
        "unavailable": False,
        "member_count": 1_000,
        "large": False,
        "roles": [{"id": str(GUILD), "name": "@everyone", "permissions": EVERYTHING, "position": 0, "color": 0}],
        "channels": [channel(CHANNEL + number) for number in range(channels)],
        "threads": [],
        "members": [{"user": user(APPLICATION, "Studybell", bot=True), "roles": [], "flags": 0}],
        "emojis": [],
        "features": [],
        "presences": [],
        "voice_states": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "preferred_locale": "en-US",
    }


def channel(place: int | str = CHANNEL) -> Json:
    """Return the channel with this id."""
    return {
        "id": str(place),
        "type": 0,
        "guild_id": str(GUILD),
        "name": "biology",
        "topic": None,
        "position": 0,
        "parent_id": None,
        "last_message_id": None,
        "nsfw": False,
        "rate_limit_per_user": 0,
        "permissions": EVERYTHING,
        "permission_overwrites": [],
        "flags": 0,
    }


def message(ref: str, body: Mapping[str, Any], when: str, nonce: object = None) -> Json:
    """Return a message of the program's as Discord gives it back."""
    return {
        "id": ref,
        "channel_id": str(CHANNEL),
        "author": user(APPLICATION, "Studybell", bot=True),
        "content": body.get("content") or "",
        "timestamp": when,
        "edited_timestamp": None,
        "tts": False,
        "mention_everyone": False,
        "mentions": [],
        "mention_roles": [],
        "attachments": [],
        "embeds": body.get("embeds") or [],
        "components": body.get("components") or [],
        "flags": body.get("flags") or 0,
        "pinned": False,
        "type": 0,
        **({} if nonce is None else {"nonce": nonce}),
    }


def _interaction(kind: int, ident: str, token: str, who: Json, data: Json, place: int | str) -> Json:  # noqa: PLR0913 - its parts
    return {
        "id": ident,
        "application_id": str(APPLICATION),
        "type": kind,
        "token": token,
        "version": 1,
        "guild_id": str(GUILD),
        "guild": {"id": str(GUILD), "locale": "en-US", "features": []},
        "channel_id": str(place),
        "channel": channel(place),
        "member": who,
        "data": data,
        "locale": "en-US",
        "guild_locale": "en-US",
        "app_permissions": EVERYTHING,
        "entitlements": [],
        "entitlement_sku_ids": [],
        "authorizing_integration_owners": {"0": str(GUILD)},
        "context": 0,
        "attachment_size_limit": 10_485_760,
    }


def member(number: int) -> Json:
    """Return the learner of this number, as an interaction names them."""
    return _member(user(FIRST_LEARNER + number, f"Learner {number}"), LEARNER_MAY)


def host() -> Json:
    """Return the host."""
    return _member(user(HOST, "Ms Lovelace"), EVERYTHING)


def _member(who: Json, may: str) -> Json:
    return {
        "user": who,
        "nick": None,
        "avatar": None,
        "banner": None,
        "roles": [],
        "joined_at": "2026-09-01T08:00:00.000000+00:00",
        "premium_since": None,
        "communication_disabled_until": None,
        "deaf": False,
        "mute": False,
        "pending": False,
        "flags": 0,
        "permissions": may,
        "unusual_dm_activity_until": None,
    }


def press(ident: str, token: str, who: Json, custom_id: str, on: Json) -> Json:
    """Return the press of a button on the message `on`."""
    data = {"id": 7, "custom_id": custom_id, "component_type": 2}
    return {**_interaction(3, ident, token, who, data, on["channel_id"]), "message": on}


def command(ident: str, token: str, path: str, options: Mapping[str, Any], place: int = CHANNEL) -> Json:
    """Return the host's slash command in a channel; a value's type is that of its option."""
    family, _, name = path.partition(" ")
    given = [
        {"name": key, "type": 4 if isinstance(value, int) else 3, "value": value} for key, value in options.items()
    ]
    data: Json = {"id": "700000000000000001", "type": 1, "name": family, "guild_id": str(GUILD)}
    data["options"] = [{"type": 1, "name": name, "options": given}]
    return _interaction(2, ident, token, host(), data, place)


def said(components: Sequence[Any]) -> str:
    """Return all text of a message's components."""
    own = [str(one["content"]) for one in components if "content" in one]
    return "\n".join([*own, *(said(one["components"]) for one in components if "components" in one)])


def custom_ids(components: Sequence[Any]) -> list[tuple[str, str]]:
    """Return label and custom id of every button in a message's components, in their order."""
    found = []
    for one in components:
        if one.get("type") == 2 and "custom_id" in one:  # noqa: PLR2004 - a button, in Discord's numbers
            found.append((str(one.get("label", "")), str(one["custom_id"])))
        found += custom_ids([*one.get("components", []), *([one["accessory"]] if "accessory" in one else [])])
    return found
