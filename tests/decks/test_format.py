"""Reading decks: what a file means, and every way in which it can be wrong."""

import pytest

from bot.decks.format import read_deck, read_deck_bytes
from bot.decks.model import Accepted, Choice, Deck, Kind, Question, Range, Scoring

HEAD = "---\ntitle: Capitals\n---\n"


def deck_of(text: str) -> Deck:
    """Return the deck in `text`; its mistakes fail the test."""
    deck, mistakes = read_deck(text, "capitals.md")
    assert deck is not None, "\n".join(map(str, mistakes))
    return deck


def question_of(body: str) -> Question:
    """Return the one question of a deck with this body."""
    (question,) = deck_of(HEAD + body).questions
    return question


def mistakes_of(text: str) -> list[str]:
    """Return the mistakes as ``line: what``."""
    deck, mistakes = read_deck(text, "d.md")
    assert (deck is None) == bool(mistakes)
    assert all(mistake.what and mistake.mend and "\n" not in str(mistake) for mistake in mistakes)
    return [f"{mistake.line}: {mistake.what}" for mistake in mistakes]


def wrong(body: str) -> list[str]:
    """Return the mistakes of a body that begins in line 4, under a good front matter."""
    return mistakes_of(HEAD + body)


def test_front_matter_sets_the_deck() -> None:
    """Every setting arrives, comments behind them aside."""
    deck = deck_of(
        "---\ntitle: No   # stays text\nlanguage: de\nabout: 'Ja: nein'\nseconds: 20\nreading: 0\nscoring: Streak\n"
        "shuffle: both\nsource: here\n---\n## Q\n- a\n- b\n"
    )
    assert ("No", "de", "Ja: nein", 20, 0) == (deck.title, deck.language, deck.about, deck.seconds, deck.reading)
    assert (Scoring.STREAK, True, True) == (deck.scoring, deck.shuffle_questions, deck.shuffle_choices)
    assert ("here", "capitals") == (deck.source, deck.name)


def test_prose_before_the_questions_describes_the_deck() -> None:
    """Without `about` the first paragraph is it; pictures and tables up there bother nobody."""
    text = HEAD + "# Capitals\n\nAbout *them*.\n\n![map](m.png)\n\n| a |\n|---|\n\n## Q\n- a\n- b\n"
    assert "About *them*." == deck_of(text).about


def test_a_single_choice_with_everything() -> None:
    """Marks, shares, pins, comments, settings, stem and explanation arrive."""
    question = question_of(
        "## Capital of *Portugal*?\n\n`seconds: 30` `weight: 2.5` `id: pt` `shuffle: no`\n\nLook:\n\n- not\n- answers\n\n"
        "```\n- [x] code\n```\n\n* [x] Lisbon\n  > Since 1255.\n  >\n  > Really.\n* [ ] Porto `12.5%`\n"
        "* [ ] None `last`\n\n> Because.\n\n> And so on.\n"
    )
    assert question == Question(
        id="pt",
        kind=Kind.SINGLE,
        stem="Capital of *Portugal*?\n\nLook:\n\n- not\n- answers\n\n```\n- [x] code\n```",
        choices=(
            Choice("Lisbon", 1.0, "Since 1255.\n\nReally."),
            Choice("Porto", 0.125),
            Choice("None", last=True),
        ),
        explanation="Because.\n\nAnd so on.",
        seconds=30,
        weight=2.5,
        shuffle=False,
        line=4,
    )


@pytest.mark.parametrize(
    ("answers", "kind"),
    [
        ("- [x] a\n- [ ] b", Kind.SINGLE),
        ("- [X] a\n- [x] b", Kind.SEVERAL),
        ("- [ ] True\n- [x] False", Kind.TRUE_FALSE),
        ("- [ ] falsch\n- [x] Wahr", Kind.TRUE_FALSE),
        ("- [x] Vrai\n- [ ] Faux", Kind.SINGLE),
        ("1. a\n2. b", Kind.ORDERING),
        ("3) a\n1) b", Kind.ORDERING),
        ("- a\n- b", Kind.POLL),
        ("- = a\n- = 5", Kind.TYPED),
        ("- = 5", Kind.NUMBER),
        ("- = 5 `exact`", Kind.TYPED),
        ("- = 3,5 kg\n- = 1 .. 2 kg", Kind.NUMBER),
        ("- = 3.5 kg", Kind.TYPED),
    ],
)
def test_the_form_of_the_list_gives_the_kind(answers: str, kind: Kind) -> None:
    """The deck is German: so are its decimal mark and its true and false."""
    deck = deck_of(f"---\ntitle: t\nlanguage: de\n---\n## Q\n{answers}\n")
    assert kind is deck.questions[0].kind


