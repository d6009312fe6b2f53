"""What is set for members and groups: what of it holds for whom, and that what was written once can still be read."""

import msgspec
import pytest

from bot.people.prefs import MemberPrefs, WorkspaceSettings, quiet_of, read_prefs, zone_of
from bot.people.quiet import NEVER, NIGHT, QuietHours


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


def test_an_own_zone_stands_before_the_groups() -> None:
    """Who has set none reads the group's clock."""
    group = WorkspaceSettings(zone="Europe/Berlin")
    assert "Europe/Berlin" == zone_of(MemberPrefs(), group)
    assert "Asia/Tokyo" == zone_of(MemberPrefs(zone="Asia/Tokyo"), group)


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
