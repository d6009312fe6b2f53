r"""A GIFT file taken apart into blocks: comments out, escapes protected, one block per question with its line.

Rules as in Moodle's question/format/gift/format.php (5.0): blocks end at an empty line, ``//`` begins a comment line,
and a backslash takes the meaning from ``~ = # { } :``; ``\n`` is a line break. Unlike there, an empty line inside
braces does not end a block, and a block that is never closed ends before the next one instead of swallowing it.
"""

import re
from collections.abc import Iterator

from msgspec import Struct

from bot.content.texts import without_invisible

_ESCAPES = {sign: chr(0xFDD0 + place) for place, sign in enumerate("~=#{}:n")}
"""Noncharacters, which no text may hold (Unicode 16, section 23.7): a protected sign cannot be forged."""

_ESCAPED = re.compile(r"\\([\\~=#{}:n])")
_PLACEHOLDERS = {ord(mark): ("\n" if sign == "n" else sign) for sign, mark in _ESCAPES.items()}
BREAK = _ESCAPES["n"]
_ID = re.compile(r"\[id:([^\]\n]{1,200})\]")
_TAG = re.compile(r"\[tag:([^\]\n]{1,200})\]")
_BRACE = re.compile(r"[{}]")
_CATEGORY = "$CATEGORY:"


class Block(Struct, frozen=True):
    """One block. `text` still holds protected signs; `broken` says in words why it cannot be taken apart, if so."""

    line: int
    text: str
    id: str = ""
    tags: tuple[str, ...] = ()
    broken: str = ""
    mend: str = ""


class Category(Struct, frozen=True):
    """From here on questions belong to another category."""

    line: int
    name: str


class Parts(Struct, frozen=True):
    """A block in parts: title, the text before and after the braces, and the answers; None: a description."""

    title: str
    before: str
    after: str
    answers: str | None


def decoded(data: bytes) -> tuple[str, str]:
    """Return the text of a file and a warning (or an empty one) about its encoding."""
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return without_invisible(data.decode(encoding, "replace")), ""
    try:
        return without_invisible(data.decode("utf-8-sig")), ""
    except UnicodeDecodeError as error:
        what = f"byte {error.start + 1} is not UTF-8; the file was read as Windows-1252"
        return without_invisible(data.decode("cp1252", "replace")), what


def restored(text: str) -> str:
    """Return a text with its protected signs as they are meant."""
    return text.translate(_PLACEHOLDERS)


def blocks_of(text: str) -> Iterator[Block | Category]:
    """Return blocks and categories in order; only what says something."""
    lines = _ESCAPED.sub(lambda found: "\\" if found[1] == "\\" else _ESCAPES[found[1]], text).split("\n")
    following = _next_braces(lines)
    draft = _Draft()
    for number, line in enumerate(lines, start=1):
        bare = line.strip()
        if bare.startswith("//"):
            draft.comment(bare)
        elif not bare and (not draft.open or following[number - 1] != "}"):
            yield from draft.done()
            draft = _Draft()
        elif not draft.open and bare.startswith(_CATEGORY):
            yield from draft.done()
            draft = _Draft()
            yield Category(number, restored(bare.removeprefix(_CATEGORY)).strip())
        else:
            if not draft.open and draft.closed and bare.startswith("::"):
                yield from draft.done()
                draft = _Draft()
            draft.add(line, number)
    yield from draft.done()


def parts_of(block: Block) -> Parts | str:
    """Return the parts of a block, or in words why it has none."""
    text, title = block.text.strip(), ""
    if text.startswith("::"):
        end = text.find("::", 2)
        if end < 0:
            return "the title after :: is never closed"
        title = restored(text[2:end]).strip()
        text = text[end + 2 :]
    begin, end = text.find("{"), text.find("}")
    if begin < 0 and end < 0:
        return Parts(title, text.strip(), "", None)
    if begin < 0 or end < begin:
        return "there is a } without a {" if end >= 0 else "the answers are never closed with }"
    inside, after = text[begin + 1 : end], text[end + 1 :].strip()
    if "{" in inside or _BRACE.search(after):
        return "it holds more than one pair of braces"
    return Parts(title, text[:begin].strip(), after, inside.strip())


class _Draft:
    """A block while its lines come in."""

    def __init__(self) -> None:
        self.open = False
        self.closed = False
        self._line = 0
        self._lines: list[str] = []
        self._id = ""
        self._tags: list[str] = []

    def comment(self, bare: str) -> None:
        """Take a comment line: what it says of id and tags."""
        if found := _ID.search(restored(bare)):
            self._id = found[1].strip()
        self._tags += [tag.strip() for tag in _TAG.findall(restored(bare))]

    def add(self, line: str, number: int) -> None:
        """Take a line of the block."""
        if not self._lines:
            self._line = number
        self._lines.append(line)
        for brace in _BRACE.findall(line):
            self.closed = self.closed or (self.open and brace == "}")
            self.open = brace == "{"

    def done(self) -> Iterator[Block]:
        """Return the block, if there is one."""
        if any(line.strip() for line in self._lines):
            broken = "the answers are never closed with }" if self.open else ""
            yield Block(self._line, "\n".join(self._lines), self._id, tuple(self._tags), broken)


def _next_braces(lines: list[str]) -> list[str]:
    """Return for each line the first brace in it or after it, comments aside."""
    following = [""] * len(lines)
    brace = ""
    for number in range(len(lines) - 1, -1, -1):
        if not lines[number].lstrip().startswith("//") and (found := _BRACE.search(lines[number])):
            brace = found[0]
        following[number] = brace
    return following
