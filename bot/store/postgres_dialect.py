"""PostgreSQL's hot statements: rows travel as one array for each column, and other processes are told what was written."""

import secrets
from collections.abc import Collection, Iterable, Mapping

import msgspec
from sqlalchemy import ColumnElement, Connection, Table, Text, any_, bindparam, text
from sqlalchemy.dialects import postgresql

from bot.kernel.session import Fact
from bot.store.dialect import Raced, fact_row
from bot.store.plan import Key

CHANNEL = "studybell"
"""NOTIFY channel on which a process names the sessions it has written to."""

_LONGEST_NOTE = 7_000
"""Bytes in one NOTIFY, which may have 8,000 (PostgreSQL 18 manual, NOTIFY)."""

_VERSIONS = text("SELECT id, version FROM sessions WHERE id = ANY(CAST(:sessions AS text[])) ORDER BY id FOR SHARE")
_VERSIONS_ALONE = text("""
SELECT id, version FROM sessions WHERE id = ANY(CAST(:sessions AS text[])) ORDER BY id FOR NO KEY UPDATE
""")
_PRESENT = text("""
SELECT f.session, f.item, f.member
FROM unnest(CAST(:sessions AS text[]), CAST(:items AS text[]), CAST(:members AS text[])) AS k (session, item, member)
JOIN facts AS f USING (session, item, member)
""")
_ADD = text("""
WITH written AS (
  INSERT INTO facts (session, item, member, at, data, again)
  SELECT * FROM unnest(CAST(:sessions AS text[]), CAST(:items AS text[]), CAST(:members AS text[]),
                       CAST(:ats AS bigint[]), CAST(:datas AS bytea[]), CAST(:agains AS boolean[]))
  ON CONFLICT (session, item, member) DO UPDATE
  SET number = excluded.number, at = excluded.at, data = excluded.data, again = excluded.again WHERE excluded.again
  RETURNING 1)
SELECT count(*) FROM written
""")
_FINISH = text("""
SELECT CAST(pg_current_xact_id() AS text),
       (SELECT count(pg_notify(:channel, note)) FROM unnest(CAST(:notes AS text[])) AS note)
""")


class PostgresDialect:
    """The hot statements: rows travel as one array for each column."""

    def __init__(self) -> None:
        self.token = secrets.token_hex(4)
        """Tells this process's own notes from those of others."""

    def insert(self, table: Table) -> postgresql.Insert:
        """Return an insert that knows ``on_conflict_do_update``."""
        return postgresql.insert(table)

    def among(self, column: ColumnElement[str], values: Iterable[str]) -> ColumnElement[bool]:
        """Return "column is one of values"."""
        wanted = bindparam(None, list(values), type_=postgresql.ARRAY(Text))
        return column == any_(wanted)

    def versions(self, conn: Connection, sessions: Collection[str], *, alone: bool) -> dict[str, int]:
        """Return the versions of those that exist, locked in the order of their ids."""
        rows = conn.execute(_VERSIONS_ALONE if alone else _VERSIONS, {"sessions": list(sessions)})
        return {row[0]: row[1] for row in rows}

    def present(self, conn: Connection, keys: Iterable[Key]) -> set[Key]:
        """Return those of `keys` that are in the ledger."""
        sessions, items, members = (list(part) for part in zip(*keys, strict=True))
        rows = conn.execute(_PRESENT, {"sessions": sessions, "items": items, "members": members})
        return {(row[0], row[1], row[2]) for row in rows}

    def add(self, conn: Connection, facts: Mapping[Key, Fact]) -> None:
        """Write facts; raises `Raced` when one stands there already that may not be replaced."""
        names = ("sessions", "items", "members", "ats", "datas", "agains")
        columns = zip(*(fact_row(key, fact) for key, fact in facts.items()), strict=True)
        rows = {name: list(column) for name, column in zip(names, columns, strict=True)}
        if conn.scalar(_ADD, rows) != len(facts):
            raise Raced

    def finish(self, conn: Connection, sessions: Iterable[str]) -> None:
        """Tell the other processes which sessions were written to, and note the transaction's number."""
        told = conn.execute(_FINISH, {"channel": CHANNEL, "notes": notes(self.token, sessions)}).one()
        conn.info["transaction"] = told[0]


def notes(token: str, sessions: Iterable[str]) -> list[str]:
    """Return the texts to NOTIFY: the sender's token, then ids, as a JSON list none of which is too long."""
    found: list[list[str]] = []
    room = 0
    for session in sessions:
        size = len(msgspec.json.encode(session)) + 1
        if size > room:
            found.append([token])
            room = _LONGEST_NOTE
        found[-1].append(session)
        room -= size
    return [msgspec.json.encode(note).decode() for note in found]
