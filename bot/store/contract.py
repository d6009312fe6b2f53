"""What a store owes the engine. Implementations differ in the database alone; one suite (``tests/contract``) tries them all.

What may never happen: a fact reported as written that a killed process or a power cut loses; two facts for one
(session, item, member); a change saved over a version it has not seen.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Protocol

from msgspec import Struct

from bot.kernel.clock import Instant
from bot.kernel.errors import StudybellError
from bot.kernel.people import Place
from bot.kernel.session import Fact


class Saved(Struct, frozen=True):
    """A session as it lies in the store. `version` counts changes of `state`, from 1; facts do not raise it.

    `sole`: no other of its kind may run in its place; `listens`: it wants to hear what is written in its threads.
    """

    id: str
    kind: str
    place: Place
    version: int
    content: bytes
    state: bytes
    wake_at: Instant | None
    live: bool
    over: bool
    saved_at: Instant
    facts: tuple[Fact, ...] = ()
    sole: bool = True
    listens: bool = False


class Change(Struct, frozen=True):
    """One lane's step: facts to add and, unless `state` is None, the next state in place of version `version`."""

    session: str
    version: int
    at: Instant
    facts: tuple[Fact, ...] = ()
    state: bytes | None = None
    wake_at: Instant | None = None
    live: bool = False
    over: bool = False
    listens: bool = False


class Outcome(StrEnum):
    """What became of a change. Only SAVED has changed anything."""

    SAVED = "saved"
    STALE = "stale"
    """The session is at another version (or gone): load it again and decide again."""
    REPEATED = "repeated"
    """At least one fact that may not be replaced was there already: load it again and decide again."""


class Posted(Struct, frozen=True):
    """A message that stands on the platform: the surface's own reference, and digests of what it shows.

    `whole` changes with anything; `shape` only with what may not wait (see `Card.shape`).
    """

    ref: str
    whole: str
    shape: str


LATELY = 20
"""Sessions among which it is looked for what somebody took part in lately."""

LEFT = "left"
"""The shelf on which the workspaces are noted that have removed us, by name; what a note says is the engine's affair."""


class Forgotten(Struct, frozen=True):
    """What one step of forgetting has deleted: these sessions, whole. `more`: something of the workspace may still be there."""

    sessions: tuple[str, ...]
    more: bool


class Taken(StudybellError):
    """The place holds a running session of this kind, or there is one of this id already; `session` is its id."""

    def __init__(self, session: str) -> None:
        super().__init__("something is already running here")
        self.session = session


class StoreBroken(StudybellError):
    """The database cannot be used; the text says why and what to do. Nothing was written."""


