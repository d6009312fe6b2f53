"""Who stands where, and what was answered."""

import time
from collections.abc import Mapping, Sequence

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.decks.model import Accepted, Choice, Kind, Question, Range, Scoring
from bot.quiz.model import Board, Given, Moved, Player, Score, Sheet
from bot.quiz.scoring import half_up
from bot.quiz.standings import Scores, accuracy, board, fold, grade, hardest, standings
from bot.quiz.tallies import tally

RIGHT, WRONG = Given(choices=(0,), took=3_000, limit=20_000), Given(choices=(1,), took=3_000, limit=20_000)


def question(kind: Kind = Kind.SINGLE, weight: float = 1.0) -> Question:
    """Return a question whose first choice is right."""
    return Question(id="q", kind=kind, stem="?", choices=(Choice("a", 1), Choice("b"), Choice("c", 0.5)), weight=weight)


def sheet(*answers: Mapping[str, Given], scoring: Scoring = Scoring.ACCURACY, **more: object) -> Sheet:
    """Return a sheet of single choices with these answers; whoever answers is on the roster."""
    members = sorted({member for each in answers for member in each})
    filled: dict[str, object] = {
        "questions": tuple(question() for _ in answers),
        "roster": {member: Player(member.title()) for member in members},
        "answers": dict(enumerate(answers)),
        **more,
    }
    return Sheet(scoring=scoring, **filled)  # type: ignore[arg-type]


def scores(of: Sheet) -> Scores:
    """Return the scores after the whole sheet, folded question by question."""
    found: Scores = {}
    for position in range(len(of.questions)):
        found = fold(found, grade(of, position, found))
    return found


def points(of: Sheet) -> dict[str, float]:
    """Return everybody's points on the board."""
    return {row.member: row.points for row in standings(of).rows}


def taking(*took: int) -> dict[str, Given]:
    """Return right answers of members a, b, c, ... with these times."""
    names = "abcdefghij"
    return {names[index]: Given(choices=(0,), took=each, limit=20_000) for index, each in enumerate(took)}


# -- points over questions


def test_accuracy_counts_credit_by_weight() -> None:
    """Half-right answers count half, heavy questions double."""
    half = Given(choices=(2,))
    of = sheet({"ada": half, "bob": RIGHT}, {"ada": RIGHT, "bob": half}, questions=(question(), question(weight=2.0)))
    assert {"ada": 2.5, "bob": 2.0} == points(of)


def test_total_is_rounded_once_and_equal_totals_share_a_rank() -> None:
    """Three thirds are a whole, and 0.1 + 0.2 stands beside 0.3."""
    third = Question(id="q", kind=Kind.SEVERAL, stem="?", choices=(Choice("a", 1), Choice("b", 1), Choice("c", 1)))
    of = sheet(
        {"ada": Given(choices=(0,)), "bob": Given(choices=(0, 1, 2))},
        {"ada": Given(choices=(0,))},
        {"ada": Given(choices=(0,))},
        questions=(third, third, third),
    )
    assert [("ada", 1, 1.0), ("bob", 1, 1.0)] == [(row.member, row.rank, row.points) for row in standings(of).rows]


def test_streak_grows_with_each_right_answer() -> None:
    """850 and the bonus of 0, 100, 200, ... 500, 500."""
    of = sheet(*({"ada": Given(choices=(0,), took=6_000, limit=20_000)} for _ in range(7)), scoring=Scoring.STREAK)
    assert {"ada": 7 * 850 + 100 + 200 + 300 + 400 + 500 + 500} == points(of)


@pytest.mark.parametrize("between", [WRONG, Given(choices=(2,)), None])
def test_streak_ends_with_anything_but_right(between: Given | None) -> None:
    """Wrong, half right and unanswered all end it."""
    middle = {"ada": between} if between else {"bob": RIGHT}
    of = sheet({"ada": RIGHT}, middle, {"ada": RIGHT}, scoring=Scoring.STREAK)
    assert 1 == scores(of)["ada"].streak


@pytest.mark.parametrize(
    "more",
    [
        {"void": frozenset({1})},
        {"skipped": frozenset({1})},
        {"questions": (question(), question(Kind.POLL), question())},
        {"questions": (question(), question(weight=0.0), question())},
    ],
    ids=["void", "skipped", "poll", "practice"],
)
@pytest.mark.parametrize("between", [RIGHT, WRONG, None])
def test_streak_passes_over_what_does_not_count(more: dict[str, object], between: Given | None) -> None:
    """Void, skipped and poll questions and those of weight 0 neither lengthen nor end it."""
    of = sheet({"ada": RIGHT}, {"ada": between} if between else {}, {"ada": RIGHT}, scoring=Scoring.STREAK, **more)
    assert Score(points=925 + 1025, credit=2.0, right=2, answered=2, streak=2) == scores(of)["ada"]


