"""What an answer is worth, kind by kind."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.decks.model import Accepted, Choice, Kind, Question, Range
from bot.kernel.markup import escape
from bot.quiz.marking import (
    EMPTY,
    NO_CHOICE,
    NOT_EXACT,
    NOTES,
    TOO_CLOSE,
    UNIT_MISSING,
    UNREADABLE,
    WRONG_UNIT,
    is_right,
    known_answers,
    mark,
)
from bot.quiz.model import Given, Mark
from bot.quiz.spelling import LONGEST, normalise


def choosing(kind: Kind, *shares: float) -> Question:
    """Return a question whose choices earn these credits and comment on themselves."""
    choices = tuple(Choice(f"choice {index}", credit, f"about {index}") for index, credit in enumerate(shares))
    return Question(id="q", kind=kind, stem="Which?", choices=choices)


def typed(*accepted: str | Accepted) -> Question:
    """Return a typed question that accepts these forms."""
    forms = tuple(Accepted(form) if isinstance(form, str) else form for form in accepted)
    return Question(id="q", kind=Kind.TYPED, stem="Who?", accepted=forms)


def number(*ranges: Range, unit: str = "") -> Question:
    """Return a question for a number."""
    return Question(id="q", kind=Kind.NUMBER, stem="How many?", ranges=ranges, unit=unit)


def credit_of(question: Question, text: str, language: str = "en", **more: object) -> float:
    """Return the credit of a text."""
    return mark(question, Given(text=text), language=language, **more).credit  # type: ignore[arg-type]


def chosen(question: Question, *choices: int) -> Mark:
    """Return the mark of these choices."""
    return mark(question, Given(choices=choices))


# -- choices


@pytest.mark.parametrize("kind", [Kind.SINGLE, Kind.TRUE_FALSE])
def test_single_choice_earns_the_credit_of_the_choice(kind: Kind) -> None:
    """Right is 1, wrong is 0, and each comes with its own comment."""
    question = choosing(kind, 0, 1)
    assert Mark(0.0, "about 0") == chosen(question, 0)
    assert Mark(1.0, "about 1") == chosen(question, 1)


def test_single_choice_may_be_half_right() -> None:
    """A share given by the deck is the credit; it is not called right."""
    found = chosen(choosing(Kind.SINGLE, 0.5, 1), 0)
    assert Mark(0.5, "about 0") == found
    assert not found.right


@pytest.mark.parametrize("choices", [(0, 1), (2,), (-1,), (99,)])
def test_single_choice_wants_exactly_one_that_exists(choices: tuple[int, ...]) -> None:
    """Two choices, or one beyond the list at either end, earn nothing."""
    assert Mark(0.0, note=NO_CHOICE) == chosen(choosing(Kind.SINGLE, 0, 1), *choices)


def test_no_choice_is_empty() -> None:
    """An answer without a choice earns nothing in any kind."""
    for kind in (Kind.SINGLE, Kind.TRUE_FALSE, Kind.SEVERAL, Kind.ORDERING):
        assert Mark(0.0, note=EMPTY) == chosen(choosing(kind, 1, 0))


@pytest.mark.parametrize(
    ("choices", "credit"),
    [
        ((0,), 1 / 3),
        ((0, 1), 2 / 3),
        ((0, 1, 2), 1.0),
        ((0, 1, 2, 3), 2 / 3),
        ((0, 1, 2, 3, 4), 1 / 3),
        ((0, 3), 0.0),
        ((3, 4), 0.0),
        ((2, 2, 2), 1 / 3),
        ((0, 77, -5), 1 / 3),
    ],
)
def test_several_choices_earn_right_minus_wrong(choices: tuple[int, ...], credit: float) -> None:
    """(right - wrong) / number of right, not below 0; repeats and choices that do not exist count for nothing."""
    assert credit == pytest.approx(chosen(choosing(Kind.SEVERAL, 1, 1, 1, 0, 0), *choices).credit)


@pytest.mark.parametrize(
    ("shares", "choices", "credit"),
    [
        ((0.5, 0.5, -1.0), (0, 1), 1.0),
        ((0.5, 0.5, -1.0), (0,), 0.5),
        ((0.5, 0.5, -1.0), (0, 1, 2), 0.0),
        ((1 / 3, 1 / 3, 1 / 3, 0.0), (0, 1, 2), 1.0),
        ((0.3333333, 0.3333333, 0.3333333), (0, 1, 2), 1.0),
        ((0.75, 0.25, 0.0), (0, 1, 2), 0.5),
        ((0.75, 0.25, 0.0, -0.5), (0, 1, 2), 1.0),
        ((0.75, 0.25, 0.0, -0.5), (0, 3), 0.25),
        ((0.0, -1.0), (0,), 0.0),
    ],
)
def test_several_choices_with_shares(shares: tuple[float, ...], choices: tuple[int, ...], credit: float) -> None:
    """Negative shares are the penalties where there are any; else a wrong choice costs the average right one."""
    assert credit == pytest.approx(chosen(choosing(Kind.SEVERAL, *shares), *choices).credit)


def test_choosing_everything_is_no_way_to_full_credit() -> None:
    """As many wrong as right ones cancel out."""
    assert 0.0 == chosen(choosing(Kind.SEVERAL, 1, 1, 0, 0), 0, 1, 2, 3).credit


def test_several_choices_join_their_comments() -> None:
    """The comments of all choices chosen, in the deck's order."""
    assert "about 0\nabout 2" == chosen(choosing(Kind.SEVERAL, 1, 1, 0), 2, 0).comment


