"""How the text of a setting becomes its value; each reader raises `ValueError` with what is wrong with the text.

Plain functions: the usual library for this costs a start 70 ms and the program 10 MB.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from msgspec import Struct

Reader = Callable[[str], Any]


class Setting(Struct, frozen=True):
    """How a setting is read, and the mend told when its text will not do. `hidden`: its text may stand in no problem."""

    read: Reader
    mend: str
    hidden: bool = False


class Secret:
    """A text that shows in no log and no traceback; only `reveal` returns it."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """Return the text."""
        return self._text

    def __repr__(self) -> str:
        return "Secret('***')"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._text == self._text

    def __hash__(self) -> int:
        return hash(self._text)


def whole(least: int, most: int | None = None) -> Reader:
    """Return the reader of a whole number from `least` to `most`."""

    def read(text: str) -> int:
        if not re.fullmatch(r"\s*[-+]?[0-9]{1,30}\s*", text):
            raise ValueError("is not a whole number")
        number = int(text)
        if number < least:
            raise ValueError("is too small")
        if most is not None and number > most:
            raise ValueError("is too large")
        return number

    return read


def one_of(*choices: str) -> Reader:
    """Return the reader of one of some words, in any case."""

    def read(text: str) -> str:
        if text.lower() not in choices:
            raise ValueError("is not a choice")
        return text.lower()

    return read


def shaped(pattern: str) -> Reader:
    """Return the reader of a text of that pattern."""

    def read(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError("has another shape")
        return text

    return read


def fernet_keys(text: str) -> tuple[Secret, ...]:
    """Return the keys of a list with commas; each is 32 bytes in URL-safe Base64 (the Fernet specification, 2026-08)."""
    keys = [key.strip() for key in text.split(",")]
    if not all(re.fullmatch(r"[A-Za-z0-9_-]{43}=", key) for key in keys):
        raise ValueError("is no such key" if len(keys) == 1 else "holds what is no such key")
    return tuple(Secret(key) for key in keys)


def address(schemes: str, end: str = "") -> Reader:
    """Return the reader of an address that `schemes` (a pattern) begin and `end` ends; a slash too many or too few is mended."""

    def read(text: str) -> str:
        whole = text.rstrip("/") + ("/" if end.endswith("/") else "")
        if not re.fullmatch(rf"(?:{schemes})://[^\s/]+\S*", text) or not whole.endswith(end):
            raise ValueError("will not do")
        return whole

    return read


def path(text: str) -> Path:
    """Return a path, made absolute."""
    try:
        return Path(text).expanduser().absolute()
    except RuntimeError as error:
        raise ValueError("names the home of a user there is not") from error


def folder(text: str) -> Path:
    """Return the path of a folder that is there."""
    found = path(text)
    if not found.is_dir():
        raise ValueError("is not a folder")
    return found


def database(text: str) -> str:
    """Return the address of a database with the driver we use; hosting services hand out ``postgres://``."""
    for short, full in _DRIVERS.items():
        if text.startswith(short):
            return full + text.removeprefix(short)
    if text.startswith(tuple(_DRIVERS.values())):
        return text
    raise ValueError("is neither an SQLite nor a PostgreSQL address")


_DRIVERS = {
    "sqlite:///": "sqlite+aiosqlite:///",
    "postgres://": "postgresql+asyncpg://",
    "postgresql://": "postgresql+asyncpg://",
}
