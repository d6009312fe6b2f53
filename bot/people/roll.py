"""The roll: who can see a place by now, as sessions are told of them, with what each of them has set."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from bot.kernel.people import Attendee
from bot.people.prefs import MemberPrefs, WorkspaceSettings, own_zone, quiet_of


class Present(Protocol):
    """A person as a platform names them; `zone` is their IANA zone, "" where the platform does not tell."""

    @property
    def member(self) -> str:
        """The platform's id of them."""
        ...

    @property
    def name(self) -> str:
        """What they are called there."""
        ...

    @property
    def bot(self) -> bool:
        """Whether they are a program."""
        ...

    @property
    def host(self) -> bool:
        """Whether they may run sessions there."""
        ...

    @property
    def zone(self) -> str:
        """Their time zone."""
        ...


def attendees(
    persons: Iterable[Present], prefs: Mapping[str, MemberPrefs], settings: WorkspaceSettings
) -> tuple[Attendee, ...]:
    """Return everybody but the bots, in the order given, each once.

    What somebody has set themselves goes before what the platform says of them, and that before what is set for the group. Whom
    the group has made a host is one.
    """
    people = {person.member: person for person in persons if not person.bot}
    return tuple(_attendee(person, prefs.get(person.member, _NONE), settings) for person in people.values())


_NONE = MemberPrefs()


def _attendee(person: Present, prefs: MemberPrefs, settings: WorkspaceSettings) -> Attendee:
    return Attendee(
        member=person.member,
        name=person.name,
        host=person.host or person.member in settings.hosts,
        zone=own_zone(prefs, person.zone),
        quiet=quiet_of(prefs, settings),
        away=prefs.away,
        reminders=prefs.reminders,
    )
