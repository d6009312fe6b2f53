"""The settings: what an operator may decide, read from the environment and ``.env``, checked whole before a start.

Slow to import (pydantic): import it where it is used. A secret may never be part of a problem's text.
"""

import os
import re
import sys
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from io import StringIO
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import quote, unquote

from dotenv.parser import parse_stream
from msgspec import Struct
from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

import bot
from bot.kernel.errors import StudybellError
from bot.shards import Shards, read_shards

PREFIX = "STUDYBELL_"
FOR_TESTS = frozenset({"STUDYBELL_ACCEPT", "STUDYBELL_CORPUS", "STUDYBELL_SPECS", "STUDYBELL_SAVE"})
"""Names with our prefix that are not settings: where the tests find sample files (``tests/README.md``)."""


class Problem(Struct, frozen=True):
    """A setting that will not do: its name, what is wrong and how to mend it."""

    name: str
    what: str
    mend: str

    def __str__(self) -> str:
        return f"{self.name}: {self.what} - {self.mend}"


class BadSettings(StudybellError):
    """The settings will not do; the text names every problem, a line for each."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
        super().__init__("\n".join([f"{count} with the settings:", *(f"  {problem}" for problem in problems)]))
        self.problems = problems


def _database(url: str) -> str:
    """Return the address with the driver we use; hosting services hand out ``postgres://``."""
    for short, full in _DRIVERS.items():
        if url.startswith(short):
            return full + url.removeprefix(short)
    if url.startswith(tuple(_DRIVERS.values())):
        return url
    raise ValueError("is neither an SQLite nor a PostgreSQL address")


_DRIVERS = {
    "sqlite:///": "sqlite+aiosqlite:///",
    "postgres://": "postgresql+asyncpg://",
    "postgresql://": "postgresql+asyncpg://",
}


def _absolute(path: Path) -> Path:
    return path.expanduser().absolute()


def _folder(path: Path) -> Path:
    if not path.is_dir():
        raise ValueError("is not a folder")
    return path


def _address(schemes: str, end: str) -> AfterValidator:
    """Check an address that `schemes` (a pattern) begin and `end` ends; a slash too many or too few is mended."""

    def check(url: str) -> str:
        whole = url.rstrip("/") + ("/" if end.endswith("/") else "")
        if not re.fullmatch(rf"(?:{schemes})://[^\s/]+\S*", url) or not whole.endswith(end):
            raise ValueError("will not do")
        return whole

    return AfterValidator(check)


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


def user_data_dir(platform: str, env: Mapping[str, str]) -> Path:
    """Return where a program keeps a user's data on `platform` (as ``sys.platform`` spells it), by its own custom."""
    home = Path(env.get("HOME") or env.get("USERPROFILE") or ".")
    if platform == "win32":
        return Path(env.get("LOCALAPPDATA") or home / "AppData" / "Local") / "studybell"
    if platform == "darwin":
        return home / "Library" / "Application Support" / "studybell"
    xdg = env.get("XDG_DATA_HOME", "")
    return (Path(xdg) if xdg.startswith("/") else home / ".local" / "share") / "studybell"


def shipped_content() -> Path:
    """Return the content that comes with the program: inside the wheel, or beside ``bot/`` in a checkout."""
    inside = Path(bot.__file__).parent / "_content"
    return inside if inside.is_dir() else Path(bot.__file__).parent.parent / "content"


