"""Files that people have given to Discord, for us to read.

What may never happen: a request to any other host than Discord's, whatever a payload says; an address followed elsewhere; more
read than was asked for. Such an address is signed and good for a day, and no token goes with it.
"""

import aiohttp
from discord.http import HTTPClient, Route
from yarl import URL

from adapters.discord.requests.trouble import BROKEN, PATIENCE, TOO_MANY
from bot.kernel.attached import bounded
from bot.kernel.errors import Busy, Denied, Gone

HOSTS = frozenset({"cdn.discordapp.com", "media.discordapp.net"})
"""Where attachments are (API docs, "Attachment Object" and "Signed Attachment CDN URLs", 2026-08)."""

SOON = aiohttp.ClientTimeout(total=10)
"""Seconds for a file: whoever sent it waits."""

PART = 1 << 16
"""Bytes read at a time."""

_FOUND = 200


async def read(http: HTTPClient, session: aiohttp.ClientSession, url: str, most: int) -> bytes:
    """Return what is in a file. Raises `TooLarge`, `Gone`, `Busy`, or `Denied` where the address is none of Discord's."""
    if not may_ask(url):
        raise Denied("to read files from elsewhere")
    asked = session.get(
        URL(url, encoded=True), allow_redirects=False, timeout=SOON, proxy=http.proxy, proxy_auth=http.proxy_auth
    )
    try:
        async with asked as response:
            if response.status == TOO_MANY or response.status >= BROKEN:
                raise Busy(PATIENCE)
            if response.status != _FOUND:
                raise Gone
            return await bounded(response.content.iter_chunked(PART), most)
    except (OSError, aiohttp.ClientError) as error:
        raise Busy(PATIENCE) from error


def may_ask(url: str) -> bool:
    """Whether an address is one of Discord's for files, or on the host of the API where that is another."""
    try:
        target, api = URL(url), URL(Route.BASE)
    except ValueError:
        return False
    if target.user is not None or target.password is not None:
        return False
    if (target.scheme, target.port) == ("https", 443) and target.host in HOSTS:
        return True
    return api.host != "discord.com" and target.origin() == api.origin() if target.host else False
