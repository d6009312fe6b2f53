"""A `response_url`: the address to which the answer to a press or command goes. It is on the way of every single press.

What may never happen: a request to any other host than Slack's, whatever a payload says. Payloads are signed, or come over our
own link; and still an address out of one is only asked where it begins as Slack's do, is never followed elsewhere, and what it
answers is shown to nobody.
"""

import re
from ipaddress import ip_address

import aiohttp
import msgspec
from msgspec import Struct
from yarl import URL

from adapters.slack.requests.client import Connections, proxy_for
from adapters.slack.requests.courier import Courier, Origin
from adapters.slack.requests.http_answers import Answer
from adapters.slack.requests.trouble import BROKEN, PATIENCE, TOO_MANY, Expired, wait_in
from bot.kernel.errors import Busy
from bot.kernel.newest import Newest

MOST_WAYS = 20
"""Hosts to remember: Slack has one for such addresses."""

_ADDRESS = re.compile(r"(https?://[^/?#\\\s]+)(/[!-~]*)")

_HEADERS = {"Content-Type": "application/json"}


class Hooks:
    """Sends what `response_url`s take. `api_url`: where Slack's Web API is, which may be a test's.

    It goes by the courier of the session's connections; by the session itself where there is a proxy on the way.
    """

    def __init__(self, session: aiohttp.ClientSession, api_url: str) -> None:
        self._session = session
        self._api = URL(api_url)
        self._loopback = _is_loopback(self._api.host or "")
        self._ways: Newest[str, _Way] = Newest(MOST_WAYS)

    async def send(self, url: str, body: bytes) -> None:
        """Send JSON once. Raises `Expired` where the address is good no more or is none of Slack's, `Busy` where nobody answers.

        After `Busy` it may stand there all the same; 4xx without a known code are bugs of ours: a `ValueError` that names it.
        """
        origin, path = _parted(url)
        way = self._ways.get(origin) or self._found(origin)
        try:
            if way.courier is None:
                answer = await self._by_session(url, body, way.proxy)
            else:
                answer = await way.courier.post(way.origin, path, body)
        except (OSError, aiohttp.ClientError) as error:
            raise Busy(PATIENCE) from error
        if answer.status != 200 or answer.body.startswith(b'{"ok":false'):  # noqa: PLR2004 - HTTP's
            raise _trouble(answer)

    async def _by_session(self, url: str, body: bytes, proxy: str | None) -> Answer:
        target = URL(url, encoded=True)
        sent = self._session.post(target, data=body, headers=_HEADERS, allow_redirects=False, proxy=proxy)
        async with sent as response:
            return Answer(response.status, response.headers, await response.read())

    def _found(self, origin: str) -> "_Way":
        """Return how to get to a host, which is remembered; raises `Expired` where it is none of Slack's."""
        if not self.may_ask(origin):
            raise Expired
        url, proxy, connections = URL(origin), proxy_for(origin), self._session.connector
        courier = connections.courier if isinstance(connections, Connections) and proxy is None else None
        whom = Origin(url.raw_host or "", url.port or 0, tls=url.scheme == "https", name=url.raw_authority)
        way = self._ways[origin] = _Way(whom, courier, proxy)
        return way

    def may_ask(self, url: str) -> bool:
        """Whether an address is one of Slack's: on its host for such, or on the host of the API where that is another."""
        try:
            target = URL(url)
        except ValueError:
            return False
        host = target.host or ""
        if target.user is not None or target.password is not None or not host:
            return False
        if target.scheme == "https" and target.port == 443:  # noqa: PLR2004 - HTTPS's
            return host in {"hooks.slack.com", f"hooks.{self._api.host}"} or host == self._api.host
        same = host == self._api.host or (self._loopback and _is_loopback(host))
        return same and target.scheme == self._api.scheme


class _Way(Struct, frozen=True):
    """How to get to a host: by the courier, or by the session where there is a proxy."""

    origin: Origin
    courier: Courier | None
    proxy: str | None


def _parted(url: str) -> tuple[str, str]:
    """Return the scheme and host of an address, and its path; raises `Expired` where it is none."""
    parts = _ADDRESS.fullmatch(url.partition("#")[0])
    if parts is None:
        raise Expired
    origin, path = parts.groups()
    return origin, path


def _trouble(answer: Answer) -> Exception:
    """Return what is to be told of an address that did not take it: Slack says so with a status, and a word or JSON."""
    if answer.status == TOO_MANY:
        return Busy(wait_in(answer.headers))
    if answer.status >= BROKEN:
        return Busy(PATIENCE)
    code = _code(answer.body)
    if code.startswith("invalid_") or code in {"no_text", "msg_too_long", "missing_text_or_fallback_or_attachments"}:
        return ValueError(f"Slack does not take what was sent to a response_url: {code}")
    return Expired()


def _code(answer: bytes) -> str:
    try:
        said = msgspec.json.decode(answer)
    except msgspec.DecodeError:
        return answer[:80].decode(errors="replace").strip()
    return str(said.get("error") or "") if isinstance(said, dict) else ""


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
