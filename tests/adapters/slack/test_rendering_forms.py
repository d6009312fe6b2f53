"""Forms as modals, what was filled in, and cards in views."""

import os
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from adapters.slack.rendering.inputs import values
from adapters.slack.rendering.refilling import refilled
from adapters.slack.rendering.views import Where, card_view, form_view, home_view, read_where
from bot.commands.preferences import preferences_form
from bot.commands.settings import settings_form
from bot.discussion import forms
from bot.discussion.model import Draft
from bot.kernel.card import Button, Card, Form, Input, Option
from bot.kernel.event import fill, read_press
from bot.kernel.words import words
from bot.people.away import away_form
from bot.people.events import Away, Preferences
from bot.people.prefs import MemberPrefs, WorkspaceSettings
from bot.quiz.events import Panel
from bot.quiz.private import answer_form
from bot.testing import discussions, quizzes
from tests.adapters.slack.drawing import drawn_view
from tests.adapters.slack.judging import view_troubles, walked
from tests.adapters.slack.judging import words as words_of

SAY = words("en")
HERE = Where("C1", "1700000000.000100")
TALK = discussions.talk(discussions.typed())
DRAFT = discussions.draft(Draft(title="Sleep and memory", body="Why do we forget?\n\nGive an example.", due="fri"))
GAME = quizzes.asking()

REAL: dict[str, Callable[[], Form]] = {
    "draft": lambda: forms.draft_form(DRAFT.value, "en"),
    "more": lambda: forms.more_form(DRAFT.value, "en"),
    "dates": lambda: forms.dates_form(TALK.value, TALK.at, "en"),
    "extension": lambda: forms.extension_form(TALK.value, "ben", "en"),
    "excuse": lambda: forms.member_form(TALK.value, "en"),
    "reopen": lambda: forms.end_form(TALK.value, "en"),
    "sealed answer": lambda: forms.response_form(TALK.value, "What I wrote\nbefore.", 3000, "en"),
    "number": lambda: answer_form(GAME.quiz, 4, "en"),
    "settings": lambda: settings_form(WorkspaceSettings(), SAY),
    "preferences": lambda: preferences_form(MemberPrefs(), WorkspaceSettings(), SAY),
    "away": lambda: away_form(SAY),
}


def one(field: Input) -> dict[str, Any]:
    """Return the element of the only input of a form."""
    (block,) = form_view(Form("Title", (field,), Away(), "Send"), HERE)["blocks"]
    element: dict[str, Any] = block["element"]
    return element


@pytest.mark.parametrize("name", REAL)
def test_the_forms_there_are(name: str, snapshot: object) -> None:
    """Each form as Slack gets it."""
    made = form_view(REAL[name](), HERE)
    assert [] == view_troubles(made)
    assert snapshot == drawn_view(made)


def test_a_view_knows_where_it_was_opened() -> None:
    """Channel, thread, token and language come back with it; what is none of ours leads nowhere."""
    form = REAL["dates"]()
    where = read_where(form_view(form, replace(HERE, locale="de"))["private_metadata"])
    assert ("C1", "1700000000.000100", "de") == (where.channel, where.thread, where.locale)
    assert (form.session, form.press) == read_press(where.token)
    assert [Where(), Where(), Where()] == [read_where(""), read_where("x"), read_where('{"channel": 1}')]


def test_a_sent_form_fills_its_event() -> None:
    """What is typed and chosen comes back by the names of the fields."""
    state: dict[str, Any] = {
        "zone": {"zone": {"type": "plain_text_input", "value": "Asia/Tokyo"}},
        "quiet": {"quiet": {"type": "plain_text_input", "value": None}},
        "reminders": {"reminders": {"type": "static_select", "selected_option": {"value": "off", "text": {}}}},
    }
    assert Preferences("Asia/Tokyo", "", "off") == fill(Preferences(), values(state))


