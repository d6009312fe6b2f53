"""What is written is what is read: decks as Markdown, and decks as GIFT, whatever their texts hold."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs

from bot.decks.exporters.gift import gift_of
from bot.decks.format import read_deck
from bot.decks.importers import import_bytes
from bot.decks.model import Accepted, Choice, Deck, Kind, Question, Range, Scoring
from bot.decks.preflight import check_deck
from bot.decks.settle import gentle, settled
from bot.decks.write import write_deck
from bot.kernel import markup

HOSTILE = [
    "- ",
    "* ",
    "+ ",
    "1. ",
    "2) ",
    "# ",
    "## ",
    "> ",
    "```",
    "~~~",
    "`",
    "``",
    "`last`",
    "`50%`",
    "`exact`",
    "`id: x`",
    "`seconds: 5`",
    "[x] ",
    "[ ] ",
    "[",
    "](",
    ")",
    "![",
    "= ",
    "=",
    "==",
    "---",
    "***",
    "|",
    "| a |",
    "<b>",
    "</b>",
    "<!--",
    "-->",
    "<br>",
    "&",
    "&amp;",
    "&#35;",
    "\\",
    "\\\\",
    "~",
    "~~",
    "{",
    "}",
    "::",
    ":",
    "%50%",
    "#",
    "->",
    "//",
    "$CATEGORY: x",
    "*",
    "**",
    "_",
    "__",
    "\n",
    "\n\n",
    "\n- ",
    "\n> ",
    "\n    ",
    "\t",
    "  ",
    "True",
    "False",
    "42",
    "3.5 kg",
    "1 .. 2",
    "é",
    "日本",
    "😀",
    "\u202e",
    "\u2028",
    "\x85",
    "\u00a0",
    "\x00",
    "a",
    "b",
    "word",
    "two words",
    ".",
    "!",
    "?",
    "'",
    '"',
    "@everyone",
    "<@1>",
    "https://example.org",
    "<t:1:R>",
    "$x$",
    "a_b",
    "\\n",
    "\ufeff",
    "[moodle]",
    "[html]",
    "TRUE",
    "T",
]

fragments = st.lists(st.sampled_from(HOSTILE) | st.text(max_size=6), min_size=1, max_size=9).map("".join)
texts = fragments.filter(lambda text: gentle(text) != "" and len(text) < 100)
maybe = st.just("") | texts
shares = st.integers(0, 1000).map(lambda share: share / 1000)


def _choices(count: int = 5) -> st.SearchStrategy[list[Choice]]:
    choice = st.builds(Choice, text=texts, comment=maybe, last=st.booleans())
    return st.lists(choice, min_size=2, max_size=count, unique_by=lambda choice: choice.text)


def _with_right(question: Question) -> Question:
    """Return the question with the choices its kind needs."""
    first, *others = question.choices
    match question.kind:
        case Kind.SINGLE:
            return structs.replace(question, choices=(structs.replace(first, credit=1.0), *others))
        case Kind.SEVERAL:
            rest = [structs.replace(one, credit=1.0) for one in others]
            return structs.replace(question, choices=(first, *rest))
        case Kind.TRUE_FALSE:
            pair = (structs.replace(first, credit=1.0), others[0])
            return structs.replace(question, choices=pair)
        case Kind.ORDERING:
            plain = tuple(structs.replace(one, last=False) for one in question.choices)
            return structs.replace(question, choices=plain)
        case _:
            return question


common = {
    "id": st.from_regex(r"[a-z0-9][a-z0-9-]{0,9}", fullmatch=True),
    "stem": texts,
    "explanation": maybe,
    "seconds": st.none() | st.integers(5, 300),
    "weight": st.integers(1, 400).map(lambda weight: weight / 4),
    "shuffle": st.none() | st.booleans(),
}
chosen = st.builds(
    Question,
    kind=st.sampled_from([Kind.SINGLE, Kind.SEVERAL, Kind.TRUE_FALSE, Kind.ORDERING, Kind.POLL]),
    choices=_choices().map(tuple),
    **common,
).map(_with_right)
accepted = st.builds(Accepted, text=texts, credit=shares, exact=st.booleans(), comment=maybe)
typed = st.builds(
    Question,
    kind=st.just(Kind.TYPED),
    accepted=st.lists(accepted, min_size=1, max_size=4, unique_by=lambda answer: answer.text).map(
        lambda answers: (structs.replace(answers[0], credit=1.0), *answers[1:])
    ),
    **common,
)
ends = st.floats(-1e250, 1e250, allow_nan=False).filter(lambda end: end == 0 or abs(end) > 1e-250)
ranges = st.builds(
    lambda a, b, credit, comment: Range(min(a, b), max(a, b), credit, comment), ends, ends, shares, maybe
)
number = st.builds(
    Question,
    kind=st.just(Kind.NUMBER),
    ranges=st.lists(ranges, min_size=1, max_size=3).map(lambda some: (structs.replace(some[0], credit=1.0), *some[1:])),
    unit=st.sampled_from(["", "km", "m/s²", "%", "€", "°C"]),
    **common,
)
decks = st.builds(
    Deck,
    name=st.just("deck"),
    title=texts.filter(lambda text: bool(text.replace("\x00", "").replace("\ufeff", "").strip())),
    questions=st.lists(chosen | typed | number, min_size=1, max_size=4, unique_by=lambda question: question.id).map(
        tuple
    ),
    about=maybe,
    language=st.sampled_from(["en", "de", "fr", "pt-BR"]),
    seconds=st.none() | st.integers(5, 300),
    reading=st.none() | st.integers(0, 60),
    scoring=st.none() | st.sampled_from(Scoring),
    shuffle_questions=st.booleans(),
    shuffle_choices=st.booleans(),
    source=maybe,
)


def _for_gift(deck: Deck) -> Deck:
    """Return the part of a deck that GIFT can say."""
    questions = [_question_for_gift(one) for one in deck.questions if one.kind is not Kind.POLL]
    return structs.replace(deck, questions=tuple(questions))


def _question_for_gift(question: Question) -> Question:
    choices = tuple(structs.replace(one, last=False) for one in question.choices)
    if question.kind is Kind.TRUE_FALSE:
        choices = tuple(structs.replace(one, text=text) for one, text in zip(choices, ("True", "False"), strict=True))
    if question.kind is Kind.ORDERING:
        choices = tuple(structs.replace(one, comment="") for one in choices)
    accepted = tuple(
        structs.replace(one, text=gentle(markup.plain(one.text)), exact=False) for one in question.accepted
    )
    return structs.replace(
        question, choices=choices, accepted=accepted, seconds=None, weight=1.0, shuffle=None, unit=""
    )


gift_decks = decks.map(_for_gift).filter(lambda deck: deck.questions)


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(gift_decks)
def test_gift_gives_back_what_it_can_say(deck: Deck) -> None:
    """Every question that GIFT can say is the same after export and import."""
    wanted = settled(deck)
    if check_deck(wanted, "deck.md") or _trimmed_by_gift(wanted):
        return
    exported = gift_of(wanted)
    kept = tuple(
        one for one in wanted.questions if one.id not in {lost.what.split("'")[1] for lost in exported.left_out}
    )
    if not kept:
        return
    imported = import_bytes(exported.text.encode(), "deck.gift")
    assert () == imported.left_out, exported.text
    assert _bare(kept) == _bare(tuple(one for deck in imported.decks for one in deck.questions)), exported.text


def _trimmed_by_gift(deck: Deck) -> bool:
    """Tell whether a text begins with blanks, or two answers are one once they are plain: GIFT keeps neither."""
    for question in deck.questions:
        answers: list[Choice | Accepted | Range] = [*question.choices, *question.accepted, *question.ranges]
        if any(text != text.strip() for text in (question.explanation, *(one.comment for one in answers))):
            return True
        if len({one.text for one in question.accepted}) < len(question.accepted):
            return True
    return False


def _bare(questions: tuple[Question, ...]) -> list[Question]:
    return [structs.replace(one, line=0) for one in questions]


def _without_lines(deck: Deck) -> Deck:
    return structs.replace(deck, questions=tuple(structs.replace(one, line=0) for one in deck.questions))


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(decks)
def test_every_deck_reads_back_as_it_was_written(deck: Deck) -> None:
    """A settled deck that passes preflight is the same after a file; any other deck is, once it is settled."""
    wanted = settled(deck)
    if check_deck(wanted, "deck.md"):
        return
    text = write_deck(deck)
    read, mistakes = read_deck(text, "deck.md")
    assert [] == list(map(str, mistakes)), text
    assert read is not None
    assert _without_lines(wanted) == _without_lines(read)


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(decks)
def test_settling_twice_is_settling_once(deck: Deck) -> None:
    """The lasting form of a text is its own lasting form."""
    once = settled(deck)
    assert once == settled(once)


@settings(max_examples=500, deadline=None)
@given(fragments)
def test_plain_text_shows_as_it_is(text: str) -> None:
    """Text that was no Markdown shows letter by letter once it is made Markdown."""
    shown = gentle(text)
    assert " ".join(markup.plain(shown).split()) == " ".join(_visible(text).split())


def _visible(text: str) -> str:
    from bot.content.texts import without_invisible  # noqa: PLC0415 - the definition under test elsewhere

    return without_invisible(text)


@pytest.mark.parametrize("heading", ["- a", "1. What?", "> b", "# c", "* d *", "+", "`id: x`", "---", "a | b"])
def test_a_heading_that_looks_like_something_else_stays(heading: str) -> None:
    """What follows ## is the question, however a line of its own would read."""
    deck, mistakes = read_deck(f"---\ntitle: x\n---\n\n## {heading}\n\n`id: q`\n\n- a\n- b\n", "deck.md")
    assert [] == mistakes
    assert deck is not None
    again, _ = read_deck(write_deck(deck), "deck.md")
    assert again is not None
    assert heading == again.questions[0].stem
