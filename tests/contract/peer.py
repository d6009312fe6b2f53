"""A process of its own on a PostgreSQL, for the tests of ownership: told what to do by lines of JSON, answers in lines.

Not a test: ``test_ownership_death.py`` starts it, freezes it and kills it.
"""

import asyncio
import json
import os
import sys
from typing import Any

from bot.kernel.people import Place
from bot.kernel.session import Fact
from bot.store.connect import open_store, ownership_of
from bot.store.contract import Change, Ownership, Saved
from bot.store.store import SqlStore


async def create(store: SqlStore, session: str, how: str, wake_at: int | None) -> str:
    """Add a session."""
    place = Place("discord:1", session)
    await store.create(Saved(session, "quiz", place, 1, b"", b"1", wake_at, how == "live", over=False, saved_at=1_000))
    return "created"


async def step(store: SqlStore, session: str, version: int) -> str:
    """Change a session's state."""
    return await store.write(Change(session, version, 9_000, state=b"2", live=True))


async def answer(store: SqlStore, session: str, version: int, member: str) -> str:
    """Add an answer."""
    return await store.write(Change(session, version, 9_000, (Fact("q1", member, 1, b""),)))


async def do(store: SqlStore, ownership: Ownership, words: list[Any]) -> Any:
    """Do what the line says."""
    match words:
        case ["create", session, how, wake_at]:
            return await create(store, session, how, wake_at)
        case ["step", session, version]:
            return await step(store, session, version)
        case ["answer", session, version, member]:
            return await answer(store, session, version, member)
        case ["beat", at]:
            return await ownership.beat(at)
        case ["holds"]:
            return ownership.holds()
        case ["adopted"]:
            return sorted(await ownership.adopted())
        case ["due"]:
            return await store.due(10**9, 100)
        case _:
            return "what?"


def say(answer: object) -> None:
    """Give a line."""
    os.write(1, json.dumps(answer).encode() + b"\n")


async def main(url: str) -> None:
    """Obey until the line ends."""
    store = open_store(url)
    await store.open()
    ownership = ownership_of(store)
    await ownership.start()
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    say("ready")
    while line := await reader.readline():
        say(await do(store, ownership, json.loads(line)))
    await ownership.stop()
    await store.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
