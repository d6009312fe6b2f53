"""The command ``studybell bench``: which sections there are, in which order they run, and how they end."""

import asyncio
import signal
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from bot.kernel.errors import StudybellError

if TYPE_CHECKING:
    from bot.bench.plan import Plan
    from bot.bench.table import Table

    Measure = Callable[[Plan], Awaitable[list[Table]]]

SECTIONS = ("bursts", "quizzes", "sleepers", "rules", "discussions", "discord", "slack", "kills", "deaths")


@click.command()
@click.argument("sections", nargs=-1, type=click.Choice(SECTIONS), metavar="[SECTION]...")
@click.option(
    "--only",
    type=click.Choice(SECTIONS),
    multiple=True,
    metavar="NAME",
    help=f"Only this section (repeatable): {', '.join(SECTIONS)}.",
)
@click.option("--quick", is_flag=True, help="A small run, within two minutes.")
@click.option("--repeat", type=click.IntRange(1, 100), metavar="N", help="Measure N times and show the medians.")
@click.option(
    "--kills",
    type=click.IntRange(0, 1_000),
    metavar="N",
    help="How often to kill a process in the midst of each kind of work, on each database.  [default: 3, quick: 1]",
)
@click.option(
    "--postgres",
    metavar="URL",
    help="A PostgreSQL to measure on: a database is made there and dropped, or an empty one is used and left empty.",
)
@click.option(
    "--folder",
    type=click.Path(exists=True, file_okay=False, writable=True, path_type=Path),
    help="Where to put the temporary databases.  [default: the system's temporary folder]",
)
@click.option(
    "--json",
    "file",
    type=click.File("w", encoding="utf-8", lazy=False),
    metavar="FILE",
    help="Write all figures to FILE.",
)
def bench(
    *,
    sections: Sequence[str],
    only: Sequence[str],
    kills: int | None,
    file: TextIO | None,
    quick: bool,
    **given: Any,  # noqa: ANN401 - click's
) -> None:
    """Measure how fast answers and posts are taken, kept and shown: all sections, or those named.

    Exit code 1 when an answer, a post or a message was lost or came twice, or something could not be measured. A target that
    was missed is only said: timings depend on the machine. Your own database is not touched.
    """
    from bot.bench.report import as_json
    from bot.logs import set_up

    set_up("console", "warning")
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))  # so that what was started is stopped
    usual = 1 if quick else 3
    wanted = {*sections, *only} or {*SECTIONS}
    chosen = [name for name in SECTIONS if name in wanted]
    found = asyncio.run(_run(chosen, quick=quick, kills=usual if kills is None else kills, **given))
    if file is not None:
        file.write(as_json(*found))
    tables = found[1]
    lost, doubled = sum(table.lost for table in tables), sum(table.doubled for table in tables)
    click.echo(f"Lost: {lost}. Twice: {doubled}.")
    if lost or doubled or found[0]["failed"]:
        raise SystemExit(1)


def _parts() -> Sequence[tuple[str, "Measure"]]:
    """Return what measures each section, in the order in which it is shown."""
    from bot.bench import (
        bursts,
        chatter,
        closings,
        deaths,
        dozing,
        floors,
        long_thread,
        owing,
        quizzes,
        rules,
        sleepers,
    )
    from bot.bench import kills as killing
    from bot.bench.discord import bursts as rushing
    from bot.bench.discord import channels, resting
    from bot.bench.slack import bursts as slack_rushing
    from bot.bench.slack import minutes
    from bot.bench.slack import resting as slack_resting

    return (
        ("bursts", bursts.measure),
        ("bursts", floors.measure),
        ("quizzes", quizzes.measure),
        ("sleepers", sleepers.measure),
        ("rules", rules.measure),
        ("discussions", long_thread.measure),
        ("discussions", chatter.measure),
        ("discussions", owing.measure),
        ("discussions", closings.measure),
        ("discussions", dozing.measure),
        ("discord", resting.measure),
        ("discord", rushing.measure),
        ("discord", channels.measure),
        ("slack", slack_resting.measure),
        ("slack", slack_rushing.measure),
        ("slack", minutes.measure),
        ("kills", killing.measure),
        ("deaths", deaths.measure),
    )


async def _run(  # noqa: PLR0913 - the command line
    sections: Sequence[str], *, quick: bool, repeat: int | None, kills: int, postgres: str | None, folder: Path | None
) -> tuple[dict[str, Any], list["Table"]]:
    """Measure and show one section after the other; return what it was measured on, and the tables."""
    from bot.bench.grounds import Ground, SqliteGround, folder_for, postgres_ground
    from bot.bench.meter import Stopwatch
    from bot.bench.plan import Plan
    from bot.bench.report import environment, show
    from bot.bench.table import draw

    tables: list[Table] = []
    with folder_for(folder) as place:
        async with postgres_ground(postgres, place) as server:
            grounds: list[Ground] = [SqliteGround(place), *([server] if server else [])]
            plan = Plan(folder=place, grounds=grounds, quick=quick, repeat=repeat, kills=kills)
            watch, around = Stopwatch(), await environment(plan)
            click.echo(show(around))
            for section, measure in (part for part in _parts() if part[0] in sections):
                try:
                    found = await measure(plan)
                except (StudybellError, TimeoutError) as error:
                    around["failed"].append(f"{section}: {str(error) or 'something that was waited for did not come'}")
                    click.echo("\n" + around["failed"][-1])
                    continue
                click.echo("".join("\n" + draw(table) + "\n" for table in found), nl=False)
                tables += found
            around["seconds"] = watch.read().wall
    click.echo(f"\nMeasured in {around['seconds']:.0f} s.")
    return around, tables
