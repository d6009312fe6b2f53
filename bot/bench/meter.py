"""What is measured with: shares of a list, edits in a window, processor time, memory. Nothing here touches the engine."""

import gc
import math
import mmap
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from statistics import median

from msgspec import Struct

THOUSAND = 1_000
MILLION = 1_000_000
MEGABYTE = 1_000_000


class Spent(Struct, frozen=True):
    """What a piece of work took: seconds on the wall, and of this process's processor time (all threads)."""

    wall: float
    cpu: float


class Stopwatch:
    """Runs from when it is made; rubbish left by what came before is swept away first."""

    def __init__(self) -> None:
        gc.collect()
        self._cpu = time.process_time()
        self._wall = time.perf_counter()

    def read(self) -> Spent:
        """Return what has been spent so far."""
        return Spent(wall=time.perf_counter() - self._wall, cpu=time.process_time() - self._cpu)


def share(values: Iterable[float], part: float) -> float:
    """Return the least of `values` that at least `part` (above 0, up to 1) of them do not exceed: the nearest rank.

    0.5 is the median of the lower half, 0.99 the 99th percentile. Raises ValueError when there is no value.
    """
    ordered = sorted(values)
    if not ordered or not 0 < part <= 1:
        msg = f"no share {part} of {len(ordered)} values"
        raise ValueError(msg)
    # Rounded first: 0.07 * 100 is a hair above 7, which would be rank 8.
    return ordered[math.ceil(round(part * len(ordered), 9)) - 1]


def most_within(instants: Iterable[float], window: float) -> int:
    """Return how many of `instants` at most lie within any stretch of `window`, its end not included."""
    ordered = sorted(instants)
    most = first = 0
    for last, instant in enumerate(ordered):
        while ordered[first] <= instant - window:
            first += 1
        most = max(most, last - first + 1)
    return most


def middle(values: Sequence[float]) -> float:
    """Return the median."""
    return median(values)


def resident() -> int:
    """Return the bytes of memory this process holds now (where the system does not say: at most so far)."""
    gc.collect()
    try:
        return resident_of("self")
    except OSError:
        import resource

        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most if sys.platform == "darwin" else most * 1024


def resident_of(process: int | str) -> int:
    """Return the bytes of memory a process holds now, by its number; raises `OSError` where the system does not say."""
    return int(Path(f"/proc/{process}/statm").read_text("ascii").split()[1]) * mmap.PAGESIZE
