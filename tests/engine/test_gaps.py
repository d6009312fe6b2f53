"""Gaps: a thread is read where something in it can have been missed, and nowhere else."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.engine.catchup import EVERY, OVERLAP
from bot.engine.clock import ManualClock
from bot.engine.gaps import FULLY, LATELY, SPREAD
from bot.kernel.clock import HOUR, MINUTE, SECOND, Instant
from bot.kernel.event import CaughtUp
from bot.kernel.message import Message, Removed
from bot.kernel.people import Actor, Place
from bot.store.contract import StoreBroken
from bot.testing.house import House, a_house
from bot.testing.platform import MemoryPlatform
from bot.testing.quizzes import HOST, NOON
from bot.testing.talking import TOP, Call, Finish, Talking

ID = Talking().id
ANA = Actor("ana", "Ana")


class Talk:
    """A house with an open session, on a platform that says since when it has told everything."""

    def __init__(self, house: House, thread: Place) -> None:
        self.house = house
        self.platform = house.platform
        self.thread = thread

    async def rounds(self, number: int = 1) -> None:
        """Let so many rounds go by."""
        for _ in range(number):
            await self.house.after(EVERY / SECOND)
            await self.house.catch_up()

    async def reads(self, number: int = 1) -> list[Instant]:
        """Let rounds go by; return since when the thread was read in them."""
        self.platform.read.clear()
        await self.rounds(number)
        return [since for _, since in self.platform.read]

    async def says(self, text: str) -> Message:
        """Let Ana write, and be heard."""
        message = self.writes(text)
        await self.house.door.hear(self.thread, message, ANA)
        return message

    def writes(self, text: str) -> Message:
        """Let Ana write without anybody hearing it."""
        return self.platform.threads.write("ana", self.thread, text)

    async def heard(self) -> list[str]:
        """Return what the session knows to stand."""
        known = (await self.house.value(ID)).heard.values()
        return [message.text or "" for message, _ in known if not message.removed]


@asynccontextmanager
async def talk(folder: Path, *, connected: bool = True, clock: ManualClock | None = None) -> AsyncIterator[Talk]:
    """Yield a session whose thread was read once; `connected`: the platform's connection stands since before."""
    clock = clock or ManualClock(NOON)
    platform = MemoryPlatform(clock)
    platform.connected_since = clock.now() if connected else None
    async with a_house(folder / "db", clock=clock, platform=platform) as house:
        await house.open(Talking())
        made = Talk(house, platform.thread(TOP))
        await made.rounds()
        yield made


async def test_a_thread_that_is_heard_is_read_once(tmp_path: Path) -> None:
    """However often it is looked, for as long as the connection stands."""
    async with talk(tmp_path) as room:
        assert 1 == len(room.platform.read)
        await room.says("Hello all")
        assert [] == await room.reads(40)


async def test_where_nothing_is_claimed_every_round_reads(tmp_path: Path) -> None:
    """From the reading before on."""
    async with talk(tmp_path, connected=False) as room:
        assert [NOON + EVERY - OVERLAP, NOON + 2 * EVERY - OVERLAP] == await room.reads(2)


async def test_after_a_gap_a_thread_is_read_once_from_the_last_sign_of_the_connection(tmp_path: Path) -> None:
    """What was written meanwhile is found."""
    async with talk(tmp_path) as room:
        await room.rounds(10)
        room.platform.silent_since = broke = room.house.clock.now()
        await room.rounds(2)
        room.writes("Is anybody there?")
        await room.house.after(1)
        room.platform.connected_since, room.platform.silent_since = room.house.clock.now(), None
        assert [broke - OVERLAP] == await room.reads(3)
        assert ["Is anybody there?"] == await room.heard()


async def test_a_connection_that_only_seems_to_stand_moves_nothing(tmp_path: Path) -> None:
    """A round before the loss is noticed does not take for heard what was never told."""
    async with talk(tmp_path) as room:
        room.platform.silent_since = broke = room.house.clock.now()
        room.writes("Into the void")
        assert [] == await room.reads(5)
        room.platform.connected_since, room.platform.silent_since = room.house.clock.now(), None
        assert [broke - OVERLAP] == await room.reads()
        assert ["Into the void"] == await room.heard()


