"""The roll: a session that asks who is there is told, after everything that was missed."""

import asyncio
import time
from pathlib import Path

import msgspec
import pytest

from bot.engine.surface import Person
from bot.kernel.clock import MINUTE, SECOND
from bot.kernel.errors import Busy, Denied, Gone
from bot.kernel.event import CaughtUp
from bot.kernel.people import Attendee
from bot.people.prefs import MemberPrefs, WorkspaceSettings
from bot.testing.house import House, a_house
from bot.testing.quizzes import HOST
from bot.testing.talking import PLACE, TOP, Call, Remind, Talking

ID = Talking().id
PEOPLE = [Person("ana", "Ana", zone="Europe/Paris"), Person("ben", "Ben"), Person("bell", "Bell", bot=True)]


async def a_class(house: House, *sessions: Talking) -> None:
    """Open sessions in a place where Ana, Ben and a bot are."""
    house.platform.people += PEOPLE
    for session in sessions or (Talking(),):
        await house.open(session)


async def called(house: House) -> list[str] | None:
    """Let the session ask; return whom it was told of."""
    await house.submit(Call("due"), HOST, ID)
    await house.settle()
    roll = (await house.value(ID)).roll
    return None if roll is None else [each.member for each in roll]


async def test_who_asks_is_told_who_is_there(tmp_path: Path) -> None:
    """Everybody but the bots, once."""
    async with a_house(tmp_path / "db") as house:
        await a_class(house)
        assert ["ana", "ben"] == await called(house)
        assert ("due",) == (await house.value(ID)).answered


async def test_a_group_is_asked_for_by_its_name(tmp_path: Path) -> None:
    """Those of a role or user group alone."""
    async with a_house(tmp_path / "db") as house:
        await a_class(house)
        house.platform.groups["blue"] = frozenset({"ben"})
        await house.submit(Call("due", "blue"), HOST, ID)
        await house.settle()
        assert ["ben"] == [each.member for each in (await house.value(ID)).roll]


async def test_what_people_have_set_comes_with_them(tmp_path: Path) -> None:
    """Their own zone before the platform's, their own quiet hours before the group's."""
    async with a_house(tmp_path / "db") as house:
        await a_class(house)
        prefs = MemberPrefs(zone="Asia/Tokyo", quiet=(60, 120), away=house.clock.now() + MINUTE, reminders=False)
        await house.store.set_member_prefs(PLACE.workspace, "ben", msgspec.json.encode(prefs))
        group = WorkspaceSettings(zone="UTC", quiet=(1_200, 360))
        await house.store.set_workspace_settings(PLACE.workspace, msgspec.json.encode(group))
        await called(house)
        ana = Attendee("ana", "Ana", zone="Europe/Paris", quiet=(1_200, 360))
        ben = Attendee("ben", "Ben", zone="Asia/Tokyo", quiet=(60, 120), away=prefs.away, reminders=False)
        assert (ana, ben) == (await house.value(ID)).roll


async def test_everything_that_was_missed_is_known_before_the_roll(tmp_path: Path) -> None:
    """Who wrote while nobody heard is not reminded."""
    async with a_house(tmp_path / "db") as house:
        await a_class(house)
        await house.submit(Remind(1), HOST, ID)
        house.platform.threads.write("ana", house.platform.thread(TOP), "I did write")
        await called(house)
        await house.after(2)
        value = await house.value(ID)
        assert (["u0"], ["ben"]) == (list(value.heard), [member for _, member, _ in house.platform.told])
        assert CaughtUp(0, frozenset({"u0"})) == value.caught


async def test_a_session_learns_that_nothing_was_missed(tmp_path: Path) -> None:
    """The reading before a roll is told even when nothing was found."""
    async with a_house(tmp_path / "db") as house:
        await a_class(house)
        await called(house)
        assert CaughtUp(0) == (await house.value(ID)).caught


@pytest.mark.parametrize("trouble", [Denied("Members"), Gone()])
async def test_a_platform_that_does_not_tell_is_no_reason_to_wait(tmp_path: Path, trouble: Exception) -> None:
    """The session is told that nobody knows, and decides without."""
    async with a_house(tmp_path / "db") as house:
        await a_class(house)
        house.platform.reading_trouble.extend([None, trouble])
        assert None is await called(house)
        assert ("due",) == (await house.value(ID)).answered


async def known(house: House) -> tuple[list[Attendee], set[str], str]:
    """Let a session that Ana and Ben wrote in ask where the platform does not tell the roll; return what it is told."""
    for member in ("ana", "ben"):
        house.platform.threads.write(member, house.platform.thread(TOP), "I did write")
    house.platform.reading_trouble.extend([None, Denied("Members")])
    assert None is await called(house)
    value = await house.value(ID)
    return list(value.known), set(value.left), value.missing


