"""Forms as modals, and what was filled in."""

import os
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.discord.rendering import custom_ids
from adapters.discord.rendering.forms import modal, values
from bot.commands.preferences import preferences_form
from bot.commands.settings import settings_form
from bot.discussion import forms
from bot.discussion.model import Draft
from bot.kernel.card import Form, Input, Option
from bot.kernel.event import fill, read_press
from bot.kernel.words import words
from bot.people.away import away_form
from bot.people.events import Away, Preferences
from bot.people.prefs import MemberPrefs, WorkspaceSettings
from bot.quiz.private import answer_form
from bot.testing import discussions, quizzes
from tests.adapters.discord.judging import modal_troubles

SAY = words("en")
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


@pytest.mark.parametrize("name", REAL)
def test_the_forms_there_are(name: str, snapshot: object) -> None:
    """Each form as Discord gets it."""
    made = modal(REAL[name]())
    assert [] == modal_troubles(made)
    assert snapshot == made


def test_a_sent_form_fills_its_event() -> None:
    """What is typed and chosen comes back by the names of the fields, and the id tells the event to fill."""
    form = REAL["preferences"]()
    data = {
        "custom_id": modal(form)["custom_id"],
        "components": [
            {"type": 18, "id": 1, "component": {"type": 4, "id": 2, "custom_id": "zone", "value": "Asia/Tokyo"}},
            {"type": 18, "id": 3, "component": {"type": 4, "id": 4, "custom_id": "quiet", "value": ""}},
            {"type": 18, "id": 5, "component": {"type": 3, "id": 6, "custom_id": "reminders", "values": ["off"]}},
        ],
    }
    session, press = read_press(custom_ids.read(data["custom_id"]).token)
    assert ("", Preferences("Asia/Tokyo", "", "off")) == (session, fill(press, values(data)))


def test_older_forms_are_read_too() -> None:
    """Inputs within rows, and a radio group."""
    data = {
        "components": [
            {"type": 1, "components": [{"type": 4, "custom_id": "title", "value": "x"}]},
            {"type": 18, "component": {"type": 21, "custom_id": "excused", "value": "no"}},
            {"type": 10, "id": 3},
        ]
    }
    assert {"title": "x", "excused": "no"} == values(data)


def test_a_choice_left_open_changes_nothing() -> None:
    """No value is made up for it."""
    assert {} == values({"components": [{"type": 18, "component": {"type": 3, "custom_id": "a", "values": []}}]})
    assert {} == values({})


def test_a_form_in_a_direct_message_knows_its_guild() -> None:
    """A reminder's form without a session tells which group it is about."""
    read = custom_ids.read(modal(away_form(SAY), "4242")["custom_id"])
    assert ("4242", ("", Away())) == (read.guild, read_press(read.token))


LINES = st.text("ab \n\ud800🎉", max_size=200)
INPUTS = st.builds(
    Input,
    st.text("abc", min_size=1, max_size=3),
    LINES,
    st.sampled_from(["line", "text", "whole", "choice", "when"]),
    LINES,
    LINES | st.sampled_from(["x" * 5000]),
    st.booleans(),
    st.integers(-5, 9000),
    st.lists(st.builds(Option, LINES, st.text(max_size=110)), max_size=30).map(tuple),
)


@settings(max_examples=int(os.environ.get("STUDYBELL_EXAMPLES", "60")), deadline=None)
@given(st.builds(Form, LINES, st.lists(INPUTS, max_size=8).map(tuple), st.just(Away()), LINES))
def test_discord_takes_any_form(form: Form) -> None:
    """However long its texts, however many its fields."""
    assert [] == modal_troubles(modal(form))
