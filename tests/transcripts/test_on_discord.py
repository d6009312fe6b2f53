"""The same conversations on Discord: the real client over real sockets, before a Discord that refuses what the real one refuses.

What is done stands in the files beside this one; what appears in Discord stands in ``discord/``, under the same names.
`STUDYBELL_ACCEPT=1` writes those anew: read every change before you commit it.
"""

import logging
import os
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.kernel.clock import SECOND
from bot.kernel.people import Actor
from tests.transcripts.discord_stage import HOME, DiscordStage, open_stage
from tests.transcripts.test_transcripts import (
    AFTER,
    CROWD,
    DEED,
    FOLDER,
    INDENT,
    NOON,
    SCRIPTS,
    SEATED,
    UNITS,
    people,
    script,
)

SHOWN = FOLDER / "discord"


async def perform(stage: DiscordStage, line: str) -> list[str]:
    """Let happen what a line says; return what Discord says to it by itself."""
    if passed := AFTER.fullmatch(line):
        await stage.wait(float(passed["count"]) * UNITS[passed["unit"]] / SECOND)
    elif line == "the bot goes down":
        await stage.stop()
    elif line == "the bot is back":
        await stage.start()
    elif crowd := CROWD.fullmatch(line):
        for each in people(crowd["names"]):
            come_and_go(stage, each, crowd["what"])
        await stage.settle()
    elif seated := SEATED.fullmatch(line):
        await stage.app.classroom.add(int(seated["count"]), None, stage.place)
        await stage.settle()
    elif deed := DEED.fullmatch(line):
        by = Actor(deed["name"], deed["name"], host=bool(deed["host"]))
        thread = (deed["title"] or "") if deed["thread"] else None
        return await stage.act(by, deed["line"], deed["channel"] or HOME, thread)
    else:
        raise AssertionError(f"nobody knows what to do about: {line}")
    return []


def come_and_go(stage: DiscordStage, who: Actor, what: str) -> None:
    """Let somebody join the server, leave it, or take no direct messages."""
    if what.startswith("leave"):
        stage.leave(who.name)
    elif what.startswith("take"):
        stage.meet(who).takes_no_dms()
    else:
        stage.meet(who)


async def played(text: str, folder: Path) -> str:
    """Return the transcript of a script as Discord shows it."""
    out: list[str] = []
    async with open_stage(folder, FOLDER / "content", seed="transcript", start=NOON) as stage:
        comment = False
        for line in script(text):
            if out and not (comment and line.startswith("#")):
                out.append("")
            comment = line.startswith("#")
            out.append(line)
            if not comment:
                appeared = [*await perform(stage, line), *stage.news()]
                out += [(INDENT + each).rstrip() for block in appeared for each in block.split("\n")]
    return "\n".join(out) + "\n"


@pytest.mark.accept
@pytest.mark.parametrize("file", SCRIPTS, ids=lambda file: file.stem)
async def test_the_conversation_goes_so_on_discord(
    file: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """What appears, to whom and when, is what the file says; Discord refused nothing, and nothing went wrong."""
    with capture_logs() as logged:
        actual = await played(file.read_text(encoding="utf-8"), tmp_path)
    shown = SHOWN / file.name
    if os.environ.get("STUDYBELL_ACCEPT"):
        shown.write_text(actual, encoding="utf-8")
    assert shown.read_text(encoding="utf-8").split("\n") == actual.split("\n")
    assert [] == [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]
    assert [] == [entry for entry in logged if entry["log_level"] in {"error", "critical"}]
