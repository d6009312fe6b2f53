"""How a transcript is written: the lines at the margin, who is meant by them, and what somebody does in a thread.

What appears stands below, indented; `adapters/terminal/inbound.py` and `writing.py` list how deeds are said.
"""

import re
from pathlib import Path

from msgspec import Struct

from adapters.terminal.pace import UNITS
from bot.kernel.people import Actor

FOLDER = Path(__file__).parent
SCRIPTS = sorted(FOLDER.glob("*.txt"))
NOON = 1_800_000_000_000
INDENT = "    "

DEED = re.compile(
    r"(?P<name>[^:]+?)(?P<host> \(host\))?(?: in #(?P<channel>[\w-]+))?(?P<thread> in the thread(?: “(?P<title>[^”]+)”)?)?"
    r": (?P<line>.+)"
)
AFTER = re.compile(rf"after (?P<count>\d+(?:\.\d+)?) (?P<unit>{'|'.join(UNITS)})")
SEATED = re.compile(r"(?P<count>\d+) learners sit down")
CROWD = re.compile(r"(?P<names>[^:]+?) (?P<what>(?:is|are) here|leaves?|takes? no direct messages)")

_OLD = r"(?: [“\"](?P<old>[^”\"]+)[”\"])?"
_IN = r"(?: in [“\"](?P<thread>[^”\"]+)[”\"])?"
POSTS = re.compile(rf"posts{_IN}:? (?P<text>.+)")
REPLIES = re.compile(rf"replies to (?P<whom>[^:“\"]+?)(?: [“\"](?P<title>[^”\"]+)[”\"])?{_IN}: (?P<text>.+)")
EDITS = re.compile(rf"edits{_OLD}(?: to)?: (?P<text>.+)")
DELETES = re.compile(rf"deletes (?:(?P<own>his|her|their)|(?P<whose>.+?)['’]s?) post{_OLD}")

NEXT_FIELD = re.compile(r"(?<!\\); (?=\w+=)")
"""What stands between two fields of a form that is filled in."""

_TWICE = re.compile(r",? twice$")
_LATE = re.compile(rf",? sent (?P<count>[\d.]+) (?P<unit>{'|'.join(UNITS)}) ago$")


class Manner(Struct, frozen=True):
    """What is done, how many times at once, and how many milliseconds ago the platform says that it was."""

    line: str
    times: int = 1
    ago: int = 0


def manner(line: str) -> Manner:
    """Return what a deed's line says, and how: ``presses B, sent 3 s ago, twice``."""
    times = 2 if _TWICE.search(line) else 1
    once = _TWICE.sub("", line)
    late = _LATE.search(once)
    return Manner(_LATE.sub("", once), times, length(late) if late else 0)


def length(found: re.Match[str]) -> int:
    """Return how many milliseconds a line speaks of."""
    return round(float(found["count"]) * UNITS[found["unit"]])


def script(text: str) -> list[str]:
    """Return the lines somebody has written: those at the margin, empty ones between comments and deeds included."""
    return [line for line in text.splitlines() if line and not line.startswith(INDENT)]


def member(name: str) -> str:
    """Return the member id of a person of the transcripts."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower())


def people(names: str) -> list[Actor]:
    """Return the people of a list such as ``Ada, Ben and Ms Rivera (host)``."""
    every = (name.removesuffix(" (host)") for name in re.split(", | and ", names))
    return [Actor(member(name), name, host=f"{name} (host)" in names) for name in every]
