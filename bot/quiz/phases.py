"""The phases of a live quiz, and the moments each of them carries. Legal moves between them stand in ``live.py``."""

from msgspec import Struct

from bot.kernel.clock import Instant


class Lobby(Struct, frozen=True, tag="lobby"):
    """People gather; nothing is asked yet."""


class Reading(Struct, frozen=True, tag="reading"):
    """The question stands there but takes no answers.

    `until` is None until the platform has confirmed the post; `opened` is when the question came onto the table.
    """

    position: int
    until: Instant | None = None
    opened: Instant = 0


class Asking(Struct, frozen=True, tag="asking"):
    """The clock runs.

    `began` is None until the platform has confirmed the buttons; `closes` is then exact and a promise before. `company`:
    somebody had joined before it opened, so it may close early. `overtime`: only members with more time may still answer.
    `extra` are the milliseconds hosts have added.
    """

    position: int
    closes: Instant
    began: Instant | None = None
    company: bool = False
    overtime: bool = False
    extra: int = 0


class Revealed(Struct, frozen=True, tag="revealed"):
    """The right answer is public. `next` is None where the host decides when to go on.

    `began` and `closes` are those of its `Asking`, for presses the platform dates before the end and delivers after it.
    """

    position: int
    closed: Instant
    next: Instant | None = None
    began: Instant | None = None
    closes: Instant = 0


class Paused(Struct, frozen=True, tag="paused"):
    """Everything stands still. `left` is how many milliseconds the interrupted phase still had, None if it had no end.

    Of a question whose common time is over it is below 0: by so much are those with more time into theirs.
    """

    was: Reading | Asking | Revealed
    since: Instant
    left: int | None = None


class Finished(Struct, frozen=True, tag="finished"):
    """It is over and the result stands. `reached` is the last position that was revealed, -1 if none was."""

    at: Instant
    reached: int = -1


class Cancelled(Struct, frozen=True, tag="cancelled"):
    """It ended before it began."""

    at: Instant


Phase = Lobby | Reading | Asking | Revealed | Paused | Finished | Cancelled


def tag_of(phase: Phase) -> str:
    """Return the phase's name, as it is written down."""
    return str(phase.__struct_config__.tag)


def confirmation(phase: Phase) -> str:
    """Return the mark under which the platform's confirmation of this phase's card is awaited, "" for none."""
    match phase:
        case Reading(position=position, until=None):
            return f"reading {position}"
        case Asking(position=position, began=None):
            return f"asking {position}"
        case _:
            return ""
