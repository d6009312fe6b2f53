"""What content/WHEN.md tells hosts is what the program does."""

import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.kernel.errors import Unreadable
from bot.kernel.when import forms, read_when
from bot.kernel.words import words
from bot.kernel.zones import instants, shown

GUIDE = (Path(__file__).parents[2] / "content" / "WHEN.md").read_text("utf-8")
SAY = words("en")
LONDON = ZoneInfo("Europe/London")
NOW = instants(datetime(2026, 10, 21, 10), LONDON)[0]  # noqa: DTZ001 - wall time

REFUSED_IN_PASSING = {"fri 5", "12am", "sun 01:30"}


def section(title: str) -> str:
    """Return the text of a section of the guide."""
    return GUIDE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def rows(title: str) -> list[list[str]]:
    """Return the rows of the tables in a section, without their heads."""
    lines = [line for line in section(title).splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def code(text: str) -> list[str]:
    """Return what stands between backticks."""
    return re.findall(r"`([^`]+)`", text)


def understood(text: str) -> str:
    """Return how `text` is understood on Wed 21 Oct 2026 at 10:00 in London."""
    when = read_when(text, NOW, LONDON, SAY)
    return shown(when.at, LONDON, SAY, NOW, ends_day=when.ends_day)


def test_the_guide_lists_every_form() -> None:
    """In the order of the table, with its meaning."""
    assert list(forms()) == [(code(example)[0], meaning) for example, meaning, _ in rows("The forms")]


@pytest.mark.parametrize(("typed", "_meaning", "expected"), rows("The forms") + rows("Times of day"))
def test_every_example_means_what_stands_behind_it(typed: str, _meaning: str, expected: str) -> None:
    """At the moment the guide names."""
    assert expected == understood(code(typed)[0])


@pytest.mark.parametrize("title", ["The forms", "Times of day", "When the clocks change"])
def test_every_other_example_is_read(title: str) -> None:
    """Those in the text, but for the few that the text says are refused."""
    found = set(code(section(title)))
    assert found
    assert all(understood(text) for text in found - REFUSED_IN_PASSING)


@pytest.mark.parametrize("text", [*(code(row[0])[0] for row in rows("What is not read")), *sorted(REFUSED_IN_PASSING)])
def test_what_the_guide_says_is_refused_is_refused(text: str) -> None:
    """Each of them."""
    with pytest.raises(Unreadable):
        understood(text)


def test_what_to_write_instead_is_read() -> None:
    """The mended examples are good."""
    mended = [text for row in rows("What is not read") for text in code(row[1])]
    assert mended
    assert all(understood(text) for text in mended)
