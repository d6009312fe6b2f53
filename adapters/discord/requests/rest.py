"""Requests to Discord's REST API: those of the bot through discord.py's rate limits, those of an interaction by its token.

What may never happen: a press kept waiting behind the bot's own fifty requests a second (answers to interactions do not count
towards them: API docs, "Global rate limit", 2026-08), or a request repeated that was refused for good.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from time import monotonic
from typing import Any
from urllib.parse import quote

import aiohttp
import discord
import msgspec
from discord.errors import HTTPException
from discord.http import HTTPClient, Route, json_or_text
from yarl import URL

from adapters.discord.requests import downloads
from adapters.discord.requests.permits import asked_for, missing
from adapters.discord.requests.refusals import Asked, Refusals
from adapters.discord.requests.trouble import (
    FORBIDDEN,
    LACKS_PERMISSION,
    TOO_MANY,
    TROUBLE,
    UNAUTHORISED,
    Answered,
    told,
    wait_of,
)
from adapters.discord.terms.permissions import MANAGE_THREADS, NAMES, VIEW, named
from adapters.discord.terms.routes import CHANNEL
from bot.kernel.card import File
from bot.kernel.errors import Busy, Denied

Body = Mapping[str, Any] | Sequence[Any]

TIMEOUT = aiohttp.ClientTimeout(total=30)
"""Seconds for one try of a request; files of some megabytes take a while on a slow line."""

LONGEST = 40.0
"""Seconds a request may take with all it waits for; after that the engine is told to come again.

discord.py's own `max_ratelimit_timeout` would refuse every second request to a route whose limit counts over more than half a
minute, however many of them are left (2.7.1, `Ratelimit.acquire`): no two threads could begin within minutes of each other.
"""

SOON = aiohttp.ClientTimeout(total=10)
"""The same for what belongs to an interaction: after three seconds nobody waits for the first answer any more."""

TRIES = 5
"""How often an answer to an interaction is tried where Discord is in trouble: for about two of the three seconds it waits."""

LONGEST_WAIT = 2.0
"""Seconds an answer to an interaction waits for Discord between two tries; what takes longer is `Busy`."""

FIRST_ERROR = 300
"""From this status on it did not go."""


class Rest:
    """Requests in the name of our bot. `client` may be another one after a restart of the connection.

    `unauthorised` is set as soon as Discord does not know our token any more: nothing is asked from then on.
    """

    def __init__(self, client: Callable[[], discord.Client]) -> None:
        self._client = client
        self._refusals = Refusals(monotonic)
        self.unauthorised = asyncio.Event()

    async def request(
        self,
        method: str,
        path: str,
        body: Body | None = None,
        files: Sequence[File] = (),
        *,
        query: Mapping[str, str | int] | None = None,
        **ids: int | str,
    ) -> Any:  # noqa: ANN401 - what Discord answers
        """Ask Discord and return its answer; `path` is the route's template, such as ``/channels/{channel_id}/messages``.

        Raises `Gone`, `Denied` or `Busy`; an `HTTPException` is a bug of ours.
        """
        asked = _asked(method, path, body, files, ids)
        refused = self._refusals.knows(asked, lambda: self._missing(asked))
        if refused:
            raise Denied(refused)
        http = self._http()
        try:
            async with asyncio.timeout(LONGEST):
                answer = await http.request(Route(method, path, **dict[str, Any](ids)), **_sent(body, files, query))
        except TROUBLE as error:
            raise self._told(error, asked) from error
        self._refusals.forget(asked)
        return answer

    def lacks(self, needed: int, *channels: int) -> int | None:
        """Return which of the permissions `needed` (bits) we lack in the first of these channels that is known; None in none."""
        found = (missing(self._client(), channel, needed) for channel in channels)
        return next((each for each in found if each is not None), None)

    def _told(self, error: Exception, asked: Asked) -> Exception:
        """Return what the engine is to be told of a request that failed, and remember what was refused."""
        if not isinstance(error, HTTPException) or error.status not in {UNAUTHORISED, FORBIDDEN}:
            return told(error, "")
        if error.status == UNAUTHORISED:
            self.unauthorised.set()
            return told(error, "")
        missing = self._missing(asked)
        trouble = told(error, named(missing or 0) or _guess(asked, error.code))
        if type(trouble) is Denied:  # an archived or locked thread is opened, and the same asked again
            self._refusals.note(asked, trouble.permission, missing)
        return trouble

    def _missing(self, asked: Asked) -> int | None:
        in_thread = isinstance(self._client().get_channel(asked.place), discord.Thread)
        return missing(self._client(), asked.place, asked_for(asked, in_thread=in_thread))

    # -- interactions
    async def respond(
        self, interaction: int, token: str, kind: int, data: Mapping[str, Any] | None = None, files: Sequence[File] = ()
    ) -> None:
        """Answer an interaction for the first time; raises `Expired` and `Answered` besides `Busy`."""
        body = {"type": kind} if data is None else {"type": kind, "data": data}
        await self._send("POST", f"/interactions/{interaction}/{quote(token, safe='')}/callback", body, files)

    async def edit_own(self, token: str, body: Mapping[str, Any], files: Sequence[File] = ()) -> None:
        """Edit the answer to an interaction; raises `Expired` after 15 minutes, `Gone` where it was dismissed."""
        await self._send("PATCH", f"{self._webhook(token)}/messages/@original", body, files)

    async def delete_own(self, token: str) -> None:
        """Take the answer to an interaction away; raises as `edit_own`."""
        await self._send("DELETE", f"{self._webhook(token)}/messages/@original", None, ())

    async def follow_up(self, token: str, body: Mapping[str, Any], files: Sequence[File] = ()) -> None:
        """Say something more to whoever acted; raises as `edit_own`."""
        await self._send("POST", self._webhook(token), body, files)

    def _webhook(self, token: str) -> str:
        return f"/webhooks/{self._client().application_id}/{quote(token, safe='')}"

    async def _send(self, method: str, path: str, body: Body | None, files: Sequence[File]) -> None:
        """Send what the interaction's token permits; tried again for a moment where Discord is in trouble."""
        url = URL(Route.BASE + path, encoded=True)
        for again in reversed(range(TRIES)):
            try:
                return await self._once(method, url, body, files)
            except TROUBLE as error:
                trouble = told(error, "")
                if isinstance(trouble, Answered) and again < TRIES - 1:
                    return None  # by the try before, whose confirmation was lost
                wait = _pause(error)
                if not isinstance(trouble, Busy) or not again or wait > LONGEST_WAIT:
                    raise trouble from error
            await asyncio.sleep(wait)
        return None

    async def _once(self, method: str, url: URL, body: Body | None, files: Sequence[File]) -> None:
        http = self._http()
        headers = {"User-Agent": http.user_agent}
        data: bytes | aiohttp.FormData | None = None
        if files:
            data = _whole(body or {}, files)
        elif body is not None:
            data, headers["Content-Type"] = msgspec.json.encode(body), "application/json"
        sent = session_of(http).request(
            method, url, data=data, headers=headers, timeout=SOON, proxy=http.proxy, proxy_auth=http.proxy_auth
        )
        async with sent as response:
            if response.status >= FIRST_ERROR:
                raise HTTPException(response, await json_or_text(response))

    async def download(self, url: str, most: int) -> bytes:
        """Return what is in a file people gave to Discord, `most` bytes of it at most; raises as `downloads.read` does."""
        http = self._http()
        return await downloads.read(http, session_of(http), url, most)

    def _http(self) -> HTTPClient:
        """Return what sends requests; raises `Busy` while there is nothing that could."""
        http = self._client().http
        session = session_of(http)
        if self.unauthorised.is_set() or session is discord.utils.MISSING or session.closed:
            raise Busy(1)
        return http


