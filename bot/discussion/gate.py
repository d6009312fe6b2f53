"""The gate of a sealed prompt (D6): a private thread for those who have looked at the others' answers, where there are such.

They see there what the private pages show, as it stands, and may talk about it: what they write counts as it does in the thread
after the reveal, and never as an answer. From the reveal on the thread everybody sees takes its place.
What may never happen: somebody admitted who has not given an answer that counts, or whose answer may still be changed; anything
of an answer, before the reveal, on a card outside the gate.
"""

from collections.abc import Iterable
from typing import TypeVar

from msgspec.structs import replace

from bot.discussion.addressing import TOP, gate_slot
from bot.discussion.lines import gate_name, title_of
from bot.discussion.state import State
from bot.kernel.card import Card, Slot
from bot.kernel.clock import MINUTE, Instant
from bot.kernel.words import Words

S = TypeVar("S", bound=State)

GATE: Slot = "gate"
OVER: Slot = "gate-over"

AGAIN = MINUTE
"""Who looks again after so long is let in again, in case they have left; turning pages asks for nothing (milliseconds)."""


def let_in(state: S, member: str, at: Instant) -> S:
    """Return the value with `member`, who looks at the others' answers, admitted; the same one where that changes nothing."""
    last = state.gate.admitted.get(member)
    if not (state.setup.gated and state.sealed) or (last is not None and at < last + AGAIN):
        return state
    return replace(state, gate=replace(state.gate, admitted={**state.gate.admitted, member: at}))


def noticed(state: S) -> S:
    """Return the value after an answer was given or changed: another one where somebody else can see answers by now.

    An answer is a row of the ledger, and for rows alone nothing is painted again after a kill.
    """
    if state.sealed and not state.gate.admitted:
        return state
    return replace(state, gate=replace(state.gate, changes=state.gate.changes + 1))


def unsealed(state: S, at: Instant) -> S:
    """Return the value with all answers shown to everybody; nothing more is added in the gate."""
    inside = max((post.number for posts in state.posts.values() for post in posts), default=0)
    return replace(state, revealed=at, gate=replace(state.gate, inside=inside))


def gate_cards(state: State, answers: Iterable[tuple[int, str, Card]], say: Words) -> dict[Slot, Card]:
    """Return what stands in the private thread, in its order; nothing before anybody is admitted.

    `answers` are all answers by now, by number and member, in the order they came; those given before the reveal stand in there.
    """
    if not state.gate.admitted:
        return {}
    cards = {GATE: _gate(state, say)}
    for number, member, card in answers:
        if state.sealed or number <= state.gate.inside:
            cards[gate_slot(member)] = replace(card, under=GATE)
    if not state.sealed:
        over = say("🔒 All answers are open to everybody now. The conversation goes on in the thread of the prompt.")
        cards[OVER] = Card(body=over, under=GATE, points=TOP, session=state.id)
    return cards


def _gate(state: State, say: Words) -> Card:
    lines = [
        say(
            "You have answered, so here are the answers so far; more follow as they come. Yours cannot be changed any more."
        ),
        say(
            "What you write here counts like a post in the thread later on; reply to an answer to reply to its author."
        ),
        say(
            "Only those who have answered and looked at the others' answers are let in. Whoever manages the threads of this "
            "place can see it, too."
        ),
    ]
    return Card(
        title=say("🔓 Answers so far: {title}", title=title_of(state)),
        body="\n\n".join(lines),
        thread=gate_name(state),
        admits=state.gate.admitted,
        locked=not state.sealed,
        session=state.id,
    )