def test_rank_bonus_is_shared_by_ties() -> None:
    """1500, 1400, 1400, 1200: the order of events within a millisecond does not matter."""
    of = sheet(taking(100, 200, 200, 300, 400, 500), scoring=Scoring.RANK)
    assert {"a": 1500, "b": 1400, "c": 1400, "d": 1200, "e": 1100, "f": 1000} == points(of)


def test_rank_compares_shares_of_own_time() -> None:
    """Who has half as much time again is not behind for using it."""
    answers = {
        "ada": Given(choices=(0,), took=8_000, limit=20_000),
        "bob": Given(choices=(0,), took=12_000, limit=30_000),
    }
    assert {"ada": 1500, "bob": 1500} == points(sheet(answers, scoring=Scoring.RANK))


def test_rank_gives_wrong_and_half_right_answers_no_place() -> None:
    """The first right answer is first, however fast the others were."""
    answers = {"ada": Given(choices=(1,)), "bob": Given(choices=(2,)), "eve": RIGHT}
    assert {"ada": 0, "bob": 500, "eve": 1500} == points(sheet(answers, scoring=Scoring.RANK))


def test_late_joiner_has_earlier_questions_unanswered() -> None:
    """Not wrong: the accuracy is that of the answers given."""
    of = sheet(
        {"ada": RIGHT}, {"ada": WRONG, "bob": RIGHT}, roster={"ada": Player("Ada"), "bob": Player("Bob", joined=1)}
    )
    assert Score(points=1.0, credit=1.0, right=1, answered=1, streak=1) == scores(of)["bob"]
    assert 1.0 == scores(of)["bob"].accuracy


def test_answer_of_somebody_not_on_the_roster_does_not_count() -> None:
    """The roster says who plays."""
    of = sheet({"ada": RIGHT, "ghost": RIGHT}, roster={"ada": Player("Ada")})
    assert {"ada": 1.0} == points(of)
    assert 1 == tally(of, 0).answered


# -- the board


def test_board_shares_ranks() -> None:
    """1, 2, 2, 4; equals stand by name."""
    of = sheet({"zoe": RIGHT, "bob": RIGHT, "ada": RIGHT, "cy": WRONG}, {"zoe": WRONG, "bob": RIGHT}, {"bob": WRONG})
    assert [("Bob", 1), ("Ada", 2), ("Zoe", 2), ("Cy", 4)] == [(row.name, row.rank) for row in standings(of).rows]


def test_board_shows_ten_and_knows_everybody() -> None:
    """The top is ten lines; one's own line is found wherever it stands."""
    of = sheet({f"member {number:02}": RIGHT if number < 12 else WRONG for number in range(20)})
    found = standings(of)
    assert 10 == len(found.top)
    own = found.of("member 19")
    assert own is not None
    assert 13 == own.rank
    assert found.of("nobody") is None


def test_board_shows_movement() -> None:
    """Against the board before the last question; who was not on it is new."""
    roster = {name: Player(name) for name in ("down", "same", "up")} | {"new": Player("new", joined=1)}
    of = sheet(
        {"down": Given(choices=(2,)), "same": RIGHT, "up": WRONG},
        {"down": WRONG, "same": RIGHT, "up": RIGHT, "new": WRONG},
        roster=roster,
    )
    moved = {row.member: row.moved for row in standings(of).rows}
    assert {"up": Moved.UP, "down": Moved.DOWN, "same": Moved.SAME, "new": Moved.NEW} == moved


def test_first_board_is_all_new() -> None:
    """There is nothing to compare with."""
    assert {Moved.NEW} == {row.moved for row in standings(sheet({"ada": RIGHT, "bob": WRONG})).rows}


def test_board_of_every_second_question_moves_against_the_one_shown() -> None:
    """`since` names the board people saw last."""
    of = sheet({"ada": RIGHT, "bob": WRONG}, {"ada": WRONG, "bob": RIGHT}, {"bob": RIGHT})
    assert {"bob": Moved.UP, "ada": Moved.DOWN} == {row.member: row.moved for row in standings(of, since=1).rows}
    assert {Moved.NEW} == {row.moved for row in standings(of, since=3).rows}
    assert {Moved.NEW} == {row.moved for row in standings(of, since=0).rows}


def test_team_has_the_mean_of_its_members() -> None:
    """A large team has no advantage; members without a team are in none."""
    of = sheet(
        {"a": RIGHT, "b": WRONG, "c": RIGHT, "d": RIGHT},
        roster={
            "a": Player("A", "Reds"),
            "b": Player("B", "Reds"),
            "e": Player("E", "Reds"),
            "c": Player("C", "Blues"),
            "d": Player("D"),
        },
    )
    teams = standings(of).teams
    assert [
        ("Blues", 1, 1.0, 1),
        ("Reds", 2, 0.33, 3),
    ] == [(team.name, team.rank, team.points, team.members) for team in teams]