@pytest.mark.parametrize(
    ("kind", "answers"),
    [
        ("typed", "- = 1984"),
        ("several", "- [x] a\n- [ ] b"),
        ("single", "- [x] a\n- [x] b\n- [ ] c `50%`"),
        ("single", "- [x] True\n- [ ] False"),
        ("truefalse", "- [x] Yes\n- [ ] No"),
        ("number", "- = 4"),
        ("poll", "- a\n- b"),
        ("ordering", "1. a\n2. b"),
    ],
)
def test_kind_overrides_where_the_form_allows(kind: str, answers: str) -> None:
    """The setting decides where a list could be read in two ways."""
    assert kind == question_of(f"## Q\n\n`kind: {kind}`\n\n{answers}\n").kind.value


def test_typed_answers_carry_shares_and_exactness() -> None:
    """Chips stand in any order; a wrong answer can be known with a share of nothing."""
    question = question_of("## Q\n- = Paris\n- = paris `exact` `50%`\n- = Lyon `0%`\n  > No, the second city.\n")
    wanted = (
        Accepted("Paris"), Accepted("paris", 0.5, exact=True), Accepted("Lyon", 0.0, comment="No, the second city."),
    )  # fmt: skip
    assert wanted == question.accepted


@pytest.mark.parametrize(
    ("written", "least", "most", "unit"),
    [
        ("42", 42, 42, ""),
        ("9.81 ± 0.05 m/s²", 9.76, 9.86, "m/s²"),
        ("9.81 +- 0.05", 9.76, 9.86, ""),
        ("9.81 m +/- 5 cm", 9.76, 9.86, "m"),
        ("40 ± 5%", 38, 42, ""),
        ("40 % ± 5 %", 35, 45, "%"),
        ("-40 ± 5%", -42, -38, ""),
        ("10 .. 12 kg", 10, 12, "kg"),
        ("1..5", 1, 5, ""),
        ("-5 .. -4", -5, -4, ""),
        ("500 g .. 1 kg", 0.5, 1, "kg"),
        ("$1,000.50", 1000.5, 1000.5, "$"),
    ],
)
def test_numbers_are_read_with_tolerance_and_unit(written: str, least: float, most: float, unit: str) -> None:
    """An interval has both its ends, rounded once."""
    question = question_of(f"## Q\n- = {written}\n")
    assert (Range(least, most), unit) == (question.ranges[0], question.unit)


def test_units_of_one_question_become_one() -> None:
    """Later answers are converted into the first one's unit."""
    question = question_of("## Q\n- = 1 km\n- = 500 .. 2000 m `50%`\n")
    assert ("km", (Range(1, 1), Range(0.5, 2, 0.5))) == (question.unit, question.ranges)


@pytest.mark.parametrize(
    "text",
    ["`last`", "a ``last``", "the `print` function", "`50%`", "`last` word", "a`last`", "\\[x] a", "\\= b", "`a` `b`"],
)
def test_text_is_no_chip_unless_it_is_one(text: str) -> None:
    """Only known words at the end, in single backticks and beside other text, are chips."""
    assert text == question_of(f"## Q\n- [x] {text}\n- [ ] b\n").choices[0].text


def test_ids_are_made_unique_and_leave_room_for_those_that_were_set() -> None:
    """A slug gives way to an id somebody set, wherever that stands."""
    poll = "\n- a\n- b\n"
    deck = deck_of(f"{HEAD}## Why?{poll}## Why?{poll}## Other{poll}## X\n\n`id: why`\n{poll}## 首都{poll}")
    ids = [question.id for question in deck.questions]
    assert ["why-2", "why-3", "other", "why"] == ids[:4]
    assert ids[4].startswith("q-")


def test_windows_files_read_alike() -> None:
    """A byte order mark and carriage returns change nothing."""
    text = HEAD + "## Q?\n\n- [x] a\n  > c\n- [ ] b\n\n> e\n> f\n"
    same, mistakes = read_deck_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode(), "capitals.md")
    assert ([], deck_of(text)) == (mistakes, same)


