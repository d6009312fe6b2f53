"""What a control of ours carries on Slack: the event it means, and nothing else.

An action id is a token of `bot.kernel.event`, with up to two things around it that the token has no room for:

    choices=abcdefghij["a",0,[],""]      a select: the field its values fill
    abcdefghij["ds"]#2                   the second control of a message that means the same: ids are unique in a message

The id of the block it stands in names the private message it belongs to, since Slack does not tell which one was pressed.
What may never happen: two controls of one message with one id, or an id that is longer than Slack takes.
"""

import re
from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from bot.kernel.event import Event, spell_press

LONGEST = 255
"""Characters of an action id and of a block id (Slack's types, 2026-08)."""

NOTHING = "-"
"""The action id of a control that means nothing, with a number behind it."""

_SPELLED = re.compile(r"(?:(?P<field>[A-Za-z_][A-Za-z0-9_]*)=)?(?P<token>[^#=\[]*\[.*\])(?:#\d+)?", re.DOTALL)


class Pressed(Struct, frozen=True):
    """A control that was used: its token, and of a select the field it fills and the values that were chosen."""

    token: str
    field: str = ""
    values: tuple[str, ...] = ()


class Spelling:
    """The action ids of one message or view: no two are the same."""

    def __init__(self) -> None:
        self._turns: dict[str, int] = {}

    def of(self, session: str, press: Event, field: str = "") -> str:
        """Return an id for the event; raises ValueError when it is too long to be one."""
        token = spell_press(session, press)
        return self._once(f"{field}={token}" if field else token)

    def of_nothing(self) -> str:
        """Return an id that means no event, for what cannot be pressed."""
        return self._once(NOTHING)

    def _once(self, spelled: str) -> str:
        turn = self._turns[spelled] = self._turns.get(spelled, 0) + 1
        return f"{spelled}#{turn}" if turn > 1 else spelled


def read_action(action: Mapping[str, Any]) -> Pressed:
    """Return what one of a payload's ``actions`` means. An id that is none of ours is its own token, which no door reads."""
    spelled = str(action.get("action_id") or "")
    found = _SPELLED.fullmatch(spelled)
    if found is None:
        return Pressed(spelled)
    return Pressed(found["token"], found["field"] or "", _chosen(action))


def _chosen(action: Mapping[str, Any]) -> tuple[str, ...]:
    one = action.get("selected_option")
    every = action.get("selected_options") or ([one] if one else [])
    return tuple(str(each.get("value", "")) for each in every)


def spell_block(keep: str, number: int) -> str:
    """Return the id of the block of controls with this number, in the private message that is kept as `keep`."""
    return f"{keep[: LONGEST - 8]}~{number}"


def read_block(block_id: str) -> str:
    """Return as what the private message is kept that a block stands in, "" for none."""
    return block_id.rpartition("~")[0]
