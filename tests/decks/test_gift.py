"""Moodle's GIFT: what each block becomes, and what is told about the rest. The fixtures are this project's own."""

import pytest

from bot.decks.importers import Imported, Unimportable, import_bytes
from bot.decks.model import Accepted, Choice, Kind, Question, Range


def read(text: str | bytes, file: str = "quiz.gift") -> Imported:
    """Return what a GIFT text holds."""
    return import_bytes(text.encode() if isinstance(text, str) else text, file)


def one(text: str) -> Question:
    """Return the only question of a text, of which nothing was left out."""
    imported = read(text)
    assert () == imported.left_out
    (question,) = (question for deck in imported.decks for question in deck.questions)
    return question


def lost(text: str) -> list[str]:
    """Return what was left out, as ``line: what``."""
    return [f"{mistake.line}: {mistake.what}" for mistake in read(text).left_out]


def warned(text: str) -> list[str]:
    """Return what is not the same any more, as ``line: what``."""
    return [f"{mistake.line}: {mistake.what}" for mistake in read(text).warnings]


def test_single_choice_with_feedback_and_shares() -> None:
    """Signs, shares and comments; a general feedback is the explanation."""
    question = one("::Bells::What rings? {\n~a cat # no\n~%25%a phone\n=a bell#yes!\n####Bells ring.}")
    wanted = (Choice("a cat", 0, "no"), Choice("a phone", 0.25), Choice("a bell", 1, "yes!"))
    assert (Kind.SINGLE, "What rings?", wanted) == (question.kind, question.stem, question.choices)
    assert ("Bells ring.", "bells") == (question.explanation, question.id)


def test_the_gap_of_a_missing_word() -> None:
    """The answers leave a gap when text goes on behind them, but not for a full stop behind a whole sentence."""
    assert "A bell _____ loudly." == one("A bell {=rings ~sings} loudly.").stem
    assert "A bell _____." == one("A bell {=rings ~sings}.").stem
    assert "Does it ring?" == one("Does it ring? {=yes ~no}.").stem


def test_several_right_choices() -> None:
    """Without a = the positive weights are the right ones, even when it is just one."""
    question = one("Q {~%50%a ~%50%b ~%-50%c ~d}")
    assert (Kind.SEVERAL, [1, 1, 0, 0]) == (question.kind, [choice.credit for choice in question.choices])
    assert Kind.SEVERAL is one("Q {~%100%a ~b}").kind


def test_weights_that_have_no_place_are_told() -> None:
    """Uneven shares and penalties of their own are warnings with the line of the question."""
    assert ["2: the right choices had different weights and now count alike"] == warned("\nQ {~%75%a ~%25%b ~c}")
    assert any("penalties of their own" in warning for warning in warned("Q {~%50%a ~%50%b ~%-100%c}"))
    assert any("took points away" in warning for warning in warned("Q {=a ~%-20%b}"))


@pytest.mark.parametrize("word", ["T", "TRUE", "True", "t"])
def test_true_or_false(word: str) -> None:
    """The first feedback is for who is wrong, the second for who is right."""
    question = one(f"It rings. {{{word}#wrong#right####because}}")
    assert (Choice("True", 1, "right"), Choice("False", 0, "wrong")) == question.choices
    assert (Kind.TRUE_FALSE, "because") == (question.kind, question.explanation)


def test_false_turns_it_round() -> None:
    """For FALSE the right answer's comment belongs to False."""
    assert (Choice("True", 0, "wrong"), Choice("False", 1, "right")) == one("It sings. {F#wrong#right}").choices


def test_short_answers() -> None:
    """Shares, comments, an answer without a sign; signs of Markdown in an answer mean themselves."""
    question = one("Capital? {=Oslo#yes =%50%Christiania =%0%Bergen#no}")
    wanted = (Accepted("Oslo", comment="yes"), Accepted("Christiania", 0.5), Accepted("Bergen", 0, comment="no"))
    assert (Kind.TYPED, wanted) == (question.kind, question.accepted)
    assert (Accepted("Oslo"),) == one("Capital? {Oslo}").accepted
    assert (Accepted("*args"),) == one("Which? {=\\\\*args}").accepted
    assert Kind.TYPED is one("Year? {=1984}").kind


def test_a_star_is_told_and_left_out() -> None:
    """A pattern is nothing a deck can say; without another answer the question goes too."""
    text = "Animal? {=Frog =%0%*#What? =*toad*}"
    assert (Accepted("Frog"),) == one(text).accepted
    assert 2 == len(warned(text))
    assert ["1: it has no answer that can be used"] == lost("Animal? {=*}")


@pytest.mark.parametrize(
    ("answers", "ranges"),
    [
        ("#1822", (Range(1822, 1822),)),
        ("#1822:5", (Range(1817, 1827),)),
        ("#-1", (Range(-1, -1),)),
        ("#3.14:0.01", (Range(3.13, 3.15),)),
        ("#3.1..3.2", (Range(3.1, 3.2),)),
        ("#-5..5", (Range(-5, 5),)),
        ("#5..-5", (Range(-5, 5),)),
        ("# =1e3:0#good =%50%900..1100", (Range(1000, 1000, 1, "good"), Range(900, 1100, 0.5))),
    ],
)
def test_numbers(answers: str, ranges: tuple[Range, ...]) -> None:
    """Alone, with an error, as a range, several with shares."""
    question = one(f"How many? {{{answers}}}")
    assert (Kind.NUMBER, ranges) == (question.kind, question.ranges)


