"""Writes one batch of jobs inside one transaction. Who calls it commits, or rolls everything back.

What may never happen: a lock on a session's row that is taken out of the order of the ids, for two processes that wait for
each other both lose time; a job that is answered by anything it has not seen under that lock.
"""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection, bindparam, delete, update

from bot.kernel.people import Place
from bot.store import queries
from bot.store.contract import Change, Outcome, Saved, Taken
from bot.store.dialect import Dialect, Raced
from bot.store.forgetting import doomed, forget
from bot.store.jobs import Beat, Create, Drop, Forget, Job, Painted, Put, Result
from bot.store.plan import Key, make_plan
from bot.store.tables import KEYS, contents, processes, sessions

J = TypeVar("J", Create, Change, Put, Drop, Painted, Beat, Forget)

_STEP = (
    update(sessions)
    .where(sessions.c.id == bindparam("session"), sessions.c.version == bindparam("stored"))
    .values(
        {
            name: bindparam("new_" + name)
            for name in ("version", "state", "wake_at", "live", "over", "saved_at", "listens")
        }
    )
)
_PAINTED = (
    update(sessions)
    .where(sessions.c.id == bindparam("session"), sessions.c.painted < bindparam("shown"))
    .values(painted=bindparam("shown"))
)
_BEAT = (
    update(processes)
    .where(processes.c.number == bindparam("process"), processes.c.seen_at < bindparam("at"))
    .values(seen_at=bindparam("at"))
)


def settle(conn: Connection, dialect: Dialect, jobs: Sequence[Job], *, look: bool = True) -> list[Result]:
    """Do all `jobs` and return what becomes of each; an error among the results refuses that job alone.

    Without `look` nobody looks first whether a fact stands there already, which is rare; raises `Raced` when one does.
    """
    results: list[Result] = [None] * len(jobs)
    created = _of(jobs, Create)
    if created:
        _answer(results, created, _create(conn, dialect, [job for _, job in created]))
    changes, painted = _of(jobs, Change), [job for _, job in _of(jobs, Painted)]
    forgets = _of(jobs, Forget)
    ends = doomed(conn, [job for _, job in forgets]) if forgets else {}
    versions = _lock(conn, dialect, [job for _, job in changes], painted, set().union(*ends.values()))
    if changes:
        _answer(results, changes, _change(conn, dialect, [job for _, job in changes], versions, look=look))
    if painted:
        conn.execute(_PAINTED, [{"session": job.session, "shown": job.version} for job in painted])
    _replace(conn, dialect, jobs)
    beats = [job for _, job in _of(jobs, Beat)]
    if beats:
        conn.execute(_BEAT, [{"process": job.number, "at": job.at} for job in beats])
    saved = [job.session for index, job in changes if results[index] is Outcome.SAVED]
    for index, job in forgets:  # last: whoever took the note back in this batch is heeded
        gone = results[index] = forget(conn, dialect, job, ends.pop(job.workspace, ()))
        saved.extend(gone.sessions)
    dialect.finish(conn, dict.fromkeys(saved))
    return results


def _of(jobs: Sequence[Job], kind: type[J]) -> list[tuple[int, J]]:
    return [(index, job) for index, job in enumerate(jobs) if isinstance(job, kind)]


def _answer(results: list[Result], jobs: Iterable[tuple[int, Any]], answers: Iterable[Result]) -> None:
    for (index, _), answer in zip(jobs, answers, strict=True):
        results[index] = answer


def _lock(
    conn: Connection, dialect: Dialect, changes: Iterable[Change], painted: Iterable[Painted], ends: Iterable[str]
) -> dict[str, int]:
    """Return the versions of the sessions, which nobody can change before the transaction ends.

    A share lock where only facts come, so that several processes write answers of one question at once; never one first
    and the stronger one later, which is how deadlocks are made.
    """
    steps = {change.session for change in changes if change.state is not None}
    steps.update(job.session for job in painted)
    steps.update(ends)
    wanted = steps.union(change.session for change in changes)
    if not wanted:
        return {}
    return dialect.versions(conn, wanted, alone=bool(steps))