class Store(Protocol):
    """The durable half of the engine. Every method is safe to call from any task of the process's one loop."""

    async def open(self) -> None:
        """Connect and see that the schema fits; raises `StoreBroken` (newer, locked, read-only, full, unreachable)."""
        ...

    async def close(self) -> None:
        """Finish the writes under way and disconnect."""
        ...

    # -- sessions and the ledger
    async def create(self, saved: Saved) -> None:
        """Add a session and its first facts.

        Raises `Taken` when it is `sole` and another such one of its kind is running in its place, and for any session
        whose id exists already (also when that one is over).
        """
        ...

    async def load(self, session: str) -> Saved | None:
        """Return the session with all its facts in the order they were written, or None."""
        ...

    async def write(self, change: Change) -> Outcome:
        """Apply a change, durably, together with everything else that waits (group commit)."""
        ...

    async def turn(self) -> None:
        """Wait, while there is a crowd, for the moment just before the next commit; return at once otherwise.

        Whoever gathers events decides that late, so that nobody waits for two commits where one would do.
        """
        ...

    async def running(self, place: Place, kind: str) -> str | None:
        """Return the id of the session of this kind that runs in `place`; of several the sole one, else the newest."""
        ...

    async def latest(self, place: Place, kind: str) -> str | None:
        """Return the id of the newest session of this kind in `place`, running or over."""
        ...

    async def running_in(self, place: Place, kind: str, most: int = 100) -> Sequence[str]:
        """Return the ids of running sessions of this kind in the channel of `place`, oldest first.

        Where `place` names no channel, in its whole workspace.
        """
        ...

    async def ended_in(self, place: Place, kind: str, most: int) -> Sequence[str]:
        """Return the ids of sessions of this kind in `place` that are over, at most `most`, newest first."""
        ...

    async def took_part(self, workspace: str, kind: str, member: str, most: int) -> Sequence[str]:
        """Return, as `ended_in` for a workspace, those in which `member` has a row; only the newest are looked at (`LATELY`)."""
        ...

    async def thread_of(self, thread: Place) -> str | None:
        """Return the id of the session one of whose messages begins `thread`; a running one, else the newest that is over."""
        ...

    async def slot_of(self, session: str, ref: str) -> str:
        """Return the slot of the session's message at `ref`, "" when none stands there or `ref` is ""."""
        ...

    async def listening(self) -> Sequence[str]:
        """Return the ids of this process's running sessions that listen, those that wake soonest first, without an hour last."""
        ...

    async def due(self, until: Instant, most: int) -> Sequence[tuple[str, Instant]]:
        """Return (id, wake_at) of this process's sessions to wake at or before `until`, earliest first."""
        ...

    async def next_wake(self) -> Instant | None:
        """Return the earliest `wake_at` among this process's sessions."""
        ...

    async def awake(self) -> Sequence[str]:
        """Return the ids of this process's running sessions that are live, or were changed and not painted since."""
        ...

    # -- what stands on the platform
    async def posted(self, session: str) -> Mapping[str, Posted]:
        """Return the session's posted messages by slot."""
        ...

    async def record_post(self, session: str, slot: str, posted: Posted) -> None:
        """Remember that the slot's message stands there now and shows this."""
        ...

    async def rung(self, session: str) -> Mapping[str, str]:
        """Return the last stamp of each key whose whispers have been delivered."""
        ...

    async def record_rung(self, session: str, key: str, stamp: str) -> None:
        """Remember that the news of this key and stamp have been delivered."""
        ...

    async def record_painted(self, session: str, version: int) -> None:
        """Remember up to which version the platform shows the session."""
        ...

    # -- people and settings
    async def member_prefs(self, workspace: str) -> Mapping[str, bytes]:
        """Return the JSON preferences of every member of the workspace that has any."""
        ...

    async def set_member_prefs(self, workspace: str, member: str, prefs: bytes) -> None:
        """Replace the preferences of one member."""
        ...

    async def workspace_settings(self, workspace: str) -> bytes | None:
        """Return the JSON settings of the workspace."""
        ...

    async def set_workspace_settings(self, workspace: str, settings: bytes) -> None:
        """Replace the settings of the workspace."""
        ...

    # -- whole workspaces
    async def workspaces(self, platform: str) -> Sequence[str]:
        """Return the workspaces of this platform of which anything is kept: sessions, settings or preferences."""
        ...

    async def unsettled(self, workspace: str) -> Sequence[str]:
        """Return the ids of the workspace's sessions that run, or whose last state the platform does not show yet; anybody's."""
        ...

    async def changed_since(self, workspace: str, since: Instant) -> Sequence[str]:
        """Return the ids of the workspace's sessions whose state was saved at `since` or later; anybody's."""
        ...

    async def forget(self, workspace: str, note: bytes) -> Forgotten:
        """Delete a portion of all that is kept of the workspace, at last the note itself; nothing once `more` is false.

        Only as long as the shelf `LEFT` holds exactly `note` for it: whoever puts another there, or takes it off, has kept what
        is left from then on. With a session go the keys of shelves that are its id, with the last portion those that are the
        workspace's name, or begin with it and a blank.
        """
        ...

    # -- surfaces' own small state (a playground's messages, private message tokens)
    async def keep(self, shelf: str, key: str, value: bytes) -> None:
        """Put `value` on a surface's own shelf. What `forget` takes off it by itself is said there."""
        ...

    async def kept(self, shelf: str) -> Mapping[str, bytes]:
        """Return the whole shelf, in the order the keys were first put."""
        ...

    async def kept_one(self, shelf: str, key: str) -> bytes | None:
        """Return what lies on the shelf under `key`, None where nothing does; a look into an index, however long the shelf."""
        ...

    async def unkeep(self, shelf: str, key: str, value: bytes | None = None) -> None:
        """Take a key off the shelf; nothing happens when it is not there, or with another `value` than the one given."""
        ...


class Ownership(Protocol):
    """Which sessions this process ticks and paints. On SQLite there is one process, and it owns everything."""

    async def start(self) -> None:
        """Register this process and take over what nobody owns."""
        ...

    async def stop(self) -> None:
        """Give everything up at once, so that a peer goes on without waiting."""
        ...

    def holds(self) -> bool:
        """Whether this process may still act as owner: its last heartbeat is recent enough that no peer took over."""
        ...

    def mine(self, session: str) -> bool:
        """Whether this process is the session's owner as far as it knows; always true where there are no peers."""
        ...

    @property
    def watched(self) -> bool:
        """Whether peers watch this process's heartbeat, so that it must beat even with nothing live."""
        ...

    async def beat(self, at: Instant) -> None:
        """Note that this process was alive at `at`."""
        ...

    async def adopted(self) -> Sequence[tuple[str, Instant]]:
        """Wait for and return sessions that became this process's own, each with the instant it was last looked after.

        At start it returns what a former process (or this one before a kill) left running.
        """
        ...

    async def touched(self) -> Sequence[str]:
        """Wait for and return sessions known to this process, its own or not, to which another has added facts or changes."""
        ...
