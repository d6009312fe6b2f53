"""Decks as Aiken: single choices in plain text, one line each. Everything else is reported."""

from string import ascii_uppercase

from bot.content.report import Mistake
from bot.content.texts import one_line
from bot.decks.exporters.exported import Exported, deck_settings_lost
from bot.decks.model import Deck, Kind, Question
from bot.kernel import markup


def aiken_of(deck: Deck) -> Exported:
    """Return the single choices of `deck` (true or false too) as an Aiken file."""
    blocks: list[str] = []
    left_out: list[Mistake] = []
    warnings = deck_settings_lost(deck)
    for question in deck.questions:
        reason = _reason(question)
        if reason:
            what = f"'{question.id}' is {reason}, which Aiken does not have"
            left_out.append(Mistake(deck.name, question.line, what, "export it to GIFT or CSV"))
            continue
        blocks.append(_block(question))
        if lost := _lost(question):
            what = f"of '{question.id}', {', '.join(lost)} cannot be said in Aiken"
            warnings.append(Mistake(deck.name, question.line, what, "export it to GIFT"))
    return Exported("\n".join(blocks), len(blocks), tuple(left_out), tuple(warnings))


def _reason(question: Question) -> str:
    if question.kind not in {Kind.SINGLE, Kind.TRUE_FALSE}:
        return f"a question of kind {question.kind.value}"
    if sum(choice.right for choice in question.choices) != 1:
        return "a choice with several right answers"
    return ""


def _block(question: Question) -> str:
    letters = ascii_uppercase[: len(question.choices)]
    lines = [f"{letter}. {_plain(choice.text)}" for letter, choice in zip(letters, question.choices, strict=True)]
    right = next(letter for letter, choice in zip(letters, question.choices, strict=True) if choice.right)
    return "\n".join([_plain(question.stem), *lines, f"ANSWER: {right}", ""])


def _plain(text: str) -> str:
    return one_line(markup.plain(text)) or "-"


def _lost(question: Question) -> list[str]:
    lost = []
    if question.explanation or any(choice.comment for choice in question.choices):
        lost.append("its explanation and comments")
    if any(0 < choice.credit < 1 for choice in question.choices):
        lost.append("half-right choices")
    if question.seconds is not None or question.weight != 1 or any(choice.last for choice in question.choices):
        lost.append("its settings")
    if one_line(question.stem) != _plain(question.stem) or "\n" in question.stem:
        lost.append("formatting")
    return lost
