"""How this Discord says no: a status, a code of its own, and a tree of what is wrong.

The codes and their sentences are those of Discord's "Opcodes and Status Codes" (2026).
"""

from typing import Any

SENTENCES = {
    0: "General error",
    10003: "Unknown Channel",
    10004: "Unknown Guild",
    10007: "Unknown Member",
    10008: "Unknown Message",
    10011: "Unknown Role",
    10013: "Unknown User",
    10015: "Unknown Webhook",
    10062: "Unknown interaction",
    10063: "Unknown application command",
    30046: "Maximum number of edits to messages older than 1 hour reached. Try again later",
    40001: "Unauthorized. Provide a valid token and try again",
    40003: "You are opening direct messages too fast",
    40060: "Interaction has already been acknowledged",
    50001: "Missing Access",
    50003: "Cannot execute action on a DM channel",
    50005: "Cannot edit a message authored by another user",
    50006: "Cannot send an empty message",
    50007: "Cannot send messages to this user",
    50008: "Cannot send messages in a non-text channel",
    50013: "You lack permissions to perform that action",
    50021: "Cannot execute action on a system message",
    50024: "Cannot execute action on this channel type",
    50027: "Invalid webhook token provided",
    50033: "Invalid Recipient(s)",
    50034: "A message provided was too old to bulk delete",
    50035: "Invalid Form Body",
    50083: "Tried to perform an operation on an archived thread, such as editing a message or adding a user to the thread",
    50109: "The request body contains invalid JSON",
    50278: "Cannot send messages to this user due to having no mutual guilds",
    160002: "Cannot reply without permission to read message history",
    160004: "A thread has already been created for this message",
    160005: "Thread is locked",
}


class Refusal(Exception):
    """The server does not do what it was asked. `problems` are (path, sentence) of the body, for code 50035."""

    def __init__(self, status: int, code: int, problems: tuple[tuple[str, str], ...] = (), said: str = "") -> None:
        super().__init__(f"{status}/{code} {SENTENCES.get(code, said)} {problems or ''}".strip())
        self.status = status
        self.code = code
        self.problems = problems
        self.said = said or SENTENCES[code]
        self.headers: dict[str, str] = {}

    def body(self) -> dict[str, Any]:
        """Return the JSON Discord answers with."""
        return {"message": self.said, "code": self.code} | ({"errors": tree(self.problems)} if self.problems else {})


class NotPossible(AssertionError):
    """A test asked a person for something that Discord's own app would not let them do."""


def invalid(*problems: tuple[str, str]) -> Refusal:
    """Return the refusal of a body in which `problems` were found: paths such as ``components.0.label``, and sentences."""
    return Refusal(400, 50035, problems)


def tree(problems: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    """Lay problems out as Discord does: a tree of the body's own keys with ``_errors`` at its leaves."""
    root: dict[str, Any] = {}
    for path, said in problems:
        at = root
        for step in filter(None, path.split(".")):
            at = at.setdefault(step, {})
        at.setdefault("_errors", []).append({"code": "BASE_TYPE_BAD", "message": said})
    return root
