"""The quiz under random events at random times: what holds whatever happens."""

from itertools import permutations
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from msgspec.structs import replace

from bot.decks.model import Kind, Question, Scoring
from bot.kernel.event import Back, Event, Interrupted, Left, Shown, Signal, Tick, read_press, spell_press
from bot.kernel.people import ENGINE, Actor
from bot.kernel.session import Reply
from bot.quiz.events import (
    Accept,
    Accommodate,
    Answer,
    AnswerText,
    Begin,
    Close,
    End,
    Extend,
    Join,
    Mine,
    Next,
    OpenForm,
    Panel,
    Pause,
    Remove,
    Resume,
    Skip,
    Team,
    Void,
)
from bot.quiz.phases import Asking, Finished, Lobby, Paused, Revealed
from bot.quiz.session import Quiz, QuizKind
from bot.testing.decks import ONE_OF_EACH, a_deck
from bot.testing.quizzes import HOST, Game, lobby
from bot.testing.texts import presses, texts_of

SECRET = "ZZSECRET"
DECK = a_deck(
    *(
        replace(
            question,
            explanation=SECRET,
            choices=tuple(replace(choice, comment=SECRET) for choice in question.choices),
            accepted=tuple(replace(form, text=f"{SECRET} {form.text}") for form in question.accepted),
            ranges=tuple(replace(span, least=31337, most=31338) for span in question.ranges),
        )
        for question in ONE_OF_EACH
    )
)
KIND = QuizKind()
MEMBERS = tuple(Actor(name, name.title()) for name in ("ana", "ben", "cleo", "dan"))
members = st.sampled_from(MEMBERS)
TYPED = st.sampled_from(("A", "b", "c a", "ABCD", "DCBA", "Mars", f"{SECRET} Mars", "31337", "7 °C", "", "nonsense"))