def test_comments_on_wrong_numbers_are_told() -> None:
    """They have no place, and the question stays."""
    assert ["1: the comment on wrong numbers was left out"] == warned("How many? {#3:2~#No}")
    assert ["1: the comment on any other number was left out"] == warned("How many? {#=3 =%0%*#No}")


def test_matching_becomes_an_ordering() -> None:
    """The left sides stand numbered in the stem, the right ones are to be put into their order."""
    question = one("Match. {=Norway -> Oslo =Peru->Lima =Kenya -> Nairobi}")
    assert (Kind.ORDERING, "Match.\n\n1. Norway\n2. Peru\n3. Kenya") == (question.kind, question.stem)
    assert ["Oslo", "Lima", "Nairobi"] == [choice.text for choice in question.choices]


def test_what_a_matching_cannot_say_is_told() -> None:
    """An answer that belongs to nothing is left out; two equal right sides have no order."""
    assert ["1: 'Rome', which belongs to nothing, was left out"] == warned("M {=a -> x =b -> y = -> Rome}")
    assert ["1: two of its pairs have the same right side, which has no order"] == lost("M {=a -> x =b -> x}")
    assert ["1: one of its pairs has no ->"] == lost("M {=a -> x =b}")


@pytest.mark.parametrize(
    ("block", "why"),
    [
        ("Say more. {}", "it is an essay question"),
        ("Say more. {####Well done}", "it is an essay question"),
        ("Just some text.", "it is a description without answers"),
        ("Q {=a ~b", "the answers are never closed with }"),
        ("Q =a ~b}", "there is a } without a {"),
        ("::Q {=a ~b}", "the title after :: is never closed"),
        ("Q {=a} and {=b}", "it holds more than one pair of braces"),
        ("\\frac{1}{2} is {=a ~b}", "it holds more than one pair of braces"),
        ("Q {=a {b} ~c}", "it holds more than one pair of braces"),
        ("Q {~a ~b}", "none of its choices is right"),
        ("Q {=a}~b}", "it holds more than one pair of braces"),
        ("Q {=%50%a =%20%b}", "none of its answers counts in full"),
        ("Q {#}", "it has no answer that can be used"),
        ("Q {#many}", "'many' is not a number"),
        ("Q {#1e999}", "'1e999' is not a number"),
        ("Q {#1,5}", "'1,5' is not a number"),
        ("Q {=a ~a}", "two of its choices are the same"),
        ("{=a ~b}", "its question shows no text"),
        ("Q {~=a}", "one of its choices shows no text"),
        ("Q {=a ~<img src\\=x alt\\=map>}", "one of its choices shows no text (a picture (map) in a choice)"),
        ("Q {=" + " ~".join("abcdefghijklmnopqrstuvwxyz") + "}", "it has 26 answers"),
        ("Q {=a ~" + "x" * 401 + "}", "the choice takes 401 characters, at most 400 fit"),
        ("q" * 2900 + " {=a ~b}", "question and options take 2,910 characters together"),
        ("q" * 20000 + " {=a ~b}", "its question is far too long for a chat"),
    ],
)
def test_what_makes_no_question_is_told_with_its_line(block: str, why: str) -> None:
    """The reason, the line, and the questions around it unharmed."""
    imported = read(f"First {{T}}\n\n\n{block}\n\nLast {{F}}\n")
    assert [f"4: {why}"] == [f"{mistake.line}: {mistake.what}" for mistake in imported.left_out]
    assert ["First", "Last"] == [question.stem for question in imported.decks[0].questions]


def test_escaped_signs_mean_themselves() -> None:
    """All seven, a doubled backslash, and a line break."""
    question = one("a \\{b\\} \\:: c \\~ d \\= e \\# f \\\\n g\\nnext {=\\=1 ~\\~1 ~\\\\}")
    assert "a {b} :: c ~ d = e # f \\n g\n\nnext" == question.stem
    assert ["\\=1", "~1", "\\"] == [choice.text for choice in question.choices]


def test_protected_signs_cannot_be_forged() -> None:
    """The characters that stand for escaped signs inside the reader are taken out of the file."""
    assert "ab" == one("a\ufdd4\ufdd0b {T}").stem


def test_formats_of_texts() -> None:
    """HTML becomes Markdown, plain text loses no sign, Markdown stays; answers follow the question."""
    question = one("[html]<p>Is <b>it</b>&nbsp;&lt;i&gt;?</p>{=<i>yes</i> ~[plain]<i>no</i> ~[markdown]**so**}")
    assert "Is **it** \\<i>?" == question.stem
    assert ["*yes*", "\\<i>no\\</i>", "**so**"] == [choice.text for choice in question.choices]
    assert "2 \\*3\\* 4" == one("[plain]2 *3* 4 {T}").stem
    assert "2 *3* 4" == one("[markdown]2 *3* 4 {T}").stem
    assert "Wrapped in two lines" == one("Wrapped in\ntwo lines {T}").stem


