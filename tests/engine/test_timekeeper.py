"""The timekeeper, by a clock that stands still until it is moved."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from structlog.testing import capture_logs

from bot.engine.clock import ManualClock
from bot.kernel.clock import DAY, HOUR, MINUTE, SECOND
from bot.kernel.people import Place
from bot.quiz.events import Answer, Begin, Join
from bot.quiz.phases import Asking, Revealed
from bot.testing.counting import Alarm, Counting, Rename
from bot.testing.decks import numbered
from bot.testing.house import House, a_house
from bot.testing.quizzes import ANA, BEN, HOST, NOON, lobby


def sleeper(letter: str, wake_at: int | None) -> Counting:
    """Return a session of its own that wants to be woken."""
    return Counting(id=f"abcdefghi{letter}", place=Place("memory:school", letter), wake_at=wake_at)


async def woken(house: House, letter: str = "j") -> tuple[int, ...]:
    """Return the instants at which a session was woken, after noon."""
    value = await house.value(f"abcdefghi{letter}")
    return tuple(at - NOON for at in value.woken)


@contextmanager
def wakings(house: House) -> Iterator[list[str]]:
    """Note every event the timekeeper submits."""
    submit, noted = house.desk.submit, []

    async def note(session: str, event: Any, by: Any, at: int) -> Any:
        if type(event).__name__ == "Tick":
            noted.append(session[-1])
        return await submit(session, event, by, at)

    house.desk.submit = note  # type: ignore[method-assign]
    try:
        yield noted
    finally:
        house.desk.submit = submit  # type: ignore[method-assign]


async def test_sessions_wake_in_order_and_on_time(tmp_path: Path) -> None:
    """Each is woken at its hour, the earliest first, near ones and far ones alike."""
    hours = {"c": 3 * DAY, "a": 5 * SECOND, "d": 11 * MINUTE, "b": 9 * MINUTE}
    async with a_house(tmp_path / "db") as house:
        for letter, hour in hours.items():
            await house.open(sleeper(letter, NOON + hour))
        with wakings(house) as order:
            await house.after(4 * DAY / 1000)
        assert ["a", "b", "d", "c"] == order
        assert {letter: (hour,) for letter, hour in hours.items()} == {
            letter: await woken(house, letter) for letter in hours
        }


async def test_many_sessions_of_one_hour(tmp_path: Path) -> None:
    """A thousand that are due together are all woken, once each."""
    async with a_house(tmp_path / "db") as house:
        ids = [f"{number:010}".translate(str.maketrans("0189", "abcd")) for number in range(1_200)]
        sessions = [Counting(id=name, place=Place("memory:school", name), wake_at=NOON + HOUR) for name in ids]
        await asyncio.gather(*(house.desk.open("counting", session, NOON) for session in sessions))
        await house.settle()
        with wakings(house) as order:
            await house.after(HOUR / 1000)
        assert 1_200 == len(order)
        for name in ids[::100]:
            assert (NOON + HOUR,) == (await house.value(name)).woken


async def test_an_hour_that_is_brought_forward(tmp_path: Path) -> None:
    """A session that wants to wake earlier than it said is woken then, and not again."""
    async with a_house(tmp_path / "db") as house:
        await house.open(sleeper("j", NOON + HOUR))
        await house.after(1)
        await house.submit(Alarm(NOON + 5_000))
        await house.after(2 * HOUR / 1000)
        assert (5_000,) == await woken(house)


async def test_an_hour_that_is_put_off(tmp_path: Path) -> None:
    """A session that wants to sleep longer is not woken at its first hour."""
    async with a_house(tmp_path / "db") as house:
        await house.open(sleeper("j", NOON + 5_000))
        await house.submit(Alarm(NOON + 8_000))
        with wakings(house) as order:
            await house.after(60)
        assert ((8_000,), ["j"]) == (await woken(house), order)


async def test_answers_wake_a_quiz_early(tmp_path: Path) -> None:
    """Facts alone move a quiz's hour: when all have answered it is revealed at once."""
    async with a_house(tmp_path / "db") as house:
        await house.open(lobby(numbered(2), reading=0, joined=()).quiz)
        for member in (ANA, BEN):
            await house.submit(Join(), member)
        await house.submit(Begin())
        await house.after(1)
        for member in (ANA, BEN):
            await house.submit(Answer(0, (1,)), member)
        await house.settle()
        assert Revealed(0, NOON + 1_000, NOON + 9_000, NOON, NOON + 20_000) == (await house.value()).phase


async def test_a_new_member_takes_the_early_hour_back(tmp_path: Path) -> None:
    """Between the last answer and the tick somebody may join; then the question stays open, and nothing spins."""
    async with a_house(tmp_path / "db") as house:
        await house.open(lobby(numbered(2), reading=0, joined=()).quiz)
        await house.submit(Join(), ANA)
        await house.submit(Begin())
        await house.after(1)
        await asyncio.gather(house.submit(Answer(0, (1,)), ANA), house.submit(Join(), BEN))
        with wakings(house) as order:
            await house.after(15)
        assert isinstance((await house.value()).phase, Asking)
        assert len(order) <= 1


