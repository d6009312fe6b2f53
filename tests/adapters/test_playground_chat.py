"""The chat's state: posting is idempotent, private stays private, and a restart finds everything as it was."""

import asyncio
from typing import Any

import pytest

from adapters.playground.chat import Chat
from adapters.playground.record import MOST_PRIVATE
from adapters.playground.surface import PlaygroundSurface
from adapters.playground.values import Channel, Message, NewsKind, Persona, Sheet
from bot.kernel.card import Button, Card, File, Select
from bot.kernel.errors import Gone
from bot.kernel.people import Place
from bot.quiz.events import Answer, Join, Mine

GENERAL = Place("playground:main", "general")


def card(title: str, *files: File) -> Card:
    """Build a card of a session with a button."""
    return Card(title=title, buttons=(Button("Join", Join()),), session="abcdefghij", files=files)


def surface(room: Any) -> PlaygroundSurface:
    """Build the surface over a room's chat."""
    return PlaygroundSurface(room.chat, room.clock)


def titles(chat: Any, persona: str, channel: str = "general") -> list[str]:
    """Return the titles of the cards a persona sees in a channel, in order."""
    return [one.sheet.title for one in chat.latest(persona, channel, 100) if one.sheet]


async def test_posting_twice_with_one_key_leaves_one_message(room: Any) -> None:
    """A crash may have hidden the first post; the second finds it and brings it up to date."""
    first, _ = await surface(room).put(GENERAL, "s:lobby", card("Old"), None)
    second, _ = await surface(room).put(GENERAL, "s:lobby", card("New"), None)
    assert first == second
    assert ["New"] == titles(room.chat, "ada")


async def test_posting_at_the_same_time_with_one_key_leaves_one_message(room: Any) -> None:
    """Two posts under way at once do not become two messages."""
    putting = surface(room)
    refs = await asyncio.gather(*(putting.put(GENERAL, "s:q0", card("Q"), None) for _ in range(5)))
    assert 1 == len({ref for ref, _ in refs})
    assert ["Q"] == titles(room.chat, "ada")


async def test_a_restart_finds_message_token_and_key(room: Any) -> None:
    """What was posted before a kill stands after it, takes the same presses and is not posted again."""
    ref, _ = await surface(room).put(GENERAL, "s:lobby", card("Lobby"), None)
    again = await room.reopened()
    assert 'abcdefghij["join",""]' == again.messages.get(ref).sheet.buttons[0].token
    putting = PlaygroundSurface(again, room.clock)
    assert (await putting.put(GENERAL, "s:lobby", card("Lobby"), None))[0] == ref


async def test_editing_a_deleted_message_raises_gone(room: Any) -> None:
    """The engine hears that the message is no more, and what it posts next is a new one."""
    ref, _ = await surface(room).put(GENERAL, "s:q0", card("Q"), None)
    await room.chat.remove(room.chat.messages.get(ref))
    with pytest.raises(Gone):
        await surface(room).put(GENERAL, "s:q0", card("Q2"), ref)
    fresh, _ = await surface(room).put(GENERAL, "s:q0", card("Q2"), None)
    assert fresh != ref


async def test_posting_to_an_unknown_place_raises_gone(room: Any) -> None:
    """A channel or thread that is not there takes nothing."""
    for place in (
        Place("playground:main", "nowhere"),
        Place("playground:main", "general", "nothread"),
        Place("x:1", "general"),
    ):
        with pytest.raises(Gone):
            await surface(room).put(place, "s:q0", card("Q"), None)


async def test_an_edit_that_changes_nothing_is_not_announced(room: Any) -> None:
    """Painting the same card again is silent."""
    ref, _ = await surface(room).put(GENERAL, "s:q0", card("Q"), None)
    before = len(room.news)
    await surface(room).put(GENERAL, "s:q0", card("Q"), ref)
    assert len(room.news) == before


async def test_a_private_message_is_seen_by_its_persona_alone(room: Any) -> None:
    """Neither the channel's history nor the news of others has it."""
    await room.chat.replace(Message(id="", seq=0, at=0, channel="general", to="ada", text="for Ada"))
    assert ["for Ada"] == [one.text for one in room.chat.latest("ada", "general", 9)]
    assert [] == room.chat.latest("ben", "general", 9)
    assert ["ada"] == [news.to for news in room.news]


