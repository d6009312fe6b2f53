"""The settings: what an operator may decide, read from the environment and ``.env``, checked whole before a start.

A secret may never be part of a problem's text.
"""

import os
import re
import sys
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from io import StringIO
from pathlib import Path
from typing import Annotated, Any, Literal, get_type_hints
from urllib.parse import quote, unquote

from msgspec import Struct, field
from msgspec.structs import force_setattr

import bot
from bot.kernel.errors import StudybellError
from bot.readers import Secret, Setting, address, database, fernet_keys, folder, one_of, path, shaped, whole
from bot.shards import Shards, read_shards

PREFIX = "STUDYBELL_"
NEW_KEY = 'python3 -c "import base64, os; print(base64.urlsafe_b64encode(os.urandom(32)).decode())"'
"""How to make an encryption key on any machine that has Python."""

FOR_TESTS = frozenset({"STUDYBELL_ACCEPT", "STUDYBELL_CORPUS", "STUDYBELL_SPECS", "STUDYBELL_SAVE"})
"""Names with our prefix that are not settings: where the tests find sample files (``tests/README.md``)."""


_LEVELS = ("debug", "info", "warning", "error", "critical")


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


class Settings(Struct, frozen=True, kw_only=True):
    """Every setting, by its name without ``STUDYBELL_``."""

    data_dir: Annotated[Path, Setting(path, "set it to a folder that may be written")] = field(
        default_factory=lambda: user_data_dir(sys.platform, os.environ)
    )
    database_url: Annotated[
        str,
        Setting(
            database,
            "write sqlite+aiosqlite:///PATH or postgresql+asyncpg://USER:PASSWORD@HOST/NAME, "
            "or leave it out for a file in the data directory",
            hidden=True,
        ),
    ] = ""
    content_dir: Annotated[
        Path, Setting(folder, "name a folder that holds decks/, or leave it out for the samples")
    ] = field(default_factory=shipped_content)
    retention_days: Annotated[int, Setting(whole(0, 3650), "give a number of days from 0 (at once) to 3650")] = 30
    discord_token: Annotated[
        Secret | None, Setting(Secret, "copy the bot token of your Discord application", hidden=True)
    ] = None
    discord_api_url: Annotated[
        str, Setting(address("https?", "/api/v10"), "leave it out, or give an http(s) address ending in /api/v10")
    ] = "https://discord.com/api/v10"
    discord_gateway_url: Annotated[
        str | None, Setting(address("wss?"), "leave it out, or give an address that begins with ws:// or wss://")
    ] = None
    discord_guild_id: Annotated[
        int | None, Setting(whole(1), "copy the server's ID (digits only), or leave it out for all servers")
    ] = None
    discord_shards: Annotated[
        Shards | None,
        Setting(read_shards, "write FIRST-LAST/COUNT, such as 0-3/16, or leave it out for one process"),
    ] = None
    slack_bot_token: Annotated[Secret | None, Setting(Secret, "copy the token that begins with xoxb-", hidden=True)] = (
        None
    )
    slack_app_token: Annotated[Secret | None, Setting(Secret, "copy the token that begins with xapp-", hidden=True)] = (
        None
    )
    slack_signing_secret: Annotated[Secret | None, Setting(Secret, "copy the app's signing secret", hidden=True)] = None
    slack_client_id: Annotated[str | None, Setting(str, "copy the app's client ID")] = None
    slack_client_secret: Annotated[Secret | None, Setting(Secret, "copy the app's client secret", hidden=True)] = None
    slack_api_url: Annotated[
        str, Setting(address("https?", "/api/"), "leave it out, or give an http(s) address ending in /api/")
    ] = "https://slack.com/api/"
    slack_command_prefix: Annotated[
        str,
        Setting(shaped("[a-z0-9_-]{0,20}"), "use up to 20 of a-z, 0-9, _ and -, such as sb-, or leave it out"),
    ] = ""
    encryption_key: Annotated[
        tuple[Secret, ...],
        Setting(fernet_keys, f"make one with {NEW_KEY}; several are separated by commas", hidden=True),
    ] = ()
    http_host: Annotated[str, Setting(str, "give the address to listen on, such as 127.0.0.1 or 0.0.0.0")] = "127.0.0.1"
    http_port: Annotated[int, Setting(whole(0, 65535), "give a port from 0 to 65535")] = 8080
    log_format: Annotated[Literal["console", "json"], Setting(one_of("console", "json"), "write console or json")] = (
        "console"
    )
    log_level: Annotated[str, Setting(one_of(*_LEVELS), "write debug, info, warning, error or critical")] = "info"

    def __post_init__(self) -> None:
        if not self.database_url:
            force_setattr(self, "database_url", sqlite_url(self.data_dir / "studybell.db"))

    def __repr__(self) -> str:
        shown = (f"{name}={getattr(self, name)!r}" for name in self.__struct_fields__ if name != "database_url")
        return f"Settings({', '.join(shown)})"

    @property
    def secrets(self) -> tuple[str, ...]:
        """Every value that may stand in no log: tokens, secrets and the database's password."""
        values = [getattr(self, name) for name in self.__struct_fields__]
        hidden = [value.reveal() for value in (*values, *self.encryption_key) if isinstance(value, Secret)]
        password = re.match(r"[^:]+://[^:@/]*:(.+)@", self.database_url)
        return tuple(filter(None, [*hidden, password.group(1) if password else ""]))


