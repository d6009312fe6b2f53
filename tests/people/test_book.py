"""Changing what is set: one change after the other, and none lost."""

import asyncio
from pathlib import Path

import pytest
from msgspec.structs import replace

from bot.people.book import Book
from bot.people.prefs import MemberPrefs, WorkspaceSettings, factors_of
from bot.store.contract import StoreBroken
from bot.testing.house import a_house


async def test_changes_at_once_are_all_kept(tmp_path: Path) -> None:
    """Two hands at one member's preferences, each at another field."""
    async with a_house(tmp_path / "db") as house:
        book = Book(house.store)
        await asyncio.gather(
            book.change_prefs("w", "ana", lambda prefs: replace(prefs, zone="Asia/Tokyo")),
            book.change_prefs("w", "ana", lambda prefs: replace(prefs, factor=1.5)),
            book.change_prefs("w", "ana", lambda prefs: replace(prefs, away=7)),
            *(book.change_prefs("w", "bo", lambda prefs: replace(prefs, away=prefs.away + 1)) for _ in range(50)),
        )
        assert MemberPrefs(factor=1.5, zone="Asia/Tokyo", away=7) == await book.prefs("w", "ana")
        assert 50 == (await book.prefs("w", "bo")).away


async def test_settings_changed_at_once_are_all_kept(tmp_path: Path) -> None:
    """Two hosts at one group's settings, each at another field."""
    async with a_house(tmp_path / "db") as house:
        book = Book(house.store)
        await asyncio.gather(
            book.change_settings("w", lambda settings: replace(settings, zone="Asia/Tokyo")),
            book.change_settings("w", lambda settings: replace(settings, quiet=None)),
        )
        assert WorkspaceSettings(zone="Asia/Tokyo", quiet=None) == await book.settings("w")


async def test_workspaces_and_members_are_apart(tmp_path: Path) -> None:
    """Nobody gets what another, or the same person elsewhere, has set."""
    async with a_house(tmp_path / "db") as house:
        book = Book(house.store)
        await book.change_prefs("w", "ana", lambda prefs: replace(prefs, factor=2.0))
        assert MemberPrefs() == await book.prefs("w", "bo")
        assert MemberPrefs() == await book.prefs("other", "ana")
        assert {"ana": 2.0} == await factors_of(house.store, "w")
        assert WorkspaceSettings() == await book.settings("w")


async def test_a_change_that_fails_keeps_nobody_waiting(tmp_path: Path) -> None:
    """The next change goes on from what stands there, and no lock is left behind."""
    async with a_house(tmp_path / "db") as house:
        book = Book(house.store)

        def fail(_prefs: MemberPrefs) -> MemberPrefs:
            raise ValueError("a bug")

        with pytest.raises(ValueError, match="a bug"):
            await book.change_prefs("w", "ana", fail)
        await asyncio.wait_for(book.change_prefs("w", "ana", lambda prefs: replace(prefs, away=1)), 5)
        assert 0 == len(book._turns)


async def test_a_change_survives_the_end_of_the_program(tmp_path: Path) -> None:
    """What was set is there at the next start; where the database is closed, the one who sets it hears so."""
    async with a_house(tmp_path / "db") as house:
        book = Book(house.store)
        await book.change_prefs("w", "ana", lambda prefs: replace(prefs, reminders=False))
    with pytest.raises(StoreBroken):
        await book.change_prefs("w", "ana", lambda prefs: replace(prefs, reminders=True))
    async with a_house(tmp_path / "db") as house:
        assert not (await Book(house.store).prefs("w", "ana")).reminders
