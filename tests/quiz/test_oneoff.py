"""A question typed in the middle of a lesson."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.decks.model import Kind
from bot.decks.preflight import check_deck
from bot.kernel.errors import Unreadable
from bot.kernel.markup import plain
from bot.kernel.words import words
from bot.quiz.events import Ask
from bot.quiz.oneoff import deck_of
from bot.quiz.phases import Finished
from bot.testing.quizzes import ANA, asking

SAY = words("en")


@pytest.mark.parametrize(
    ("ask", "kind", "right"),
    [
        (Ask("Best?", "Red\nBlue"), Kind.POLL, []),
        (Ask("Best?", "Red\n*Blue"), Kind.SINGLE, [1]),
        (Ask("Best?", "Red\nBlue", right="A"), Kind.SINGLE, [0]),
        (Ask("Best?", "Red\nBlue", right="blue"), Kind.SINGLE, [1]),
        (Ask("Best?", "Red\nBlue\nGreen", right="a, c"), Kind.SEVERAL, [0, 2]),
        (Ask("Best? | Red | *Blue | *Green"), Kind.SEVERAL, [1, 2]),
        (Ask("Best?", "Red | *Blue | Green"), Kind.SINGLE, [1]),
        (Ask("Best?|Red|Blue"), Kind.POLL, []),
    ],
)
def test_what_is_typed_becomes_a_question(ask: Ask, kind: Kind, right: list[int]) -> None:
    """Choices a line each or with ``|`` between them, the right ones starred or named; none right is a poll."""
    question = deck_of(ask, SAY).questions[0]
    assert (kind, right) == (question.kind, [i for i, choice in enumerate(question.choices) if choice.right])


def test_without_choices_the_answer_is_typed() -> None:
    """Several right answers stand apart by semicolons."""
    question = deck_of(Ask("Capital of Peru?", right="Lima; Ciudad de Lima"), SAY).questions[0]
    assert (Kind.TYPED, ["Lima", "Ciudad de Lima"]) == (question.kind, [form.text for form in question.accepted])


@pytest.mark.parametrize(
    ("ask", "field"),
    [
        (Ask(""), "question"),
        (Ask("  "), "question"),
        (Ask("x" * 1501), "question"),
        (Ask("Best?"), "choices"),
        (Ask("Best?", "Red"), "choices"),
        (Ask("Best?", "Red\nred"), "choices"),
        (Ask("Best?", "Red\n*"), "choices"),
        (Ask("Best?", "Red\n" + "x" * 201), "choices"),
        (Ask("Best?", "\n".join(f"c{i}" for i in range(21))), "choices"),
        (Ask("Best?", "Red\nBlue", right="Z"), "right"),
        (Ask("Best?", "Red\nBlue", right="Green"), "right"),
        (Ask("Best?", right="x" * 201), "right"),
        (Ask("Best?", right=";".join(f"form {i}" for i in range(51))), "right"),
    ],
)
def test_what_cannot_be_asked(ask: Ask, field: str) -> None:
    """Refused with the field and what to write."""
    with pytest.raises(Unreadable) as caught:
        deck_of(ask, SAY)
    assert field == caught.value.field
    assert caught.value.problem.endswith(".")


@given(
    question=st.text(max_size=1600),
    choices=st.lists(st.text(max_size=210), max_size=21),
    right=st.lists(st.text(max_size=60), max_size=3) | st.just(["A"]),
)
def test_whatever_is_typed_is_refused_or_playable(question: str, choices: list[str], right: list[str]) -> None:
    """A one-off question that is taken passes the same preflight as a file's."""
    try:
        deck = deck_of(Ask(question, "\n".join(choices), ";".join(right)), SAY)
    except Unreadable:
        return
    assert [] == [mistake for mistake in check_deck(deck, "asked") if "title" not in mistake.what]


@pytest.mark.parametrize("text", ["&" * 1500, "\U0001f600" * 1400])
def test_a_question_too_long_for_a_platform_is_refused(text: str) -> None:
    """Signs that a platform spells out count as what they take."""
    with pytest.raises(Unreadable, match="shorten"):
        deck_of(Ask(text, "Red\nBlue"), SAY)
    with pytest.raises(Unreadable, match="shorten"):
        deck_of(Ask(text, right="Red"), SAY)


def test_twenty_long_choices_are_refused() -> None:
    """Together they have to fit into one message."""
    with pytest.raises(Unreadable, match="shorten"):
        deck_of(Ask("Best?", "\n".join(f"{i:02}" + "x" * 198 for i in range(20))), SAY)


def test_what_is_typed_shows_as_it_was_typed() -> None:
    """Markdown in a question typed in chat is no markup."""
    question = deck_of(Ask("Is **this** `bold`?", "*yes*\n_no_"), SAY).questions[0]
    assert "Is **this** `bold`?" == plain(question.stem)
    assert ["yes*", "_no_"] == [plain(choice.text) for choice in question.choices]


def test_it_is_played_like_any_other() -> None:
    """A one-off question is asked, answered, revealed and over."""
    deck = deck_of(Ask("Best? | Red | *Blue"), SAY)
    game = asking(deck, start="now", reading=0, board="never", alone=True, joined=())
    game.answer(ANA, "B")
    game.until(Finished)
    assert "✅ **B) Blue**" in game.quiz.view()["q0"].body
