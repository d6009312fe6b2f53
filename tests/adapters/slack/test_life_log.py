"""What the log says of Slack's libraries: trouble that mends itself is one line, and no payload is ever written."""

import logging
from collections.abc import Iterator

import pytest
from slack_bolt.request.async_request import AsyncBoltRequest

from adapters.slack.requests.client import open_session, web_client
from adapters.slack.transports.loglines import LIBRARIES, logger, quieten
from adapters.slack.transports.registration import bolt, register
from tests.adapters.slack.wires import Listener, whoever

WORDS = "what somebody wrote in private"


@pytest.fixture(autouse=True)
def _own_levels() -> Iterator[None]:
    """The libraries' levels as they were."""
    yield
    for name in LIBRARIES:
        logging.getLogger(name).setLevel(logging.NOTSET)


def test_what_a_library_tries_again_is_a_warning_of_one_line(caplog: pytest.LogCaptureFixture) -> None:
    """It logs an error with a traceback."""
    try:
        raise ConnectionRefusedError("nobody listens, 100 %")
    except ConnectionRefusedError as error:
        logger("slack_sdk.tried").error("Failed to connect\nThe server responded with: secret", exc_info=error)
    (record,) = caplog.records
    assert ("WARNING", None) == (record.levelname, record.exc_info)
    assert "Failed to connect (ConnectionRefusedError)" == record.getMessage()


@pytest.mark.parametrize("name", ["slack_sdk.web.async_client", "slack_bolt.AsyncApp", "slack_sdk.socket_mode.aiohttp"])
def test_payloads_are_not_logged_at_any_level(caplog: pytest.LogCaptureFixture, name: str) -> None:
    """At the level debug the libraries write whole requests."""
    caplog.set_level(logging.DEBUG)
    quieten()
    logging.getLogger(name).debug("Received message: %s", {"text": WORDS})
    logging.getLogger(name).info("Invalid request signature detected (body: %s)", WORDS)
    assert [] == caplog.records


def test_an_operator_who_wants_no_more_than_errors_hears_no_warning(caplog: pytest.LogCaptureFixture) -> None:
    """Also not one that was made of an error."""
    caplog.set_level(logging.ERROR)
    logger("slack_sdk.tried").error("Failed")
    assert [] == caplog.records


async def test_a_payload_nobody_hears_is_not_written_into_the_log(caplog: pytest.LogCaptureFixture) -> None:
    """Bolt would write it whole, with a suggestion of how to hear it."""
    caplog.set_level(logging.DEBUG)
    async with open_session() as session:
        app = bolt(web_client(session, "http://127.0.0.1:9/api/"), whoever)
        register(app, Listener())
        body = {
            "type": "dialog_cancellation",
            "callback_id": WORDS,
            "state": WORDS,
            "team": {"id": "T1"},
            "user": {"id": "U1"},
        }
        assert 404 == (await app.async_dispatch(AsyncBoltRequest(mode="socket_mode", body=body))).status
    assert [] == [record for record in caplog.records if WORDS in record.getMessage()]
