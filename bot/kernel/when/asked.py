"""What a reading starts from: the moment, the zone, the words; and what is said when it fails."""

from datetime import date, datetime, time, timedelta, tzinfo

from msgspec import Struct

from bot.kernel.clock import Instant
from bot.kernel.errors import Unreadable
from bot.kernel.when.vocabulary import Vocabulary
from bot.kernel.words import Words
from bot.kernel.zones import clock, day_text, instant, instants, local, shown, span, zone_name_at

WHOLE_DAY = 86_400
"""Seconds."""


class Hour(Struct, frozen=True):
    """A time of day as it was typed, in seconds of its day; 86,400 is the day's end.

    `mark` is the name or offset typed with it (bst, utc+2), `typed` what was typed when it could as well be a day (1.12).
    """

    seconds: int
    mark: str = ""
    typed: tuple[int, int] | None = None


class Asked(Struct, frozen=True):
    """The moment and place in which somebody typed a time."""

    now: Instant
    zone: tzinfo
    say: Words
    words: Vocabulary

    @property
    def today(self) -> date:
        """The day on the group's calendar."""
        return local(self.now, self.zone).date()

    def ahead(self, day: date, hour: Hour) -> bool:
        """Tell whether `hour` of `day` is still to come, in one reading of it at least."""
        wall = at_hour(day, hour)
        found = instants(wall, self.zone)
        named = [at for at in found if zone_name_at(at, self.zone).lower() == hour.mark]
        if not found:
            return wall > local(self.now, self.zone).replace(tzinfo=None)
        return any(at > self.now for at in named or found)

    def at(self, day: date, hour: Hour) -> Instant:
        """Return when it is `hour` of `day` on the group's clocks; raises `Unreadable`."""
        return instant(at_hour(day, hour), self.zone, self.say, hour.mark)

    def refusal(self, problem: str = "") -> Unreadable:
        """Return the refusal because of `problem`, with three examples for this very moment."""
        first, second, third = examples(self.now, self.zone, self.words)
        problem = problem or self.say("I cannot read that as a time")
        tried = self.say("{problem}; try {a}, {b} or {c}", problem=problem, a=first, b=second, c=third)
        return Unreadable("when", tried)

    def past(self, at: Instant) -> Unreadable:
        """Return the refusal of `at`, which is past; it suggests the same time of the next day on which it is ahead."""
        hour = Hour(seconds_of(local(at, self.zone).time()))
        day = self.today if self.ahead(self.today, hour) else self.today + timedelta(days=1)
        problem = self.say(
            "{when} was {span} ago; did you mean {other}?",
            when=shown(at, self.zone, self.say, self.now),
            span=span(self.now - at, self.say),
            other=f"{day_text(day, self.say)} {clock(at_hour(day, hour))}",
        )
        return Unreadable("when", problem)


def at_hour(day: date, hour: Hour) -> datetime:
    """Return the wall time that is `hour` of `day`."""
    return datetime.combine(day, datetime.min.time()) + timedelta(seconds=hour.seconds)


def examples(now: Instant, zone: tzinfo, words: Vocabulary) -> tuple[str, str, str]:
    """Return three times that can be written just now, all ahead."""
    today = local(now, zone).date()
    day = (today.weekday() + 2) % 7
    weekday = next(word for word, number in words.weekdays.items() if number == day)
    tomorrow = next(word for word, days in words.days.items() if days == 1)
    return f"{weekday} 17:00", f"{tomorrow} 9:00", f"{today + timedelta(days=7)} 12:00"


def seconds_of(clock_time: time) -> int:
    """Return a time of day in whole seconds of its day."""
    return (clock_time.hour * 60 + clock_time.minute) * 60 + clock_time.second
