"""The gate of a sealed prompt (D6): a private thread for those who have looked at the others' answers."""

import pytest
from msgspec.structs import replace

from bot.discussion.addressing import answer_id
from bot.discussion.counting import owed
from bot.discussion.events import (
    AnswerForm,
    CloseDiscussion,
    Excuse,
    GrantExtension,
    Others,
    Reopen,
    Respond,
    Reveal,
    Status,
)
from bot.discussion.gate import GATE, OVER
from bot.discussion.session import DiscussionKind
from bot.kernel.card import Card
from bot.kernel.clock import HOUR, MINUTE, SECOND
from bot.kernel.event import CaughtUp, Heard
from bot.kernel.markup import plain
from bot.kernel.message import Message
from bot.kernel.people import ENGINE, Actor
from bot.kernel.session import Reply
from bot.testing.discussions import ANA, BEN, CLEO, HOST, Talk, talk, typed
from bot.testing.texts import texts_of

SEALED = typed(rules="1 post, 1 reply, 3 words, sealed", replies_due="mon 17:00", late_until="mon 18:00")


def gated(*looked: Actor, answered: tuple[Actor, ...] = (ANA, BEN)) -> Talk:
    """Return a sealed discussion with a gate where these have answered, and of them these have looked."""
    sealed = talk(SEALED, gated=True)
    for by in answered:
        sealed.do(Respond(f"what {by.name} thinks"), by)
    for by in looked:
        sealed.do(Others(), by)
    return sealed


def behind(sealed: Talk) -> list[str]:
    """Return the titles of what stands behind the gate, which is where it should be; none without a gate."""
    cards = sealed.value.view()
    assert all(cards[card.under].admits is not None for card in cards.values() if card.under == GATE)
    return [card.title or plain(card.body) for slot, card in cards.items() if GATE in {slot, card.under}]


def admitted(sealed: Talk) -> list[str]:
    """Return who is admitted by now."""
    gate = sealed.value.view().get(GATE, Card())
    return sorted(gate.admits or ())


def told(reply: Reply) -> str:
    """Return everything a reply says."""
    return " ".join(texts_of(reply))


ANSWERS = ["🔓 Answers so far: Sleep and memory", "Ana answers", "Ben answers"]
ALL_OPEN = "🔒 All answers are open to everybody now. The conversation goes on in the thread of the prompt."


# -- who is let in


def test_there_is_no_gate_before_somebody_has_looked() -> None:
    """Neither the prompt nor an answer makes one."""
    assert ([], []) == (behind(gated(answered=())), behind(gated()))


def test_who_has_looked_is_admitted_to_the_answers_so_far() -> None:
    """Who has answered and not looked may still change theirs, and stays outside."""
    sealed = gated(ANA)
    assert (["ana"], ANSWERS) == (admitted(sealed), behind(sealed))
    assert "" == sealed.do(Respond("something else now"), BEN).refused
    assert "stands" == sealed.do(Respond("something else now"), ANA).refused


def test_who_is_admitted_is_told_of_the_thread() -> None:
    """Before they look and when they have."""
    sealed = gated()
    assert "private thread" in told(sealed.do(Respond("what Cleo thinks"), CLEO))
    assert "Answered: Sleep and memory" in plain(told(sealed.do(Others(), CLEO)))


@pytest.mark.parametrize("by", [CLEO, HOST])
def test_who_has_not_answered_is_not_let_in(by: Actor) -> None:
    """A host neither: they answer like everybody, or reveal."""
    sealed = gated(ANA)
    assert "sealed" == sealed.do(Others(), by).refused
    assert ["ana"] == admitted(sealed)
    sealed.do(Respond("too short"), by)
    sealed.do(Others(), by)
    assert ["ana"] == admitted(sealed)
    sealed.do(Respond("now long enough"), by)
    sealed.do(Others(), by)
    assert ["ana", by.member] == sorted(admitted(sealed))


@pytest.mark.parametrize("event", [Excuse("cleo"), GrantExtension("cleo", "in 20 days")])
def test_what_a_host_grants_lets_nobody_in(event: Excuse | GrantExtension) -> None:
    """Who owes nothing has not answered either."""
    sealed = gated(ANA)
    sealed.do(event)
    assert "sealed" == sealed.do(Others(), CLEO).refused
    assert ["ana"] == admitted(sealed)


