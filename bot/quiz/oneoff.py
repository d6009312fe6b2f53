"""A one-off question, typed by a host in the middle of a lesson, as a deck of one."""

from bot.decks.model import Accepted, Choice, Deck, Kind, Question
from bot.kernel.errors import Unreadable
from bot.kernel.markup import escape, plain, shown_length
from bot.kernel.names import clipped
from bot.kernel.words import Words
from bot.quiz.answers import LETTERS
from bot.quiz.events import Ask

MOST_CHOICES = 20
LONGEST_CHOICE = 200
"""Characters of a typed choice."""
LONGEST_STEM = 1_500
"""Characters of a typed question."""
LONGEST_TITLE = 60
"""Characters of the question that become the title."""
MOST_FORMS = 20
ROOM = 2_600
"""Characters for the question and its choices together: what a deck's question may take on the narrowest platform."""


def deck_of(ask: Ask, say: Words) -> Deck:
    """Return the deck of one question that `ask` means. Raises `Unreadable` with a sentence.

    Choices stand in their own field, one a line or in one line with ``|`` between them, or behind the question like that; ``*``
    before a choice marks it right. Without a right answer it is a poll; without choices the answer is typed.
    """
    stem, *inline = (_seen(part) for part in ask.question.split("|"))
    listed = ask.choices.splitlines()
    listed = listed[0].split("|") if len(listed) == 1 else listed
    lines = [line for line in map(_seen, listed) if line] or [part for part in inline if part]
    if not stem or len(stem) > LONGEST_STEM:
        raise Unreadable("question", say("write a question of at most {n} characters.", n=LONGEST_STEM))
    if not lines:
        return _deck(stem, _typed(stem, ask.right, say))
    texts = tuple(line.removeprefix("*").strip() for line in lines)
    starred = {i for i, line in enumerate(lines) if line.startswith("*")}
    _check(texts, say)
    if sum(shown_length(escape(text)) + 4 for text in (stem, *texts)) > ROOM:
        raise Unreadable("choices", say("question and choices are too long together; shorten them."))
    right = starred | _named(ask.right, texts, say)
    kind = Kind.POLL if not right else Kind.SEVERAL if len(right) > 1 else Kind.SINGLE
    choices = tuple(Choice(escape(text), credit=float(i in right)) for i, text in enumerate(texts))
    return _deck(stem, Question(id="asked", kind=kind, stem=escape(stem), choices=choices, shuffle=False))


def _deck(stem: str, question: Question) -> Deck:
    return Deck(name="asked", title=escape(clipped(stem, LONGEST_TITLE)), questions=(question,))


def _seen(text: str) -> str:
    return plain(escape(text))


def _typed(stem: str, right: str, say: Words) -> Question:
    texts = dict.fromkeys(form for form in map(_seen, right.split(";")) if form)
    if len(texts) > MOST_FORMS or any(len(text) > LONGEST_CHOICE for text in texts):
        problem = say("give at most {n} right answers of at most {most} characters.", n=MOST_FORMS, most=LONGEST_CHOICE)
        raise Unreadable("right", problem)
    if shown_length(escape(stem)) > ROOM:
        raise Unreadable("question", say("the question is too long; shorten it."))
    forms = tuple(Accepted(text) for text in texts)
    if not forms:
        raise Unreadable("choices", say("give choices (one a line, or after |), or the right answer to be typed."))
    return Question(id="asked", kind=Kind.TYPED, stem=escape(stem), accepted=forms)


def _check(texts: tuple[str, ...], say: Words) -> None:
    if not 2 <= len(texts) <= MOST_CHOICES:  # noqa: PLR2004 - one choice is none
        raise Unreadable("choices", say("give 2 to {n} choices.", n=MOST_CHOICES))
    if any(not text or len(text) > LONGEST_CHOICE for text in texts):
        raise Unreadable("choices", say("a choice has 1 to {n} characters.", n=LONGEST_CHOICE))
    if len({text.casefold() for text in texts}) != len(texts):
        raise Unreadable("choices", say("two choices are the same."))


def _named(right: str, texts: tuple[str, ...], say: Words) -> set[int]:
    """Return the choices that ``B``, ``A C`` or a choice's own text name."""
    typed = " ".join(right.split())
    if not typed:
        return set()
    for i, text in enumerate(texts):
        if text.casefold() == typed.casefold():
            return {i}
    letters = typed.upper().replace(",", "").replace(" ", "")
    known = LETTERS[: len(texts)]
    if all(letter in known for letter in letters):
        return {known.index(letter) for letter in letters}
    raise Unreadable("right", say("name a letter from A to {last}, or a choice's own text.", last=known[-1]))