async def test_a_session_that_does_not_move_its_hour_is_parked(tmp_path: Path) -> None:
    """It is logged and left alone for a minute instead of keeping the timer spinning; others are woken on time."""
    async with a_house(tmp_path / "db") as house:
        await house.open(sleeper("j", None))
        await house.open(sleeper("k", NOON + 30_000))
        with wakings(house) as order, capture_logs() as logs:
            await house.submit(Alarm(NOON + 1_000, stuck=True))
            await house.after(59)
            assert ["j", "k"] == order
            await house.after(121)
        assert order.count("j") <= 4
        assert any("did not move" in entry["event"] for entry in logs)
        await house.submit(Alarm(house.clock.now() + 1_000))
        await house.after(1)
        assert house.clock.now() - NOON == (await woken(house))[-1]


async def test_a_tick_that_comes_late_may_be_followed_by_another(tmp_path: Path) -> None:
    """After a jump of the clock a quiz with somebody in overtime goes on to its reveal, not to be parked."""
    async with a_house(tmp_path / "db") as house:
        await house.open(lobby(numbered(2), reading=0, joined=(), factors={"ben": 1.5}).quiz)
        for member in (ANA, BEN):
            await house.submit(Join(), member)
        await house.submit(Begin())
        await house.settle()
        house.clock.advance(10 * MINUTE)
        await house.settle()
        assert isinstance((await house.value()).phase, Revealed)


async def test_a_clock_that_jumps_wakes_everybody_once(tmp_path: Path) -> None:
    """A laptop that slept for a day wakes all that are due, at the hour at which it came back."""
    async with a_house(tmp_path / "db") as house:
        for letter, hour in (("j", SECOND), ("k", HOUR), ("l", 3 * HOUR)):
            await house.open(sleeper(letter, NOON + hour))
        house.clock.advance(DAY)
        await house.settle()
        assert [(DAY,)] * 3 == [await woken(house, letter) for letter in "jkl"]


async def test_what_sleeps_long_is_found_after_a_restart(tmp_path: Path) -> None:
    """Hours are in the store, not in memory; one that passed meanwhile is kept at once."""
    clock = ManualClock(NOON)
    async with a_house(tmp_path / "db", clock=clock) as house:
        for letter, hour in (("j", HOUR), ("k", 2 * DAY)):
            await house.open(sleeper(letter, NOON + hour))
    clock.advance(DAY)
    async with a_house(tmp_path / "db", clock=clock) as house:
        await house.settle()
        assert (DAY,) == await woken(house, "j")
        await house.after(DAY / 1000)
        assert (2 * DAY,) == await woken(house, "k")


async def test_a_database_that_cannot_be_written_is_tried_again(tmp_path: Path) -> None:
    """While the file is locked the tick is tried again every second, not all the time, and never given up."""
    async with a_house(tmp_path / "db", patience=0.02) as house:
        await house.open(sleeper("j", NOON + 1_000))
        other = sqlite3.connect(tmp_path / "db")
        other.execute("BEGIN EXCLUSIVE")
        with wakings(house) as order:
            await house.after(21)
            assert 3 <= len(order) <= 25
        other.rollback()
        other.close()
        await house.after(6)
        assert 1 == len(await woken(house))


async def test_who_holds_nothing_wakes_nobody(tmp_path: Path) -> None:
    """A process that has lost its ownership waits, and goes on when it has it again."""
    async with a_house(tmp_path / "db") as house:
        holds = True
        house.owner.holds = lambda: holds
        await house.open(sleeper("j", NOON + 5_000))
        holds = False
        await house.after(60)
        assert () == await woken(house)
        holds = True
        await house.after(1)
        assert 1 == len(await woken(house))


async def test_stopping_stops(tmp_path: Path) -> None:
    """Cancelled at any moment, the loop ends."""
    async with a_house(tmp_path / "db") as house:
        await house.open(sleeper("j", NOON + 5_000))
        for turns in range(12):
            running = asyncio.create_task(house.timekeeper.run())
            for _ in range(turns):
                await asyncio.sleep(0)
            house.timekeeper.look_again()
            running.cancel()
            done, _ = await asyncio.wait({running}, timeout=5)
            assert {running} == done


async def test_a_change_without_an_hour_wakes_nobody(tmp_path: Path) -> None:
    """A session that does not want to be woken is not."""
    async with a_house(tmp_path / "db") as house:
        await house.open(sleeper("j", None))
        await house.submit(Rename("x"), HOST)
        with wakings(house) as order:
            await house.after(DAY / 1000)
        assert [] == order