def session_of(http: HTTPClient) -> aiohttp.ClientSession:
    """Return discord.py's own session (`MISSING` before the login), as its interactions take it, too."""
    session: aiohttp.ClientSession = http._HTTPClient__session  # type: ignore[attr-defined]  # noqa: SLF001 - see above
    return session


def form(body: Body, files: Sequence[File]) -> list[dict[str, Any]]:
    """Return a request with files as the parts of a form (API docs, "Uploading Files"): the body, and ``files[n]``."""
    whole = msgspec.json.encode(body).decode()
    parts: list[dict[str, Any]] = [{"name": "payload_json", "value": whole, "content_type": "application/json"}]
    for number, file in enumerate(files):
        name = f"files[{number}]"
        parts.append({"name": name, "value": file.data, "filename": file.name, "content_type": file.media_type})
    return parts


def _whole(body: Body, files: Sequence[File]) -> aiohttp.FormData:
    data = aiohttp.FormData(quote_fields=False)  # Discord wants ``files[0]`` as it is
    for part in form(body, files):
        data.add_field(**part)
    return data


def _pause(error: Exception) -> float:
    """Return for how many seconds to wait before an answer to an interaction is tried again."""
    return wait_of(error) if isinstance(error, HTTPException) and error.status == TOO_MANY else 0.4


def _guess(asked: Asked, code: int) -> str:
    """Return the permission whose absence most probably is why a request was refused, where the server's are not known."""
    if asked.about == "archived":  # who may write may open a thread, unless it is locked
        return NAMES[MANAGE_THREADS]
    needed = asked_for(asked, in_thread=False)
    return named(needed & ~VIEW if code == LACKS_PERMISSION else needed) or NAMES[VIEW]


def _asked(method: str, path: str, body: Body | None, files: Sequence[File], ids: Mapping[str, int | str]) -> Asked:
    about = str(ids.get("user_id", ""))
    if method == "PATCH" and path == CHANNEL and body:
        about = ",".join(map(str, body))
    return Asked(method, path, int(ids.get("channel_id") or ids.get("guild_id") or 0), about, bool(files))


def _sent(body: Body | None, files: Sequence[File], query: Mapping[str, str | int] | None) -> dict[str, Any]:
    """Return what discord.py is to send."""
    sent: dict[str, Any] = {"timeout": TIMEOUT}
    if query:
        sent["params"] = dict(query)
    if files:
        sent["form"] = form(body or {}, files)
    elif body is not None:
        sent["json"] = body
    return sent
