"""The same conversations on Slack: the real client over real sockets, before a Slack that refuses what the real one refuses.

What is done stands in the files beside this one; what appears in Slack stands in ``slack/``, under the same names, the same by
Socket Mode and by HTTP. `STUDYBELL_ACCEPT=1` writes those anew: read every change before you commit it.
"""

import logging
import os
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from tests.transcripts.lines import FOLDER, NOON, SCRIPTS
from tests.transcripts.performing import acting, played
from tests.transcripts.slack_stage import open_stage

SHOWN = FOLDER / "slack"


@pytest.mark.accept
@pytest.mark.parametrize("http", [False, True], ids=["socket-mode", "http"])
@pytest.mark.parametrize("file", SCRIPTS, ids=lambda file: file.stem)
async def test_the_conversation_goes_so_on_slack(
    file: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture, *, http: bool
) -> None:
    """What appears, to whom and when, is what the file says; Slack refused nothing, and nothing went wrong."""
    with capture_logs() as logged:
        stage = open_stage(tmp_path, FOLDER / "content", seed="transcript", start=NOON, http=http)
        text = file.read_text(encoding="utf-8")
        actual = await played(text, stage, acting(text))
    shown = SHOWN / file.name
    if os.environ.get("STUDYBELL_ACCEPT") and not http:
        shown.parent.mkdir(exist_ok=True)
        shown.write_text(actual, encoding="utf-8")
    assert shown.read_text(encoding="utf-8").split("\n") == actual.split("\n")
    assert [] == [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]
    assert [] == [entry for entry in logged if entry["log_level"] in {"error", "critical"}]
