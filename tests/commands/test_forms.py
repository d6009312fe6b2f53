"""The forms of commands stay within what every platform shows."""

import pytest

from bot.commands.preferences import preferences_form
from bot.commands.settings import settings_form
from bot.kernel.card import Form
from bot.kernel.event import read_press, spell_press
from bot.kernel.words import words
from bot.people.away import away_form
from bot.people.prefs import MemberPrefs, WorkspaceSettings

SAY = words("en")
LONGEST_ZONE = "America/Argentina/ComodRivadavia"
SETTINGS = WorkspaceSettings(zone=LONGEST_ZONE, quiet=(1320, 420), host_role="x" * 99)
FORMS = [
    settings_form(WorkspaceSettings(), SAY),
    settings_form(SETTINGS, SAY),
    preferences_form(MemberPrefs(), SETTINGS, SAY),
    preferences_form(MemberPrefs(zone=LONGEST_ZONE), SETTINGS, SAY),
    preferences_form(MemberPrefs(), SETTINGS, SAY, LONGEST_ZONE),
    away_form(SAY),
]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.title)
def test_a_form_can_be_shown_everywhere(form: Form) -> None:
    """Discord: labels of 45 and hints of 100 characters; Slack: titles and buttons of 24 (API docs, 2026-08).

    Discord shows five inputs: what comes after these nobody has to fill in.
    """
    assert not any(each.required for each in form.inputs[5:])
    assert max(len(form.title), len(form.send)) <= 24
    assert all(len(each.label) <= 45 and len(each.hint) <= 100 for each in form.inputs)
    assert all(len(each.value) <= each.most for each in form.inputs)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.title)
def test_a_form_is_a_commands_own(form: Form) -> None:
    """It can be sent from wherever it was shown, and every input is a field of its event."""
    session, event = read_press(spell_press(form.session, form.press))
    assert ("", form.press) == (session, event)
    assert {each.name for each in form.inputs} <= set(event.__struct_fields__)
