"""What everybody sees: nothing before its time, nobody shamed, nothing broken by what people type."""

import re
from collections.abc import Callable
from itertools import permutations

import pytest
from msgspec.structs import replace

from bot.decks.model import Accepted, Choice, Question, Range, Scoring
from bot.kernel.card import Tone
from bot.kernel.event import spell_press
from bot.quiz.events import Begin, Mine, Pause, Resume, Skip, Void
from bot.quiz.phases import Asking, Finished, Revealed
from bot.testing.courses import every_moment
from bot.testing.decks import BOILING, CAPITAL, FLAT, PLANETS, PRIMES, RED_PLANET, a_deck, numbered
from bot.testing.quizzes import (
    ANA,
    BEN,
    CLEO,
    HOST,
    Game,
    asking,
    cancelled,
    finished,
    lobby,
    paused,
    reading,
    revealed,
)
from bot.testing.texts import cards, presses, texts_of

# -- secrets


def keyed(question: Question, right: set[int]) -> Question:
    """Return `question` with other choices right."""
    choices = (replace(choice, credit=float(i in right)) for i, choice in enumerate(question.choices))
    return replace(question, choices=tuple(choices))


KEYS: dict[str, list[Question]] = {
    "single": [keyed(CAPITAL, {right}) for right in range(4)],
    "several": [keyed(PRIMES, right) for right in ({0}, {1, 3}, {0, 1, 2, 3, 4})],
    "truefalse": [FLAT, replace(FLAT, choices=(Choice("True", credit=1.0), Choice("False")))],
    "typed": [RED_PLANET, replace(RED_PLANET, accepted=(Accepted("Jupiter"),), explanation="No.")],
    "number": [BOILING, replace(BOILING, ranges=(Range(0, 0), Range(1, 2, 0.5)))],
}


def before_the_reveal(question: Question) -> list[tuple[object, ...]]:
    """Return all that anybody but the host is shown of a question until it is revealed."""
    seen: list[tuple[object, ...]] = []
    game = lobby(a_deck(question), joined=(ANA, BEN))
    game.do(Begin())
    seen.append((game.quiz.view(),))
    game.confirm()
    seen.append((game.quiz.view(),))
    game.until(Asking)
    seen.append((game.quiz.view(), game.answer(ANA, "A"), game.quiz.view()))
    game.do(Pause())
    seen.append((game.quiz.view(), game.answer(BEN, "B"), game.quiz.whispers()["panel"]))
    game.do(Resume())
    seen.append((game.quiz.view(), game.answer(ANA, "A")))
    return seen


@pytest.mark.parametrize("kind", KEYS)
def test_before_the_reveal_every_key_looks_the_same(kind: str) -> None:
    """Decks that differ only in what is right give equal cards and equal acknowledgements until the reveal."""
    first, *others = (before_the_reveal(question) for question in KEYS[kind])
    for other in others:
        assert first == other


def test_before_the_reveal_every_order_looks_the_same() -> None:
    """Of an ordering question, only the order in which the items are shown is on the card, whichever is right."""
    views = set()
    for order in permutations(range(3)):
        texts = ("Mercury", "Venus", "Earth")
        question = replace(PLANETS, choices=tuple(Choice(texts[i]) for i in order))
        game = asking(a_deck(question))
        shown = tuple(order.index(i) for i in (2, 0, 1))
        quiz = replace(game.quiz, setup=replace(game.quiz.setup, layouts=(shown,)))
        views.add(repr(quiz.view()["q0"]))
    assert 1 == len(views)


SECRETS = ("SECRET", "RIGHT", "✅")


@pytest.mark.parametrize("kind", ["choices", "typed", "number"])
def test_no_public_card_names_the_answer_before_the_reveal(kind: str) -> None:
    """Explanations, comments and accepted answers are in no public card until the question is revealed."""
    question = {
        "choices": replace(CAPITAL, choices=tuple(replace(c, comment="SECRET") for c in CAPITAL.choices)),
        "typed": replace(RED_PLANET, accepted=(Accepted("RIGHT", comment="SECRET"),)),
        "number": replace(BOILING, ranges=(Range(3.14159, 3.14159, comment="SECRET"),)),
    }[kind]
    for game in every_moment(a_deck(*[replace(question, explanation="SECRET")] * 3)):
        for position in range(game.quiz.reached + 1, game.quiz.length):
            card = game.quiz.view().get(f"q{position}")
            text = " ".join(texts_of(card)) if card else ""
            assert [] == [secret for secret in (*SECRETS, "3.14") if secret in text]


