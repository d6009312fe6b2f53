"""Logs: one line per event on standard error, for a person or as JSON. A secret may never stand in one.

Libraries that use the standard ``logging`` come out in the same form.
"""

import logging
import re
import sys
from collections.abc import Mapping, MutableMapping, Sequence
from typing import Any, Literal

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

HIDDEN = "[hidden]"

TOKENS = re.compile(r"\b(?:xox[a-z]|xapp)-[\w-]{6,}|\b[\w-]{23,28}\.[\w-]{6,7}\.[\w-]{27,}")
"""Slack's tokens and Discord's, wherever they turn up."""


def set_up(form: Literal["console", "json"], level: str, secrets: Sequence[str] = ()) -> None:
    """Send every log of the process to standard error, from `level` (``info``) on, with `secrets` blotted out."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=_printed(form, secrets))
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))


_QUIET = ("aiosqlite", "aiohttp.access", "alembic", "asyncio")
"""Loggers whose every statement would be heard below warning."""


def _printed(form: Literal["console", "json"], secrets: Sequence[str]) -> list[Processor]:
    """Return the last steps of a line: traceback to text, secrets out, written."""
    first: list[Processor] = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.format_exc_info,
    ]
    if form == "json":
        return [*first, _without(secrets), structlog.processors.JSONRenderer(ensure_ascii=False)]
    return [*first, _without(secrets), structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())]


def _without(secrets: Sequence[str]) -> Processor:
    """Return the step that blots out `secrets` and whatever looks like a token, however deep it lies."""
    known = [re.escape(secret) for secret in sorted(secrets, key=len, reverse=True) if secret]
    pattern = re.compile("|".join([*known, TOKENS.pattern]))

    def clean(value: object) -> object:
        if isinstance(value, Mapping):
            return {clean(key): clean(inner) for key, inner in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return [clean(inner) for inner in value]
        if value is None or isinstance(value, bool | int | float):
            return value
        return pattern.sub(HIDDEN, value if isinstance(value, str) else str(value))

    def step(_logger: WrappedLogger, _name: str, event: EventDict) -> MutableMapping[str, Any]:
        return {key: clean(value) for key, value in event.items()}

    return step