class Course(RuleBasedStateMachine):
    """People and the engine do anything at any time; after each step the rules still hold."""

    @initialize(
        scoring=st.sampled_from(Scoring),
        reading=st.sampled_from((0, 3)),
        answers=st.sampled_from(("locked", "change")),
        early=st.sampled_from(("auto", "on", "off")),
        pace=st.sampled_from((0, 5)),
        teams=st.sampled_from(("", "Red,Blue")),
        factors=st.dictionaries(st.sampled_from(("ana", "cleo")), st.sampled_from((1.5, 3.0))),
        kinds=st.lists(st.sampled_from(DECK.questions), min_size=1, max_size=4),
        shuffle=st.sampled_from(("none", "both")),
        joined=st.lists(members, max_size=3, unique_by=lambda by: by.member).map(tuple),
        begun=st.sampled_from((True, True, True, False)),
    )
    def opens(self, kinds: list[Question], *, begun: bool, **options: Any) -> None:
        """A host opens a quiz, and mostly begins it."""
        self.game: Game = lobby(a_deck(*kinds), **options)
        if begun:
            self.happens(Begin(), HOST)
            self.game.confirm()

    # -- what happens

    def happens(self, event: Event | Signal, by: Actor, late: int = 0) -> Reply:
        """Let `event` happen, dated `late` ms before its delivery; a refusal must leave the very same object."""
        before, facts = self.game.quiz, len(self.game.facts)
        reply = self.game.do(event, by, at=self.game.at - late)
        if reply.refused:
            assert before is self.game.quiz
            assert facts == len(self.game.facts)
            assert reply.text
        return reply

    @rule(by=members, team=st.sampled_from(("", "red", "Blue", "Green")))
    def joins(self, by: Actor, team: str) -> None:
        """Somebody joins, perhaps a team."""
        self.happens(Join(team), by)

    @rule(by=members, number=st.integers(0, 11), late=st.sampled_from((0, 0, 0, 900, 3_000)))
    def answers(self, by: Actor, number: int, late: int) -> None:
        """Somebody answers the question on the table as it wants to be answered."""
        table = self.game.quiz.table
        if table is not None:
            self.happens(fitting(self.game.quiz, table.position, number), by, late)

    @rule(
        by=members,
        choices=st.lists(st.integers(-1, 5), max_size=5).map(tuple),
        late=st.sampled_from((0, 0, 900, 3_000)),
    )
    def presses(self, by: Actor, choices: tuple[int, ...], late: int) -> None:
        """Somebody presses a letter of the question on the table."""
        table = self.game.quiz.table
        self.happens(Answer(table.position if table else 0, choices), by, late)

    @rule(by=members, text=TYPED)
    def types(self, by: Actor, text: str) -> None:
        """Somebody answers by command."""
        self.happens(AnswerText(text), by)

    @rule(by=members, position=st.integers(-1, 5), text=TYPED)
    def presses_an_old_button(self, by: Actor, position: int, text: str) -> None:
        """Somebody answers a question that may not be the one on the table."""
        self.happens(Answer(position, text=text), by)
        self.happens(OpenForm(position), by)

    @rule(
        event=st.sampled_from(
            (Begin(), Pause(), Resume(), Extend(7), Skip(), Close(), Next(), Panel(), Void(), Void(2))
        )
    )
    def controls(self, event: Event) -> None:
        """A host controls."""
        self.happens(event, HOST)

    @rule(by=members, event=st.sampled_from((Begin(), End(), Void(), Panel(), Mine(), Team("red", "ben"))))
    def meddles(self, by: Actor, event: Event) -> None:
        """A learner presses what is a host's."""
        reply = self.happens(event, by)
        assert isinstance(event, Mine) or reply.refused

    @rule(
        event=st.one_of(
            st.builds(Remove, members.map(lambda by: by.member)),
            st.builds(Accommodate, members.map(lambda by: by.member), st.sampled_from((1.0, 1.5, 4.0))),
            st.builds(Accept, TYPED, st.integers(0, 4)),
            st.builds(Team, st.sampled_from(("red", "blue")), members.map(lambda by: by.member)),
        )
    )
    def corrects(self, event: Event) -> None:
        """A host sets something right."""
        self.happens(event, HOST)

    @precondition(lambda self: 0 < self.game.quiz.reached == self.game.quiz.length - 1)
    @rule()
    def ends(self) -> None:
        """A host has had enough."""
        self.happens(End(), HOST)

    @rule(milliseconds=st.sampled_from((0, 1, 999, 1_000, 5_000, 20_000, 60_000)))
    def time_goes_by(self, milliseconds: int) -> None:
        """Nobody looks at the clock for a while."""
        self.game.at += milliseconds

    @rule()
    def confirms(self) -> None:
        """The platform confirms what stands there."""
        self.game.confirm()

    @rule(mark=st.sampled_from(("reading 0", "asking 0", "asking 1", "")))
    def confirms_anything(self, mark: str) -> None:
        """The platform confirms what was long gone."""
        self.happens(Shown(mark), ENGINE)

    @rule(leaves=st.sampled_from((False, False, False, False, True)), back=st.booleans())
    def is_dismissed(self, *, leaves: bool, back: bool) -> None:
        """The workspace removes us, and perhaps lets us in again: it is over, and nobody is told."""
        if leaves:
            self.happens(Left(), ENGINE)
            assert (True, {}) == (self.game.quiz.over, dict(self.game.quiz.whispers()))
        if back:
            self.happens(Back(), ENGINE)
            assert not self.game.quiz.dismissed

    @rule(down=st.sampled_from((0, 700, 100_000)))
    def is_interrupted(self, down: int) -> None:
        """The program was down."""
        self.game.at += down
        self.happens(Interrupted(self.game.at - down), ENGINE)

    @rule()
    def ticks(self) -> None:
        """It is woken, whether or not it asked to be."""
        self.happens(Tick(), ENGINE)

    @precondition(lambda self: not isinstance(self.game.phase, Lobby | Paused))
    @rule()
    def is_woken(self) -> None:
        """A tick at the hour it asked for moves that hour, or ends it."""
        before = self.game.quiz.wake_at
        self.game.tick()
        assert before is None or self.game.quiz.over or before != self.game.quiz.wake_at

    @precondition(lambda self: isinstance(self.game.phase, Asking))
    @rule(
        who=st.permutations(MEMBERS),
        numbers=st.lists(st.integers(0, 11), min_size=2, max_size=3),
        at_the_end=st.booleans(),
    )
    def at_one_instant(self, who: list[Actor], numbers: list[int], *, at_the_end: bool) -> None:
        """Answers of several members at one instant, and a tick among them, lead to the same scores in any order."""
        quiz, at = self.game.quiz, self.game.at
        if at_the_end and quiz.wake_at is not None:
            at = quiz.wake_at
        position = quiz.phase.position  # type: ignore[union-attr]  # asking, as the precondition says
        steps: list[tuple[Event | Signal, Actor]] = [
            (fitting(quiz, position, number), by) for by, number in zip(who, numbers, strict=False)
        ]
        ends = {_scores(quiz, order, at) for order in permutations((*steps, (Tick(), ENGINE)))}
        assert 1 == len(ends)

    # -- what holds

    @invariant()
    def nothing_secret_is_public(self) -> None:
        """No explanation, comment or accepted answer of a question stands in public before its reveal."""
        quiz = self.game.quiz
        shown = {slot: " ".join(texts_of(card)) for slot, card in quiz.view().items()}
        revealed = {f"q{position}" for position in quiz.played} | {"end"}
        for slot, text in shown.items():
            if slot not in revealed:
                assert SECRET not in text
                assert "✅" not in text
                assert "31337" not in text

    @invariant()
    def every_button_spells(self) -> None:
        """Every control fits a token and comes back from it."""
        quiz = self.game.quiz
        for card in (*quiz.view().values(), quiz.whisper("panel", "host")):
            for press in presses(card):
                assert (quiz.id, press) == read_press(spell_press(card.session, press))

    @invariant()
    def what_is_written_is_what_stands(self) -> None:
        """Content, state and facts read back are the value, and give the same cards and hour."""
        quiz = self.game.quiz
        facts = {(fact.item, fact.member): fact for fact in self.game.facts}
        thawed = KIND.thaw(KIND.content(quiz), KIND.freeze(quiz), facts.values())
        assert quiz == thawed
        assert (quiz.wake_at, KIND.freeze(quiz)) == (thawed.wake_at, KIND.freeze(thawed))
        assert _without_orders(quiz.view()) == _without_orders(thawed.view())
        for key, news in quiz.whispers().items():
            if key != "results":
                for member in news.members:
                    assert quiz.whisper(key, member).body == thawed.whisper(key, member).body

    @invariant()
    def private_news_can_be_told(self) -> None:
        """Every whisper has a card for each of its members."""
        quiz = self.game.quiz
        for key, news in quiz.whispers().items():
            if key != "results":
                assert all(quiz.whisper(key, member) for member in news.members)

    @invariant()
    def a_running_quiz_wants_to_be_woken(self) -> None:
        """No phase but the last two can be forgotten."""
        assert (self.game.quiz.wake_at is None) == self.game.quiz.over

    def teardown(self) -> None:
        """Left to the clock alone, with every post confirmed, it comes to an end."""
        if not hasattr(self, "game"):
            return
        for _ in range(100):
            if self.game.quiz.over:
                break
            self.game.confirm()
            self.game.tick()
        assert self.game.quiz.over
        self.game.quiz.view()
        if isinstance(self.game.phase, Finished) and self.game.quiz.played:
            assert self.game.quiz.whisper("results", "host").files


