"""What is set for a member or a workspace. Private: a time factor is never shown to anybody but the host who set it."""

from collections.abc import Mapping

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from bot.kernel.people import Place
from bot.store.contract import Store


class MemberPrefs(Struct, frozen=True, omit_defaults=True):
    """What is set for one member. `factor` multiplies the time they have for a question (1 to 5)."""

    factor: float = 1.0


class WorkspaceSettings(Struct, frozen=True, omit_defaults=True):
    """What is set for a workspace: the language of public texts (BCP 47) and the usual scoring."""

    language: str = "en"
    scoring: str = "accuracy"


async def factors_of(store: Store, workspace: str) -> dict[str, float]:
    """Return the time factors of the members who have one."""
    found = {member: _prefs(prefs).factor for member, prefs in (await store.member_prefs(workspace)).items()}
    return {member: factor for member, factor in found.items() if factor != 1.0}


async def set_factor(store: Store, place: Place, member: str, factor: float) -> None:
    """Set a member's time factor in the workspace of `place`."""
    known: Mapping[str, bytes] = await store.member_prefs(place.workspace)
    prefs = replace(_prefs(known.get(member, b"{}")), factor=factor)
    await store.set_member_prefs(place.workspace, member, msgspec.json.encode(prefs))


async def settings_of(store: Store, workspace: str) -> WorkspaceSettings:
    """Return the workspace's settings, the defaults where nothing was set."""
    written = await store.workspace_settings(workspace)
    return msgspec.json.decode(written, type=WorkspaceSettings) if written else WorkspaceSettings()


def _prefs(written: bytes) -> MemberPrefs:
    return msgspec.json.decode(written, type=MemberPrefs)
