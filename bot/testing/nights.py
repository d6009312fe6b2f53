"""Quiet hours, judged anew: a member's clock is asked directly, so that tests do not believe what they test."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo, available_timezones

from bot.kernel.clock import Instant
from bot.kernel.people import Attendee


def in_quiet(at: Instant, person: Attendee, group: str) -> bool:
    """Whether `at` lies in the quiet hours of `person`, on their own clock."""
    if person.quiet is None:
        return False
    zone = person.zone if person.zone in available_timezones() else group
    wall = datetime.fromtimestamp(at / 1000, UTC).astimezone(ZoneInfo(zone))
    minute, (begin, end) = wall.hour * 60 + wall.minute, person.quiet
    if begin <= end:
        return begin <= minute < end
    return not end <= minute < begin