@pytest.mark.parametrize(
    ("sent", "value"),
    [
        ({"type": "datetimepicker", "selected_date_time": 1700000000}, "<t:1700000000:f>"),
        ({"type": "datetimepicker", "selected_date_time": None}, ""),
        ({"type": "number_input", "value": "42"}, "42"),
        ({"type": "number_input"}, ""),
        ({"type": "users_select", "selected_user": "U1"}, "U1"),
        ({"type": "users_select", "selected_user": None}, ""),
        ({"type": "multi_users_select", "selected_users": ["U1", "W2"]}, "<@U1> <@W2>"),
        ({"type": "external_select", "selected_option": {"value": "capitals"}}, "capitals"),
        ({"type": "radio_buttons", "selected_option": {"value": "yes"}}, "yes"),
        ({"type": "plain_text_input", "value": "a\nb"}, "a\nb"),
    ],
)
def test_what_is_put_into_an_element_is_read(sent: dict[str, Any], value: str) -> None:
    """Each kind of element, filled and left empty."""
    assert {"a": value} == values({"a": {"b": sent}})


def test_a_choice_left_open_changes_nothing() -> None:
    """No value is made up for it."""
    assert {} == values({"a": {"a": {"type": "static_select", "selected_option": None}}})
    assert {} == values({})


@pytest.mark.parametrize(
    ("field", "element"),
    [
        (
            Input("a", "A", kind="when", value="<t:1700000000:f>"),
            {"type": "datetimepicker", "initial_date_time": 1700000000},
        ),
        (Input("a", "A", kind="when"), {"type": "datetimepicker"}),
        (
            Input("a", "A", kind="when", value="fri 17:00"),
            {"type": "plain_text_input", "initial_value": "fri 17:00", "multiline": False, "max_length": 300},
        ),
        (
            Input("a", "A", kind="when", hint="- takes it away"),
            {"type": "plain_text_input", "multiline": False, "max_length": 300},
        ),
        (
            Input("a", "A", kind="members", value="<@U1> and Ben"),
            {"type": "plain_text_input", "initial_value": "<@U1> and Ben", "multiline": False, "max_length": 300},
        ),
        (Input("a", "A", kind="member", value="U1"), {"type": "users_select", "initial_user": "U1"}),
        (Input("a", "A", kind="member", value="<@U1|ada>"), {"type": "users_select", "initial_user": "U1"}),
        (
            Input("a", "A", kind="members", value="<@U1> <@W2>"),
            {"type": "multi_users_select", "initial_users": ["U1", "W2"]},
        ),
        (
            Input("a", "A", kind="whole", value="30"),
            {"type": "number_input", "is_decimal_allowed": False, "initial_value": "30"},
        ),
        (Input("a", "A", kind="number"), {"type": "number_input", "is_decimal_allowed": True}),
        (
            Input("a", "A", kind="number", value="about 3"),
            {"type": "plain_text_input", "initial_value": "about 3", "multiline": False, "max_length": 300},
        ),
        (
            Input("a", "A", kind="text", most=9000),
            {"type": "plain_text_input", "multiline": True, "max_length": 3000},
        ),
    ],
)
def test_a_field_is_asked_for_by_what_it_takes(field: Input, element: dict[str, Any]) -> None:
    """A picker where its value can be picked; a line where something else was typed already."""
    assert {"action_id": "a", **element} == one(field)


def test_a_few_choices_are_shown_at_once() -> None:
    """Those one of which has to be chosen; more of them, and those that may be left open, in a list."""
    two = (Option("Yes", "y"), Option("No", "n"))
    many = tuple(Option(f"{n}", f"{n}") for n in range(5))
    field = Input("a", "A", kind="choice", options=two)
    kinds = [one(each)["type"] for each in (field, replace(field, required=False), replace(field, options=many))]
    assert ["radio_buttons", "static_select", "static_select"] == kinds


def test_a_picker_has_no_examples_of_what_to_type() -> None:
    """But what it means when it is left empty is told."""
    hints = [
        form_view(Form("T", (Input("a", "A", kind="when", hint=hint),), Away(), "Send"), HERE)["blocks"][0].get("hint")
        for hint in ("fri 17:00, in 3 days", "now if empty")
    ]
    assert [None, {"type": "plain_text", "text": "now if empty", "emoji": False}] == hints