async def test_what_a_connection_lost_without_a_word_is_found_by_and_by(tmp_path: Path) -> None:
    """Every few hours the thread is read from the last such reading on, whatever the connection claims."""
    async with talk(tmp_path) as room:
        room.writes("Nobody hears me")
        assert [] == await room.reads((FULLY - SPREAD) // EVERY - 1)
        assert [NOON + EVERY - OVERLAP] == await room.reads(SPREAD // EVERY + 1)
        assert (["Nobody hears me"], 1) == (await room.heard(), len((await room.house.value(ID)).missed))


async def test_readings_of_many_sessions_are_spread(tmp_path: Path) -> None:
    """Those that were read together at a start are not all read together again."""
    async with talk(tmp_path) as room:
        others = [f"talkabcd{number}" for number in range(10, 40)]
        for other in others:
            await room.house.open(Talking(id=other))
        await room.rounds()
        busiest = max([len(await room.reads()) for _ in range(FULLY // EVERY)])
        assert busiest <= len(others) // 4


@pytest.mark.parametrize("error", [StoreBroken("the disk is full"), RuntimeError("a bug")])
async def test_what_the_door_did_not_take_is_read_once(tmp_path: Path, error: Exception) -> None:
    """A store that fails, or a bug, costs nothing but a reading."""
    async with talk(tmp_path) as room:

        async def broken(_thread: object) -> str:
            raise error

        lookup, room.house.store.thread_of = room.house.store.thread_of, broken  # type: ignore[method-assign,assignment]
        await room.says("Hello all")
        room.house.store.thread_of = lookup  # type: ignore[method-assign]
        assert ([], 1) == (await room.heard(), len(await room.reads(3)))
        assert ["Hello all"] == await room.heard()


async def test_what_could_not_be_saved_is_read_until_it_is(tmp_path: Path) -> None:
    """While the disk is full, every round tries again."""
    async with talk(tmp_path) as room:

        async def broken(_change: object) -> None:
            raise StoreBroken("the disk is full")

        write, room.house.store.write = room.house.store.write, broken  # type: ignore[method-assign,assignment]
        await room.says("Hello all")
        assert 2 == len(await room.reads(2))
        room.house.store.write = write  # type: ignore[method-assign]
        assert (1, ["Hello all"]) == (len(await room.reads(3)), await room.heard())


async def test_an_old_message_whose_removal_was_lost_is_found_to_be_gone(tmp_path: Path) -> None:
    """Nobody knows how old it was, so the thread is read from its beginning."""
    clock = ManualClock(NOON)
    async with talk(tmp_path, clock=clock) as room:
        room.platform.threads._tombstones = False
        message = await room.says("Oh no, sorry")
        await room.rounds(30)
        room.platform.threads.remove(message.id)
        room.house.door.missed(room.thread)
        assert [0] == await room.reads(3)
        assert (0, frozenset()) == _told((await room.house.value(ID)).caught)


def _told(caught: CaughtUp | None) -> tuple[Instant | None, frozenset[str]]:
    assert caught is not None
    return caught.since, caught.standing


async def test_an_edit_that_was_lost_is_read_as_far_back_as_its_message(tmp_path: Path) -> None:
    """Platforms tell what was written since, not what was edited."""
    async with talk(tmp_path) as room:
        message = await room.says("Hello all")
        await room.rounds(30)
        room.house.door.missed(room.thread, message.at)
        assert [message.at - OVERLAP] == await room.reads(3)


async def test_a_loss_in_another_thread_concerns_nobody_else(tmp_path: Path) -> None:
    """Only where something was lost it is read."""
    async with talk(tmp_path) as room:
        room.house.door.missed(Place("memory:school", "talking", "elsewhere"))
        assert [] == await room.reads(3)


async def test_losses_that_are_too_many_to_remember_are_not_forgotten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever was read before one of them was dropped is read again, from the beginning."""
    async with talk(tmp_path) as room:
        monkeypatch.setattr("bot.engine.hearing.MOST_THREADS", 2)
        for number in range(3):
            room.house.door.missed(Place("memory:school", "talking", f"x{number}"), NOON)
        assert [0] == await room.reads(3)


async def test_a_new_thread_is_read_once(tmp_path: Path) -> None:
    """What was written before it was known to be the session's reached nobody."""
    async with talk(tmp_path) as room:
        await room.says("Hello all")
        room.platform.delete(room.thread.thread)
        await room.house.door.gone(Place("memory:school", "talking"), room.thread.thread)
        await room.house.after(2)
        room.thread = room.platform.thread(TOP)
        room.writes("Where are you all?")
        assert [NOON + EVERY - OVERLAP] == await room.reads(3)
        assert ["Hello all", "Where are you all?"] == await room.heard()


async def test_a_session_that_does_not_listen_is_read_when_it_does_again(tmp_path: Path) -> None:
    """What was written meanwhile was told to nobody."""
    async with talk(tmp_path) as room:
        await room.house.submit(Finish(), HOST, ID)
        await room.house.settle()
        gaps = room.house.engine.catch_up._gaps
        assert ({}, {}) == (gaps._known, gaps._begun)


async def test_a_start_reads_everything(tmp_path: Path) -> None:
    """Also where the connection claims to stand since before it: this process has not heard anything."""
    clock = ManualClock(NOON)
    platform = MemoryPlatform(clock)
    platform.connected_since = NOON
    async with a_house(tmp_path / "db", clock=clock, platform=platform) as house:
        await house.open(Talking())
        await house.catch_up()
    platform.read.clear()
    async with a_house(tmp_path / "db", clock=clock, platform=platform) as house:
        await house.catch_up()
        await house.catch_up()
        assert [(platform.thread(TOP), 0)] == platform.read


async def test_a_session_that_another_process_looked_after_is_read(tmp_path: Path) -> None:
    """It came back, and who knows what was heard meanwhile."""
    async with talk(tmp_path) as room:
        listening = room.house.store.listening

        async def elsewhere() -> tuple[str, ...]:
            return ()

        room.house.store.listening = elsewhere  # type: ignore[method-assign]
        await room.rounds()
        room.house.store.listening = listening  # type: ignore[method-assign]
        assert 1 == len(await room.reads(3))


async def test_a_roll_call_needs_no_reading_where_everything_is_heard(tmp_path: Path) -> None:
    """The session is answered all the same, and told that nobody looked which messages stand."""
    async with talk(tmp_path) as room:
        room.platform.read.clear()
        await room.house.submit(Call("1"), HOST, ID)
        await room.house.settle()
        value = await room.house.value(ID)
        assert (("1",), [], CaughtUp(None)) == (value.answered, room.platform.read, value.caught)


@pytest.mark.parametrize(("silent", "readings"), [(LATELY, 0), (LATELY + 1, 1)])
async def test_a_roll_call_reads_where_the_connection_has_not_been_heard_of_lately(
    tmp_path: Path, silent: int, readings: int
) -> None:
    """It may have died a moment ago, and reminders are about to leave."""
    async with talk(tmp_path) as room:
        room.platform.silent_since = room.house.clock.now() - silent
        room.writes("In the last minute")
        room.platform.read.clear()
        await room.house.submit(Call("1"), HOST, ID)
        await room.house.settle()
        assert (readings, readings) == (len(room.platform.read), len(await room.heard()))


async def test_hearing_writes_nothing(tmp_path: Path) -> None:
    """What is known moves on in memory: no commit for each session every few minutes."""
    async with talk(tmp_path) as room:
        kept: list[str] = []
        keep = room.house.store.keep

        async def noted(shelf: str, key: str, value: bytes) -> None:
            kept.append(shelf)
            await keep(shelf, key, value)

        room.house.store.keep = noted  # type: ignore[method-assign]
        for number in range(10):
            await room.says(f"Hello all {number}")
            await room.rounds()
        assert [] == kept


async def test_a_restart_reads_from_the_last_reading_and_knows_what_it_finds(tmp_path: Path) -> None:
    """What was heard since is found again, and neither counted twice nor called missed."""
    clock = ManualClock(NOON)
    async with talk(tmp_path, clock=clock) as room:
        platform = room.platform
        await room.says("Hello all")
        await room.rounds(3)
        before = (await room.house.value(ID)).heard
    clock.advance(HOUR)
    platform.read.clear()
    async with a_house(tmp_path / "db", clock=clock, platform=platform) as house:
        await house.catch_up()
        value = await house.value(ID)
        assert ([0], before, frozenset()) == ([since for _, since in platform.read], value.heard, value.missed)


async def test_a_message_that_is_removed_while_the_connection_is_away_is_found_to_be_gone(tmp_path: Path) -> None:
    """If it was written not long before; older ones are looked at with the next whole reading."""
    async with talk(tmp_path) as room:
        room.platform.threads._tombstones = False
        message = await room.says("Oh no, sorry")
        room.platform.silent_since = room.house.clock.now()
        await room.house.after(MINUTE / SECOND)
        room.platform.threads.remove(message.id, Removed.BY_AUTHOR)
        stays = room.writes("Better so")
        room.platform.connected_since, room.platform.silent_since = room.house.clock.now() + 1, None
        await room.reads(2)
        since, standing = _told((await room.house.value(ID)).caught)
        assert (True, frozenset({stays.id})) == (since is not None and since <= message.at, standing)
