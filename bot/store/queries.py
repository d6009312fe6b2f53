"""What is asked of the database. Each function reads from the connection it is given.

Statements that are asked for at every message or waking are put together once: it takes longer than the database needs.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, select, union
from sqlalchemy import exists as any_row

from bot.kernel.clock import Instant
from bot.kernel.people import Place
from bot.kernel.session import Fact
from bot.store.contract import LATELY, Posted, Saved
from bot.store.tables import (
    alone,
    contents,
    ended,
    facts,
    members,
    posts,
    processes,
    rung,
    sessions,
    shelf,
    unfinished,
    workspaces,
)
from bot.store.tables import listening as listens
from bot.store.tables import running as is_running

_SESSION = select(sessions, contents.c.content).join(contents).where(sessions.c.id == bindparam("session"))
_FACTS = (
    select(facts.c.item, facts.c.member, facts.c.at, facts.c.data, facts.c.again)
    .where(facts.c.session == bindparam("session"))
    .order_by(facts.c.number)
)
_POSTS = select(posts).where(posts.c.session == bindparam("session"))
_STAMPS = select(rung.c.key, rung.c.stamp).where(rung.c.session == bindparam("session"))
_AT_REF = select(posts.c.session).where(posts.c.ref == bindparam("ref"))
_SLOT_AT_REF = select(posts.c.slot).where(posts.c.session == bindparam("session"), posts.c.ref == bindparam("ref"))
_KEPT = select(shelf.c.value).where(shelf.c.shelf == bindparam("shelf"), shelf.c.key == bindparam("key"))
_BY_RANK = (
    select(sessions.c.id, sessions.c.workspace, sessions.c.channel)
    .where(sessions.c.id.in_(bindparam("sessions", expanding=True)))
    .order_by(sessions.c.over, sessions.c.number.desc())
)


def load(conn: Connection, session: str) -> tuple[Saved, int] | None:
    """Return the session with its facts in the order they were written, and who looks after it."""
    row = conn.execute(_SESSION, {"session": session}).one_or_none()
    return None if row is None else (_saved(row, _facts(conn, session)), row.owner)


def _facts(conn: Connection, session: str) -> tuple[Fact, ...]:
    rows = conn.execute(_FACTS, {"session": session})
    return tuple(Fact(item, member, at, data, again) for item, member, at, data, again in rows)


def _saved(row: Row[Any], facts_: tuple[Fact, ...]) -> Saved:
    return Saved(
        id=row.id,
        kind=row.kind,
        place=Place(row.workspace, row.channel, row.thread),
        version=row.version,
        content=row.content,
        state=row.state,
        wake_at=row.wake_at,
        live=row.live,
        over=row.over,
        saved_at=row.saved_at,
        facts=facts_,
        sole=row.sole,
        listens=row.listens,
    )


def exists(conn: Connection, session: str) -> bool:
    """Whether there is a session of this id."""
    return bool(conn.scalar(select(any_row().where(sessions.c.id == session))))


def running(conn: Connection, place: Place, kind: str) -> str | None:
    """Return the session of this kind that runs in `place`."""
    alone_first = (sessions.c.sole.desc(), sessions.c.number.desc())
    here = select(sessions.c.id).where(*_held_in(place, kind), is_running).order_by(*alone_first).limit(1)
    found: str | None = conn.scalar(here)
    return found


def holder(conn: Connection, place: Place, kind: str) -> str | None:
    """Return the running session of this kind that lets no second one into `place`."""
    found: str | None = conn.scalar(select(sessions.c.id).where(*_held_in(place, kind), alone))
    return found


def running_in(conn: Connection, place: Place, kind: str, most: int) -> Sequence[str]:
    """Return the running sessions of this kind in the channel of `place`, or in its workspace, oldest first."""
    here = select(sessions.c.id).where(sessions.c.workspace == place.workspace, sessions.c.kind == kind, is_running)
    if place.channel:
        here = here.where(sessions.c.channel == place.channel)
    return conn.scalars(here.order_by(sessions.c.number).limit(most)).all()


def ended_in(conn: Connection, place: Place, kind: str, most: int) -> Sequence[str]:
    """Return the newest sessions of this kind in `place` that are over, newest first."""
    newest = select(sessions.c.id).where(*_held_in(place, kind), ended).order_by(sessions.c.number.desc()).limit(most)
    return conn.scalars(newest).all()


def took_part(conn: Connection, workspace: str, kind: str, member: str, most: int) -> Sequence[str]:
    """Return the newest sessions of this kind that are over and in which `member` has a row of the ledger."""
    of_kind = (sessions.c.workspace == workspace, sessions.c.kind == kind, ended)
    newest = select(sessions.c.id, sessions.c.number).where(*of_kind).order_by(sessions.c.number.desc()).limit(LATELY)
    lately = newest.subquery()
    theirs = any_row().where(facts.c.session == lately.c.id, facts.c.member == member)
    return conn.scalars(select(lately.c.id).where(theirs).order_by(lately.c.number.desc()).limit(most)).all()


def latest(conn: Connection, place: Place, kind: str) -> str | None:
    """Return the newest session of this kind in `place`."""
    newest = select(sessions.c.id).where(*_held_in(place, kind)).order_by(sessions.c.number.desc()).limit(1)
    found: str | None = conn.scalar(newest)
    return found


def _held_in(place: Place, kind: str) -> tuple[Any, ...]:
    return (
        sessions.c.workspace == place.workspace,
        sessions.c.channel == place.channel,
        sessions.c.thread == place.thread,
        sessions.c.kind == kind,
    )


def thread_of(conn: Connection, thread: Place) -> str | None:
    """Return the session one of whose messages begins `thread`: one that runs rather than one that is over, the newest.

    Asked for everything anybody writes in any thread, so mostly in vain. In two steps, for in one a database that has not
    counted its rows yet may begin with all sessions of the channel.
    """
    begun = conn.scalars(_AT_REF, {"ref": thread.thread}).all()
    if not begun:
        return None
    rows = conn.execute(_BY_RANK, {"sessions": begun})
    here = (thread.workspace, thread.channel)
    return next((row.id for row in rows if here == (row.workspace, row.channel)), None)


def slot_of(conn: Connection, session: str, ref: str) -> str:
    """Return the slot of the session's message at `ref`, or ""."""
    return conn.scalar(_SLOT_AT_REF, {"session": session, "ref": ref}) or ""


