"""What differs between the two databases: the hot statements, and how a transaction is run.

Everything else is SQLAlchemy Core, written once. Functions that take a `Connection` are plain ones: on SQLite they run as a
whole in one thread (one hop per transaction, not one per statement), on PostgreSQL inside ``run_sync``.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Protocol, TypeVar

from sqlalchemy import ColumnElement, Connection, Table

from bot.kernel.session import Fact
from bot.store.plan import Key

if TYPE_CHECKING:  # each user loads one database's code
    from sqlalchemy.dialects import postgresql, sqlite

P = ParamSpec("P")
T = TypeVar("T")
Work = Callable[Concatenate[Connection, P], T]


class Raced(Exception):
    """One of the same rows stands there already, unlooked for."""


class Dialect(Protocol):
    """The statements in which the databases differ."""

    def insert(self, table: Table) -> "sqlite.Insert | postgresql.Insert":
        """Return an insert that knows ``on_conflict_do_update``."""
        ...

    def among(self, column: ColumnElement[str], values: Iterable[str]) -> ColumnElement[bool]:
        """Return "column is one of values" with a single parameter, however many values there are."""
        ...

    def versions(self, conn: Connection, sessions: Collection[str], *, alone: bool) -> dict[str, int]:
        """Return the versions of those that exist, locked in the order of their ids.

        `alone` keeps out everybody; otherwise others may hold the same lock, and only changes of state are kept out.
        """
        ...

    def present(self, conn: Connection, keys: Iterable[Key]) -> set[Key]:
        """Return those of `keys` that are in the ledger."""
        ...

    def add(self, conn: Connection, facts: Mapping[Key, Fact]) -> None:
        """Write facts in one statement; raises `Raced` when one stands there already that may not be replaced."""
        ...

    def finish(self, conn: Connection, sessions: Iterable[str]) -> None:
        """Say last words before the commit of a transaction that wrote to `sessions`."""
        ...


class Database(Protocol):
    """A database one can connect to, and in which work is done in transactions."""

    @property
    def dialect(self) -> Dialect:
        """The statements that differ."""
        ...

    @property
    def name(self) -> str:
        """What messages call it; never with a password."""
        ...

    async def open(self) -> None:
        """Connect and see that the schema fits; raises `StoreBroken`."""
        ...

    async def migrate(self) -> str | None:
        """Bring the database to this program's schema and return where it stood; raises `StoreBroken`."""
        ...

    async def close(self) -> None:
        """Disconnect."""
        ...

    async def read(self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what `work` reads, all of it from one state of the database."""
        ...

    async def glance(self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what `work` reads, without a transaction around it: each of its statements sees a state of its own."""
        ...

    async def write(self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what `work` returns after its transaction is durable; whatever it raises rolls back."""
        ...

    def explain(self, error: BaseException) -> str:
        """Return in a person's words what is wrong with the database and what to do."""
        ...


def fact_row(key: Key, fact: Fact) -> tuple[Any, ...]:
    """Return the columns of a fact in the order in which the hot statements take them."""
    return (*key, fact.at, fact.data, fact.again)
