"""Instants as Slack shows them: in the reader's own zone, with the time in UTC for programs that cannot.

Slack draws one once, and counts nothing down (Slack's docs, date formatting, 2026-08): an instant that others tell as "in 20
seconds" is told as the time it is.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from bot.kernel.signs import GAP

DAY = f"{GAP}{{date_short_pretty}} at {{time}}"
"""Slack begins an instant with a capital ("Today") unless something stands before it (metacpan, Slack::BlockKit, 2024)."""

FORMATS = {
    "t": "{time}",
    "T": "{time_secs}",
    "d": "{date_num}",
    "D": "{date_long}",
    "f": DAY,
    "F": f"{GAP}{{date_long_pretty}} at {{time}}",
    "s": "{date_num} {time}",
}
"""By the style of a moment of ours (`bot.kernel.markup.moment`)."""

SOON = f"{GAP}at {{time_secs}}"
"""How an instant is told that others count down to: the clock of a question. Deadlines are whole minutes, and are told with their
day."""

_FALLBACKS = {"t": "%H:%M UTC", "T": "%H:%M:%S UTC", "d": "%Y-%m-%d", "D": "%Y-%m-%d", "R": "%Y-%m-%d %H:%M:%S UTC"}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LAST = 253_402_300_799
"""The end of the year 9999: what lies beyond it no calendar here tells."""


def _format(seconds: int, style: str) -> str:
    if style == "R":
        return SOON if seconds % 60 else DAY
    return FORMATS[style]


def fallback(seconds: int, style: str) -> str:
    """Return an instant in UTC."""
    at = _EPOCH + timedelta(seconds=min(max(seconds, -_LAST // 8), _LAST))
    if style == "R":
        return at.strftime("at %H:%M:%S UTC" if seconds % 60 else "%Y-%m-%d %H:%M UTC")
    return at.strftime(_FALLBACKS.get(style, "%Y-%m-%d %H:%M UTC"))


def mrkdwn(seconds: int, style: str) -> str:
    """Return an instant as mrkdwn."""
    if not 0 <= seconds <= _LAST:
        return fallback(seconds, style)
    return f"<!date^{seconds}^{_format(seconds, style)}|{fallback(seconds, style)}>"


def element(seconds: int, style: str) -> dict[str, Any]:
    """Return an instant as an element of rich text."""
    said = fallback(seconds, style)
    if not 0 <= seconds <= _LAST:
        return {"type": "text", "text": said}
    return {"type": "date", "timestamp": seconds, "format": _format(seconds, style), "fallback": said}
