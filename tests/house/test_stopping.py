"""A serving command stops when it is asked to, cleanly; and if it cannot, at once when asked again."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

WILLING = """
import asyncio
from bot.cli_run import serve
async def work():
    try:
        print("serving", flush=True)
        await asyncio.Event().wait()
    finally:
        await asyncio.sleep(0)
        print("tidied up", flush=True)
serve(work())
"""

STUBBORN = """
import asyncio
from bot.cli_run import serve
async def work():
    print("serving", flush=True)
    while True:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            print("not yet", flush=True)
serve(work())
"""


def started(program: str) -> subprocess.Popen[str]:
    """Start a program and return it once it serves."""
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert "serving\n" == process.stdout.readline()
    return process


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_it_cleanly(number: signal.Signals) -> None:
    """What it was doing is finished in order, and stopping is no failure."""
    with started(WILLING) as process:
        process.send_signal(number)
        out, err = process.communicate(timeout=30)
    assert ("tidied up\n", "", 0) == (out, err, process.returncode)


def test_a_second_signal_ends_what_does_not_stop() -> None:
    """Whatever was acknowledged is on disk; there is nothing to wait for."""
    with started(STUBBORN) as process:
        process.send_signal(signal.SIGTERM)
        assert process.stdout is not None
        assert "not yet\n" == process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        assert 1 == process.wait(timeout=30)
        process.communicate()


def test_what_does_not_stop_is_ended_within_five_seconds() -> None:
    """An operator's restart is not held up."""
    with started(STUBBORN) as process:
        process.send_signal(signal.SIGTERM)
        assert 1 == process.wait(timeout=5)
        process.communicate()


def test_the_playground_stops_cleanly(tmp_path: Path) -> None:
    """The whole program: page, engine and database."""
    clean = {name: value for name, value in os.environ.items() if not name.upper().startswith("STUDYBELL_")}
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "play", "--no-browser", "--port", "0"],
        cwd=tmp_path,
        env=clean | {"PYTHONPATH": str(ROOT), "STUDYBELL_DATA_DIR": str(tmp_path / "data")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert "http://127.0.0.1:" in process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=5)
    assert ("", 0) == (err, process.returncode)
