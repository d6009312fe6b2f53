"""One process at a time: an advisory lock on a file beside the database.

SQLite would let two processes write in turn, and each would go on with what it holds in memory; the lock is how the
second one finds out. The system frees it when the process ends, however it ends. Where there is no ``fcntl`` (Windows)
nothing is locked.
"""

import os
from contextlib import suppress
from pathlib import Path

from bot.store.contract import StoreBroken

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]


class FileLock:
    """The lock of one database file."""

    def __init__(self, database: Path) -> None:
        self._database = database
        self._path = database.parent / f"{database.name}.lock"
        self._handle: int | None = None

    def take(self) -> None:
        """Take the lock; raises `StoreBroken` naming the process that has it."""
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o644)
        if fcntl is not None:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                holder = os.pread(handle, 20, 0).decode("ascii", "replace").strip() or "unknown"
                os.close(handle)
                msg = (
                    f"{self._database} is already used by another Studybell (pid {holder}). "
                    "Stop that one first, or give this one a database of its own with STUDYBELL_DATABASE_URL."
                )
                raise StoreBroken(msg) from error
        os.ftruncate(handle, 0)
        os.write(handle, f"{os.getpid()}\n".encode())
        self._handle = handle

    def free(self) -> None:
        """Give the lock back. The file stays: removing it would let two processes lock two files of one name."""
        if self._handle is not None:
            with suppress(OSError):
                os.ftruncate(self._handle, 0)
            os.close(self._handle)
            self._handle = None
