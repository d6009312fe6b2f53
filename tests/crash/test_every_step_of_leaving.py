"""A workspace that removes us while the process dies at any step comes to the same end as one that does so undisturbed.

Its sessions are over, nothing was posted or told after it had left, and when its time is up nothing of it is kept; of one that
comes back in time everything is, and shown as it ended.
"""

from pathlib import Path
from typing import Any

from msgspec.structs import replace

from bot.engine.surface import Person
from bot.kernel.clock import HOUR
from bot.quiz.events import Begin
from bot.store.contract import LEFT
from bot.testing.discussions import ANA, BEN, HOST, talk, typed
from bot.testing.house import House, a_house
from bot.testing.quizzes import PLACE, lobby
from bot.testing.worlds import Step, World, a_world, deaths, in_every_world, run, wait

WORKSPACE, ELSEWHERE = PLACE.workspace, "memory:school2"
SEMINAR, QUIZ = "abcdefghij", "quizquizqu"

KEPT = 3 * HOUR
"""How long what is kept of a workspace stays after it has left, here."""


async def opens(house: House, world: World) -> None:
    """Open a discussion, begin a quiz and set something, unless that has happened already."""
    world.platform.people = [Person(each.member, each.name, host=each.host) for each in (HOST, ANA, BEN)]
    if await house.store.load(SEMINAR) is None:
        await house.open(talk(typed(due="in 2 h", rules="1 post", remind="60min"), at=world.clock.now()).value)
    if await house.store.load(QUIZ) is None:
        quiz = lobby().quiz
        await house.open(replace(quiz, setup=replace(quiz.setup, id=QUIZ)))
    for workspace in (WORKSPACE, ELSEWHERE):
        await house.store.set_member_prefs(workspace, "ana", b"{}")
        await house.store.set_workspace_settings(workspace, b"{}")
    await house.submit(Begin(), session=QUIZ)
    await house.settle()


async def leaves(house: House, world: World) -> None:
    """Let the workspace remove us; the platform says so again to who did not hear it."""
    await house.door.left(WORKSPACE, world.clock.now())
    if not world.acknowledged:
        world.acknowledged.append(f"{len(world.platform.puts)}")
    await house.take_leave(KEPT)


async def looks(house: House, world: World) -> None:
    """Look what is to be done, as happens every day."""
    del world
    await house.take_leave(KEPT)


async def returns(house: House, world: World) -> None:
    """Let the workspace let us in again."""
    del world
    await house.door.returned(WORKSPACE)
    await house.take_leave(KEPT)


GONE: tuple[Step, ...] = (opens, leaves, wait(2 * HOUR), looks, wait(HOUR), looks)
BACK: tuple[Step, ...] = (opens, leaves, wait(2 * HOUR), returns, wait(2 * HOUR), looks)


async def end_of(world: World) -> dict[str, Any]:
    """Return all that counts at the end."""
    async with a_house(world.path, clock=world.clock, platform=world.platform) as house:
        standings = [await house.desk.look(session) for session in (SEMINAR, QUIZ)]
        store = house.store
        return {
            "stand": [each and (type(each.value.phase), each.value.over, each.value.dismissed) for each in standings],
            "kept": [
                list(await store.workspaces("memory")),
                await store.kept(LEFT),
                await store.member_prefs(ELSEWHERE),
            ],
            "awake": list(await store.awake()),
            "told": world.platform.told,
            "shown since": len(world.platform.puts) - int(world.acknowledged[0]),
            "shown": sorted(post.card.title for post in world.platform.messages.values()),
        }


async def test_whenever_the_process_dies_all_is_deleted_in_the_end(empty: Path, tmp_path: Path) -> None:
    """And nothing was posted, edited or told since it had left."""
    world = a_world(empty, tmp_path, "undisturbed.db")
    steps = await run(world, GONE, 0)
    expected = await end_of(world)
    assert ([None, None], [], []) == (expected["stand"], expected["awake"], expected["told"])
    assert [[ELSEWHERE], {}, {"ana": b"{}"}] == expected["kept"]
    assert 0 == expected["shown since"]
    del expected["shown"]  # how far it came before it had to go

    async def dies(world: World, last: int) -> None:
        died_at = (await run(world, GONE, last))[-1]
        found = await end_of(world)
        del found["shown"]
        assert expected == found, f"died at step {last}: {died_at}"
        world.path.unlink()

    await in_every_world(tmp_path, empty, deaths(steps), dies)


async def test_whenever_the_process_dies_who_comes_back_finds_all(empty: Path, tmp_path: Path) -> None:
    """Ended, and shown so."""
    world = a_world(empty, tmp_path, "undisturbed.db")
    steps = await run(world, BACK, 0)
    expected = await end_of(world)
    del expected["shown since"]  # an edit may be repeated
    assert [(True, False)] * 2 == [(over, dismissed) for _, over, dismissed in expected["stand"]]
    assert ([[WORKSPACE, ELSEWHERE], {}], [], []) == (expected["kept"][:2], expected["awake"], expected["told"])

    async def dies(world: World, last: int) -> None:
        died_at = (await run(world, BACK, last))[-1]
        found = await end_of(world)
        del found["shown since"]
        assert expected == found, f"died at step {last}: {died_at}"
        world.path.unlink()

    await in_every_world(tmp_path, empty, deaths(steps), dies)