def test_without_points_there_is_no_board() -> None:
    """Scoring none: no rank, no points, no teams anywhere, yet right and wrong are known."""
    of = sheet({"ada": RIGHT}, scoring=Scoring.NONE, roster={"ada": Player("Ada", "Reds")})
    assert Board() == standings(of)
    assert Score(points=0.0, credit=1.0, right=1, answered=1, streak=1) == scores(of)["ada"]


def test_empty_quiz_has_an_empty_board() -> None:
    """Nothing played, nobody there."""
    assert Board() == standings(sheet())
    assert accuracy(()) is None
    assert hardest(()) is None


# -- the group


def test_accuracy_of_the_group_is_that_of_all_answers() -> None:
    """What was not answered is not in it."""
    of = sheet({"ada": RIGHT, "bob": WRONG}, {"ada": RIGHT})
    assert accuracy(scores(of).values()) == pytest.approx(2 / 3)


def test_hardest_question_is_the_one_least_right() -> None:
    """The earliest of equals; none when everything was right; void ones never."""
    of = sheet({"ada": RIGHT, "bob": RIGHT}, {"ada": RIGHT, "bob": WRONG}, {"ada": WRONG}, {"ada": WRONG})
    assert 2 == hardest([grade(of, position, {}) for position in range(4)])
    voided = msgspec.structs.replace(of, void=frozenset({2, 3}))
    assert 1 == hardest([grade(voided, position, {}) for position in range(4)])
    assert hardest([grade(of, 0, {})]) is None


# -- tallies


def test_tally_counts_each_choice() -> None:
    """In the deck's order, whatever was shown; several choices count each."""
    of = sheet({"a": RIGHT, "b": RIGHT, "c": WRONG, "d": Given(choices=(0, 2)), "e": Given(choices=(7, -1))})
    found = tally(of, 0)
    assert (found.answered, found.right, found.counts) == (5, 2, (3, 1, 1))
    assert found.accuracy == pytest.approx(2 / 5)


def test_tally_of_an_ordering_counts_items_in_place() -> None:
    """How many put each item where it belongs."""
    of = sheet({"a": Given(choices=(0, 1, 2)), "b": Given(choices=(0, 2, 1))}, questions=(question(Kind.ORDERING),))
    assert (2, 1, 1) == tally(of, 0).counts


def test_tally_groups_typed_answers() -> None:
    """What comes to the same stands together under the spelling most used."""
    asked = Question(id="q", kind=Kind.TYPED, stem="?", accepted=(Accepted("The Gambia"),))
    texts = ["gambia", "Gambia", "Gambia", "the GAMBIA", "Gmbia", "Senegal", "senegal!"]
    of = sheet({f"m{index}": Given(text=text) for index, text in enumerate(texts)}, questions=(asked,))
    found = [(each.text, each.count, each.credit) for each in tally(of, 0).wordings]
    assert [("Gambia", 4, 1.0), ("Senegal", 2, 0.0), ("Gmbia", 1, 1.0)] == found


def test_tally_groups_numbers_by_value() -> None:
    """1 km and 1000 m are one answer; what is no number stands as typed."""
    asked = Question(id="q", kind=Kind.NUMBER, stem="?", ranges=(Range(1000, 1000),), unit="m")
    texts = ["1 km", "1000 m", "1000 m", "1,000", "far", "2"]
    of = sheet({f"m{index}": Given(text=text) for index, text in enumerate(texts)}, questions=(asked,))
    found = [(each.text, each.count, each.credit) for each in tally(of, 0).wordings]
    assert [("1000 m", 4, 1.0), ("2", 1, 0.0), ("far", 1, 0.0)] == found


def test_tally_names_the_fastest_right_answer() -> None:
    """Wrong ones are not in the race, and who ties to the millisecond is named too, by name."""
    answers = {"zoe": RIGHT, "ada": RIGHT, "bob": Given(choices=(1,), took=1), "eve": Given(choices=(0,), took=9_000)}
    found = tally(sheet(answers), 0)
    assert (("ada", "zoe"), 3_000) == (found.fastest, found.fastest_took)


def test_tally_of_a_poll_has_no_accuracy() -> None:
    """Nothing is right in a poll, and nobody is fastest."""
    found = tally(sheet({"ada": RIGHT}, questions=(question(Kind.POLL),)), 0)
    assert (None, 0, ()) == (found.accuracy, found.right, found.fastest)


# -- properties

