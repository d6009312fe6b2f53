"""What the log says of Discord: trouble that mends itself is one line, and no payload is ever written."""

import logging

import pytest

from adapters.discord.gateway.loglines import quieten


@pytest.fixture(autouse=True)
def _own_level() -> None:
    """The library's level as it was."""
    logging.getLogger("discord").setLevel(logging.NOTSET)


def test_what_the_library_tries_again_is_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    """It logs an error with a traceback, and connects again a second later."""
    quieten()
    try:
        raise ConnectionRefusedError("nobody listens, 100 %")
    except ConnectionRefusedError as error:
        logging.getLogger("discord.shard").error("Attempting a reconnect for shard ID %s", 3, exc_info=error)
    (record,) = caplog.records
    assert ("WARNING", None) == (record.levelname, record.exc_info)
    assert (
        "Attempting a reconnect for shard ID 3 (ConnectionRefusedError: nobody listens, 100 %)" == record.getMessage()
    )


@pytest.mark.parametrize("name", ["discord.gateway", "discord.client", "discord.http"])
def test_whole_events_are_not_logged_at_any_level(caplog: pytest.LogCaptureFixture, name: str) -> None:
    """At the level debug the library writes what members write, and the tokens of interactions."""
    caplog.set_level(logging.DEBUG)
    quieten()
    logging.getLogger(name).debug("WebSocket Event: %s", {"token": "secret"})
    assert [] == caplog.records


def test_an_operator_who_wants_no_more_than_errors_hears_no_warning(caplog: pytest.LogCaptureFixture) -> None:
    """Also not one that was made of an error."""
    caplog.set_level(logging.ERROR)
    quieten()
    logging.getLogger("discord.shard").error("Attempting a reconnect")
    assert [] == caplog.records
