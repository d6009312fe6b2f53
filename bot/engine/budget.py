"""Edit budgets: how often a channel or a workspace may be edited. Unknown to us in advance, so learnt from refusals."""

from bot.kernel.clock import SECOND, Instant

MOST_GAP = 30 * SECOND
"""Milliseconds to which the gap between edits may grow on a platform that keeps refusing."""


class Budgets:
    """When each edit budget is free again. A refusal doubles the gap, quiet edits shrink it back."""

    def __init__(self) -> None:
        self._free: dict[str, Instant] = {}
        self._gap: dict[str, int] = {}

    def free_at(self, budget: str) -> Instant:
        """Return from when an edit that may wait is welcome."""
        return self._free.get(budget, 0)

    def spend(self, budget: str, at: Instant, least: int) -> None:
        """Note an edit at `at`; `least` is the platform's usual gap in milliseconds."""
        gap = max(least, self._gap.get(budget, least) * 3 // 4)
        self._gap[budget] = gap
        self._free[budget] = at + gap

    def refuse(self, budget: str, at: Instant, wait: int, least: int) -> None:
        """Note that the platform asked us to wait `wait` milliseconds."""
        gap = min(max(least, self._gap.get(budget, least) * 2), MOST_GAP)
        self._gap[budget] = gap
        self._free[budget] = at + max(wait, gap)
