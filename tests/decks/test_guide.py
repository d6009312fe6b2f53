"""The guide for teachers: what it shows is what the reader reads."""

import re
from pathlib import Path

import pytest

from bot.decks import preflight
from bot.decks.format import read_deck
from bot.decks.model import Kind, Question
from bot.decks.preflight import check_deck

GUIDE = (Path(__file__).parents[2] / "content" / "README.md").read_text("utf-8")
EXAMPLES = re.findall(r"^````markdown\n(.*?)^````$", GUIDE, re.DOTALL | re.MULTILINE)
HEAD = "---\ntitle: Example\n---\n\n"


def questions_of(example: str) -> tuple[Question, ...]:
    """Return the questions of an example; the mistakes in it fail the test."""
    deck, mistakes = read_deck(example if example.startswith("---") else HEAD + example, "README.md")
    assert [] == list(map(str, mistakes))
    assert deck is not None
    return deck.questions


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda text: re.search(r"## (.{1,30})", text)[1])  # type: ignore[index]
def test_every_example_is_read_without_a_mistake(example: str) -> None:
    """A teacher who copies an example has a deck that works."""
    assert 1 == len(questions_of(example))


def test_every_kind_has_an_example() -> None:
    """The guide shows each kind of question."""
    assert set(Kind) == {question.kind for example in EXAMPLES for question in questions_of(example)}


def test_the_example_of_shares_means_what_the_guide_says() -> None:
    """Comments, shares and pins of the single choice arrive as they are described."""
    planets = next(one for text in EXAMPLES for one in questions_of(text) if one.stem.startswith("Which planet"))
    assert [1.0, 0.0, 0.5, 0.0] == [choice.credit for choice in planets.choices]
    assert [False, False, False, True] == [choice.last for choice in planets.choices]
    assert planets.choices[2].comment.startswith("Close:")


@pytest.mark.parametrize(
    ("shown", "limit"),
    [
        ("150 characters", preflight.LONGEST_TITLE),
        ("2,800 characters", preflight.LONGEST_SHOWN),
        ("400 characters; 2 to 20", preflight.LONGEST_OPTION),
        ("2 to 20 of them", preflight.MOST_CHOICES),
        ("1,500 characters", preflight.LONGEST_EXPLANATION),
        ("300 characters", preflight.LONGEST_COMMENT),
        ("50, of 200 characters", preflight.LONGEST_ACCEPTED),
        ("| 200 |", preflight.MOST_QUESTIONS),
        ("10,000 lines", preflight.MOST_LINES),
    ],
)
def test_the_limits_in_the_guide_are_the_ones_in_force(shown: str, limit: int) -> None:
    """A limit that changes in the code has to change in the guide."""
    assert shown in GUIDE
    assert f"{limit:,}" in shown


def test_the_tolerance_in_percent_is_a_share_of_the_number() -> None:
    """The guide's sentence about 40 ± 5% holds."""
    question = questions_of("## How many?\n\n- = 40 ± 5%\n")[0]
    assert (38.0, 42.0) == (question.ranges[0].least, question.ranges[0].most)
    assert [] == check_deck(read_deck(HEAD + "## How many?\n\n- = 40 ± 5%\n", "x.md")[0], "x.md")  # type: ignore[arg-type]
