"""Answers of HTTP/1.1, read from the bytes that came so far (RFC 9112). Pure.

What may never happen: bytes of one answer taken for the next one's. A connection is used again only after an answer whose end is
known for certain.
"""

import re
from collections.abc import Mapping
from typing import NoReturn

from msgspec import Struct

MOST_BYTES = 64 * 1024
"""Of an answer: what takes our requests says "ok", or names an error."""

_STATUS = re.compile(rb"HTTP/1\.([01]) ([1-5][0-9][0-9])(?: [^\r\n]*)?")
_LENGTH = re.compile(rb"[0-9]{1,9}")
_SIZE = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?")

EMPTY = frozenset({204, 304})
"""Statuses of answers that have no body."""


class Garbled(ConnectionError):
    """What came is no answer of HTTP/1.1, or too long for one."""


class Answer(Struct, frozen=True):
    """An answer; the names of its headers are in lower case. `lasts`: the connection may be asked again."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    lasts: bool = False


def read_answer(came: bytes, *, ended: bool = False) -> Answer | None:
    """Return the answer, None while more of it has to come; `ended`: nothing more does. Raises `Garbled`."""
    if len(came) > MOST_BYTES:
        raise Garbled("too long")
    rest = came
    while True:
        head, found, rest = rest.partition(b"\r\n\r\n")
        if not found:
            return None if not ended else _broken_off()
        first, *lines = head.split(b"\r\n")
        begun = _STATUS.fullmatch(first)
        if begun is None:
            raise Garbled("no status")
        if not begun[2].startswith(b"1"):  # which would announce the answer (RFC 9110, 15.2)
            return _read(int(begun[2]), _headers(lines), rest, ended=ended, newest=begun[1] == b"1")


def _read(code: int, headers: Mapping[str, str], rest: bytes, *, ended: bool, newest: bool) -> Answer | None:
    found = _body(code, headers, rest)
    if found is None:
        if not ended:
            return None
        return (
            _broken_off() if headers.keys() & {"content-length", "transfer-encoding"} else Answer(code, headers, rest)
        )
    body, more = found
    closes = "close" in headers.get("connection", "").lower()
    return Answer(code, headers, body, lasts=newest and not closes and not more and not ended)


def _broken_off() -> NoReturn:
    raise Garbled("it broke off")


def _headers(lines: list[bytes]) -> dict[str, str]:
    headers: dict[str, str] = {}
    for line in lines:
        name, _, value = line.decode("latin-1").partition(":")
        name, value = name.lower(), value.strip()
        if name == "content-length" and headers.get(name, value) != value:
            raise Garbled("two lengths")
        headers[name] = value
    return headers


def _body(code: int, headers: Mapping[str, str], rest: bytes) -> tuple[bytes, bytes] | None:
    """Return the body and what came after it, None while it is not there or has no end of its own."""
    if code in EMPTY:
        return b"", rest
    coding, length = headers.get("transfer-encoding", "").lower(), headers.get("content-length", "")
    if coding:
        if coding != "chunked":
            raise Garbled("in an unknown coding")
        return _chunks(rest)
    if not length:
        return None
    if not _LENGTH.fullmatch(length.encode("latin-1")):
        raise Garbled("no length")
    size = int(length)
    return (rest[:size], rest[size:]) if len(rest) >= size else None


def _chunks(rest: bytes) -> tuple[bytes, bytes] | None:
    whole = bytearray()
    while True:
        line, found, rest = rest.partition(b"\r\n")
        if not found:
            return None
        size = _SIZE.fullmatch(line)
        if size is None:
            raise Garbled("no size")
        most = int(size[1], 16)
        if not most:
            return _trailed(bytes(whole), rest)
        if len(rest) < most + 2:
            return None
        if rest[most : most + 2] != b"\r\n":
            raise Garbled("a chunk of another size")
        whole += rest[:most]
        rest = rest[most + 2 :]


def _trailed(whole: bytes, rest: bytes) -> tuple[bytes, bytes] | None:
    """Return the body of chunks, and what came after the fields that may end it."""
    if rest.startswith(b"\r\n"):
        return whole, rest[2:]
    _, found, more = rest.partition(b"\r\n\r\n")
    return (whole, more) if found else None
