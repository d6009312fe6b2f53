"""What goes wrong with calls of the Web API. Nothing of it happens unless a test asks."""

from dataclasses import dataclass

CUT = 0
"""The "status" of a connection that is cut off instead of being answered."""


@dataclass
class Stumble:
    """The next `times` calls of a method go wrong. `after`: they are carried out first, and only the answer is lost.

    `status` of HTTP, or `error` of Slack in an answer with 200; `seconds` real ones that it takes longer.
    """

    method: str
    status: int = 500
    error: str = ""
    times: int = 1
    after: bool = False
    seconds: float = 0.0
    retry_after: int = 0
    team: str = ""

    def fits(self, method: str, team: str) -> bool:
        """Whether this is a call that goes wrong; it is then counted off."""
        if self.times <= 0 or self.method not in ("", method) or self.team not in ("", team):
            return False
        self.times -= 1
        return True


class Mischief:
    """Everything a test can let go wrong with calls."""

    def __init__(self) -> None:
        self.stumbles: list[Stumble] = []

    def next_stumble(self, method: str, team: str) -> Stumble | None:
        """Return what goes wrong with this call."""
        return next((one for one in self.stumbles if one.fits(method, team)), None)
