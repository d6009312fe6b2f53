"""Private messages as they travel: JSON for a response address, rendered and encoded once for all who are told the same.

A class is told one of a few things ("Locked in: B"), and at one moment. Pure, but for what it remembers.
"""

import msgspec

from adapters.slack.rendering.messages import ephemeral
from bot.kernel.card import Card
from bot.kernel.newest import Newest

MOST_KEPT = 500

LONGEST_KEPT = 8_000
"""Bytes of a body up to which it is kept: what is longer is hardly told to many."""

_encode = msgspec.json.Encoder().encode


class Bodies:
    """Writes private messages. `prefix` is that of our commands' names."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._kept: Newest[tuple[Card | str, str, str, bool], bytes] = Newest(MOST_KEPT)

    def of(self, said: Card | str, keep: str = "", *, thread: str = "", replaces: bool = False) -> bytes:
        """Return the body that shows a card or a sentence; `keep` and `replaces` as `messages.ephemeral` has them.

        `thread` is the `ts` of the message below which it is to be read, "" for none.
        """
        name = (said, keep, thread, replaces)
        try:
            body = self._kept.get(name)
        except TypeError:  # a card that has no hash: it lets people in, by a mapping
            return self._written(said, keep, thread, replaces=replaces)
        if body is None:
            body = self._written(said, keep, thread, replaces=replaces)
            if len(body) <= LONGEST_KEPT:
                self._kept[name] = body
        return body

    def _written(self, said: Card | str, keep: str, thread: str, *, replaces: bool) -> bytes:
        shown = ephemeral(said, keep, prefix=self._prefix, replaces=replaces)
        return _encode(shown | {"thread_ts": thread} if thread else shown)
