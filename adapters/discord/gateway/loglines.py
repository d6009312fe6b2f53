"""What discord.py writes into the log, as lines of ours: trouble that mends itself is a warning of one line, no error.

What may never happen: a payload in the log. At the level debug the library writes whole events: private answers, and the tokens
of interactions. So it stays at info, whatever level is set.
"""

import logging

from discord import VoiceClient

_LOUD = ("discord.client", "discord.gateway", "discord.http", "discord.shard", "discord.state")
"""The library's loggers; a filter counts for the very logger it was added to."""


class OneLine(logging.Filter):
    """Turns what the library logs as an error, with a traceback, into a warning with the reason: it tries again by itself.

    What ends a connection for good is raised, and told by us.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Let the record through, quieter."""
        if record.levelno < logging.ERROR:
            return True
        reason = record.exc_info[1] if record.exc_info else None
        if reason is not None:
            record.msg = f"{record.getMessage()} ({type(reason).__name__}: {reason})"
            record.args, record.exc_info, record.exc_text = (), None, None
        record.levelno, record.levelname = logging.WARNING, "WARNING"
        return logging.getLogger(record.name).isEnabledFor(logging.WARNING)


_ONE_LINE = OneLine()


def quieten() -> None:
    """Let the library's lines pass through `OneLine`, none of them below info."""
    VoiceClient.warn_nacl = VoiceClient.warn_dave = False  # nobody speaks here
    library = logging.getLogger("discord")
    library.setLevel(max(logging.INFO, logging.getLogger().getEffectiveLevel()))
    for name in _LOUD:
        logging.getLogger(name).addFilter(_ONE_LINE)