def test_every_choice_of_several_that_earns_something_is_right() -> None:
    """Half a share is part of the right answer of several choices, but not the right answer of a single one."""
    assert [True, True, False] == [is_right(choosing(Kind.SEVERAL, 0.5, 0.5, -1), index) for index in range(3)]
    assert [False, True, False] == [is_right(choosing(Kind.SINGLE, 0.5, 1, 0), index) for index in range(3)]


@pytest.mark.parametrize(
    ("order", "credit"),
    [
        ((0, 1, 2, 3), 1.0),
        ((0, 1, 3, 2), 0.5),
        ((1, 2, 3, 0), 0.0),
        ((0, 1), 0.5),
        ((0, 0, 0, 0), 0.25),
        ((0, 1, 2, 3, 4, 5), 1.0),
        ((9, -3, 2, 7), 0.25),
    ],
)
def test_ordering_earns_the_share_in_place(order: tuple[int, ...], credit: float) -> None:
    """Items in their right place by number of items."""
    assert credit == chosen(choosing(Kind.ORDERING, 0, 0, 0, 0), *order).credit


def test_poll_earns_nothing() -> None:
    """A poll has no right answer, whatever its choices claim."""
    assert Mark(0.0) == chosen(choosing(Kind.POLL, 1, 1), 0)


# -- typed answers


@pytest.mark.parametrize(
    ("language", "accepted", "given_text"),
    [
        ("en", "The Beatles", "beatles"),
        ("en", "Beatles", " THE  BEATLES! "),
        ("en", "São Paulo", "sao paulo"),
        ("en", "Sao Paulo", "São Paulo"),
        ("en", "Tokyo", "\uff34\uff4f\uff4b\uff59\uff4f"),
        ("en", "don't", "don\u2019t"),
        ("en", "U.S.A.", "usa"),
        ("en", "well-known", "well known"),
        ("en", "Apollo 11", "apollo-11"),
        ("en", "H2O", "H\u2082O"),
        ("en", "m\u00b2", "m^2"),
        ("en", "50%", "50 %"),
        ("en", "Rock & Roll", "rock and roll"),
        ("en", "Tokyo", "To\u200bk\u00adyo\u200f"),
        ("en", "Łódź", "lodz"),
        ("de", "Straße", "strasse"),
        ("de", "Müller", "Mueller"),
        ("de", "Müller", "Muller"),
        ("de", "die Öl-Krise", "oelkrise"),
        ("de-AT", "der Rhein", "Rhein"),
        ("fr", "l'eau", "eau"),
        ("fr", "eau", "L\u2019eau"),
        ("fr", "la Seine", "Seine"),
        ("es", "El Niño", "nino"),
        ("it", "un'amica", "amica"),
        ("it", "lo zucchero", "zucchero"),
        ("pt", "o Brasil", "brasil"),
        ("nl", "het huis", "huis"),
        ("tr", "İstanbul", "istanbul"),
        ("ru", "ёлка", "Елка"),
        ("el", "Αθήνα", "αθηνα"),
        ("ar", "\u0627\u0644\u0639\u064e\u0631\u064e\u0628", "\u0627\u0644\u0639\u0631\u0628"),
        ("ar", "١٢٣", "123"),
        ("en", "C++", "c ++"),
        ("en", "?", " ? "),
    ],
)
def test_what_means_the_same_is_the_same(language: str, accepted: str, given_text: str) -> None:
    """Case, width, accents, punctuation, invisible characters and articles do not matter, and no slip is used up."""
    question = typed(accepted)
    found = mark(question, Given(text=given_text), language=language)
    assert 1.0 == found.credit


