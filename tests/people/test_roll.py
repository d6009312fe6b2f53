"""The roll: who is there, and what each of them has set."""

from bot.engine.surface import Person
from bot.kernel.people import Attendee
from bot.people.prefs import MemberPrefs, WorkspaceSettings
from bot.people.quiet import NEVER
from bot.people.roll import attendees

GROUP = WorkspaceSettings(quiet=(1_320, 420))


def roll(*persons: Person, **prefs: MemberPrefs) -> tuple[Attendee, ...]:
    """Return the roll of `persons`, some of whom have set something."""
    return attendees(persons, prefs, GROUP)


def test_everybody_but_the_bots_is_there_once() -> None:
    """In the order the platform names them."""
    found = roll(Person("ben", "Ben"), Person("bell", "Bell", bot=True), Person("ana", "Ana"), Person("ben", "Ben"))
    assert ["ben", "ana"] == [each.member for each in found]


def test_whoever_has_set_nothing_has_the_groups_quiet_hours_and_wants_reminders() -> None:
    """Their zone is the group's, which is said by no zone at all."""
    assert (Attendee("ana", "Ana", host=True, quiet=(1_320, 420)),) == roll(Person("ana", "Ana", host=True))


def test_a_zone_the_platform_tells_counts_where_none_was_set() -> None:
    """What people say themselves goes before what a platform says of them."""
    persons = (Person("ana", "Ana", zone="Europe/Paris"), Person("ben", "Ben", zone="Europe/Paris"))
    assert ["Europe/Paris", "Asia/Tokyo"] == [each.zone for each in roll(*persons, ben=MemberPrefs(zone="Asia/Tokyo"))]


def test_own_quiet_hours_go_before_those_of_the_group() -> None:
    """Those who want none have none."""
    persons = (Person("ana", "Ana"), Person("ben", "Ben"))
    found = roll(*persons, ana=MemberPrefs(quiet=(60, 120)), ben=MemberPrefs(quiet=NEVER))
    assert [(60, 120), None] == [each.quiet for each in found]


def test_who_is_away_or_wants_no_reminders_says_so() -> None:
    """The session decides what follows from it."""
    (ana,) = roll(Person("ana", "Ana"), ana=MemberPrefs(away=7, reminders=False))
    assert (7, False) == (ana.away, ana.reminders)
