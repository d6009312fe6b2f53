"""Decks in other formats: what goes out, what is told, and that no cell is a formula."""

import csv
import io

import pytest
from msgspec import structs

from bot.decks.exporters import EXPORTERS, Exported
from bot.decks.model import Accepted, Choice, Deck, Kind, Question, Range, Scoring

CHOICES = (Choice("Oslo", 1.0, "Yes"), Choice("*Bergen*", 0.5), Choice("None", last=True))
SINGLE = Question("norway", Kind.SINGLE, "Capital of **Norway**?", CHOICES, explanation="It is Oslo.", line=3)
POLL = Question("mood", Kind.POLL, "Ready?", (Choice("Yes"), Choice("No")), line=9)
NUMBER = Question("g", Kind.NUMBER, "How much?", ranges=(Range(9.76, 9.86), Range(10, 10, 0.5)), unit="m/s²", line=12)
TYPED = Question("who", Kind.TYPED, "Who?", accepted=(Accepted("=cmd"), Accepted("b", 0.5, exact=True)), line=15)


def exported(name: str, *questions: Question) -> Exported:
    """Return a deck of `questions` in a format."""
    return EXPORTERS[name].write(Deck("d", "Deck", questions))


def whats(mistakes: tuple[object, ...]) -> str:
    """Return mistakes as one text."""
    return "\n".join(map(str, mistakes))


def test_aiken_has_single_choices_only() -> None:
    """Plain text, a letter each, the right one named; the rest is told."""
    out = exported("aiken", SINGLE, POLL, NUMBER)
    assert "Capital of Norway?\nA. Oslo\nB. Bergen\nC. None\nANSWER: A\n" == out.text
    assert (1, 2, 1) == (out.count, len(out.left_out), len(out.warnings))
    assert "'mood' is a question of kind poll" in whats(out.left_out)
    assert "explanation and comments, half-right choices, its settings, formatting" in whats(out.warnings)


def test_gift_tells_what_it_cannot_say() -> None:
    """A poll is left out; pins, units and exactness are warnings."""
    out = exported("gift", SINGLE, POLL, NUMBER, TYPED)
    assert (3, 1) == (out.count, len(out.left_out))
    for what in ("which choice stays last", "its unit (m/s²)", "that an answer is meant exactly"):
        assert what in whats(out.warnings)


def test_gift_cannot_say_an_arrow_in_a_typed_answer() -> None:
    """Moodle would take it for a matching question."""
    out = exported("gift", structs.replace(TYPED, accepted=(Accepted("a -> b"),)))
    assert (0, 1) == (out.count, len(out.left_out))


def test_the_deck_s_own_settings_are_told() -> None:
    """They belong to no question."""
    deck = Deck("d", "Deck", (SINGLE,), seconds=20, scoring=Scoring.SPEED, shuffle_choices=True)
    for exporter in EXPORTERS.values():
        assert "settings (seconds, scoring, shuffle) are not in the file" in whats(exporter.write(deck).warnings)


def test_csv_has_a_row_for_every_question() -> None:
    """Every kind, read back by a spreadsheet's rules."""
    out = exported("csv", SINGLE, POLL, NUMBER)
    assert out.text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(out.text.removeprefix("\ufeff"))))
    assert ["norway", "mood", "g"] == [row["id"] for row in rows]
    assert ("Oslo | Bergen (50%)", "Bergen") == (rows[0]["right"], rows[0]["choice 2"])
    assert ("9.76 .. 9.86 | 10 (50%)", "m/s²") == (rows[2]["right"], rows[2]["unit"])


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1"])
def test_no_cell_is_a_formula(text: str) -> None:
    """An apostrophe stands before whatever a spreadsheet would calculate."""
    out = exported("csv", structs.replace(POLL, stem=text, choices=(Choice(text), Choice("b"))))
    for row in csv.reader(io.StringIO(out.text.removeprefix("\ufeff"))):
        assert not any(cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "＝")) for cell in row)
