"""How much is measured: the whole run within six minutes on two cores, a quick one within two."""

from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from bot.bench.grounds import Ground
from bot.bench.table import Row

NO_POSTGRES = "no PostgreSQL here: give --postgres URL"


class Plan(Struct, frozen=True):
    """Sizes and numbers of repetitions. `repeat` is None unless the command line asked for a number."""

    folder: Path
    grounds: Sequence[Ground]
    quick: bool = False
    repeat: int | None = None
    kills: int = 3

    def rounds(self, usual: int) -> int:
        """Return how often to measure something that is measured `usual` times by default."""
        return self.repeat or (1 if self.quick else usual)

    @property
    def fewer(self) -> Sequence[Ground]:
        """Where to measure what a quick run measures on one database only."""
        return self.grounds[:1] if self.quick else self.grounds

    @property
    def sizes(self) -> tuple[int, ...]:
        """Learners in a burst."""
        return (1_000,) if self.quick else (50, 200, 1_000, 2_000)

    @property
    def channels(self) -> int:
        """Channels of a platform that play a quiz at once."""
        return 40 if self.quick else 100

    @property
    def rows(self) -> int:
        """Rows written for the floor."""
        return 300 if self.quick else 1_000

    @property
    def quizzes(self) -> int:
        """Quizzes at once."""
        return 100 if self.quick else 500

    @property
    def sleepers(self) -> int:
        """Sleeping sessions."""
        return 20_000 if self.quick else 100_000

    @property
    def discussions(self) -> int:
        """Open discussions asleep."""
        return 1_000 if self.quick else 10_000

    @property
    def posts(self) -> int:
        """Posts in a long thread."""
        return 5_000

    @property
    def crowds(self) -> tuple[int, ...]:
        """Members who write in a long thread."""
        return (250,) if self.quick else (50, 250, 1_000)

    @property
    def closings(self) -> int:
        """Discussions that end within a second."""
        return 200 if self.quick else 1_000

    @property
    def talks(self) -> int:
        """Discussions in which members write, or owe something, at once."""
        return 20 if self.quick else 100

    def missing(self, *, quick_too: bool = False) -> list[Row]:
        """Return the row that says that there is no PostgreSQL, if so; `quick_too` where a quick run measures on all."""
        if any(ground.name == "PostgreSQL" for ground in self.grounds):
            return []
        return [{"database": NO_POSTGRES}] if quick_too or not self.quick else []
