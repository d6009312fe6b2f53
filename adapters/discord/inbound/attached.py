"""Files that were attached to a form: brought in from Discord before the form is done.

What may never happen: a form done without the file that belongs to it, or a refusal that does not say what to do.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from adapters.discord.inbound.arrivals import Arrival
from adapters.discord.rendering.forms import attached
from adapters.discord.requests.rest import Rest
from bot.kernel.attached import MOST_BYTES, Attached, TooLarge
from bot.kernel.errors import Busy, Denied, Gone, Unreadable
from bot.kernel.session import Reply
from bot.kernel.words import words

Press = Callable[[Mapping[str, Any]], Awaitable[Reply]]
"""Does what a form means with these values."""


async def with_files(rest: Rest, arrival: Arrival, values: Mapping[str, Any], press: Press) -> Reply:
    """Do what a form means with the files attached to it; what is the matter with one of them is the reply."""
    try:
        files = {name: await _one(rest, name, told, arrival.locale) for name, told in attached(arrival.data).items()}
    except Unreadable as error:
        return Reply(text=error.problem, refused="unreadable", field=error.field)
    return await press({**values, **files})


async def _one(rest: Rest, field: str, told: Mapping[str, Any], locale: str) -> Attached:
    say = words(locale)
    try:
        data = await rest.download(str(told.get("url") or ""), MOST_BYTES)
        return Attached(str(told.get("filename") or "file"), data)
    except TooLarge:
        text = say("This file is larger than {n} MB: attach a smaller one, or split it.", n=MOST_BYTES >> 20)
    except (Denied, Busy, Gone):
        text = say("I could not get this file from Discord just now: attach it again, or paste its text instead.")
    raise Unreadable(field, text)
