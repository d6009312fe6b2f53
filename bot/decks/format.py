"""The deck format: one Markdown file in, one `Deck` or all of its mistakes out. ``content/README.md`` explains it to teachers.

Nothing is half-read: with one mistake there is no deck. Nothing is raised, whatever the file holds.
"""

from pathlib import Path, PurePath

from markdown_it.tree import SyntaxTreeNode as Node
from msgspec import structs

from bot.content.front_matter import LONGEST_ABOUT, Values
from bot.content.report import Mistake, Report, quoted
from bot.content.source import Size, checked, text_of_bytes, text_of_file
from bot.content.texts import (
    blocks,
    first_line,
    lheading,
    one_line,
    slug,
    source,
    tidy,
    unclosed_fence,
)
from bot.decks.front_matter import Shuffle, read_front_matter
from bot.decks.model import Deck, Question
from bot.decks.preflight import MOST_BYTES, MOST_LINES, MOST_QUESTIONS, check_deck, same_ids
from bot.decks.question import Section, read_question, slug_of

_LEVEL = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_QUESTION = 2


_SIZE = Size(MOST_BYTES, MOST_LINES, "split the deck", f"split it into decks of at most {MOST_LINES:,} lines")


def read_deck_file(path: Path) -> tuple[Deck | None, list[Mistake]]:
    """Return the deck in a file, or None and its mistakes; a file that cannot be read is a mistake like others."""
    return _read(text_of_file(path, _SIZE), str(path))


def read_deck_bytes(data: bytes, file: str) -> tuple[Deck | None, list[Mistake]]:
    """Return the deck in the bytes of a file, or None and its mistakes."""
    return _read(text_of_bytes(data, file, _SIZE), file)


def read_deck(text: str, file: str) -> tuple[Deck | None, list[Mistake]]:
    """Return the deck `text` holds, or None and every mistake in it, by line. `file` names it in messages.

    The deck's name is made of the file's stem.
    """
    return _read(checked(text, file, _SIZE), file)


def _read(text: str | Mistake, file: str) -> tuple[Deck | None, list[Mistake]]:
    if isinstance(text, Mistake):
        return None, [text]
    report = Report(file)
    head, body = read_front_matter(text, report)
    deck = _deck(head.values, body, slug(PurePath(file).stem, "deck"), report)
    if not report.mistakes:
        report.mistakes = check_deck(deck, file)
    return (None, report.in_order()) if report.mistakes else (deck, [])


def _deck(values: Values, body: str, name: str, report: Report) -> Deck:
    lines = tidy(body)
    nodes = blocks("\n".join(lines))
    head, sections = _sections(nodes, len(lines))
    _note_structure(nodes, head, sections, lines, report)
    language = values.get("language", "en")
    if len(sections) > MOST_QUESTIONS:
        what = f"the deck has {len(sections)} questions"
        report.add(
            first_line(sections[MOST_QUESTIONS].heading), what, f"split it into decks of at most {MOST_QUESTIONS}"
        )
    questions = [read_question(section, language, lines, report) for section in sections[:MOST_QUESTIONS]]
    shuffle: Shuffle = values.get("shuffle", Shuffle())
    return Deck(
        name=name,
        title=values.get("title", ""),
        questions=_named(tuple(question for question in questions if question), report),
        about=values.get("about") or _about(head, report),
        language=language,
        seconds=values.get("seconds"),
        reading=values.get("reading"),
        scoring=values.get("scoring"),
        shuffle_questions=shuffle.questions,
        shuffle_choices=shuffle.choices,
        source=values.get("source", ""),
    )


def _sections(nodes: list[Node], end: int) -> tuple[list[Node], list[Section]]:
    """Return the blocks before the first question, and the questions."""
    starts = [number for number, node in enumerate(nodes) if _level(node) == _QUESTION]
    ends = [*starts[1:], len(nodes)][: len(starts)]
    sections = [
        Section(nodes[start], nodes[start + 1 : stop], first_line(nodes[stop]) - 1 if stop < len(nodes) else end)
        for start, stop in zip(starts, ends, strict=True)
    ]
    return nodes[: starts[0]] if starts else nodes, sections


def _level(node: Node) -> int:
    return _LEVEL[node.tag] if node.type == "heading" and not lheading(node) else 0


def _note_structure(
    nodes: list[Node], head: list[Node], sections: list[Section], lines: list[str], report: Report
) -> None:
    for node in head:
        if unclosed_fence(node, lines):
            report.add(first_line(node), "this code fence is never closed", f"close it with a line of {node.markup}")
        elif _level(node) > _QUESTION:
            what = f"a heading of level {_level(node)} stands before the first question"
            report.add(first_line(node), what, "a question begins with ## (two of them, and a blank)")
        elif lheading(node) and node.tag == "h2":
            report.add(first_line(node), "a line of --- makes the text above it a heading", "begin a question with ##")
    for node in nodes:
        texts = source(node).split("\n") if node.type == "paragraph" else []
        for number, text in enumerate(texts):
            if text.startswith("##") and text.lstrip("#")[:1].strip():
                what = f"there is no blank behind ## in {quoted(text, 30)}"
                report.add(first_line(node) + number, what, "write ## and a blank")
    if not sections:
        report.add(len(lines), "the deck has no questions", "add one: a line ## with the question, then its answers")


def _about(head: list[Node], report: Report) -> str:
    """Return the first paragraph before the first question, or else the heading of level 1."""
    told = next((node for node in head if node.type == "paragraph"), None)
    told = told or next((node for node in head if _level(node) == 1), None)
    text = one_line(source(told)) if told else ""
    if told and len(text) > LONGEST_ABOUT:
        report.add(first_line(told), f"the description has {len(text)} characters", "set about: in the front matter")
    return text


def _named(questions: tuple[Question, ...], report: Report) -> tuple[Question, ...]:
    """Return the questions with an id each: the one set, or one made of the stem."""
    report.mistakes += same_ids(questions, report.file)
    taken = {question.id for question in questions if question.id}
    named: list[Question] = []
    for question in questions:
        name = question.id or free_name(slug_of(question), taken)
        taken.add(name)
        named.append(structs.replace(question, id=name))
    return tuple(named)


def free_name(name: str, taken: set[str]) -> str:
    """Return `name`, or the first of ``name-2``, ``name-3``, ... that is not `taken`."""
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name[:55]}-{number}"
    return free
