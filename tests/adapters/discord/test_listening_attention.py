"""How far we have heard everything on Discord, told by what a connection tells: pure, but for the events that are brought in."""

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from adapters.discord.gateway.attention import MOST_WATCHED, SKEW, Attention, Unheard
from adapters.discord.gateway.noticing import noticing
from bot.engine.clock import ManualClock
from bot.engine.surface import Stretch
from bot.kernel.clock import HOUR, MINUTE, SECOND
from bot.kernel.people import Place
from bot.testing.quizzes import NOON

GUILD = 1 << 22
"""A server of shard 0 of one, and of shard 1 of two."""

OTHER = 2 << 22
"""A server of shard 0 of two."""


def thread_in(guild: int = GUILD, number: int = 9) -> Place:
    """Return a thread."""
    return Place(f"discord:{guild}", "7", str(number))


THREAD, ELSEWHERE = thread_in(), thread_in(OTHER)


class Ears:
    """A process that hears a shard since noon, and a minute later still does.

    `blind` are threads it is not shown, `missed` those of which it was told that something was missed.
    """

    def __init__(self, *, shards: int = 1) -> None:
        self.clock = ManualClock(NOON)
        self.blind: set[Place] = set()
        self.missed: list[Place] = []
        self.attention = Attention(self.clock, lambda thread: thread not in self.blind, self.missed.append)
        self.shards = shards
        for shard in range(shards):
            self.attention.begun(shard, shards)
        self.attention.here(GUILD)
        self.attention.here(OTHER)
        self.stretch()
        self.stretch(ELSEWHERE)
        self.clock.advance(MINUTE)

    def stretch(self, thread: Place = THREAD) -> Stretch | None:
        """Return the stretch of a thread."""
        return self.attention.stretch(thread)

    def beats(self, shard: int = 0) -> None:
        """Let a heartbeat leave and be answered a second later."""
        at = self.attention.asking(shard)
        assert at is not None
        self.clock.advance(SECOND)
        self.attention.answered(shard, at)

    def notices(self, name: str, data: Mapping[str, Any]) -> None:
        """Let an event of the gateway be noticed."""
        noticing(self.attention)[name](data)


def test_a_stretch_reaches_up_to_the_last_heartbeat_that_was_answered() -> None:
    """Up to when it left, and not when the answer came: what was written meanwhile may be on its way."""
    ears = Ears()
    assert Stretch(NOON, NOON) == ears.stretch()
    ears.beats()
    assert Stretch(NOON, NOON + MINUTE) == ears.stretch()


def test_a_server_that_was_never_told_of_is_heard_by_another_process() -> None:
    """Nothing can be said of it, nor of what is no server."""
    ears = Ears()
    assert [None] * 3 == [ears.stretch(Place(each, "7", "9")) for each in ("discord:5", "discord:x", "")]


def test_another_session_begins_another_stretch_once_the_server_is_told_of() -> None:
    """In between nothing is said."""
    ears = Ears()
    ears.attention.begun(0, 1)
    assert ears.stretch() is None
    ears.clock.advance(SECOND)
    ears.attention.here(GUILD)
    assert Stretch(ears.clock.now(), ears.clock.now()) == ears.stretch()


def test_a_session_that_is_taken_up_goes_on() -> None:
    """No answer counts until everything that was missed has been repeated."""
    ears = Ears()
    ears.beats()
    ears.attention.connecting(0)
    assert None is ears.attention.asking(0)
    ears.notices("RESUMED", {"__shard_id__": 0})
    ears.beats()
    assert Stretch(NOON, NOON + MINUTE + SECOND) == ears.stretch()


def test_a_session_of_one_shard_concerns_its_servers_alone() -> None:
    """Two shards, one of which begins anew."""
    ears = Ears(shards=2)
    ears.attention.begun(1, 2)
    assert (None, Stretch(NOON, NOON)) == (ears.stretch(), ears.stretch(ELSEWHERE))


def test_another_count_of_shards_begins_everything_anew() -> None:
    """A server may have another shard now."""
    ears = Ears()
    ears.attention.begun(0, 2)
    assert (None, None) == (ears.stretch(), ears.stretch(ELSEWHERE))


@pytest.mark.parametrize("name", ["GUILD_DELETE", "GUILD_CREATE"])
def test_nothing_is_said_of_a_server_in_an_outage(name: str) -> None:
    """Until it is told of again."""
    ears = Ears()
    ears.notices(name, {"id": str(GUILD), "unavailable": True})
    assert ears.stretch() is None
    ears.notices("GUILD_CREATE", {"id": str(GUILD)})
    assert Stretch(ears.clock.now(), ears.clock.now()) == ears.stretch()


def test_a_thread_we_are_not_shown_begins_anew_when_we_are_again() -> None:
    """Whatever was changed: roles, the channel, the thread."""
    ears = Ears()
    ears.blind.add(THREAD)
    ears.notices("GUILD_ROLE_UPDATE", {"guild_id": str(GUILD), "role": {}})
    assert ears.stretch() is None
    ears.clock.advance(MINUTE)
    ears.blind.clear()
    ears.notices("CHANNEL_UPDATE", {"guild_id": str(GUILD), "id": "7"})
    assert Stretch(ears.clock.now(), ears.clock.now()) == ears.stretch()