@pytest.mark.parametrize(
    ("accepted", "given_text"),
    [
        ("C++", "C"),
        ("C#", "C"),
        ("1.5", "15"),
        ("-5", "5"),
        ("3/4", "34"),
        ("10\u00b2", "102"),
        ("1\u00bd", "11/2"),
        ("?", "!"),
        ("A", "the"),
        ("が", "か"),
        ("Vitamin A", "Vitamin"),
        ("R", ""),
    ],
)
def test_what_differs_in_meaning_stays_apart(accepted: str, given_text: str) -> None:
    """Signs of programming languages, marks inside numbers and dots that make another letter are kept."""
    assert 0.0 == credit_of(typed(accepted), given_text)


@pytest.mark.parametrize(
    ("accepted", "given_text", "near"),
    [
        ("Rome", "Roma", False),
        ("Rome", "Rme", False),
        ("Paris", "Pariss", True),
        ("Paris", "Pairs", True),
        ("Paris", "Prais", True),
        ("Paris", "Par", False),
        ("Budapest", "Budapst", True),
        ("Budapest", "Budpst", False),
        ("Amsterdam", "Amstrdm", True),
        ("Amsterdam", "Amstrd", False),
        ("hypertension", "hypertention", True),
        ("not guilty", "guilty", False),
        ("Papua New Guinea", "Guinea", False),
    ],
)
def test_slips_are_forgiven_by_length(accepted: str, given_text: str, near: bool) -> None:  # noqa: FBT001
    """None up to 4 letters, one up to 8, two above; swapping two letters is one slip."""
    assert Mark(float(near), near=near) == mark(typed(accepted), Given(text=given_text))


@pytest.mark.parametrize(
    ("accepted", "given_text"),
    [("in the year 1914", "in the year 1915"), ("Apollo 11", "Apollo 12"), ("hello", "hell0")],
)
def test_digits_must_match(accepted: str, given_text: str) -> None:
    """Nothing with a digit on either side is ever a near miss."""
    assert 0.0 == credit_of(typed(accepted), given_text)


DECK = (typed("Gambia", "The Gambia"), typed("Zambia"), typed("alkane"), typed("alkene"))


@pytest.mark.parametrize("text", ["Zambia", "Bambia", "Sambia", "the zambia"])
def test_near_miss_that_may_mean_another_answer_is_refused(text: str) -> None:
    """As close to another known answer of the deck as to the right one: nobody can say which was meant."""
    known = known_answers(DECK)
    assert Mark(0.0, note=TOO_CLOSE) == mark(DECK[0], Given(text=text), known=known)
    assert mark(DECK[0], Given(text=text)).near, "without the other question it is a slip"


def test_near_miss_that_is_closer_to_the_right_answer_counts() -> None:
    """Only what is at most as far away as the other answer is refused."""
    assert mark(DECK[0], Given(text="Gambla"), known=known_answers(DECK)).near


def test_exact_answer_is_right_whatever_else_is_known() -> None:
    """The right answer itself is never refused."""
    assert 1.0 == credit_of(DECK[2], "alkane", known=known_answers(DECK))
    assert 0.0 == credit_of(DECK[2], "alkene", known=known_answers(DECK))


def test_near_miss_as_close_to_a_form_worth_less_is_refused() -> None:
    """Of one question's own forms, too, the better one is not earned by typing the lesser."""
    question = typed(Accepted("Gambia"), Accepted("Zambia", credit=0.25, comment="its neighbour in the alphabet"))
    assert Mark(0.25, "its neighbour in the alphabet") == mark(question, Given(text="zambia"))
    assert Mark(0.25, "its neighbour in the alphabet", near=True) == mark(question, Given(text="Bambia"))


def test_wrong_answer_that_the_deck_foresees_has_its_comment() -> None:
    """A form of credit 0 is wrong, is told why, and forgives no slips towards itself."""
    question = typed("Canberra", Accepted("Sydney", credit=0.0, comment="the largest, not the capital"))
    assert Mark(0.0, "the largest, not the capital") == mark(question, Given(text="sydney"))
    assert Mark(0.0) == mark(question, Given(text="Sydny"))


