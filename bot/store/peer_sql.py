"""What processes on one PostgreSQL say to each other, as statements. ``peers.py`` tells the story."""

# ruff: noqa: S608 - the statements are put together from this file's own constants, values travel as parameters

from sqlalchemy import text

LOCKS = 0x5B311
"""First key of the advisory locks; the second is the process's number."""

NEW_NUMBER = text("SELECT nextval('process_numbers')")
LOCK = text("SELECT pg_try_advisory_lock(:locks, :number)")

_NOW = "CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint)"

REGISTER = text(f"INSERT INTO processes (number, seen_at, beat_at, gone) VALUES (:number, 0, {_NOW}, false)")

BEAT = text(f"UPDATE processes SET beat_at = {_NOW} WHERE number = :number AND NOT gone RETURNING number")
"""No row comes back when a peer has declared this process dead."""

LEAVE = text("UPDATE processes SET gone = true WHERE number = :number")

BURY = text(f"""
UPDATE processes SET gone = true
WHERE NOT gone AND number <> :number AND (beat_at < {_NOW} - :limit OR NOT EXISTS (
  SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted AND classid = CAST(:locks AS oid)
  AND objid = CAST(processes.number AS oid) AND objsubid = 2
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())))
""")
"""A killed process's lock is gone at once; a frozen one keeps it and stops beating."""

URGENT = "(painted < version OR (live AND NOT over))"
RUNNING = "NOT over"
SOON = "NOT over AND wake_at < CAST(extract(epoch FROM now()) * 1000 AS bigint) + 60000"
"""To wake within a minute, by the server's clock; ``now()``, for an index cannot be asked for a time that moves."""


def _orphans(which: str) -> str:
    """Each owner is one look into the index, however many sessions it has."""
    return f"""
    SELECT owner FROM (
      WITH RECURSIVE owners (owner) AS (
        (SELECT owner FROM sessions WHERE {which} ORDER BY owner LIMIT 1)
        UNION ALL
        SELECT (SELECT s.owner FROM sessions AS s WHERE {which} AND s.owner > o.owner ORDER BY s.owner LIMIT 1)
        FROM owners AS o WHERE o.owner IS NOT NULL)
      SELECT owner FROM owners) AS found
    WHERE owner <> :number
    AND NOT EXISTS (SELECT FROM processes AS p WHERE p.number = owner AND NOT p.gone)"""


ORPHANS = text(f"{_orphans(URGENT)} UNION {_orphans(RUNNING)}")
"""The numbers that own sessions and stand for no living process, this one's own left out."""


def _adopt(which: str) -> str:
    """SKIP LOCKED: peers that adopt at once share the work; a row that is being written to is taken in the next round."""
    return f"""
    WITH lost AS (
      SELECT s.number, s.owner FROM sessions AS s WHERE {which} AND s.owner = ANY(CAST(:orphans AS bigint[]))
      LIMIT :most FOR NO KEY UPDATE SKIP LOCKED)
    UPDATE sessions AS s SET owner = :number, version = s.version + 1,
      painted = s.painted + CASE WHEN s.painted = s.version THEN 1 ELSE 0 END
    FROM lost LEFT JOIN processes AS p ON p.number = lost.owner
    WHERE s.number = lost.number
    RETURNING s.id, s.live AND NOT s.over AS live, greatest(s.saved_at, p.seen_at) AS since"""


ADOPT_URGENT = text(_adopt(URGENT))
ADOPT_SOON = text(_adopt(SOON))
ADOPT_REST = text(_adopt(RUNNING))
"""The version is raised, so that whatever the former owner still tries to write finds another one and fails."""

FORGET = text(f"""
DELETE FROM processes AS p WHERE p.gone AND p.number > 0
AND NOT EXISTS (SELECT FROM sessions WHERE owner = p.number AND {URGENT})
AND NOT EXISTS (SELECT FROM sessions WHERE owner = p.number AND {RUNNING})
""")

MARK = text("SELECT coalesce(max(number), 0) FROM facts")

MISSED = text(f"""
SELECT id FROM sessions WHERE {URGENT}
UNION SELECT session FROM facts WHERE number > :mark
""")
"""What others may have written to while nobody could tell this process."""

TELL = text("SELECT pg_notify(:channel, note) FROM unnest(CAST(:notes AS text[])) AS note")
