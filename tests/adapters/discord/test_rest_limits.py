"""How fast Discord is asked, and how often again what it refused."""

import pytest

from adapters.discord.requests.pace import Pace
from adapters.discord.requests.refusals import FIRST, LONGEST, LONGEST_UNSURE, MOST, Asked, Refusals
from adapters.discord.terms.stamps import OLDEST, lately, read, sometime
from tests.adapters.discord.seconds import Time

HERE = Asked("POST", "/channels/{channel_id}/messages", 7)
SEND = 1 << 11
NOW = 1_790_000_000_000


async def test_no_second_has_more_requests_than_discord_takes() -> None:
    """However many want to go at once, after a pause or before one: a few leave together, the others one by one."""
    time = Time()
    pace, left = Pace(time, time.rest, most=6, at_once=2), []
    for number in range(14):
        if number == 10:
            time.now += 1
        await pace.turn()
        left.append(time.now)
    assert [0, 0, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 3, 3, 3.25, 3.5] == left


async def test_who_is_slow_never_waits() -> None:
    """A request now and then is let through at once."""
    time = Time()
    pace = Pace(time, time.rest, most=3, at_once=1)
    for _ in range(3):
        await pace.turn()
        time.now += 0.5
    assert 1.5 == time.now


def waits(missing: int | None, times: int) -> list[float]:
    """Refuse something as soon as it may be asked again; return how long each time it may not."""
    time = Time()
    refusals, waited = Refusals(time), []
    for _ in range(times):
        refusals.note(HERE, "Send Messages", missing)
        begun = time.now
        while refusals.knows(HERE, lambda: missing):
            time.now += FIRST / 4
        waited.append(time.now - begun)
    return waited


def test_each_refusal_is_believed_twice_as_long() -> None:
    """Up to five minutes."""
    assert [1, 2, 4, 8, 16, 32, 64, 128, 256, LONGEST, LONGEST] == waits(SEND, 11)


def test_a_refusal_that_is_not_understood_is_believed_for_seconds() -> None:
    """What mends it cannot be seen from here."""
    assert [1, 2, 4, 8, LONGEST_UNSURE, LONGEST_UNSURE] == waits(None, 6)


@pytest.mark.parametrize("missing", [0, 1 << 16, None])
def test_a_refusal_is_not_believed_where_our_permissions_changed(missing: int | None) -> None:
    """Somebody has mended something."""
    refusals = Refusals(Time())
    refusals.note(HERE, "Send Messages", SEND)
    assert "Send Messages" == refusals.knows(HERE, lambda: SEND)
    assert "" == refusals.knows(HERE, lambda: missing)


def test_what_went_once_is_believed_to_go() -> None:
    """The next refusal is a first one again."""
    time = Time()
    refusals = Refusals(time)
    for _ in range(3):
        refusals.note(HERE, "Send Messages", SEND)
    refusals.forget(HERE)
    refusals.note(HERE, "Send Messages", SEND)
    time.now += FIRST
    assert "" == refusals.knows(HERE, lambda: SEND)


def test_refusals_of_long_ago_are_forgotten() -> None:
    """A process runs for months."""
    refusals = Refusals(Time())
    for number in range(MOST + 5):
        refusals.note(Asked("GET", "/", number), "View Channels", None)
    assert MOST == len(refusals._refused)


# -- Discord's times
def stamp(text: str) -> int:
    """Return the instant of a timestamp that can be read."""
    at = read(text)
    assert at is not None
    return at


def test_a_timestamp_is_milliseconds() -> None:
    """Whatever zone it is written in."""
    assert 1_787_220_000_123 == stamp("2026-08-20T10:00:00.123000+00:00") == stamp("2026-08-20T12:00:00.123+02:00")


@pytest.mark.parametrize("text", [None, "", "soon", "2026-08-20", "2026-08-20T10:00:00"])
def test_what_is_no_timestamp_is_none(text: str | None) -> None:
    """One without a zone, too: it could be anybody's."""
    assert read(text) is None


def test_what_happened_lately_is_neither_in_the_future_nor_old() -> None:
    """A server whose clock is far off does not close a question before it began."""
    at = stamp("2026-08-20T10:00:00+00:00")
    assert (at, at) == (lately("2026-08-20T10:00:00+00:00", at), lately("2026-08-20T10:00:00+00:00", at + OLDEST))
    assert at - 1 == lately("2026-08-20T10:00:00+00:00", at - 1)
    assert at + OLDEST + 1 == lately("2026-08-20T10:00:00+00:00", at + OLDEST + 1)
    assert NOW == lately(None, NOW)


def test_what_happened_sometime_may_be_old() -> None:
    """But not in the future."""
    at = stamp("2016-08-20T10:00:00+00:00")
    assert (at, at - 1) == (sometime("2016-08-20T10:00:00+00:00", NOW), sometime("2016-08-20T10:00:00+00:00", at - 1))
