"""The commands for whoever looks after the database: ``migrate`` and ``backup``."""

import sqlite3
from contextlib import closing
from pathlib import Path

import click

from bot.kernel.errors import StudybellError


@click.command()
def migrate() -> None:
    """Bring the database up to this version.

    An SQLite file is brought up to date at every start anyway; a PostgreSQL only by this, so that you choose when.
    Run it once, before the new version serves; a backup first is never wrong.
    """
    import asyncio

    from bot.start import begin
    from bot.store.connect import migrate as bring_up

    click.echo(asyncio.run(bring_up(begin().database_url)))


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Copy the database to FILE, while it is in use.

    The copy is whole and consistent, and replaces an older FILE only when it is done. It is an SQLite database: put
    it in the original's place to go back to it. With PostgreSQL, use its own pg_dump.
    """
    from bot.settings import sqlite_file
    from bot.start import begin

    source = sqlite_file(begin().database_url)
    if source is None:
        raise StudybellError("this database is PostgreSQL; back it up with its own tool, pg_dump")
    if not source.is_file():
        raise StudybellError(f"there is no database at {source} yet; nothing to back up")
    if file.exists() and file.samefile(source):
        raise StudybellError(f"{file} is the database itself; name another file")
    copy_database(source, file)
    click.echo(f"Copied {source} to {file} ({file.stat().st_size:,} bytes).")


def copy_database(source: Path, file: Path) -> None:
    """Copy an SQLite database with its own online backup; `file` is replaced whole or not at all."""
    part = file.with_name(file.name + ".part")
    try:
        reading = f"{source.absolute().as_uri()}?mode=ro"
        with closing(sqlite3.connect(reading, uri=True)) as old, closing(sqlite3.connect(part)) as new:
            old.backup(new)
            broken = new.execute("PRAGMA quick_check(1)").fetchone()[0]
        if broken != "ok":
            raise StudybellError(f"the copy of {source} is damaged ({broken}); {file} was left as it was")
        part.replace(file)
    except (sqlite3.Error, OSError) as error:
        raise StudybellError(f"could not copy {source} to {file}: {error}; {file} was left as it was") from error
    finally:
        part.unlink(missing_ok=True)
