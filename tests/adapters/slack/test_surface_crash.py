"""Killed at any step of a post: whoever goes on leaves one message, and its files once."""

import asyncio
from collections.abc import Awaitable, Callable

from bot.kernel.card import File
from bot.testing.mortal import Life
from tests.adapters.slack.rooms import Room, card

STEPS = 40
"""More steps than any post takes."""

Act = Callable[[Room, str], Awaitable[None]]


async def killed_everywhere(here: Room, act: Act) -> int:
    """Do `act` in a process that dies at its first step, then in one that dies at its second, and so on until one lives.

    After each death another process does it again. Returns how many died.
    """
    for last in range(1, STEPS):
        life = Life(last)
        here.begin(life)
        await asyncio.wait([asyncio.create_task(_tried(act(here, f"s.q{last}")))])
        if not life.died.is_set():
            return last - 1
        here.begin()
        await act(here, f"s.q{last}")
    raise AssertionError


async def _tried(doing: Awaitable[None]) -> None:
    await doing


async def test_a_post_killed_at_any_step_stands_once(here: Room) -> None:
    """Between the mark, the post and its reference."""

    async def act(room: Room, key: str) -> None:
        await room.surface.put(room.place, key, card(key), None)

    died = await killed_everywhere(here, act)
    assert died >= 7
    assert sorted(f"s.q{n}" for n in range(1, died + 2)) == sorted(here.titles())


async def test_a_post_in_a_thread_killed_at_any_step_stands_once(here: Room) -> None:
    """There it is looked for in the thread."""
    thread = await here.thread()

    async def act(room: Room, key: str) -> None:
        await room.surface.put(thread, key, card(key), None)

    died = await killed_everywhere(here, act)
    assert sorted(["Q", *(f"s.q{n}" for n in range(1, died + 2))]) == sorted(here.titles())


async def test_a_direct_message_killed_at_any_step_stands_once(here: Room) -> None:
    """The conversation may have been opened already, or not."""

    async def act(room: Room, key: str) -> None:
        await room.tell(key, key)

    died = await killed_everywhere(here, act)
    assert sorted(f"s.q{n}" for n in range(1, died + 2)) == sorted(here.told())


async def test_files_killed_at_any_step_are_shared_once(here: Room) -> None:
    """Between their upload, their note and their sharing."""
    files = (File("results.csv", "text/csv", b"1"), File("results.xlsx", "application/zip", b"22"))

    async def act(room: Room, key: str) -> None:
        await room.tell(key, key, files=files)

    died = await killed_everywhere(here, act)
    shared = [each["name"] for message in here.ada.dm.messages.values() for each in message.body.get("files") or ()]
    assert died >= 15
    assert ["results.csv", "results.xlsx"] * (died + 1) == shared
    assert sorted(f"s.q{n}" for n in range(1, died + 2)) == sorted(here.told())
