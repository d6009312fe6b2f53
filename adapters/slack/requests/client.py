"""The connection to Slack that everything shares: one session of aiohttp, and slack_sdk's client upon it.

What may never happen: a request tried again by the SDK behind our back (a message would stand there twice), or a token in a log.
The environment's proxies are looked up once for each host: asked to trust the environment, aiohttp 3.14 would start a thread
twice for every request.
"""

from functools import lru_cache
from urllib.request import getproxies, proxy_bypass

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient
from yarl import URL

MOST = 256
"""Connections at one time: a thousand answers to presses in a second, each under way for some 200 ms. A handshake costs as much
as several answers, so that more would be slower."""

KEPT = 75.0
"""Seconds an idle connection is kept: a quiz is quiet for about as long while people think."""

TIMEOUT = aiohttp.ClientTimeout(total=10, sock_connect=5)
"""Seconds for a request: what Slack has not answered by then it will not, or in an answer that comes too late."""

SDK_TIMEOUT = 10
"""The same, where the SDK would open a session of its own."""


def open_session() -> aiohttp.ClientSession:
    """Return the session for all requests to Slack; whoever opens it closes it."""
    connector = aiohttp.TCPConnector(limit=MOST, limit_per_host=0, keepalive_timeout=KEPT)
    return aiohttp.ClientSession(connector=connector, timeout=TIMEOUT, cookie_jar=aiohttp.DummyCookieJar())


def web_client(session: aiohttp.ClientSession, api_url: str) -> AsyncWebClient:
    """Return the client for the Web API at `api_url`; it tries nothing twice, and has no token of its own."""
    client = AsyncWebClient(base_url=api_url, session=session, timeout=SDK_TIMEOUT, retry_handlers=[])
    client.proxy = proxy_for(api_url)  # the SDK takes the environment's proxy for every host, whatever NO_PROXY says
    return client


def proxy_for(url: str) -> str | None:
    """Return the environment's proxy for an address, None where there is none for its host."""
    parts = URL(url)
    return _proxy(parts.scheme, parts.host or "")


@lru_cache(64)
def _proxy(scheme: str, host: str) -> str | None:
    return None if proxy_bypass(host) else getproxies().get(scheme)
