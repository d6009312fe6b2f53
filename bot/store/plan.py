"""Decides what becomes of a batch of changes: a pure function from what stands in the database to what to write.

What may never happen: a change that is half written, or one that is judged by anything but what lies in the store plus
the changes before it in the same batch.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import TypeAlias

from msgspec import Struct

from bot.kernel.session import Fact
from bot.store.contract import Change, Outcome

Key: TypeAlias = tuple[str, str, str]
"""What makes a fact unique: session, item, member."""


class Plan(Struct):
    """What to write. `facts` stand in the order they were written, each key once with what counts last."""

    outcomes: list[Outcome]
    facts: dict[Key, Fact]
    states: dict[str, tuple[int, Change]]
    """By session: the version that lies in the store, and the change that counts last."""
    versions: dict[str, int]
    """By session: the version after the batch."""


def make_plan(changes: Iterable[Change], versions: Mapping[str, int], present: Collection[Key]) -> Plan:
    """Return what becomes of `changes`, in their order.

    `versions` are those of the sessions that exist; `present` are the keys among the changes' facts that are in the ledger.
    """
    plan = Plan([], {}, {}, dict(versions))
    for change in changes:
        keys = [(change.session, fact.item, fact.member) for fact in change.facts]
        outcome = _judge(change, keys, plan, present)
        plan.outcomes.append(outcome)
        if outcome is Outcome.SAVED:
            _apply(change, keys, plan, versions[change.session])
    return plan


def _judge(change: Change, keys: list[Key], plan: Plan, present: Collection[Key]) -> Outcome:
    if plan.versions.get(change.session) != change.version:
        return Outcome.STALE
    own: set[Key] = set()
    for key, fact in zip(keys, change.facts, strict=True):
        if not fact.again and (key in present or key in plan.facts or key in own):
            return Outcome.REPEATED
        own.add(key)
    return Outcome.SAVED


def _apply(change: Change, keys: list[Key], plan: Plan, stored: int) -> None:
    for key, fact in zip(keys, change.facts, strict=True):
        plan.facts.pop(key, None)
        plan.facts[key] = fact
    if change.state is not None:
        plan.versions[change.session] += 1
        plan.states[change.session] = (stored, change)
