"""Gates on Discord: private threads for those who were let in."""

import pytest
from msgspec.structs import replace

from adapters.discord.terms.application import Granted
from bot.kernel.clock import MINUTE
from bot.kernel.errors import Denied, Gone
from bot.kernel.people import Place
from tests.adapters.discord.rooms import Room, card, words
from tests.loopback.discord import Channel, deeds


async def gate(here: Room, title: str = "Inside", ref: str | None = None) -> Place:
    """Put a gate; return its thread."""
    ref, _ = await here.surface.put(here.place, "s.gate", card(title, thread="Sealed", admits={}), ref)
    return replace(here.place, thread=ref)


def only(here: Room) -> Channel:
    """Return the one thread that is there."""
    (thread,) = here.threads()
    return thread


async def test_a_gate_is_a_private_thread_with_the_card_in_it(here: Room) -> None:
    """Nobody but us lets others in, and the channel shows nothing of it."""
    thread = await gate(here)
    begun = only(here)
    assert (thread.thread, "Sealed", True, False) == (str(begun.id), begun.name, begun.private, begun.invitable)
    assert ["## Inside\nWhich gas?"] == [words(each) for each in here.messages(begun)]
    assert [] == here.messages()


async def test_a_gate_of_a_former_process_is_found_by_its_message(here: Room) -> None:
    """A kill hid it; the edit finds the message by the thread."""
    thread = await gate(here)
    here.clock.advance(10 * MINUTE)
    here.begin()
    assert thread == await gate(here, "New")
    here.begin()
    assert thread == await gate(here, "Newer", thread.thread)
    assert ["## Newer\nWhich gas?"] == [words(each) for each in here.messages(only(here))]


async def test_another_thread_of_that_name_is_never_taken(here: Room) -> None:
    """Neither an empty one of ours nor a member's."""
    here.guild.thread(here.channel, "Sealed", by=here.server.me, private=True)
    here.guild.thread(here.channel, "Sealed", by=here.guild.member("Ada").user, private=True)
    await gate(here)
    assert 3 == len(here.threads())


async def test_a_thread_that_was_made_for_it_gets_the_card_later(here: Room) -> None:
    """The card was refused once the thread was there: no second thread is made."""
    here.guild.forbid("SEND_MESSAGES_IN_THREADS")
    await here.heard()
    with pytest.raises(Denied, match="Send Messages in Threads"):
        await gate(here)
    here.guild.allow("SEND_MESSAGES_IN_THREADS")
    await here.heard()
    assert (await gate(here)).thread == str(only(here).id)


async def test_a_message_that_was_deleted_alone_is_posted_anew(here: Room) -> None:
    """Under the same key, in the same thread; and found there again by the next process."""
    thread = await gate(here)
    for number in range(120):
        deeds.post(here.server, only(here), here.guild.owner, {"content": str(number)})
    here.guild.deletes(here.messages(only(here))[0])
    here.clock.advance(10 * MINUTE)
    for title in ("New", "Newer"):
        here.begin()
        assert thread == await gate(here, title, thread.thread)
    assert (121, "## Newer\nWhich gas?") == (len(here.messages(only(here))), words(here.messages(only(here))[-1]))


async def test_a_gate_whose_thread_was_deleted_is_gone(here: Room) -> None:
    """The engine makes another."""
    thread = await gate(here)
    here.guild.deletes(only(here))
    with pytest.raises(Gone):
        await gate(here, "New", thread.thread)


async def test_a_gate_needs_its_permission(here: Room) -> None:
    """Named as the settings call it."""
    here.guild.forbid("CREATE_PRIVATE_THREADS")
    await here.heard()
    with pytest.raises(Denied, match="Create Private Threads"):
        await gate(here)


async def test_who_is_let_in_sees_it_and_nobody_else(here: Room) -> None:
    """As often as they are let in."""
    ada, ben = here.guild.member("Ada"), here.guild.member("Ben")
    thread = await gate(here)
    for _ in range(2):
        await here.surface.admit(thread, str(ada.id))
    inside = [who for who in only(here).thread_members if who != here.server.me.id]
    assert ([ada.id], True) == (inside, ben.id not in inside)


@pytest.mark.parametrize("who", ["5", "nobody"])
async def test_who_is_not_there_is_passed_over(here: Room, who: str) -> None:
    """They have left the server."""
    thread = await gate(here)
    await here.surface.admit(thread, who)
    assert [here.server.me.id] == list(only(here).thread_members)


async def test_letting_in_opens_a_thread_that_discord_put_away(here: Room) -> None:
    """An archived thread takes nobody in."""
    ada = here.guild.member("Ada")
    thread = await gate(here)
    here.guild.changes(only(here), archived=True)
    await here.surface.admit(thread, str(ada.id))
    assert ada.id in only(here).thread_members


async def test_nobody_is_let_into_what_is_gone(here: Room) -> None:
    """The engine is told."""
    ada = here.guild.member("Ada")
    thread = await gate(here)
    here.guild.deletes(only(here))
    with pytest.raises(Gone):
        await here.surface.admit(thread, str(ada.id))


async def test_letting_in_needs_its_permission(here: Room) -> None:
    """And nobody is passed over for want of it."""
    ada = here.guild.member("Ada")
    thread = await gate(here)
    here.guild.forbid("SEND_MESSAGES_IN_THREADS")
    await here.heard()
    with pytest.raises(Denied, match="Send Messages in Threads"):
        await here.surface.admit(thread, str(ada.id))


async def test_the_roll_of_a_gate_are_those_inside(here: Room) -> None:
    """And who manages all threads."""
    ada, _ = here.guild.member("Ada"), here.guild.member("Ben")
    here.guild.member("Moderator", may=["MANAGE_THREADS"])
    thread = await gate(here)
    await here.surface.admit(thread, str(ada.id))
    names = {person.name for person in await here.surface.members(thread)}
    assert {"Ada", "Moderator", "Studybell", "Owner of Biology 101"} == names


async def test_single_members_of_a_gate_need_no_intent(here: Room) -> None:
    """Who was not let in is not there."""
    ada, ben = here.guild.member("Ada"), here.guild.member("Ben")
    thread = await gate(here)
    await here.surface.admit(thread, str(ada.id))
    here.granted = Granted()
    assert ["Ada"] == [each.name for each in await here.surface.present(thread, [str(ada.id), str(ben.id)])]


async def test_a_closed_gate_can_be_opened_again(here: Room) -> None:
    """As every thread."""
    thread = await gate(here)
    await here.surface.close(thread)
    assert (True, True) == (only(here).archived, only(here).locked)
    await here.surface.reopen(thread)
    assert thread == await gate(here, "New", thread.thread)