MEMBERS = ("ada", "bob", "cy", "dee", "eve")
givens = st.builds(
    Given,
    choices=st.sampled_from([(0,), (1,), (2,)]),
    took=st.sampled_from([0, 499, 500, 3_000, 3_000, 20_000, 31_000]),
    limit=st.sampled_from([20_000, 30_000]),
)
games = st.lists(st.dictionaries(st.sampled_from(MEMBERS), givens), min_size=1, max_size=6)
presets = st.sampled_from(list(Scoring))
ROSTER = {member: Player(member.title(), team) for member, team in zip(MEMBERS, "xxyy ", strict=True)}


def played(game: Sequence[Mapping[str, Given]], scoring: Scoring, **more: object) -> Sheet:
    """Return the sheet of a generated game, with questions of different kinds and weights."""
    kinds = (
        question(),
        question(weight=2.0),
        question(Kind.POLL),
        question(Kind.SEVERAL),
        question(weight=0.5),
        question(),
    )
    return sheet(*game, scoring=scoring, **({"questions": kinds[: len(game)], "roster": ROSTER} | more))


@settings(deadline=None)
@given(games, presets, st.randoms(use_true_random=False))
def test_order_of_events_never_matters(game: list[dict[str, Given]], scoring: Scoring, shuffle: object) -> None:
    """Answers and roster in any order give the same board, tallies and scores."""
    mixed = []
    for each in game:
        items = list(each.items())
        shuffle.shuffle(items)  # type: ignore[attr-defined]
        mixed.append(dict(items))
    turned = played(mixed, scoring, roster=dict(reversed(ROSTER.items())))
    straight = played(game, scoring)
    assert standings(straight) == standings(turned)
    assert scores(straight) == scores(turned)
    assert [tally(straight, index) for index in range(len(game))] == [
        tally(turned, index) for index in range(len(game))
    ]


@settings(deadline=None)
@given(games, presets, st.integers(0, 5))
def test_void_question_leaves_no_trace(game: list[dict[str, Given]], scoring: Scoring, position: int) -> None:
    """Scores are those of a quiz in which the question was never asked."""
    position %= len(game)
    whole = played(game, scoring)
    without = played(
        [each for index, each in enumerate(game) if index != position],
        scoring,
        questions=tuple(each for index, each in enumerate(whole.questions) if index != position),
    )
    for how in ("void", "skipped"):
        voided = msgspec.structs.replace(whole, **{how: frozenset({position})})
        assert {member: scores(without).get(member, Score()) for member in MEMBERS} == scores(voided)


@settings(deadline=None)
@given(games, presets, st.sampled_from(MEMBERS))
def test_removed_member_was_never_there(game: list[dict[str, Given]], scoring: Scoring, gone: str) -> None:
    """Boards, scores and tallies are those of a quiz without the member."""
    removed = played(game, scoring, removed=frozenset({gone}))
    never = played(
        [{member: each for member, each in answers.items() if member != gone} for answers in game],
        scoring,
        roster={member: player for member, player in ROSTER.items() if member != gone},
    )
    assert standings(never) == standings(removed)
    assert scores(never) == scores(removed)
    assert [tally(never, index) for index in range(len(game))] == [tally(removed, index) for index in range(len(game))]


@settings(deadline=None)
@given(games, presets.filter(lambda preset: preset is not Scoring.NONE))
def test_ranks_are_consistent(game: list[dict[str, Given]], scoring: Scoring) -> None:
    """A rank is one more than the number of members with more points, and rows stand by rank."""
    rows = standings(played(game, scoring)).rows
    assert len(MEMBERS) == len(rows)
    for row in rows:
        assert row.rank == 1 + sum(other.points > row.points for other in rows)
    assert [row.rank for row in rows] == sorted(row.rank for row in rows)


@settings(deadline=None)
@given(games, presets)
def test_scores_add_up(game: list[dict[str, Given]], scoring: Scoring) -> None:
    """The fold holds exactly what each question gave."""
    of, before = played(game, scoring), {}
    total = dict.fromkeys(MEMBERS, 0.0)
    for position in range(len(game)):
        found = grade(of, position, before)
        before = fold(before, found)
        for member, earned in found.points.items():
            total[member] += earned
    assert total == {member: score.points for member, score in before.items()}
    if scoring is not Scoring.NONE:
        assert board(of, before).rows == tuple(
            msgspec.structs.replace(row, moved=Moved.NEW) for row in standings(of).rows
        )
        assert {row.member: row.points for row in board(of, before).rows} == {
            member: half_up(each, 2) for member, each in total.items()
        }


def test_two_thousand_members_over_twenty_questions() -> None:
    """The whole board from the beginning takes some 60 ms; the limit leaves room for slow machines."""
    answers = [
        {
            f"m{member}": Given(choices=((member * number) % 3,), took=member * 7, limit=20_000)
            for member in range(2_000)
        }
        for number in range(1, 21)
    ]
    of = sheet(*answers, scoring=Scoring.STREAK)
    standings(of)
    began = time.process_time()
    assert 2_000 == len(standings(of).rows)
    assert time.process_time() - began < 0.4
