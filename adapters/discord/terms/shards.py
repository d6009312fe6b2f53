"""Which servers are ours, where several processes share the work: each serves a range of shards.

A server's shard follows from its id (API docs, "Sharding", 2026-08), so that every process knows it without asking.
"""

from collections.abc import Collection

from msgspec import Struct


class Range(Struct, frozen=True):
    """The shards this process serves, of `count` in all."""

    ids: Collection[int]
    count: int

    def has(self, guild: int) -> bool:
        """Whether the server's shard is one of ours."""
        return shard_of(guild, self.count) in self.ids

    @property
    def first(self) -> bool:
        """Whether shard 0 is ours: it hears direct messages, and its process does what is to be done once."""
        return 0 in self.ids


def shard_of(guild: int, count: int) -> int:
    """Return the number of the server's shard, of `count`."""
    return (guild >> 22) % count
