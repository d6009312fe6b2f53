"""Logs come in two forms, and a secret stands in neither."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot.logs import set_up


@pytest.fixture(autouse=True)
def _logs_as_before() -> Iterator[None]:
    """Leave the process's logging as it was."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def test_json_is_an_event_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    """A collector reads each line by itself."""
    set_up("json", "info")
    structlog.get_logger("bot.engine").info("painted", session="s1", edits=2)
    line = json.loads(capsys.readouterr().err)
    assert {"event": "painted", "session": "s1", "edits": 2, "level": "info", "logger": "bot.engine"} == {
        key: value for key, value in line.items() if key != "timestamp"
    }


def test_libraries_log_in_the_same_form(capsys: pytest.CaptureFixture[str]) -> None:
    """What goes through the standard library's logging is a line of JSON too."""
    set_up("json", "info")
    logging.getLogger("discord.gateway").warning("Shard %s is behind", 3)
    assert "Shard 3 is behind" == json.loads(capsys.readouterr().err)["event"]


def test_below_the_level_nothing_is_written(capsys: pytest.CaptureFixture[str]) -> None:
    """Neither ours nor a library's."""
    set_up("console", "warning")
    structlog.get_logger().info("quiet")
    logging.getLogger("aiohttp").info("quiet")
    assert "" == capsys.readouterr().err


@pytest.mark.parametrize("form", ["console", "json"])
def test_a_secret_is_blotted_out_wherever_it_stands(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    """In the event, in a value however deep, and in a traceback."""
    set_up("json" if form == "json" else "console", "info", ["hunter2"])
    logger = structlog.get_logger()
    try:
        raise ValueError("cannot use hunter2")
    except ValueError:
        logger.exception("no luck with hunter2", sent={"headers": ["Bearer hunter2"]})
    logging.getLogger("asyncpg").error("postgresql://u:%s@h", "hunter2")
    written = capsys.readouterr().err
    assert "hunter2" not in written
    assert 5 == written.count("[hidden]")


def test_a_token_that_is_nobodys_setting_is_blotted_out(capsys: pytest.CaptureFixture[str]) -> None:
    """What looks like Slack's or Discord's token goes, known or not."""
    discord = ".".join(("M" * 24, "abc-12", "z" * 38))
    set_up("json", "info")
    structlog.get_logger().info("got", slack="xoxb-123456-abcdef", discord=discord)
    line = json.loads(capsys.readouterr().err)
    assert ("[hidden]", "[hidden]") == (line["slack"], line["discord"])
