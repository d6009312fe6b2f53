"""Two processes with a store each on one PostgreSQL: whoever takes a session over leaves one message on Slack for each key."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from adapters.slack.installs.tokens import OneToken
from adapters.slack.outbound.people import Roster
from adapters.slack.outbound.surface import SlackSurface
from adapters.slack.requests.api import Api
from adapters.slack.requests.client import open_session, web_client
from bot.engine.clock import ManualClock
from bot.kernel.card import Card
from bot.kernel.errors import Busy
from bot.kernel.people import Place
from bot.store.connect import open_store
from tests.loopback.slack import Loopback, loopback

CARD = Card(title="Q", body="Which gas?")


@pytest.fixture
async def slack() -> AsyncIterator[Loopback]:
    """A strict Slack; at the end nothing may have been sent to it that the real one would not have taken."""
    async with loopback(ManualClock()) as server:
        yield server
        server.assert_clean()


@pytest.fixture
async def both(slack: Loopback, postgres_url: str) -> AsyncIterator[tuple[SlackSurface, SlackSurface]]:
    """The surfaces of two processes."""
    made = []
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(open_session())
        for _ in range(2):
            store = open_store(postgres_url)
            await store.open()
            stack.push_async_callback(store.close)
            client = web_client(session, slack.api_url)
            clock = ManualClock()
            api = Api(client, OneToken(client, slack.bot_token, clock), clock)
            made.append(SlackSurface(api, api.tokens, store, clock, Roster(api, clock)))
        yield made[0], made[1]


async def test_what_another_process_posted_is_gone_on_with(
    slack: Loopback, both: tuple[SlackSurface, SlackSurface]
) -> None:
    """It had no time to record where its message stands."""
    channel = slack.team().channel()
    place = Place(f"slack:{channel.team.id}", channel.id)
    ref, _ = await both[0].put(place, "s.q0", CARD, None)
    assert ref == (await both[1].put(place, "s.q0", CARD, None))[0]
    assert [ref] == list(channel.messages)


async def test_what_another_process_was_posting_is_found(
    slack: Loopback, both: tuple[SlackSurface, SlackSurface]
) -> None:
    """Its answer never came; the mark it left says when it was on its way."""
    channel = slack.team().channel()
    place = Place(f"slack:{channel.team.id}", channel.id)
    slack.mischief.cuts("chat.postMessage", after=True)
    with pytest.raises(Busy):
        await both[0].put(place, "s.q0", CARD, None)
    ref, _ = await both[1].put(place, "s.q0", CARD, None)
    assert [ref] == list(channel.messages)
    assert ref == (await both[0].put(place, "s.q0", CARD, None))[0]
