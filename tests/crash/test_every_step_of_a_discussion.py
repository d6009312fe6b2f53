"""A sealed prompt whose process dies at any step comes to the same end as one that lives.

Whoever owes something is reminded once of each stage and nobody else; every answer that was acknowledged stands once in the
thread after the reveal; one summary, one report, and the thread is locked.
"""

from pathlib import Path
from typing import Any

from bot.discussion.drafting import compose
from bot.discussion.events import Others, Respond
from bot.discussion.phases import Closed
from bot.discussion.session import Discussion
from bot.engine.surface import Person
from bot.kernel.clock import HOUR, MINUTE
from bot.kernel.event import Event
from bot.kernel.people import Actor
from bot.testing.discussions import ANA, BEN, CLEO, HOST, MONDAY, draft, typed
from bot.testing.house import House, a_house
from bot.testing.worlds import Step, World, a_world, deaths, in_every_world, run, wait

SEALED = typed(due="in 2 h", remind="60min 20min", rules="1 post, 2 words, sealed")
ID = "abcdefghij"
PEOPLE = (HOST, ANA, BEN, CLEO)


async def opens(house: House, world: World) -> None:
    """Open the discussion, unless that has happened already."""
    world.platform.people = [Person(each.member, each.name, host=each.host) for each in PEOPLE]
    if await house.store.load(ID) is None:
        value = compose(draft(SEALED, at=world.clock.now()).value, HOST, world.clock.now()).state
        assert isinstance(value, Discussion)
        await house.open(value)
    await house.settle()


def says(event: Event, by: Actor) -> Step:
    """Return the step in which somebody does something and waits for the reply; doing it twice is doing it once."""

    async def step(house: House, world: World) -> None:
        reply = await house.submit(event, by, ID)
        assert reply.refused == "", reply.text
        if isinstance(event, Respond):
            world.acknowledged.append(event.text)
        await house.settle()

    return step


SCRIPT: tuple[Step, ...] = (
    opens,
    says(Respond("Ana thinks so."), ANA),
    wait(HOUR + MINUTE),
    says(Respond("Ben wonders why."), BEN),
    says(Others(), BEN),
    wait(40 * MINUTE),
    wait(30 * MINUTE),
)


async def end_of(world: World) -> dict[str, Any]:
    """Return all that counts at the end."""
    async with a_house(world.path, clock=world.clock, platform=world.platform) as house:
        value = await house.value(ID)
        awake = await house.store.awake()
    thread = world.platform.thread("top")
    posts = world.platform.messages.values()
    return {
        "phase": type(value.phase),
        "in the thread": sorted(post.card.body for post in posts if post.place == thread),
        "elsewhere": sorted(post.card.title for post in posts if post.place != thread),
        "closed": thread in world.platform.threads.closed,
        "told": sorted((key.split(".", 1)[1], member) for key, member, _ in world.platform.told),
        "awake": list(awake),
    }


async def test_whenever_the_process_dies_a_discussion_ends_the_same(empty: Path, tmp_path: Path) -> None:
    """Each reminder once, each answer once, one summary and one report."""
    world = a_world(empty, tmp_path, "undisturbed.db")
    world.clock.move_to(MONDAY)
    steps = await run(world, SCRIPT, 0)
    expected = await end_of(world)
    assert Closed is expected["phase"]
    assert ["> Ana thinks so\\.", "> Ben wonders why\\."] == expected["in the thread"][:2]
    assert 3 == len(expected["in the thread"])
    assert ["r.d20.cleo.d20", "r.d60.ben.d60", "r.d60.cleo.d60", "report.1 True"] == [
        key for key, _ in expected["told"]
    ]
    assert (True, []) == (expected["closed"], expected["awake"])

    async def dies(world: World, last: int) -> None:
        world.clock.move_to(MONDAY)
        steps = await run(world, SCRIPT, last)
        found = await end_of(world)
        assert expected == found, f"died at step {last}: {steps[-1]}"
        assert set(world.acknowledged) == {"Ana thinks so.", "Ben wonders why."}
        world.path.unlink()

    await in_every_world(tmp_path, empty, deaths(steps), dies)
