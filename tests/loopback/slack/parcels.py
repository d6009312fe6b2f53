"""What Slack hands to an app: an envelope's content, on its way once or several times, and what may come back for it.

Sources: Slack's "Using Socket Mode", "The Events API" and "Handling user interaction" pages (2026).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

EVENTS, INTERACTIVE, COMMANDS = "events_api", "interactive", "slash_commands"
NOTHING, MESSAGE, VIEW, OPTIONS = "nothing", "a message", "an action on the view", "options"

RESPONSE_ACTIONS = {"errors", "update", "push", "clear"}
MOST_OPTIONS = 100

HTTP_TIMEOUT, HTTP_ERROR, CONNECTION_FAILED, NO_LINK = "http_timeout", "http_error", "connection_failed", "no_link"


@dataclass(eq=False)
class Parcel:
    """An envelope's content. `takes`: what the acknowledgement may carry. `attempt`: 0, then the number of the retry."""

    kind: str
    payload: dict[str, Any]
    takes: str = NOTHING
    attempt: int = 0
    reason: str = ""
    handed: int = 0

    @property
    def name(self) -> str:
        """What it is, for messages of tests: the event's type, the interaction's, or the command."""
        event = self.payload.get("event") or {}
        return str(event.get("type") or self.payload.get("command") or self.payload.get("type"))


@dataclass(frozen=True)
class Ack:
    """The app has it. `body`: what it said with that; empty mostly."""

    body: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Failure:
    """The app has not acknowledged it. `final`: it asked not to be told again (X-Slack-No-Retry)."""

    reason: str
    said: str = ""
    final: bool = False


def unfit(parcel: Parcel, body: dict[str, Any]) -> Iterator[str]:
    """Yield what is wrong with a body that came back with an acknowledgement, but for the blocks in it."""
    if not body:
        return
    if parcel.takes == NOTHING:
        yield f"{parcel.name} is acknowledged with nothing, and not with {sorted(body)}"
    elif parcel.takes == OPTIONS:
        yield from _options(body)
    elif parcel.takes == VIEW:
        yield from _action(body)


def _options(body: dict[str, Any]) -> Iterator[str]:
    if set(body) not in ({"options"}, {"option_groups"}):
        yield f"options are answered with options or option_groups, and not with {sorted(body)}"
    for each in body.values():
        if not isinstance(each, list) or len(each) > MOST_OPTIONS:
            yield f"there may be {MOST_OPTIONS} options"


def _action(body: dict[str, Any]) -> Iterator[str]:
    action = body.get("response_action")
    if action not in RESPONSE_ACTIONS:
        yield f"there is no response_action {action!r}"
    known = {"errors": {"errors"}, "update": {"view"}, "push": {"view"}}.get(str(action), set())
    if set(body) != known | {"response_action"}:
        yield f"response_action {action!r} comes with {sorted(known)}, and not with {sorted(body)}"
    errors = body.get("errors")
    if action == "errors" and not (
        isinstance(errors, dict) and errors and all(isinstance(said, str) and said for said in errors.values())
    ):
        yield "errors are sentences by block_id, one at least"
