"""What is set for a member or a workspace, as values. Private: a time factor is never shown to anybody but the host who set it.

Both are kept as JSON: a field may be added with a default, never renamed or removed. Who changes one goes through
`bot.people.book.Book`, so that two changes at once do not lose each other.
"""

from collections.abc import Mapping

import msgspec
from msgspec import Struct

from bot.kernel.clock import Instant
from bot.people.quiet import NEVER, NIGHT, QuietHours
from bot.store.contract import Store

GROUPS = "group"
"""What is set as the zone of a member who wants the group's, whatever the platform says of them."""


class MemberPrefs(Struct, frozen=True, omit_defaults=True):
    """What is set for one member.

    `factor` multiplies the time they have for a question (1 to 5). `zone` is their own IANA zone, `GROUPS` for the group's, ""
    where they have set none; `quiet` their own quiet hours, None for the group's, `NEVER` for none at all; `away` the instant
    until which they are away, 0 when they are not; `reminders` False when they want none.
    """

    factor: float = 1.0
    zone: str = ""
    quiet: QuietHours | None = None
    away: Instant = 0
    reminders: bool = True


class WorkspaceSettings(Struct, frozen=True, omit_defaults=True):
    """What is set for a workspace.

    `language` is that of public texts (BCP 47), `scoring` the usual one of a quiz, `zone` the group's IANA zone, `quiet` its
    quiet hours (None: there are none; at night unless set), `host_role` the name or id of the role whose members may run
    sessions, "" for those alone whom the platform has as its admins. `hosts` are members who may run sessions besides, by id,
    with the names they had when that was set.
    """

    language: str = "en"
    scoring: str = "accuracy"
    zone: str = "UTC"
    quiet: QuietHours | None = NIGHT
    host_role: str = ""
    hosts: Mapping[str, str] = {}


def own_zone(prefs: MemberPrefs, told: str) -> str:
    """Return the zone that is a member's own: what they have set, else what the platform `told`; "" where it is the group's."""
    return "" if prefs.zone == GROUPS else prefs.zone or told


def zone_of(prefs: MemberPrefs, settings: WorkspaceSettings, told: str) -> str:
    """Return the name of the zone a member reads times in: their own, else the group's; see `own_zone`."""
    return own_zone(prefs, told) or settings.zone


def quiet_of(prefs: MemberPrefs, settings: WorkspaceSettings) -> QuietHours | None:
    """Return a member's quiet hours, by the clocks of `zone_of`: their own, else the group's; None for no quiet hours."""
    quiet = settings.quiet if prefs.quiet is None else prefs.quiet
    return None if quiet == NEVER else quiet


async def every_prefs(store: Store, workspace: str) -> dict[str, MemberPrefs]:
    """Return the preferences of every member of the workspace who has any."""
    return {member: read_prefs(written) for member, written in (await store.member_prefs(workspace)).items()}


async def prefs_of(store: Store, workspace: str, member: str) -> MemberPrefs:
    """Return a member's preferences, the defaults where nothing was set."""
    known: Mapping[str, bytes] = await store.member_prefs(workspace)
    return read_prefs(known.get(member, b"{}"))


async def factors_of(store: Store, workspace: str) -> dict[str, float]:
    """Return the time factors of the members who have one."""
    found = await every_prefs(store, workspace)
    return {member: prefs.factor for member, prefs in found.items() if prefs.factor != 1.0}


async def settings_of(store: Store, workspace: str) -> WorkspaceSettings:
    """Return the workspace's settings, the defaults where nothing was set."""
    written = await store.workspace_settings(workspace)
    return msgspec.json.decode(written, type=WorkspaceSettings) if written else WorkspaceSettings()


def read_prefs(written: bytes) -> MemberPrefs:
    """Return preferences as they were written down."""
    return msgspec.json.decode(written, type=MemberPrefs)