def _settings() -> dict[str, Setting]:
    """Return how each setting is read, by its name."""
    hints = get_type_hints(Settings, include_extras=True)
    return {name: hints[name].__metadata__[0] for name in Settings.__struct_fields__}


def sqlite_url(path: Path) -> str:
    """Return the address of an SQLite file."""
    return f"sqlite+aiosqlite:///{quote(path.as_posix(), safe='/: ')}"


def sqlite_file(url: str) -> Path | None:
    """Return the file behind the address of an SQLite database, None for PostgreSQL."""
    scheme, _, rest = url.partition(":///")
    return Path(unquote(rest.partition("?")[0])) if scheme == "sqlite+aiosqlite" else None


def names() -> tuple[str, ...]:
    """Return the full name of every setting, in the order of their declaration."""
    return tuple(PREFIX + name.upper() for name in Settings.__struct_fields__)


def read_settings(env_file: Path = Path(".env")) -> Settings:
    """Return the settings of the environment, which goes before the file; raises `BadSettings` with all problems."""
    written, problems = _written(env_file)
    given = _filled(written) | _filled(_ours(os.environ))
    problems += [*_unknown(given), *_at_odds(given)]
    read: dict[str, Any] = {}
    for name, setting in _settings().items():
        full = PREFIX + name.upper()
        if full not in given:
            continue
        try:
            read[name] = setting.read(given[full])
        except ValueError as error:
            what = str(error) if setting.hidden else f"{given[full]!r} {error}"
            problems.append(Problem(full, what, setting.mend))
    if problems:
        raise BadSettings(tuple(problems))
    return Settings(**read)


def _filled(values: Mapping[str, str]) -> dict[str, str]:
    """Return those that have a value: one that is empty sets nothing."""
    return {name: value for name, value in values.items() if value}


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
    from dotenv import dotenv_values  # noqa: PLC0415 - for those who have such a file
    from dotenv.parser import parse_stream  # noqa: PLC0415 - likewise

    broken = [
        Problem(f"{env_file}:{line.original.line}", "is no setting", "write NAME=value, or put # before a remark")
        for line in parse_stream(StringIO(text))
        if line.error
    ]
    return _ours(dotenv_values(stream=StringIO(text))), broken


def _unknown(given: Mapping[str, str]) -> Iterator[Problem]:
    known = names()
    for name in sorted(given.keys() - {*known, *FOR_TESTS}):
        close = get_close_matches(name, known, n=1, cutoff=0.7)
        mend = f"did you mean {close[0]}?" if close else "take it out; .env.example lists every setting"
        yield Problem(name, "is no setting of Studybell", mend)


def _at_odds(given: Mapping[str, str]) -> Iterator[Problem]:
    """Yield what is wrong between settings that are each right by themselves."""
    for name, needs, why, how in _NEEDS:
        full = [PREFIX + need for need in needs]
        if PREFIX + name in given and not any(need in given for need in full):
            yield Problem(PREFIX + name, why, f"set {' or '.join(full)} too{how}")
    for name, prefixes, mend in _SWAPPED:
        if given.get(PREFIX + name, "").startswith(prefixes):
            yield Problem(PREFIX + name, "holds another kind of token", mend)


_NEEDS = (
    ("SLACK_APP_TOKEN", ("SLACK_BOT_TOKEN", "SLACK_CLIENT_ID"), "is of no use alone", ""),
    ("SLACK_SIGNING_SECRET", ("SLACK_BOT_TOKEN", "SLACK_CLIENT_ID"), "is of no use alone", ""),
    ("SLACK_BOT_TOKEN", ("SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"), "is not enough to hear from Slack", ""),
    ("SLACK_CLIENT_ID", ("SLACK_CLIENT_SECRET",), "is of no use alone", ""),
    ("SLACK_CLIENT_ID", ("SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN"), "is not enough to hear from Slack", ""),
    ("SLACK_CLIENT_ID", ("ENCRYPTION_KEY",), "needs a key to lock workspaces' tokens with", f": {NEW_KEY} makes one"),
    ("SLACK_CLIENT_SECRET", ("SLACK_CLIENT_ID",), "is of no use alone", ""),
)
"""(setting, what it needs one of, why, how to come by that)."""

_SWAPPED = (
    ("SLACK_BOT_TOKEN", ("xapp-", "xoxp-"), "copy the bot token, which begins with xoxb-"),
    ("SLACK_APP_TOKEN", ("xoxb-", "xoxp-"), "copy the app-level token, which begins with xapp-"),
)
"""(setting, beginnings of tokens of another kind, mend)."""
