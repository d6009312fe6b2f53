"""Buttons: an event spelled, read back, and filled in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.errors import Unreadable
from bot.kernel.event import LONGEST_PRESS, Event, fill, read_press, spell_press
from bot.quiz.events import Accept, Answer, Ask, Begin, Join, Start, Team
from bot.testing.events import EVERY_EVENT

TAGGED = [event for event in EVERY_EVENT if type(event) is not Event]


@pytest.mark.parametrize("event", TAGGED, ids=repr)
def test_what_is_spelled_is_read_back(event: Event) -> None:
    """A token is the event it means, or too long to be a button."""
    try:
        token = spell_press("abcdefghij", event)
    except ValueError:
        return
    assert len(token) <= LONGEST_PRESS
    assert ("abcdefghij", event) == read_press(token)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=30))
def test_any_team_is_spelled_and_read_back_or_too_long(team: str) -> None:
    """Whatever is in a text, a token gives it back whole."""
    try:
        token = spell_press("abcdefghij", Join(team))
    except ValueError:
        return
    assert ("abcdefghij", Join(team)) == read_press(token)


def test_a_token_of_no_event_is_unreadable() -> None:
    """The events of the engine, and those without a tag, come from nobody outside."""
    for token in ('abc["Tick"]', 'abc["Interrupted",5]', 'abc["Shown","asking 0"]', "abc[]", 'abc{"a":1}', "abc", ""):
        with pytest.raises(Unreadable):
            read_press(token)


def test_filling_in_reads_texts_as_their_types() -> None:
    """What a form or a select sends as text becomes the type of the field."""
    assert Answer(3, (0, 2)) == fill(Answer(3), {"choices": ["0", "2"]})
    assert Ask("Why?", seconds=45) == fill(Ask(), {"question": "Why?", "seconds": "45"})
    assert Accept("12", 2) == fill(Accept("", 2), {"text": "12"})
    assert Begin() == fill(Begin(), {})


@pytest.mark.parametrize(
    ("event", "values", "said"),
    [
        (Ask(), {"seconds": "400"}, "5 to 300"),
        (Ask(), {"seconds": ""}, "whole number"),
        (Start(deck="x"), {"start": "soon"}, "lobby"),
        (Answer(0), {"choices": ["first"]}, "choices"),
        (Team("red"), {"colour": "blue"}, "no such field"),
    ],
)
def test_what_does_not_fit_says_what_is_wanted(event: Event, values: dict[str, object], said: str) -> None:
    """The field and what it takes, in words."""
    with pytest.raises(Unreadable) as caught:
        fill(event, values)
    assert said in str(caught.value)
    assert "`" not in str(caught.value)
