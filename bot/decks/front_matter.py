"""The settings of a deck, and how each is read."""

from msgspec import Struct

from bot.content.front_matter import LONGEST_ABOUT, Head, Readers, language, one_of, text, whole
from bot.content.front_matter import read_front_matter as read_settings
from bot.content.report import Report
from bot.decks.model import Scoring

LONGEST_TITLE = 150


class Shuffle(Struct, frozen=True):
    """What is shuffled."""

    questions: bool = False
    choices: bool = False


SHUFFLES = {
    "none": Shuffle(),
    "questions": Shuffle(questions=True),
    "choices": Shuffle(choices=True),
    "both": Shuffle(questions=True, choices=True),
}


_READERS: Readers = {
    "title": text(LONGEST_TITLE),
    "language": language,
    "about": text(LONGEST_ABOUT),
    "seconds": lambda typed: whole(typed, 5, 300),
    "reading": lambda typed: whole(typed, 0, 60),
    "scoring": lambda typed: Scoring(one_of(typed, [scoring.value for scoring in Scoring])),
    "shuffle": lambda typed: SHUFFLES[one_of(typed, list(SHUFFLES))],
    "source": text(LONGEST_ABOUT),
}


def read_front_matter(written: str, report: Report) -> tuple[Head, str]:
    """Return the settings of a deck and the rest of its file, in which the same lines keep the same numbers."""
    return read_settings(written, _READERS, "deck", report)
