"""What was measured on, and everything as JSON."""

import asyncio
import os
import platform
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import msgspec

import bot
from bot.bench.grounds import IN_MEMORY, file_system
from bot.bench.plan import Plan
from bot.bench.table import Table
from bot.engine.clock import SystemClock
from bot.kernel.clock import SECOND

LIBRARIES = ("aiosqlite", "asyncpg", "msgspec", "sqlalchemy", "structlog", "uvloop")


def _version(library: str) -> str | None:
    try:
        return version(library)
    except PackageNotFoundError:
        return None


async def environment(plan: Plan) -> dict[str, Any]:
    """Return date, machine, versions, and what the run is asked for."""
    loop = type(asyncio.get_running_loop())
    return {
        "date": datetime.fromtimestamp(SystemClock().now() / SECOND, UTC).isoformat(timespec="seconds"),
        "studybell": bot.__version__,
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "libraries": {name: _version(name) for name in LIBRARIES},
        "databases": [await ground.version() for ground in plan.grounds],
        "system": platform.platform(),
        "cores": _cores(),
        "file_system": file_system(plan.folder),
        "loop": f"{loop.__module__}.{loop.__qualname__}",
        "quick": plan.quick,
        "repeat": plan.repeat,
        "kills": plan.kills,
        "failed": [],
    }


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def show(around: Mapping[str, Any]) -> str:
    """Return the lines above the tables."""
    on = around["file_system"]
    disk = f"temporary files on {on}" if on else "temporary files"
    if on in IN_MEMORY:
        disk += " (memory, not a disk: commits cost less than they will; see --folder)"
    return (
        f"Studybell {around['studybell']} on Python {around['python']}, {', '.join(around['databases'])}; "
        f"{around['cores']} cores, {around['system']}\n"
        f"{around['date']}, {disk}. p50, p99: from the press being due to its reply. CPU: this process, all threads."
    )


def as_json(around: Mapping[str, Any], tables: Sequence[Table]) -> str:
    """Return everything as JSON: the environment, the tables with their figures and targets, the sums."""
    sections = [
        {
            "section": table.section,
            "title": table.title,
            "rows": table.rows,
            "targets": table.targets,
            "lost": table.lost,
            "doubled": table.doubled,
        }
        for table in tables
    ]
    whole = {
        **around,
        "tables": sections,
        "lost": sum(table.lost for table in tables),
        "doubled": sum(table.doubled for table in tables),
    }
    return msgspec.json.format(msgspec.json.encode(whole), indent=2).decode() + "\n"
