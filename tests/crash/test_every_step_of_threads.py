"""A session with a thread whose process dies at any step comes to the same end as one that lives.

Nothing stands twice or is missing in the thread, it is locked when it should be, every message is heard, everybody is reminded
once, and what follows from the session exists.
"""

from pathlib import Path
from typing import Any

import pytest

from bot.engine.surface import Person
from bot.kernel.event import Event
from bot.kernel.people import Actor
from bot.testing.house import House, a_house
from bot.testing.quizzes import HOST, NOON
from bot.testing.talking import TOP, Beget, Call, Finish, Lock, Publish, Remind, Talking
from bot.testing.worlds import Step, World, a_world, deaths, in_every_world, run, wait

ID = Talking().id
PEOPLE = ("ana", "ben", "cleo", "dan")


async def opens(house: House, world: World) -> None:
    """Open the session, unless that has happened already."""
    world.platform.people = [Person(member, member.capitalize()) for member in PEOPLE]
    world.platform.unreachable = {"dan"}
    if await house.store.load(ID) is None:
        await house.desk.open("talking", Talking(), NOON)
    await house.settle()


def says(event: Event) -> Step:
    """Return the step in which a host does something; doing it twice is doing it once."""

    async def step(house: House, _world: World) -> None:
        reply = await house.submit(event, HOST, ID)
        assert reply.refused == "", reply.text
        await house.settle()

    return step


def writes(member: str, text: str, *, heard: bool) -> Step:
    """Return the step in which a member writes in the thread; it is `heard`, or it is not."""

    async def step(house: House, world: World) -> None:
        thread = world.platform.thread(TOP, ID)
        written = [each for each in world.platform.threads.history(thread, 0).messages if each.text == text]
        message = written[0] if written else world.platform.threads.write(member, thread, text)
        if heard:
            await house.door.hear(thread, message, Actor(member, member))
        await house.settle()

    return step


async def deletes_the_first_message(house: House, world: World) -> None:
    """Let a moderator delete the message at which the thread begins."""
    if "deleted" not in world.acknowledged:
        world.acknowledged.append("deleted")
        world.platform.delete(world.platform.ref(TOP, ID))
    await house.settle()


async def catches_up(house: House, _world: World) -> None:
    """Read what was missed."""
    await house.catch_up()


SCRIPT: tuple[Step, ...] = (
    opens,
    writes("ana", "Hello all", heard=True),
    writes("ben", "Hello", heard=False),
    wait(10_000),
    catches_up,
    says(Call("first")),
    wait(2_000),
    says(Remind(1)),
    wait(2_000),
    says(Publish(4)),
    says(Lock()),
    wait(2_000),
    says(Publish(6, "!")),
    says(Beget(2)),
    wait(2_000),
    deletes_the_first_message,
    says(Publish(7, "?")),
    wait(2_000),
    says(Lock(locked=False)),
    wait(2_000),
    says(Lock()),
    says(Finish()),
    wait(5_000),
)


async def end_of(world: World) -> dict[str, Any]:
    """Return all that counts at the end; references differ, so messages are told apart by place and title."""
    async with a_house(world.path, clock=world.clock, platform=world.platform) as house:
        value = await house.value(ID)
        marks = await house.store.kept("heard")
        awake = await house.store.awake()
        heirs = [await house.store.load(heir.id) is not None for heir in value.heirs()]
    thread = world.platform.thread(TOP, ID)
    posts = world.platform.messages.values()
    return {
        "heard": sorted(message.text or "" for message, _ in value.heard.values()),
        "roll": value.roll,
        "unreached": value.unreached,
        "in the thread": sorted(post.card.title for post in posts if post.place == thread),
        "elsewhere": sorted(post.card.title for post in posts if post.place != thread),
        "closed": thread in world.platform.threads.closed,
        "told": sorted((key.split(".")[1], member) for key, member, _ in world.platform.told),
        "heirs": heirs,
        "left": (dict(marks), list(awake)),
    }


async def test_whenever_the_process_dies_threads_end_the_same(empty: Path, tmp_path: Path) -> None:
    """Every card once, in a locked thread; every message heard; every reminder told once."""
    world = a_world(empty, tmp_path, "undisturbed.db")
    steps = await run(world, SCRIPT, 0)
    expected = await end_of(world)
    assert [*(f"{number}?" for number in range(7)), "Please look here"] == expected["in the thread"]
    assert ["Hello", "Hello all"] == expected["heard"]
    assert [("due-cleo", "cleo"), ("heard", "ben")] == expected["told"]
    assert ({"dan"}, True, [True, True]) == (expected["unreached"], expected["closed"], expected["heirs"])
    assert ({}, []) == expected["left"]

    async def dies(world: World, last: int) -> None:
        steps = await run(world, SCRIPT, last)
        found = await end_of(world)
        assert expected == found, f"died at step {last}: {steps[-1]}"
        world.path.unlink()

    await in_every_world(tmp_path, empty, deaths(steps), dies)


@pytest.mark.parametrize("event", [Remind(1), Beget(2), Publish(3), Lock(), Finish()])
async def test_what_follows_from_a_last_change_needs_no_other(empty: Path, tmp_path: Path, event: Event) -> None:
    """Whatever a death leaves undone the next start does, without anybody touching the session again."""
    script = (opens, writes("ana", "Hello all", heard=True), catches_up, says(Call("first")), wait(2_000), says(event))
    world = a_world(empty, tmp_path, "undisturbed.db")
    steps = await run(world, script, 0)
    expected = await end_of(world)
    assert [] == expected["left"][1]

    async def dies(world: World, last: int) -> None:
        steps = await run(world, script, last)
        assert expected == await end_of(world), f"died at step {last}: {steps[-1]}"
        world.path.unlink()

    await in_every_world(tmp_path, empty, deaths(steps), dies)