def test_a_change_that_changes_nothing_for_us_goes_by() -> None:
    """A channel was given another name."""
    ears = Ears()
    ears.notices("CHANNEL_UPDATE", {"guild_id": str(GUILD), "id": "7"})
    assert Stretch(NOON, NOON) == ears.stretch()


def test_a_thread_is_watched_from_the_first_question_on() -> None:
    """What we were shown before nobody has kept."""
    ears = Ears()
    assert Stretch(NOON + MINUTE, NOON + MINUTE) == ears.stretch(thread_in(number=10))


def test_a_channel_we_are_shown_again_unexpectedly_has_its_threads_read() -> None:
    """We thought to be shown it all the time."""
    ears = Ears()
    ears.notices("THREAD_LIST_SYNC", {"guild_id": str(GUILD), "channel_ids": ["8"], "threads": []})
    assert [] == ears.missed
    ears.notices("THREAD_LIST_SYNC", {"guild_id": str(GUILD), "channel_ids": ["7"], "threads": []})
    assert [THREAD] == ears.missed


def test_an_event_that_cannot_be_read_may_have_told_anything() -> None:
    """Every server's stretch begins anew."""
    ears = Ears()
    ears.notices("CHANNEL_UPDATE", {})
    assert Stretch(ears.clock.now(), ears.clock.now()) == ears.stretch()


def test_the_threads_that_are_watched_are_bounded() -> None:
    """The one asked for longest ago is watched anew."""
    ears = Ears()
    for number in range(MOST_WATCHED):
        ears.stretch(thread_in(number=100 + number))
    assert Stretch(NOON + MINUTE, NOON + MINUTE) == ears.stretch()
    assert MOST_WATCHED == len(ears.attention._watched[GUILD])


# -- what is brought in
def stamp(at: int) -> str:
    """Return an instant in Discord's writing; noon of these tests is 08:00 UTC."""
    hours, rest = divmod(at - NOON, HOUR)
    return f"2027-01-15T{8 + hours:02}:{rest // MINUTE:02}:{rest % MINUTE // SECOND:02}.000000+00:00"


def message(at: int, **more: object) -> dict[str, object]:
    """Return what matters here of a message."""
    return {"guild_id": str(GUILD), "timestamp": stamp(at), **more}


async def _nothing(_payload: object) -> None:
    pass


async def test_a_message_tells_how_far_everything_was_told() -> None:
    """Events come in their order, so whatever happened before this one has come."""
    ears = Ears()
    await ears.attention.of(_nothing)(message(NOON + 30 * SECOND))
    assert Stretch(NOON, NOON + 30 * SECOND) == ears.stretch()
    await ears.attention.of(_nothing)(message(NOON, edited_timestamp=stamp(NOON + 40 * SECOND)))
    assert Stretch(NOON, NOON + 40 * SECOND) == ears.stretch()


@pytest.mark.parametrize(("ahead", "until"), [(SKEW, NOON + MINUTE), (SKEW + SECOND, NOON)])
async def test_a_message_of_the_future_tells_nothing(ahead: int, until: int) -> None:
    """Discord's clock may be a little ahead of ours, and no more."""
    ears = Ears()
    await ears.attention.of(_nothing)(message(NOON + MINUTE + ahead))
    assert Stretch(NOON, until) == ears.stretch()


async def test_what_is_being_brought_in_holds_the_end_back() -> None:
    """From the moment it came, and whatever comes after it meanwhile; nobody knows yet whether it gets through."""
    ears, done = Ears(), asyncio.Event()

    async def slowly(_payload: object) -> None:
        await done.wait()

    slow = ears.attention.of(slowly)(message(NOON + 10 * SECOND))
    assert Stretch(NOON, NOON) == ears.stretch()
    await ears.attention.of(_nothing)(message(NOON + 20 * SECOND))
    ears.beats()
    assert Stretch(NOON, NOON) == ears.stretch()
    done.set()
    await slow
    assert Stretch(NOON, NOON + MINUTE) == ears.stretch()


@pytest.mark.parametrize("payload", [{}, None, {"guild_id": "x"}])
async def test_an_event_of_nobody_knows_which_server_holds_all_back(payload: Any) -> None:
    """And where it does not get through, all begin anew."""
    ears = Ears()
    ears.beats()

    async def unheard(_payload: object) -> None:
        raise Unheard

    hearing = ears.attention.of(unheard)(payload)
    assert Stretch(NOON, NOON) == ears.stretch()
    await hearing
    assert Stretch(ears.clock.now(), ears.clock.now()) == ears.stretch()


async def test_what_did_not_get_through_begins_the_stretch_of_its_server_anew() -> None:
    """A bug is told as such, and those of other servers go on."""
    ears = Ears()

    async def breaks(_payload: object) -> None:
        raise RuntimeError("a bug")

    with pytest.raises(RuntimeError):
        await ears.attention.of(breaks)(message(NOON))
    assert (Stretch(ears.clock.now(), ears.clock.now()), Stretch(NOON, NOON)) == (
        ears.stretch(),
        ears.stretch(ELSEWHERE),
    )


def test_after_the_end_nothing_is_said() -> None:
    """What comes in now is not brought in any more."""
    ears = Ears()
    ears.attention.close()
    assert ears.stretch() is None