class Settings(BaseSettings):
    """Every setting, by its name without ``STUDYBELL_``. A description is the mend told when the value will not do."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, extra="ignore", frozen=True, hide_input_in_errors=True
    )

    data_dir: Annotated[Path, AfterValidator(_absolute)] = Field(
        default_factory=lambda: user_data_dir(sys.platform, os.environ),
        description="set it to a folder that may be written",
    )
    database_url: Annotated[str, AfterValidator(_database)] = Field(
        default_factory=lambda data: sqlite_url(data["data_dir"] / "studybell.db"),
        repr=False,
        description="write sqlite+aiosqlite:///PATH or postgresql+asyncpg://USER:PASSWORD@HOST/NAME, "
        "or leave it out for a file in the data directory",
    )
    content_dir: Annotated[Path, AfterValidator(_absolute), AfterValidator(_folder)] = Field(
        default_factory=shipped_content, description="name a folder that holds decks/, or leave it out for the samples"
    )
    discord_token: SecretStr | None = Field(default=None, description="copy the bot token of your Discord application")
    discord_api_url: Annotated[str, _address("https?", "/api/v10")] = Field(
        default="https://discord.com/api/v10", description="leave it out, or give an http(s) address ending in /api/v10"
    )
    discord_gateway_url: Annotated[str, _address("wss?", "")] | None = Field(
        default=None, description="leave it out, or give an address that begins with ws:// or wss://"
    )
    discord_guild_id: Annotated[int, Field(gt=0)] | None = Field(
        default=None, description="copy the server's ID (digits only), or leave it out for all servers"
    )
    discord_shards: Annotated[Shards | None, NoDecode, BeforeValidator(read_shards)] = Field(
        default=None, description="write FIRST-LAST/COUNT, such as 0-3/16, or leave it out for one process"
    )
    slack_bot_token: SecretStr | None = Field(default=None, description="copy the token that begins with xoxb-")
    slack_app_token: SecretStr | None = Field(default=None, description="copy the token that begins with xapp-")
    slack_signing_secret: SecretStr | None = Field(default=None, description="copy the app's signing secret")
    slack_client_id: str | None = Field(default=None, description="copy the app's client ID")
    slack_client_secret: SecretStr | None = Field(default=None, description="copy the app's client secret")
    slack_api_url: Annotated[str, _address("https?", "/api/")] = Field(
        default="https://slack.com/api/", description="leave it out, or give an http(s) address ending in /api/"
    )
    http_host: str = Field(
        default="127.0.0.1", description="give the address to listen on, such as 127.0.0.1 or 0.0.0.0"
    )
    http_port: Annotated[int, Field(ge=0, le=65535)] = Field(default=8080, description="give a port from 0 to 65535")
    log_format: Annotated[Literal["console", "json"], BeforeValidator(_lower)] = Field(
        default="console", description="write console or json"
    )
    log_level: Annotated[Literal["debug", "info", "warning", "error", "critical"], BeforeValidator(_lower)] = Field(
        default="info", description="write debug, info, warning, error or critical"
    )

    @property
    def secrets(self) -> tuple[str, ...]:
        """Every value that may stand in no log: tokens, secrets and the database's password."""
        values = (getattr(self, name) for name in type(self).model_fields)
        hidden = [value.get_secret_value() for value in values if isinstance(value, SecretStr)]
        password = re.match(r"[^:]+://[^:@/]*:(.+)@", self.database_url)
        return tuple(filter(None, [*hidden, password.group(1) if password else ""]))


def sqlite_url(path: Path) -> str:
    """Return the address of an SQLite file."""
    return f"sqlite+aiosqlite:///{quote(path.as_posix(), safe='/: ')}"


def sqlite_file(url: str) -> Path | None:
    """Return the file behind the address of an SQLite database, None for PostgreSQL."""
    scheme, _, rest = url.partition(":///")
    return Path(unquote(rest.partition("?")[0])) if scheme == "sqlite+aiosqlite" else None


def names() -> tuple[str, ...]:
    """Return the full name of every setting, in the order of their declaration."""
    return tuple(PREFIX + name.upper() for name in Settings.model_fields)


def read_settings(env_file: Path = Path(".env")) -> Settings:
    """Return the settings of the environment, which goes before the file; raises `BadSettings` with all problems."""
    written, problems = _written(env_file)
    given = {name: value for name, value in {**written, **_ours(os.environ)}.items() if value}
    problems += [*_unknown(given), *_at_odds(given)]
    try:
        settings = Settings(_env_file=env_file if written else None, _env_file_encoding="utf-8")
    except ValidationError as error:
        wrong = error.errors(include_url=False, include_input=False)
        problems += [_problem(given, str(one["loc"][0]), one) for one in wrong if one["type"] != _FOLLOWS]
        raise BadSettings(tuple(problems)) from None
    if problems:
        raise BadSettings(tuple(problems))
    return settings


