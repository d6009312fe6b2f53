"""The caller: answers sessions that ask who is there.

First the session's threads are read, then it is told who can see its place: whatever it decides by the roll, whom to remind or
what to close, it decides knowing everything that was missed. A session that gets no answer asks again at its hour.
"""

import asyncio
from collections.abc import Callable

import structlog

from bot.engine.catchup import CatchUp
from bot.engine.chores import Chores
from bot.engine.desk import Desk
from bot.engine.lane import Standing
from bot.engine.roster import Roster
from bot.kernel.clock import Clock
from bot.kernel.people import ENGINE, Place
from bot.kernel.session import RollCall
from bot.store.contract import StoreBroken

AT_ONCE = 50
"""Sessions answered at a time; the others wait, so that a thousand that ask in one instant keep nobody from the desk."""

log = structlog.get_logger()


class Caller:
    """Answers every announced question who is there, once for each session and mark at a time."""

    def __init__(  # noqa: PLR0913 - what it works with
        self,
        desk: Desk,
        clock: Clock,
        roster: Roster,
        catch_up: CatchUp,
        chores: Chores,
        *,
        mine: Callable[[str], bool],
    ) -> None:
        """`mine` says whether this process looks after a session."""
        self._desk = desk
        self._clock = clock
        self._roster = roster
        self._catch_up = catch_up
        self._chores = chores
        self._mine = mine
        self._calling: set[tuple[str, str]] = set()
        self._turns = asyncio.Semaphore(AT_ONCE)

    def note(self, standing: Standing) -> None:
        """Begin to answer an announced session, if it asks and is not being answered yet."""
        call: RollCall | None = standing.value.roll_call
        session: str = standing.value.id
        if call is None or (session, call.mark) in self._calling or not self._mine(session):
            return
        self._calling.add((session, call.mark))
        self._chores.start(self._answer(session, standing.value.place, call))

    async def _answer(self, session: str, place: Place, call: RollCall) -> None:
        with self._chores.waiting():
            await self._turns.acquire()
        try:
            await self._catch_up.read(session, anyway=True)
            roll = await self._roster.called(place, await self._newest(session, call))
            await self._desk.submit(session, roll, ENGINE, self._clock.now())
        except StoreBroken as error:
            log.error("who is there was not answered", session=session, reason=str(error))
        except Exception:
            log.exception("who is there was not answered", session=session)
        finally:
            self._turns.release()
            self._calling.discard((session, call.mark))

    async def _newest(self, session: str, call: RollCall) -> RollCall:
        """Return the question as it is asked now: by reading the threads the session may have come to know more members."""
        standing = await self._desk.look(session)
        asked: RollCall | None = standing.value.roll_call if standing is not None else None
        return call if asked is None or asked.mark != call.mark else asked
