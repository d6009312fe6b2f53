"""A dictionary that keeps the newest entries alone: a memory that cannot grow, for what can be found out again."""

from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Newest(dict[K, V]):
    """Keeps the `most` entries that were set last, in that order. The oldest of more is forgotten; it is looked at freely."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def __setitem__(self, key: K, value: V) -> None:
        """Set an entry, which is the newest from then on, also if it was there before."""
        self.pop(key, None)
        super().__setitem__(key, value)
        if len(self) > self._most:
            del self[next(iter(self))]
