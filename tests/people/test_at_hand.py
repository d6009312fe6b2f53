"""What groups have set, at hand: read now and then, however often it is asked for."""

from pathlib import Path

from msgspec.structs import replace

from bot.engine.clock import ManualClock
from bot.people.at_hand import HOLDS, SettingsAtHand
from bot.people.book import Book
from bot.people.prefs import WorkspaceSettings
from bot.store.contract import StoreBroken
from bot.testing.house import a_house


async def test_a_change_is_seen_within_seconds(tmp_path: Path) -> None:
    """What was read is good for `HOLDS`, then it is read again."""
    async with a_house(tmp_path / "db") as house:
        clock, book = ManualClock(), Book(house.store)
        settings = SettingsAtHand(house.store, clock)
        before = await settings.of("w")
        after = await book.change_settings("w", lambda each: replace(each, host_role="Teachers"))
        assert before == await settings.of("w")
        clock.advance(HOLDS)
        assert after == await settings.of("w")


async def test_settings_read_anew_are_held_from_then(tmp_path: Path) -> None:
    """For who would be refused something by what was read before."""
    async with a_house(tmp_path / "db") as house:
        settings = SettingsAtHand(house.store, ManualClock())
        await settings.of("w")
        after = await Book(house.store).change_settings("w", lambda each: replace(each, host_role="Teachers"))
        assert (after, after) == (await settings.anew("w"), await settings.of("w"))


async def test_settings_that_cannot_be_read_are_the_last_ones(tmp_path: Path) -> None:
    """Nobody is kept from playing because the database is in trouble."""
    async with a_house(tmp_path / "db") as house:
        clock = ManualClock()
        settings = SettingsAtHand(house.store, clock)
        known = await Book(house.store).change_settings("w", lambda each: replace(each, host_role="Teachers"))
        await settings.of("w")

        async def broken(workspace: str) -> bytes:
            raise StoreBroken(workspace)

        house.store.workspace_settings = broken  # type: ignore[method-assign]
        clock.advance(HOLDS)
        assert (known, WorkspaceSettings()) == (await settings.of("w"), await settings.of("another"))


async def test_what_was_read_last_is_told_without_reading(tmp_path: Path) -> None:
    """The usual settings hold where nobody has read any yet."""
    async with a_house(tmp_path / "db") as house:
        settings = SettingsAtHand(house.store, ManualClock())
        known = await Book(house.store).change_settings("w", lambda each: replace(each, host_role="Teachers"))
        assert WorkspaceSettings() == settings.last("w")
        await settings.of("w")
        assert known == settings.last("w")
