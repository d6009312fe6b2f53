"""The commands for whoever looks after the database: ``migrate`` and ``backup``."""

import asyncio
from pathlib import Path

import click


@click.command()
def migrate() -> None:
    """Bring the database up to this version.

    An SQLite file is brought up to date at every start anyway; a PostgreSQL only by this, so that you choose when.
    Run it once, before the new version serves; a backup first is never wrong.
    """
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
    from bot.start import begin
    from bot.store.backup import backup as copy
    from bot.store.connect import open_store

    settings = begin()
    asyncio.run(copy(open_store(settings.database_url), file))
    click.echo(f"Copied the database to {file} ({file.stat().st_size:,} bytes).")
