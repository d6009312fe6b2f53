"""A live quiz as the engine sees it: the value, its rules, its cards, and how it is written down."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

import msgspec
from msgspec import Struct

from bot.decks.model import Deck
from bot.kernel.card import Card, Slot
from bot.kernel.clock import Instant
from bot.kernel.event import Event, Signal
from bot.kernel.people import Actor, Place
from bot.kernel.session import Fact, Turn, Whisper
from bot.quiz import live, private, view
from bot.quiz.model import Given, Player, once, shared
from bot.quiz.phases import Lobby, Phase
from bot.quiz.state import Run, Setup, State


class Quiz(State, frozen=True, dict=True, kw_only=True):
    """A live quiz; see `bot.kernel.session.Session` for what each method owes the engine."""

    @property
    def host(self) -> str:
        """The member who opened it."""
        return self.setup.host

    @property
    def language(self) -> str:
        """The language of its public texts."""
        return self.run.language

    @property
    def listens(self) -> bool:
        """Not to anything: answers come by buttons, forms and commands."""
        return False

    @property
    def roll_call(self) -> None:
        """None: whoever answers takes part."""

    def heirs(self) -> "tuple[Quiz, ...]":
        """Return none: a quiz is opened by a host."""
        return ()

    def handle(self, event: Event | Signal, by: Actor, at: Instant) -> "Turn[Quiz]":
        """Return what `event` leads to."""
        turn = live.handle(self, event, by, at)
        if turn.state is not self:
            turn.state.follow(self)
        return turn

    def view(self) -> Mapping[Slot, Card]:
        """Return every public message it owns."""
        return view.view(self)

    def whispers(self) -> Mapping[str, Whisper]:
        """Return the private news there is by now."""
        return private.whispers(self)

    def whisper(self, key: str, member: str) -> Card:
        """Return the private card of `member` for a key of `whispers`."""
        return private.whisper(self, key, member)


class _Content(Struct, frozen=True):
    """The setup, with the deck as its own JSON, so that a thousand runs of one deck share one value."""

    id: str
    place: Place
    deck: msgspec.Raw
    run: Run
    order: tuple[int, ...]
    layouts: tuple[tuple[int, ...], ...]
    host: str
    host_name: str
    opened: Instant
    seed: str = ""
    rings: bool = True


class _State(Struct, frozen=True, omit_defaults=True):
    """What changes, as it is written down. A field may be added with a default, never renamed or removed."""

    phase: Phase = Lobby()
    voided: tuple[int, ...] = ()
    skipped: tuple[int, ...] = ()
    removed: tuple[str, ...] = ()
    accepted: dict[int, tuple[str, ...]] = {}
    factors: dict[str, float] = {}
    panels: tuple[str, ...] = ()
    dismissed: bool = False
    quiet: bool = False


class QuizKind:
    """How a live quiz is written down (`bot.kernel.session.Kind`)."""

    name = "quiz"
    sole = True

    def content(self, session: Quiz) -> bytes:
        """Return what is played."""
        setup = session.setup
        deck = msgspec.Raw(msgspec.json.encode(setup.deck))
        fields = {field: getattr(setup, field) for field in setup.__struct_fields__} | {"deck": deck}
        return msgspec.json.encode(_Content(**fields))

    def freeze(self, session: Quiz) -> bytes:
        """Return where it stands, without joins and answers."""
        return msgspec.json.encode(
            _State(
                phase=session.phase,
                voided=tuple(sorted(session.voided)),
                skipped=tuple(sorted(session.skipped)),
                removed=tuple(sorted(session.removed)),
                accepted=dict(sorted(session.accepted.items())),
                factors=dict(sorted(session.factors.items())),
                panels=session.panels,
                dismissed=session.dismissed,
                quiet=session.quiet,
            )
        )

    def thaw(self, content: bytes, state: bytes, facts: Iterable[Fact]) -> Quiz:
        """Return the quiz with its roster and answers read from the facts."""
        written = msgspec.json.decode(content, type=_Content)
        fields = {field: getattr(written, field) for field in written.__struct_fields__}
        layouts = once(tuple(once(layout) for layout in written.layouts))
        setup = Setup(**fields | {"deck": _deck(bytes(written.deck)), "order": once(written.order), "layouts": layouts})
        stands = msgspec.json.decode(state, type=_State)
        roster, answers = _joined(facts)
        return Quiz(
            setup=setup,
            phase=stands.phase,
            voided=frozenset(stands.voided),
            skipped=frozenset(stands.skipped),
            removed=frozenset(stands.removed),
            accepted=stands.accepted,
            factors=stands.factors,
            panels=stands.panels,
            dismissed=stands.dismissed,
            quiet=stands.quiet,
            roster=roster,
            answers=answers,
        )


def _joined(facts: Iterable[Fact]) -> tuple[dict[str, Player], dict[int, dict[str, Given]]]:
    roster: dict[str, Player] = {}
    answers: dict[int, dict[str, Given]] = {}
    members: dict[str, str] = {}
    for fact in facts:
        member = members.setdefault(fact.member, fact.member)
        if fact.item == "join":
            roster[member] = _read_player(fact.data)
        else:
            answers.setdefault(int(fact.item[1:]), {})[member] = shared(_read_given(fact.data))
    return roster, answers


_read_player = msgspec.json.Decoder(Player).decode
_read_given = msgspec.json.Decoder(Given).decode


@lru_cache(maxsize=256)
def _deck(written: bytes) -> Deck:
    return msgspec.json.decode(written, type=Deck)
