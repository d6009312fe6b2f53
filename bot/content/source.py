"""The text of a content file, or the one mistake that keeps it from being read. Nothing is raised, whatever the file holds."""

from pathlib import Path

from msgspec import Struct

from bot.content.report import Mistake
from bot.content.texts import first_invisible


class Size(Struct, frozen=True):
    """The most a file may hold, and what its author can do about more."""

    bytes: int
    lines: int
    mend: str
    fewer_lines: str


def text_of_file(path: Path, most: Size) -> str | Mistake:
    """Return the text in a file; one that cannot be read is a mistake like others."""
    try:
        with path.open("rb") as file:
            data = file.read(most.bytes + 1)
    except OSError as error:
        return Mistake(str(path), 1, f"the file cannot be read ({error.strerror})", "check its name and rights")
    return text_of_bytes(data, str(path), most)


def text_of_bytes(data: bytes, file: str, most: Size) -> str | Mistake:
    """Return the text in the bytes of a file, which are UTF-8."""
    if len(data) > most.bytes:
        return _too_large(file, most)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        what = f"byte {error.start + 1} (0x{data[error.start]:02x}) is not UTF-8"
        return Mistake(file, line, what, "save the file with the encoding UTF-8")
    return checked(text, file, most)


def checked(text: str, file: str, most: Size) -> str | Mistake:
    """Return `text` with line feeds as its only line ends, if it is a text of fitting size with something in it."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > most.bytes:
        return _too_large(file, most)
    if not text.strip():
        return Mistake(file, 1, "the file is empty", "begin it with a line ---, then title: ..., then a line ---")
    invisible = first_invisible(text)
    if invisible:
        line = text.count("\n", 0, invisible.start()) + 1
        what = f"there is an invisible character here (U+{ord(invisible[0]):04X})"
        return Mistake(file, line, what, "take it out; if it is everywhere, this is not a text file")
    if text.count("\n") > most.lines:
        return Mistake(file, most.lines, f"the file has {text.count(chr(10)):,} lines", most.fewer_lines)
    return text


def _too_large(file: str, most: Size) -> Mistake:
    return Mistake(file, 1, f"the file is larger than {most.bytes:,} bytes", most.mend)
