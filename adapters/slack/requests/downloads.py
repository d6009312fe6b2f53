"""Files that people have given to Slack, for us to read: asked for with the workspace's token.

What may never happen: a token sent to any other host than Slack's, whatever a payload says; an address followed elsewhere; more
read than was asked for.
"""

import aiohttp
from yarl import URL

from adapters.slack.requests.client import proxy_for
from adapters.slack.requests.trouble import BROKEN, PATIENCE, TOO_MANY, wait_in
from bot.kernel.attached import bounded
from bot.kernel.errors import Busy, Denied, Gone

FILES = "files.slack.com"
"""Where `url_private_download` leads (docs.slack.dev, "Working with files", 2026-08)."""

PART = 1 << 16
"""Bytes read at a time."""

_SCOPE = "files:read"
_FOUND = 200
_AWAY = frozenset({404, 410})


class Downloads:
    """Reads files through `session`. `api_url`: where Slack's Web API is, which may be a test's."""

    def __init__(self, session: aiohttp.ClientSession, api_url: str) -> None:
        self._session = session
        self._api = URL(api_url)

    async def read(self, url: str, token: str, most: int) -> bytes:
        """Return what is in a file. Raises `TooLarge`, `Gone`, `Busy`, or `Denied` where we may not, or it is not with Slack."""
        if not self.may_ask(url):
            raise Denied("to read files from elsewhere")
        headers = {"Authorization": f"Bearer {token}"}
        asked = self._session.get(URL(url), headers=headers, allow_redirects=False, proxy=proxy_for(url))
        try:
            async with asked as response:
                _judge(response)
                return await bounded(response.content.iter_chunked(PART), most)
        except (OSError, aiohttp.ClientError) as error:
            raise Busy(PATIENCE) from error

    def may_ask(self, url: str) -> bool:
        """Whether an address is one of Slack's for files, or on the host of the API where that is another."""
        try:
            target = URL(url)
        except ValueError:
            return False
        if target.user is not None or target.password is not None:
            return False
        if target.scheme == "https" and target.port == 443 and target.host == FILES:  # noqa: PLR2004 - HTTPS's
            return True
        api = self._api.host
        at_api = target.host in {api, f"files.{api}"} and api not in {"slack.com", None}
        return at_api and (target.scheme, target.port) == (self._api.scheme, self._api.port)


def _judge(response: aiohttp.ClientResponse) -> None:
    """Raise what is wrong with an answer; without the scope Slack shows its page to sign in, or leads there."""
    if response.status == TOO_MANY:
        raise Busy(wait_in(response.headers))
    if response.status >= BROKEN:
        raise Busy(PATIENCE)
    if response.status in _AWAY:
        raise Gone
    if response.status != _FOUND or response.content_type == "text/html":
        raise Denied(_SCOPE)
