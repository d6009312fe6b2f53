"""What people type cannot break a card: neither by its size nor by its signs."""

import pytest
from msgspec.structs import replace

from bot.decks.model import Accepted, Choice, Question, Scoring
from bot.kernel.markup import plain, tokens
from bot.kernel.people import Actor
from bot.quiz.events import Begin, Join, Remove
from bot.quiz.phases import Asking, Finished, Revealed
from bot.testing.decks import CAPITAL, RED_PLANET, a_deck, numbered
from bot.testing.quizzes import (
    BEN,
    lobby,
)
from bot.testing.texts import cards, marked_up, texts_of

# -- sizes

LONGEST = replace(
    CAPITAL,
    stem="s" * 700,
    choices=tuple(Choice("o" * 100, credit=float(i == 3), comment="c" * 200) for i in range(20)),
    explanation="e" * 1500,
)
LONGEST_TYPED = replace(
    RED_PLANET,
    stem="s" * 2800,
    accepted=tuple(Accepted(f"{i}" + "a" * 100) for i in range(40)),
    explanation="e" * 1500,
)


@pytest.mark.parametrize("question", [LONGEST, LONGEST_TYPED], ids=["options", "typed"])
def test_the_largest_deck_in_the_largest_room_gives_cards_of_sane_size(question: Question) -> None:
    """No card of a legal deck shows more than 7,000 characters, no name of a field more than 256, however many play."""
    game = lobby(a_deck(question, question, title="t" * 150), joined=())
    for number in range(60):
        game.do(Join(), Actor(f"m{number}", f"{number} " + "*" * 80))
    game.do(Begin())
    game.until(Asking)
    for number in range(60):
        game.answer(Actor(f"m{number}", ""), "ABCD"[number % 4] if question is LONGEST else f"{number} " + "x" * 190)
    for phase in (Revealed, Finished):
        game.until(phase)
        for slot, card in game.quiz.view().items():
            assert sum(len(plain(text)) for text in marked_up(card)) <= 7_000, slot
            assert all(len(field.name) <= 256 and len(field.value) <= 1_024 for field in card.fields), slot
            assert len(card.fields) <= 25


# -- what people type

HOSTILE = [
    "**bold**",
    "[link](https://evil.example)",
    "<t:0:R>",
    "<@everyone> @here <#1>",
    "` code ` ``` x",
    "> quote\n# heading\n- item\n1. one",
    "https://evil.example",
    "<https://evil.example>",
    "| table |",
    "\\",
    "&amp; &#42;",
    "~~struck~~",
    "{name} {0} %s",
    "\u202egnp.exe",
    "line\u2028separator",
    "\x00\x1b[31m",
    "_under_ __double__",
    "***",
]
OURS = {
    "strong_open",
    "strong_close",
    "em_open",
    "em_close",
    "text",
    "softbreak",
    "hardbreak",
    "moment",
    "text_special",
}


def kinds_of(text: str) -> list[str]:
    """Return the kinds of all tokens of `text`, without texts and line breaks."""
    found = []
    for token in tokens(text):
        found.append(token.type)
        found += [child.type for child in token.children or () if child.type not in {"text", "text_special"}]
    return found


@pytest.mark.parametrize("hostile", HOSTILE)
def test_names_and_answers_cannot_break_out(hostile: str) -> None:
    """Cards with hostile names and answers have exactly the markup that cards with harmless ones have."""
    views = []
    for name in (hostile, "Zoe"):
        game = lobby(a_deck(RED_PLANET, CAPITAL, title="Title"), scoring=Scoring.SPEED, joined=())
        game.do(Join(), Actor("ana", name))
        game.do(Join(), Actor("ben", "Ben"))
        game.do(Begin())
        game.until(Asking)
        game.answer(Actor("ana", name), name)
        game.answer(BEN, "Mars")
        asked = cards(game.quiz)
        views.append((asked, cards(game.until(Finished).quiz)))
    for with_hostile, harmless in zip(*views, strict=True):
        assert list(harmless) == list(with_hostile)
        for slot, card in harmless.items():
            expected = [kinds_of(text) for text in marked_up(card)]
            assert expected == [kinds_of(text) for text in marked_up(with_hostile[slot])], slot


@pytest.mark.parametrize("hostile", HOSTILE)
def test_replies_to_hostile_members_cannot_break_out(hostile: str) -> None:
    """Acknowledgements and refusals quote what was typed without reading it as markup."""
    for text in (hostile, "Zoe"):
        game = lobby(a_deck(RED_PLANET), teams="Red,Blue", joined=())
        game.do(Join(), Actor("ana", text))
        game.do(Begin())
        game.until(Asking)
        locked = game.answer(Actor("ana", text), text)
        again = game.answer(Actor("ana", text), "other")
        removed = game.do(Remove("ana"))
        found = [kinds_of(part) for reply in (locked, again, removed) for part in texts_of(reply)]
        if text == hostile:
            expected = found
    assert expected == found


def test_a_name_that_is_not_there_is_not_an_empty_bold() -> None:
    """Whoever has no visible name is shown by the platform's id."""
    game = lobby(numbered(1), joined=())
    game.do(Join(), Actor("u42", " \n"))
    assert "u42" == game.quiz.roster["u42"].name