async def test_a_whisper_changes_the_private_message_where_it_stands(room: Any) -> None:
    """The later news replaces the earlier in place."""
    private = Message(id="", seq=0, at=0, channel="general", to="ada", key="abcdefghij.mine", text="Locked in")
    kept = await room.chat.replace(private)
    await surface(room).whisper(GENERAL, "abcdefghij.mine", "ada", card("Right!"))
    changed = room.chat.messages.get(kept.id)
    assert (changed.sheet.title, changed.text, changed.seq) == ("Right!", "", kept.seq)


async def test_a_whisper_without_a_message_to_replace_does_nothing(room: Any) -> None:
    """Who has no private message of that key gets none, and who is no persona is not known here."""
    await surface(room).whisper(GENERAL, "s.mine", "ada", card("Right!"))
    await surface(room).whisper(GENERAL, "s.mine", "simulated-7", card("Right!"))
    assert 0 == len(room.chat.messages)


async def test_a_reply_with_a_key_moves_to_the_end(room: Any) -> None:
    """The private message of a key is one, and stands with what was pressed last."""
    draft = Message(id="", seq=0, at=0, channel="general", to="ada", key="s.mine", text="one")
    first = await room.chat.replace(draft)
    second = await room.chat.replace(draft)
    assert room.chat.messages.get(first.id) is None
    assert second.seq > first.seq


async def test_telling_twice_with_one_key_leaves_one_direct_message(room: Any) -> None:
    """The direct message stands in the persona's own channel and acts where its session is held."""
    for _ in range(2):
        await surface(room).tell(GENERAL, "s.results.done", "ada", card("Results"))
    assert ["Results"] == titles(room.chat, "ada", "@ada")
    assert [] == titles(room.chat, "ben", "@ada")
    assert room.chat.latest("ada", "@ada", 1)[0].place == GENERAL


async def test_simulated_learners_leave_no_trace(room: Any) -> None:
    """A direct message to somebody without a page is not stored."""
    await surface(room).tell(GENERAL, "s.results.done", "simulated-7", card("Results"))
    assert 0 == len(room.chat.messages)


async def test_files_survive_a_restart_and_go_with_their_message(room: Any) -> None:
    """The bytes lie in the store as long as a message carries them."""
    file = File("results.csv", "text/csv", b"name,points\r\nAda,3\r\n")
    await surface(room).tell(GENERAL, "s.results.done", "rivera", card("Results", file))
    again = await room.reopened()
    message = again.latest("rivera", "@rivera", 1)[0]
    assert again.blobs.get(message.sheet.files[0].digest).data == file.data
    await again.remove(message)
    assert 0 == len(again.blobs)


async def test_two_files_of_one_name_are_both_kept(room: Any) -> None:
    """A file is found by what is in it, not by its name."""
    files = (File("a.csv", "text/csv", b"1"), File("a.csv", "text/csv", b"2"))
    await surface(room).tell(GENERAL, "s.results.done", "rivera", card("Results", *files))
    kept = [room.chat.blobs.get(one.digest).data for one in room.chat.latest("rivera", "@rivera", 1)[0].sheet.files]
    assert [b"1", b"2"] == kept


async def test_a_thread_stands_under_its_message(room: Any) -> None:
    """A card put under another's message is in its thread, and goes with it."""
    ref, _ = await surface(room).put(GENERAL, "s:top", card("Top"), None)
    thread = Place("playground:main", "general", ref)
    await surface(room).put(thread, "s:under", card("Under"), None)
    assert [ref] == [one.id for one in room.chat.latest("ada", "general", 9)]
    assert ["Under"] == [one.sheet.title for one in room.chat.within("ada", ref, 9)]
    await room.chat.remove(room.chat.messages.get(ref))
    assert 0 == len(room.chat.messages)
    with pytest.raises(Gone):
        await surface(room).put(thread, "s:more", card("More"), None)


