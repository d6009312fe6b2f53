"""Which private message of a member can be edited, by which token, and for how long; also after a restart."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from adapters.discord.outbound.private import AGREED, LIFETIME, PACE, SETTLED, SWEPT, PrivateMessages
from bot.engine.clock import ManualClock
from bot.kernel.clock import MINUTE, SECOND
from bot.kernel.errors import Gone
from bot.store.connect import open_store, ownership_of
from bot.store.contract import Ownership, StoreBroken
from bot.store.store import SqlStore

KEY = "abcdefghij.mine"


class Peer:
    """An owner that peers watch; sessions are its own or not, as the test says."""

    watched = True

    def __init__(self, *, mine: bool = True) -> None:
        self._mine = mine

    def mine(self, session: str) -> bool:  # noqa: ARG002 - whichever it is
        """Say what the test says."""
        return self._mine


class Room:
    """A store, a clock and what was deleted."""

    def __init__(self, store: SqlStore) -> None:
        self.store = store
        self.clock = ManualClock()
        self.owner: Ownership = ownership_of(store)
        self.deleted: list[str] = []

    @property
    def now(self) -> int:
        """The present instant."""
        return self.clock.now()

    def process(self, *, owner: object = None) -> PrivateMessages:
        """Return the private messages of another process on the same store."""
        return PrivateMessages(self.store, owner or self.owner, self.clock, self._discard)  # type: ignore[arg-type]

    async def _discard(self, token: str) -> None:
        self.deleted.append(token)
        if token == "gone":
            raise Gone

    @asynccontextmanager
    async def running(self, private: PrivateMessages) -> AsyncIterator[None]:
        """Run the loops of `private` meanwhile."""
        task = asyncio.create_task(private.run())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.wait({task})

    async def after(self, milliseconds: int) -> None:
        """Let time go by, and what waits for it happen."""
        await turns()
        self.clock.advance(milliseconds)
        await turns()


async def turns() -> None:
    """Let the tasks that can go on do so."""
    for _ in range(20):
        await asyncio.sleep(0)


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    """Give a room on a store of its own."""
    store = open_store(f"sqlite+aiosqlite:///{tmp_path}/studybell.db")
    await store.open()
    try:
        yield Room(store)
    finally:
        await store.close()


async def test_newest_token_of_a_member_is_the_one(room: Room) -> None:
    """Of two messages of one key the newer is edited."""
    private = room.process()
    private.note(KEY, "ada", "first", room.now)
    private.note(KEY, "ada", "second", room.now + SECOND)
    private.note(KEY, "ben", "other", room.now)
    assert ["second", "other"] == [await private.token(KEY, "ada"), await private.token(KEY, "ben")]


async def test_a_token_is_of_no_use_after_its_time(room: Room) -> None:
    """Fifteen minutes after the press nothing can be edited any more."""
    private = room.process()
    private.note(KEY, "ada", "first", room.now)
    room.clock.advance(LIFETIME - 1)
    before = await private.token(KEY, "ada")
    room.clock.advance(1)
    assert ("first", None) == (before, await private.token(KEY, "ada"))


async def test_the_next_start_of_the_program_knows_them(room: Room) -> None:
    """What was written to the shelf is found by a process that starts later, the newest of each member."""
    private = room.process()
    private.note(KEY, "ada", "first", room.now)
    await private.flush()
    private.note(KEY, "ada", "second", room.now + SECOND)
    await private.flush()
    later = room.process()
    await later.open()
    assert "second" == await later.token(KEY, "ada")


async def test_a_crowd_is_one_write(room: Room) -> None:
    """Presses are written together a few times a second, not one by one."""
    private = room.process()
    async with room.running(private):
        for number in range(400):
            private.note(KEY, str(number), f"t{number}", room.now)
        await room.after(PACE)
        async with asyncio.timeout(5):
            while not await _chunks(room):
                await turns()
    assert 1 == await _chunks(room)


async def test_what_has_expired_is_taken_off_the_shelf_by_itself(room: Room) -> None:
    """Also when nobody presses anything any more."""
    private = room.process()
    async with room.running(private):
        private.note(KEY, "ada", "first", room.now)
        await room.after(PACE)
        async with asyncio.timeout(5):
            while not await _chunks(room):
                await turns()
        end = room.now + LIFETIME + SWEPT
        while room.now < end:
            await room.after(MINUTE)
        async with asyncio.timeout(5):
            while await _chunks(room):
                await turns()
    assert (0, None) == (await _chunks(room), await private.token(KEY, "ada"))


async def test_what_waits_is_written_when_the_program_ends(room: Room) -> None:
    """Nothing noted in the last moments is forgotten by a stop."""
    private = room.process()
    async with room.running(private):
        await turns()
        private.note(KEY, "ada", "first", room.now)
    later = room.process()
    await later.open()
    assert "first" == await later.token(KEY, "ada")


async def test_a_store_that_is_away_gets_it_later(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """What could not be written waits for the next time."""
    private = room.process()
    private.note(KEY, "ada", "first", room.now)

    async def broken(*_: object) -> None:
        raise StoreBroken("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(room.store, "keep", broken)
        await private.flush()
    await private.flush()
    later = room.process()
    await later.open()
    assert "first" == await later.token(KEY, "ada")


async def test_old_chunks_leave_the_shelf(room: Room) -> None:
    """A start takes away what nobody can use any more."""
    private = room.process()
    private.note(KEY, "ada", "first", room.now)
    await private.flush()
    room.clock.advance(16 * MINUTE)
    await room.process().open()
    assert 0 == await _chunks(room)


async def test_a_superseded_message_is_deleted(room: Room) -> None:
    """Who changes an answer keeps one private message of it."""
    private = room.process()
    async with room.running(private):
        private.note(KEY, "ada", "first", room.now)
        private.note(KEY, "ada", "second", room.now)
        await turns()
    assert ["first"] == room.deleted


async def test_a_message_with_news_in_it_stays(room: Room) -> None:
    """The result of question 1 is not taken away by the answer to question 2."""
    private = room.process()
    async with room.running(private):
        private.note(KEY, "ada", "first", room.now)
        private.news(KEY, "ada")
        private.note(KEY, "ada", "second", room.now)
        await turns()
    assert [] == room.deleted


async def test_a_message_updated_in_its_place_is_not_deleted(room: Room) -> None:
    """A panel whose button was pressed is the same message with another token."""
    private = room.process()
    async with room.running(private):
        private.note(KEY, "ada", "first", room.now)
        private.renew(KEY, "ada", "second", room.now)
        await turns()
    assert ([], "second") == (room.deleted, await private.token(KEY, "ada"))


async def test_what_others_put_news_into_is_not_deleted(room: Room) -> None:
    """Where another process brings the news, nobody here knows which messages have some in them."""
    private = room.process(owner=Peer(mine=False))
    async with room.running(private):
        private.note(KEY, "ada", "first", room.now)
        private.note(KEY, "ada", "second", room.now)
        await turns()
    assert [] == room.deleted


async def test_one_that_is_gone_does_not_stop_the_others_from_being_deleted(room: Room) -> None:
    """A message its reader has dismissed already is no trouble."""
    private = room.process()
    async with room.running(private):
        for token in ("gone", "second", "third"):
            private.note(KEY, "ada", token, room.now)
        await turns()
    assert ["gone", "second"] == room.deleted


async def test_another_process_finds_what_was_noted_just_before(room: Room) -> None:
    """Who brings news waits until what a peer noted in the last moment stands on the shelf, and then reads it."""
    here, there = room.process(owner=Peer()), room.process(owner=Peer())
    await there.open()
    room.clock.advance(AGREED)
    here.note(KEY, "ada", "first", room.now)
    asked = asyncio.create_task(there.token(KEY, "ada"))
    await turns()
    await here.flush()
    room.clock.advance(SETTLED)
    assert "first" == await asked


async def test_another_process_does_not_use_an_older_message(room: Room) -> None:
    """News of question 2 does not go into the message of question 1 where a peer has noted a newer one."""
    here, there = room.process(owner=Peer()), room.process(owner=Peer())
    here.note(KEY, "ada", "first", room.now)
    await here.flush()
    await there.open()
    room.clock.advance(MINUTE)
    here.note(KEY, "ada", "second", room.now)
    await here.flush()
    asked = asyncio.create_task(there.token(KEY, "ada"))
    await room.after(SETTLED)
    assert "second" == await asked


async def test_a_reading_for_another_key_does_not_count(room: Room) -> None:
    """The panel of a host is renewed every second; results that come right after it find what was noted meanwhile."""
    here, there = room.process(owner=Peer()), room.process(owner=Peer())
    panel = asyncio.create_task(there.token("abcdefghij.panel", "bo"))
    await room.after(SETTLED)
    assert await panel is None
    here.note(KEY, "ada", "token", room.clock.now())
    await here.flush()
    asked = asyncio.create_task(there.token(KEY, "ada"))
    await room.after(SETTLED)
    assert "token" == await asked


async def test_many_that_are_not_known_are_one_reading(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three hundred members who have no private message cost one look at the shelf."""
    private, looks = room.process(owner=Peer()), 0
    kept = room.store.kept

    async def counted(shelf: str) -> object:
        nonlocal looks
        looks += 1
        return await kept(shelf)

    monkeypatch.setattr(room.store, "kept", counted)
    asked = [asyncio.create_task(private.token(KEY, str(number))) for number in range(300)]
    await room.after(SETTLED)
    assert ({None}, 1) == (set(await asyncio.gather(*asked)), looks)


async def test_a_process_alone_never_reads_again(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there are no peers a member without a private message costs nothing."""
    private = room.process()

    async def never(shelf: str) -> object:
        raise AssertionError(shelf)

    monkeypatch.setattr(room.store, "kept", never)
    assert await private.token(KEY, "ada") is None


async def _chunks(room: Room) -> int:
    return sum([len(await room.store.kept(f"discord.private.{number}")) for number in range(8)])
