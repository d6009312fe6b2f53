"""People of a server: what they are called, and which roles a group means."""

from collections.abc import Mapping
from typing import Any

from bot.kernel.signs import mended


def name_of(user: Mapping[str, Any], member: Mapping[str, Any] | None = None) -> str:
    """Return what a person is called in their server, or else everywhere."""
    nick = (member or {}).get("nick")
    return mended(str(nick or user.get("global_name") or user.get("username") or user["id"]))


def called(group: str, names: Mapping[int, str]) -> set[int]:
    """Return the roles that a group means: an id, a mention, or a name in whatever letters; several may share a name.

    `names` are those of the server's roles, by their ids.
    """
    told = group.strip().removeprefix("<@&").removesuffix(">")
    plain = _plain(told)
    return {role for role, name in names.items() if told and (str(role) == told or _plain(name) == plain)}


def _plain(name: str) -> str:
    return " ".join(name.split()).removeprefix("@").casefold()
