"""Files that were attached to a form: brought in from Slack before the form is done.

What may never happen: a form done without the file that belongs to it, or a refusal that does not say what to do.
"""

from collections.abc import Mapping
from typing import Any

from adapters.slack.inbound.arrivals import Act
from adapters.slack.requests.api import Api
from bot.kernel.attached import MOST_BYTES, Attached, TooLarge
from bot.kernel.errors import Busy, Denied, Gone, Unreadable
from bot.kernel.words import words

Told = Mapping[str, Any]
"""A file as Slack tells of it."""


class Attachments:
    """Brings in what `api` may read."""

    def __init__(self, api: Api) -> None:
        self._api = api

    async def bring(self, act: Act, told: Mapping[str, Told], locale: str) -> dict[str, Attached]:
        """Return the files, by the names of their fields; raises `Unreadable` with what is the matter with one."""
        return {name: await self._one(act, name, each, locale) for name, each in told.items()}

    async def _one(self, act: Act, field: str, told: Told, locale: str) -> Attached:
        say = words(locale)
        try:
            return await self._read(act.workspace, told)
        except TooLarge:
            text = say("This file is larger than {n} MB: attach a smaller one, or split it.", n=MOST_BYTES >> 20)
        except Denied as denied:
            text = say("Slack does not let me read this file ({why}): paste its text instead.", why=denied.permission)
        except (Busy, Gone):
            text = say("I could not get this file from Slack just now: attach it again, or paste its text instead.")
        raise Unreadable(field, text)

    async def _read(self, workspace: str, told: Told) -> Attached:
        if not told.get("url_private_download") and told.get("id"):
            told = (await self._api.call(workspace, "files.info", file=str(told["id"]))).get("file") or {}
        if int(told.get("size") or 0) > MOST_BYTES:
            raise TooLarge
        data = await self._api.download(workspace, str(told.get("url_private_download") or ""), MOST_BYTES)
        return Attached(str(told.get("name") or told.get("title") or "file"), data)