def test_exact_form_is_taken_literally() -> None:
    """Case and punctuation count, blanks around do not; who only missed those is told so."""
    question = typed(Accepted("pH", exact=True))
    assert Mark(1.0) == mark(question, Given(text="  pH "))
    assert Mark(0.0, note=NOT_EXACT) == mark(question, Given(text="ph"))
    assert Mark(0.0) == mark(typed(Accepted("Canberra", exact=True)), Given(text="Canbera"))


def test_exact_form_takes_either_encoding_of_an_accent() -> None:
    """Composed and decomposed letters look the same and are the same."""
    assert 1.0 == credit_of(typed(Accepted("café", exact=True)), "cafe\u0301")


def test_best_credit_wins() -> None:
    """Of several forms that match, the one worth most."""
    question = typed(
        Accepted("lead", credit=0.5), Accepted("the lead", credit=1.0), Accepted("LEAD", credit=0.1, exact=True)
    )
    assert 1.0 == credit_of(question, "LEAD")


def test_accepted_later_counts_in_full() -> None:
    """What a host accepts during the quiz is as good as the deck's own, slips included."""
    question = typed("Netherlands")
    assert 0.0 == credit_of(question, "Holland")
    assert 1.0 == credit_of(question, "Holland", accepted_more=("holland",))
    assert 1.0 == credit_of(question, "Hollnd", accepted_more=("holland",))


def test_credit_stays_within_bounds() -> None:
    """Whatever an import wrote, a credit lies in 0..1."""
    assert 1.0 == credit_of(typed(Accepted("x", credit=7.0)), "x")
    assert 0.0 == credit_of(typed(Accepted("x", credit=-1.0)), "x")
    assert 0.0 == credit_of(typed(Accepted("x", credit=float("nan"))), "x")


def test_text_that_cannot_be_seen_is_empty() -> None:
    """Blanks, joiners and direction marks alone are no answer."""
    for text in ("", "  \n", "\u200b\u200d\u202e\ufeff"):
        assert Mark(0.0, note=EMPTY) == mark(typed("x"), Given(text=text))


# -- numbers


@pytest.mark.parametrize(
    ("text", "language", "credit"),
    [
        ("42", "en", 1.0),
        ("41.5", "en", 1.0),
        ("41,5", "de", 1.0),
        ("42.5", "en", 1.0),
        ("42.500001", "en", 0.25),
        ("45", "en", 0.25),
        ("45.0000001", "en", 0.0),
        ("4.2e1", "en", 1.0),
        ("84/2", "en", 1.0),
        ("-42", "en", 0.0),
    ],
)
def test_number_earns_the_best_range_it_lies_in(text: str, language: str, credit: float) -> None:
    """Ends included; a narrower range may be worth more."""
    question = number(Range(39, 45, credit=0.25), Range(41.5, 42.5))
    assert credit == credit_of(question, text, language)


def test_end_computed_in_floats_still_holds_its_number() -> None:
    """1.1 - 0.2 is 0.9000000000000001 to a machine; 0.9 lies in 1.1 ± 0.2 all the same."""
    assert 1.1 - 0.2 > 0.9
    assert 1.0 == credit_of(number(Range(1.1 - 0.2, 1.1 + 0.2)), "0.9")


def test_room_at_the_ends_is_less_than_a_digit() -> None:
    """Neighbours of a large whole number, and zero beside a wide range, are told apart."""
    assert 0.0 == credit_of(number(Range(8_200_000_000, 8_200_000_000)), "8200000001")
    assert 0.0 == credit_of(number(Range(0, 1e12)), "-1")
    assert 0.0 == credit_of(number(Range(5, float("inf"))), "4.99")


def test_other_units_of_the_same_measure_are_converted() -> None:
    """1 km answers 1000 m."""
    question = number(Range(1000, 1000), unit="m")
    assert Mark(1.0) == mark(question, Given(text="1 km"))
    assert Mark(1.0) == mark(question, Given(text="1,000 m"))


def test_bare_number_is_taken_in_the_unit_asked_for() -> None:
    """It counts, and the member is told that the unit was missing."""
    assert Mark(1.0, note=UNIT_MISSING) == mark(number(Range(1000, 1000), unit="m"), Given(text="1000"))


