"""How this Slack says no: `{"ok": false, "error": ...}`, nearly always with status 200; codes are those of the methods' pages."""

from typing import Any


class Refusal(Exception):
    """The server does not do what it was asked.

    `problem`: a sentence, where a client that knows Slack would never have asked so; it then stands in `slack.problems`.
    `more`: further fields of the answer, such as ``needed`` and ``provided``.
    """

    def __init__(
        self, error: str, problem: str = "", *, status: int = 200, headers: dict[str, str] | None = None, **more: Any
    ) -> None:
        super().__init__(f"{error}: {problem}" if problem else error)
        self.error = error
        self.problem = problem
        self.status = status
        self.headers = headers or {}
        self.more = more

    def body(self) -> dict[str, Any]:
        """Return the JSON Slack answers with."""
        return {"ok": False, "error": self.error} | self.more


class NotPossible(AssertionError):
    """A test asked a person for something that Slack's own app would not let them do."""


def wrong(error: str, *sentences: str) -> Refusal:
    """Return the refusal of arguments that nobody may send, with what is wrong with them in `response_metadata.messages`."""
    said = [f"[ERROR] {one}" for one in sentences]
    return Refusal(error, "; ".join(sentences) or error, response_metadata={"messages": said})
