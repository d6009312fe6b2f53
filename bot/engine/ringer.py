"""The ringer: brings private news to people, once for each stamp; older news that was not delivered yet is dropped.

Direct news is checked against the newest value right before each message leaves, so that a reminder is never sent to whom it
does not concern any more. What may never happen: news noted as rung that nobody tried to deliver.
"""

from collections.abc import Iterator, Mapping

import structlog
from msgspec import Struct

from bot.engine.chores import Chores
from bot.engine.desk import Desk
from bot.engine.easel import Easel
from bot.engine.pointing import pointed
from bot.engine.surface import Surface
from bot.kernel.card import Card
from bot.kernel.clock import SECOND, Clock
from bot.kernel.errors import Busy, Denied, Gone
from bot.kernel.event import Overdue, Signal, Unreached
from bot.kernel.people import ENGINE
from bot.kernel.session import Session, Whisper
from bot.kernel.words import words
from bot.store.contract import Store

TRIES = 3
"""How often a platform that is busy is asked to deliver one message before the next look at what there is to tell."""

AT_ONCE = 20
"""Private messages under way at a time for one session; a surface paces itself below that."""

log = structlog.get_logger()


class _News(Struct):
    """One whisper on its way. `left` counts the members whose turn has not come.

    `late`: the platform was too busy for some; `tried`: at least one delivery came to an end, whatever became of it.
    """

    key: str
    whisper: Whisper
    left: int
    late: bool = False
    tried: bool = False


class _Newest:
    """What whispers the newest value of a session has, asked for once for each value."""

    def __init__(self, easel: Easel) -> None:
        self._easel = easel
        self._value: Session | None = None
        self._whispers: Mapping[str, Whisper] = {}
        self._members: dict[str, frozenset[str]] = {}

    def holds(self, news: _News, member: str) -> bool:
        """Whether the newest value still has this news for this member."""
        self._look()
        current = self._whispers.get(news.key)
        if current is None or current.stamp != news.whisper.stamp:
            return False
        if current.members is news.whisper.members:
            return True
        if news.key not in self._members:
            self._members[news.key] = frozenset(current.members)
        return member in self._members[news.key]

    def same(self, news: _News) -> bool:
        """Whether the newest value has exactly this news."""
        self._look()
        return self._whispers.get(news.key) == news.whisper

    def _look(self) -> None:
        value: Session = self._easel.standing.value
        if value is not self._value:
            self._value, self._whispers, self._members = value, value.whispers(), {}


