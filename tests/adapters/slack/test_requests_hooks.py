"""Response addresses: answered once, as cheaply as can be, and at no other host than Slack's."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import ClientSession, web
from msgspec import Struct

from adapters.slack.requests.client import open_session
from adapters.slack.requests.hooks import Hooks
from adapters.slack.requests.trouble import Expired
from bot.kernel.errors import Busy

SLACK = "https://slack.com/api/"
TEXT = b'{"text":"Locked in: B","replace_original":false}'


class Told(Struct):
    """What is answered next, and what came."""

    status: int = 200
    text: str = "ok"
    headers: dict[str, str] = {}
    came: list[bytes] = []
    url: str = ""


@asynccontextmanager
async def telling(told: Told) -> AsyncIterator[Hooks]:
    """Serve what is told, and give what sends there."""

    async def handle(request: web.Request) -> web.Response:
        told.came.append(await request.read())
        return web.Response(status=told.status, text=told.text, headers=told.headers)

    app = web.Application()
    app.router.add_post("/{rest:.*}", handle)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    told.url = f"http://127.0.0.1:{runner.addresses[0][1]}/actions/T1/1/x"
    try:
        async with open_session() as session:
            yield Hooks(session, f"http://127.0.0.1:{runner.addresses[0][1]}/api/")
    finally:
        await runner.cleanup()


@pytest.fixture
async def session() -> AsyncIterator[ClientSession]:
    """A session with which nothing is sent."""
    async with open_session() as made:
        yield made


async def test_an_answer_is_sent_once_as_json() -> None:
    """And whatever Slack says to it is read, so that the connection can be used again."""
    told = Told(came=[])
    async with telling(told) as hooks:
        await hooks.send(told.url, TEXT)
    assert [TEXT] == told.came


@pytest.mark.parametrize(
    ("status", "text", "error"),
    [
        (404, '{"ok":false,"error":"expired_url"}', Expired),
        (404, '{"ok":false,"error":"used_url"}', Expired),
        (200, '{"ok":false,"error":"used_url"}', Expired),
        (404, "no_service", Expired),
        (410, "channel_is_archived", Expired),
        (500, "rollup_error", Busy),
        (503, "<html>", Busy),
        (400, "invalid_payload", ValueError),
        (400, '{"ok":false,"error":"invalid_blocks"}', ValueError),
        (302, "", Expired),
    ],
)
async def test_what_was_not_taken_is_told(status: int, text: str, error: type[Exception]) -> None:
    """By what to do about it; and nothing is sent again, nor elsewhere."""
    told = Told(status, text, {"Location": "http://127.0.0.1:1/"}, [])
    async with telling(told) as hooks:
        with pytest.raises(error):
            await hooks.send(told.url, TEXT)
    assert 1 == len(told.came)


async def test_a_rate_limit_says_for_how_long() -> None:
    """In whole seconds."""
    told = Told(429, "", {"Retry-After": "7"}, [])
    async with telling(told) as hooks:
        with pytest.raises(Busy) as busy:
            await hooks.send(told.url, TEXT)
    assert 7 == busy.value.retry_after


async def test_a_thousand_answers_go_out_together() -> None:
    """None is lost or sent twice."""
    told = Told(came=[])
    async with telling(told) as hooks:
        await asyncio.gather(*(hooks.send(f"{told.url}{n}", b'{"text":"%d"}' % n) for n in range(1_000)))
    assert {b'{"text":"%d"}' % n for n in range(1_000)} == set(told.came)
    assert 1_000 == len(told.came)


async def test_where_there_is_a_proxy_answers_go_by_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """As all requests do."""
    told = Told(came=[])
    async with telling(told), open_session() as session:
        monkeypatch.setenv("http_proxy", told.url.removesuffix("/actions/T1/1/x"))
        monkeypatch.setenv("no_proxy", "")
        await Hooks(session, "http://slack.test/api/").send("http://slack.test/actions/T1/1/x", TEXT)
    assert [TEXT] == told.came


@pytest.mark.parametrize(
    "url", ["https://hooks.slack.com", "https://hooks.slack.com/a b", "https://hooks.slack.com/\r\nX: y"]
)
async def test_what_is_no_whole_address_is_not_asked(session: ClientSession, url: str) -> None:
    """Nothing of it gets into a request."""
    with pytest.raises(Expired):
        await Hooks(session, SLACK).send(url, TEXT)


@pytest.mark.parametrize(
    ("api", "url"),
    [
        (SLACK, "https://hooks.slack.com/actions/T1/1/x"),
        ("https://slack-gov.com/api/", "https://hooks.slack-gov.com/commands/1"),
        ("https://proxy.example/api/", "https://hooks.slack.com/commands/1"),
        ("https://proxy.example/api/", "https://proxy.example/hooks/1"),
        ("http://127.0.0.1:8080/api/", "http://127.0.0.1:9090/hooks/1"),
        ("http://127.0.0.1:8080/api/", "http://localhost:8080/hooks/1"),
        ("http://slack.test:8080/api/", "http://slack.test:8081/hooks/1"),
    ],
)
async def test_slacks_own_addresses_may_be_asked(session: ClientSession, api: str, url: str) -> None:
    """Its host for such, or that of the API where a test or a proxy has another."""
    assert Hooks(session, api).may_ask(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.slack.com/1",
        "https://hooks.slack.com.evil.example/1",
        "https://hooks.slack.com@evil.example/1",
        "https://user:word@hooks.slack.com/1",
        "https://evil.example/hooks.slack.com/",
        "https://hooks.slack.com:8443/1",
        "https://files.slack.com/1",
        "http://127.0.0.1/1",
        "http://169.254.169.254/latest/meta-data",
        "file:///etc/passwd",
        "//hooks.slack.com/1",
        "hooks.slack.com",
        "https://[::1",
        "",
    ],
)
async def test_no_other_host_is_ever_asked(session: ClientSession, url: str) -> None:
    """A forged payload gets us to ask nobody; it is told as an address that is good no more."""
    hooks = Hooks(session, SLACK)
    assert not hooks.may_ask(url)
    with pytest.raises(Expired):
        await hooks.send(url, TEXT)
