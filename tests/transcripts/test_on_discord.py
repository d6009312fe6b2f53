"""The same conversations on Discord: the real client over real sockets, before a Discord that refuses what the real one refuses.

What is done stands in the files beside this one; what appears in Discord stands in ``discord/``, under the same names.
`STUDYBELL_ACCEPT=1` writes those anew: read every change before you commit it.
"""

import logging
import os
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from tests.transcripts.discord_stage import open_stage
from tests.transcripts.lines import FOLDER, NOON, SCRIPTS
from tests.transcripts.performing import played

SHOWN = FOLDER / "discord"


@pytest.mark.accept
@pytest.mark.parametrize("file", SCRIPTS, ids=lambda file: file.stem)
async def test_the_conversation_goes_so_on_discord(
    file: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """What appears, to whom and when, is what the file says; Discord refused nothing, and nothing went wrong."""
    with capture_logs() as logged:
        stage = open_stage(tmp_path, FOLDER / "content", seed="transcript", start=NOON)
        actual = await played(file.read_text(encoding="utf-8"), stage)
    shown = SHOWN / file.name
    if os.environ.get("STUDYBELL_ACCEPT"):
        shown.write_text(actual, encoding="utf-8")
    assert shown.read_text(encoding="utf-8").split("\n") == actual.split("\n")
    assert [] == [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]
    assert [] == [entry for entry in logged if entry["log_level"] in {"error", "critical"}]
