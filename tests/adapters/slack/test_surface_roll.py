"""Who is in a channel of Slack's."""

import msgspec
import pytest

from adapters.slack.outbound.people import HOST_HOLDS, SINGLY
from bot.engine.surface import Person
from bot.kernel.clock import HOUR, MINUTE, SECOND
from bot.kernel.errors import Busy, Denied, Gone
from bot.people.prefs import WorkspaceSettings
from bot.store.contract import Store
from tests.adapters.slack.rooms import Room


async def roll(here: Room, group: str = "") -> dict[str, Person]:
    """Return who is there, by name."""
    return {each.name: each for each in await here.surface.members(here.place, group)}


async def settle_hosts(store: Store, workspace: str, group: str) -> None:
    """Set the user group whose members are hosts."""
    await store.set_workspace_settings(workspace, msgspec.json.encode(WorkspaceSettings(host_role=group)))


async def test_everybody_is_there_with_what_slack_tells(here: Room) -> None:
    """Zones, admins, bots and guests; who has left or whose account is closed is not."""
    here.team.member("Bo", admin=True, tz="America/New_York")
    here.team.member("Owner", owner=True)
    here.team.member("Guest", guest=True, tz="Mars/Olympus")
    here.team.member("Helper", bot=True, bot_id="B0HELPER")
    here.team.member("Closed", deleted=True)
    here.team.member("Elsewhere", joins=False)
    found = await roll(here)
    assert {"Ada", "Bo", "Owner", "Guest", "Helper", "Studybell"} == set(found)
    assert {"Bo", "Owner"} == {name for name, each in found.items() if each.host}
    assert {"Helper", "Studybell"} == {name for name, each in found.items() if each.bot}
    assert ("America/New_York", "Europe/London", "") == tuple(found[name].zone for name in ("Bo", "Ada", "Guest"))


async def test_a_large_class_is_listed_and_not_asked_for_one_by_one(here: Room) -> None:
    """Page by page; a second roll call within seconds asks nothing."""
    for number in range(SINGLY + 10):
        here.team.member(f"Member {number}")
    assert SINGLY + 12 == len(await roll(here))
    before = len(here.server.calls)
    assert 0 == here.asked("users.info")
    await roll(here)
    assert before == len(here.server.calls)


async def test_a_small_one_is_asked_for(here: Room) -> None:
    """A workspace may have a hundred thousand members, of whom two are here."""
    await roll(here)
    assert (0, 2) == (here.asked("users.list"), here.asked("users.info"))


async def test_who_came_is_there_soon(here: Room) -> None:
    """A list holds for seconds."""
    await roll(here)
    here.team.member("Late")
    here.clock.advance(20 * SECOND)
    assert "Late" in await roll(here)


async def test_a_user_group_is_known_by_id_handle_name_and_mention(here: Room) -> None:
    """However whoever set it wrote it."""
    ben = here.team.member("Ben")
    group = here.team.group("teachers", ben)
    for written in (group.id, "teachers", "@Teachers", "Teachers", f"<!subteam^{group.id}|@teachers>"):
        assert ["Ben"] == list(await roll(here, written))
    with pytest.raises(Gone):
        await roll(here, "nobody")


async def test_the_hosts_group_makes_hosts(here: Room) -> None:
    """Where one is set; a deleted one makes nobody a host."""
    ben = here.team.member("Ben")
    here.team.group("teachers", ben)
    await settle_hosts(here.store, here.place.workspace, "teachers")
    assert {"Ben"} == {name for name, each in (await roll(here)).items() if each.host}
    await settle_hosts(here.store, here.place.workspace, "gone")
    assert set() == {name for name, each in (await roll(here)).items() if each.host}


async def test_without_leave_nothing_is_told(here: Room) -> None:
    """With what it would take."""
    here.team.removes_bot(here.channel)
    here.server.mischief.says("conversations.members", "channel_not_found")
    with pytest.raises(Denied, match="/invite"):
        await here.surface.members(here.place)


# -- the roster
async def test_whether_somebody_is_an_admin_is_asked_again_soon(here: Room) -> None:
    """Their name is not."""
    workspace = here.place.workspace
    assert not await here.roster.host(workspace, here.ada.id)
    here.ada.user.admin = True
    here.clock.advance(HOST_HOLDS)
    assert "Ada" == (await here.roster.of(workspace, here.ada.id)).name
    assert 1 == here.asked("users.info")
    assert await here.roster.host(workspace, here.ada.id)


async def test_what_is_old_is_better_than_nothing(here: Room) -> None:
    """A press does not wait, and a busy Slack does not make an admin a stranger at once."""
    workspace = here.place.workspace
    await here.roster.of(workspace, here.ada.id)
    here.clock.advance(30 * MINUTE)
    here.server.mischief.limits("users.info", 60)
    assert not await here.roster.host(workspace, here.ada.id)
    here.clock.advance(HOUR)
    assert here.roster.known(workspace, here.ada.id)
    here.server.mischief.limits("users.info", 60)
    with pytest.raises(Busy):
        await here.roster.of(workspace, here.ada.id)


async def test_those_noticed_are_fetched_beside(here: Room) -> None:
    """A crowd by listing the workspace; when Slack is busy, after a while."""
    people = [here.team.member(f"Member {number}") for number in range(SINGLY + 1)]
    here.server.mischief.limits("users.list", 10)
    here.roster.notice(here.place.workspace, [each.id for each in people])
    await here.server.until(lambda: here.asked("users.list"))
    await here.server.quiet()
    here.clock.advance(10 * SECOND)
    await here.server.until(lambda: all(here.roster.known(here.place.workspace, each.id) for each in people))
    assert 0 == here.asked("users.info")


async def test_nobody_is_asked_for_who_cannot_be(here: Room) -> None:
    """An id out of a payload may be anything."""
    for user in ("", "nobody", "U1 OR 1=1", "\0"):
        with pytest.raises(Gone):
            await here.roster.of(here.place.workspace, user)
    assert [] == here.server.calls
