"""What the writer is asked to do, as values, and what becomes of it. All jobs of a batch share one transaction."""

from collections.abc import Mapping
from typing import Any, TypeAlias

from msgspec import Struct
from sqlalchemy import Table

from bot.kernel.clock import Instant
from bot.store.contract import Change, Outcome, Saved


class Create(Struct, frozen=True):
    """Add a session that `owner` looks after."""

    saved: Saved
    owner: int


class Put(Struct, frozen=True):
    """Write a row of one of the tables in `tables.KEYS` in place of the one with the same key."""

    table: Table
    row: Mapping[str, Any]


class Drop(Struct, frozen=True):
    """Take the row with the key `row` away, if it is there."""

    table: Table
    row: Mapping[str, Any]


class Painted(Struct, frozen=True):
    """The platform shows the session up to this version."""

    session: str
    version: int


class Beat(Struct, frozen=True):
    """Process `number` was alive at `at`."""

    number: int
    at: Instant


Job: TypeAlias = Create | Change | Put | Drop | Painted | Beat
Result: TypeAlias = Outcome | Exception | None
"""A change's outcome; the error of a job that was refused; None for everything else that is done."""


def weight(job: Job) -> int:
    """Return how many rows a job writes, for the writer's judgement of whether to wait for company."""
    return max(1, len(job.facts)) if isinstance(job, Change) else 1
