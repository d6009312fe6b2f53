"""What is set for members and groups: what of it holds for whom, and that what was written once can still be read."""

import msgspec
import pytest

from bot.engine.surface import Person
from bot.people.prefs import GROUPS, MemberPrefs, WorkspaceSettings, quiet_of, read_prefs, zone_of
from bot.people.quiet import NEVER, NIGHT, QuietHours
from bot.people.roll import attendees


@pytest.mark.parametrize(
    ("own", "groups", "expected"),
    [
        (None, NIGHT, NIGHT),
        (None, None, None),
        ((60, 120), NIGHT, (60, 120)),
        ((60, 120), None, (60, 120)),
        (NEVER, NIGHT, None),
        (NEVER, None, None),
    ],
)
def test_own_quiet_hours_stand_before_the_groups(
    own: QuietHours | None, groups: QuietHours | None, expected: QuietHours | None
) -> None:
    """Who has set none goes with the group; who has set that there are none has none."""
    assert expected == quiet_of(MemberPrefs(quiet=own), WorkspaceSettings(quiet=groups))


@pytest.mark.parametrize(
    ("own", "told", "expected"),
    [
        ("", "", "Europe/Berlin"),
        ("Asia/Tokyo", "", "Asia/Tokyo"),
        ("", "Europe/Paris", "Europe/Paris"),
        ("Asia/Tokyo", "Europe/Paris", "Asia/Tokyo"),
        (GROUPS, "Europe/Paris", "Europe/Berlin"),
    ],
)
def test_times_are_read_in_the_zone_set_else_the_platforms_else_the_groups(own: str, told: str, expected: str) -> None:
    """Who wants the group's gets it, whatever the platform says of them; the roll has them in the same one."""
    prefs, group = MemberPrefs(zone=own), WorkspaceSettings(zone="Europe/Berlin")
    assert expected == zone_of(prefs, group, told)
    (ana,) = attendees((Person("ana", "Ana", zone=told),), {"ana": prefs}, group)
    assert expected == (ana.zone or group.zone)


@pytest.mark.parametrize(
    "prefs",
    [
        MemberPrefs(),
        MemberPrefs(factor=1.5),
        MemberPrefs(1.25, "Asia/Kathmandu", NEVER, 1_800_000_000_000, reminders=False),
    ],
)
def test_preferences_survive_being_written(prefs: MemberPrefs) -> None:
    """What was set is what is read."""
    assert prefs == read_prefs(msgspec.json.encode(prefs))


@pytest.mark.parametrize(
    "settings",
    [
        WorkspaceSettings(),
        WorkspaceSettings(quiet=None),
        WorkspaceSettings("de", "speed", "Europe/Berlin", (0, 1), "Teachers"),
    ],
)
def test_settings_survive_being_written(settings: WorkspaceSettings) -> None:
    """No quiet hours are not the same as none set."""
    assert settings == msgspec.json.decode(msgspec.json.encode(settings), type=WorkspaceSettings)


def test_what_the_first_versions_wrote_is_read() -> None:
    """Members had a time factor alone, groups a language and a scoring."""
    assert MemberPrefs(factor=2.0) == read_prefs(b'{"factor":2.0}')
    assert MemberPrefs() == read_prefs(b"{}")
    written = b'{"language":"de","scoring":"rank"}'
    assert WorkspaceSettings("de", "rank") == msgspec.json.decode(written, type=WorkspaceSettings)


def test_a_group_is_quiet_at_night_unless_it_says_otherwise() -> None:
    """From ten in the evening to seven in the morning, as the README says."""
    assert (1320, 420) == WorkspaceSettings().quiet
