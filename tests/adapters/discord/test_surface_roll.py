"""Calling the roll on Discord."""

import pytest
from msgspec.structs import replace

from adapters.discord.outbound import roll
from adapters.discord.terms.application import Granted
from adapters.discord.terms.permissions import EVERYTHING, HOSTS, VIEW, Overwrite
from adapters.discord.terms.permissions import Room as Channel
from bot.kernel.errors import Denied, Gone
from tests.adapters.discord.rooms import Room

MEMBERS = "/guilds/{guild_id}/members"


async def names(here: Room, group: str = "") -> set[str]:
    """Return the names on the roll."""
    return {person.name for person in await here.surface.members(here.place, group)}


async def test_the_roll_needs_an_intent(here: Room) -> None:
    """Named as Discord calls it; nothing is asked."""
    here.granted = Granted()
    with pytest.raises(Denied, match="Server Members Intent"):
        await here.surface.members(here.place)
    assert 0 == here.asked("GET", MEMBERS)


async def test_an_intent_that_was_taken_back_is_named(here: Room) -> None:
    """Discord refuses the list."""
    here.server.revoke()
    with pytest.raises(Denied, match="Server Members Intent"):
        await here.surface.members(here.place)


@pytest.mark.parametrize("known", [True, False])
async def test_who_does_not_see_the_channel_is_not_on_it(here: Room, *, known: bool) -> None:
    """By what the gateway told, or else by what is asked for."""
    ada, _ = here.guild.member("Ada"), here.guild.member("Ben")
    here.guild.hides(here.channel, of=ada)
    await here.heard()
    here.known = known
    assert {"Ben", "Studybell", "Owner of Biology 101"} == await names(here)


async def test_hosts_and_bots_are_marked(here: Room) -> None:
    """Who may manage the server or its events, or has the role the group has set."""
    tutors = here.guild.role("Tutors")
    here.guild.member("Ada")
    here.guild.member("Bo", host=True)
    here.guild.member("Eve", may=["MANAGE_EVENTS"])
    here.guild.member("Tim", roles=[tutors])
    await here.heard()
    here.host_role = "tutors"
    people = await here.surface.members(here.place)
    assert {"Bo", "Eve", "Tim", "Owner of Biology 101"} == {each.name for each in people if each.host}
    assert {"Studybell"} == {each.name for each in people if each.bot}


@pytest.mark.parametrize("group", ["Group A", "group a", "@Group A", "<@&{id}>", "{id}"])
async def test_a_role_narrows_it(here: Room, group: str) -> None:
    """By its name or its id."""
    some = here.guild.role("Group A")
    here.guild.member("Ada", roles=[some])
    here.guild.member("Ben")
    await here.heard()
    assert {"Ada"} == await names(here, group.format(id=some.id))


async def test_everyone_is_everybody(here: Room) -> None:
    """The role nobody is given."""
    here.guild.member("Ada")
    assert "Ada" in await names(here, "@everyone")


async def test_a_role_that_is_not_there_has_nobody(here: Room) -> None:
    """It was deleted, or never was."""
    here.guild.member("Ada")
    assert set() == await names(here, "Group B")


async def test_a_large_server_is_read_page_by_page(here: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody once."""
    monkeypatch.setattr(roll, "PAGE", 3)
    for number in range(7):
        here.guild.member(f"M{number}")
    people = await here.surface.members(here.place)
    assert (9, 9) == (len(people), len({each.member for each in people}))
    assert 4 == here.asked("GET", MEMBERS)


async def test_many_rolls_at_one_hour_are_one_question(here: Room) -> None:
    """A server of discussions that end together."""
    here.guild.member("Ada")
    for _ in range(5):
        await names(here)
    assert 1 == here.asked("GET", MEMBERS)
    here.guild.member("Ben")
    here.clock.advance(roll.AGREED)
    assert "Ben" in await names(here)


async def test_single_members_need_no_intent(here: Room) -> None:
    """Who has left, and who does not see the channel, is not there."""
    ada, ben, cleo = (here.guild.member(name) for name in ("Ada", "Ben", "Cleo"))
    here.guild.leaves(ben)
    here.guild.hides(here.channel, of=cleo)
    await here.heard()
    here.server.revoke()
    here.granted = Granted()
    asked = [str(each.id) for each in (ada, ben, cleo)]
    assert ["Ada"] == [each.name for each in await here.surface.present(here.place, [*asked, "5", "nobody"])]


async def test_a_channel_that_is_gone_has_no_roll(here: Room) -> None:
    """The engine is told."""
    here.guild.deletes(here.channel)
    await here.server.until(lambda: here.client.get_channel(here.channel.id) is None)
    with pytest.raises(Gone):
        await here.surface.members(here.place)


async def test_those_who_see_a_channel_see_its_threads(here: Room) -> None:
    """Public ones."""
    here.guild.member("Ada")
    thread = await here.thread()
    assert await here.surface.members(thread) == await here.surface.members(replace(thread, thread=""))


# -- permissions
ME, ROLE, OTHER, SERVER = 5, 6, 7, 1


def channel(*overwrites: Overwrite, everybody: int = VIEW, role: int = 0) -> Channel:
    """Build a channel of a server with two roles."""
    return Channel(SERVER, 99, {SERVER: everybody, ROLE: role, OTHER: 0}, overwrites)


def test_owners_and_administrators_may_everything() -> None:
    """Whatever the channel denies."""
    hidden = Overwrite(SERVER, 0, VIEW)
    assert EVERYTHING == channel(hidden).of(99, ())
    assert EVERYTHING == channel(hidden, role=1 << 3).of(ME, [ROLE])


def test_overwrites_count_in_their_order() -> None:
    """Everybody's first, then those of all roles together, the member's last."""
    assert 0 == channel(Overwrite(SERVER, 0, VIEW)).of(ME, [ROLE])
    assert VIEW == channel(Overwrite(SERVER, 0, VIEW), Overwrite(ROLE, VIEW, 0)).of(ME, [ROLE])
    assert VIEW == channel(Overwrite(ROLE, VIEW, 0), Overwrite(OTHER, 0, VIEW)).of(ME, [ROLE, OTHER])
    assert 0 == channel(Overwrite(ROLE, VIEW, 0), Overwrite(ME, 0, VIEW)).of(ME, [ROLE])


def test_a_role_that_was_deleted_gives_nothing() -> None:
    """The member's list may be older than the server's."""
    assert 0 == channel(everybody=0).of(ME, [1234]) & HOSTS
