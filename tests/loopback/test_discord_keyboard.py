"""The Discord of the keyboard, as a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
LINES = "ada: hello\nada: /quiz start\nnobody\nada: press A\nada: choose A\nada: looks\n"


def test_it_takes_lines() -> None:
    """It says how to point a bot at it, does what people of it do, and ends with its input."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.loopback.discord"],
        input=LINES, capture_output=True, text=True, timeout=30, check=True, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    said = done.stdout.splitlines()
    names = [one.partition("=")[0].removeprefix("STUDYBELL_DISCORD_") for one in said[:3]]
    assert ["TOKEN", "API_URL", "GATEWAY_URL"] == names
    assert [
        "Ada: hello",
        "not possible: there is no command /quiz here; registered are: none",
        "who: what - for instance  bo: /study help",
        "there is no button 'A'",
        "there is nothing to choose from",
        "Ada: hello",
    ] == said[4:]
