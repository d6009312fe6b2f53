"""Rate limits, in real time: what is left of a bucket, and the headers that say so.

Real time and not the server's clock: the client waits in real time, too, and a clock that stands still would never let it go on.
"""

from tests.loopback.discord.snowflakes import Now


class Rates:
    """The buckets of one application."""

    def __init__(self, clock: Now) -> None:
        self._clock = clock
