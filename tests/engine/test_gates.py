"""Gates: threads that admit only some, which nobody else ever sees anything of, and which hold up nothing else."""

from pathlib import Path

import pytest

from bot.engine.clock import ManualClock
from bot.engine.surface import Person
from bot.kernel.card import Card
from bot.kernel.errors import Busy, Denied, Gone
from bot.kernel.people import Place
from bot.testing.house import House, a_house
from bot.testing.platform import MemoryPlatform, Post
from bot.testing.quizzes import HOST, NOON
from bot.testing.talking import GATE, TOP, Admit, Call, Confide, Finish, Lock, Publish, Remind, Shut, Talking

ID = Talking().id
BEHIND = ["Gate", "secret 0", "secret 1"]


def a_platform(clock: ManualClock, **more: bool) -> MemoryPlatform:
    """Return a platform with Ana, Ben and Cleo."""
    platform = MemoryPlatform(clock, **more)
    platform.people = [Person(member, member.capitalize()) for member in ("ana", "ben", "cleo")]
    return platform


async def do(house: House, *events: object) -> None:
    """Let `events` happen to the session, and all that follows from each before the clock moves."""
    for event in events:
        await house.submit(event, HOST, ID)  # type: ignore[arg-type]
        await house.settle()


def secret(house: House, member: str) -> list[str]:
    """Return what `member` sees of the gate and behind it."""
    return sorted(post.card.title for post in house.platform.visible(member) if is_secret(post))


def is_secret(post: Post) -> bool:
    """Whether the message is for those who are let in."""
    return post.card.title in {"Gate", "Over"} or post.card.title.startswith("secret")


def admitted(house: House) -> list[str]:
    """Return who was let in, as often as they were."""
    return [member for _, member in house.platform.admissions]


# -- who sees what


async def test_only_who_is_let_in_sees_the_gate_and_what_stands_behind_it(tmp_path: Path) -> None:
    """And they see what stood there before them, too."""
    clock = ManualClock(NOON)
    async with a_house(tmp_path / "db", clock=clock, platform=a_platform(clock)) as house:
        await house.open(Talking(guests={"ana": 1}, secrets=2))
        assert (BEHIND, [], []) == tuple(secret(house, member) for member in ("ana", "ben", "cleo"))
        await do(house, Admit("ben"))
        assert (BEHIND, BEHIND, []) == tuple(secret(house, member) for member in ("ana", "ben", "cleo"))


async def test_there_are_no_gates_where_there_are_no_private_threads(tmp_path: Path) -> None:
    """Nothing of them is ever put there, and everything else is done as ever."""
    clock = ManualClock(NOON)
    platform = a_platform(clock, private_threads=False)
    async with a_house(tmp_path / "db", clock=clock, platform=platform) as house:
        await house.open(Talking(guests={"ana": 1}, secrets=2))
        await do(house, Admit("ben"), Confide(3, "!"), Publish(1), Shut(), Lock(), Finish())
        assert ["0", "Talk"] == sorted({card.title for _, _, card in platform.puts})
        assert [] == list(await house.store.awake())
        assert ([], True) == (platform.admissions, platform.thread(TOP) in platform.threads.closed)


async def test_letting_in_edits_nothing(tmp_path: Path) -> None:
    """It costs one request, at once, however lately something was edited."""
    clock = ManualClock(NOON)
    async with a_house(tmp_path / "db", clock=clock, platform=a_platform(clock)) as house:
        await house.open(Talking(guests={"ana": 1}, secrets=2))
        before = len(house.platform.puts)
        await do(house, Admit("ben"), Admit("cleo"))
        assert (["ana", "ben", "cleo"], before) == (admitted(house), len(house.platform.puts))


async def test_who_asks_again_is_let_in_again(tmp_path: Path) -> None:
    """They may have left; who does not ask is left alone."""
    clock = ManualClock(NOON)
    async with a_house(tmp_path / "db", clock=clock, platform=a_platform(clock)) as house:
        await house.open(Talking(guests={"ana": 1, "ben": 1}))
        await do(house, Admit("ana", asks=2), Publish(1))
        assert ["ana", "ben", "ana"] == admitted(house)


async def test_a_start_lets_nobody_in_again(tmp_path: Path) -> None:
    """Who was let in is remembered."""
    clock = ManualClock(NOON)
    platform = a_platform(clock)
    async with a_house(tmp_path / "db", clock=clock, platform=platform) as house:
        await house.open(Talking(guests={"ana": 1}))
    async with a_house(tmp_path / "db", clock=clock, platform=platform) as house:
        await do(house, Admit("ben"))
        assert ["ana", "ben"] == admitted(house)


async def test_who_is_not_there_any_more_keeps_nobody_waiting(tmp_path: Path) -> None:
    """The platform passes them over."""
    clock = ManualClock(NOON)
    async with a_house(tmp_path / "db", clock=clock, platform=a_platform(clock)) as house:
        await house.open(Talking(guests={"left": 1, "ana": 1}, secrets=2))
        assert ([], BEHIND) == (secret(house, "left"), secret(house, "ana"))


