"""Text as a person reads it: names in the place of mentions, moments in their own zone, entities as the signs they are.

Source: Slack's "Formatting text for app surfaces" page (2026).
"""

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bot.kernel.clock import SECOND

if TYPE_CHECKING:
    from tests.loopback.slack.people import Person

_ANGLES = re.compile(r"<([^<>\n]+)>")
_SPECIAL = ("here", "channel", "everyone")


class Reader:
    """Somebody who reads. `pings`, `links` and `moments` collect what was met with."""

    def __init__(self, person: "Person") -> None:
        self.person = person
        self.pings: list[str] = []
        self.links: list[str] = []
        self.moments: list[int] = []

    def text(self, one: dict[str, Any]) -> str:
        """Return a text object as it reads."""
        return self.mrkdwn(one["text"]) if one["type"] == "mrkdwn" else str(one["text"])

    def mrkdwn(self, text: str, *, pings: bool = True) -> str:
        """Return mrkdwn as it reads; its signs for bold and the like stay."""
        parts = re.split(r"(```.*?```|`[^`\n]+`)", text, flags=re.DOTALL)
        read = [part if part.startswith("`") else _ANGLES.sub(self._angles, part) for part in parts]
        if not pings:
            self.pings.clear()
        return "".join(read).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")

    def _angles(self, found: re.Match[str]) -> str:
        inside, _, label = found[1].partition("|")
        if inside.startswith("@"):
            return self._ping(self.name(inside[1:]), f"@{self.name(inside[1:])}")
        if inside.startswith("#"):
            channel = self.person.team.channels.get(inside[1:])
            return f"#{channel.name if channel else label or inside[1:]}"
        if inside.startswith("!date^"):
            return self._date(inside, label)
        if inside.startswith("!subteam^"):
            group = self.person.team.groups.get(inside.removeprefix("!subteam^"))
            handle = group.handle if group else label.removeprefix("@")
            return self._ping(handle, f"@{handle}")
        if inside.startswith("!"):
            word = inside[1:]
            return self._ping(word, f"@{word}") if word in _SPECIAL else label or found[0]
        self.links.append(inside.replace("&amp;", "&"))
        return label or inside

    def _ping(self, who: str, said: str) -> str:
        self.pings.append(who)
        return said

    def name(self, number: str) -> str:
        """Return the name of somebody; the id where it is nobody's here."""
        user = self.person.team.users.get(number)
        return user.name if user else number

    def _date(self, inside: str, fallback: str) -> str:
        parts = inside.split("^")
        if len(parts) not in (3, 4) or not parts[1].lstrip("-").isdigit():
            return fallback
        self.moments.append(int(parts[1]))
        if len(parts) == 4:
            self.links.append(parts[3])
        return written(int(parts[1]), parts[2], self.person.user.tz, self.person.server.clock.now())

    def rich(self, one: dict[str, Any]) -> str:
        """Return an element of rich text as it reads."""
        match one["type"]:
            case "text":
                return str(one["text"])
            case "user":
                return self._ping(self.name(one["user_id"]), f"@{self.name(one['user_id'])}")
            case "usergroup":
                return self._angles_of(f"<!subteam^{one['usergroup_id']}>")
            case "broadcast":
                return self._ping(one["range"], f"@{one['range']}")
            case "channel":
                return self._angles_of(f"<#{one['channel_id']}>")
            case "link":
                self.links.append(one["url"])
                return str(one.get("text") or one["url"])
            case "emoji":
                return f":{one['name']}:"
            case "date":
                return self._date(f"!date^{one['timestamp']}^{one.get('format', '')}", one.get("fallback", ""))
            case "rich_text_list":
                return "\n".join(f"• {self.rich(each)}" for each in one["elements"])
        return "".join(self.rich(each) for each in one.get("elements", []))

    def _angles_of(self, text: str) -> str:
        return _ANGLES.sub(self._angles, text)


def written(second: int, pattern: str, zone: str, now: int) -> str:
    """Return a moment as Slack writes it in a zone; `pretty` words for the days around `now` (UTC milliseconds)."""
    at = datetime.fromtimestamp(second, UTC).astimezone(ZoneInfo(zone))
    today = datetime.fromtimestamp(now / SECOND, UTC).astimezone(ZoneInfo(zone)).date()
    near = {today: "today", today - timedelta(1): "yesterday", today + timedelta(1): "tomorrow"}.get(at.date())
    th = "th" if 10 < at.day < 20 else {1: "st", 2: "nd", 3: "rd"}.get(at.day % 10, "th")
    year = f", {at.year}"
    dates = {
        "date_num": f"{at:%Y-%m-%d}", "date": f"{at:%B} {at.day}{th}{year}", "date_short": f"{at:%b} {at.day}{year}",
        "date_long": f"{at:%A}, {at:%B} {at.day}{th}{year}", "date_slash": f"{at:%m/%d/%Y}",
        "day_divider_pretty": near or f"{at:%A}, {at:%B} {at.day}{th}",
    }  # fmt: skip
    clock = at.strftime("%I:%M").lstrip("0")
    words = dates | {f"{name}_pretty": near or text for name, text in dates.items()}
    words |= {"time": f"{clock} {at:%p}", "time_secs": f"{clock}:{at:%S} {at:%p}", "ago": ago(second - now // SECOND)}
    return re.sub(r"\{(\w+)\}", lambda found: words.get(found[1], found[0]), pattern)


def ago(seconds: int) -> str:
    """Return how far off something is, in words."""
    size = abs(seconds)
    for unit, length in (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1)):
        if size >= length:
            count = size // length
            said = f"{count} {unit}{'' if count == 1 else 's'}"
            return f"in {said}" if seconds > 0 else f"{said} ago"
    return "now"
