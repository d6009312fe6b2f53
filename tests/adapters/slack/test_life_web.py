"""The web server: who is let in, what is read, and what is said when something is wrong with a request."""

import asyncio
import gzip
import hashlib
import hmac
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

import aiohttp
import pytest
from structlog.testing import capture_logs

from adapters.slack.requests.client import open_session, web_client
from adapters.slack.transports.registration import bolt, register
from adapters.slack.transports.web import MOST_BYTES, REFUSED, Entrance, PortTaken, Web
from bot.engine.clock import SystemClock
from bot.kernel.clock import MINUTE, SECOND
from tests.adapters.slack.wires import Listener, whoever

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
PRESS = {
    "type": "block_actions",
    "actions": [{"action_id": "a", "block_id": "b", "value": 7}],
    "team": {"id": "T1"},
    "user": {"id": "U1"},
}


class Served:
    """A web server with somebody who listens, and a client of it."""

    def __init__(self, web: Web, entrance: Entrance, listener: Listener, client: aiohttp.ClientSession) -> None:
        self.web = web
        self.entrance = entrance
        self.listener = listener
        self.client = client
        self.serving = ("Slack over HTTP",)

    async def sends(self, body: bytes, secret: str = SECRET, age: int = 0, **headers: str | None) -> tuple[int, str]:
        """Send a signed request; return status and body of the answer. A header that is None is left out."""
        stamp = str((SystemClock().now() - age) // SECOND)
        digest = hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
        kind = "application/json" if body.startswith(b"{") else "application/x-www-form-urlencoded"
        given = {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}", "Content-Type": kind}
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.answer(body, {name: value for name, value in given.items() if value is not None})

    async def answer(self, body: bytes | BytesIO, headers: dict[str, str]) -> tuple[int, str]:
        """Send any request."""
        async with self.client.post(f"{self.url}/slack/events", data=body, headers=headers) as response:
            return response.status, await response.text()

    async def gets(self, path: str) -> tuple[int, Any]:
        """Ask for a page that answers in JSON."""
        async with self.client.get(self.url + path) as response:
            return response.status, await response.json()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.web.port}"


@asynccontextmanager
async def serving() -> AsyncIterator[Served]:
    """Yield a web server on a free port."""
    async with open_session() as session, aiohttp.ClientSession() as client:
        app, listener = bolt(web_client(session, "http://127.0.0.1:9/api/"), whoever), Listener()
        register(app, listener)
        entrance = Entrance(app, SECRET)
        web = Web("127.0.0.1", 0, lambda: served.serving, {})
        served = Served(web, entrance, listener, client)
        web.hear(entrance)
        await web.open()
        try:
            yield served
        finally:
            await web.close()


@pytest.fixture
async def served(caplog: pytest.LogCaptureFixture) -> AsyncIterator[Served]:
    """Give a web server; whatever is sent to it, nothing may be logged as an error."""
    async with serving() as made:
        yield made
    assert [] == [record for record in caplog.records if record.levelno >= logging.ERROR]


def form(payload: Any) -> bytes:
    """Return an interaction as Slack sends it."""
    return urlencode({"payload": json.dumps(payload)}).encode()


async def test_a_signed_press_is_heard_and_acknowledged_with_nothing(served: Served) -> None:
    """Status 200 and an empty body."""
    assert (200, "") == await served.sends(form(PRESS))
    assert [7] == served.listener.heard


async def test_the_challenge_is_said_back(served: Served) -> None:
    """When the address is entered on the app's page."""
    status, text = await served.sends(b'{"type":"url_verification","token":"t","challenge":"3eZ"}')
    assert (200, {"challenge": "3eZ"}) == (status, json.loads(text))


async def test_what_is_signed_with_another_secret_is_refused(served: Served) -> None:
    """Nobody hears it."""
    status, _ = await served.sends(form(PRESS), secret="another")
    assert (401, []) == (status, served.listener.heard)


async def test_that_a_signature_does_not_fit_is_logged_once(served: Served) -> None:
    """Whoever has set another app's secret finds out why nothing works, and nobody can fill the log."""
    with capture_logs() as logged:
        for _ in range(3):
            await served.sends(form(PRESS), secret="another")
        await served.sends(form(PRESS), X_Slack_Signature=None)
    assert [(REFUSED, "warning")] == [(each["event"], each["log_level"]) for each in logged]


@pytest.mark.parametrize("age", [6 * MINUTE, -6 * MINUTE])
async def test_what_was_signed_long_ago_is_refused(served: Served, age: int) -> None:
    """Whoever has recorded a request can't send it again."""
    status, _ = await served.sends(form(PRESS), age=age)
    assert (401, []) == (status, served.listener.heard)