async def test_who_was_let_in_waits_for_no_card(tmp_path: Path) -> None:
    """They are in before what stands behind the gate is put there."""
    clock = ManualClock(NOON)
    async with a_house(tmp_path / "db", clock=clock, platform=a_platform(clock)) as house:
        house.platform.trouble.extend([None, None, Busy(5)])
        await house.open(Talking(guests={"ana": 1}, secrets=2))
        assert (["ana"], ["Gate"]) == (admitted(house), secret(house, "ana"))
        await house.after(6)
        assert BEHIND == secret(house, "ana")


# -- few edits


async def test_edits_behind_the_gate_wait_for_the_gap(tmp_path: Path) -> None:
    """However often what stands there changes, the newest is shown, and few edits are made."""
    clock = ManualClock(NOON)
    async with a_house(tmp_path / "db", clock=clock, platform=a_platform(clock)) as house:
        await house.open(Talking(guests={"ana": 1}, secrets=1))
        before = len(house.platform.puts)
        for number in range(30):
            await do(house, Confide(1, f"version {number}"))
            await house.after(0.1)
        await house.after(2)
        assert "version 29" == house.platform.shown("s0").body
        assert 1 <= len(house.platform.puts) - before <= 5


# -- trouble


async def test_a_gate_that_may_not_be_made_holds_up_nothing_else(tmp_path: Path) -> None:
    """The host is told once; what is for everybody stands, reminders go out, the thread is locked."""
    clock = ManualClock(NOON)
    platform = a_platform(clock)
    put = platform.put

    async def refusing(place: Place, key: str, card: Card, ref: str | None) -> tuple[str, int]:
        if card.admits is not None:
            raise Denied("Create Private Threads")
        return await put(place, key, card, ref)

    platform.put = refusing  # type: ignore[method-assign]
    async with a_house(tmp_path / "db", clock=clock, platform=platform) as house:
        await house.open(Talking(guests={"ana": 1}, secrets=2))
        await do(house, Publish(2), Call("now"))
        await house.after(5)
        await do(house, Remind(1), Lock())
        told = [(to, "Create Private Threads" in card.body) for _, to, card in platform.told]
        assert [("host", True), ("ana", False), ("ben", False), ("cleo", False)] == told
        assert ["0", "1", "Talk"] == sorted(post.card.title for post in platform.messages.values())
        assert platform.thread(TOP) in platform.threads.closed
        platform.put = put  # type: ignore[method-assign]
        await do(house, Publish(3))
        assert BEHIND == secret(house, "ana")


async def test_a_platform_too_busy_for_a_gate_is_not_too_busy_for_the_rest(tmp_path: Path) -> None:
    """Making threads has limits of its own; what is for everybody is not kept waiting for them."""
    clock = ManualClock(NOON)
    async with a_house(tmp_path / "db", clock=clock, platform=a_platform(clock)) as house:
        await house.open(Talking())
        house.platform.trouble.append(Busy(300))
        await do(house, Admit("ana"))
        assert [] == secret(house, "ana")
        await do(house, Publish(2), Call("now"))
        await house.after(10)
        await do(house, Remind(1))
        assert ["ana", "ben", "cleo"] == [member for _, member, _ in house.platform.told]
        assert "0" == house.platform.shown("a0").title
        await house.after(280)
        assert [] == secret(house, "ana")
        await house.after(11)
        assert ["Gate"] == secret(house, "ana")


@pytest.mark.parametrize("error", [Busy(3), Gone(), Denied("Manage Threads")])
async def test_who_could_not_be_let_in_is_let_in_later(error: Exception, tmp_path: Path) -> None:
    """After the wait, or with the next change; and nobody in their place."""
    clock = ManualClock(NOON)
    async with a_house(tmp_path / "db", clock=clock, platform=a_platform(clock)) as house:
        await house.open(Talking(guests={"ana": 1}, secrets=2))
        house.platform.thread_trouble.append(error)
        await do(house, Admit("ben"))
        await house.after(4)
        await do(house, Publish(1))
        assert (BEHIND, BEHIND, []) == tuple(secret(house, member) for member in ("ana", "ben", "cleo"))


async def test_a_gate_that_was_deleted_is_made_again_for_the_same_members(tmp_path: Path) -> None:
    """In a new thread with all that stood there, at once when the platform tells of it."""
    clock = ManualClock(NOON)
    async with a_house(tmp_path / "db", clock=clock, platform=a_platform(clock)) as house:
        await house.open(Talking(guests={"ana": 1, "ben": 1}, secrets=2))
        old = house.platform.thread(GATE)
        house.platform.delete(old.thread)
        await house.door.gone(old, old.thread)
        await house.settle()
        assert old != house.platform.thread(GATE)
        assert (BEHIND, BEHIND, []) == tuple(secret(house, member) for member in ("ana", "ben", "cleo"))