def _change(
    conn: Connection, dialect: Dialect, changes: Sequence[Change], versions: dict[str, int], *, look: bool
) -> list[Outcome]:
    keys: list[Key] = [(job.session, fact.item, fact.member) for job in changes for fact in job.facts]
    present = dialect.present(conn, keys) if keys and look else set()
    plan = make_plan(changes, versions, present)
    if plan.facts:
        dialect.add(conn, plan.facts)
    if plan.states:
        conn.execute(
            _STEP,
            [
                {
                    "session": session,
                    "stored": stored,
                    "new_version": plan.versions[session],
                    "new_state": change.state,
                    "new_wake_at": change.wake_at,
                    "new_live": change.live,
                    "new_over": change.over,
                    "new_saved_at": change.at,
                    "new_listens": change.listens,
                }
                for session, (stored, change) in plan.states.items()
            ],
        )
    return plan.outcomes


def _create(conn: Connection, dialect: Dialect, jobs: Sequence[Create]) -> list[Exception | None]:
    """Add those for which there is room. What is there already, or is written by a peer at this moment, refuses its own job only.

    In the order of places and ids, so that two processes which create the same sessions do not wait for each other.
    """
    first: dict[str, Create] = {}
    for job in jobs:
        first.setdefault(job.saved.id, job)
    rows = [_session_row(job) for job in sorted(first.values(), key=_lock_order)]
    insert = dialect.insert(sessions).on_conflict_do_nothing().returning(sessions.c.id)
    made = {session: first[session] for session in conn.scalars(insert, rows)}
    _fill(conn, dialect, [job.saved for job in made.values()])
    return [_refusal(conn, job) if made.get(job.saved.id) is not job else None for job in jobs]


def _lock_order(job: Create) -> tuple[Place, str, str]:
    return job.saved.place, job.saved.kind, job.saved.id


def _session_row(job: Create) -> dict[str, Any]:
    saved = job.saved
    return {
        "id": saved.id,
        "kind": saved.kind,
        "workspace": saved.place.workspace,
        "channel": saved.place.channel,
        "thread": saved.place.thread,
        "version": saved.version,
        "painted": 0,
        "owner": job.owner,
        "state": saved.state,
        "wake_at": saved.wake_at,
        "live": saved.live,
        "over": saved.over,
        "saved_at": saved.saved_at,
        "sole": saved.sole,
        "listens": saved.listens,
    }


def _fill(conn: Connection, dialect: Dialect, made: Sequence[Saved]) -> None:
    if made:
        conn.execute(contents.insert(), [{"session": saved.id, "content": saved.content} for saved in made])
    facts = {(saved.id, fact.item, fact.member): fact for saved in made for fact in saved.facts}
    if facts:
        dialect.add(conn, facts)


def _refusal(conn: Connection, job: Create) -> Exception:
    if queries.exists(conn, job.saved.id):
        return Taken(job.saved.id)
    holder = queries.holder(conn, job.saved.place, job.saved.kind)
    if holder is None:
        raise Raced
    return Taken(holder)


def _replace(conn: Connection, dialect: Dialect, jobs: Sequence[Job]) -> None:
    """Put and drop rows; of several with one key the last counts, and a row dropped before it is put stands at the end."""
    puts: dict[tuple[str, ...], Put] = {}
    drops: list[Drop] = []
    for job in jobs:
        if isinstance(job, Put | Drop):
            key = (job.table.name, *(job.row[name] for name in KEYS[job.table]))
            if isinstance(job, Put):
                puts[key] = job
            elif key not in puts:
                drops.append(job)
            elif job.only.items() <= puts[key].row.items():
                del puts[key]
                drops.append(Drop(job.table, job.row))
    _drop(conn, drops)
    for table, keys in KEYS.items():
        rows = [dict(job.row) for job in puts.values() if job.table is table]
        if rows:
            fresh = dialect.insert(table)
            columns = {name: fresh.excluded[name] for name in rows[0] if name not in keys}
            conn.execute(fresh.on_conflict_do_update(index_elements=keys, set_=columns), rows)


def _drop(conn: Connection, drops: Sequence[Drop]) -> None:
    for table, keys in KEYS.items():
        gone = [dict(job.row) for job in drops if job.table is table and not job.only]
        if gone:
            conn.execute(delete(table).where(*(table.c[key] == bindparam(key) for key in keys)), gone)
    for job in drops:
        if job.only:
            where = {**job.row, **job.only}
            conn.execute(delete(job.table).where(*(job.table.c[name] == value for name, value in where.items())))