def test_while_asking_only_the_number_of_answers_is_public() -> None:
    """Two answers show as two, whatever they are."""
    one, other = asking(numbered(1), joined=(ANA, BEN, CLEO)), asking(numbered(1), joined=(ANA, BEN, CLEO))
    for member, what in ((ANA, "A"), (BEN, "B")):
        one.answer(member, what)
        other.answer(member, "C")
    assert one.quiz.view() == other.quiz.view()
    assert "2 answered" == one.quiz.view()["q0"].footer


def test_nobody_is_named_as_wrong() -> None:
    """On the reveal a name stands only on the board and as the fastest right answer."""
    game = revealed(numbered(2), scoring=Scoring.SPEED)
    card = game.quiz.view()["q0"]
    assert "Ben" not in card.title + card.body + card.footer
    assert "Ana" in card.footer


# -- the reveal and the end


def test_the_reveal_edits_the_same_message() -> None:
    """Question, reveal and what comes after are one slot; the right option has a sign and a word."""
    game = revealed(numbered(2))
    assert ["top", "q0"] == list(game.quiz.view())
    body = game.quiz.view()["q0"].body
    assert "✅ **B) Paris** · right · 1 (50 %)" in body
    assert "▫️ A) Lyon · 1 (50 %)" in body
    assert "987" in body


def test_every_message_is_in_every_later_view() -> None:
    """A view is total: no slot that was shown is ever missing afterwards."""
    seen: set[str] = set()
    for game in every_moment(a_deck()):
        slots = set(game.quiz.view())
        assert seen <= slots
        seen |= slots
    assert {"top", "end", *(f"q{i}" for i in range(7))} == seen


def test_a_skipped_question_keeps_its_message() -> None:
    """Its card says so and has no buttons."""
    game = asking(numbered(2))
    game.do(Skip())
    card = game.quiz.view()["q0"]
    assert ("skipped", ()) == (card.shape, card.buttons)
    assert "Paris" in card.body


def test_the_final_card() -> None:
    """Podium, accuracy of the group, hardest question, and a button for the own result."""
    card = finished(numbered(1)).quiz.view()["end"]
    assert "🥇 **Ana** · 1" in card.body
    assert "Accuracy of the group: 50 %" in card.body
    assert "Hardest question: 1" in card.body
    assert [("My result", Tone.MAIN)] == [(button.label, button.tone) for button in card.buttons]


def test_those_who_tie_share_a_step_of_the_podium() -> None:
    """Two with the same points stand on the first step; nobody is second, and nobody stands there for nothing."""
    game = asking(numbered(1), joined=(ANA, BEN, CLEO))
    game.answer(ANA, "B")
    game.answer(BEN, "B")
    game.answer(CLEO, "A")
    body = game.until(Finished).quiz.view()["end"].body
    assert "🥇 **Ana, Ben** · 1" in body
    assert not {"🥈", "🥉"} & set(body)
    assert "🥈" not in body


def test_a_quiz_with_nobody_in_it_ends_with_a_card() -> None:
    """No answers, no podium, no division by nobody."""
    card = asking(numbered(2), joined=()).until(Finished).quiz.view()["end"]
    assert "Nobody took part" in card.body


def test_a_one_off_question_has_neither_lobby_nor_result_card() -> None:
    """A question asked in passing is one message."""
    game = asking(numbered(1), start="now", alone=True)
    assert ["q0"] == list(game.until(Finished).quiz.view())


@pytest.mark.parametrize(
    ("board", "expected"),
    [
        ("every", ["q0", "q1", "q2", "q3", "end"]),
        ("2", ["q1", "q3", "end"]),
        ("3", ["q2", "end"]),
        ("end", ["end"]),
        ("never", []),
    ],
)
def test_when_the_board_is_shown(board: str, expected: list[str]) -> None:
    """After every question, every n, at the end only, or never; never means no ranking on the final card either."""
    game = revealed(numbered(4), board=board).until(Finished)
    view = game.quiz.view()
    ranked = [
        slot for slot, card in view.items() if any("Ana" in field.value for field in card.fields) and slot != "top"
    ]
    assert expected == ranked
    assert (board != "never") == ("🥇" in view["end"].body)


