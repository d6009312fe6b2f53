"""Work on acknowledged acts: after everybody's acknowledgement, and before anybody has waited for long."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from adapters.slack.inbound.afterwards import AT_ONCE, FEW, LONGEST, QUIET, Afterwards, Work

Note = Callable[[str], None]


async def work(note: Note, name: str) -> None:
    """Note that it was done."""
    note(name)


def at_once(one: Work) -> None:
    """Do work that waits for nothing."""
    with suppress(StopIteration):
        one.send(None)


async def turns(number: int) -> None:
    """Let the event loop turn."""
    for _ in range(number):
        await asyncio.sleep(0)


async def test_acts_that_come_one_by_one_are_worked_on_at_once() -> None:
    """In the next turn of the loop, however many follow."""
    done: list[str] = []
    later = Afterwards(at_once)
    for number in range(3 * FEW):
        later.begin(work(done.append, str(number)))
        await turns(1)
        assert number + 1 == len(done)


async def test_in_a_burst_everybody_is_acknowledged_first() -> None:
    """Work waits while acts come, and a little longer; then it begins in the order in which they came."""
    done: list[str] = []
    later = Afterwards(at_once)
    came = [str(number) for number in range(3 * FEW)]
    for name in came[: 2 * FEW]:
        later.begin(work(done.append, name))
    for name in came[2 * FEW :]:
        await turns(QUIET - 1)
        later.begin(work(done.append, name))
        assert [] == done
    await turns(QUIET + 1)
    assert came == done


async def test_nobody_who_acts_on_and_on_holds_the_others_up() -> None:
    """Work that has waited for so long begins, whoever acts."""
    done: list[str] = []
    later = Afterwards(at_once)
    loop = asyncio.get_running_loop()
    until = loop.time() + 10 * LONGEST
    while not done and loop.time() < until:
        for _ in range(FEW if len(later) > FEW else 2 * FEW):
            later.begin(work(done.append, "work"))
        await turns(1)
    later.begin_all()
    assert loop.time() < until


async def test_much_work_leaves_room_for_those_who_act_meanwhile() -> None:
    """Only so much begins in one turn, and the rest waits for whoever comes."""
    done: list[str] = []
    later = Afterwards(at_once)
    for number in range(2 * AT_ONCE):
        later.begin(work(done.append, str(number)))
    while not done:
        await turns(1)
    assert AT_ONCE == len(done)
    later.begin(work(done.append, "new"))
    await turns(QUIET - 1)
    assert AT_ONCE == len(done)
    await turns(QUIET)
    assert 2 * AT_ONCE + 1 == len(done)


async def test_at_a_stop_all_of_it_begins() -> None:
    """None is left waiting."""
    done: list[str] = []
    later = Afterwards(at_once)
    for number in range(3 * AT_ONCE):
        later.begin(work(done.append, str(number)))
    later.begin_all()
    assert (3 * AT_ONCE, 0) == (len(done), len(later))
