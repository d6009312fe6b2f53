"""The ringer: brings private news to people, once for each stamp; older news that was not delivered yet is dropped."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import structlog

from bot.engine.easel import Easel
from bot.engine.surface import Surface
from bot.kernel.card import Card
from bot.kernel.clock import SECOND
from bot.kernel.errors import Busy, Denied, Gone
from bot.kernel.session import Session, Whisper
from bot.kernel.words import words
from bot.store.contract import Store

TRIES = 3
"""How often a platform that is busy is asked to deliver one message."""

AT_ONCE = 20
"""Private messages under way at a time for one session; a surface paces itself below that."""

log = structlog.get_logger()


class Ringer:
    """Delivers the whispers of sessions, and tells a host what the platform does not permit."""

    def __init__(self, store: Store, rest: Callable[[int], Awaitable[None]]) -> None:
        """`rest` waits for so many milliseconds."""
        self._store = store
        self._rest = rest

    async def ring(self, easel: Easel, surface: Surface, painted: Session) -> None:
        """Deliver every whisper of `painted` whose stamp is new; nobody learns in private what is not public yet."""
        if easel.rung is None:
            easel.rung = dict(await self._store.rung(easel.id))
        for key, news in painted.whispers().items():
            if easel.rung.get(key) == news.stamp:
                continue
            if not news.direct and not surface.capabilities.private_edits:
                continue
            await self._deliver(easel, surface, key, news, painted)
            easel.rung[key] = news.stamp
            if not news.patient:
                await self._store.record_rung(easel.id, key, news.stamp)

    async def _deliver(self, easel: Easel, surface: Surface, key: str, news: Whisper, value: Session) -> None:
        for start in range(0, len(news.members), AT_ONCE):
            if easel.dirty and not news.direct and easel.standing.value.whispers().get(key) != news:
                return
            await self._deliver_to(news.members[start : start + AT_ONCE], easel, surface, key, news, value)

    async def _deliver_to(  # noqa: PLR0913 - one delivery, whole
        self, members: Sequence[str], easel: Easel, surface: Surface, key: str, news: Whisper, value: Session
    ) -> None:
        """Deliver to `members` at once, and again to those for whom the platform was busy."""
        for _ in range(TRIES):
            cards = [value.whisper(key, member) for member in members]
            sent = (self._one(easel, surface, key, news, *each) for each in zip(members, cards, strict=True))
            waits = await asyncio.gather(*sent)
            members = [member for member, wait in zip(members, waits, strict=True) if wait]
            if not members:
                return
            await self._rest(max(waits))
        log.warning("private news not delivered", session=easel.id, key=key, members=len(members), reason="busy")

    async def _one(  # noqa: PLR0913 - one delivery, whole
        self, easel: Easel, surface: Surface, key: str, news: Whisper, member: str, card: Card
    ) -> int:
        """Deliver to one; return for how many milliseconds the platform wants to be left alone first, 0 for none."""
        place = easel.standing.value.place
        try:
            if news.direct:
                await surface.tell(place, f"{easel.id}.{key}.{news.stamp}", member, card)
            else:
                await surface.whisper(place, f"{easel.id}.{key}", member, card)
        except Busy as error:
            return max(round(error.retry_after * SECOND), 1)
        except (Gone, Denied) as error:
            log.info("private news not delivered", session=easel.id, key=key, reason=str(error))
        return 0

    async def denied(self, easel: Easel, surface: Surface, permission: str) -> None:
        """Tell whoever hosts the session, once, which permission is missing."""
        if permission in easel.denied:
            return
        easel.denied |= {permission}
        log.warning("not permitted", session=easel.id, place=easel.standing.value.place, permission=permission)
        host = easel.standing.value.host
        say = words(easel.standing.value.language)
        body = say(
            "I may not post there: {permission} is missing. Give me that permission, then press any control.",
            permission=permission,
        )
        news = Whisper(stamp=permission, members=(host,), direct=True)
        card = Card(title=say("I need a permission"), body=body)
        await self._one(easel, surface, "denied", news, host, card)
