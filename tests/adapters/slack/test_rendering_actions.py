"""What a control carries, and how a card's words are told on Slack."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.slack.rendering.action_ids import Pressed, Spelling, read_action, read_block, spell_block
from adapters.slack.rendering.blocks import rows, select
from adapters.slack.rendering.messages import message
from adapters.slack.rendering.wording import worded
from bot.kernel.card import Button, Card, Field, Option, Select, Tone
from bot.quiz.events import Answer, Join, Panel

CHOOSE = Select("Choose", (Option("One", "1"), Option("Two", "2")), Answer(0), "choices", least=1, most=2)


def test_a_control_means_its_event() -> None:
    """Its id is the token; the second one of a message that means the same is numbered."""
    ids = Spelling()
    first, second = ids.of("abcdefghij", Panel()), ids.of("abcdefghij", Panel())
    assert ('abcdefghij["panel"]', 'abcdefghij["panel"]#2') == (first, second)
    assert Pressed('abcdefghij["panel"]') == read_action({"action_id": first}) == read_action({"action_id": second})


@given(st.text(max_size=40), st.integers(1, 3))
def test_any_event_is_read_back(team: str, times: int) -> None:
    """Whatever stands in an event, and however often it is offered."""
    ids = Spelling()
    try:
        spelled = [ids.of("abcdefghij", Join(team=team)) for _ in range(times)][-1]
    except (ValueError, UnicodeEncodeError):
        return
    assert Join(team=team) == pressed_event(spelled)


def pressed_event(action_id: str) -> object:
    """Return the event that an id means."""
    from bot.kernel.event import read_press  # noqa: PLC0415 - for this alone

    return read_press(read_action({"action_id": action_id}).token)[1]


def test_a_select_tells_its_field_and_values() -> None:
    """Of one and of several; of none when everything was taken away."""
    (row,) = select(CHOOSE, "abcdefghij", Spelling())
    (made,) = row["elements"]
    assert ("multi_static_select", 2) == (made["type"], made["max_selected_items"])
    token = 'abcdefghij["a",0,[],""]'
    both = {"action_id": made["action_id"], "selected_options": [{"value": "2"}, {"value": "1"}]}
    one = {"action_id": made["action_id"], "selected_option": {"value": "1"}}
    assert Pressed(token, "choices", ("2", "1")) == read_action(both)
    assert Pressed(token, "choices", ("1",)) == read_action(one)
    assert Pressed(token, "choices", ()) == read_action({"action_id": made["action_id"], "selected_options": []})


def test_what_is_none_of_ours_is_its_own_token() -> None:
    """The front door does not read it, and says so."""
    assert [Pressed(""), Pressed("x"), Pressed("-#2")] == [
        read_action({"action_id": each}) for each in ("", "x", "-#2")
    ]
    assert Pressed("") == read_action({})


@given(st.text(max_size=400), st.integers(1, 99))
def test_a_block_tells_its_private_message(keep: str, number: int) -> None:
    """By its id, which is short enough and says nothing else."""
    spelled = spell_block(keep, number)
    assert len(spelled) <= 255
    assert keep[:240] == read_block(spelled)[:240]


@pytest.mark.parametrize(
    ("tones", "styles"),
    [
        ("main", ["primary"]),
        ("main plain", ["primary", None]),
        ("main main", [None, None]),
        ("main good danger", [None, "primary", "danger"]),
        ("good good", [None, None]),
    ],
)
def test_one_button_is_the_main_one(tones: str, styles: list[str | None]) -> None:
    """Where several could be, none is; what destroys is always told apart."""
    buttons = [Button(tone, Answer(number), Tone(tone)) for number, tone in enumerate(tones.split())]
    (row,) = rows(buttons, "abcdefghij", Spelling())
    assert styles == [each.get("style") for each in row["elements"]]


def test_a_label_that_is_too_long_stands_whole_in_the_text() -> None:
    """Slack shows 75 characters of it at most."""
    label = "A label of eighty characters, which is what a button of ours may have at most, so"
    made = message(Card(body="Choose.", buttons=(Button(label, Panel()),), session="abcdefghij"))
    assert 75 == len(made["blocks"][-1]["elements"][0]["text"]["text"])
    assert label in made["text"]
    assert label in str(made["blocks"][:-1])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Type `/quiz start`.", "Type `/sb-quiz start`."),
        ("/quiz panel brings it back", "/sb-quiz panel brings it back"),
        ("see https://example.org/quiz and a/quiz", "see https://example.org/quiz and a/quiz"),
        ("/quizzes are no command", "/quizzes are no command"),
        ("`/study help discuss` or /discuss", "`/sb-study help discuss` or /sb-discuss"),
    ],
)
def test_commands_are_called_by_their_prefixed_names(text: str, told: str) -> None:
    """Wherever a text names one; without a prefix nothing changes."""
    assert (told, text) == (worded(text, "sb-"), worded(text))
    card = Card(body=text, footer=text, fields=(Field("a", text),))
    assert 3 == message(card, prefix="sb-")["text"].count(message(Card(body=told))["text"])


def test_an_instant_is_told_once_in_a_line() -> None:
    """Slack counts nothing down, so that what counts down would say the same as what stands beside it."""
    line = "Due **Fri** · <t:1700000000:R> · on your clock <t:1700000000:f>"
    assert "Due **Fri** · on your clock <t:1700000000:f>" == worded(line)
    assert "Ends <t:1700000001:R>." == worded("Ends <t:1700000001:R>.")
    assert (other := "A · <t:1:R>\nB <t:1:f>") == worded(other)
