"""A slash command as a person types it: found among the registered ones, its options checked as Discord's app checks them."""

from dataclasses import dataclass
from typing import Any

from tests.loopback.discord.trouble import NotPossible

SUB_COMMAND, GROUP, STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, NUMBER, ATTACHMENT = range(1, 12)


@dataclass(frozen=True)
class Found:
    """A registered command and the words below it that lead to what is run. `options` are those of the last word."""

    command: dict[str, Any]
    words: tuple[tuple[int, str], ...]
    options: tuple[dict[str, Any], ...]

    def data(self, typed: list[dict[str, Any]]) -> dict[str, Any]:
        """Return `data` of the interaction."""
        inner: list[dict[str, Any]] = typed
        for kind, name in reversed(self.words):
            inner = [{"type": kind, "name": name, "options": inner}]
        body = {"id": self.command["id"], "name": self.command["name"], "type": 1, "options": inner}
        return body | ({"guild_id": self.command["guild_id"]} if "guild_id" in self.command else {})


def find(commands: list[dict[str, Any]], path: str) -> Found:
    """Return the command of a path such as ``quiz start``."""
    words = path.removeprefix("/").split()
    command = next((one for one in commands if one["name"] == words[0] and one.get("type", 1) == 1), None)
    if command is None:
        known = ", ".join(sorted(one["name"] for one in commands)) or "none"
        raise NotPossible(f"there is no command /{words[0]} here; registered are: {known}")
    inside, below = command, []
    for word in words[1:]:
        found = next(
            (one for one in inside.get("options") or [] if one["name"] == word and one["type"] in (1, 2)), None
        )
        if found is None:
            raise NotPossible(f"/{path}: there is no {word!r} in {inside['name']!r}")
        below.append((found["type"], word))
        inside = found
    options = inside.get("options") or []
    if any(one["type"] in (SUB_COMMAND, GROUP) for one in options):
        raise NotPossible(f"/{path} is not whole: one of {[one['name'] for one in options]} has to follow")
    return Found(command, tuple(below), tuple(options))


def typed(found: Found, values: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the options of the interaction; refuse what Discord's app would not send."""
    known = {one["name"]: one for one in found.options}
    given = {_name(known, name): value for name, value in values.items() if value is not None}
    for name, option in known.items():
        if option.get("required") and name not in given:
            raise NotPossible(f"the option {name!r} is required")
    return [
        {"type": known[name]["type"], "name": name, "value": checked(known[name], value)}
        for name, value in given.items()
    ]


def _name(known: dict[str, Any], name: str) -> str:
    for one in (name, name.replace("_", "-"), name.rstrip("_")):
        if one in known:
            return one
    raise NotPossible(f"there is no option {name!r}; there are {sorted(known)}")


def checked(option: dict[str, Any], value: Any) -> Any:
    """Return the value as it is sent, or refuse it."""
    name, kind = option["name"], option["type"]
    if option.get("choices"):
        return _choice(option, value)
    if kind == STRING:
        length = len(str(value))
        if not option.get("min_length", 0) <= length <= option.get("max_length", 6000):
            raise NotPossible(f"{name!r}: {length} characters do not fit")
        return str(value)
    if kind in (INTEGER, NUMBER):
        return _number(option, value)
    if kind == BOOLEAN:
        if not isinstance(value, bool):
            raise NotPossible(f"{name!r} is true or false, not {value!r}")
        return value
    return str(getattr(value, "id", value))


def _number(option: dict[str, Any], value: Any) -> Any:
    name = option["name"]
    if isinstance(value, bool) or not isinstance(value, int if option["type"] == INTEGER else (int, float)):
        raise NotPossible(f"{name!r} is a number, not {value!r}")
    if not option.get("min_value", -(2**53)) <= value <= option.get("max_value", 2**53):
        raise NotPossible(f"{name!r}: {value} is out of bounds")
    return value


def _choice(option: dict[str, Any], value: Any) -> Any:
    for one in option["choices"]:
        if value in (one["name"], one["value"]):
            return one["value"]
    raise NotPossible(f"{option['name']!r}: {value!r} is none of {[one['name'] for one in option['choices']]}")