async def test_where_the_roll_is_not_told_it_is_told_of_those_it_knows(tmp_path: Path) -> None:
    """With what they have set; also of those whose posts were found only now."""
    async with a_house(tmp_path / "db") as house:
        await a_class(house)
        prefs = MemberPrefs(zone="Asia/Tokyo", quiet=(60, 120), away=house.clock.now() + MINUTE, reminders=False)
        await house.store.set_member_prefs(PLACE.workspace, "ben", msgspec.json.encode(prefs))
        ana = Attendee("ana", "Ana", zone="Europe/Paris", quiet=(1_320, 420))
        ben = Attendee("ben", "Ben", zone="Asia/Tokyo", quiet=(60, 120), away=prefs.away, reminders=False)
        assert ([ana, ben], set(), "Members") == await known(house)


async def test_who_has_left_is_told_where_single_members_are(tmp_path: Path) -> None:
    """A platform that tells of no roll may tell of each."""
    async with a_house(tmp_path / "db") as house:
        await a_class(house)
        del house.platform.people[0]
        there, left, _ = await known(house)
        assert (["ben"], {"ana"}) == ([each.member for each in there], left)


@pytest.mark.parametrize("trouble", [Denied("Members"), Gone()])
async def test_what_people_have_set_holds_where_nothing_is_told_at_all(tmp_path: Path, trouble: Exception) -> None:
    """Nobody is taken to have left, and who wants no reminders gets none."""
    async with a_house(tmp_path / "db") as house:
        await a_class(house)
        await house.store.set_member_prefs(PLACE.workspace, "ben", b'{"reminders":false}')
        house.platform.present_trouble.append(trouble)
        there, left, _ = await known(house)
        assert ([("ana", True), ("ben", False)], set()) == ([(one.member, one.reminders) for one in there], left)


async def test_single_members_are_looked_up_once_an_hour(tmp_path: Path) -> None:
    """However many sessions know them."""
    async with a_house(tmp_path / "db") as house:
        await a_class(house)
        await known(house)
        house.platform.threads.write("cleo", house.platform.thread(TOP), "So did I")
        await house.after(MINUTE / SECOND)
        house.platform.reading_trouble.extend([None, Denied("Members")])
        await house.submit(Call("again"), HOST, ID)
        await house.settle()
        assert [("ana", "ben"), ("cleo",)] == house.platform.looked_up


async def test_a_busy_platform_is_asked_again(tmp_path: Path) -> None:
    """After the time it wants, as often as it wants."""
    async with a_house(tmp_path / "db") as house:
        await a_class(house)
        house.platform.reading_trouble.extend([None, Busy(3), Busy(3)])
        assert None is await called(house)
        await house.after(7)
        assert ["ana", "ben"] == [each.member for each in (await house.value(ID)).roll]


async def test_a_platform_that_is_not_served_does_not_tell(tmp_path: Path) -> None:
    """Its sessions are told so."""
    async with a_house(tmp_path / "db") as house:
        await a_class(house)
        house.surfaces.clear()
        assert None is await called(house)
        assert ("due",) == (await house.value(ID)).answered


async def test_a_question_is_answered_once_however_often_it_is_announced(tmp_path: Path) -> None:
    """While the answer is on its way, changes of the session ask for no other."""
    async with a_house(tmp_path / "db") as house:
        await a_class(house)
        await house.submit(Call("due"), HOST, ID)
        for _ in range(5):
            await house.desk.reread(ID)
        await house.settle()
        assert (("due",), 1) == ((await house.value(ID)).answered, len(house.platform.asked))


async def test_a_question_left_by_a_kill_is_asked_again_at_its_hour(tmp_path: Path) -> None:
    """The next start needs to know nothing of it."""
    async with a_house(tmp_path / "db") as house:
        await a_class(house)
        house.engine.caller.note = lambda _standing: None  # type: ignore[method-assign]
        assert None is await called(house)
        clock, platform = house.clock, house.platform
    async with a_house(tmp_path / "db", clock=clock, platform=platform) as house:
        assert () == (await house.value(ID)).answered
        await house.after(MINUTE / SECOND)
        assert ("due",) == (await house.value(ID)).answered


async def test_a_thousand_that_ask_at_once_cost_two_seconds(tmp_path: Path) -> None:
    """The place is asked once, what people have set is read once, and all are answered."""
    async with a_house(tmp_path / "db") as house:
        names = [f"talk{number:06d}" for number in range(1_000)]
        house.platform.people += [Person(f"m{number}", f"M{number}") for number in range(100)]
        await asyncio.gather(*(house.desk.open("talking", Talking(id=name), house.clock.now()) for name in names))
        await house.settle()
        began = time.process_time()
        await asyncio.gather(*(house.submit(Call("due"), HOST, name) for name in names))
        await house.settle()
        took = time.process_time() - began
        values = [await house.value(name) for name in names]
        assert {("due",)} == {value.answered for value in values}
        assert 1 == len(house.platform.asked)
        assert took < 4.0