class Ringer:
    """Delivers the whispers of sessions, and tells a host what the platform does not permit."""

    def __init__(self, desk: Desk, store: Store, clock: Clock, chores: Chores) -> None:
        self._desk = desk
        self._store = store
        self._clock = clock
        self._chores = chores

    async def ring(self, easel: Easel, surface: Surface, painted: Session) -> bool:
        """Deliver every whisper of `painted` whose stamp is new; nobody learns in private what is not public yet.

        Returns False when the platform was too busy for some of the direct ones, after it was waited for.
        """
        whispers = {} if painted.dismissed else painted.whispers()
        if whispers and easel.rung is None:
            easel.rung = dict(await self._store.rung(easel.id))
        rung = easel.rung or {}
        every = [
            _News(key, whisper, len(whisper.members))
            for key, whisper in whispers.items()
            if rung.get(key) != whisper.stamp and (whisper.direct or surface.capabilities.private_edits)
        ]
        jobs = ((news, member) for news in every for member in news.whisper.members)
        newest = _Newest(easel)
        crowd = min(AT_ONCE, sum(news.left for news in every))
        carriers = [self._chores.start(self._carry(jobs, easel, surface, painted, newest)) for _ in range(crowd)]
        await self._chores.until_done(carriers)
        return not any(news.late and news.whisper.direct for news in every)

    async def _carry(
        self,
        jobs: Iterator[tuple[_News, str]],
        easel: Easel,
        surface: Surface,
        painted: Session,
        newest: _Newest,
    ) -> None:
        """Deliver one after the other; whoever is the last of a whisper notes that it has been rung."""
        for news, member in jobs:
            if not await self._deliver(news, member, easel, surface, painted, newest):
                news.late = True
            news.left -= 1
            if not news.left and news.tried and not (news.late and news.whisper.direct):
                await self._note(easel, news)

    async def _note(self, easel: Easel, news: _News) -> None:
        if easel.rung is not None:
            easel.rung[news.key] = news.whisper.stamp
        if not news.whisper.patient:
            await self._store.record_rung(easel.id, news.key, news.whisper.stamp)

    async def _deliver(  # noqa: PLR0913 - one delivery, whole
        self, news: _News, member: str, easel: Easel, surface: Surface, painted: Session, newest: _Newest
    ) -> bool:
        """Deliver to one, where it still concerns them; False when the platform was too busy all the time."""
        for _ in range(TRIES):
            if easel.standing.value.dismissed:
                return True
            if news.whisper.direct:
                if not newest.holds(news, member):
                    return True
                if news.whisper.until is not None and news.whisper.until <= self._clock.now():
                    await self._report(easel, Overdue(news.key, news.whisper.stamp, member))
                    return True
                wait = await self._tell(news, member, easel, surface, easel.standing.value)
            else:
                if easel.dirty and not newest.same(news):
                    return True
                wait = await self._whisper(news, member, easel, surface, painted)
            if not wait:
                news.tried = True
                return True
            await self._chores.rest(wait)
        news.tried = True
        log.warning("private news not delivered", session=easel.id, key=news.key, reason="busy")
        return False

    async def _whisper(self, news: _News, member: str, easel: Easel, surface: Surface, value: Session) -> int:
        """Replace a private message; return for how many milliseconds the platform wants to be left alone first, 0 for none."""
        try:
            await surface.whisper(easel.place, f"{easel.id}.{news.key}", member, value.whisper(news.key, member))
        except Busy as error:
            return _asked(error)
        except (Gone, Denied) as error:
            log.info("private news not delivered", session=easel.id, key=news.key, reason=str(error))
        return 0

    async def _tell(self, news: _News, member: str, easel: Easel, surface: Surface, value: Session) -> int:
        """Send a direct message, or let the session know that it cannot be; return as `_whisper` does."""
        key = f"{easel.id}.{news.key}.{news.whisper.stamp}"
        try:
            card = pointed(value.whisper(news.key, member), easel.place, easel.posted, surface)
            await surface.tell(easel.place, key, member, card)
        except Busy as error:
            return _asked(error)
        except (Gone, Denied) as error:
            log.info("direct message not delivered", session=easel.id, key=news.key, reason=str(error))
            return await self._report(easel, Unreached(news.key, news.whisper.stamp, member))
        return 0

    async def _report(self, easel: Easel, signal: Signal) -> int:
        """Tell the session what became of its news; return as `_whisper` does."""
        reply = await self._desk.submit(easel.id, signal, ENGINE, self._clock.now())
        return SECOND if reply.refused in {"busy", "not-saved"} else 0

    async def denied(self, easel: Easel, surface: Surface, permission: str) -> None:
        """Tell whoever hosts the session, once, which permission is missing, or what else the platform names."""
        if permission in easel.denied or easel.standing.value.dismissed:
            return
        easel.denied |= {permission}
        log.warning("not permitted", session=easel.id, place=easel.place, permission=permission)
        say = words(easel.standing.value.language)
        body = say(
            "Something I need is missing where your quiz or discussion runs: **{permission}**. Once I have it, I go on by "
            "myself, after a few minutes at most.",
            permission=say.name(permission),
        )
        title = next((each.title for each in easel.standing.value.view().values() if each.title), "")
        top = next((slot for slot, known in easel.posted.items() if known.ref), "")
        heading = say("I cannot post everything: {title}", title=title) if title else say("I cannot post everything")
        card = pointed(Card(title=heading, body=body, points=top), easel.place, easel.posted, surface)
        try:
            await surface.tell(easel.place, f"{easel.id}.denied.{permission}", easel.standing.value.host, card)
        except (Busy, Gone, Denied) as error:
            log.info("the host was not told", session=easel.id, reason=str(error))


def _asked(busy: Busy) -> int:
    return max(round(busy.retry_after * SECOND), 1)
