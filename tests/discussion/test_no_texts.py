"""Where the platform does not show us what members write: words count for nothing, and nobody is told that they do."""

import pytest

from bot.discussion.counting import complete
from bot.discussion.events import Respond
from bot.prompts.model import Rules
from bot.testing.discussions import ANA, HOST, LONDON, WORDS, Talk, talk, typed

TAKES = "Message Content Intent"


def seminar(rules: str, **more: str) -> Talk:
    """Return a discussion with these rules where no texts are shown to us."""
    return talk(typed(rules=rules, **more), texts_take=TAKES)


def fields(of: Talk, key: str = "") -> dict[str, str]:
    """Return what stands on the card everybody sees, or on a private one."""
    card = of.value.whisper(key, HOST.member) if key else of.value.view()["top"]
    return {field.name: field.value for field in card.fields}


def test_a_post_counts_without_its_words() -> None:
    """Nobody can tell how many it has."""
    made = seminar("1 post, 50 words")
    made.post(ANA, None)
    assert complete(made.value, "ana")


def test_a_text_that_is_shown_all_the_same_is_not_measured() -> None:
    """Some are, such as those that mention us, and the members were promised nothing of the kind."""
    made = seminar("1 post, 50 words")
    reply = made.post(ANA, "Two words")
    assert ("", True) == (reply.refused, complete(made.value, "ana"))


def test_nobody_is_told_that_words_count() -> None:
    """Neither by the card nor by the own status."""
    made = seminar("1 post, 2 replies, 50 words, 20 words a reply")
    assert "word" not in fields(made)["What counts"]
    assert (Rules(posts=1, replies=2, reply_words=0), True) == (made.value.rules, made.value.uncounted)


def test_the_host_is_told_and_how_to_mend_it() -> None:
    """On the panel, in private."""
    assert TAKES in fields(seminar("1 post, 50 words"), "panel")["Words"]
    assert "Words" not in fields(seminar("1 post, 50 words"))


def test_where_nothing_mends_it_nothing_is_asked_for() -> None:
    """It is said that words do not count, and no more."""
    made = talk(typed(rules="1 post, 50 words"), texts_take="")
    assert "not counted" in fields(made, "panel")["Words"]
    assert "switch on" not in fields(made, "panel")["Words"]


@pytest.mark.parametrize("rules", ["1 post", "1 post, 2 replies", "1 post, 50 words, sealed"])
def test_where_no_words_are_asked_for_in_the_thread_there_is_nothing_to_say(rules: str) -> None:
    """Sealed answers come by a form, and their words are counted."""
    made = seminar(rules)
    assert ("Words" not in fields(made, "panel"), False) == (True, made.value.uncounted)


def test_of_a_sealed_prompt_the_answers_words_count_and_the_replies_do_not() -> None:
    """The answer is typed into our form; replies are written into the thread."""
    made = seminar("1 post, 1 reply, 50 words, sealed", replies_due="in 8 days")
    assert (Rules(1, 1, 50, 0, sealed=True), True) == (made.value.rules, made.value.uncounted)
    made.do(Respond("Too short"), ANA)
    assert not complete(made.value, "ana")


def test_where_texts_are_shown_words_count_as_ever() -> None:
    """A short post does not count."""
    made = talk(typed(rules="1 post, 50 words"), zone=LONDON)
    assert "short" == made.post(ANA, "Two words").refused
    made.post(ANA, WORDS)
    assert (True, False) == (complete(made.value, "ana"), made.value.uncounted)


def test_it_is_written_down_and_inherited() -> None:
    """An occurrence that follows asks for no words either, and its host is told so, too."""
    made = talk(
        typed(rules="1 post, 50 words", due="in 3 days", repeat="every monday 09:00 for 3 weeks"), texts_take=TAKES
    )
    made.until(made.value.wake_at or 0)
    assert made.value == made.thawed()
    (heir,) = made.value.heirs()
    assert (0, True, TAKES) == (heir.rules.words, heir.uncounted, heir.setup.texts_take)
