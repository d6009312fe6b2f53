"""The decks that ship: they are read without a mistake, use every kind, explain every answer, and run as they say."""

import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from bot.decks.format import read_deck_file
from bot.decks.model import Deck, Kind, Question, Scoring
from bot.decks.numbers import spelled
from bot.quiz.marking import known_answers, mark
from bot.quiz.model import Given

DECKS = Path(__file__).parents[2] / "content" / "decks"
FILES = sorted(DECKS.glob("*.md"))
TOUR = "bell-tour"

every_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


@cache
def sample(path: Path) -> Deck:
    """Return the deck in `path`; its mistakes fail the test that asks for it."""
    deck, mistakes = read_deck_file(path)
    assert deck is not None, "\n".join(map(str, mistakes))
    return deck


def samples() -> list[Deck]:
    """Return every sample deck."""
    return [sample(path) for path in FILES]


def unexplained(deck: Deck) -> list[str]:
    """Return the scored questions whose reveal would teach nothing."""
    return [question.stem for question in deck.questions if question.scored and not question.explanation]


def fence(question: Question) -> str:
    """Return the program a question shows; empty when it shows none."""
    found = re.search(r"```python\n(.*?)```", question.stem, re.DOTALL)
    return found[1] if found else ""


def printed(program: str) -> list[str]:
    """Return the lines a Python program prints."""
    ran = subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, check=True, text=True, timeout=30)
    return ran.stdout.splitlines()


def keys(question: Question, language: str) -> list[Given]:
    """Return an answer for every way to be fully right."""
    typed = [form.text for form in question.accepted]
    typed += [
        f"{spelled(end, language)} {question.unit}" for span in question.ranges for end in (span.least, span.most)
    ]
    if typed:
        return [given(text=text) for text in typed]
    if question.kind is Kind.ORDERING:
        return [given(choices=tuple(range(len(question.choices))))]
    return [given(choices=tuple(index for index, choice in enumerate(question.choices) if choice.right))]


def given(*, choices: tuple[int, ...] = (), text: str = "") -> Given:
    """Return an answer given after a second of twenty."""
    return Given(choices=choices, text=text, at=0, took=1_000, limit=20_000)


@every_file
def test_a_sample_deck_has_no_mistakes(path: Path) -> None:
    """Every deck that ships is read whole and named after its file."""
    assert path.stem == sample(path).name


@every_file
def test_a_sample_deck_introduces_itself(path: Path) -> None:
    """A host who picks a deck from the list sees what it is about and where it comes from."""
    deck = sample(path)
    assert all([deck.about, deck.source, deck.seconds, deck.reading is not None, deck.scoring])


@every_file
def test_every_scored_question_is_explained(path: Path) -> None:
    """The reveal of a sample question always says why."""
    assert not unexplained(sample(path))


@every_file
def test_a_sample_question_is_short_enough_to_be_played_live(path: Path) -> None:
    """Nobody has to read for long: options fit a line, explanations a glance, choices one row of buttons."""
    for question in sample(path).questions:
        assert len(question.explanation) <= 500
        assert len(question.choices) <= 5
        assert all(len(choice.text) <= 100 for choice in question.choices)


@every_file
def test_the_key_of_a_sample_question_earns_everything(path: Path) -> None:
    """Whoever answers as the deck says, in any accepted form and at either end of a range, is fully right."""
    deck = sample(path)
    known = known_answers(deck.questions, deck.language)
    for question in deck.questions:
        for key in keys(question, deck.language) if question.scored else []:
            assert 1.0 == mark(question, key, language=deck.language, known=known).credit, (question.id, key)


def test_there_is_plenty_to_play() -> None:
    """At least six subjects besides the tour and the polls, and at least 72 scored questions."""
    scored = {deck.name: sum(question.scored for question in deck.questions) for deck in samples() if deck.name != TOUR}
    assert sum(count > 0 for count in scored.values()) >= 6
    assert sum(scored.values()) >= 72


def test_every_kind_of_question_is_used() -> None:
    """A host can see each kind at work in some deck."""
    assert set(Kind) == {question.kind for deck in samples() for question in deck.questions}


def test_the_tour_shows_one_question_of_every_kind() -> None:
    """The tour is the shortest way to meet every kind once, in 8 to 15 seconds each."""
    questions = sample(DECKS / f"{TOUR}.md").questions
    assert sorted(Kind) == sorted(question.kind for question in questions)
    assert all(8 <= (question.seconds or 0) <= 15 for question in questions)


def test_every_scoring_preset_has_a_deck() -> None:
    """A host can try each preset without writing a deck."""
    assert set(Scoring) == {deck.scoring for deck in samples()}


def test_a_deck_without_points_holds_only_polls() -> None:
    """Where nothing is scored, no question has a right answer to be disappointed about."""
    unscored = [deck for deck in samples() if deck.scoring is Scoring.NONE]
    assert {Kind.POLL} == {question.kind for deck in unscored for question in deck.questions}


def test_some_numbers_leave_room_and_carry_a_unit() -> None:
    """Numbers with a tolerance and numbers with a unit both occur."""
    numbers = [question for deck in samples() for question in deck.questions if question.kind is Kind.NUMBER]
    assert any(interval.least < interval.most for question in numbers for interval in question.ranges)
    assert any(question.unit for question in numbers)


def test_a_deck_in_another_language_is_read_in_its_words() -> None:
    """The German deck's Wahr and Falsch make a true-or-false question."""
    german = [deck for deck in samples() if deck.language == "de"]
    assert Kind.TRUE_FALSE in {question.kind for deck in german for question in deck.questions}


def test_ids_of_sample_questions_are_theirs_alone() -> None:
    """No two questions of a deck share an id, set or made."""
    for deck in samples():
        ids = [question.id for question in deck.questions]
        assert sorted(set(ids)) == sorted(ids)


def test_programs_print_what_their_right_answer_says() -> None:
    """Each program shown in the Python deck is run, and prints exactly the choice marked as right."""
    shown = [question for question in sample(DECKS / "python-basics.md").questions if fence(question)]
    claimed = [choice.text.strip("`") for question in shown for choice in question.choices if choice.right]
    assert claimed == [", ".join(printed(fence(question))) for question in shown]
    assert shown