def test_who_looks_again_later_is_let_in_again() -> None:
    """They may have left the thread; turning pages is not looking again."""
    sealed = gated(ANA)
    before = sealed.value
    sealed.at += 10 * SECOND
    sealed.do(Others(1), ANA)
    assert before is sealed.value
    sealed.at += MINUTE
    sealed.do(Others(), ANA)
    gates = [value.view()[GATE].admits or {} for value in (before, sealed.value)]
    assert gates[0]["ana"] < gates[1]["ana"] == sealed.at


def test_a_prompt_that_is_not_sealed_has_no_gate() -> None:
    """Everybody sees its thread."""
    open_ = talk(typed(rules="1 post"), gated=True)
    open_.post(ANA)
    open_.do(Others(), ANA)
    assert [] == behind(open_)


def test_there_is_no_gate_where_there_are_no_private_threads() -> None:
    """Looking is what it was: a private card and a fact."""
    sealed = talk(SEALED)
    for by in (ANA, BEN):
        sealed.do(Respond(f"what {by.name} thinks"), by)
    kind = DiscussionKind()
    before = kind.freeze(sealed.value)
    sealed.do(Others(), ANA)
    assert {"top"} == set(sealed.value.view())
    assert before == kind.freeze(sealed.value)
    assert "thread" not in " ".join(texts_of(sealed.value.view()["top"]))


# -- what stands there


def test_an_answer_stands_there_as_it_is_by_now() -> None:
    """Late ones and those written anew, in the order they came."""
    sealed = gated(ANA)
    sealed.do(Respond("what Cleo thinks"), CLEO)
    sealed.do(Respond("something quite different now"), BEN)
    assert [*ANSWERS, "Cleo answers"] == behind(sealed)
    texts = [plain(card.body) for card in sealed.value.view().values() if card.under == GATE]
    assert ["what Ana thinks", "something quite different now", "what Cleo thinks"] == texts


def test_everything_new_there_is_painted_again_after_a_kill() -> None:
    """An answer is a row of the ledger, and rows alone are not looked at again: what is written down changes, too."""
    kind, sealed = DiscussionKind(), gated(ANA)
    written = [kind.freeze(sealed.value)]
    for event, by in ((Respond("what Cleo thinks"), CLEO), (Respond("something else now"), BEN), (Others(), BEN)):
        sealed.do(event, by)
        written.append(kind.freeze(sealed.value))
    assert len(written) == len(set(written))


def test_the_channel_sees_the_same_with_and_without_a_gate() -> None:
    """Nothing public tells that somebody has answered or looked."""

    def public(sealed: Talk) -> dict[str, Card]:
        return {slot: card for slot, card in sealed.value.view().items() if GATE not in {slot, card.under}}

    assert public(gated(answered=())) == public(gated(ANA, BEN))


def test_the_prompt_says_who_sees_what() -> None:
    """That there is a gate, and who else can look into it."""
    text = plain(" ".join(texts_of(gated().value.view()["top"])))
    assert "meet in a private thread" in text
    assert "whoever manages the threads" in text


# -- what is written there


def test_a_reply_to_an_answer_counts_as_a_reply_to_its_author() -> None:
    """As it does in the thread after the reveal, and it stays counted then."""
    sealed = gated(ANA, BEN)
    (slot,) = [slot for slot, card in sealed.value.view().items() if card.title == "Ben answers"]
    assert "Complete" in told(sealed.post(ANA, "I see it otherwise", slot=slot))
    assert (0, 0) == owed(sealed.value, "ana")
    (post,) = [post for post in sealed.value.posts["ana"] if not post.number]
    assert (answer_id("ben"), ("ben",)) == (post.answers, post.to)
    assert sealed.value == sealed.thawed()
    sealed.do(Reveal("yes"))
    assert (0, 0) == owed(sealed.value, "ana")


def test_nothing_written_there_is_taken_for_an_answer() -> None:
    """It changes none, and is shown to nobody as one."""
    sealed = gated(ANA)
    before = behind(sealed)
    sealed.post(ANA, "This is no answer of mine")
    own = sealed.value.answer_of("ana")
    assert own is not None
    assert ("what Ana thinks", before) == (own.text, behind(sealed))


def test_nothing_is_heard_before_there_is_a_gate() -> None:
    """There is no thread to write in."""
    sealed = gated()
    assert not sealed.value.listens
    sealed.do(Heard(Message("x", "ana", "Ana", sealed.at, "Where is this?")), ANA)
    assert all(post.number for posts in sealed.value.posts.values() for post in posts)