def test_a_completed_field_asks_while_one_types() -> None:
    """Where its values are too many to choose from, Slack asks us for those that fit."""
    element = one(Input("deck", "Deck", completed="deck", value="capitals"))
    assert ("external_select", "complete=deck", 0) == (
        element["type"],
        element["action_id"],
        element["min_query_length"],
    )
    assert "capitals" == element["initial_option"]["value"]


def test_a_refused_form_keeps_what_was_typed() -> None:
    """What is wrong stands on top, what was sent stands in the fields."""
    sent = form_view(REAL["preferences"](), HERE) | {"state": {"values": {"zone": {"zone": {"value": "Mars"}}}}}
    view = refilled(sent, "There is no zone Mars.")
    assert "⚠ There is no zone Mars." == words_of(view["blocks"][:1])
    assert "Mars" == view["blocks"][1]["element"]["initial_value"]
    assert [] == view_troubles(view)


def test_a_long_title_is_said_whole() -> None:
    """Slack's title has 24 characters; the whole stands below it."""
    form = Form("A title that is longer than that", (Input("a", "A"),), Away(), "Send")
    view = form_view(form, HERE)
    assert ("A title that is longer…", form.title) == (view["title"]["text"], view["blocks"][0]["text"]["text"])
    assert "Open until" == form_view(replace(form, title="Open until"), HERE)["title"]["text"]


def test_a_card_in_a_view_says_its_title_once() -> None:
    """And the buttons in it mean what they mean anywhere."""
    card = Card("Where I stand", "All done.", buttons=(Button("Refresh", Panel()),), session="abcdefghij")
    view = card_view(card, HERE, card.title)
    assert ["rich_text", "actions"] == [each["type"] for each in view["blocks"]]
    assert 'abcdefghij["panel"]' == view["blocks"][1]["elements"][0]["action_id"]
    assert "header" == card_view(replace(card, title="Where I stand: Sleep"), HERE, card.title)["blocks"][0]["type"]
    assert [] == view_troubles(card_view("Locked in: 42", HERE, "Answer"))


def test_the_home_tab_shows_cards_one_below_the_other() -> None:
    """A line between two of them; no two controls of them are the same."""
    card = Card("Running here", "Nothing.", buttons=(Button("Refresh", Panel()),), session="abcdefghij")
    view = home_view([card, card])
    assert ["header", "rich_text", "actions", "divider", "header", "rich_text", "actions"] == [
        each["type"] for each in view["blocks"]
    ]
    assert ['abcdefghij["panel"]', 'abcdefghij["panel"]#2'] == [
        each["action_id"] for each in walked(view["blocks"]) if "action_id" in each
    ]
    assert [] == view_troubles(view)
    assert [] == view_troubles(home_view([]))


LINES = st.text("ab \n\ud800🎉<@U1>&", max_size=200)
INPUTS = st.builds(
    Input,
    st.text("abc", min_size=1, max_size=3),
    LINES,
    st.sampled_from(["line", "text", "whole", "number", "choice", "when", "member", "members"]),
    LINES,
    LINES | st.sampled_from(["x" * 5000, "<t:1700000000:f>", "<t:999999999999:R>", "U1", "-1.50", "1" * 400]),
    st.booleans(),
    st.integers(-5, 9000),
    st.lists(st.builds(Option, LINES, st.text(max_size=110)), max_size=30).map(tuple),
    st.sampled_from(["", "deck"]),
)


@settings(max_examples=int(os.environ.get("STUDYBELL_EXAMPLES", "60")), deadline=None)
@given(st.builds(Form, LINES, st.lists(INPUTS, max_size=8).map(tuple), st.just(Away()), LINES), LINES)
def test_slack_takes_any_form(form: Form, problem: str) -> None:
    """However long its texts, however many its fields."""
    assert [] == view_troubles(refilled(form_view(form, HERE), problem))
