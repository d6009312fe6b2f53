"""``studybell bench``, the real program, started as a process."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


def bench(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run ``studybell bench`` with its temporary files in `folder`."""
    clean = {name: value for name, value in os.environ.items() if not name.upper().startswith("STUDYBELL_")}
    return subprocess.run(
        [sys.executable, "-m", "bot", "bench", "--folder", str(folder), *arguments],
        cwd=folder,
        env=clean | {"PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.fixture
def short() -> Any:
    """Yield a folder with a short name, for PostgreSQL's socket lies in it, and which no other run of tests sweeps away."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        yield Path(folder)


def test_quick_bursts_lose_nothing(short: Path, tmp_path: Path) -> None:
    """Tables on the screen and the same figures as JSON, on SQLite and a real PostgreSQL, and nothing left behind."""
    told = bench("--quick", "--only", "bursts", "--json", str(tmp_path / "figures.json"), folder=short)
    assert (0, "") == (told.returncode, told.stderr)
    assert "Lost: 0. Twice: 0." == told.stdout.splitlines()[-1]
    figures = json.loads((tmp_path / "figures.json").read_text("utf-8"))
    assert (0, 0) == (figures["lost"], figures["doubled"])
    bursts, floor = figures["tables"]
    assert {"SQLite", "PostgreSQL"} == {row["database"] for row in bursts["rows"]}
    for row in bursts["rows"]:
        assert (1_050, 1_000, 0, 0, 0) == tuple(
            row[name] for name in ("presses", "stored", "lost", "doubled", "refused")
        )
        assert 0 < row["p50_ms"] <= row["p99_ms"]
        assert 3 >= row["most_edits"]
    assert {"grouped", "one by one"} == {row["committed"] for row in floor["rows"]}
    assert {"python", "sqlite", "libraries", "cores", "date"} <= figures.keys()
    assert [] == list(short.iterdir())


def test_the_other_sections_measure(short: Path) -> None:
    """Quizzes at once and a process that is killed keep every acknowledged answer; sleepers are woken; rules are timed."""
    sections = ("quizzes", "sleepers", "rules", "kills")
    told = bench("--quick", *(f"--only={name}" for name in sections), "--json", "figures.json", folder=short)
    assert (0, "") == (told.returncode, told.stderr)
    tables = {
        table["section"]: table["rows"] for table in json.loads((short / "figures.json").read_text("utf-8"))["tables"]
    }
    assert list(sections) == list(tables)
    (quizzes,), (_, sleepers), (kills,) = tables["quizzes"], tables["sleepers"], tables["kills"]
    assert (2_000, 2_000, 0, 0) == tuple(quizzes[name] for name in ("answers", "stored", "lost", "doubled"))
    assert (200, 0.0) == (sleepers["woken"], min(0.0, sleepers["p50_ms"]))
    assert all(0 < row["us"] for row in tables["rules"])
    assert (1, 0, 0) == tuple(kills[name] for name in ("kills", "lost", "doubled"))
    assert 0 < kills["acknowledged"] <= kills["stored"]


def measured(*arguments: str, folder: Path) -> list[dict[str, Any]]:
    """Return the tables of a run that found nothing amiss."""
    told = bench("--quick", *arguments, "--json", "figures.json", folder=folder)
    assert (0, "", "Lost: 0. Twice: 0.") == (told.returncode, told.stderr, told.stdout.splitlines()[-1])
    tables: list[dict[str, Any]] = json.loads((folder / "figures.json").read_text("utf-8"))["tables"]
    return tables


def test_discussions_are_written_in_reminded_of_closed_and_put_to_sleep(short: Path) -> None:
    """Every post is stored once, everybody who owes is told once, every deadline closes, and all threads are read at a start."""
    long, chatter, owing, closings, dozing = (
        table["rows"] for table in measured("--only", "discussions", folder=short)
    )
    assert [25, 5_000] == [row["posts"] for row in long]
    assert all(0 < row["post_us"] and 0 < row["report_ms"] for row in long)
    assert [(1_050, 1_000, 0, 0, 0)] == [
        tuple(row[name] for name in ("heard", "stored", "lost", "doubled", "refused")) for row in chatter
    ]
    assert [(200, 200, 0, 0)] == [tuple(row[name] for name in ("owing", "told", "lost", "doubled")) for row in owing]
    assert [(200, 200, 200, 200)] == [
        tuple(row[name] for name in ("saved", "summed", "locked", "reported")) for row in closings
    ]
    assert [0, 1_000] == [row["discussions"] for row in dozing]
    assert dozing[0]["resident_mb"] < dozing[1]["touched_mb"]


def test_discord_is_measured_beside_an_empty_handler(short: Path) -> None:
    """Over sockets, on SQLite and a real PostgreSQL: nothing is lost, all are told, and questions say how many have answered."""
    starts, bursts, channels = (table["rows"] for table in measured("discord", folder=short))
    assert ["empty handler", "Studybell"] == [row["contender"] for row in starts]
    assert all(0 < row["reached_s"] and 0 < row["memory_mb"] for row in starts)
    ours = [row for row in bursts if row["contender"] == "Studybell"]
    assert [("SQLite", 1_050, 0, 0, 0), ("PostgreSQL", 1_050, 0, 0, 0)] * 2 == [
        tuple(row[name] for name in ("database", "presses", "lost", "doubled", "refused")) for row in ours
    ]
    assert all(
        1 <= row["edits"] and 1 == row["most_edits"] and 0 < row["reveal_s"] and 0 < row["ratio"] for row in ours
    )
    assert [(400, 0, 0, 0, 1)] == [
        tuple(row[name] for name in ("presses", "lost", "doubled", "refused", "most_edits")) for row in channels
    ]
    assert all(0 < row["taken"] <= row["presses"] for row in channels)


def test_slack_is_measured_beside_empty_handlers(short: Path) -> None:
    """In both transports, on SQLite and a real PostgreSQL: nothing is lost, all are told, and edits are few."""
    starts, bursts, minutes = (table["rows"] for table in measured("slack", folder=short))
    assert [(transport, name) for transport in ("Socket Mode", "HTTP") for name in ("empty handler", "Studybell")] == [
        (row["transport"], row["contender"]) for row in starts
    ]
    assert all(0 < row["reached_s"] <= row["slowest_s"] and 0 < row["memory_mb"] for row in starts)
    assert {"acks only", "empty handler", "Studybell"} == {row["contender"] for row in bursts}
    ours = [row for row in bursts if row["contender"] == "Studybell"]
    assert [("SQLite", 1_050, 0, 0, 0, 0), ("PostgreSQL", 1_050, 0, 0, 0, 0)] * 4 == [
        tuple(row[name] for name in ("database", "presses", "lost", "doubled", "refused", "unknown")) for row in ours
    ]
    assert all(0 < row["slowest_ms"] and 0 < row["p50_ms"] <= row["p99_ms"] and 0 < row["ratio"] for row in ours)
    assert [(300, 600, 0, 0, 0)] == [
        tuple(row[name] for name in ("members", "presses", "lost", "doubled", "refused")) for row in minutes
    ]
    assert all(1 <= row["counts"] and row["most"] <= 40 for row in minutes)


def test_who_is_killed_while_sending_is_followed_by_one_who_sends_the_rest(short: Path) -> None:
    """Reminders and revealed answers: nothing is left out, nothing comes twice."""
    (deaths,) = (table["rows"] for table in measured("--only", "deaths", folder=short))
    assert [(1, 800, 800, 0, 0), (1, 200, 200, 0, 0)] == [
        tuple(row[name] for name in ("kills", "wanted", "sent", "lost", "doubled")) for row in deaths
    ]


@pytest.mark.parametrize("url", ["nonsense", "sqlite:///x.db", "postgresql://nobody@127.0.0.1:1/none"])
def test_an_address_that_is_no_postgresql_is_refused(url: str, short: Path) -> None:
    """One sentence, exit code 1, and nothing left behind."""
    told = bench("--quick", "--only", "rules", "--postgres", url, folder=short)
    assert (1, "") == (told.returncode, told.stdout)
    (line,) = told.stderr.splitlines()
    assert line.startswith("studybell: ")
    assert [] == list(short.iterdir())


def test_an_unknown_section_is_wrong_use(short: Path) -> None:
    """And the sections there are get named."""
    told = bench("--only", "everything", folder=short)
    assert 2 == told.returncode
    assert (
        "'bursts', 'quizzes', 'sleepers', 'rules', 'discussions', 'discord', 'slack', 'kills', 'deaths'" in told.stderr
    )
