"""A shelf of the store as a typed mapping: values of one struct, kept as JSON under their ids.

What may never happen: a value that is in memory and not in the store. Reading is from memory, writing waits for the store.
"""

from collections.abc import Iterator
from typing import Generic, TypeVar

import msgspec
from msgspec import Struct

from bot.store.contract import Store

T = TypeVar("T", bound=Struct)


class Shelf(Generic[T]):
    """The values of one shelf by id, in the order their ids were first kept."""

    def __init__(self, store: Store, name: str, kind: type[T]) -> None:
        self._store = store
        self._name = name
        self._decoder = msgspec.json.Decoder(kind)
        self._values: dict[str, T] = {}

    async def load(self) -> None:
        """Read the whole shelf into memory."""
        kept = await self._store.kept(self._name)
        self._values = {key: self._decoder.decode(value) for key, value in kept.items()}

    async def keep(self, key: str, value: T) -> None:
        """Store `value`, and only then let it be seen."""
        await self._store.keep(self._name, key, msgspec.json.encode(value))
        self._values[key] = value

    async def drop(self, key: str) -> T | None:
        """Take `key` off the shelf; returns what was there."""
        await self._store.unkeep(self._name, key)
        return self._values.pop(key, None)

    def get(self, key: str) -> T | None:
        """Return the value under `key`, or None."""
        return self._values.get(key)

    def __contains__(self, key: object) -> bool:
        """Whether something is kept under `key`."""
        return key in self._values

    def __iter__(self) -> Iterator[T]:
        """Go through the values; safe against changes made meanwhile."""
        return iter(list(self._values.values()))

    def __len__(self) -> int:
        """How many values there are."""
        return len(self._values)
