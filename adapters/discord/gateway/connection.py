"""Our standing connection to Discord: begun again whatever ends it, until the program stops or Discord refuses us for good.

What may never happen: a failed login or a broken connection that ends the program, or that is tried again without a pause.
"""

import asyncio
import random

import discord
import structlog

from adapters.discord.gateway.attention import Attention
from adapters.discord.gateway.client import Client, Wanted
from adapters.discord.gateway.ears import Ears
from adapters.discord.gateway.endings import UNREACHABLE, NoIntents, for_good
from adapters.discord.gateway.identifying import Later, Limits, Turns
from adapters.discord.terms.application import Granted
from bot.kernel.clock import MINUTE, SECOND, Clock

LONGEST = 60 * SECOND
"""The longest pause between two tries."""

STEADY = MINUTE
"""A connection that stood for so long was a good one: the next pause is short again."""

CLOSING = 1.0
"""Seconds Discord has to answer our goodbye."""

log = structlog.get_logger()


class Connection:
    """Keeps a `Client` connected; `client` is the present one, and replaced when it has ended.

    `attention` knows how far everything was heard, also over the end of a client.
    """

    def __init__(
        self, token: str, wanted: Wanted, clock: Clock, ears: Ears, attention: Attention | None = None
    ) -> None:
        self._token = token
        self._wanted = wanted
        self._clock = clock
        self._ears = ears
        self._attention = attention or Attention(clock)
        self._turns = Turns(clock, self._limits)
        self._chance = random.Random()  # noqa: S311 - it keeps no secret
        self._me = 0
        self.client = self._another()

    @property
    def me(self) -> int:
        """Our user's id, 0 before the first login."""
        user = self.client.user
        self._me = user.id if user else self._me
        return self._me

    @property
    def granted(self) -> Granted:
        """Which privileged intents we have."""
        return self.client.granted

    async def run(self) -> None:
        """Be connected until cancelled; raises `StudybellError` where Discord refuses us for good."""
        tries = pause = 0
        try:
            while True:
                began = self._clock.now()
                pause = await self._once(pause)
                tries = 1 if self._clock.now() - began > STEADY else tries + 1
                pause = pause or self._pause(tries)
                await self.close()
                self.client = self._another()
        finally:
            await self.close()

    async def _once(self, pause: int) -> int:
        """Connect after `pause` ms, for as long as it lasts; return how long to wait before the next time, 0 where that is open.

        Requests can be sent from the login on, so the pause comes after it, if Discord can be reached at all.
        """
        try:
            await self._login()
            await self._clock.sleep_until(self._clock.now() + pause)
            await self.client.connect()
        except Later as later:
            log.warning("Discord lets no session begin for now; waiting", seconds=later.milliseconds // SECOND)
            return later.milliseconds
        except discord.PrivilegedIntentsRequired:
            if not self.granted.message_content:
                raise NoIntents from None
            self._go_without()
        except Exception as error:  # noqa: BLE001 - also a bug is no reason to be gone: it is told, and begun again
            if (told := for_good(error)) is not None:
                raise told from None
            _tell("the connection to Discord was lost", error)
        return 0

    async def _login(self) -> None:
        """Log in, however often it takes; raises where Discord refuses us."""
        tries = 0
        while True:
            try:
                return await self.client.login(self._token)
            except Exception as error:
                if for_good(error):
                    raise
                tries += 1
                pause = self._pause(tries)
                _tell("Discord cannot be reached", error, again_in=f"{pause / SECOND:.0f} s")
            await self.close()
            await self._clock.sleep_until(self._clock.now() + pause)
            self.client = self._another()

    async def close(self) -> None:
        """End our sessions; where Discord does not answer that, hang up."""
        client = self.client
        if not _begun(client):
            return
        try:
            async with asyncio.timeout(CLOSING):
                await client.close()
        except TimeoutError:
            await client.http.close()

    def _another(self) -> Client:
        return Client(self._wanted, self._turns, self._ears, self._attention)

    async def _limits(self) -> Limits:
        return await self.client.limits()

    def _go_without(self) -> None:
        """Do without the texts of messages from now on, and say so."""
        self._wanted = Wanted(self._wanted.gateway, self._wanted.shards, without_content=True)
        log.warning(
            "Discord does not let us read the texts of messages, so words are not counted",
            mend="turn on Message Content Intent at https://discord.com/developers/applications, Bot, and start again",
        )

    def _pause(self, tries: int) -> int:
        longest = min(SECOND << min(tries - 1, 10), LONGEST)
        return round(longest * self._chance.uniform(0.5, 1))


def _tell(what: str, error: Exception, **more: str) -> None:
    """Tell of the error; one that says more than that Discord cannot be reached is worth a traceback."""
    if isinstance(error, UNREACHABLE):
        reason = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        log.warning(what, reason=reason, **more)
    else:
        log.error(what, exc_info=error, **more)


def _begun(client: Client) -> bool:
    """Whether there is anything to close: a client that never began has no loop."""
    return isinstance(client.loop, asyncio.AbstractEventLoop)
