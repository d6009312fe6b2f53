"""Deletes what is kept of a workspace that has removed us, a portion in each transaction.

Sessions go one after the other, by their ids: first their facts, however many, then they themselves with all that hangs on them.
Only when no session is left go the settings, the members' preferences and the shelves' keys, with them the note that the
workspace has left: a kill in between leaves the note, and the next start goes on.
"""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Connection, Select, bindparam, delete, func, or_, select

from bot.store.contract import LEFT, Forgotten
from bot.store.dialect import Dialect
from bot.store.jobs import PORTION, Forget
from bot.store.tables import contents, facts, members, posts, rung, sessions, shelf, workspaces

SESSIONS = 100
"""Sessions of which at most is deleted at a time."""

_NOTE = select(shelf.c.value).where(shelf.c.shelf == LEFT, shelf.c.key == bindparam("workspace"))
_DOOMED = (
    select(sessions.c.id).where(sessions.c.workspace == bindparam("workspace")).order_by(sessions.c.id).limit(SESSIONS)
)

NOTHING = Forgotten((), more=False)


def doomed(conn: Connection, jobs: Collection[Forget]) -> dict[str, Sequence[str]]:
    """Return the sessions of the next portion, by workspace, so that they can be locked together with all others."""
    noted = (job.workspace for job in jobs if _stands(conn, job, _NOTE))
    return {each: conn.scalars(_DOOMED, {"workspace": each}).all() for each in noted}


def forget(conn: Connection, dialect: Dialect, job: Forget, locked: Sequence[str]) -> Forgotten:
    """Delete a portion; the `locked` sessions are those that `doomed` has found. Nothing where the note says another thing now.

    The note is held against peers until the commit: one that takes it off has to wait, and nothing is deleted afterwards.
    """
    if not _stands(conn, job, _NOTE.with_for_update()):
        return NOTHING
    if locked and not _forget_sessions(conn, dialect, locked):
        return Forgotten((), more=True)
    if conn.scalar(_DOOMED, {"workspace": job.workspace}) is not None:
        return Forgotten(tuple(locked), more=True)
    _forget_the_rest(conn, job.workspace)
    return Forgotten(tuple(locked), more=False)


def _forget_sessions(conn: Connection, dialect: Dialect, those: Sequence[str]) -> bool:
    """Delete the facts of `those` sessions and then the sessions; False when there were more facts than a portion has."""
    some = select(facts.c.number).where(dialect.among(facts.c.session, those)).limit(PORTION)
    if conn.execute(delete(facts).where(facts.c.number.in_(some))).rowcount >= PORTION:
        return False
    for table in (posts, rung, contents):
        conn.execute(delete(table).where(dialect.among(table.c.session, those)))
    conn.execute(delete(shelf).where(dialect.among(shelf.c.key, those)))
    conn.execute(delete(sessions).where(dialect.among(sessions.c.id, those)))
    return True


def _stands(conn: Connection, job: Forget, note: Select[Any]) -> bool:
    return bool(conn.scalar(note, {"workspace": job.workspace}) == job.note)


def _forget_the_rest(conn: Connection, workspace: str) -> None:
    conn.execute(delete(members).where(members.c.workspace == workspace))
    conn.execute(delete(workspaces).where(workspaces.c.workspace == workspace))
    begin = f"{workspace} "
    belongs = or_(shelf.c.key == workspace, func.substr(shelf.c.key, 1, len(begin)) == begin)
    conn.execute(delete(shelf).where(belongs))