_FOLLOWS = "default_factory_not_called"
"""The type of an error that is but another one's consequence."""

_WRONG = {
    "int_parsing": "is not a whole number",
    "greater_than": "is too small",
    "greater_than_equal": "is too small",
    "less_than_equal": "is too large",
    "literal_error": "is not a choice",
}


def _problem(given: Mapping[str, str], field: str, wrong: ErrorDetails) -> Problem:
    what = str(wrong["ctx"]["error"]) if wrong["type"] == "value_error" else _WRONG.get(wrong["type"], wrong["msg"])
    about = Settings.model_fields[field]
    if about.repr and about.annotation is not SecretStr:
        what = f"{given.get(PREFIX + field.upper(), '')!r} {what}"
    return Problem(PREFIX + field.upper(), what, about.description or "")


def _ours(env: Mapping[str, str | None]) -> dict[str, str]:
    """Return what carries our prefix, by upper-case name: case does not matter in either place."""
    return {name.upper(): value or "" for name, value in env.items() if name.upper().startswith(PREFIX)}


def _written(env_file: Path) -> tuple[dict[str, str], list[Problem]]:
    """Return our names in the file, and a problem for each line that cannot be read; no file is an empty one."""
    try:
        text = env_file.read_text("utf-8")
    except FileNotFoundError:
        return {}, []
    except (OSError, UnicodeDecodeError) as error:
        return {}, [Problem(str(env_file), f"cannot be read ({error})", "make it a readable text file in UTF-8")]
    lines = list(parse_stream(StringIO(text)))
    broken = [
        Problem(f"{env_file}:{line.original.line}", "is no setting", "write NAME=value, or put # before a remark")
        for line in lines
        if line.error
    ]
    return _ours({line.key: line.value for line in lines if line.key}), broken


def _unknown(given: Mapping[str, str]) -> Iterator[Problem]:
    known = names()
    for name in sorted(given.keys() - {*known, *FOR_TESTS}):
        close = get_close_matches(name, known, n=1, cutoff=0.7)
        mend = f"did you mean {close[0]}?" if close else "take it out; .env.example lists every setting"
        yield Problem(name, "is no setting of Studybell", mend)


def _at_odds(given: Mapping[str, str]) -> Iterator[Problem]:
    """Yield what is wrong between settings that are each right by themselves."""
    for name, needs, why in _NEEDS:
        full = [PREFIX + need for need in needs]
        if PREFIX + name in given and not any(need in given for need in full):
            yield Problem(PREFIX + name, why, f"set {' or '.join(full)} too")
    for name, prefixes, mend in _SWAPPED:
        if given.get(PREFIX + name, "").startswith(prefixes):
            yield Problem(PREFIX + name, "holds another kind of token", mend)


_NEEDS = (
    ("SLACK_APP_TOKEN", ("SLACK_BOT_TOKEN",), "is of no use alone"),
    ("SLACK_SIGNING_SECRET", ("SLACK_BOT_TOKEN", "SLACK_CLIENT_ID"), "is of no use alone"),
    ("SLACK_BOT_TOKEN", ("SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"), "is not enough to hear from Slack"),
    ("SLACK_CLIENT_ID", ("SLACK_CLIENT_SECRET",), "is of no use alone"),
    ("SLACK_CLIENT_SECRET", ("SLACK_CLIENT_ID",), "is of no use alone"),
)
"""(setting, what it needs one of, why)."""

_SWAPPED = (
    ("SLACK_BOT_TOKEN", ("xapp-", "xoxp-"), "copy the bot token, which begins with xoxb-"),
    ("SLACK_APP_TOKEN", ("xoxb-", "xoxp-"), "copy the app-level token, which begins with xapp-"),
)
"""(setting, beginnings of tokens of another kind, mend)."""