def test_all_mistakes_are_told_at_once_by_line() -> None:
    """One reading finds the front matter's and the questions' mistakes, in order."""
    found = mistakes_of(
        "---\ntitel: x\nseconds: 1000\nseconds: 20\nshuffle: bth\nscoring: [a]\n---\n## A\n\n`secnds: 30` `weight: -1`\n\n"
        "- [ ] a\n- [ ] a\n## B\nnothing\n## C\n- [x] a `150%`\n- b\n## D\n- = 2 kg\n- = 3 m\n\ntail\n##E\n"
    )
    assert [
        "1: the deck has no title",
        "2: unknown setting 'titel'",
        "3: seconds is 1000",
        "4: 'seconds' is set twice (first in line 3)",
        "5: shuffle is 'bth'",
        "6: scoring must be one value, not a list",
        "8: no choice is marked as right",
        "10: unknown setting 'secnds'",
        "10: weight is '-1', not a number",
        "13: the answer 'a' stands here twice (first in line 12)",
        "14: the question has no answers",
        "17: a share of 150% is out of range",
        "18: this item has no [x] or [ ], but others of its list have",
        "21: m and kg do not measure the same",
        "23: there is text after the answers",
        "24: there is no blank behind ## in '##E'",
    ] == found


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "1: the file is empty"),
        (b" \n\n", "1: the file is empty"),
        (b"---\ntitle: x\n---\n## \xff", "4: byte 21 (0xff) is not UTF-8"),
        (b"---\ntitle: x\n---\n\x00", "4: there is an invisible character here (U+0000)"),
        (b"x" * (1 << 20) + b"x", "1: the file is larger than 1,048,576 bytes"),
        (b"---\ntitle: x\n", "1: the front matter is never closed"),
        (b"---\ntitle: 'x\n---\n## Q\n- a\n- b\n", "2: the front matter is not valid YAML"),
        (b"---\n- a\n---\n## Q\n- a\n- b\n", "2: the front matter holds no settings"),
        (b"---\ntitle: x: y\n---\n## Q\n- a\n- b\n", "2: the front matter is not valid YAML"),
        (b"---\ntitle:\n---\n## Q\n- a\n- b\n", "2: title is empty"),
        (b"## Q\n- a\n- b\n", "1: there is no front matter"),
        (b"---\ntitle: x\n---\n", "4: the deck has no questions"),
        (b"---\ntitle: x\nlanguage: Klingon!\n---\n## Q\n- a\n- b\n", "3: language is 'Klingon!'"),
        (b"---\ntitle: x\nseconds: soon\n---\n## Q\n- a\n- b\n", "3: seconds is 'soon', not a whole number"),
        (b"---\n" + b"[" * 3000 + b"\n---\n## Q\n- a\n- b\n", "2: the front matter is full of brackets"),
        (b"---\na: &a [*a]\n---\n## Q\n- a\n- b\n", "2: unknown setting 'a'"),
        (b"---\ntitle: x\n---\n" + b"\n" * 10_001, "10000: the file has 10,004 lines"),
    ],
)
def test_files_that_are_no_decks_say_why(data: bytes, what: str) -> None:
    """Whatever the bytes, the first mistake names the line and the reason."""
    deck, mistakes = read_deck_bytes(data, "d.md")
    assert deck is None
    assert any(f"{one.line}: {one.what}".startswith(what) for one in mistakes), list(map(str, mistakes))


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ("### Q\n- a\n- b\n", "4: a heading of level 3 stands before the first question"),
        ("## \n- a\n- b\n", "4: the question has no text in its heading"),
        ("## Q\n- [x] a\n", "4: the question has only one choice"),
        ("## Q\n### More\n- a\n- b\n", "5: a heading inside a question cannot be shown"),
        ("## Q\nMore\n---\n- a\n- b\n", "5: a line of === or --- makes the text above it a heading"),
        ("## Q\n\n---\n\n- a\n- b\n", "6: a line across cannot be shown in a chat"),
        ("## Q\n![p](p.png)\n- a\n- b\n", "5: a picture cannot be shown here"),
        ("## Q <br>\n- a\n- b\n", "4: <br> is HTML, which chats do not show"),
        ("## Q\n<div>\nx\n</div>\n\n- a\n- b\n", "5: HTML is not shown in chats"),
        ("## Q\n\n| a |\n|---|\n\n- a\n- b\n", "6: a table cannot be shown in a chat"),
        ("## Q\n\n    x = 1\n\n- a\n- b\n", "6: code that is only indented is not shown as code"),
        ("## Q\n```\nx\n- a\n- b\n", "5: this code fence is never closed"),
        ("## Q\n- [x] a\n- [ ] b\n\n> ```\n> x\n", "8: this code fence is never closed"),
        ("## Q\n- [x] a\n- b\n", "6: this item has no [x] or [ ], but others of its list have"),
        ("## Q\n- [x]\n- [ ] b\n", "5: this item has no text"),
        ("## Q\n-\n- b\n", "5: this item has no text"),
        ("## Q\n- [x]a\n- [ ]b\n", "5: '[x]a' is no box"),
        ("## Q\n- [] a\n- [x] b\n", "5: '[] a' is no box"),
        ("## Q\n- =a\n", "5: there is no blank behind ="),
        ("## Q\n- [x] a\n\n  more\n- [ ] b\n", "7: an answer is one line, and only a comment may follow it"),
        ("## Q\n- [x] a\n  - b\n- [ ] c\n", "6: an answer is one line, and only a comment may follow it"),
        ("## Q\n- [x] a `50%`\n- [ ] b\n", "5: a choice marked [x] counts in full, it needs no share"),
        ("## Q\n- [x] a\n- [ ] b `100%`\n", "6: a choice that counts in full must be marked"),
        ("## Q\n- [x] a\n- [x] b\n- [ ] c `50%`\n", "7: a share in percent is for single choices"),
        ("## Q\n- [x] a\n- [ ] b `last` `last`\n", "6: the chip `last` stands here twice"),
        ("## Q\n- [x] a `exact`\n- [ ] b\n", "5: `exact` is for typed answers only"),
        ("## Q\n- = a `last`\n", "5: `last` is for choices only"),
        ("## Q\n1. a `last`\n2. b\n", "5: `last` has no meaning in an ordering"),
        ("## Q\n1. [x] a\n2. [ ] b\n", "5: a numbered list is an ordering, and its items have no boxes and no ="),
        ("## Q\n- = a `50%`\n", "4: no answer counts in full"),
        ("## Q\n- = 5 .. 1\n", "5: the range ends before it begins"),
        ("## Q\n\n`kind: number`\n\n- = many\n", "8: 'many' is no number"),
        ("## Q\n\n`kind: ordering`\n\n- a\n- b\n", "8: a list of plain dashes cannot be of kind ordering"),
        ("## Q\n\n`kind: multiple`\n\n- a\n- b\n", "6: kind is 'multiple'"),
        ("## Q\n\n`unit: parsec`\n\n- = 5\n", "6: unit is 'parsec', which is in no table"),
        ("## Q\n\n`unit: m`\n\n- a\n- b\n", "4: a unit is set, but the question is of kind poll"),
        ("## Q\n\n`seconds: 3`\n\n- a\n- b\n", "6: seconds is 3"),
        ("## Q\n\n`id: A b`\n\n- a\n- b\n", "6: id is 'A b'"),
        ("## Q\n\n`id: a` `id: b`\n\n- a\n- b\n", "6: 'id' is set twice"),
        (
            "## Q\n\n`id: a`\n\n- a\n- b\n## R\n\n`id: a`\n\n- a\n- b\n",
            "10: the id 'a' is taken by the question in line 4",
        ),
        ("## Q\n- a\n- a\n", "6: the answer 'a' stands here twice (first in line 5)"),
        ("## Q\n\n`kind: truefalse`\n\n- [x] a\n- [ ] b\n- [ ] c\n", "4: true or false has two choices"),
        ("## Q\n- [x] True\n- [x] False\n", "4: true or false has two choices"),
    ],
)
def test_each_mistake_is_found_where_it_stands(body: str, what: str) -> None:
    """A mistake names its own line."""
    assert any(found.startswith(what) for found in wrong(body)), wrong(body)


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (f"## {'x' * 2801}\n- = a\n", "4: question and options take 2,801 characters together"),
        ("## Q\n" + "".join(f"- {n} {'x' * 390}\n" for n in range(8)), "4: question and options take 3,1"),
        ("## " + "&" * 600 + "\n- = a\n", "4: question and options take 3,000 characters together"),
        (f"## Q\n- [x] {'x' * 401}\n- [ ] b\n", "5: the choice takes 401 characters"),
        (f"## Q\n- [x] {'😀' * 201}\n- [ ] b\n", "5: the choice takes 402 characters"),
        (f"## Q\n- = {'x' * 201}\n", "5: the answer takes 201 characters"),
        (f"## Q\n- = a\n\n> {'x' * 1501}\n", "4: the explanation takes 1,501 characters"),
        (f"## Q\n- = a\n  > {'x' * 301}\n", "5: the comment takes 301 characters"),
        ("## Q\n" + "".join(f"- {n}\n" for n in range(21)), "25: the question has 21 choices"),
        ("## Q\n" + "".join(f"- = x{n}\n" for n in range(51)), "55: the question accepts 51 answers"),
        ("## Q\n" + "".join(f"- = x{n}\n" for n in range(201)), "5: the list has 201 items"),
        ("## Q\n- a\n- b\n" * 201, "604: the deck has 201 questions"),
    ],
)
def test_what_no_chat_can_show_is_found_when_it_is_read(body: str, what: str) -> None:
    """Preflight knows the narrowest platform's limits."""
    assert any(found.startswith(what) for found in wrong(body)), wrong(body)


def test_the_longest_that_fits_is_no_mistake() -> None:
    """The limits themselves are allowed."""
    options = "".join(f"- {n:02} {'x' * 100}\n" for n in range(20))
    assert 20 == len(question_of(f"## {'q' * 500}\n{options}\n> {'e' * 1500}\n").choices)
