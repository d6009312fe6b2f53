"""What is asked for at every message anybody writes is a look into an index, however much lies in the database."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from sqlalchemy import Connection, event, insert, text

from bot.kernel.people import Place
from bot.store import queries
from bot.store.store import SqlStore
from bot.store.tables import facts, posts, sessions, shelf

MANY = 3_000
HERE = Place("discord:1", "c")
ROW = {"item": "p", "member": "m", "at": 1, "data": b"", "again": False}


def fill(conn: Connection) -> None:
    """Write discussions, all in one channel, with two messages each; one in a hundred runs and listens.

    Somebody wrote in each. A shelf is as long.
    """
    usual = {"kind": "discussion", "workspace": "discord:1", "channel": "c", "thread": "", "version": 1, "painted": 1}
    usual |= {"state": b"", "live": False, "saved_at": 1, "sole": False, "owner": 0, "wake_at": 5}
    running = [n % 100 == 0 for n in range(MANY)]
    rows = [{"id": f"s{n}", "over": not runs, "listens": runs} | usual for n, runs in enumerate(running)]
    shown = [
        {"session": f"s{n}", "slot": slot, "ref": f"{n} {slot}", "whole": "", "shape": ""}
        for n in range(MANY)
        for slot in ("top", "end")
    ]
    conn.execute(insert(sessions), rows)
    conn.execute(insert(shelf), [{"shelf": "marks", "key": str(n), "value": b""} for n in range(MANY)])
    conn.execute(insert(posts), shown)
    conn.execute(insert(facts), [{"session": f"s{n}"} | ROW for n in range(MANY)])


def plans(conn: Connection, ask: Callable[[Connection], object]) -> Sequence[str]:
    """Return how the database would answer each statement of `ask`, a line each step."""
    asked: list[tuple[str, Any]] = []

    def note(_conn: object, _cursor: object, statement: str, values: Any, *_: object) -> None:
        asked.append((statement, values))

    event.listen(conn, "before_cursor_execute", note)
    ask(conn)
    event.remove(conn, "before_cursor_execute", note)
    explain = "EXPLAIN" if conn.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN"
    return [
        str(row[-1])
        for statement, values in asked
        for row in conn.exec_driver_sql(f"{explain} {statement}", values).all()
    ]


LOOKUPS = {
    "thread_of": (lambda conn: queries.thread_of(conn, Place("discord:1", "c", "77 top")), "posts_ref"),
    "slot_of": (lambda conn: queries.slot_of(conn, "s77", "77 top"), ""),
    "running_in": (lambda conn: queries.running_in(conn, HERE, "discussion", 100), "sessions_running"),
    "running": (lambda conn: queries.running(conn, HERE, "discussion"), "sessions_"),
    "holder": (lambda conn: queries.holder(conn, HERE, "discussion"), "sessions_one_running"),
    "listening": (lambda conn: queries.listening(conn, 0), "sessions_listening"),
    "ended_in": (lambda conn: queries.ended_in(conn, HERE, "discussion", 10), "sessions_"),
    "took_part": (lambda conn: queries.took_part(conn, "discord:2", "discussion", "m", 5), "sessions_ended"),
    "kept_one": (lambda conn: queries.kept_one(conn, "marks", "77"), "shelf_"),
}


async def lookup(store: SqlStore, name: str) -> tuple[bool, list[str]]:
    """Return whether the index made for it is used, and the steps that go through a whole table; not what was found already."""
    ask, index = LOOKUPS[name]
    steps = await store.database.read(plans, ask)
    return index in "".join(steps), [
        step for step in steps if "Seq Scan" in step or ("SCAN" in step and "SCAN anon_" not in step)
    ]


@pytest.mark.parametrize("name", LOOKUPS)
async def test_it_is_a_look_into_an_index(store: SqlStore, name: str) -> None:
    """The one made for it."""
    await store.database.write(fill)
    await store.database.write(lambda conn: conn.execute(text("ANALYZE")))
    assert (True, []) == await lookup(store, name)


@pytest.mark.parametrize("name", ["thread_of", "slot_of", "listening", "kept_one"])
async def test_it_is_one_also_where_rows_were_never_counted(store: SqlStore, name: str) -> None:
    """A server that was just restored knows nothing of its rows, and goes by the shape of the question."""
    await store.database.write(fill)
    assert (True, []) == await lookup(store, name)
