"""What a control of ours carries on Discord: the event it means, where it belongs, and nothing else.

A custom id is a token of `bot.kernel.event`, with up to three things around it that the token has no room for:

    ~4242~["away",""]                    pressed in a direct message, where Discord names no guild: the guild's id
    choices=abcdefghij["a",0,[],""]      a select: the field its values fill
    abcdefghij["ds"]~2                   the second control of a message that means the same: ids are unique in a message

What may never happen: two controls of one message with one id, or an id that is longer than Discord takes.
"""

import re

from msgspec import Struct

LONGEST = 100
"""Characters of a custom id (Discord's API docs, component reference, 2026-08)."""

_SPELLED = re.compile(
    r"(?:~(?P<guild>[0-9]{1,20})~)?(?:(?P<field>[A-Za-z_][A-Za-z0-9_]*)=)?(?P<token>[^~=\[]*\[.*\])(?:~\d+)?",
    re.DOTALL,
)


class CustomId(Struct, frozen=True):
    """A custom id, read: the token it stands for, the guild it was written for ("" for none) and a select's field."""

    token: str
    guild: str = ""
    field: str = ""


def spell(token: str, guild: str = "", field: str = "", turn: int = 1) -> str:
    """Return the custom id of a control. `guild` is told for what goes to a direct message, `field` for a select.

    A token with a session needs no guild, since the session knows its place. `turn` is 2 for the second control of a message that
    means the same, and so on. Raises ValueError when it would be too long.
    """
    named = f"{field}={token}" if field else token
    numbered = f"{named}~{turn}" if turn > 1 else named
    placed = f"~{guild}~{numbered}" if guild and token.startswith("[") else numbered
    spelled = placed if len(placed) <= LONGEST else numbered
    if len(spelled) > LONGEST:
        raise ValueError(f"a custom id may have {LONGEST} characters, this one has {len(spelled)}: {spelled}")
    return spelled


def read(custom_id: str) -> CustomId:
    """Return what a custom id stands for. One that is none of ours is its own token: the front door will not read it."""
    found = _SPELLED.fullmatch(custom_id)
    if found is None:
        return CustomId(custom_id)
    return CustomId(found["token"], found["guild"] or "", found["field"] or "")
