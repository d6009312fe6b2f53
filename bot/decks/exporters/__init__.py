"""Decks in other programs' formats. What a format cannot say is reported, question by question."""

from collections.abc import Callable, Mapping

from msgspec import Struct

from bot.decks.exporters.aiken import aiken_of
from bot.decks.exporters.exported import Exported
from bot.decks.exporters.gift import gift_of
from bot.decks.exporters.sheet import csv_of
from bot.decks.model import Deck

__all__ = ["EXPORTERS", "Exported", "Exporter"]


class Exporter(Struct, frozen=True):
    """A writer: its function, and the ending its files have."""

    write: Callable[[Deck], Exported]
    suffix: str


EXPORTERS: Mapping[str, Exporter] = {
    "gift": Exporter(gift_of, ".gift"),
    "aiken": Exporter(aiken_of, ".txt"),
    "csv": Exporter(csv_of, ".csv"),
}
