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
        timeout=120,
        check=False,
    )


@pytest.fixture
def short() -> Any:
    """Yield a folder with a short name, for PostgreSQL's socket lies in it."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        yield Path(folder)


def test_quick_bursts_lose_nothing(short: Path, tmp_path: Path) -> None:
    """Tables on the screen and the same figures as JSON, on SQLite and a real PostgreSQL, and nothing left behind."""
    told = bench("--quick", "--only", "bursts", "--json", str(tmp_path / "figures.json"), folder=short)
    assert (0, "") == (told.returncode, told.stderr)
    assert "Answers lost: 0. Answers counted twice: 0." == told.stdout.splitlines()[-1]
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


def test_the_other_sections_measure(tmp_path: Path) -> None:
    """Quizzes at once and a process that is killed keep every acknowledged answer; sleepers are woken; rules are timed."""
    sections = ("quizzes", "sleepers", "rules", "kills")
    told = bench("--quick", *(f"--only={name}" for name in sections), "--json", "figures.json", folder=tmp_path)
    assert (0, "") == (told.returncode, told.stderr)
    tables = {
        table["section"]: table["rows"]
        for table in json.loads((tmp_path / "figures.json").read_text("utf-8"))["tables"]
    }
    assert list(sections) == list(tables)
    (quizzes,), (_, sleepers), (kills,) = tables["quizzes"], tables["sleepers"], tables["kills"]
    assert (2_000, 2_000, 0, 0) == tuple(quizzes[name] for name in ("answers", "stored", "lost", "doubled"))
    assert (200, 0.0) == (sleepers["woken"], min(0.0, sleepers["p50_ms"]))
    assert all(0 < row["us"] for row in tables["rules"])
    assert (1, 0, 0) == tuple(kills[name] for name in ("kills", "lost", "doubled"))
    assert 0 < kills["acknowledged"] <= kills["stored"]


@pytest.mark.parametrize("url", ["nonsense", "sqlite:///x.db", "postgresql://nobody@127.0.0.1:1/none"])
def test_an_address_that_is_no_postgresql_is_refused(url: str, tmp_path: Path) -> None:
    """One sentence, exit code 1, and nothing left behind."""
    told = bench("--quick", "--only", "rules", "--postgres", url, folder=tmp_path)
    assert (1, "") == (told.returncode, told.stdout)
    (line,) = told.stderr.splitlines()
    assert line.startswith("studybell: ")
    assert [] == list(tmp_path.iterdir())


def test_an_unknown_section_is_wrong_use(tmp_path: Path) -> None:
    """And the sections there are get named."""
    told = bench("--only", "everything", folder=tmp_path)
    assert 2 == told.returncode
    assert "'bursts', 'quizzes', 'sleepers', 'rules', 'kills'" in told.stderr
