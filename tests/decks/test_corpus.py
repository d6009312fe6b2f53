"""Real files that nobody of this project wrote. They are kept outside; without them these tests are skipped."""

import os
import re
from pathlib import Path

import pytest

from bot.decks.format import read_deck
from bot.decks.importers import import_file
from bot.decks.write import write_deck

CORPUS = Path(os.environ.get("STUDYBELL_CORPUS", "/nonexistent"))
FILES = sorted((CORPUS / "gift").glob("*.gift"))
UNSAYABLE = {"peg_tag_id_and_two_tags.gift": 1}
"""Questions of a kind that a deck does not have."""

pytestmark = pytest.mark.skipif(not FILES, reason="STUDYBELL_CORPUS names no folder with gift/*.gift")


def expected() -> dict[str, int]:
    """Return how many questions each file holds, as the corpus' own README counts them."""
    rows = re.findall(r"^\| gift/(\S+) \| (\d+)", (CORPUS / "README.md").read_text("utf-8"), re.MULTILINE)
    return {name: int(count) for name, count in rows}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_nothing_is_lost_in_silence(path: Path) -> None:
    """Every question is imported, or named with the reason; what was written passes the check."""
    imported = import_file(path)
    unsayable = UNSAYABLE.get(path.name, 0)
    wanted = expected().get(path.name, imported.count + unsayable)
    assert (wanted - unsayable, unsayable) == (imported.count, len(imported.left_out))
    for deck in imported.decks:
        read, mistakes = read_deck(write_deck(deck), f"{deck.name}.md")
        assert [] == list(map(str, mistakes))
        assert read is not None
        assert len(deck.questions) == len(read.questions)
