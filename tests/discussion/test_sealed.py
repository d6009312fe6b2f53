"""Sealed prompts (D6): nobody sees anything of others before an own answer that counts; then all at once."""

from collections.abc import Iterator

import pytest

from bot.discussion.events import (
    AnswerForm,
    AnswerHere,
    CloseDiscussion,
    DiscussionPanel,
    Excuse,
    GrantExtension,
    Highlight,
    Mute,
    Others,
    Reopen,
    Report,
    Respond,
    Reveal,
    Snooze,
    Status,
)
from bot.discussion.overview import choices_card, list_card, mine_card
from bot.discussion.private import LONGEST_ANSWER
from bot.kernel.card import Card
from bot.kernel.clock import HOUR, MINUTE, SECOND
from bot.kernel.event import Event, Tick
from bot.kernel.markup import plain
from bot.kernel.people import ENGINE, Actor
from bot.kernel.session import Reply
from bot.testing.discussions import ANA, BEN, CLEO, HOST, Talk, talk, typed
from bot.testing.texts import texts_of

SEALED = typed(rules="1 post, 5 words, sealed", late_until="mon 17:00")
SECRET = "unmistakable thoughts of mine alone"
WORDS = " ".join(["number"] * 37)
"""A number of words no other figure of the discussion can be mistaken for."""

EVERY_PRESS = (Status(), AnswerForm(), AnswerHere(), Others(), Others(1), Snooze(), Mute(), Respond("short"))
BY_HOSTS = (
    DiscussionPanel(), Report(), GrantExtension(), Excuse(), Highlight(), Highlight("ana", "good"), CloseDiscussion(),
)  # fmt: skip


def answered(*by: Actor) -> Talk:
    """Return a sealed discussion in which these have answered with 37 and five words of their own."""
    sealed = talk(SEALED)
    for seconds, each in enumerate(by):
        sealed.do(Respond(f"{SECRET} {each.member} {WORDS}"), each, sealed.at + seconds * SECOND)
    return sealed


def told(reply: Reply) -> str:
    """Return everything a reply says, files included."""
    files = b"".join(file.data for file in reply.card.files) if reply.card else b""
    return " ".join(texts_of(reply)) + files.decode()


def public(sealed: Talk) -> Iterator[Card]:
    """Yield every card that others get without asking."""
    yield from sealed.value.view().values()
    for key, news in sealed.value.whispers().items():
        yield from (sealed.value.whisper(key, member) for member in news.members)


# -- what others can get


def test_no_card_everybody_sees_tells_of_an_answer_or_its_author() -> None:
    """Before and after, the channel sees the same."""
    before, after = answered().value.view(), answered(ANA, BEN).value.view()
    assert before == after


def test_no_private_news_tells_of_an_answer() -> None:
    """Neither a reminder nor the host's report."""
    sealed = answered(ANA).until(talk(SEALED).value.dates.due - HOUR)
    texts = " ".join(text for card in public(sealed) for text in texts_of(card))
    files = "".join(file.data.decode() for card in public(sealed) for file in card.files)
    assert SECRET not in texts + files
    assert "42" not in plain(texts) + files


@pytest.mark.parametrize("press", EVERY_PRESS, ids=repr)
def test_who_has_not_answered_gets_nothing_by_any_press(press: Event) -> None:
    """Not the text, not how long it is, not who wrote it; exactly what they would get had nobody answered."""
    assert told(answered().do(press, CLEO)) == told(answered(ANA, BEN).do(press, CLEO))


def test_who_has_answered_too_briefly_has_not_answered() -> None:
    """A short answer is kept, and shows nothing."""
    sealed = answered(ANA)
    assert "5 words" in told(sealed.do(Respond("two words"), BEN))
    reply = sealed.do(Others(), BEN)
    assert "sealed" == reply.refused
    assert SECRET not in told(reply)


@pytest.mark.parametrize("card", [list_card, mine_card], ids=["list", "mine"])
def test_overviews_tell_nothing_of_others(card: object) -> None:
    """How many discussions, and how one stands oneself."""
    cards = []
    for sealed in (answered(), answered(ANA, BEN)):
        every = [(sealed.value, "")]
        cards.append(list_card(every, CLEO) if card is list_card else mine_card(every, "cleo", sealed.at, "en"))
    assert cards[0] == cards[1]
    assert SECRET not in str(choices_card([answered(ANA).value], "en"))


