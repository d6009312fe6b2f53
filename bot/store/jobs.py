"""What the writer is asked to do, as values, and what becomes of it. All jobs of a batch share one transaction."""

from collections.abc import Mapping
from typing import Any, TypeAlias

from msgspec import Struct
from sqlalchemy import Table

from bot.kernel.clock import Instant
from bot.store.contract import Change, Forgotten, Outcome, Saved


class Create(Struct, frozen=True):
    """Add a session that `owner` looks after."""

    saved: Saved
    owner: int


class Put(Struct, frozen=True):
    """Write a row of one of the tables in `tables.KEYS` in place of the one with the same key."""

    table: Table
    row: Mapping[str, Any]


class Drop(Struct, frozen=True):
    """Take the row with the key `row` away, if it is there and has these values besides."""

    table: Table
    row: Mapping[str, Any]
    only: Mapping[str, Any] = {}


class Painted(Struct, frozen=True):
    """The platform shows the session up to this version."""

    session: str
    version: int


class Beat(Struct, frozen=True):
    """Process `number` was alive at `at`."""

    number: int
    at: Instant


class Forget(Struct, frozen=True):
    """Delete a portion of what is kept of a workspace, as long as this is noted of its leaving."""

    workspace: str
    note: bytes


Job: TypeAlias = Create | Change | Put | Drop | Painted | Beat | Forget
Result: TypeAlias = Outcome | Forgotten | Exception | None
"""A change's outcome; what was forgotten; the error of a job that was refused; None for everything else that is done."""

PORTION = 2_000
"""Rows deleted at a time: some 10 ms of the disk, so that those whose answers wait for the same commit hardly notice."""


def weight(job: Job) -> int:
    """Return how many rows a job writes, for the writer's judgement of whether to wait for company."""
    match job:
        case Change(facts=facts):
            return max(1, len(facts))
        case Forget():
            return PORTION
        case _:
            return 1
