"""Files: given to Slack, and shared where a message stands.

Slack posts a file as a message of its own ("files.completeUploadExternal", docs.slack.dev, 2026-08), some time after it was
asked to. What may never happen: a file shared twice because the process was killed, or shown to anybody but whom it is for.
"""

from collections.abc import Collection, Sequence

import aiohttp
from msgspec.structs import replace
from slack_sdk.errors import SlackApiError

from adapters.slack.outbound.posts import Posts
from adapters.slack.outbound.sending import Mark
from adapters.slack.requests.api import Api
from adapters.slack.requests.client import proxy_for
from adapters.slack.requests.trouble import BROKEN, PATIENCE, TOO_MANY, Unsure, wait_in
from adapters.slack.terms.ids import Spot
from bot.kernel.card import File
from bot.kernel.clock import Clock
from bot.kernel.errors import Busy, Denied, Gone
from bot.kernel.words import marked

LONGEST_NAME = 200
"""Characters of a file's name; Slack publishes no limit, file systems take 255 bytes."""

EMPTY = b"\n"
"""What is sent for a file without a byte, which Slack takes for a missing argument."""

UPLOAD = aiohttp.ClientTimeout(total=30, sock_connect=5)
"""Seconds for the bytes of a file, on a slow line."""


class Files:
    """Uploads and shares files."""

    def __init__(self, api: Api, posts: Posts, clock: Clock) -> None:
        self._api = api
        self._posts = posts
        self._clock = clock

    async def share(self, spot: Spot, name: str, files: Sequence[File]) -> None:
        """Share the files beside the message whose mark has this name, once; in its thread where `spot` has one.

        Raises `Denied`, `Gone` or `Busy`; asked again, it goes on where it was.
        """
        async with self._posts.turn(f"{name} files"):
            mark = await self._posts.sending.find(name) or Mark(self._clock.now())
            if mark.shared or (mark.files and await self._stand(spot, mark)):
                return
            try:
                await self._complete(spot, mark.files, files) if mark.files else None
            except (Gone, SlackApiError):  # they were kept for us too long, or stand there already
                mark = replace(mark, files=())
            if not mark.files:
                mark = replace(
                    mark, at=self._clock.now(), files=tuple([await self.upload(spot, each) for each in files])
                )
                await self._posts.sending.note(name, mark)
                await self._complete(spot, mark.files, files)
            await self._posts.sending.note(name, replace(mark, shared=True))

    async def upload(self, spot: Spot, file: File) -> str:
        """Give Slack the bytes of a file; return the id it has from now on. Nobody sees it yet."""
        data = file.data or EMPTY
        asked = await self._api.call(
            spot.workspace, "files.getUploadURLExternal", filename=file_name(file.name), length=len(data)
        )
        await self._send(str(asked["upload_url"]), data)
        return str(asked["file_id"])

    async def keep(self, spot: Spot, file: str, title: str) -> None:
        """Finish an upload that is shared with nobody, so that our own messages can show it."""
        await self._api.call(spot.workspace, "files.completeUploadExternal", files=[{"id": file, "title": title}])

    async def _complete(self, spot: Spot, ids: Collection[str], files: Sequence[File]) -> None:
        titled = [{"id": each, "title": file_name(file.name)} for each, file in zip(ids, files, strict=False)]
        where = {"channel_id": spot.channel} | ({"thread_ts": spot.thread} if spot.thread else {})
        await self._api.call(spot.workspace, "files.completeUploadExternal", files=titled, **where)

    async def _stand(self, spot: Spot, mark: Mark) -> bool:
        """Whether the files of a mark have been shared already, by what stands there."""
        try:
            async for message in self._posts.around(spot, mark.at):
                if not {str(each.get("id")) for each in message.get("files") or ()}.isdisjoint(mark.files):
                    return True
        except Denied:
            return False
        return False

    async def _send(self, url: str, data: bytes) -> None:
        headers = {"Content-Type": "application/octet-stream"}
        try:
            sent = self._api.session.post(url, data=data, headers=headers, timeout=UPLOAD, proxy=proxy_for(url))
            async with sent as response:
                await response.read()
        except (OSError, aiohttp.ClientError, ValueError) as error:
            raise Unsure(PATIENCE) from error
        if response.status == TOO_MANY:
            raise Busy(wait_in(response.headers))
        if response.status >= BROKEN:
            raise Busy(PATIENCE)
        if not response.ok:
            raise Denied(marked("room for the file (Slack did not take it)"))


def file_name(name: str) -> str:
    """Return `name` as the name of a file: one line, no folders."""
    return " ".join(name.replace("/", " ").replace("\\", " ").split()).strip(". ")[-LONGEST_NAME:] or "file"
