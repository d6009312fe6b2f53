"""What one person alone is told on Discord: direct messages, and news in private messages."""

import pytest

from adapters.discord.rendering.custom_ids import read
from bot.kernel.clock import MINUTE
from bot.kernel.errors import Busy, Denied, Gone
from tests.adapters.discord.rooms import SESSION, Room, card, words
from tests.contract.discord_stage import DiscordStage
from tests.loopback.discord import Answer
from tests.loopback.discord.acts import act
from tests.loopback.discord.interactions import COMMAND
from tests.loopback.discord.people import Person

OPEN = "/users/@me/channels"
OWN = "/webhooks/{webhook_id}/{webhook_token}/messages/@original"
KEY = f"{SESSION}.mine"


async def tell(here: Room, who: Person, title: str = "Due", key: str = "s.due.1") -> None:
    """Tell somebody."""
    await here.surface.tell(here.place, key, str(who.id), card(title))


async def test_a_conversation_is_opened_once(here: Room) -> None:
    """Discord watches how many a bot opens."""
    ada = here.guild.member("Ada")
    for number in range(3):
        await tell(here, ada, key=f"s.due.{number}")
    assert (1, 3) == (here.asked("POST", OPEN), len(ada.inbox()))


async def test_a_former_process_told_it_already(here: Room) -> None:
    """A kill hid that: nobody is told twice."""
    ada = here.guild.member("Ada")
    await tell(here, ada)
    here.clock.advance(10 * MINUTE)
    here.begin()
    await tell(here, ada)
    assert 1 == len(ada.inbox())


async def test_controls_know_their_server(here: Room) -> None:
    """A press in a direct message does not tell where it belongs."""
    ada = here.guild.member("Ada")
    await here.surface.tell(here.place, "s.due.1", str(ada.id), card(session=""))
    (told,) = ada.inbox()
    assert [str(here.guild.id)] == [read(each.custom_id).guild for each in told.controls]


async def test_who_takes_none_is_denied_and_not_asked_again_at_once(here: Room) -> None:
    """The session names them in its thread instead."""
    ada = here.guild.member("Ada")
    ada.takes_no_dms()
    for number in range(3):
        with pytest.raises(Denied, match="Direct Messages"):
            await tell(here, ada, key=f"s.due.{number}")
    assert 1 == here.server.refusals[403, 50007]


async def test_who_left_is_denied(here: Room) -> None:
    """There is no server in common any more."""
    ada = here.guild.member("Ada")
    here.guild.leaves(ada)
    with pytest.raises(Denied, match="in common"):
        await tell(here, ada)


@pytest.mark.parametrize("member", ["5", "nobody", ""])
async def test_who_never_was_is_gone(here: Room, member: str) -> None:
    """And no bug of anybody's."""
    with pytest.raises(Gone):
        await here.surface.tell(here.place, "s.due.1", member, card())


async def test_conversations_opened_too_fast_wait(here: Room) -> None:
    """Discord says so with a code of its own."""
    here.server.opens_too_fast = True
    with pytest.raises(Busy) as busy:
        await tell(here, here.guild.member("Ada"))
    assert busy.value.retry_after >= 1


async def test_a_conversation_that_is_gone_is_opened_again(here: Room) -> None:
    """What is remembered of it may be a year old."""
    ada = here.guild.member("Ada")
    await tell(here, ada)
    here.server.channels.pop(ada.dm.id)
    await tell(here, ada, "Again", "s.due.2")
    assert ["## Again\nWhich gas?"] == [words(each.message) for each in ada.inbox()]


# -- private messages that news replaces
async def answered(here: Room, who: Person) -> Answer:
    """Answer a command of theirs with a private message that news may replace."""
    stage = DiscordStage.__new__(DiscordStage)
    stage._answer, stage.private, stage.clock, stage.rest = card("Locked in"), here.private, here.clock, here.rest
    here.client.on_interaction = stage.interaction
    return await act(here.server, COMMAND, who.user, here.channel, {"id": "1", "name": "try", "type": 1})


async def test_news_replaces_a_private_message(here: Room) -> None:
    """By the token of what it answered."""
    ada = here.guild.member("Ada")
    answer = await answered(here, ada)
    await here.surface.whisper(here.place, KEY, str(ada.id), card("Right!"))
    assert answer.message is not None
    assert "## Right!\nWhich gas?" == words(answer.message.message)


async def test_after_a_quarter_of_an_hour_nothing_is_asked(here: Room) -> None:
    """Discord lets nobody edit it any more."""
    ada = here.guild.member("Ada")
    await answered(here, ada)
    here.clock.advance(16 * MINUTE)
    await here.surface.whisper(here.place, KEY, str(ada.id), card("Right!"))
    assert 0 == here.asked("PATCH", OWN)


async def test_a_token_that_discord_knows_no_more_is_used_once(here: Room) -> None:
    """The message was dismissed for good, or Discord's clock is not ours."""
    ada = here.guild.member("Ada")
    await answered(here, ada)
    here.server.interactions.clear()
    for _ in range(3):
        await here.surface.whisper(here.place, KEY, str(ada.id), card("Right!"))
    assert 1 == here.asked("PATCH", OWN)
