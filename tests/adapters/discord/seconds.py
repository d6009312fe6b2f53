"""A clock in seconds that a test moves, for what paces requests."""

import asyncio


class Time:
    """Seconds that pass when somebody rests."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        """Say what time it is."""
        return self.now

    async def rest(self, seconds: float) -> None:
        """Let them pass, and everybody else go on."""
        self.now += seconds
        await asyncio.sleep(0)
