"""Posts on Discord: one message for each key, whatever is lost on the way."""

import discord
import pytest
from msgspec.structs import replace

from adapters.discord.outbound.posts import MOST, YOUNG
from bot.kernel.card import Bar, Chart, File
from bot.kernel.clock import MINUTE, SECOND
from bot.kernel.errors import Busy, Denied, Gone
from bot.kernel.people import Place
from tests.adapters.discord.rooms import Room, card, words

MESSAGES = "/channels/{channel_id}/messages"
LONG_AFTER = YOUNG + 10 * MINUTE


async def test_a_message_of_a_former_process_is_found_again(here: Room) -> None:
    """A kill hid it, and Discord has forgotten its nonce: it carries its key."""
    ref = await here.put("Old")
    here.clock.advance(10 * MINUTE)
    here.begin()
    assert ref == await here.put("New")
    assert ["## New\nWhich gas?"] == [words(each) for each in here.messages()]


async def test_a_message_is_looked_for_by_a_young_process_only(here: Room) -> None:
    """Later every post would cost another request for nothing."""
    await here.put()
    here.clock.advance(LONG_AFTER)
    before = here.asked("GET", MESSAGES)
    await here.put(key="s.q1")
    assert before == here.asked("GET", MESSAGES)


async def test_a_young_process_reads_a_channel_once(here: Room) -> None:
    """What a crash hid stood there before we came: a hundred quizzes that begin then cost no request more for each post."""
    before = here.asked("GET", MESSAGES)
    for number in range(3):
        await here.put(key=f"s.q{number}")
    assert before + 1 == here.asked("GET", MESSAGES)


async def test_what_others_wrote_is_not_taken_for_it(here: Room) -> None:
    """Nor is our own message of another key."""
    await here.put(key="s.q1")
    await here.guild.member("Ada").writes(here.channel, "s.q0")
    here.begin()
    await here.put("New")
    assert 3 == len(here.messages())


async def test_a_process_that_may_not_read_posts(here: Room) -> None:
    """Without Read Message History Discord's nonce has to do, and it does."""
    here.guild.forbid("READ_MESSAGE_HISTORY")
    ref = await here.put("Old")
    here.begin()
    assert ref == await here.put("New")
    assert 1 == len(here.messages())


async def test_a_message_stands_once_where_its_thread_could_not_begin(here: Room) -> None:
    """The permission came an hour later: the message that stood there all the time is the one."""
    here.guild.forbid("CREATE_PUBLIC_THREADS")
    await here.heard()
    with pytest.raises(Denied, match="Create Public Threads"):
        await here.thread()
    here.clock.advance(60 * MINUTE)
    here.guild.allow("CREATE_PUBLIC_THREADS")
    await here.heard()
    assert [(await here.thread()).thread] == [str(each.id) for each in here.messages()]


async def test_a_post_whose_answer_was_lost_is_brought_up_to_date(here: Room) -> None:
    """Discord gives the older card back for the same nonce; what is put is what stands there."""
    here.clock.advance(1)
    await here.put("Elsewhere", key="s.q1")
    here.clock.advance(LONG_AFTER)
    await here.put("Old")
    here.surface._posts._sent = dict.fromkeys(here.surface._posts._sent, 0)  # as after a lost answer
    await here.put("New")
    assert ["## Elsewhere\nWhich gas?", "## New\nWhich gas?"] == [words(each) for each in here.messages()]


async def test_a_lost_post_is_found_after_its_nonce_was_forgotten(here: Room) -> None:
    """Discord was away for an hour after it had taken the message."""
    ref = await here.put("Old")
    here.surface._posts._sent = dict.fromkeys(here.surface._posts._sent, 0)
    here.clock.advance(60 * MINUTE)
    assert ref == await here.put("New")
    assert 1 == len(here.messages())


async def test_what_was_deleted_unnoticed_is_posted_anew(here: Room) -> None:
    """Nobody recorded the first one, so the engine asks for it without a reference."""
    ref = await here.put()
    here.guild.deletes(here.messages()[0])
    here.clock.advance(10 * MINUTE)
    assert ref != await here.put()
    assert 1 == len(here.messages())


async def test_an_edit_of_a_deleted_message_is_gone(here: Room) -> None:
    """And nothing is posted in its place."""
    ref = await here.put()
    here.guild.deletes(here.messages()[0])
    with pytest.raises(Gone):
        await here.put("New", ref=ref)
    assert [] == here.messages()


async def test_a_message_of_somebody_else_is_not_ours(here: Room) -> None:
    """As after the bot was made anew under another account: the engine posts its own."""
    written = await here.guild.member("Ada").writes(here.channel, "Hello")
    with pytest.raises(Gone):
        await here.put(ref=str(written.id))


