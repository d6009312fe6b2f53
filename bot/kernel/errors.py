"""What can go wrong outside the rules of a session, typed by what to do about it.

A refusal (a press too late, a control that is not yours) is not an error: it is a `Reply`, see ``session.py``.
"""


class StudybellError(Exception):
    """Base of every error that is told to a person; its text says what happened and what to do next."""


class Unreadable(StudybellError):
    """Text or a form that does not fit; `field` is the part in question, `problem` what is wrong with it."""

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.problem = problem


class Busy(StudybellError):
    """The other side asks us to wait `retry_after` seconds."""

    def __init__(self, retry_after: float) -> None:
        super().__init__(f"busy, try again in {retry_after:g} s")
        self.retry_after = retry_after


class Gone(StudybellError):
    """The message or place is no more; post it again, or give up where the place itself is gone."""


class Denied(StudybellError):
    """The platform refuses for want of `permission`; the host has to be told."""

    def __init__(self, permission: str) -> None:
        super().__init__(f"Studybell may not do this here: {permission}")
        self.permission = permission