async def test_a_closed_thread_stays_closed(room: Any) -> None:
    """The lock is in the store; the thread of a deleted message cannot be locked."""
    ref, _ = await surface(room).put(GENERAL, "s:top", card("Top"), None)
    await surface(room).close(Place("playground:main", "general", ref))
    assert (await room.reopened()).messages.get(ref).locked
    with pytest.raises(Gone):
        await surface(room).close(Place("playground:main", "general", "nothing"))


async def test_members_are_the_personas(room: Any) -> None:
    """Everybody sees a channel; a direct channel has one member."""
    everybody = await surface(room).members(GENERAL)
    assert ["rivera", "ada", "ben", "chen"] == [one.member for one in everybody]
    assert ["Ada"] == [one.name for one in await surface(room).members(Place("playground:main", "@ada"))]


async def test_new_people_and_channels_are_there_after_a_restart(room: Any) -> None:
    """Who was let in and what was made stays."""
    await room.chat.add_persona(Persona(id="dora", name="Dora"))
    await room.chat.add_channel(Channel(id="chemistry", name="chemistry"))
    again = await room.reopened()
    assert "dora" in again.personas
    assert "chemistry" in again.channels
    assert [NewsKind.PERSONA, NewsKind.CHANNEL] == [news.kind for news in room.news]


async def test_private_messages_without_a_key_do_not_pile_up(room: Any) -> None:
    """Of passing sentences only the newest are kept, and nobody else's are touched."""
    await room.chat.replace(Message(id="", seq=0, at=0, channel="general", to="ben", text="for Ben"))
    for number in range(MOST_PRIVATE + 5):
        await room.chat.replace(Message(id="", seq=0, at=0, channel="general", to="ada", text=str(number)))
    assert [one.text for one in room.chat.latest("ada", "general", 99)] == [str(n) for n in range(5, MOST_PRIVATE + 5)]
    assert 1 == len(room.chat.latest("ben", "general", 99))


async def test_a_channel_keeps_only_so_many_messages(room: Any) -> None:
    """The oldest go, from the store too, so that a start stays quick."""
    small = Chat(room.store, room.clock, room.news.append, most=4)
    await small.open()
    for number in range(6):
        await small.post(Message(id="", seq=0, at=0, channel="general", author="ada", text=str(number)))
    assert ["2", "3", "4", "5"] == [one.text for one in (await room.reopened()).messages]


async def test_a_select_keeps_its_options_and_bounds(room: Any) -> None:
    """What may be chosen is checked on the server, so it is stored with the message."""
    chosen = Select("Which?", (), Answer(0), "choices", 1, 3)
    ref, _ = await surface(room).put(GENERAL, "s:q0", Card(select=chosen, session="abcdefghij"), None)
    pick = room.chat.messages.get(ref).sheet.pick
    assert (pick.token, pick.field, pick.least, pick.most) == ('abcdefghij["a",0,[],""]', "choices", 1, 3)


async def test_a_token_that_is_too_long_is_not_posted(room: Any) -> None:
    """Such an event cannot be a button anywhere; nothing is stored."""
    long = Card(buttons=(Button("x", Answer(0, text="x" * 100)),), session="abcdefghij")
    with pytest.raises(ValueError, match="100 characters"):
        await surface(room).put(GENERAL, "s:q0", long, None)
    assert 0 == len(room.chat.messages)


async def test_older_messages_come_before_a_number(room: Any) -> None:
    """Scrolling up asks for what stands before the oldest that is shown."""
    for number in range(6):
        await room.chat.post(Message(id="", seq=0, at=0, channel="general", author="ada", text=str(number)))
    newest = room.chat.latest("ben", "general", 2)
    older = room.chat.latest("ben", "general", 2, newest[0].seq)
    assert ["2", "3", "4", "5"] == [one.text for one in [*older, *newest]]


def test_a_sheet_of_a_plain_card_has_no_controls() -> None:
    """Nothing is made up for what a card does not have."""
    from adapters.playground.values import sheet_of  # noqa: PLC0415 - one use

    assert Sheet(title="T", body="B") == sheet_of(Card(title="T", body="B"))
    assert 's["mine"]' == sheet_of(Card(buttons=(Button("Mine", Mine()),), session="s")).buttons[0].token
