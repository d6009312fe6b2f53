"""The roster: who the members of a workspace are, as far as Slack told lately.

What may never happen: a press kept waiting while Slack is asked who pressed.
"""

from collections.abc import Iterable

from msgspec import Struct

from adapters.slack.requests.api import Api
from bot.kernel.clock import Clock


class Person(Struct, frozen=True):
    """A member of a workspace.

    `zone` is their IANA zone, `locale` their language (BCP 47). `host`: an admin or owner of the workspace. `guest`: they see
    only channels they were let into; `stranger`: they belong to another workspace. `active` False: their account is closed.
    """

    member: str
    name: str
    zone: str = ""
    locale: str = "en"
    host: bool = False
    bot: bool = False
    guest: bool = False
    stranger: bool = False
    active: bool = True


class Roster:
    """Remembers people for an hour; admins for five minutes."""

    def __init__(self, api: Api, clock: Clock) -> None:
        self._api = api
        self._clock = clock

    def known(self, workspace: str, user: str) -> Person | None:
        """Return who it is from memory, None where nobody asked yet. Never waits."""
        raise NotImplementedError

    async def of(self, workspace: str, user: str) -> Person:
        """Return who it is, and ask Slack where that is not known; raises `Gone`, `Denied` or `Busy`."""
        raise NotImplementedError

    async def host(self, workspace: str, user: str) -> bool:
        """Return whether they are an admin or owner by now (asked for again after five minutes)."""
        raise NotImplementedError

    def notice(self, workspace: str, users: Iterable[str]) -> None:
        """Note that these will be asked for soon: the unknown are fetched beside."""
        raise NotImplementedError
