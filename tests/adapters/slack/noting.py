"""Waiting until Studybell has noted that a message stands: the loopback shows it as soon as it was posted."""

import asyncio

from bot.kernel.people import Place
from tests.adapters.slack.playing import Playing
from tests.loopback.slack import Channel
from tests.loopback.slack.seen import Shown


async def noted(room: Playing, channel: Channel, card: Shown) -> None:
    """Return once the session knows the card, ten seconds from now at most."""
    store, place = room.studybell.app.store, Place(f"slack:{room.team.id}", channel.id, card.ts)
    async with asyncio.timeout(10):
        while await store.thread_of(place) is None:
            await store.turn()
