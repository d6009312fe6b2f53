"""``studybell doctor``: looks at everything a start depends on, changes nothing, and says what to do.

It may be run beside a Studybell that is serving: it takes no lock and writes nothing but a file it removes at once.
"""

import asyncio
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.kernel.clock import DAY, SECOND, Instant
from bot.kernel.errors import StudybellError
from bot.surfaces import Finding

if TYPE_CHECKING:
    from bot.settings import Settings


@click.command()
def doctor() -> None:
    """Check settings, database and content, and say what to do.

    Everything that is wrong is listed, not the first of it; exit code 1 when there is anything.
    """
    findings = list(look())
    for finding in findings:
        click.echo(f"{'to do' if finding.mend else 'ok':>5}  {finding.about}: {finding.what}")
        if finding.mend:
            click.echo(f"       -> {finding.mend}")
    if any(finding.mend for finding in findings):
        raise SystemExit(1)


def look() -> Iterator[Finding]:
    """Yield a finding for each thing that was looked at."""
    from bot.settings import BadSettings, read_settings

    try:
        settings = read_settings()
    except BadSettings as bad:
        yield from (Finding(problem.name, problem.what, problem.mend) for problem in bad.problems)
        return
    yield Finding("settings", "every one can be used")
    for part in _PARTS:
        yield part(settings)
    yield from _each_platform(settings)


def _each_platform(settings: "Settings") -> Iterator[Finding]:
    """Yield what the adapters themselves say of the platforms that are configured."""
    from bot.surfaces import checkup, configured, surfaces

    for name in configured(settings):
        if name in surfaces():
            yield from checkup(name)(settings)


def _platforms(settings: "Settings") -> Finding:
    from bot.surfaces import configured, surfaces

    wanted = configured(settings)
    if missing := [name for name in wanted if name not in surfaces()]:
        return Finding("platforms", f"no adapter for {' and '.join(missing)} is installed", "unset what configures it")
    if not wanted:
        return Finding("platforms", "none is configured; `studybell play` needs none")
    return Finding("platforms", " and ".join(wanted))


def _data_folder(settings: "Settings") -> Finding:
    folder = settings.data_dir
    standing = next(path for path in (folder, *folder.parents) if path.exists())
    try:
        with tempfile.NamedTemporaryFile(dir=standing):
            pass
    except OSError as error:
        mend = "let this user write there, or set STUDYBELL_DATA_DIR to another folder"
        return Finding("data folder", f"{standing} cannot be written ({error.strerror})", mend)
    return Finding("data folder", f"{folder}{'' if folder.exists() else ' (will be made at the first start)'}")


def _database(settings: "Settings") -> Finding:
    from bot.settings import sqlite_file

    path = sqlite_file(settings.database_url)
    try:
        return _sqlite(path) if path else asyncio.run(_postgresql(settings.database_url))
    except StudybellError as error:
        what, _, mend = str(error).partition(". ")
        return Finding("database", what, mend or "see the message")


def _sqlite(path: Path) -> Finding:
    """Read the file as a guest: read-only, and without the lock of the one process that may serve from it."""
    from bot.store.schema import HEAD, VERSION_TABLE, refuse_newer

    if not path.exists():
        return Finding("database", f"{path} (will be made at the first start)")
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=5)) as database:
            broken = database.execute("PRAGMA quick_check(1)").fetchone()[0]
            standing = _version(database, VERSION_TABLE)
    except sqlite3.Error as error:
        return Finding(
            "database", f"{path} cannot be read ({error})", "restore a backup, or set STUDYBELL_DATABASE_URL"
        )
    if broken != "ok":
        return Finding("database", f"{path} is damaged ({broken})", "stop Studybell and restore a backup")
    refuse_newer(standing, str(path))
    return Finding(
        "database", f"{path}, {'current' if standing == HEAD else 'to be brought up to date at the next start'}"
    )


def _version(database: sqlite3.Connection, table: str) -> str | None:
    there = database.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    found = there and database.execute(f"SELECT version_num FROM {table}").fetchone()  # noqa: S608 - our constant
    return str(found[0]) if found else None


async def _postgresql(url: str) -> Finding:
    from bot.store.connect import open_store

    store = open_store(url)
    await store.open()
    await store.close()
    return Finding("database", "PostgreSQL answers, and its schema is current")


def _content(settings: "Settings") -> Finding:
    from bot.decks.format import read_deck_file
    from bot.prompts.format import read_prompt_file

    folder = settings.content_dir
    decks = [read_deck_file(path) for path in _files(folder / "decks")]
    prompts = [read_prompt_file(path) for path in _files(folder / "prompts")]
    mistakes = sum(len(found) for _, found in (*decks, *prompts))
    if not decks and not prompts:
        mend = "put decks into its folder decks or prompts into its folder prompts, or unset STUDYBELL_CONTENT_DIR"
        return Finding("content", f"there are no decks and no prompts in {folder}", mend)
    if mistakes:
        return Finding("content", f"{_many(mistakes, 'mistake')} in {folder}", f"studybell check {folder}")
    questions = sum(len(deck.questions) for deck, _ in decks if deck)
    found = f"{_many(len(decks), 'deck')} with {_many(questions, 'question')} and {_many(len(prompts), 'prompt')}"
    return Finding("content", f"{found} in {folder}")


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.md")) if folder.is_dir() else []


def _many(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _clock(_settings: "Settings") -> Finding:
    """Look for a clock that was never set: it is behind the program's own files."""
    from datetime import UTC, datetime
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    from bot.engine.clock import SystemClock

    now = SystemClock().now()
    shown = datetime.fromtimestamp(now / SECOND, UTC).strftime("%Y-%m-%d %H:%M UTC")
    try:
        ZoneInfo("Pacific/Auckland")
    except ZoneInfoNotFoundError:
        return Finding("clock", "there is no time zone data", "install the package tzdata into this environment")
    if is_behind(now, Path(__file__).stat().st_mtime_ns // 1_000_000):
        return Finding("clock", f"it shows {shown}, before Studybell was installed", "set this machine's clock (NTP)")
    return Finding("clock", shown)


def is_behind(now: Instant, installed: Instant) -> bool:
    """Whether a clock that shows `now` is wrong, on a machine where files were written at `installed`; a day is pardoned."""
    return now < installed - DAY


_PARTS: tuple[Callable[["Settings"], Finding], ...] = (_data_folder, _database, _content, _clock, _platforms)
