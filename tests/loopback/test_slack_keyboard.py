"""The Slack of the keyboard, as a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
LINES = (
    "ada: reply there\nada: hello\nada: /quiz start\nnobody\nada: press A\nada: choose A\nada: submit x=y\nada: close\n"
    "ada: reply there\nada: looks\nada: thread\nada: home\n"
)


def test_it_takes_lines() -> None:
    """It says how to point a bot at it, does what people of it do, and ends with its input."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.loopback.slack"],
        input=LINES, capture_output=True, text=True, timeout=30, check=True, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    said = done.stdout.splitlines()
    names = [one.partition("=")[0].removeprefix("STUDYBELL_SLACK_") for one in said[:3]]
    assert ["BOT_TOKEN", "APP_TOKEN", "API_URL"] == names
    assert [
        "there is nothing to reply to", "Ada: hello", "not possible: no link is open",
        "who: what - for instance  bo: /study help",
        "there is no button 'A'", "there is nothing to choose from", "no form is open", "no form is open",
        "Ada: there", "Ada: hello", "Ada: hello", "", "Ada: there", "nothing is there",
    ] == said[4:]  # fmt: skip
