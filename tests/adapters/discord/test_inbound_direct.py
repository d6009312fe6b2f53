"""Controls in direct messages: they act in the server they were written for, for who is in it."""

import pytest

from bot.discussion.events import AwayForm, DiscussionPanel, Status
from bot.kernel.card import Button, Card
from bot.kernel.people import Place
from tests.adapters.discord.playing import Class
from tests.loopback.discord import Person, Shown

MESSAGE, FORM = 4, 9

BUTTONS = (Button("My status", Status()), Button("I am away", AwayForm()), Button("Panel", DiscussionPanel()))


async def told(room: Class, person: Person) -> Shown:
    """Send somebody a direct message about an open discussion, with controls; return it."""
    form = await room.teacher.command(room.general, "discuss open")
    await room.teacher.submit(form, {"title": "Light", "body": "Why?", "due": "in 3 days", "rules": "1 post"})
    card = await room.card(has="Why?")
    place = Place(f"discord:{room.guild.id}", str(room.general.id))
    session = await room.session_of(card)
    reminder = Card(title="Reminder", body="You owe a post.", buttons=BUTTONS, session=session)
    await room.studybell.adapter.surface.tell(place, "key", str(person.id), reminder)
    return person.inbox()[-1]


async def test_a_control_acts_where_its_session_is(room: Class) -> None:
    """A reminder's button works, though no server is told with the press."""
    answer = await room.ada.press(await told(room, room.ada), "My status")
    assert (MESSAGE, True, True) == (answer.kind, answer.private, "Light" in answer.text)


async def test_a_form_without_a_session_knows_its_server(room: Class) -> None:
    """Who says until when they are away says so for the server the reminder came from."""
    form = await room.ada.press(await told(room, room.ada), "I am away")
    answer = await room.ada.submit(form, {"until": "in 2 days"})
    prefs = await room.studybell.app.store.member_prefs(f"discord:{room.guild.id}")
    assert (form.kind, answer.text.partition(" until")[0], list(prefs)) == (FORM, "You are away", [str(room.ada.id)])


@pytest.mark.parametrize(("who", "shown"), [("teacher", "## Host panel"), ("ada", "Only a host can do that")])
async def test_a_host_is_one_in_direct_messages_too(room: Class, who: str, shown: str) -> None:
    """Discord tells no permissions there, so the server is asked."""
    person: Person = getattr(room, who)
    answer = await person.press(await told(room, person), "Panel")
    assert answer.text.startswith(shown)


async def test_who_has_left_is_told(room: Class) -> None:
    """A control of a server one is not in any more does nothing."""
    message = await told(room, room.ada)
    room.guild.leaves(room.ada)
    answer = await room.ada.press(message, "My status")
    assert "That belongs to a server you are not in any more." == answer.text


async def test_a_control_of_nothing_is_told(room: Class) -> None:
    """A control whose session nobody knows is answered."""
    message = await told(room, room.ada)
    answer = await room.pressed(room.ada, message, 'zzzzzzzzzz["ds"]')
    assert (True, "This has ended and its record is gone.") == (answer.private, answer.text)


async def test_the_server_is_asked_once_in_a_while(room: Class) -> None:
    """A second press within a minute asks Discord nothing about the member."""
    message = await told(room, room.ada)
    for _ in range(3):
        await room.ada.press(message, "My status")
    asked = [each for each in room.discord.asked if each.route == "/guilds/{guild_id}/members/{user_id}"]
    assert 1 == len(asked)
