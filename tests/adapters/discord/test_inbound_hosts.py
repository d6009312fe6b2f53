"""Who is a host on Discord: whom Discord lets manage the server or its events, and who has the group's role."""

import pytest

from tests.adapters.discord.playing import Class
from tests.loopback.discord import Answer, Person


async def hosted(room: Class, person: Person) -> bool:
    """Whether somebody may do what only hosts may do: begin a quiz."""
    card = await room.card(has="Capitals")
    token = next(each.custom_id for each in card.controls).partition("[")[0]
    answer: Answer = await room.pressed(person, card, f'{token}["panel"]')
    return answer.text.startswith("## Host panel")


async def lobby(room: Class) -> None:
    """Open a lobby."""
    await room.teacher.command(room.general, "quiz start", deck="capitals")


@pytest.mark.parametrize("permission", ["MANAGE_GUILD", "MANAGE_EVENTS", "ADMINISTRATOR"])
async def test_who_manages_the_server_is_a_host(room: Class, permission: str) -> None:
    """Each of the three is enough, wherever it comes from."""
    await lobby(room)
    assert await hosted(room, room.guild.member("Eve", may=[permission]))


async def test_other_permissions_make_no_host(room: Class) -> None:
    """Who may manage messages and threads may not run sessions."""
    await lobby(room)
    assert not await hosted(room, room.guild.member("Eve", may=["MANAGE_MESSAGES", "MANAGE_THREADS", "MANAGE_ROLES"]))


@pytest.mark.parametrize("named", ["Tutors", "tutors", "@Tutors", "<@&{id}>"])
async def test_the_groups_role_makes_hosts(room: Class, named: str) -> None:
    """A role that was set by name, in whatever case, or by id."""
    role = room.guild.role("Tutors")
    await room.teacher.command(room.general, "study settings", host_role=named.format(id=role.id))
    await lobby(room)
    assert await hosted(room, room.guild.member("Eve", roles=[role]))


async def test_another_role_makes_none(room: Class) -> None:
    """A role that only sounds alike is another one."""
    await room.teacher.command(room.general, "study settings", host_role="Tutors")
    await lobby(room)
    assert not await hosted(room, room.guild.member("Eve", roles=[room.guild.role("Tutors of maths")]))


async def test_a_member_can_be_made_a_host_by_name(room: Class) -> None:
    """Whatever their roles are; nobody else is one by that."""
    eve = room.guild.member("Eve")
    await room.teacher.command(room.general, "study settings", hosts=f"<@{eve.id}>")
    await lobby(room)
    assert (True, False) == (await hosted(room, eve), await hosted(room, room.ada))


async def test_everyone_can_be_the_role(room: Class) -> None:
    """A study group in which everybody may run sessions says so."""
    await room.teacher.command(room.general, "study settings", host_role="@everyone")
    await lobby(room)
    assert await hosted(room, room.ada)
