"""Times complete while they are typed: what was understood, on the right clock, as a value that means just that."""

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from bot.commands.times import completers, completions
from bot.engine.clock import ManualClock
from bot.kernel.card import Option
from bot.kernel.clock import Instant
from bot.kernel.people import Actor, Place
from bot.kernel.when import read_when
from bot.kernel.words import words
from bot.kernel.zones import instant
from bot.people.book import Book
from bot.store.connect import open_store

SAY = words("en")
LONDON = ZoneInfo("Europe/London")
PLACE = Place("discord:1", "2")
ANA = Actor("ana", "Ana")


def at(wall: str, zone: ZoneInfo = LONDON) -> Instant:
    """Return when clocks in a zone show a time."""
    return instant(datetime.fromisoformat(wall), zone, SAY)


NOW = at("2026-10-21 10:00")


def completed(typed: str, zone: ZoneInfo = LONDON) -> list[Option]:
    """Return the completions on a Wednesday in October."""
    return completions(typed, lambda text: read_when(text, NOW, zone, SAY), NOW, zone, SAY)


def test_what_was_understood_is_said_with_the_zone() -> None:
    """As the answer to the command will say it."""
    assert ["Fri 23 Oct 17:00 BST, in 2 days 7 h (Europe/London)"] == [each.label for each in completed("fri 17:00")]


@pytest.mark.parametrize("zone", ["Europe/London", "Asia/Kathmandu", "America/New_York", "Pacific/Apia", "UTC"])
@pytest.mark.parametrize(
    "typed", ["fri 17:00", "in 3 days", "fri midnight", "sat", "<t:1798794003:f>", "2026-10-25 03:30", "in 90 min"]
)
def test_the_value_means_the_same_moment_wherever_it_is_read(zone: str, typed: str) -> None:
    """Later, in another zone, and after an opening that other dates count from."""
    meant = read_when(typed, NOW, ZoneInfo(zone), SAY).at
    (only,) = completed(typed, ZoneInfo(zone))
    assert meant == read_when(only.value, NOW + 60_000, ZoneInfo("Asia/Tokyo"), SAY).at


def test_the_end_of_a_day_stays_one() -> None:
    """24:00, as it was typed."""
    assert ["2026-10-23 24:00 UTC+1"] == [each.value for each in completed("fri 24:00")]


def test_both_readings_of_an_hour_that_happens_twice_can_be_had() -> None:
    """By its offset."""
    values = [completed(f"2026-10-25 01:30 {mark}")[0].value for mark in ("BST", "GMT")]
    assert ["2026-10-25 01:30 UTC+1", "2026-10-25 01:30 UTC"] == values


def test_before_anything_is_typed_there_are_examples_that_are_ahead() -> None:
    """Three of them, each a moment."""
    found = completed("  ")
    assert 3 == len(found)
    assert all(read_when(each.value, NOW, LONDON, SAY).at > NOW for each in found)


def test_what_cannot_be_read_stays_first_and_says_why() -> None:
    """So that Enter never sends an example instead of it."""
    first, *others = completed("yesterday")
    assert "yesterday" == first.value
    assert first.label.startswith("That is past")
    assert completed("") == others


def test_no_date_is_no_mistake() -> None:
    """A dash takes a date away, where that can be done."""
    assert [Option("-", "-")] == completed(" - ")


@pytest.mark.parametrize("typed", ["x" * 5_000, "2026-10-25 01:30", "@time", "\u202efri", "99999999999999999999", "-1"])
def test_whatever_is_typed_fits_on_discord(typed: str) -> None:
    """1 to 100 characters, labels and values."""
    assert all(1 <= len(text) <= 100 for each in completed(typed) for text in (each.label, each.value))


@pytest.fixture
async def book(tmp_path: Path) -> AsyncIterator[Book]:
    """Yield a book in which a group lives in London and Ana in Tokyo."""
    store = open_store(f"sqlite+aiosqlite:///{tmp_path}/s.db")
    await store.open()
    written = Book(store)
    await written.change_settings(PLACE.workspace, lambda before: replace(before, zone="Europe/London"))
    await written.change_prefs(PLACE.workspace, "ana", lambda before: replace(before, zone="Asia/Tokyo"))
    yield written
    await store.close()


async def test_a_discussions_dates_are_on_the_groups_clock(book: Book) -> None:
    """Even for somebody who lives elsewhere."""
    found = await completers(book, ManualClock(NOW))["when"](PLACE, "fri 17:00", ANA)
    assert ["2026-10-23 17:00 UTC+1"] == [each.value for each in found]


async def test_being_away_is_on_ones_own_clock_and_ends_in_the_morning(book: Book) -> None:
    """As `/study away` reads it."""
    found = await completers(book, ManualClock(NOW))["own-when"](PLACE, "fri", ANA)
    assert ["2026-10-23 06:00 UTC+9"] == [each.value for each in found]
