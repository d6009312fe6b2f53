"""What Bolt and slack_sdk write into the log, as lines of ours: trouble that mends itself is a warning of one line, no error.

What may never happen: a payload in the log. Below info the libraries write whole requests: what members typed, and addresses that
let anybody answer in our name. At info Bolt writes the body of whatever was not signed. So they speak from warning on.
"""

import logging

LIBRARIES = ("slack_bolt", "slack_sdk")


class OneLine(logging.Filter):
    """Turns what a library logs as an error into a warning with its first line: what it knows we tried again, or told."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let the record through, quieter; not what holds a payload."""
        text = record.getMessage()
        if text.startswith(_WITH_PAYLOADS):
            return False
        reason = record.exc_info[1] if record.exc_info else None
        lines = text.splitlines() or [""]
        record.msg = lines[0] if reason is None else f"{lines[0]} ({type(reason).__name__})"
        record.args, record.exc_info, record.exc_text = (), None, None
        if record.levelno > logging.WARNING:
            record.levelno, record.levelname = logging.WARNING, "WARNING"
        return logging.getLogger().isEnabledFor(record.levelno)


_WITH_PAYLOADS = ("Unhandled request (", "Invalid request signature")

_ONE_LINE = OneLine()


def logger(name: str) -> logging.Logger:
    """Return the logger of a part of a library, whose lines pass through `OneLine`, none of them below warning.

    A filter counts for the very logger it was added to, so each part is given its own.
    """
    found = logging.getLogger(name)
    found.setLevel(logging.WARNING)
    found.addFilter(_ONE_LINE)
    return found


def quieten() -> None:
    """Let the libraries' lines be heard from warning on, whatever level is set."""
    for name in LIBRARIES:
        logging.getLogger(name).setLevel(logging.WARNING)