def test_unit_of_another_measure_is_wrong() -> None:
    """1000 kg is no length, whatever its digits."""
    assert Mark(0.0, note=WRONG_UNIT) == mark(number(Range(1000, 1000), unit="m"), Given(text="1000 kg"))


def test_unit_of_the_decks_own_may_follow_the_number() -> None:
    """Apples are in no table; who writes them out is not wrong for it."""
    assert Mark(1.0) == mark(number(Range(5, 5), unit="apples"), Given(text="5 Apples"))
    assert Mark(1.0, note=UNIT_MISSING) == mark(number(Range(5, 5), unit="apples"), Given(text="5"))


@pytest.mark.parametrize("text", ["forty-two", "4 2 2", "1..5", "9**9**9", "0x2A", "٤٢ or so", "NaN", "inf"])
def test_what_is_no_number_says_so(text: str) -> None:
    """It is never guessed at."""
    assert Mark(0.0, note=UNREADABLE) == mark(number(Range(42, 42)), Given(text=text))


def test_accepted_later_may_be_a_number_or_words() -> None:
    """A number accepted by the host counts however it is written; words count as written."""
    question = number(Range(42, 42), unit="m")
    assert 1.0 == credit_of(question, "0.043 km", accepted_more=("43 m",))
    assert 1.0 == credit_of(question, "a lot", accepted_more=("A lot!",))
    assert 0.0 == credit_of(question, "44", accepted_more=("43 m", "A lot!"))


# -- whatever comes

QUESTIONS = (
    *(choosing(kind, 1, 0, 0.5) for kind in Kind if kind not in {Kind.TYPED, Kind.NUMBER}),
    typed("Gambia", Accepted("pH", exact=True), "answer 42"),
    number(Range(1, 2), unit="m"),
)


@settings(deadline=None)
@given(
    st.sampled_from(QUESTIONS), st.lists(st.integers(-3, 9)), st.text(), st.sampled_from(["en", "de", "fr", "xx", ""])
)
def test_no_answer_is_an_error(question: Question, choices: list[int], text: str, language: str) -> None:
    """Whatever is answered earns a credit of 0..1 and a note that is in the list, twice the same."""
    given_ = Given(choices=tuple(choices), text=text)
    found = mark(question, given_, language=language, known=known_answers(DECK, language))
    assert 0.0 <= found.credit <= 1.0
    assert found.note in {"", *NOTES}
    assert found == mark(question, given_, language=language, known=known_answers(DECK, language))


@settings(deadline=None)
@given(st.text(max_size=40), st.sampled_from(["en", "de", "fr", "it", "ar"]))
def test_normalising_keeps_what_can_be_seen(text: str, language: str) -> None:
    """The accepted form always matches itself when there is anything to see."""
    if normalise(text, language):
        assert 1.0 == credit_of(typed(escape(text)), text, language)


@pytest.mark.parametrize(
    "text",
    [
        "a" * 10_000_000,
        "a\u0301" * 1_000_000,
        "\u200b" * 1_000_000,
        "\ufdfa" * 1_000_000,
        "\u202e" * 99 + "Gambia " * 10**6,
    ],
    ids=["long", "combining", "invisible", "expanding", "reversing"],
)
def test_hostile_text_costs_little(text: str) -> None:
    """Only the first characters are looked at: ten million take a few milliseconds, not seconds."""
    question = typed("Gambia", "a" * LONGEST)
    began = time.process_time()
    mark(question, Given(text=text))
    mark(number(Range(1, 1)), Given(text=text))
    assert time.process_time() - began < 0.1


def test_marking_is_quick() -> None:
    """An answer takes a few microseconds once the question is prepared; the limit leaves room for slow machines."""
    question, answers = (
        typed("Gambia", "The Gambia"),
        [Given(text="gambia"), Given(text="Bambia"), Given(text="nothing")],
    )
    known = known_answers(DECK)
    for each in answers:
        mark(question, each, known=known)
    began = time.process_time()
    for _ in range(1000):
        for each in answers:
            mark(question, each, known=known)
    assert (time.process_time() - began) / 3000 < 0.000_1


def test_markup_of_the_author_is_no_part_of_the_answer() -> None:
    """An accepted form is Markdown in the file; what is compared is what it shows."""
    question = Question("q", Kind.TYPED, "What?", accepted=(Accepted("a\\_b", exact=True), Accepted("`print`")))
    earned = [mark(question, Given(text=text)).credit for text in ("a_b", "print", "a\\_b")]
    assert [1.0, 1.0, 0.0] == earned