@pytest.mark.parametrize(
    "headers",
    [
        {"X_Slack_Signature": None},
        {"X_Slack_Request_Timestamp": None},
        {"X_Slack_Request_Timestamp": "soon"},
        {"X_Slack_Request_Timestamp": "1" * 5000},
        {"X_Slack_Request_Timestamp": "-5"},
        {"X_Slack_Request_Timestamp": "²"},
        {"X_Slack_Signature": "v0=é"},
        {"X_Slack_Signature": ""},
    ],
)
async def test_headers_that_are_no_signature_are_refused(served: Served, headers: dict[str, str | None]) -> None:
    """Whatever stands in them."""
    status, _ = await served.sends(form(PRESS), **headers)
    assert (401, []) == (status, served.listener.heard)


@pytest.mark.parametrize(
    "body",
    [b"{", b'{"a":', b"payload=", b"payload=[]", b"payload=null", b"payload=%FF%FE", b"payload=" + b"%5B" * 100_000],
)
async def test_a_signed_body_that_cannot_be_read_is_refused(served: Served, body: bytes) -> None:
    """With 400, and no traceback in the log."""
    status, _ = await served.sends(body)
    assert (400, []) == (status, served.listener.heard)


async def test_a_body_in_another_encoding_is_refused(served: Served) -> None:
    """Before anybody tries to read it."""
    status, _ = await served.sends(b"\xff\xfe payload")
    assert 400 == status


async def test_a_body_beyond_all_measure_is_refused(served: Served) -> None:
    """Before it is in memory."""
    status, _ = await served.answer(BytesIO(b"x" * (MOST_BYTES + 1)), {})
    assert (413, []) == (status, served.listener.heard)


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br"])
async def test_a_compressed_body_is_not_unpacked(served: Served, coding: str) -> None:
    """Slack sends none, and a few kB of it may be gigabytes."""
    packed = gzip.compress(form(PRESS))
    status, _ = await served.answer(packed, {"Content-Encoding": coding, "Content-Type": "application/json"})
    assert (400, []) == (status, served.listener.heard)


@pytest.mark.parametrize(
    "sent",
    [
        b"POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: 400\r\n\r\nbroken off",
        b"POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: some\r\n\r\n",
        b"POST /slack/events HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nsecret\r\n",
        b"GET /secret" + b"s" * 20_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    ],
)
async def test_a_request_that_is_broken_leaves_no_traceback(
    served: Served, caplog: pytest.LogCaptureFixture, sent: bytes
) -> None:
    """Nor what was sent: anybody may send anything."""
    reader, writer = await asyncio.open_connection("127.0.0.1", served.web.port)
    writer.write(sent)
    writer.write_eof()
    async with asyncio.timeout(5):
        await reader.read()
    writer.close()
    assert 503 != (await served.gets("/health"))[0]
    assert [] == [each for each in caplog.records if each.exc_info or each.levelno > logging.WARNING]
    assert "secret" not in caplog.text


async def test_a_kind_of_payload_nobody_asked_for_is_refused(served: Served) -> None:
    """It is none of those we subscribe to."""
    status, _ = await served.sends(form({"type": "block_suggestions", "team": {"id": "T1"}, "user": {"id": "U1"}}))
    assert 404 == status


async def test_a_press_that_spells_half_of_a_character_is_heard(served: Served) -> None:
    """With the sign for what cannot be read."""
    halved = json.dumps(PRESS).replace("7", '"\\\\ud83d"').replace("\\\\", "\\")
    assert 200 == (await served.sends(urlencode({"payload": halved}).encode()))[0]
    assert ["\ufffd"] == served.listener.heard


async def test_health_tells_what_is_served(served: Served) -> None:
    """And is no good while nothing is."""
    assert (200, {"serving": ["Slack over HTTP"]}) == await served.gets("/health")
    served.serving = ()
    assert (503, {"serving": []}) == await served.gets("/health")


async def test_a_stop_takes_nothing_new_and_finishes_what_it_took(served: Served) -> None:
    """A connection kept open is told to come again; a new one finds nobody, and a balancer takes another process."""
    served.listener.shut.clear()
    taken = asyncio.create_task(served.sends(form(PRESS)))
    assert 200 == (await served.gets("/health"))[0]
    await served.listener.hears()
    await served.web.deafen()
    with pytest.raises(aiohttp.ClientConnectorError):
        async with aiohttp.ClientSession() as another:
            await another.get(f"{served.url}/health")
    assert (503, {"serving": []}) == await served.gets("/health")
    assert 503 == (await served.sends(form(PRESS)))[0]
    served.listener.shut.set()
    await served.entrance.settle()
    assert (200, "") == await taken
    assert [7] == served.listener.heard


async def test_a_port_in_use_is_told_with_the_mend(served: Served) -> None:
    """Whichever program has it."""
    second = Web("127.0.0.1", served.web.port, lambda: (), {})
    with pytest.raises(PortTaken, match=f"port {served.web.port}: something else listens there already") as raised:
        await second.open()
    assert "STUDYBELL_HTTP_PORT" in str(raised.value)


async def test_a_host_that_is_none_is_told_with_the_mend() -> None:
    """An address of another machine."""
    with pytest.raises(PortTaken, match="STUDYBELL_HTTP_HOST"):
        await Web("192.0.2.1", 0, lambda: (), {}).open()