def test_who_has_no_points_yet_is_not_named_on_the_board() -> None:
    """A zero behind a name would say who was wrong; such members are counted instead."""
    game = asking(a_deck(), reading=0)
    game.answer(ANA, "A")
    game.answer(BEN, "B")
    board = game.until(Revealed).quiz.view()["q0"].fields[0].value
    named = [by.name for by in (ANA, BEN) if by.name in board]
    assert 1 == len(named), "one of the two chose the right letter"
    assert "and 1 more" in board


RANKED = re.compile(r"\bpoints?\b|\brank|\bnumber \d+ of|[🥇🥈🥉▲▼]|\bboard\b|\bscore\b", re.IGNORECASE)


def test_without_scoring_no_text_speaks_of_points_or_ranks() -> None:
    """With ``scoring:none`` no public or private text on the whole way has points, a rank, a medal or an arrow."""
    for game in every_moment(a_deck(), scoring=Scoring.NONE, teams="Red,Blue"):
        shown = {**cards(game.quiz)}
        for by in (ANA, HOST):
            own = game.quiz.handle(Mine(), by, game.at).reply.card
            assert own is not None
            shown[f"own result of {by.name}"] = own
        for slot, card in shown.items():
            found = [text for text in texts_of(card) if RANKED.search(text)]
            assert [] == [text for text in found if "out of the score" not in text], slot


# -- controls


def test_every_control_fits_a_button() -> None:
    """Every button, select and form of every card spells in at most 100 characters, labels in 80."""
    for game in every_moment(a_deck(), teams="A team with a rather long name,Ωμέγα"):
        for card in cards(game.quiz).values():
            for press in presses(card):
                assert spell_press(card.session, press)
            assert all(0 < len(button.label) <= 80 for button in card.buttons)
            assert len(card.buttons) <= 25


def test_buttons_carry_letters_and_short_texts() -> None:
    """Short options stand on their buttons; long ones leave the letters."""
    game = asking(numbered(1))
    assert ["A) Lyon", "B) Paris", "C) Nice", "D) Lille"] == [b.label for b in game.quiz.view()["q0"].buttons]
    long = replace(CAPITAL, choices=(*CAPITAL.choices[:3], Choice("A city with quite a long name")))
    assert ["A", "B", "C", "D"] == [b.label for b in asking(a_deck(long)).quiz.view()["q0"].buttons]


@pytest.mark.parametrize("phase", [lobby, reading, paused, finished, cancelled])
def test_buttons_that_answer_stand_there_only_while_asking(phase: Callable[..., Game]) -> None:
    """No card takes answers in any other phase."""
    view = phase(numbered(2)).quiz.view()
    assert [] == [b.label for slot, card in view.items() if slot.startswith("q") for b in card.buttons]


def test_in_overtime_the_buttons_stay() -> None:
    """Whoever has more time presses the same buttons as everybody; the card says that time is up."""
    game = asking(numbered(2), factors={"ben": 2})
    before = game.quiz.view()["q0"]
    card = game.after(25).quiz.view()["q0"]
    assert (before.buttons, True) == (card.buttons, "Time is up" in card.body)
    assert before.shape != card.shape


def test_several_choices_come_in_through_a_select() -> None:
    """All that apply are chosen in one select, with as many as there are options."""
    select = asking(a_deck(PRIMES)).quiz.view()["q0"].select
    assert select is not None
    assert (1, 5, "choices") == (select.least, select.most, select.field)
    assert ["A) 2", "B) 4", "C) 5", "D) 9", "E) 7"] == [option.label for option in select.options]


def test_a_change_that_may_wait_keeps_the_shape() -> None:
    """One more answer changes a counter only; a pause changes the shape."""
    game = asking(numbered(1))
    before = game.quiz.view()["q0"]
    game.answer(ANA, "B")
    after = game.quiz.view()["q0"]
    assert (before.shape, before.buttons) == (after.shape, after.buttons)
    game.do(Pause())
    assert before.shape != game.quiz.view()["q0"].shape


def test_results_once_over_keep_following_corrections() -> None:
    """Voiding after the end changes the final card at once: its shape is another."""
    game = finished(numbered(2))
    before = game.quiz.view()["end"]
    game.do(Void(1))
    after = game.quiz.view()["end"]
    assert before.shape != after.shape
    assert "🥇 **Ana** · 1" in before.body
    assert "🥇" not in after.body
