"""Tells Discord our commands, and only when they have changed: it takes 200 new ones a day for each server, and no more.

What was told last is kept by its hash, for each application and target. What may never happen: a start that waits for this, or
fails with it - where it does not go, people use the commands that Discord has, and the log says what to do.
"""

import asyncio
import json
from collections.abc import Mapping, Sequence
from hashlib import sha256

import structlog
from discord.errors import HTTPException

from adapters.discord.requests.rest import Rest
from adapters.discord.setup.commands import Json, tree
from bot.kernel.errors import Busy, Denied, Gone
from bot.store.contract import Store, StoreBroken

log = structlog.get_logger()

SHELF = "discord.commands"

EVERYWHERE = "everywhere"
"""The target of an application's commands that are for all servers."""

PATIENCE = 60.0
"""Seconds that Discord has for an answer; its own limits may keep a request waiting for longer than anybody wants."""

FIRST = 1.0
"""Seconds at least until it is tried again, twice as many each time."""

LATER = 3_600.0
"""Seconds at most until it is tried again where Discord asked to be left alone."""

DAILY_LIMIT = 30034
"""JSON error code: 200 commands were created today (API docs, 2026-08)."""


class NotTaken(Exception):
    """Discord did not take our commands: why, what to do about it, and in how many seconds to try again (0: not at all)."""

    def __init__(self, reason: str, mend: str, again_in: float = 0) -> None:
        super().__init__(reason)
        self.mend = mend
        self.again_in = again_in


async def keep_told(rest: Rest, store: Store, application: int, guild: int | None = None) -> None:
    """Tell Discord our commands, again where it asks to wait; then return."""
    least = FIRST
    while wait := await sync(rest, store, application, guild):
        await asyncio.sleep(max(wait, least))
        least = min(least * 2, LATER)


async def sync(rest: Rest, store: Store, application: int, guild: int | None = None) -> float:
    """Tell Discord the commands of `application`, for all servers or for `guild` alone, if it was told others last.

    Returns the seconds after which to try again, 0 when there is nothing left to do. Commands for one server are for trying
    out: those for all servers stay as they are meanwhile. They are taken back once the commands are for all servers again.
    """
    try:
        told = await _told(store, application)
        await _tell(rest, store, application, str(guild or EVERYWHERE), told)
        if guild is None:
            for left in told.keys() - {EVERYWHERE}:
                await _take_back(rest, store, application, left)
        elif EVERYWHERE in told:
            log.info("commands may show twice in this server: those for all servers are left as they are", guild=guild)
    except NotTaken as trouble:
        said = log.warning if trouble.again_in else log.error
        said("Discord did not take our commands", reason=str(trouble), mend=trouble.mend, again_in=trouble.again_in)
        return trouble.again_in
    except StoreBroken as error:
        log.error("whether Discord has our commands is looked up at the next start", reason=str(error))
    except Exception:
        log.exception("Discord was not told our commands; people use those it has")
    return 0


def hash_of(commands: Sequence[Json]) -> str:
    """Return what tells one list of commands from another one."""
    return sha256(json.dumps(commands, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


async def _told(store: Store, application: int) -> dict[str, str]:
    """Return the hash of what was told last, by target."""
    found = ((key.partition("/"), value) for key, value in (await store.kept(SHELF)).items())
    return {target: value.decode() for (owner, _, target), value in found if owner == str(application)}


async def _tell(rest: Rest, store: Store, application: int, target: str, told: Mapping[str, str]) -> None:
    commands = tree()
    if told.get(target) == hash_of(commands):
        return
    await _put(rest, application, target, commands)
    await store.keep(SHELF, f"{application}/{target}", hash_of(commands).encode())
    log.info("Discord has taken our commands", target=target, families=len(commands))


async def _take_back(rest: Rest, store: Store, application: int, guild: str) -> None:
    """Take back what was there to try out; where we are not let in any more, nothing is left of it."""
    try:
        await _put(rest, application, guild, [])
    except NotTaken as trouble:
        if trouble.again_in:
            raise
    await store.unkeep(SHELF, f"{application}/{guild}")


async def _put(rest: Rest, application: int, target: str, commands: Sequence[Json]) -> None:
    """Replace the commands of `target`; raises `NotTaken`."""
    try:
        async with asyncio.timeout(PATIENCE):
            if target == EVERYWHERE:
                path = "/applications/{application_id}/commands"
                await rest.request("PUT", path, commands, application_id=application)
            else:
                path = "/applications/{application_id}/guilds/{guild_id}/commands"
                await rest.request("PUT", path, commands, application_id=application, guild_id=target)
    except Busy as busy:
        raise NotTaken("busy", "wait", min(max(busy.retry_after, FIRST), LATER)) from busy
    except TimeoutError as error:
        raise NotTaken("no answer", "wait", LATER) from error
    except (Denied, Gone) as error:
        raise NotTaken(f"refused for {target}", "invite the bot with the link that studybell doctor prints") from error
    except HTTPException as error:
        if error.code == DAILY_LIMIT:
            raise NotTaken("200 new commands a day are the limit", "wait", LATER) from error
        raise NotTaken(error.text, "this is a mistake of ours: please report it") from error
