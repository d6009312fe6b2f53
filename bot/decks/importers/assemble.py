"""From questions a reader found to decks that can be played: ids, limits, names, at most 200 questions each."""

from collections.abc import Iterable
from pathlib import PurePath

import msgspec
from msgspec import Struct, structs

from bot.content.report import Mistake
from bot.content.texts import one_line, slug, without_invisible
from bot.decks.format import free_name
from bot.decks.importers import Imported
from bot.decks.model import Deck, Question
from bot.decks.preflight import LONGEST_TITLE, MOST_BYTES, MOST_QUESTIONS, check_question
from bot.decks.question import slug_of
from bot.decks.settle import settled_question
from bot.kernel.markup import shown_length

_MARGIN = 500
"""Bytes of marks and settings around the texts of a question."""


class Pile(Struct, frozen=True):
    """Questions that belong together, under a `title` (empty: the file's name), in the order of the file."""

    title: str
    questions: tuple[Question, ...]


def assembled(
    piles: Iterable[Pile],
    file: str,
    *,
    left_out: Iterable[Mistake] = (),
    warnings: Iterable[Mistake] = (),
    like: Deck | None = None,
) -> Imported:
    """Return decks of `piles`, and what does not fit into any. `like` gives language and settings of the decks.

    A question's `line` says where it stands in `file`; a question that preflight refuses is left out with the reason.
    """
    lost = list(left_out)
    kept: list[Pile] = []
    for pile in piles:
        fitting = tuple(one for one in map(_settled, pile.questions) if not _refused(one, file, lost))
        if fitting:
            kept.append(Pile(pile.title, fitting))
    stem = PurePath(file).stem
    pattern = like or Deck(name="", title="", questions=())
    decks: list[Deck] = []
    for pile in kept:
        decks += _decks(pile, stem, pattern, alone=len(kept) == 1)
    return Imported(tuple(_renamed(decks)), tuple(_by_line(lost)), tuple(_by_line(warnings)))


def _settled(question: Question) -> Question:
    return settled_question(question)


def _refused(question: Question, file: str, lost: list[Mistake]) -> bool:
    """Note in one message why a question cannot be played, if so."""
    mistakes = check_question(question, file, question.line)
    if mistakes:
        what = "; ".join(dict.fromkeys(mistake.what for mistake in mistakes))
        lost.append(Mistake(file, question.line, what, mistakes[0].mend))
    return bool(mistakes)


def _decks(pile: Pile, stem: str, pattern: Deck, *, alone: bool) -> list[Deck]:
    base = slug(stem, "deck")
    name = base if alone else slug(f"{base[:30]}-{slug(pile.title, 'deck')}", base)
    title = _title(pile.title) or _title(stem.replace("_", " ").replace("-", " ")) or "Deck"
    questions = _named(pile.questions)
    parts = _parts(questions)
    if len(parts) == 1:
        return [structs.replace(pattern, name=name, title=title, questions=questions)]
    return [
        structs.replace(pattern, name=f"{name}-{number}", title=f"{title} ({number})", questions=part)
        for number, part in enumerate(parts, start=1)
    ]


def _parts(questions: tuple[Question, ...]) -> list[tuple[Question, ...]]:
    """Return `questions` in runs that fit into one deck's file each."""
    parts: list[list[Question]] = [[]]
    size = 0
    for question in questions:
        length = _MARGIN + 2 * len(msgspec.json.encode(question))
        if len(parts[-1]) == MOST_QUESTIONS or size + length > MOST_BYTES // 2:
            parts.append([])
            size = 0
        parts[-1].append(question)
        size += length
    return [tuple(part) for part in parts]


def _named(questions: tuple[Question, ...]) -> tuple[Question, ...]:
    """Return the questions with ids that are all different; the first of two keeps its own."""
    taken: set[str] = set()
    many: dict[str, int] = {}
    named: list[Question] = []
    for question in questions:
        wanted = slug(question.id, "") if question.id else slug_of(question)
        many[wanted] = many.get(wanted, 0) + 1
        fresh = wanted if many[wanted] == 1 else f"{wanted[:50]}-{many[wanted]}"
        name = free_name(fresh, taken)
        taken.add(name)
        named.append(structs.replace(question, id=name))
    return tuple(named)


def _title(text: str) -> str:
    flat = one_line(without_invisible(text))
    while shown_length(flat) > LONGEST_TITLE - 10:
        flat = flat[: min(len(flat) - 1, LONGEST_TITLE)]
    return flat


def _renamed(decks: list[Deck]) -> list[Deck]:
    taken: set[str] = set()
    renamed: list[Deck] = []
    for deck in decks:
        name = free_name(deck.name, taken)
        taken.add(name)
        renamed.append(structs.replace(deck, name=name))
    return renamed


def _by_line(mistakes: Iterable[Mistake]) -> list[Mistake]:
    return sorted(dict.fromkeys(mistakes), key=lambda mistake: mistake.line)