def test_posts_found_afterwards_are_not_spoken_of_in_public_before_the_reveal() -> None:
    """How much is written there is nobody else's business; at the reveal it is said."""
    sealed = gated(ANA)
    sealed.do(Heard(Message("x", "ana", "Ana", sealed.at, "While you were away"), missed=True), ANA)
    sealed.do(CaughtUp(None), ENGINE)
    assert "missed" not in sealed.value.view()
    sealed.do(Reveal("yes"))
    assert "1 post recovered" in plain(sealed.value.view()["missed"].body)


def test_who_removes_an_own_message_there_owes_it_again() -> None:
    """As everywhere."""
    sealed = gated(ANA, BEN)
    sealed.post(ANA, "I see it otherwise", to=answer_id("ben"))
    sealed.remove("m1")
    assert (0, 1) == owed(sealed.value, "ana")


# -- the end


@pytest.mark.parametrize("end", ["reveal", "due", "close"])
def test_at_the_reveal_the_gate_says_where_it_goes_on_and_is_closed(end: str) -> None:
    """What stood there stays, and everything is published where everybody sees it."""
    sealed = gated(ANA)
    assert not sealed.value.view()[GATE].locked
    match end:
        case "reveal":
            sealed.do(Reveal("yes"))
        case "due":
            sealed.until(sealed.value.dates.due + 5 * MINUTE)
        case _:
            sealed.do(CloseDiscussion(sure="yes"))
            sealed.answer_roll()
    cards = sealed.value.view()
    assert [*ANSWERS, ALL_OPEN] == behind(sealed)
    assert (True, "top") == (cards[GATE].locked, cards[OVER].points)
    assert ANSWERS[1:] == [card.title for card in cards.values() if card.under == "top" and card.title]
    assert end == "close" or not cards["top"].locked


def test_without_a_gate_there_is_nothing_to_close() -> None:
    """Nobody had looked before the reveal; who looks now is let in nowhere."""
    sealed = gated()
    sealed.do(Reveal("yes"))
    sealed.do(Others(), ANA)
    assert [] == behind(sealed)


def test_after_the_reveal_nobody_is_let_in_and_nothing_is_added() -> None:
    """A late answer stands in the thread everybody sees; opened again it stays so."""
    sealed = gated(ANA)
    sealed.until(sealed.value.dates.due + HOUR)
    before = behind(sealed)
    sealed.do(Respond("what Cleo thinks"), CLEO)
    for by in (BEN, CLEO):
        sealed.do(Others(), by)
    assert (["ana"], before) == (admitted(sealed), behind(sealed))
    assert "Cleo answers" in [card.title for card in sealed.value.view().values() if card.under == "top"]
    sealed.until(sealed.value.dates.end + HOUR)
    sealed.do(Reopen("in 3 days"))
    sealed.do(Others(), BEN)
    assert (["ana"], before, True) == (admitted(sealed), behind(sealed), sealed.value.view()[GATE].locked)


def test_a_gate_is_written_down_and_read_back() -> None:
    """Open and closed."""
    sealed = gated(ANA, BEN)
    assert (sealed.value, sealed.value.view()) == (sealed.thawed(), sealed.thawed().view())
    sealed.do(Reveal("yes"))
    sealed.do(Respond("what Cleo thinks"), CLEO)
    assert (sealed.value, sealed.value.view()) == (sealed.thawed(), sealed.thawed().view())


def test_what_was_written_down_before_there_were_gates_has_none() -> None:
    """Who looked then was let in nowhere, and is not dragged into a thread unasked."""
    sealed = talk(SEALED)
    sealed.do(Respond("what Ana thinks"), ANA)
    sealed.do(Others(), ANA)
    assert {"top"} == set(sealed.thawed().view())


def test_the_next_occurrence_begins_with_a_closed_gate() -> None:
    """Nobody has answered that one."""
    weekly = talk(replace(SEALED, opens="tue 9:00", due="in 2 days", replies_due="", late_until="", rules="1 post, sealed",
                          repeat="every tue 09:00 for 3 weeks"), gated=True)  # fmt: skip
    weekly.until(weekly.value.dates.opens or 0)
    weekly.do(Respond("what Ana thinks"), ANA)
    weekly.do(Others(), ANA)
    (heir,) = weekly.value.heirs()
    assert (True, {}) == (heir.setup.gated, dict(heir.gate.admitted))


@pytest.mark.parametrize("event", [AnswerForm(), Status()])
def test_other_controls_let_nobody_in(event: AnswerForm | Status) -> None:
    """Only looking does."""
    sealed = gated()
    sealed.do(event, ANA)
    assert [] == admitted(sealed)
