"""Threads of the playground as sessions read them: what was written, edited and taken away, and what never looks like that."""

import asyncio
from typing import Any

import pytest
from msgspec.structs import replace

from adapters.playground.chat import Chat, Refused
from adapters.playground.surface import PlaygroundSurface
from adapters.playground.values import Message, Persona
from bot.kernel.card import Card
from bot.kernel.errors import Gone
from bot.kernel.message import Message as Written
from bot.kernel.message import Removed
from bot.kernel.people import Place

GENERAL = Place("playground:main", "general")
PROMPT = Card(title="Enzymes", thread="Enzymes", session="abcdefghij")


def surface(room: Any) -> PlaygroundSurface:
    """Build the surface over a room's chat."""
    return PlaygroundSurface(room.chat, room.clock)


async def begin(room: Any) -> Place:
    """Post a prompt; return its thread."""
    ref, _ = await surface(room).put(GENERAL, "s.open", PROMPT, None)
    return replace(GENERAL, thread=ref)


async def write(  # noqa: PLR0913 - a whole message
    chat: Chat, thread: Place, text: str, by: str = "ada", reply_to: str = "", key: str = ""
) -> Message:
    """Let somebody write in the thread."""
    draft = Message(id="", seq=0, at=0, channel=thread.channel, thread=thread.thread, author=by, text=text, key=key)
    return await chat.say(replace(draft, reply_to=reply_to))


async def read(room: Any, thread: Place, since: int = 0) -> tuple[Written, ...]:
    """Return what is read of the thread."""
    return (await surface(room).history(thread, since)).messages


# -- who is there
@pytest.mark.parametrize(
    ("group", "expected"),
    [("", 4), ("learners", 3), ("teachers", 1), ("hosts", 1), ("owls", 0), ("learner", 0), ("rivera", 0)],
)
async def test_a_group_is_the_teachers_or_the_learners(room: Any, group: str, expected: int) -> None:
    """Any other group has nobody in it."""
    assert expected == len(await surface(room).members(GENERAL, group))


async def test_hosts_are_marked(room: Any) -> None:
    """Whoever is marked teacher is one."""
    await room.chat.add_persona(Persona("kim", "Kim", host=True))
    assert ["rivera", "kim"] == [one.member for one in await surface(room).members(GENERAL, "teachers")]
    assert {"rivera", "kim"} == {one.member for one in await surface(room).members(GENERAL) if one.host}


# -- what is read
async def test_what_the_bot_says_in_the_thread_is_not_read(room: Any) -> None:
    """Neither its cards nor what it tells one member alone."""
    thread = await begin(room)
    await surface(room).put(thread, "s.a1", Card(title="Ada's answer"), None)
    await room.chat.replace(
        Message(id="", seq=0, at=0, channel="general", thread=thread.thread, to="ada", text="Short")
    )
    assert () == await read(room, thread)


async def test_a_removed_post_is_told_without_its_text(room: Any) -> None:
    """Who took it away and when is known after a restart too; its text is nowhere any more."""
    thread = await begin(room)
    post = await write(room.chat, thread, "secret")
    room.clock.advance(5_000)
    await room.chat.remove(post, Removed.BY_AUTHOR)
    again = PlaygroundSurface(await room.reopened(), room.clock)
    (told,) = (await again.history(thread, 0)).messages
    assert (post.id, None, Removed.BY_AUTHOR, room.clock.now()) == (told.id, told.text, told.removed, told.removed_at)
    assert not any(b"secret" in value for value in (await room.store.kept("playground:messages")).values())


async def test_a_change_is_read_though_the_post_is_old(room: Any) -> None:
    """Edits and removals since the instant are told; what did not change is not."""
    thread = await begin(room)
    posts = [await write(room.chat, thread, f"number {number}") for number in range(3)]
    room.clock.advance(60_000)
    since = room.clock.now()
    await room.chat.rephrase(posts[0], "better", (), since)
    await room.chat.remove(posts[1], Removed.BY_MODERATOR)
    assert [("better", ""), (None, "moderator")] == [(one.text, one.removed) for one in await read(room, thread, since)]


async def test_of_two_edits_in_one_millisecond_the_second_is_the_later_one(room: Any) -> None:
    """Whoever is told of both, in any order, knows which text stands."""
    thread = await begin(room)
    post = await write(room.chat, thread, "as it was")
    now = room.clock.now()
    first, second = [await room.chat.rephrase(post, text, (), now) for text in ("better", "best")]
    assert first.edited_at < second.edited_at