@pytest.mark.parametrize("press", BY_HOSTS, ids=repr)
def test_a_host_learns_who_has_answered_and_nothing_of_what(press: Event) -> None:
    """Neither the text nor how long it is, on no card, in no form and not in the CSV."""
    text = told(answered(ANA, BEN).do(press, HOST))
    assert SECRET not in text
    assert "42" not in text


def test_a_host_has_to_answer_like_everybody() -> None:
    """Or to reveal."""
    sealed = answered(ANA)
    assert "sealed" == sealed.do(Others(), HOST).refused
    sealed.do(Respond(f"{SECRET} of the host"), HOST)
    assert SECRET in plain(told(sealed.do(Others(), HOST)))


def test_where_there_is_a_gate_nothing_is_heard_before_it() -> None:
    """There is no thread before the reveal."""
    sealed = talk(SEALED, gated=True)
    assert not sealed.value.listens
    assert Reply() == sealed.post(ANA, SECRET)
    assert not sealed.value.posts


def test_who_writes_below_a_sealed_prompt_is_told_once_where_answers_go() -> None:
    """Everybody can read it; each message is told of once, whatever becomes of it."""
    sealed = talk(SEALED)
    assert sealed.value.listens
    told_of = [sealed.post(ANA, SECRET), sealed.edit("m1", "Other words", ANA), sealed.remove("m1"), sealed.post(ANA)]
    assert ["thread", "", "", "thread"] == [each.refused for each in told_of]
    assert "go through its button “Answer”" in told_of[0].text
    assert sealed.value == sealed.thawed()
    assert not sealed.value.posts


def test_what_was_written_below_a_sealed_prompt_never_counts() -> None:
    """Not after the reveal either, edited or read back; what is written after it does."""
    sealed = talk(SEALED)
    sealed.post(ANA, WORDS)
    sealed.after(MINUTE)
    sealed.do(Reveal("yes"))
    sealed.edit("m1", f"{WORDS} more", ANA)
    sealed.post(BEN, WORDS, at=sealed.at - SECOND)
    assert not sealed.value.posts
    sealed.after(MINUTE)
    sealed.post(ANA, WORDS)
    assert ["ana"] == list(sealed.value.posts)


# -- who has answered


def test_who_has_answered_sees_the_others_in_the_order_they_came() -> None:
    """And not their own."""
    sealed = answered(ANA, BEN, CLEO)
    text = plain(told(sealed.do(Others(), BEN)))
    assert text.index("Ana") < text.index("Cleo")
    assert f"{SECRET} ana" in text
    assert f"{SECRET} ben" not in text


def test_the_first_who_answers_is_told_that_nobody_else_has() -> None:
    """And can look again."""
    reply = answered(ANA).do(Others(), ANA)
    assert "Nobody else has answered yet" in told(reply)


def test_many_answers_come_in_pages() -> None:
    """Each can be turned to, back and forth; a page that is not there is the nearest."""
    sealed = talk(SEALED)
    for number in range(12):
        sealed.do(Respond(f"{SECRET} {number:02} " + "word " * 150), Actor(f"n{number}", f"N{number}"))
    sealed.do(Respond(SECRET), ANA)
    pages = [plain(told(sealed.do(Others(page), ANA))) for page in range(12)]
    assert all(sum(f"{SECRET} {number:02}" in page for page in dict.fromkeys(pages)) == 1 for number in range(12))
    assert pages[-1] == plain(told(sealed.do(Others(99), ANA)))
    assert pages[0] == plain(told(sealed.do(Others(-5), ANA)))


def test_an_answer_may_be_changed_until_its_author_has_looked() -> None:
    """From then on it stands (and the one that counts is the last)."""
    sealed = answered(ANA, BEN)
    assert "" == sealed.do(Respond(f"{SECRET} changed"), ANA).refused
    form = sealed.do(AnswerForm(), ANA).form
    assert form is not None
    assert f"{SECRET} changed" == form.inputs[0].value
    sealed.do(Others(), ANA)
    assert ["stands", "stands"] == [
        sealed.do(event, ANA).refused for event in (Respond(f"{SECRET} again"), AnswerForm())
    ]
    assert sealed.value == sealed.thawed()
    assert "stands" == sealed.thawed().handle(Respond(f"{SECRET} again"), ANA, sealed.at).reply.refused


def test_the_same_answer_sent_twice_is_one() -> None:
    """Delivered twice by the platform, it is acknowledged twice and kept once."""
    sealed = answered(ANA)
    once = sealed.value
    assert "kept" in told(sealed.do(Respond(f"{SECRET} ana {WORDS}"), ANA))
    assert once is sealed.value


