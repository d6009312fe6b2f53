"""A `response_url`: the address to which the answer to a press or command goes. It is on the way of every single press.

What may never happen: a request to any other host than Slack's, whatever a payload says. Payloads are signed, or come over our
own link; and still an address out of one is only asked where it begins as Slack's do, is never followed elsewhere, and what it
answers is shown to nobody.
"""

import re
from collections.abc import Mapping
from ipaddress import ip_address

import aiohttp
import msgspec
from yarl import URL

from adapters.slack.requests.client import proxy_for
from adapters.slack.requests.trouble import BROKEN, PATIENCE, TOO_MANY, Expired, wait_in
from bot.kernel.errors import Busy
from bot.kernel.newest import Newest

MOST_KNOWN = 20
"""Hosts to remember: Slack has one for such addresses."""

_ADDRESS = re.compile(r"(https?://[^/?#\\\s]+)/[!-~]*")

_HEADERS = {"Content-Type": "application/json"}


class Hooks:
    """Sends what `response_url`s take, by `session`. `api_url`: where Slack's Web API is, which may be a test's."""

    def __init__(self, session: aiohttp.ClientSession, api_url: str) -> None:
        self._session = session
        self._api = URL(api_url)
        self._loopback = _is_loopback(self._api.host or "")
        self._known: Newest[str, str | None] = Newest(MOST_KNOWN)

    async def send(self, url: str, body: bytes) -> None:
        """Send JSON once. Raises `Expired` where the address is good no more or is none of Slack's, `Busy` where nobody answers.

        After `Busy` it may stand there all the same; 4xx without a known code are bugs of ours: a `ValueError` that names it.
        """
        proxy = self._proxy(url)
        target = URL(url.partition("#")[0], encoded=True)
        try:
            sent = self._session.post(target, data=body, headers=_HEADERS, allow_redirects=False, proxy=proxy)
            async with sent as response:
                answer = await response.read()
        except (OSError, aiohttp.ClientError) as error:
            raise Busy(PATIENCE) from error
        if response.status != 200 or answer.startswith(b'{"ok":false'):  # noqa: PLR2004 - HTTP's
            raise _trouble(response.status, response.headers, answer)

    def _proxy(self, url: str) -> str | None:
        """Return the proxy on the way to an address, None for none; raises `Expired` where the address is none of Slack's."""
        parts = _ADDRESS.fullmatch(url.partition("#")[0])
        if parts is None:
            raise Expired
        origin = parts[1]
        if origin not in self._known:
            if not self.may_ask(origin):
                raise Expired
            self._known[origin] = proxy_for(origin)
        return self._known[origin]

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


def _trouble(status: int, headers: Mapping[str, str], answer: bytes) -> Exception:
    """Return what is to be told of an address that did not take it: Slack says so with a status, and a word or JSON."""
    if status == TOO_MANY:
        return Busy(wait_in(headers))
    if status >= BROKEN:
        return Busy(PATIENCE)
    code = _code(answer)
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
