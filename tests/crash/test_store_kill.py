"""`kill -9` while answers come in: every acknowledged one is there, once."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing
from pathlib import Path

from bot.store.connect import open_store

ANSWERING = Path(__file__).with_name("answering.py")
KILLS = 5


def acknowledged_before_death(url: str, run: str, many: int) -> list[str]:
    """Let a process answer, kill it after `many` acknowledgements, and return all it gave."""
    env = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen([sys.executable, ANSWERING, url, run], stdout=subprocess.PIPE, env=env) as process:
        assert process.stdout is not None
        told = [process.stdout.readline() for _ in range(many)]
        process.send_signal(signal.SIGKILL)
        told += process.stdout.read().splitlines(keepends=True)
    return [line.decode().strip() for line in told if line.endswith(b"\n")]


async def test_no_acknowledged_answer_is_lost_or_doubled(tmp_path: Path) -> None:
    """Five times on the same database, at moments nobody chose; after each the file is whole and opens."""
    path = tmp_path / "studybell.db"
    chance = random.SystemRandom()
    acknowledged: list[str] = []
    for run in range(KILLS):
        acknowledged += acknowledged_before_death(f"sqlite:///{path}", str(run), chance.randrange(1, 1_500))
        with closing(sqlite3.connect(path)) as database:
            assert [("ok",)] == database.execute("PRAGMA integrity_check").fetchall()
    store = open_store(f"sqlite:///{path}")
    await store.open()
    saved = await store.load("quiz1")
    await store.close()
    assert saved is not None
    stored = Counter(fact.member for fact in saved.facts)
    assert (KILLS, set(), 1) == (
        len({answer.partition(".")[0] for answer in acknowledged}),
        set(acknowledged) - set(stored),
        max(stored.values()),
    )
