"""Posts on Slack: one message for each key, whatever is lost on the way."""

import asyncio

import pytest

from adapters.slack.outbound.posts import AFTER
from adapters.slack.outbound.sending import HOLDS, OLDEST, SHELF, STALE
from bot.kernel.clock import DAY, HOUR, MINUTE, SECOND
from bot.kernel.errors import Busy, Denied, Gone
from bot.kernel.people import Place
from bot.testing.mortal import Life
from tests.adapters.slack.rooms import Room, card

HISTORY = "conversations.history"


async def test_a_message_of_a_former_process_is_found_again(here: Room) -> None:
    """A kill came between the post and its record: the mark in the store has its reference, and Slack is not asked."""
    ref = await here.put("Old")
    here.clock.advance(9 * MINUTE)
    here.begin()
    assert ref == await here.put("New")
    assert (["New"], 0) == (here.titles(), here.asked(HISTORY))


@pytest.mark.parametrize("lost", ["cuts", "fails"])
async def test_a_post_whose_answer_was_lost_is_found_by_its_key(here: Room, lost: str) -> None:
    """Slack took it and the connection broke, or its edge gave up: it is looked for before anything is posted again."""
    getattr(here.server.mischief, lost)("chat.postMessage", after=True)
    with pytest.raises(Busy):
        await here.put("Old")
    await here.put("New")
    assert (["New"], 1) == (here.titles(), here.asked(HISTORY))


async def test_a_lost_post_is_found_where_slack_does_not_show_us_our_metadata(here: Room) -> None:
    """Its key stands in the id of its first block, too."""
    here.server.mischief.cuts("chat.postMessage", after=True)
    with pytest.raises(Busy):
        await here.put("Old")
    for message in here.messages():
        message.metadata = {}
    await here.put("New")
    assert ["New"] == here.titles()


async def test_a_post_that_never_arrived_is_posted(here: Room) -> None:
    """The mark alone proves nothing."""
    here.server.mischief.cuts("chat.postMessage")
    with pytest.raises(Busy):
        await here.put("Old")
    await here.put("New")
    assert ["New"] == here.titles()


async def test_a_lost_post_is_found_after_days_in_a_busy_channel(here: Room) -> None:
    """It is looked for around the time of its mark, however much was written since."""
    here.server.mischief.cuts("chat.postMessage", after=True)
    with pytest.raises(Busy):
        await here.put("Old")
    here.clock.advance(AFTER + SECOND)
    for number in range(150):
        await here.ada.writes(here.channel, f"Message {number}")
    here.clock.advance(3 * DAY)
    here.begin()
    await here.put("New")
    assert ["New"] == here.titles()


async def test_a_lost_post_is_found_beyond_the_first_page(here: Room) -> None:
    """Everybody talked in that very minute."""
    here.server.mischief.cuts("chat.postMessage", after=True)
    with pytest.raises(Busy):
        await here.put("Old")
    for number in range(150):
        await here.ada.writes(here.channel, f"Message {number}")
    await here.put("New")
    assert ["New"] == here.titles()


async def test_a_lost_post_in_a_thread_is_found(here: Room) -> None:
    """There it is read by another method, and what stands in the channel is not looked at."""
    thread = await here.thread()
    here.server.mischief.cuts("chat.postMessage", after=True)
    with pytest.raises(Busy):
        await here.surface.put(thread, "s.a1", card("Old"), None)
    await here.surface.put(thread, "s.a1", card("New"), None)
    assert (["Q", "New"], 0) == (here.titles(), here.asked(HISTORY))


async def test_a_first_post_costs_one_call(here: Room) -> None:
    """Nothing is looked for where nothing was on its way."""
    await here.put()
    assert ["auth.test", "chat.postMessage"] == [each.method for each in here.server.calls]


async def test_what_was_deleted_unnoticed_is_posted_anew(here: Room) -> None:
    """Nobody recorded the first one, so the engine asks for it without a reference."""
    ref = await here.put()
    here.team.deletes(here.messages()[0])
    assert ref != await here.put()
    assert ["Q"] == here.titles()


async def test_what_others_wrote_is_not_taken_for_it(here: Room) -> None:
    """Another app may carry the same metadata, and we may have a message of another key."""
    here.server.mischief.cuts("chat.postMessage")
    with pytest.raises(Busy):
        await here.put("Old")
    await here.put("Other", key="s.q1")
    other = here.team.member("Other bot", bot=True, bot_id="B0OTHER")
    same = here.messages()[0].metadata | {"event_payload": {"key": "s.q0"}}
    await other.writes(here.channel, "s.q0")
    here.messages()[-1].metadata = same
    await here.put("New")
    assert ["Other", "New"] == here.titles()[:1] + here.titles()[-1:]


async def test_a_refused_post_is_not_looked_for(here: Room) -> None:
    """Slack said no: once it says yes, the message is posted without another question."""
    here.team.removes_bot(here.channel)
    with pytest.raises(Denied, match="/invite @studybell"):
        await here.put()
    here.team.invites_bot(here.channel)
    await here.put()
    assert (["Q"], 0) == (here.titles(), here.asked(HISTORY))


async def test_a_process_that_may_not_read_posts(here: Room) -> None:
    """A second message is better than none."""
    here.server.mischief.cuts("chat.postMessage", after=True)
    with pytest.raises(Busy):
        await here.put("Old")
    here.server.mischief.says(HISTORY, "channel_not_found")
    await here.put("New")
    assert ["Old", "New"] == here.titles()


