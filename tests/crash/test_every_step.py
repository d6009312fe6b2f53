"""A quiz whose process dies at any step it takes, and is started again, comes to the same end as one that lives."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.kernel.event import Event
from bot.kernel.people import Actor
from bot.kernel.session import Reply
from bot.quiz.events import Accept, Answer, Begin, Join, Pause, Resume
from bot.quiz.state import Asking, Finished, Lobby, Paused, Phase, Revealed
from bot.testing.decks import CAPITAL, RED_PLANET, a_deck
from bot.testing.house import House, a_house
from bot.testing.quizzes import ANA, BEN, HOST, NOON, lobby
from bot.testing.worlds import Step, World, a_world, deaths, forward, in_every_world, run, wait


def says(event: Event, by: Actor = HOST) -> Step:
    """Return the step in which somebody does something and waits for the reply."""

    async def step(house: House, world: World) -> None:
        reply: Reply = await house.submit(event, by)
        assert reply.refused == "", reply.text
        if isinstance(event, Answer):
            world.acknowledged.append(f"{event.position} {by.member}")
        await house.settle()

    return step


def until(phase: type[Phase]) -> Step:
    """Return the step in which time goes by until the quiz stands in `phase`."""

    async def step(house: House, world: World) -> None:
        for _ in range(200):
            await house.settle()
            value = await house.value()
            if isinstance(value.phase, phase) and getattr(value.phase, "began", 0) is not None:
                return
            await forward(house, world, world.clock.next_sleeper())
        raise AssertionError(f"never came to {phase.__name__}")

    return step


async def opens(house: House, _world: World) -> None:
    """Open the quiz, unless that has happened already."""
    if await house.store.running(lobby().quiz.place, "quiz") is None:
        await house.desk.open("quiz", lobby(a_deck(CAPITAL, RED_PLANET), reading=0, joined=()).quiz, NOON)
    await house.settle()


def once(event: Event, unless: Callable[[Any], bool]) -> Step:
    """Return the step of a control that is not pressed again when its effect can be seen."""

    async def step(house: House, world: World) -> None:
        if not unless(await house.value()):
            await says(event)(house, world)
        await house.settle()

    return step


SCRIPT: tuple[Step, ...] = (
    opens,
    says(Join(), ANA),
    says(Join(), BEN),
    once(Begin(), lambda quiz: not isinstance(quiz.phase, Lobby)),
    until(Asking),
    wait(2_000),
    says(Answer(0, (1,)), ANA),
    wait(1_000),
    once(Pause(), lambda quiz: isinstance(quiz.phase, Paused)),
    wait(5_000),
    once(Resume(), lambda quiz: not isinstance(quiz.phase, Paused)),
    says(Answer(0, (0,)), BEN),
    until(Revealed),
    until(Asking),
    wait(3_000),
    says(Answer(1, text="Barsoom"), BEN),
    says(Answer(1, text="Mars"), ANA),
    until(Revealed),
    once(Accept("Barsoom"), lambda quiz: bool(quiz.accepted)),
    until(Finished),
    wait(30_000),
)


async def end_of(world: World) -> dict[str, Any]:
    """Return all that counts at the end."""
    async with a_house(world.path, clock=world.clock, platform=world.platform) as house:
        quiz = await house.value()
    answers = {
        (position, member): (given.choices, given.text, given.took)
        for position, by in quiz.answers.items()
        for member, given in by.items()
    }
    return {
        "answers": answers,
        "scores": quiz.course[-1].scores,
        "phase": type(quiz.phase),
        "messages": {message.key: message.card for message in world.platform.messages.values()},
        "told": [key for key, _, _ in world.platform.told],
    }


async def test_whenever_the_process_dies_the_end_is_the_same(empty: Path, tmp_path: Path) -> None:
    """Same answers, same scores, same messages, none of them twice, and nothing acknowledged that is lost."""
    world = a_world(empty, tmp_path, "undisturbed.db")
    steps = await run(world, SCRIPT, 0)
    expected = await end_of(world)
    assert 4 == len(expected["answers"])
    assert len(steps) > 100

    async def dies(world: World, last: int) -> None:
        steps = await run(world, SCRIPT, last)
        found = await end_of(world)
        assert expected == found, f"died at step {last}: {steps[-1]}"
        assert {f"{position} {member}" for position, member in found["answers"]} == set(world.acknowledged)
        world.path.unlink()

    await in_every_world(tmp_path, empty, deaths(steps), dies)