def fitting(quiz: Quiz, position: int, number: int) -> Answer:
    """Return the `number`-th of the answers that the question takes."""
    question = quiz.question(position)
    count = len(question.choices)
    match question.kind:
        case Kind.SEVERAL:
            return Answer(position, tuple(i for i in range(count) if (number + 1) >> i & 1) or (0,))
        case Kind.ORDERING:
            return Answer(position, tuple((i + number) % count for i in range(count)))
        case Kind.TYPED | Kind.NUMBER:
            return Answer(position, text=(f"{SECRET} Mars", "Venus", "31337", "31338 °C", "7")[number % 5])
        case _:
            return Answer(position, (number % count,))


def _scores(quiz: Quiz, steps: tuple[tuple[Event | Signal, Actor], ...], at: int) -> str:
    """Return what everybody has after `steps` at one instant, once the question is closed."""
    for event, by in steps:
        quiz = quiz.handle(event, by, at).state
    if isinstance(quiz.phase, Asking):
        quiz = quiz.handle(Close(), HOST, at).state
    if not isinstance(quiz.phase, Revealed):
        return "not revealed"
    scores = quiz.course[-1].scores
    return repr(sorted(scores.items())) + repr(sorted(quiz.given(quiz.reached).items()))


def _without_orders(view: object) -> object:
    """Return a view to compare: names stand in the order of joining, which a change of team alters in the store."""
    return {slot: replace(card, fields=()) if slot == "top" else card for slot, card in view.items()}  # type: ignore[attr-defined]


TestCourse = Course.TestCase
TestCourse.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