async def test_history_is_whole_from_where_the_thread_began(room: Any) -> None:
    """A prompt that was posted anew has a new thread: what stood in the old one was not removed."""
    old = await begin(room)
    post = await write(room.chat, old, "In the old thread")
    room.clock.advance(1_000)
    await room.chat.remove(room.chat.messages.get(old.thread))
    ref, at = await surface(room).put(GENERAL, "s.open.1", PROMPT, None)
    found = await surface(room).history(replace(GENERAL, thread=ref), 0)
    assert (at, True) == (found.whole_since, at > post.at)


async def test_what_is_whole_does_not_reach_behind_what_was_asked_for(room: Any) -> None:
    """An older post that did not change is not among the messages, and must not pass for removed."""
    thread = await begin(room)
    await write(room.chat, thread, "old")
    room.clock.advance(1_000)
    found = await surface(room).history(thread, room.clock.now())
    assert ((), room.clock.now()) == (found.messages, found.whole_since)


async def test_a_deleted_prompt_leaves_its_thread_behind(room: Any) -> None:
    """What people wrote is not lost with the card; nobody writes there any more, and the bot hears that it is gone."""
    thread = await begin(room)
    post = await write(room.chat, thread, "My thoughts")
    await room.chat.remove(room.chat.messages.get(thread.thread))
    assert room.chat.messages.get(post.id).stands
    for gone in (surface(room).history(thread, 0), surface(room).reopen(thread), write(room.chat, thread, "More")):
        with pytest.raises(Gone):
            await gone


# -- what thins out
async def test_thinning_never_takes_from_an_open_thread(room: Any) -> None:
    """However much is said beside and in it, every post stands and is read."""
    small = Chat(room.store, room.clock, room.news.append, most=3)
    await small.open()
    room.chat = small
    thread = await begin(room)
    for number in range(20):
        await write(small, thread, f"post {number}")
        await write(small, GENERAL, f"talk {number}")
    assert [f"post {number}" for number in range(20)] == [one.text for one in await read(room, thread)]
    assert 3 == len(small.latest("ada", "general", 99))


async def test_a_closed_thread_goes_whole(room: Any) -> None:
    """Thinning takes the message it began at and all of it, so that nothing is left to be taken for removed."""
    small = Chat(room.store, room.clock, room.news.append, most=3)
    await small.open()
    room.chat = small
    thread = await begin(room)
    await write(small, thread, "post")
    await surface(room).close(thread)
    for number in range(3):
        await write(small, GENERAL, f"talk {number}")
    with pytest.raises(Gone):
        await read(room, thread)
    assert 3 == len(small.messages)


# -- answering
async def test_an_answer_to_a_deleted_post_is_refused(room: Any) -> None:
    """It says so, and nothing is posted."""
    thread = await begin(room)
    post = await write(room.chat, thread, "Gone soon")
    await room.chat.remove(post, Removed.BY_AUTHOR)
    with pytest.raises(Refused, match="was deleted meanwhile"):
        await write(room.chat, thread, "But why?", "ben", post.id)
    assert 1 == len(room.chat.posts(thread.thread))


async def test_only_what_stands_in_the_thread_can_be_answered(room: Any) -> None:
    """Neither a message of the channel, nor one of another thread, nor what somebody alone can see, nor nothing at all."""
    thread, elsewhere = await begin(room), await write(room.chat, GENERAL, "elsewhere")
    there = await write(room.chat, replace(GENERAL, thread=elsewhere.id), "in another thread")
    draft = Message(id="", seq=0, at=0, channel="general", thread=thread.thread, to="ada", text="for Ada")
    private = await room.chat.replace(draft)
    for wrong in (elsewhere.id, there.id, private.id, "nothing"):
        with pytest.raises(Refused):
            await write(room.chat, thread, "An answer", "ben", wrong)


async def test_an_answer_to_the_prompt_is_a_post(room: Any) -> None:
    """Everything in the thread answers what it begins at; nobody in particular is answered."""
    thread = await begin(room)
    assert "" == (await write(room.chat, thread, "Mine", reply_to=thread.thread)).reply_to