@pytest.mark.parametrize("event", [Admit("ben"), Confide(3)])
async def test_a_gate_that_was_deleted_unheard_is_made_again_with_the_next_change(
    event: Admit | Confide, tmp_path: Path
) -> None:
    """Whether somebody is to be let in there or a card to be put."""
    clock = ManualClock(NOON)
    async with a_house(tmp_path / "db", clock=clock, platform=a_platform(clock)) as house:
        await house.open(Talking(guests={"ana": 1}, secrets=2))
        house.platform.delete(house.platform.ref(GATE))
        await do(house, event, Admit("ben"), Confide(3))
        assert ([*BEHIND, "secret 2"], []) == (secret(house, "ben"), secret(house, "cleo"))
        assert secret(house, "ana") == secret(house, "ben")


async def test_a_gate_that_is_deleted_again_and_again_is_made_as_often(tmp_path: Path) -> None:
    """Each time somebody is to be let in, also where nothing stands behind it yet."""
    clock = ManualClock(NOON)
    async with a_house(tmp_path / "db", clock=clock, platform=a_platform(clock)) as house:
        await house.open(Talking(guests={"ana": 1}))
        for member in ("ben", "cleo"):
            house.platform.delete(house.platform.ref(GATE))
            await do(house, Admit(member))
            assert ["Gate"] == secret(house, member)


async def test_what_is_for_everybody_goes_before_what_is_left_behind_a_gate(tmp_path: Path) -> None:
    """However much is to be put there."""
    clock = ManualClock(NOON)
    platform = a_platform(clock)
    put = platform.put

    async def interrupted(place: Place, key: str, card: Card, ref: str | None) -> tuple[str, int]:
        if card.title == "secret 1":
            await house.submit(Publish(1), HOST, ID)
        return await put(place, key, card, ref)

    platform.put = interrupted  # type: ignore[method-assign]
    async with a_house(tmp_path / "db", clock=clock, platform=platform) as house:
        await house.open(Talking(guests={"ana": 1}, secrets=4))
        expected = ["Talk", "Gate", "secret 0", "secret 1", "0", "secret 2", "secret 3"]
        assert expected == [card.title for _, _, card in platform.puts]


# -- the end


async def test_a_gate_is_closed_after_a_word_that_leads_on(tmp_path: Path) -> None:
    """The word has the link to the message it points to, and stands there once."""
    clock = ManualClock(NOON)
    async with a_house(tmp_path / "db", clock=clock, platform=a_platform(clock)) as house:
        await house.open(Talking(guests={"ana": 1}, secrets=2))
        await do(house, Shut())
        top = house.platform.link(house.platform.messages[house.platform.ref(TOP)].place, house.platform.ref(TOP))
        assert f"Go on here.\n\n{top}" == house.platform.shown("over").body
        assert house.platform.thread(GATE) in house.platform.threads.closed
        assert house.platform.thread(TOP) not in house.platform.threads.closed
        assert (["Gate", "Over", "secret 0", "secret 1"], []) == (secret(house, "ana"), secret(house, "ben"))


async def test_what_is_new_behind_a_closed_gate_is_put_there_and_it_is_closed_again(tmp_path: Path) -> None:
    """As in every thread; but nobody is let in any more."""
    clock = ManualClock(NOON)
    async with a_house(tmp_path / "db", clock=clock, platform=a_platform(clock)) as house:
        await house.open(Talking(guests={"ana": 1}, secrets=1))
        await do(house, Shut(), Confide(2), Admit("ben"))
        assert (["Gate", "Over", "secret 0", "secret 1"], []) == (secret(house, "ana"), secret(house, "ben"))
        assert house.platform.thread(GATE) in house.platform.threads.closed


async def test_a_gate_that_would_be_closed_at_once_is_never_made(tmp_path: Path) -> None:
    """And one that was closed and deleted is not made again."""
    clock = ManualClock(NOON)
    async with a_house(tmp_path / "db", clock=clock, platform=a_platform(clock)) as house:
        await house.open(Talking(guests={"ana": 1}, secrets=1, shut=True))
        assert ["Talk"] == [card.title for _, _, card in house.platform.puts]
        assert [] == list(await house.store.awake())


async def test_a_closed_gate_that_was_deleted_stays_deleted(tmp_path: Path) -> None:
    """Nobody needs it any more."""
    clock = ManualClock(NOON)
    async with a_house(tmp_path / "db", clock=clock, platform=a_platform(clock)) as house:
        await house.open(Talking(guests={"ana": 1}, secrets=1))
        await do(house, Shut())
        gate = house.platform.thread(GATE)
        house.platform.delete(gate.thread)
        await house.door.gone(gate, gate.thread)
        await do(house, Publish(1))
        assert ["0", "Talk"] == sorted(post.card.title for post in house.platform.messages.values())
