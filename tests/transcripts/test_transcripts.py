"""Conversations as text files: each is played through the terminal and compared whole, so it is test and documentation at once.

A line at the margin is what somebody does (`inbound.py` and `writing.py` list how it is said), a comment (#), time that passes,
or one of these: members come or leave, or no direct message reaches them; the bot goes down, and is back. What appears there
stands below, indented; what only one person sees is marked, and so is what stands in a thread. `STUDYBELL_ACCEPT=1` writes the
files anew: read every change before you commit it.
"""

import os
import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from adapters.terminal.adapter import HOME
from adapters.terminal.stage import PLACE, Stage, open_stage
from bot.kernel.clock import SECOND
from bot.kernel.people import Actor
from tests.transcripts.lines import (
    AFTER,
    CROWD,
    DEED,
    FOLDER,
    INDENT,
    NOON,
    SCRIPTS,
    SEATED,
    length,
    member,
    people,
    script,
)


def come_and_go(stage: Stage, names: str, what: str) -> None:
    """Let people be members of the chat, be none any more, or be out of the reach of direct messages."""
    screen = stage.terminal.screen
    for each in people(names):
        if what.startswith("take"):
            screen.deaf.add(each.member)
        elif what.startswith("leave"):
            screen.leave(each.member)
        else:
            screen.meet(each)


async def perform(stage: Stage, line: str) -> None:
    """Let happen what a line says."""
    if passed := AFTER.fullmatch(line):
        await stage.wait(length(passed) / SECOND)
    elif line == "the bot goes down":
        await stage.stop()
    elif line == "the bot is back":
        await stage.start()
    elif crowd := CROWD.fullmatch(line):
        come_and_go(stage, crowd["names"], crowd["what"])
    elif seated := SEATED.fullmatch(line):
        await stage.app.classroom.add(int(seated["count"]), None, PLACE)
    elif deed := DEED.fullmatch(line):
        by = Actor(member(deed["name"]), deed["name"], host=bool(deed["host"]))
        thread = (deed["title"] or "") if deed["thread"] else None
        await stage.act(by, deed["line"], deed["channel"] or HOME, thread)
    else:
        raise AssertionError(f"nobody knows what to do about: {line}")


async def played(text: str, folder: Path) -> str:
    """Return the transcript of a script, with everything that appeared."""
    out: list[str] = []

    def write(block: str) -> None:
        out.extend((INDENT + line).rstrip() for line in block.split("\n"))

    options = {"write": write, "quiet": ("panel",)}
    async with open_stage(folder, FOLDER / "content", options, seed="transcript", start=NOON) as stage:
        comment = False
        for line in script(text):
            if out and not (comment and line.startswith("#")):
                out.append("")
            comment = line.startswith("#")
            out.append(line)
            if not comment:
                await perform(stage, line)
    return "\n".join(out) + "\n"


@pytest.mark.accept
@pytest.mark.parametrize("file", SCRIPTS, ids=lambda file: file.stem)
async def test_the_conversation_goes_as_written(file: Path, tmp_path: Path) -> None:
    """Everything that appears, to whom and when, is what the file says."""
    expected = file.read_text(encoding="utf-8")
    actual = await played(expected, tmp_path)
    if os.environ.get("STUDYBELL_ACCEPT"):
        file.write_text(actual, encoding="utf-8")
    else:
        assert expected.split("\n") == actual.split("\n")


def untold(promised: Iterable[str]) -> list[str]:
    """Return the lines of the promise that no conversation names in its comments."""
    told = "\n".join(
        line for file in SCRIPTS for line in script(file.read_text(encoding="utf-8")) if line.startswith("#")
    )
    return [line for line in promised if not re.search(rf"\b{line}\b", told)]


def test_every_line_of_the_live_quiz_has_its_transcript() -> None:
    """What the product promises of a live quiz is shown by at least one conversation, named in its comments."""
    assert [] == untold([*(f"L{number}" for number in range(1, 17)), "L18", "L19"])


def test_every_line_of_the_discussions_has_its_transcript() -> None:
    """And so is what it promises of discussions."""
    assert [] == untold(f"D{number}" for number in range(1, 16))


@pytest.mark.parametrize(
    ("line", "expected"),
    [("after a while", AssertionError), ("Ada dances", AssertionError)],
)
async def test_a_line_nobody_understands_is_told(line: str, expected: type[Exception], tmp_path: Path) -> None:
    """A slip in a script does not pass for a conversation in which nothing happened."""
    with pytest.raises(expected):
        await played(line, tmp_path)


async def test_the_bot_goes_down_and_comes_back(tmp_path: Path) -> None:
    """Meanwhile nobody answers; afterwards it is as it was."""
    lines = [
        "Ada: /quiz mine",
        "the bot goes down",
        "Ada: /quiz mine",
        "after 3 days",
        "the bot is back",
        "Ada: /quiz mine",
    ]
    nothing, down = (
        "(only Ada sees) There is no quiz in this channel yet.",
        "(only Ada sees) Studybell does not answer.",
    )
    told = [line.strip() for line in (await played("\n".join(lines), tmp_path)).splitlines() if line.startswith(INDENT)]
    assert [nothing, down, nothing] == told


async def test_people_come_and_leave(tmp_path: Path) -> None:
    """Hosts are marked, and who takes no direct messages is still there."""
    async with open_stage(tmp_path, FOLDER / "content", {"write": len}, seed="crowd", start=NOON) as stage:
        for line in (
            "Ada, Ben and Ms Rivera (host) are here",
            "Cleo is here",
            "Ben leaves",
            "Ada takes no direct messages",
        ):
            await perform(stage, line)
        found = await stage.terminal.surface.members(PLACE)
        assert [("ada", False), ("ms-rivera", True), ("cleo", False)] == [(each.member, each.host) for each in found]
        assert {"ada"} == stage.terminal.screen.deaf