def listening(conn: Connection, owner: int) -> Sequence[str]:
    """Return the owner's sessions that listen, earliest to wake first, those without an hour at the end."""
    soonest = (sessions.c.wake_at.nulls_last(), sessions.c.number)
    mine = select(sessions.c.id).where(sessions.c.owner == owner, listens).order_by(*soonest)
    return conn.scalars(mine).all()


def due(conn: Connection, owner: int, until: Instant, most: int) -> Sequence[tuple[str, Instant]]:
    """Return (id, wake_at) of the owner's sessions to wake by `until`, earliest first."""
    rows = conn.execute(
        select(sessions.c.id, sessions.c.wake_at)
        .where(sessions.c.owner == owner, is_running, sessions.c.wake_at <= until)
        .order_by(sessions.c.wake_at)
        .limit(most)
    )
    return [(row.id, row.wake_at) for row in rows]


def next_wake(conn: Connection, owner: int) -> Instant | None:
    """Return the earliest `wake_at` of the owner's sessions."""
    earliest = (
        select(sessions.c.wake_at)
        .where(sessions.c.owner == owner, is_running, sessions.c.wake_at.is_not(None))
        .order_by(sessions.c.wake_at)
        .limit(1)
    )
    found: Instant | None = conn.scalar(earliest)
    return found


def awake(conn: Connection, owner: int) -> Sequence[str]:
    """Return the owner's sessions that are live or not painted since they changed, oldest first."""
    mine = select(sessions.c.id).where(sessions.c.owner == owner, unfinished).order_by(sessions.c.number)
    return conn.scalars(mine).all()


def live_since(conn: Connection, owner: int) -> Sequence[tuple[str, Instant]]:
    """Return the owner's live running sessions, and when each was last looked after."""
    alive = conn.scalar(select(processes.c.seen_at).where(processes.c.number == owner)) or 0
    rows = conn.execute(
        select(sessions.c.id, sessions.c.saved_at)
        .where(sessions.c.owner == owner, unfinished, sessions.c.live, is_running)
        .order_by(sessions.c.number)
    )
    return [(row.id, max(row.saved_at, alive)) for row in rows]


def workspaces_of(conn: Connection, platform: str) -> Sequence[str]:
    """Return the workspaces of the platform of which anything is kept."""
    begin = f"{platform}:"
    columns = (table.c.workspace for table in (sessions, workspaces, members))
    here = (select(each).where(func.substr(each, 1, len(begin)) == begin) for each in columns)
    return conn.scalars(union(*here).order_by("workspace")).all()


def unsettled(conn: Connection, workspace: str) -> Sequence[str]:
    """Return the workspace's sessions that run or are not painted since they changed. Each half has an index of its own."""
    here = select(sessions.c.id).where(sessions.c.workspace == workspace)
    return conn.scalars(union(here.where(is_running), here.where(unfinished)).order_by("id")).all()


def changed_since(conn: Connection, workspace: str, since: Instant) -> Sequence[str]:
    """Return the workspace's sessions whose state was saved at `since` or later."""
    here = select(sessions.c.id).where(sessions.c.workspace == workspace, sessions.c.saved_at >= since)
    return conn.scalars(here.order_by(sessions.c.id)).all()


def posted(conn: Connection, session: str) -> Mapping[str, Posted]:
    """Return the session's posted messages by slot."""
    rows = conn.execute(_POSTS, {"session": session})
    return {row.slot: Posted(row.ref, row.whole, row.shape) for row in rows}


def stamps(conn: Connection, session: str) -> Mapping[str, str]:
    """Return the last stamp rung of each key."""
    rows = conn.execute(_STAMPS, {"session": session})
    return {row.key: row.stamp for row in rows}


def member_prefs(conn: Connection, workspace: str) -> Mapping[str, bytes]:
    """Return the preferences of the workspace's members."""
    rows = conn.execute(select(members.c.member, members.c.prefs).where(members.c.workspace == workspace))
    return {row.member: row.prefs for row in rows}


def workspace_settings(conn: Connection, workspace: str) -> bytes | None:
    """Return the settings of the workspace."""
    found: bytes | None = conn.scalar(select(workspaces.c.settings).where(workspaces.c.workspace == workspace))
    return found


def kept(conn: Connection, name: str) -> Mapping[str, bytes]:
    """Return the shelf in the order in which its keys were first put."""
    rows = conn.execute(select(shelf.c.key, shelf.c.value).where(shelf.c.shelf == name).order_by(shelf.c.number))
    return {row.key: row.value for row in rows}


def kept_one(conn: Connection, name: str, key: str) -> bytes | None:
    """Return what lies on the shelf under `key`, None where nothing does."""
    return conn.execute(_KEPT, {"shelf": name, "key": key}).scalar_one_or_none()
