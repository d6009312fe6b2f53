"""What errors of the databases mean: whether to try again, whether a whole batch would meet them, and what a person can do."""

from collections.abc import Callable

from sqlalchemy.exc import DBAPIError

from bot.store.contract import StoreBroken

NOT_OPEN = "The database is not open; nothing was written."

HOPELESS = frozenset({5, 6, 8, 10, 11, 14, 26})
"""SQLite result codes that concern the file, not the row: BUSY, LOCKED, READONLY, IOERR, CORRUPT, CANTOPEN, NOTADB.
FULL (13) is not one of them: a smaller row may still fit. (sqlite.org/rescode.html, 2026-11)"""

AGAIN = frozenset({"40001", "40P01", "55P03", "57P01", "57P02", "57P03", "25P03", "53300"})
"""SQLSTATEs that pass: serialization, deadlock, lock not available, shutdown, crash, starting up, idle in transaction
(a process that was frozen), too many connections. (PostgreSQL 18 manual, appendix A)"""


def cause(error: BaseException) -> BaseException:
    """Return the driver's own error inside SQLAlchemy's."""
    if isinstance(error, DBAPIError) and error.orig is not None:
        return error.orig
    return error


def lite_code(error: BaseException) -> int | None:
    """Return SQLite's primary result code of an error, or None when it comes from elsewhere."""
    code = getattr(cause(error), "sqlite_errorcode", None)
    return code & 0xFF if isinstance(code, int) else None


def sql_state(error: BaseException) -> str | None:
    """Return PostgreSQL's five letters for an error, or None when it comes from elsewhere."""
    state = getattr(cause(error), "sqlstate", None)
    return state if isinstance(state, str) else None


def cut_off(error: BaseException) -> bool:
    """Whether the connection was lost, so that it is not known whether a commit under way was done."""
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    return isinstance(cause(error), OSError | TimeoutError) or (sql_state(error) or "").startswith("08")


def passing(error: BaseException) -> bool:
    """Whether the same transaction may well succeed when it is tried again."""
    return cut_off(error) or sql_state(error) in AGAIN


def hopeless(error: BaseException) -> bool:
    """Whether every other transaction would fail just now in the same way."""
    return lite_code(error) in HOPELESS or passing(error)


def broken(error: Exception, explain: Callable[[Exception], str]) -> StoreBroken:
    """Return the error to raise for `error`: itself when it already is one for a person."""
    if isinstance(error, StoreBroken):
        return error
    told = StoreBroken(explain(error))
    told.__cause__ = error
    return told
