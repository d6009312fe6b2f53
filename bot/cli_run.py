"""The commands that serve until they are told to stop: ``play`` and ``run``; and ``demo``, which ends by itself."""

import asyncio
import contextlib
import gc
import os
import signal
import sys
import threading
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import AbstractAsyncContextManager
from io import TextIOWrapper
from typing import TYPE_CHECKING, Any

import click

from bot.kernel.errors import StudybellError

if TYPE_CHECKING:
    from bot.app import App
    from bot.settings import Settings

PATIENCE = 4.0
"""Seconds a stop may take before the process ends without ceremony: whatever was acknowledged is on disk anyway."""


@click.command()
@click.option(
    "--port", type=click.IntRange(0, 65535), help="Port on this machine; 0 takes a free one.  [default: 8420]"
)
@click.option("--no-browser", is_flag=True, help="Only print the page's address.")
@click.option(
    "--speed",
    type=click.FloatRange(0, 10_000, min_open=True),
    default=1.0,
    show_default=True,
    help="How many seconds pass in one: 3600 lets a week pass in three minutes.",
)
@click.option(
    "--learners", type=click.IntRange(0, 2000), default=0, help="Simulated learners who sit there from the start."
)
def play(port: int | None, speed: float, learners: int, *, no_browser: bool) -> None:
    """Open the playground: a chat in the browser, no account needed.

    It listens on this machine alone. What happened is kept in the data directory and goes on at the next start.
    """
    from bot.app import open_app
    from bot.engine.clock import ScaledClock
    from bot.start import begin

    options = {"port": port, "open_browser": not no_browser, "learners": learners}
    serve(_running(open_app(begin(), clock=ScaledClock(speed), options=options), ["playground"]))


@click.command()
@click.option(
    "--deck", metavar="FILE", help="The deck to play: a file, or the name of a sample.  [default: a tour of every kind]"
)
@click.option(
    "--learners", type=click.IntRange(1, 200), default=5, show_default=True, help="How many simulated learners answer."
)
def demo(deck: str | None, learners: int) -> None:
    """Play a quiz and a discussion with simulated members, in the terminal. With --deck, that quiz alone.

    It is the real program, on a database that is thrown away afterwards; only time is put forward, so that nobody waits.
    """
    from bot.logs import set_up
    from bot.surfaces import demo as find

    set_up("console", "warning")
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal of another century shows "?" for a sign it has not
    try:
        serve(find("terminal")(deck, learners, click.echo))
    except StudybellError as error:
        for mistake in getattr(error, "mistakes", ()):
            click.echo(str(mistake))
        raise


@click.command()
def run() -> None:
    """Serve every platform that is configured.

    Discord needs STUDYBELL_DISCORD_TOKEN; Slack needs STUDYBELL_SLACK_BOT_TOKEN with STUDYBELL_SLACK_APP_TOKEN or
    STUDYBELL_SLACK_SIGNING_SECRET (over HTTP), and where many workspaces install it STUDYBELL_SLACK_CLIENT_ID instead of the bot
    token. They are read from the environment or from .env, whose example tells of each.
    """
    with _loading():
        from bot.app import open_app
        from bot.engine.clock import SystemClock
        from bot.start import begin

        settings = begin()
        platforms = _configured(settings)
    serve(_running(open_app(settings, clock=SystemClock()), platforms))


def _configured(settings: "Settings") -> list[str]:
    """Return the platforms there are credentials for, with their adapters loaded."""
    from bot.surfaces import configured, opener, surfaces

    wanted = configured(settings)
    if not wanted:
        raise click.UsageError(
            "No platform is configured. Set STUDYBELL_DISCORD_TOKEN for Discord, or STUDYBELL_SLACK_BOT_TOKEN and "
            "STUDYBELL_SLACK_APP_TOKEN (over HTTP: STUDYBELL_SLACK_SIGNING_SECRET) for Slack, in the environment or in .env. "
            "`studybell play` needs neither."
        )
    if missing := [name for name in wanted if name not in surfaces()]:
        raise StudybellError(f"this installation has no adapter for {' and '.join(missing)}; unset what configures it")
    for name in wanted:
        opener(name)
    return wanted


@contextlib.contextmanager
def _loading() -> Iterator[None]:
    """Import what stays until the end, without Python's collector looking through it: neither now nor whenever it runs later.

    That is a sixth of the time a start takes, and some 50 ms less that a press may have to wait. structlog would load rich where
    that happens to be installed, for tracebacks that our log does not print: 40 ms and 5 MB.
    """
    sys.modules.setdefault("rich", None)  # type: ignore[arg-type] # as a module that cannot be imported
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


async def _running(opened: "AbstractAsyncContextManager[App]", platforms: Sequence[str]) -> None:
    async with opened as app:
        await app.run(platforms)


def serve(work: Coroutine[Any, Any, None]) -> None:
    """Do `work` until it is done or the process is asked to stop (SIGINT, SIGTERM), which is no error.

    A second signal, or `PATIENCE` seconds, ends the process at once.
    """
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(_stoppable(work))


async def _stoppable(work: Coroutine[Any, Any, None]) -> None:
    loop, task = asyncio.get_running_loop(), asyncio.ensure_future(work)
    asked = False

    def stop() -> None:
        nonlocal asked
        if asked:
            os._exit(1)
        asked = True
        last = threading.Timer(PATIENCE, os._exit, (1,))
        last.daemon = True
        last.start()
        task.cancel()

    with contextlib.suppress(NotImplementedError):  # Windows: Ctrl+C arrives as KeyboardInterrupt
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop)
    try:
        await task
    except asyncio.CancelledError:
        if not asked:
            raise


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Return uvloop's where the extra ``speed`` is installed."""
    try:
        from uvloop import new_event_loop
    except ImportError:
        return None
    loop_factory: Callable[[], asyncio.AbstractEventLoop] = new_event_loop
    return loop_factory
