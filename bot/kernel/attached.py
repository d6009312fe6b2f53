"""A file that somebody attached: what a form's input of kind ``file`` sends."""

from msgspec import Struct

MOST_BYTES = 8 << 20
"""Of a file that a surface brings in; as much as an importer reads."""


class Attached(Struct, frozen=True):
    """A file as it was attached: what it was called there, and what is in it. Neither is to be trusted."""

    name: str
    data: bytes