def test_pictures_are_told() -> None:
    """A picture is lost with a word about it; the question stays."""
    assert ["1: a picture (a map) in the question was lost"] == warned('[html]Where? <img alt\\="a map"> {T}')
    assert any("picture" in warning for warning in warned("[markdown]Where? ![a](b.png) {T}"))


def test_attributes_are_no_answers() -> None:
    """An unescaped = inside of a tag begins no answer."""
    question = one('Q {=<a href="https://example.org/?a=b">see</a> ~<b class="x">c</b>}')
    assert ["[see](https://example.org/?a=b)", "**c**"] == [choice.text for choice in question.choices]


def test_comments_carry_id_and_tags() -> None:
    """A comment line directly above names the question; tags have no place and are told."""
    text = "// [id:KB-12] [tag:one]\n// [tag:two]\nQ\n// inside\nmore {T}\n\n// alone\n"
    assert ("kb-12", "Q more") == (one(text).id, one(text).stem)
    assert [
        "3: the tag 'one' was left out: a deck has none",
        "3: the tag 'two' was left out: a deck has none",
    ] == warned(text)


def test_an_empty_line_inside_braces_ends_nothing() -> None:
    """Nor does a block that is never closed swallow the ones after it."""
    assert 2 == len(one("Q {\n=a\n\n~b\n}").choices)
    assert ["1: the answers are never closed with }"] == lost("Q {=a\n\nR {T}")


def test_questions_without_an_empty_line_between() -> None:
    """A title after the closing brace begins the next question, and a category is a line of its own."""
    imported = read("::a::A {T}\n::b::B {F}\n$CATEGORY: x\n::c::C {T}")
    assert [["a", "b"], ["c"]] == [[question.id for question in deck.questions] for deck in imported.decks]


def test_categories_become_decks() -> None:
    """Each has the last part of its path as title, and a name of its own; a slash can be part of it."""
    imported = read(
        "$CATEGORY: $course$/top/Bells\n\nA {T}\n\n$CATEGORY: top/In//Out\n\nB {T}\n\n$CATEGORY: Bells\n\nC {T}"
    )
    assert [("quiz-bells", "Bells", 2), ("quiz-in-out", "In/Out", 1)] == [
        (deck.name, deck.title, len(deck.questions)) for deck in imported.decks
    ]
    alone = read("$CATEGORY: top/Bells\n\nA {T}").decks[0]
    assert ("quiz", "Bells") == (alone.name, alone.title)


def test_many_questions_are_split_into_decks() -> None:
    """No deck has more than 200, and ids stay different."""
    decks = read("Same? {T}\n\n" * 450).decks
    assert [200, 200, 50] == [len(deck.questions) for deck in decks]
    assert ["quiz-1", "quiz-2", "quiz-3"] == [deck.name for deck in decks]
    assert 200 == len({question.id for question in decks[0].questions})


@pytest.mark.parametrize("data", ["\ufeffCafé {T}".encode(), "Café {T}".encode("utf-16"), "Café {T}\r\n".encode()])
def test_encodings(data: bytes) -> None:
    """Byte order marks and carriage returns change nothing."""
    imported = import_bytes(data, "quiz.gift")
    assert ("Café", ()) == (imported.decks[0].questions[0].stem, imported.warnings)


def test_windows_encoding_is_read_and_told() -> None:
    """A file that is not UTF-8 is taken for Windows-1252, with a warning."""
    imported = read("Café {T}".encode("cp1252"))
    assert "Café" == imported.decks[0].questions[0].stem
    assert "byte 4 is not UTF-8; the file was read as Windows-1252" == imported.warnings[0].what


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "is empty"),
        (b" \n", "is empty"),
        (b"\x00\x01\x02" * 99, "is not a text file"),
        (b"// only a comment", "holds no question"),
        (b"$CATEGORY: x", "holds no question"),
        (b"a" * ((8 << 20) + 1), "is larger than 8 MiB"),
    ],
)
def test_files_that_cannot_be_read_are_errors(data: bytes, why: str) -> None:
    """Corrupt is corrupt, with a reason."""
    with pytest.raises(Unimportable, match=why):
        import_bytes(data, "quiz.gift")


def test_the_format_is_found_or_asked_for() -> None:
    """By ending and look; an unknown one names those there are."""
    assert 1 == import_bytes(b"Q {T}", "quiz.txt").count
    assert 1 == import_bytes(b"Q {T}", "noname").count
    assert 1 == import_bytes(b"Q {T}", "quiz.xml", "GIFT").count
    with pytest.raises(Unimportable, match="there is no format 'qti9'; known are"):
        import_bytes(b"Q {T}", "quiz.gift", "qti9")
    with pytest.raises(Unimportable, match="looks like none of the known formats"):
        import_bytes(b"plain words", "quiz.doc")
