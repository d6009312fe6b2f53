"""The bench can fail: an answer that is not there, or there twice, is noticed."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.bench.bursts import measure
from bot.bench.grounds import SqliteGround
from bot.bench.ledger import Verdict, compare, expected, reread
from bot.bench.lesson import answering, prepare, session_name
from bot.bench.load import burst, drive
from bot.bench.plan import Plan
from bot.bench.school import assembled
from bot.store.connect import migrate


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return where the database will lie."""
    return tmp_path / "bench.db"


async def answered(file: Path, learners: int) -> dict[tuple[str, str], int]:
    """Let `learners` answer in a quiz kept in `file`; return what was acknowledged."""
    async with assembled(f"sqlite:///{file}") as school:
        names = await prepare(school, 1, learners, silent=1)
        load = await drive(burst(learners, 0.0), answering(school, names, learners))
    assert 0 == load.refused
    return expected(load.acknowledged, names, learners)


def change(file: Path, statement: str) -> None:
    """Do behind the program's back what it never does."""
    with closing(sqlite3.connect(file)) as conn, conn:
        assert 1 == conn.execute(statement).rowcount


async def test_all_is_well_when_nothing_was_done_to_it(file: Path) -> None:
    """Every acknowledged answer is found, once."""
    acknowledged = await answered(file, 60)
    assert 60 == len(acknowledged)
    assert Verdict(60, 0, 0) == await reread(f"sqlite:///{file}", acknowledged, [session_name(0)])


async def test_a_row_that_is_gone_is_lost(file: Path) -> None:
    """Somebody deletes one answer from the file."""
    acknowledged = await answered(file, 60)
    change(file, "DELETE FROM facts WHERE item = 'a0' AND member = 'U000000031'")
    assert Verdict(59, 1, 0) == await reread(f"sqlite:///{file}", acknowledged, [session_name(0)])


async def test_another_answer_than_was_acknowledged_is_lost(file: Path) -> None:
    """Somebody puts another choice in its place."""
    acknowledged = await answered(file, 60)
    change(file, """UPDATE facts SET data = '{"choices":[9]}' WHERE item = 'a0' AND member = 'U000000031'""")
    assert Verdict(60, 1, 0) == await reread(f"sqlite:///{file}", acknowledged, [session_name(0)])


def test_a_second_row_is_doubled() -> None:
    """The store's own key forbids it, so the comparison is shown two rows."""
    rows = [(("quiz", "ada"), 1), (("quiz", "ada"), 1), (("quiz", "bob"), 2)]
    assert Verdict(2, 0, 1) == compare(rows, {("quiz", "ada"): 1, ("quiz", "bob"): 2})


def test_an_answer_nobody_was_told_of_is_no_fault() -> None:
    """A kill may come between the commit and the reply."""
    assert Verdict(1, 0, 0) == compare([(("quiz", "ada"), 1)], {})


class Leaking:
    """Files in which the answer of one learner vanishes as soon as it is written."""

    name = "SQLite"

    def __init__(self, files: Iterator[Path]) -> None:
        self._files = files

    async def fresh(self) -> str:
        """Return a file that leaks."""
        file = next(self._files)
        await migrate(f"sqlite:///{file}")
        with closing(sqlite3.connect(file)) as conn, conn:
            conn.execute(
                "CREATE TRIGGER leak AFTER INSERT ON facts WHEN NEW.item IN ('a0', 'a19') AND NEW.member = 'U000000031' "
                "BEGIN DELETE FROM facts WHERE number = NEW.number; END"
            )
        return f"sqlite:///{file}"

    async def version(self) -> str:
        """Return a name."""
        return "a leaking SQLite"


async def test_a_burst_on_a_store_that_loses_a_row_says_so(tmp_path: Path) -> None:
    """The whole way, from the press to the sum that decides about the exit code: four bursts, one lost in each."""
    ground = Leaking(tmp_path / f"{number}.db" for number in range(4))
    (table,) = await measure(Plan(folder=tmp_path, grounds=[ground], quick=True))
    assert (4, 0) == (table.lost, table.doubled)
    assert not table.targets[0].met


async def test_every_ground_is_fresh(tmp_path: Path) -> None:
    """A new file each time, and the former is gone."""
    ground = SqliteGround(tmp_path)
    urls = []
    for _ in range(2):
        urls.append(await ground.fresh())
        await migrate(urls[-1])
    assert 2 == len(set(urls))
    assert ["bench1.db"] == sorted(file.name for file in tmp_path.glob("*.db"))
