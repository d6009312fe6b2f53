"""A platform that outlives whoever speaks to it: its messages lie in a file of their own, and one key leaves one message.

Every call takes a while there and a while back, so that a process may die before its message arrives, or after that and before
it knows.
"""

import asyncio
import random
import sqlite3
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.bench.wall import GAP
from bot.engine.surface import Capabilities, History, Person, Stretch
from bot.kernel.card import Card
from bot.kernel.clock import Clock, Instant
from bot.kernel.errors import Gone
from bot.kernel.people import Place

WAY = 0.01
"""Seconds the way there or back takes at most."""

_TABLES = """
CREATE TABLE IF NOT EXISTS messages (ref TEXT PRIMARY KEY, thread TEXT, key TEXT, body TEXT, UNIQUE (thread, key));
CREATE TABLE IF NOT EXISTS direct (key TEXT, member TEXT, title TEXT, PRIMARY KEY (key, member));
CREATE TABLE IF NOT EXISTS repeats (key TEXT);
"""


def opened_at(file: Path) -> sqlite3.Connection:
    """Return a connection to the office at `file`. What is written is there for others at once, and survives a kill."""
    conn = sqlite3.connect(file, isolation_level=None, timeout=10)
    conn.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;" + _TABLES)
    return conn


def clear(file: Path) -> None:
    """Remove the office at `file`, if there is one."""
    for part in file.parent.glob(f"{file.name}*"):
        part.unlink()


def posted(conn: sqlite3.Connection, thread: str) -> Counter[str]:
    """Return how often each text stands in the thread."""
    return Counter(body for (body,) in conn.execute("SELECT body FROM messages WHERE thread = ?", (thread,)))


def told(conn: sqlite3.Connection) -> Counter[tuple[str, str]]:
    """Return how many direct messages of each session each member has; their keys begin with the session."""
    return Counter((key.partition(".")[0], member) for key, member in conn.execute("SELECT key, member FROM direct"))


def repeats(conn: sqlite3.Connection) -> int:
    """Return how often something was sent that was there already."""
    return int(conn.execute("SELECT count(*) FROM repeats").fetchone()[0])


class PostOffice:
    """`bot.engine.surface.Surface` over the file. `arrived` is called whenever something was taken in."""

    capabilities = Capabilities(gap=GAP, private_edits=True, threads_lock=True, history=True)

    def __init__(self, file: Path, clock: Clock, people: Sequence[Person], arrived: Callable[[], None]) -> None:
        self._conn = opened_at(file)
        self._clock = clock
        self._people = people
        self._arrived = arrived

    def budget(self, place: Place) -> str:
        """Return the channel."""
        return place.channel

    async def put(self, place: Place, key: str, card: Card, ref: str | None) -> tuple[str, Instant]:
        """Post or edit a message."""
        await _way()
        if ref is None:
            ref = self._post(place.thread, key, card.body)
        elif not self._conn.execute("UPDATE messages SET body = ? WHERE ref = ?", (card.body, ref)).rowcount:
            raise Gone
        self._arrived()
        await _way()
        return ref, self._clock.now()

    def _post(self, thread: str, key: str, body: str) -> str:
        row = (f"{thread}/{key}", thread, key, body)
        if not self._conn.execute("INSERT OR IGNORE INTO messages VALUES (?, ?, ?, ?)", row).rowcount:
            self._conn.execute("INSERT INTO repeats VALUES (?)", (key,))
        return row[0]

    async def tell(self, place: Place, key: str, member: str, card: Card) -> None:  # noqa: ARG002
        """Send a direct message."""
        await _way()
        if not self._conn.execute("INSERT OR IGNORE INTO direct VALUES (?, ?, ?)", (key, member, card.title)).rowcount:
            self._conn.execute("INSERT INTO repeats VALUES (?)", (key,))
        self._arrived()
        await _way()

    async def whisper(self, place: Place, key: str, member: str, card: Card) -> None:
        """There is no private message to replace."""

    async def members(self, place: Place, group: str = "") -> Sequence[Person]:  # noqa: ARG002
        """Return everybody."""
        await _way()
        return self._people

    async def present(self, place: Place, members: Sequence[str], group: str = "") -> Sequence[Person]:
        """Return those of `members` who are there."""
        return [each for each in await self.members(place, group) if each.member in members]

    async def history(self, thread: Place, since: Instant) -> History:  # noqa: ARG002
        """Return that nothing was written."""
        await _way()
        return History((), since)

    def unbroken(self, thread: Place) -> Stretch | None:  # noqa: ARG002
        """Return None: nobody hears anything here."""
        return None

    async def admit(self, thread: Place, member: str) -> None:
        """Nobody is let in anywhere: there are no private threads here."""

    async def close(self, thread: Place) -> None:
        """Nothing is locked here."""

    async def reopen(self, thread: Place) -> None:
        """Nothing is locked here."""

    def link(self, place: Place, ref: str) -> str:  # noqa: ARG002
        """Return no link."""
        return ""


async def _way() -> None:
    await asyncio.sleep(random.uniform(0, WAY))  # noqa: S311 - chance for a load
