"""Reading an answer, from a button, a form or a typed line, into the one record all of them give; and saying it back."""

import string
from collections.abc import Sequence

from bot.decks.model import Kind, Question
from bot.kernel.clock import Instant
from bot.kernel.errors import Unreadable
from bot.kernel.markup import escape, plain
from bot.kernel.words import Words
from bot.quiz.events import Answer
from bot.quiz.marking import read_for
from bot.quiz.model import Given

LETTERS = string.ascii_uppercase
LONGEST_ANSWER = 200
"""Characters of a typed answer."""

BY_CHOICE = frozenset({Kind.SINGLE, Kind.SEVERAL, Kind.TRUE_FALSE, Kind.POLL, Kind.ORDERING})
ONE_CHOICE = frozenset({Kind.SINGLE, Kind.TRUE_FALSE, Kind.POLL})


def read_answer(  # noqa: PLR0913 - an answer, its question as shown, and its time
    question: Question,
    layout: Sequence[int],
    event: Answer,
    *,
    at: Instant,
    took: int,
    limit: int,
    language: str,
    say: Words,
) -> Given:
    """Return the record of `event`: choices in the deck's order, text trimmed. Raises `Unreadable` with a sentence."""
    if question.kind not in BY_CHOICE:
        return Given(text=_typed(question, event.text, language, say), at=at, took=took, limit=limit)
    shown = event.choices or read_letters(question, layout, event.text, say)
    if any(not 0 <= index < len(layout) for index in shown) or len(set(shown)) != len(shown):
        raise Unreadable("choices", say("choose among the letters shown, each once."))
    if question.kind in ONE_CHOICE and len(shown) != 1:
        raise Unreadable("choices", say("choose one letter."))
    if question.kind is Kind.ORDERING and len(shown) != len(layout):
        raise Unreadable("choices", say("name all {n} letters, in your order.", n=len(layout)))
    if not shown:
        raise Unreadable("choices", say("choose at least one letter."))
    chosen = tuple(layout[index] for index in shown)
    chosen = chosen if question.kind is Kind.ORDERING else tuple(sorted(chosen))
    return Given(choices=chosen, at=at, took=took, limit=limit)


def read_letters(question: Question, layout: Sequence[int], text: str, say: Words) -> tuple[int, ...]:
    """Return the choices (as shown) that ``B``, ``c a``, ``A, C``, ``CAB`` or an option's own text mean."""
    typed = " ".join(text.split())
    known = LETTERS[: len(layout)]
    if len(typed) == 1 and typed.upper() in known:
        return (known.index(typed.upper()),)
    for index, choice in enumerate(layout):
        if typed.casefold() == plain(question.choices[choice].text).casefold():
            return (index,)
    letters = typed.upper().replace(",", " ").replace(";", " ").replace(".", " ").replace(")", " ").replace(">", " ")
    found = "".join(letters.split())
    if found and all(letter in known for letter in found):
        return tuple(known.index(letter) for letter in found)
    problem = say("type letters from A to {last}, or the text of an option.", last=known[-1])
    raise Unreadable("text", problem)


def _typed(question: Question, text: str, language: str, say: Words) -> str:
    typed = " ".join(text.split())
    if not typed:
        raise Unreadable("text", say("it is empty."))
    if len(typed) > LONGEST_ANSWER:
        raise Unreadable("text", say("it is longer than {n} characters.", n=LONGEST_ANSWER))
    if question.kind is Kind.NUMBER and read_for(question, typed, language) is None:
        example = f"42 {question.unit}" if question.unit else "42"
        raise Unreadable("text", say("a number is wanted, such as {example}.", example=escape(example)))
    return typed


def describe(question: Question, layout: Sequence[int], given: Given) -> str:
    """Return an answer as Markdown, as its giver saw it: ``**B)** Lisbon``, ``**A, C**`` or the typed text."""
    if question.kind not in BY_CHOICE:
        return f"**{escape(given.text)}**"
    letters = [LETTERS[layout.index(choice)] for choice in given.choices]
    if len(letters) == 1:
        return f"**{letters[0]})** {question.choices[given.choices[0]].text}"
    if question.kind is Kind.ORDERING:
        return "**" + " ".join(letters) + "**"
    return "**" + ", ".join(sorted(letters)) + "**"
