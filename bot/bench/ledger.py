"""The books are read again: what was acknowledged must be in the database once, and once only.

It is read through a store that has not written any of it, with a connection of its own.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

import msgspec
from msgspec import Struct

from bot.bench.lesson import choice, learner
from bot.quiz.model import Given
from bot.store.connect import open_store
from bot.store.contract import Saved

Answered = tuple[str, str]
"""A session and a member."""


class Verdict(Struct, frozen=True):
    """How many answers the database holds, how many acknowledged ones it does not hold as given, and how many twice."""

    stored: int
    lost: int
    doubled: int


async def reread(
    url: str, acknowledged: Mapping[Answered, int], sessions: Iterable[str], *, position: int = 0
) -> Verdict:
    """Compare the answers to the question at `position` in the database at `url` with the choices that were acknowledged."""
    store = open_store(url)
    await store.open()
    try:
        saved = [await store.load(session) for session in sessions]
    finally:
        await store.close()
    return compare(found_in(saved, position), acknowledged)


def found_in(saved: Iterable[Saved | None], position: int) -> list[tuple[Answered, int]]:
    """Return every answer to the question at `position`: who, and which choice."""
    read = msgspec.json.Decoder(Given).decode
    return [
        ((session.id, fact.member), read(fact.data).choices[0])
        for session in saved
        if session is not None
        for fact in session.facts
        if fact.item == f"a{position}"
    ]


def compare(found: Iterable[tuple[Answered, int]], acknowledged: Mapping[Answered, int]) -> Verdict:
    """Return the verdict. An answer that was stored but not acknowledged (a kill came between) is neither lost nor doubled."""
    rows = list(found)
    times = Counter(who for who, _ in rows)
    held = set(rows)
    lost = sum((who, given) not in held for who, given in acknowledged.items())
    return Verdict(stored=len(times), lost=lost, doubled=len(rows) - len(times))


def expected(numbers: Iterable[int], names: list[str], learners: int) -> dict[Answered, int]:
    """Return what the database has to hold when the learners of these numbers were acknowledged."""
    return {(names[number // learners], learner(number).member): choice(number) for number in numbers}