async def test_what_was_deleted_is_not_posted_anew_when_sent_again(room: Any) -> None:
    """A page that did not hear the answer sends once more; what was taken away meanwhile stays away."""
    thread = await begin(room)
    post = await write(room.chat, thread, "once", key="say:ada:1")
    await room.chat.remove(post, Removed.BY_AUTHOR)
    assert not (await write(room.chat, thread, "once", key="say:ada:1")).stands
    assert 1 == len(room.chat.posts(thread.thread))


# -- closing
async def test_nobody_edits_in_a_closed_thread(room: Any) -> None:
    """It takes no posts and no changes; what is there can still be taken away."""
    thread = await begin(room)
    post = await write(room.chat, thread, "Final")
    await surface(room).close(thread)
    with pytest.raises(Refused, match="closed"):
        await room.chat.rephrase(post, "Different", (), room.clock.now())
    assert not (await room.chat.remove(post, Removed.BY_AUTHOR)).stands


# -- news of a session in private
async def test_a_private_message_is_renewed_wherever_it_stands(room: Any) -> None:
    """In the thread, and among the direct messages where a reminder was answered."""
    thread = await begin(room)
    for channel, below in (("general", thread.thread), ("@ada", "")):
        draft = Message(
            id="", seq=0, at=0, channel=channel, thread=below, to="ada", key="abcdefghij.mine", text="1 of 3"
        )
        await room.chat.replace(draft)
    await surface(room).whisper(GENERAL, "abcdefghij.mine", "ada", Card(title="2 of 3"))
    shown = [*room.chat.within("ada", thread.thread, 9), *room.chat.latest("ada", "@ada", 9)]
    assert ["2 of 3", "2 of 3"] == [one.sheet.title for one in shown]


# -- links
async def test_a_link_leads_to_the_thread_or_the_message(room: Any) -> None:
    """Within the page; nothing leads to what is private, removed or elsewhere."""
    thread = await begin(room)
    post = await write(room.chat, thread, "Mine")
    private = await room.chat.replace(Message(id="", seq=0, at=0, channel="general", to="ada", text="for Ada"))
    links = [surface(room).link(GENERAL, ref) for ref in (thread.thread, post.id, private.id, "nothing")]
    expected = [
        f"[Open the thread](#/general/{thread.thread})",
        f"[Open the thread](#/general/{thread.thread}/{post.id})",
    ]
    assert [*expected, "", ""] == links


# -- crowds
async def test_a_flood_of_messages_keeps_nobody_waiting_long(room: Any) -> None:
    """Only so many wait to be stored; the others are told to try again, and the bot's card comes through."""
    crowd = [write(room.chat, GENERAL, str(number), key=f"say:ada:{number}") for number in range(300)]
    said, card = await asyncio.gather(
        asyncio.gather(*crowd, return_exceptions=True), surface(room).put(GENERAL, "s.q0", Card(title="Q"), None)
    )
    refused = [one for one in said if isinstance(one, Refused)]
    stored = [one for one in said if isinstance(one, Message)]
    assert (300, True, True) == (len(refused) + len(stored), bool(refused), bool(stored))
    assert {one.id for one in stored} | {card[0]} == {one.id for one in room.chat.messages}


async def test_every_message_has_its_own_number_in_the_order_it_was_said(room: Any) -> None:
    """Those of a thread and those beside it, after a restart too."""
    thread = await begin(room)
    for number in range(4):
        await write(room.chat, thread if number % 2 else GENERAL, str(number))
    again = await room.reopened()
    assert ["3", "2", "1", "0", ""] == [one.text for one in again.news("ben", "general", 99)]
    assert 2 == again.thread(thread.thread).count


async def test_a_prompt_that_was_deleted_stands_there_again(served: Any) -> None:
    """The teacher deletes the card; at once another one stands there, with a thread in which one can write."""
    async with served() as visitor:
        await visitor.say("rivera", "/discuss open what-i-did-this-week")
        async with visitor.listening("ada") as listener:
            whole = await listener.next()
            known = [one for one in whole["value"]["messages"] if one["card"] and not one["private"]]
            first = (known or [await listener.message(lambda one: bool(one["card"]) and not one["private"])])[0]
            await visitor.do("remove", "rivera", message=first["id"])
            again = await listener.message(lambda one: bool(one["card"]) and one["id"] != first["id"])
        assert first["card"]["title_html"] == again["card"]["title_html"]
        answer = await visitor.say(
            "ada", "I read two chapters and wrote down what I did not understand.", thread=again["id"]
        )
        assert "problem" not in answer
