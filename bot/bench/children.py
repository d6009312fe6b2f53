"""Child processes: what has to be measured in a process of its own, or is to be killed.

A child is ``python -m bot.bench.child NAME ARGUMENTS``, its arguments and what it reports are JSON.
None outlives its parent's wait.
"""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import bot
from bot.kernel.errors import StudybellError

PATIENCE = 180.0
"""Seconds after which a child is taken to be stuck and is killed."""


@asynccontextmanager
async def started(name: str, **arguments: object) -> AsyncIterator[asyncio.subprocess.Process]:
    """Yield a running child, whose output is a pipe; it is dead afterwards."""
    root = str(Path(bot.__file__).parent.parent)
    paths = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot.bench.child",
        name,
        json.dumps(arguments),
        env=os.environ | {"PYTHONPATH": paths},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        yield child
    finally:
        if child.returncode is None:
            with suppress(ProcessLookupError):
                child.kill()
            await child.wait()


async def ask(name: str, **arguments: object) -> dict[str, Any]:
    """Return what the child reports on its last line; raises `StudybellError` when it fails."""
    async with started(name, **arguments) as child:
        try:
            async with asyncio.timeout(PATIENCE):
                told, _ = await child.communicate()
        except TimeoutError as error:
            raise StudybellError(f"the measuring process {name!r} was still at it after {PATIENCE:.0f} s") from error
    if child.returncode:
        raise StudybellError(f"the measuring process {name!r} failed; what it said stands above")
    report: dict[str, Any] = json.loads(told)
    return report