async def test_an_edit_replaces_files_and_pictures(here: Room) -> None:
    """What the card does not show any more hangs on the message no longer."""
    bars = (Bar("Oxygen", 3, right=True), Bar("Helium", 1))
    ref = await here.put(chart=Chart("Gases", bars, "Oxygen 3, helium 1"), files=(File("a.csv", "text/csv", b"1"),))
    assert 2 == len(here.messages()[0].body["attachments"])
    await here.put(ref=ref)
    assert [] == here.messages()[0].body["attachments"]
    await here.put(ref=ref, files=(File("b.csv", "text/csv", b"2"),))
    assert ["b.csv"] == [each["filename"] for each in here.messages()[0].body["attachments"]]


async def test_the_time_is_discords(here: Room) -> None:
    """The instant at which it says that the message stands, or was edited."""
    ref, at = await here.surface.put(here.place, "s.q0", card(), None)
    assert at == here.messages()[0].at
    here.clock.advance(5 * SECOND)
    _, edited = await here.surface.put(here.place, "s.q0", card("New"), ref)
    assert (edited, at + 5 * SECOND) == (here.messages()[0].edited_at, here.clock.now())


@pytest.mark.parametrize(
    "place",
    [
        Place("slack:1", "2"),
        Place("discord:1", "general"),
        Place("discord:", "2"),
        Place("discord:1", "2", "three"),
        Place("discord:1", "2" * 21),
        Place("discord:1", "٢"),
    ],
)
async def test_a_place_that_cannot_be_is_gone(here: Room, place: Place) -> None:
    """And Discord is not asked for it."""
    before = len(here.server.asked)
    with pytest.raises(Gone):
        await here.surface.put(place, "s.q0", card(), None)
    assert before == len(here.server.asked)


async def test_a_channel_that_was_deleted_is_gone(here: Room) -> None:
    """The engine gives the place up."""
    here.guild.deletes(here.channel)
    with pytest.raises(Gone):
        await here.put()


@pytest.mark.parametrize(
    ("lacking", "named", "changed"),
    [
        ("SEND_MESSAGES", "Send Messages", {}),
        ("VIEW_CHANNEL", "View Channels", {}),
        ("ATTACH_FILES", "Attach Files", {"files": (File("a.csv", "text/csv", b"1"),)}),
        ("CREATE_PUBLIC_THREADS", "Create Public Threads", {"thread": "Enzymes"}),
    ],
)
async def test_the_permission_that_is_missing_is_named(
    here: Room, lacking: str, named: str, changed: dict[str, object]
) -> None:
    """As the server's settings call it."""
    here.guild.forbid(lacking)
    await here.heard()
    with pytest.raises(Denied) as denied:
        await here.put(**changed)
    assert named == denied.value.permission


async def test_a_permission_that_is_missing_in_a_channel_alone_is_named(here: Room) -> None:
    """The role has it, an overwrite takes it."""
    here.guild.forbid("SEND_MESSAGES", channel=here.channel)
    await here.heard()
    with pytest.raises(Denied, match="Send Messages"):
        await here.put()


async def test_a_server_that_removed_us_is_asked_rarely(here: Room) -> None:
    """Its refusals would add up to a block of the whole machine."""
    await here.put()
    here.guild.removes_bot()
    await here.heard()
    for number in range(50):
        with pytest.raises((Denied, Gone)):
            await here.put(key=f"s.q{number}")
    assert {(403, 50001): 2} == dict(here.server.refusals)  # an edit, a post


async def test_a_permission_that_was_given_counts_at_once(here: Room) -> None:
    """Nobody waits for a refusal of a moment ago to be forgotten."""
    here.guild.forbid("SEND_MESSAGES")
    await here.heard()
    for _ in range(3):
        with pytest.raises(Denied):
            await here.put()
    here.guild.allow("SEND_MESSAGES")
    await here.heard()
    assert await here.put()


async def test_nothing_is_sent_while_there_is_no_connection(here: Room) -> None:
    """The engine waits a second and tries again."""
    here.client = discord.Client(intents=discord.Intents.none())
    with pytest.raises(Busy):
        await here.put()


async def test_keys_that_were_long_ago_are_forgotten(here: Room) -> None:
    """A process runs for months."""
    for number in range(MOST + 5):
        here.surface._posts._sent[here.channel.id, f"s.{number}"] = 1
    assert MOST == len(here.surface._posts._sent)


async def test_one_key_in_two_channels_has_two_nonces(here: Room) -> None:
    """Discord may look for a nonce among all that its author sent."""
    await here.put()
    other = here.guild.channel("other")
    await here.surface.put(replace(here.place, channel=str(other.id)), "s.q0", card(), None)
    assert 2 == len({each.nonce for each in (*here.messages(), *here.messages(other))})


async def test_a_link_leads_to_the_message(here: Room) -> None:
    """In a channel and in a thread; there is none to what cannot be."""
    way = f"https://discord.com/channels/{here.guild.id}"
    thread = replace(here.place, thread="77")
    assert f"[Show the message]({way}/{here.channel.id}/5)" == here.surface.link(here.place, "5")
    assert f"[Show the message]({way}/77/5)" == here.surface.link(thread, "5")
    assert "" == here.surface.link(here.place, "nowhere")
