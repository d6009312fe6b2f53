"""Every word a person reads goes through the catalogues."""

import re
from gettext import NullTranslations

import pytest
from msgspec.structs import replace

from bot.decks.model import Scoring
from bot.kernel.people import Actor
from bot.kernel.words import Words
from bot.quiz.session import Quiz
from bot.testing.courses import every_moment
from bot.testing.decks import ONE_OF_EACH, a_deck
from bot.testing.events import EVERY_EVENT
from bot.testing.quizzes import (
    HOST,
)
from bot.testing.texts import cards, texts_of

# -- words


def marked_cards(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every message that goes through the words come out between signs of its own."""

    class Marked(NullTranslations):
        def gettext(self, message: str) -> str:
            return f"⟦{message}⟧"

        def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
            return f"⟦{msgid1 if n == 1 else msgid2}⟧"

    marked = Words(Marked())
    for name in ("view", "taking", "control", "private", "panel", "texts", "opening"):
        monkeypatch.setattr(f"bot.quiz.{name}.words", lambda _locale: marked, raising=False)


GREEK = tuple(
    replace(
        question,
        stem="Ποιο;",
        unit="",
        explanation="Διότι.",
        choices=tuple(replace(choice, text=f"λέξη {i}", comment="Όχι.") for i, choice in enumerate(question.choices)),
        accepted=tuple(replace(form, text="Άρης", comment="Ναι.") for form in question.accepted),
    )
    for question in ONE_OF_EACH
)
UNMARKED = re.compile(r"[A-Za-z]{2,}")


def bare(text: str) -> str:
    """Return what of `text` stands outside the signs."""
    while "⟦" in text:
        text, before = re.sub(r"⟦[^⟦⟧]*⟧", "", text), text
        if text == before:
            return "unbalanced " + text
    return re.sub(r"<t:\d+:\w>", "", text)


def test_every_text_goes_through_the_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a catalogue that marks what it is asked for, no word of ours is left unmarked on any card, reply or form."""
    marked_cards(monkeypatch)
    greeks = (Actor("ana", "Άννα"), Actor("ben", "Βέν"))
    left: set[str] = set()
    deck = a_deck(*GREEK, title="Τίτλος")
    for scoring, teams in ((Scoring.STREAK, "Ένα,Δύο"), (Scoring.NONE, "")):
        for game in every_moment(deck, typed="Άρης", scoring=scoring, teams=teams, joined=greeks):
            quiz = replace(game.quiz, setup=replace(game.quiz.setup, host_name="Άδα"), roster=_greek(game.quiz))
            shown = list(cards(quiz).values())
            replies = [quiz.handle(event, by, game.at).reply for event in EVERY_EVENT for by in (greeks[0], HOST)]
            texts = [text for each in (*shown, *replies) for text in texts_of(each)]
            left |= {text for text in texts if UNMARKED.search(bare(text))}
    assert set() == left


def _greek(quiz: Quiz) -> dict[str, object]:
    return {member: replace(player, name="Όνομα") for member, player in quiz.roster.items()}
