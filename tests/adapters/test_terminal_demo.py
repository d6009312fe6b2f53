"""The demo: a quiz and a discussion printed at once, the same each time, and decks that cannot be played told in full."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from adapters.terminal.demo import BrokenDeck, demo
from bot.kernel.errors import StudybellError

ROOT = Path(__file__).parents[2]

OWN = """---
title: Two of my own
seconds: 5
---

## Is this a deck of my own?

- [x] Yes
- [ ] No

## What is it called?

- = own
"""


async def played(deck: str | None = None, learners: int = 5) -> list[str]:
    """Return the lines of a demo."""
    lines: list[str] = []
    await demo(deck, learners, lines.append)
    return lines


async def test_the_tour_shows_everything_once() -> None:
    """Every question, each of the host's controls, the reveals, the podium, one learner's own results, and the files."""
    lines = await played()
    text = "\n".join(lines)
    for told in (
        "Ms Rivera: /quiz start bell-tour",
        *(f"presses [ {control} ]" for control in ("Join", "Begin", "Pause", "Resume", "Skip", "+10 s", "My result")),
        *(f"Question {number} of 7" for number in range(1, 8)),
        "Paused by the host",
        "Skipped: it counts for nobody",
        "(only Amina sees) 🔒 Locked in",
        "(only Amina sees) Question",
        "Board after question",
        "🥇",
        "█",
        "leaves Ms Rivera these files: a-tour-with-the-bell-2026-09-01.csv, a-tour-with-the-bell-2026-09-01.xlsx.",
    ):
        assert told in text
    assert "Bruno sees" not in text
    assert all(len(line) <= 120 for line in lines)


async def test_a_discussion_reaches_its_deadline() -> None:
    """Posts, a private word about a short one, reminders, the end, the summary, the report of the host; then the farewell."""
    lines = await played(learners=2)
    text = "\n".join(lines[lines.index(next(line for line in lines if "the other half" in line)) :])
    for told in (
        "Tue 09:0",
        "└ thread “Should we release a mosquito that cannot be called back?”",
        "Tue 16:20 ┆ in “Should we release",
        "(only Amina sees) That post has 7 of the 15 words",
        "┆ Amina (edited): No, not yet.",
        "┆ Carmen, to Bruno: ",
        "Thu 17:00 ┌ (direct message to Amina)",
        "(only Amina sees) ✅ Complete",
        "(this thread is closed)",
        "Summary: Should we release",
        "(direct message to Ms Rivera) Report",
    ):
        assert told in text
    assert "direct message to Dmitri" not in text
    assert all(len(line) <= 120 for line in lines)
    assert ["", "Play it yourself in the browser: studybell play"] == lines[-2:]


async def test_it_repeats_itself() -> None:
    """Two runs print the same to the letter."""
    assert await played(learners=3) == await played(learners=3)


async def test_a_deck_of_ones_own_is_played_whole(tmp_path: Path) -> None:
    """No question of somebody's own deck is skipped; a name with blanks is no hindrance."""
    file = tmp_path / "My own deck.md"
    file.write_text(OWN, encoding="utf-8")
    text = "\n".join(await played(str(file), 2))
    assert "Two of my own" in text
    assert "Question 2 of 2" in text
    assert "Skipped" not in text
    assert "🏁" in text
    assert "the other half" not in text


async def test_a_deck_with_mistakes_is_told_and_not_played(tmp_path: Path) -> None:
    """All of its mistakes come at once, and no line is printed."""
    file = tmp_path / "bad.md"
    file.write_text("---\ntitle: Bad\nsecondz: 3\n---\n\n## Q?\n\n- [ ] a\n- [ ] b\n", encoding="utf-8")
    lines: list[str] = []
    with pytest.raises(BrokenDeck, match="2 mistakes") as raised:
        await demo(str(file), 5, lines.append)
    assert [3, 6] == [mistake.line for mistake in raised.value.mistakes]
    assert [] == lines


@pytest.mark.parametrize("deck", ["nowhere.md", "no/such/file", "nonesuch"])
async def test_a_deck_that_is_not_there_is_told(deck: str) -> None:
    """Whether a path or a name."""
    with pytest.raises(StudybellError):
        await played(deck)


@pytest.mark.accept
def test_the_command_prints_it_and_ends_well() -> None:
    """`studybell demo` exits with 0 and takes no setting of the machine into account."""
    env = {**os.environ, "PYTHONPATH": str(ROOT), "STUDYBELL_DATABASE_URL": "nonsense", "PYTHONIOENCODING": "ascii"}
    told = subprocess.run(
        [sys.executable, "-m", "bot", "demo", "--learners", "2"],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (0, "") == (told.returncode, told.stderr)
    assert "That was" in told.stdout
