"""A database as every world of these tests begins with."""

import asyncio
from pathlib import Path

import pytest

from bot.testing.house import a_house


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database at the newest schema, copied for each run."""
    path = tmp_path_factory.mktemp("crash") / "empty.db"

    async def make() -> None:
        async with a_house(path):
            pass

    asyncio.run(make())
    return path
