"""Where a discussion stands. Which moves are legal stands in ``rules.py``."""

from msgspec import Struct

from bot.kernel.clock import Instant


class Drafting(Struct, frozen=True, tag="draft"):
    """Being written by its host; nobody else knows of it."""


class Scheduled(Struct, frozen=True, tag="scheduled"):
    """Waits for the hour it opens at."""

    opens: Instant


class Open(Struct, frozen=True, tag="open"):
    """Stands in the channel since `since`."""

    since: Instant


class Ended(Struct, frozen=True, tag="ended"):
    """Over for the group, with its summary; its thread stays open for members who have later dates of their own."""

    since: Instant
    at: Instant


class Closed(Struct, frozen=True, tag="closed"):
    """Over for everybody, the thread locked; a host can open it again."""

    since: Instant
    at: Instant


class Dropped(Struct, frozen=True, tag="dropped"):
    """Given up before it opened; `missed`: its whole time went by while the program was down."""

    at: Instant
    missed: bool = False


Phase = Drafting | Scheduled | Open | Ended | Closed | Dropped


def tag_of(phase: Phase) -> str:
    """Return the word for the phase, the same one that is written down."""
    return str(phase.__struct_config__.tag)
