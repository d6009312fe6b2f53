"""A range of Discord's shards, as an operator writes it who lets several processes share the work."""

import re
from typing import NamedTuple


class Shards(NamedTuple):
    """A range of Discord's shards, `last` among them, of `total` in all: what one of several processes serves."""

    first: int
    last: int
    total: int

    def __str__(self) -> str:
        return f"{self.first}-{self.last}/{self.total}"


def read_shards(text: str) -> Shards:
    """Return the range that ``FIRST-LAST/COUNT`` means; raises `ValueError`. One shard alone may be written ``FIRST/COUNT``."""
    found = re.fullmatch(r"\s*(\d{1,5})\s*(?:-\s*(\d{1,5})\s*)?/\s*(\d{1,5})\s*", text, re.ASCII)
    if found is None:
        raise ValueError("is no range of shards")
    first, last, total = int(found[1]), int(found[2] or found[1]), int(found[3])
    if last < first:
        raise ValueError("ends before it begins")
    if last >= total:
        raise ValueError(f"goes beyond the last of {total} shards: they are counted from 0")
    return Shards(first, last, total)
