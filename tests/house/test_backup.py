"""`studybell backup` copies a database that is in use, whole or not at all."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli_data import backup, copy_database
from bot.kernel.errors import StudybellError


@pytest.fixture
def in_use(tmp_path: Path) -> Iterator[Path]:
    """Make a database in WAL mode whose last commit lies in the log alone, held open by its writer."""
    path = tmp_path / "it's 100% in use?" / "studybell.db"
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as writer:
        writer.execute("PRAGMA journal_mode=WAL")
        writer.execute("CREATE TABLE answers (answer TEXT)")
        writer.execute("INSERT INTO answers VALUES ('B')")
        writer.commit()
        yield path


def answers_in(path: Path) -> list[str]:
    """Return what the database holds."""
    with closing(sqlite3.connect(path)) as database:
        return [row[0] for row in database.execute("SELECT answer FROM answers")]


def test_the_copy_holds_what_was_committed_a_moment_ago(in_use: Path, tmp_path: Path) -> None:
    """Also what is still in the write-ahead log."""
    copy_database(in_use, tmp_path / "copy.db")
    assert ["B"] == answers_in(tmp_path / "copy.db")


def test_an_older_copy_stays_when_the_new_one_fails(in_use: Path, tmp_path: Path) -> None:
    """A database that cannot be read does not cost the last good copy."""
    copy_database(in_use, tmp_path / "copy.db")
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"this is no database" * 100)
    with pytest.raises(StudybellError, match="was left as it was"):
        copy_database(broken, tmp_path / "copy.db")
    assert ["B"] == answers_in(tmp_path / "copy.db")
    assert ["broken.db", "copy.db"] == sorted(file.name for file in tmp_path.iterdir() if file.is_file())


def test_the_database_is_not_copied_onto_itself(in_use: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """That would be the end of it."""
    monkeypatch.setenv("STUDYBELL_DATA_DIR", str(in_use.parent))
    told = CliRunner().invoke(backup, [str(in_use)])
    assert "is the database itself" in str(told.exception)
    assert ["B"] == answers_in(in_use)


def test_the_command_says_what_it_copied(in_use: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the settings' database to the file."""
    monkeypatch.setenv("STUDYBELL_DATA_DIR", str(in_use.parent))
    told = CliRunner().invoke(backup, [str(tmp_path / "copy.db")])
    assert 0 == told.exit_code
    assert told.output.startswith(f"Copied {in_use} to {tmp_path / 'copy.db'}")


def test_without_a_database_there_is_nothing_to_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And none is made by asking for a copy."""
    monkeypatch.setenv("STUDYBELL_DATA_DIR", str(tmp_path))
    told = CliRunner().invoke(backup, [str(tmp_path / "copy.db")])
    assert "nothing to back up" in str(told.exception)
    assert [] == list(tmp_path.iterdir())


def test_a_postgresql_has_its_own_tool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its name is told."""
    monkeypatch.setenv("STUDYBELL_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("STUDYBELL_DATABASE_URL", "postgresql://u:p@h/n")
    assert "pg_dump" in str(CliRunner().invoke(backup, ["x"]).exception)
