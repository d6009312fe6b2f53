"""A sealed prompt with a gate whose process dies at any step comes to the same end as one that lives.

Whoever has looked is let in, and nobody else is ever; every answer stands once behind the gate and once in the thread; the gate
ends with one word that leads on, and is locked.
"""

from pathlib import Path
from typing import Any

from bot.discussion.drafting import compose
from bot.discussion.events import Others, Respond
from bot.discussion.session import Discussion
from bot.engine.surface import Person
from bot.kernel.clock import HOUR, MINUTE, SECOND
from bot.kernel.event import Event
from bot.kernel.people import Actor
from bot.testing.discussions import ANA, BEN, CLEO, DAN, HOST, MONDAY, PLACE, draft, typed
from bot.testing.house import House, a_house
from bot.testing.worlds import Step, World, a_world, deaths, in_every_world, run, wait

SEALED = typed(
    due="in 1 h", late_until="in 3 h", remind="none", rules="1 post, 1 reply, 2 words, sealed", replies_due="in 2 h"
)
ID = "abcdefghij"
PEOPLE = (HOST, ANA, BEN, CLEO, DAN)


async def opens(house: House, world: World) -> None:
    """Open the discussion, unless that has happened already."""
    world.platform.people = [Person(each.member, each.name, host=each.host) for each in PEOPLE]
    if await house.store.load(ID) is None:
        value = compose(draft(SEALED, at=world.clock.now(), gated=True).value, HOST, world.clock.now()).state
        assert isinstance(value, Discussion)
        await house.open(value)
    await house.settle()


def says(event: Event, by: Actor) -> Step:
    """Return the step in which somebody does something and waits for the reply; doing it twice is doing it once."""

    async def step(house: House, world: World) -> None:
        reply = await house.submit(event, by, ID)
        assert reply.refused == "", reply.text
        await house.settle()
        sees_only_what_they_may(world)

    return step


def replies(by: Actor, text: str, to: str) -> Step:
    """Return the step in which a member replies to somebody's answer behind the gate."""

    async def step(house: House, world: World) -> None:
        platform = world.platform
        gate = platform.thread("gate", ID)
        (card,) = [ref for ref, post in platform.messages.items() if post.place == gate and post.card.title == to]
        written = [each for each in platform.threads.history(gate, 0).messages if each.text == text]
        message = written[0] if written else platform.threads.write(by.member, gate, text, card)
        await house.door.hear(gate, message, by)
        await house.settle()

    return step


async def loses_the_gate(house: House, world: World) -> None:
    """Let a moderator delete the gate, and the platform tell of it."""
    if not world.acknowledged:
        world.acknowledged.append(world.platform.ref("gate", ID))
        world.platform.delete(world.acknowledged[0])
    await house.door.gone(PLACE, world.acknowledged[0])
    await house.settle()


def sees_only_what_they_may(world: World) -> None:
    """Whoever is let in has looked, which needs an answer: Dan never does, and nobody reads along."""
    top = world.platform.thread("top")
    for member in (HOST.member, DAN.member):
        titles = [post.card.title for post in world.platform.visible(member) if post.place != top]
        assert not any(title.endswith("answers") or title.startswith("🔓") for title in titles)


SCRIPT: tuple[Step, ...] = (
    opens,
    says(Respond("Ana thinks so."), ANA),
    says(Others(), ANA),
    says(Respond("Ben wonders why."), BEN),
    says(Respond("Ben knows why."), BEN),
    wait(10 * SECOND),
    replies(ANA, "How do you know?", "Ben answers"),
    says(Others(), BEN),
    wait(2 * SECOND),
    loses_the_gate,
    wait(2 * MINUTE),
    says(Others(), ANA),
    says(Respond("Cleo has answered."), CLEO),
    wait(HOUR + 5 * MINUTE),
    says(Respond("Dan is late."), DAN),
    wait(2 * HOUR),
)


async def end_of(world: World) -> dict[str, Any]:
    """Return all that counts at the end."""
    platform = world.platform
    async with a_house(world.path, clock=world.clock, platform=platform) as house:
        value = await house.value(ID)
        awake = await house.store.awake()
    posts, top, gate = platform.messages, platform.thread("top"), platform.thread("gate")
    return {
        "behind the gate": sorted(post.card.body for post in posts.values() if post.place == gate),
        "let in": sorted(posts[gate.thread].admitted or ()),
        "in the thread": sorted(post.card.body for post in posts.values() if post.place == top),
        "elsewhere": sorted(post.card.title for post in posts.values() if not post.place.thread),
        "closed": [thread in platform.threads.closed for thread in (top, gate)],
        "counted": sorted((member, len(posts)) for member, posts in value.posts.items()),
        "gate": value.gate,
        "awake": list(awake),
    }


async def test_whenever_the_process_dies_a_gate_ends_the_same(empty: Path, tmp_path: Path) -> None:
    """Each answer once on either side, those let in who may be, and both threads locked."""
    world = a_world(empty, tmp_path, "undisturbed.db")
    world.clock.move_to(MONDAY)
    steps = await run(world, SCRIPT, 0)
    expected = await end_of(world)
    answers = ["> Ana thinks so\\.", "> Ben knows why\\.", "> Cleo has answered\\."]
    assert answers == expected["behind the gate"][:3]
    assert [*answers, "> Dan is late\\."] == expected["in the thread"][:4]
    assert (4, 5) == (len(expected["behind the gate"]), len(expected["in the thread"]))
    assert (["ana", "ben"], [True, True]) == (expected["let in"], expected["closed"])
    assert [("ana", 2), ("ben", 1), ("cleo", 1), ("dan", 1)] == expected["counted"]
    assert [] == expected["awake"]

    async def dies(world: World, last: int) -> None:
        world.clock.move_to(MONDAY)
        steps = await run(world, SCRIPT, last)
        found = await end_of(world)
        assert expected == found, f"died at step {last}: {steps[-1]}"
        world.path.unlink()

    await in_every_world(tmp_path, empty, deaths(steps), dies)
