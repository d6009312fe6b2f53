"""How many sessions the painter keeps at hand, and that it loses nothing by letting go of the others."""

from pathlib import Path

import pytest

from bot.engine import painter
from bot.kernel.people import Place
from bot.testing.counting import Counting, Rename
from bot.testing.house import a_house

NAMES = [f"counting{letter}a" for letter in "abcdef"]


async def test_only_so_many_are_kept_and_the_others_are_painted_as_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever was painted longest ago leaves; its next change edits the message it has, and posts no other."""
    monkeypatch.setattr(painter, "MOST_EASELS", 2)
    async with a_house(tmp_path / "db") as house:
        for name in NAMES:
            await house.open(Counting(id=name, place=Place("memory:school", name)))
        assert NAMES[-2:] == list(house.painter._easels)
        for name in NAMES:
            await house.submit(Rename(f"new {name}"), session=name)
        await house.settle()
        await house.after(5)
        assert 2 == len(house.painter._easels)
        assert {name: f"new {name}" for name in NAMES} == {
            message.place.channel: message.card.title for message in house.platform.messages.values()
        }
        assert len(NAMES) == len(house.platform.messages)
