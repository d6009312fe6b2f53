"""Members of a workspace, as Slack describes them.

What may never happen: somebody of another workspace taken for a host here because they are one at home.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from msgspec import Struct

from adapters.slack.terms.ids import SLACKBOT
from bot.kernel.errors import StudybellError
from bot.kernel.words import words
from bot.kernel.zones import zone_named


class Member(Struct, frozen=True):
    """A member of a workspace.

    `member` is their id; `called` all they are called by, display name, real name and handle, as `folded`. `zone` is their IANA
    zone, `locale` their language (BCP 47). `host`: an admin or owner of the workspace. `guest`: they see only channels they were
    let into; `stranger`: they belong to another workspace. `active` False: their account is closed.
    """

    member: str
    name: str
    called: tuple[str, ...] = ()
    zone: str = ""
    locale: str = "en"
    host: bool = False
    bot: bool = False
    guest: bool = False
    stranger: bool = False
    active: bool = True


def member_of(raw: Mapping[str, Any], team: str, enterprise: str = "") -> Member:
    """Return the member Slack describes so (``users.info``), as `team` sees them; every field may be missing.

    `enterprise` is the organisation the team belongs to, "" for none.
    """
    profile = raw.get("profile") or {}
    stranger = _is_stranger(raw, team, enterprise)
    active = not raw.get("deleted")
    admin = bool(raw.get("is_admin") or raw.get("is_owner") or raw.get("is_primary_owner"))
    names = (profile.get("display_name"), profile.get("real_name"), raw.get("real_name"), raw.get("name"))
    member = str(raw.get("id") or "")
    return Member(
        member=member,
        name=next((str(name) for name in names if name), member),
        called=tuple(dict.fromkeys(folded(str(name)) for name in names if name)),
        zone=_zone(str(raw.get("tz") or "")),
        locale=str(raw.get("locale") or "en"),
        host=admin and active and not stranger,
        bot=bool(raw.get("is_bot")) or member == SLACKBOT,
        guest=bool(raw.get("is_restricted") or raw.get("is_ultra_restricted")),
        stranger=stranger,
        active=active,
    )


def folded(name: str) -> str:
    """Return a name as names are compared: whatever its case, and however many blanks are in it."""
    return " ".join(name.split()).casefold()


def _is_stranger(raw: Mapping[str, Any], team: str, enterprise: str) -> bool:
    """Whether they belong to another company: of the same organisation (Enterprise Grid) nobody is a stranger."""
    if raw.get("is_stranger"):
        return True
    if str(raw.get("team_id") or team) in {team, enterprise}:
        return False
    theirs = str((raw.get("enterprise_user") or {}).get("enterprise_id") or "")
    return not enterprise or theirs != enterprise


@lru_cache(1_000)
def _zone(name: str) -> str:
    """Return the zone if it is one of the IANA database, else ""."""
    try:
        return zone_named(name, words("en")).key if name else ""
    except StudybellError:
        return ""
