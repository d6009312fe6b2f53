"""`studybell backup` copies a database that is in use, whole or not at all."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli_data import backup


@pytest.fixture
def in_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Make a database in WAL mode whose last commit lies in the log alone, held open by its writer, and set it."""
    path = tmp_path / "it's 100% in use?" / "studybell.db"
    path.parent.mkdir()
    monkeypatch.setenv("STUDYBELL_DATA_DIR", str(path.parent))
    with closing(sqlite3.connect(path)) as writer:
        writer.execute("PRAGMA journal_mode=WAL")
        writer.execute("CREATE TABLE answers (answer TEXT)")
        writer.execute("INSERT INTO answers VALUES ('B')")
        writer.commit()
        yield path


def backed_up(file: Path) -> Result:
    """Return what the command said."""
    return CliRunner().invoke(backup, [str(file)])


def answers_in(path: Path) -> list[str]:
    """Return what the database holds."""
    with closing(sqlite3.connect(path)) as database:
        return [row[0] for row in database.execute("SELECT answer FROM answers")]


@pytest.mark.usefixtures("in_use")
def test_the_copy_holds_what_was_committed_a_moment_ago(tmp_path: Path) -> None:
    """Also what is still in the write-ahead log."""
    told = backed_up(tmp_path / "copy.db")
    assert told.output.startswith(f"Copied the database to {tmp_path / 'copy.db'}")
    assert ["B"] == answers_in(tmp_path / "copy.db")


@pytest.mark.usefixtures("in_use")
def test_an_older_copy_stays_when_the_new_one_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database that cannot be read does not cost the last good copy."""
    backed_up(tmp_path / "copy.db")
    (tmp_path / "broken.db").write_bytes(b"this is no database" * 100)
    monkeypatch.setenv("STUDYBELL_DATABASE_URL", f"sqlite:///{tmp_path}/broken.db")
    assert "No backup was made" in str(backed_up(tmp_path / "copy.db").exception)
    assert ["B"] == answers_in(tmp_path / "copy.db")


def test_the_database_is_not_copied_onto_itself(in_use: Path) -> None:
    """That would be the end of it."""
    assert "would overwrite the database itself" in str(backed_up(in_use).exception)
    assert ["B"] == answers_in(in_use)


def test_without_a_database_there_is_nothing_to_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And none is made by asking for a copy."""
    monkeypatch.setenv("STUDYBELL_DATA_DIR", str(tmp_path))
    assert "there is no database" in str(backed_up(tmp_path / "copy.db").exception)
    assert [] == list(tmp_path.iterdir())


def test_a_postgresql_has_its_own_tool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its name is told, and no password."""
    monkeypatch.setenv("STUDYBELL_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("STUDYBELL_DATABASE_URL", "postgresql://u:hunter2@h/n")
    told = str(backed_up(tmp_path / "copy.db").exception)
    assert "pg_dump" in told
    assert "hunter2" not in told
