"""`studybell doctor` looks at everything, changes nothing, and says what to do."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli_data import migrate
from bot.doctor import doctor, is_behind, look
from bot.kernel.clock import DAY


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting but a data folder that is not there yet."""
    for name in [name for name in os.environ if name.upper().startswith("STUDYBELL_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("STUDYBELL_DATA_DIR", str(tmp_path / "data"))


def seen() -> Result:
    """Return what the command says."""
    return CliRunner().invoke(doctor)


def to_do() -> dict[str, str]:
    """Return what is to be done, by what it is about."""
    return {finding.about: finding.mend for finding in look() if finding.mend}


def test_a_fresh_machine_is_well_and_stays_as_it_was(tmp_path: Path) -> None:
    """Exit code 0, and nothing was made by looking."""
    assert (0, []) == (seen().exit_code, list(tmp_path.iterdir()))


def test_after_the_first_start_the_database_is_current() -> None:
    """Its schema is this program's."""
    CliRunner().invoke(migrate)
    assert ["current"] == [finding.what.rpartition(", ")[2] for finding in look() if finding.about == "database"]


def test_wrong_settings_are_all_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit code 1, each by name."""
    monkeypatch.setenv("STUDYBELL_HTTP_PORT", "x")
    monkeypatch.setenv("STUDYBELL_LOG_LEVLE", "debug")
    assert 1 == seen().exit_code
    assert {"STUDYBELL_HTTP_PORT", "STUDYBELL_LOG_LEVLE"} == to_do().keys()


def test_several_things_are_found_in_one_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A damaged database does not hide that there is no content."""
    (tmp_path / "empty").mkdir()
    (tmp_path / "broken.db").write_bytes(b"this is no database" * 100)
    monkeypatch.setenv("STUDYBELL_CONTENT_DIR", str(tmp_path / "empty"))
    monkeypatch.setenv("STUDYBELL_DATABASE_URL", f"sqlite:///{tmp_path}/broken.db")
    assert {"database", "content"} == to_do().keys()


def test_a_newer_database_is_not_touched(tmp_path: Path) -> None:
    """The mend is to update the program, not the data."""
    CliRunner().invoke(migrate)
    with closing(sqlite3.connect(tmp_path / "data" / "studybell.db")) as database:
        database.execute("UPDATE studybell_version SET version_num = '9999'")
        database.commit()
    assert to_do()["database"].startswith("Update Studybell")


def test_a_deck_with_mistakes_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And the command that lists them is named."""
    decks = tmp_path / "content" / "decks"
    decks.mkdir(parents=True)
    (decks / "wrong.md").write_text("## A question without answers\n", "utf-8")
    monkeypatch.setenv("STUDYBELL_CONTENT_DIR", str(tmp_path / "content"))
    assert {"content": f"studybell check {decks.parent}"} == to_do()


def test_a_server_that_does_not_answer_is_told_without_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    """What to look at, and nothing secret."""
    monkeypatch.setenv("STUDYBELL_DATABASE_URL", "postgresql://u:hunter2@127.0.0.1:1/n")
    told = seen()
    assert 1 == told.exit_code
    assert "cannot be reached" in told.output
    assert "hunter2" not in told.output


def test_a_platform_without_its_adapter_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """A token for a platform this installation cannot serve is not passed over."""
    monkeypatch.setattr("bot.surfaces.surfaces", dict)
    monkeypatch.setenv("STUDYBELL_DISCORD_TOKEN", "t0ken")
    assert {"platforms"} == to_do().keys()


@pytest.mark.parametrize(("shown", "behind"), [(0, True), (10 * DAY - 1, True), (10 * DAY, False), (99 * DAY, False)])
def test_a_clock_behind_the_installation_was_never_set(shown: int, *, behind: bool) -> None:
    """A day is pardoned: files may come from another zone's clock."""
    assert behind is is_behind(shown, installed=11 * DAY)