async def test_marks_are_taken_off_after_a_while(here: Room) -> None:
    """By then the engine has noted the message, or has come again."""
    await here.put()
    assert 1 == len(await here.store.kept(SHELF))
    here.clock.advance(HOLDS)
    await here.put(key="s.q1")
    assert [f"{here.place.workspace} {here.channel.id} - s.q1"] == list(await here.store.kept(SHELF))


async def test_marks_of_a_dead_process_wait_for_whoever_goes_on(here: Room) -> None:
    """A session can take a long break; but nothing is kept for ever."""
    await here.put("Old", key="s.q1")
    here.clock.advance(OLDEST - HOUR)
    here.begin()
    await here.put("New", key="s.q1")
    here.clock.advance(OLDEST + HOUR)
    here.begin()
    await here.put("Later", key="s.q2")
    await here.put("Even later", key="s.q3")
    assert (["New", "Later", "Even later"], 2) == (here.titles(), len(await here.store.kept(SHELF)))


# -- processes beside each other
async def test_another_process_takes_over_in_the_middle_of_a_post(here: Room) -> None:
    """The first one was killed before it heard that the message stands; the second one finds it and goes on with it."""
    life = Life()
    first = here.begin(life)
    here.server.mischief.slow("chat.postMessage", 0.2, times=1, after=True)
    posting = asyncio.create_task(first.put(here.place, "s.q0", card("Old"), None))
    await here.server.until(here.messages)
    posting.cancel()
    here.begin()
    await here.put("New")
    assert ["New"] == here.titles()


async def test_a_frozen_process_that_wakes_posts_nothing(here: Room) -> None:
    """It had looked for a mark, and was halted before it put its own down; meanwhile another has posted."""

    class Frozen(Life):
        def step(self, what: str) -> None:
            if what == "before keep":
                here.clock.advance(STALE + 1)
            super().step(what)

    frozen = here.begin(Frozen())
    with pytest.raises(Busy):
        await frozen.put(here.place, "s.q0", card("Old"), None)
    assert [] == here.titles()


# -- edits, times, places
async def test_an_edit_of_a_deleted_message_is_gone(here: Room) -> None:
    """And nothing is posted in its place."""
    ref = await here.put()
    here.team.deletes(here.messages()[0])
    with pytest.raises(Gone):
        await here.put("New", ref=ref)
    assert [] == here.messages()


async def test_an_edit_of_a_deleted_message_with_replies_is_gone(here: Room) -> None:
    """Slack leaves a tombstone there, which is nobody's."""
    ref = await here.put()
    await here.ada.writes(here.channel, "Oxygen", thread=ref)
    here.team.deletes(here.messages()[0])
    with pytest.raises(Gone):
        await here.put("New", ref=ref)


async def test_a_card_for_a_thread_that_was_deleted_does_not_stray_into_the_channel(here: Room) -> None:
    """Slack posts it there without a word; it is taken away again, and the engine begins the thread anew."""
    thread = await here.thread()
    here.team.deletes(here.messages()[0])
    for _ in range(2):
        with pytest.raises(Gone):
            await here.surface.put(thread, "s.a1", card("A"), None)
    assert ([], 0) == (here.messages(), len([key for key in await here.store.kept(SHELF) if "s.a1" in key]))


async def test_a_card_for_a_thread_with_a_tombstone_stands_in_it(here: Room) -> None:
    """The message it began at was deleted, and its replies were not."""
    thread = await here.thread()
    await here.ada.writes(here.channel, "Oxygen", thread=thread.thread)
    here.team.deletes(here.messages()[0])
    await here.surface.put(thread, "s.a1", card("A"), None)
    assert thread.thread == here.messages()[-1].thread_ts


async def test_a_message_of_somebody_else_is_not_ours(here: Room) -> None:
    """As after the app was made anew under another account: the engine posts its own."""
    written = await here.ada.writes(here.channel, "Hello")
    with pytest.raises(Gone):
        await here.put(ref=written.ts)


async def test_the_time_is_slacks(here: Room) -> None:
    """The instant at which the message stands by its `ts`; an edit has none to the millisecond, so it is ours."""
    _, at = await here.surface.put(here.place, "s.q0", card(), None)
    assert at == here.clock.now()
    ref = here.messages()[0].ts
    here.clock.advance(5 * SECOND)
    assert (ref, here.clock.now()) == await here.surface.put(here.place, "s.q0", card("New"), ref)


@pytest.mark.parametrize(
    "place",
    [
        Place("discord:1", "C1"),
        Place("slack:", "C1"),
        Place("slack:T1", "general"),
        Place("slack:T1", "C1", "nowhere"),
        Place("slack:T1", "C1\0"),
        Place("slack:T1", "C١"),
    ],
)
async def test_a_place_that_cannot_be_is_gone(here: Room, place: Place) -> None:
    """Slack is not asked about it."""
    with pytest.raises(Gone):
        await here.surface.put(place, "s.q0", card(), None)
    assert [] == here.server.calls


async def test_a_link_is_slacks_permalink(here: Room) -> None:
    """The same as `chat.getPermalink` gives, without a call; before anything was asked it leads to the channel."""
    early = here.surface.link(here.place, "1700000000.000100")
    thread = await here.thread()
    inner, _ = await here.surface.put(thread, "s.a1", card(), None)
    workspace = here.place.workspace
    for place, ref in ((here.place, thread.thread), (thread, inner)):
        told = await here.api.call(workspace, "chat.getPermalink", channel=here.channel.id, message_ts=ref)
        assert f"[Show the message]({told['permalink']})" == here.surface.link(place, ref)
    assert "app_redirect" in early
    assert ("", "") == (here.surface.link(here.place, "m1"), here.surface.link(Place("irc:1", "C1"), thread.thread))