def test_looking_again_changes_nothing() -> None:
    """That somebody has looked is one fact."""
    sealed = answered(ANA, BEN)
    sealed.do(Others(), ANA)
    looked = sealed.value
    sealed.do(Others(), ANA)
    assert looked is sealed.value


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "empty"), (" \n ", "empty"), ("x" * (LONGEST_ANSWER + 1), "too-long"), ("*\n" * 1400, "many-signs")],
)
def test_an_answer_that_cannot_be_shown_is_refused(text: str, code: str) -> None:
    """With a sentence that says what to do."""
    reply = answered().do(Respond(text), ANA)
    assert code == reply.refused
    assert reply.text


# -- the reveal


def test_at_the_due_date_everything_is_shown_once_in_the_thread() -> None:
    """Grace included; in the order they came, each on a card of its own."""
    sealed = answered(ANA, BEN)
    sealed.until(sealed.value.dates.due + 5 * MINUTE - 1)
    assert sealed.value.sealed
    assert "" == sealed.value.view()["top"].thread
    sealed.after(1)
    cards = [card for card in sealed.value.view().values() if card.title.endswith("answers")]
    assert ["Ana answers", "Ben answers"] == [card.title for card in cards]
    assert all(SECRET in plain(card.body) and card.under == "top" for card in cards)
    assert sealed.value.title == sealed.value.view()["top"].thread
    assert sealed.value.listens


def test_the_reveal_waits_for_no_roll() -> None:
    """It is not about anybody."""
    sealed = answered(ANA).until(talk(SEALED).value.dates.due - 2 * HOUR - 1)
    sealed.after(0)
    for wake in (sealed.value.dates.due - 2 * HOUR, sealed.value.dates.due + sealed.value.dates.grace):
        sealed.at = wake
        sealed.do(Tick(), ENGINE)
    assert sealed.value.roll_call is not None
    assert not sealed.value.sealed


def test_the_hosts_word_shows_them_early_and_once() -> None:
    """A second reveal is refused, as is one of a prompt that is not sealed."""
    sealed = answered(ANA)
    assert "" == sealed.do(Reveal("yes")).refused
    assert SECRET in plain(" ".join(text for card in public(sealed) for text in texts_of(card)))
    assert ["revealed", "not-sealed"] == [
        sealed.do(Reveal("yes")).refused,
        talk(typed(rules="1 post")).do(Reveal("yes")).refused,
    ]


def test_closing_shows_them_too() -> None:
    """Whoever wrote is read."""
    sealed = answered(ANA)
    sealed.do(CloseDiscussion(sure="yes"))
    sealed.answer_roll()
    assert "Ana answers" in [card.title for card in sealed.value.view().values()]


def test_a_late_answer_joins_the_others_and_counts_as_late() -> None:
    """Until the last date; its card comes after the others."""
    sealed = answered(ANA)
    sealed.until(sealed.value.dates.due + HOUR)
    sealed.do(Respond(f"{SECRET} late"), BEN)
    assert ["Ana answers", "Ben answers"] == [
        card.title for card in sealed.value.view().values() if card.title.endswith("answers")
    ]
    assert "stands" == sealed.do(Respond(f"{SECRET} other"), BEN).refused


def test_nothing_can_be_answered_after_the_end_but_by_who_has_more_time() -> None:
    """By their own dates."""
    sealed = answered()
    sealed.do(GrantExtension("ana", "in 30 days"))
    sealed.until(sealed.value.dates.end + HOUR)
    assert ["", "too-late"] == [sealed.do(Respond(f"{SECRET} mine"), by).refused for by in (ANA, BEN)]


def test_opened_again_it_stays_revealed() -> None:
    """What was seen cannot be unseen."""
    sealed = answered(ANA)
    sealed.until(sealed.value.dates.end + HOUR)
    sealed.do(Reopen("in 3 days"))
    assert not sealed.value.sealed
    assert "" == sealed.do(Respond(f"{SECRET} at last"), BEN).refused


def test_a_quoted_answer_keeps_its_lines_and_nothing_of_its_markup() -> None:
    """Paragraphs stay paragraphs, signs stay signs."""
    sealed = talk(SEALED)
    text = "one **two** three\n# four\n\n> five [six](https://evil.example)\\"
    sealed.do(Respond(text), ANA)
    sealed.do(Reveal("yes"))
    card = next(card for card in sealed.value.view().values() if card.title == "Ana answers")
    assert text.replace("\n\n", "\n") == plain(card.body)
