"""Settings are read whole: every problem at once, by name, with the mend, and no secret in any text."""

import os
from pathlib import Path

import pytest

from bot.settings import NEW_KEY, BadSettings, Settings, read_settings, shipped_content, sqlite_file, user_data_dir


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of the machine's, and an empty folder to stand in."""
    for name in [name for name in os.environ if name.upper().startswith("STUDYBELL_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def problems_of(text: str = "") -> dict[str, str]:
    """Return what is wrong with a `.env` of this text, by name."""
    Path(".env").write_text(text, "utf-8")
    with pytest.raises(BadSettings) as raised:
        read_settings()
    return {problem.name: f"{problem.what} - {problem.mend}" for problem in raised.value.problems}


def settings_of(text: str) -> Settings:
    """Return the settings of a `.env` of this text."""
    Path(".env").write_text(text, "utf-8")
    return read_settings()


def test_nothing_has_to_be_set() -> None:
    """Without any setting there is a database in the user's own data folder, and the sample content."""
    settings = read_settings()
    assert settings.data_dir / "studybell.db" == sqlite_file(settings.database_url)
    assert shipped_content() == settings.content_dir


def test_all_problems_are_told_at_once() -> None:
    """Four wrong values give four problems, not the first of them."""
    told = problems_of(
        "STUDYBELL_HTTP_PORT=80x\nSTUDYBELL_LOG_LEVEL=loud\nSTUDYBELL_CONTENT_DIR=/no/such\nSTUDYBELL_DISCORD_GUILD_ID=-1\n"
    )
    assert {
        "STUDYBELL_HTTP_PORT": "'80x' is not a whole number - give a port from 0 to 65535",
        "STUDYBELL_LOG_LEVEL": "'loud' is not a choice - write debug, info, warning, error or critical",
        "STUDYBELL_CONTENT_DIR": "'/no/such' is not a folder - name a folder that holds decks/, or leave it out for the samples",
        "STUDYBELL_DISCORD_GUILD_ID": "'-1' is too small - copy the server's ID (digits only), or leave it out for all servers",
    } == told


def test_a_home_that_nobody_has_is_told() -> None:
    """A path may begin with somebody's home, if there is such a person."""
    assert {
        "STUDYBELL_DATA_DIR": "'~nobody-of-this-name/x' names the home of a user there is not - "
        "set it to a folder that may be written"
    } == problems_of("STUDYBELL_DATA_DIR=~nobody-of-this-name/x\n")


def test_a_value_may_name_a_variable_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """In the file, as in a shell."""
    monkeypatch.setenv("SCHOOL", "/srv/school")
    assert Path("/srv/school/data") == settings_of("STUDYBELL_DATA_DIR=${SCHOOL}/data\n").data_dir


def test_a_misspelt_name_is_a_problem_with_a_suggestion() -> None:
    """A setting that is not read because of a slip would be worse than one that is wrong."""
    assert {
        "STUDYBELL_DATABSE_URL": "is no setting of Studybell - did you mean STUDYBELL_DATABASE_URL?"
    } == problems_of("STUDYBELL_DATABSE_URL=sqlite:///x\n")


def test_the_environment_goes_before_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is set for this one run counts."""
    monkeypatch.setenv("STUDYBELL_HTTP_PORT", "9001")
    assert 9001 == settings_of("STUDYBELL_HTTP_PORT=9002\n").http_port


def test_an_empty_value_is_none() -> None:
    """A line of the example left as it is sets nothing."""
    assert settings_of("STUDYBELL_DISCORD_TOKEN=\nSTUDYBELL_HTTP_PORT=\n").discord_token is None


def test_a_misspelt_name_in_the_environment_is_found_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """It does not matter where it stands, nor in which case."""
    monkeypatch.setenv("studybell_log_levle", "debug")
    assert {"STUDYBELL_LOG_LEVLE"} == problems_of().keys()


def test_where_the_tests_find_samples_is_no_misspelling(monkeypatch: pytest.MonkeyPatch) -> None:
    """The two variables of the tests are left alone."""
    monkeypatch.setenv("STUDYBELL_CORPUS", "/somewhere")
    assert "info" == read_settings().log_level


def test_a_line_that_is_no_setting_is_told_with_its_number() -> None:
    """A broken line is not skipped in silence."""
    assert {".env:2": "is no setting - write NAME=value, or put # before a remark"} == problems_of(
        "STUDYBELL_LOG_LEVEL=debug\n'oh no\nSTUDYBELL_HTTP_PORT=1\n"
    )


def test_a_file_that_is_no_text_is_told() -> None:
    """Bytes that are no UTF-8 are a problem of the file, not a traceback."""
    Path(".env").write_bytes(b"STUDYBELL_LOG_LEVEL=\xff\xfe")
    with pytest.raises(BadSettings, match="cannot be read"):
        read_settings()


@pytest.mark.parametrize(
    ("written", "understood"),
    [
        ("sqlite:////var/x.db", "sqlite+aiosqlite:////var/x.db"),
        ("sqlite+aiosqlite:///x.db", "sqlite+aiosqlite:///x.db"),
        ("postgres://u:p@h/n", "postgresql+asyncpg://u:p@h/n"),
        ("postgresql+asyncpg://u:p@h/n", "postgresql+asyncpg://u:p@h/n"),
    ],
)
def test_a_database_may_be_named_without_its_driver(written: str, understood: str) -> None:
    """Hosting services hand out addresses without the driver."""
    assert understood == settings_of(f"STUDYBELL_DATABASE_URL={written}\n").database_url


def test_another_database_is_refused_without_its_password() -> None:
    """A problem's text is pasted into chats: the address, which may hold a password, is not in it."""
    told = problems_of("STUDYBELL_DATABASE_URL=mysql://root:hunter2@db/x\n")
    assert told["STUDYBELL_DATABASE_URL"].startswith("is neither an SQLite nor a PostgreSQL address")
    assert "hunter2" not in str(told)


def test_no_secret_shows_when_settings_are_printed() -> None:
    """Nor does the database's password."""
    shown = repr(settings_of("STUDYBELL_DISCORD_TOKEN=t0ken\nSTUDYBELL_DATABASE_URL=postgresql://u:hunter2@h/n\n"))
    assert "t0ken" not in shown
    assert "hunter2" not in shown


def test_every_secret_is_known_to_be_blotted_out() -> None:
    """Tokens, and the password inside the database's address."""
    settings = settings_of(
        "STUDYBELL_DISCORD_TOKEN=t0ken\nSTUDYBELL_SLACK_BOT_TOKEN=xoxb-1\nSTUDYBELL_SLACK_APP_TOKEN=xapp-1\n"
        "STUDYBELL_DATABASE_URL=postgresql://u:hun@ter2@h/n\n"
    )
    assert {"t0ken", "xoxb-1", "xapp-1", "hun@ter2"} == set(settings.secrets)


def test_swapped_slack_tokens_are_noticed() -> None:
    """The commonest mistake: each token in the other's place."""
    told = problems_of("STUDYBELL_SLACK_BOT_TOKEN=xapp-1\nSTUDYBELL_SLACK_APP_TOKEN=xoxb-1\n")
    assert {
        "STUDYBELL_SLACK_BOT_TOKEN": "holds another kind of token - copy the bot token, which begins with xoxb-",
        "STUDYBELL_SLACK_APP_TOKEN": "holds another kind of token - copy the app-level token, which begins with xapp-",
    } == told


def test_half_a_platform_is_a_problem() -> None:
    """A bot token alone can speak to Slack and hear nothing."""
    assert {
        "STUDYBELL_SLACK_BOT_TOKEN": "is not enough to hear from Slack - "
        "set STUDYBELL_SLACK_APP_TOKEN or STUDYBELL_SLACK_SIGNING_SECRET too"
    } == problems_of("STUDYBELL_SLACK_BOT_TOKEN=xoxb-1\n")


@pytest.mark.parametrize(
    "address", ["discord.com/api/v10", "https://discord.com/api/v9", "ftp://x/api/v10", "https:///api/v10"]
)
def test_an_api_address_of_another_shape_is_refused(address: str) -> None:
    """It is joined with paths later: a wrong end would fail far from its cause."""
    assert {"STUDYBELL_DISCORD_API_URL"} == problems_of(f"STUDYBELL_DISCORD_API_URL={address}\n").keys()


def test_a_slash_too_few_is_mended() -> None:
    """Slack's address ends in a slash, whether or not one was typed."""
    assert "http://127.0.0.1:1/api/" == settings_of("STUDYBELL_SLACK_API_URL=http://127.0.0.1:1/api\n").slack_api_url


@pytest.mark.parametrize(
    ("platform", "env", "folder"),
    [
        ("linux", {"HOME": "/home/ada"}, "/home/ada/.local/share/studybell"),
        ("linux", {"HOME": "/home/ada", "XDG_DATA_HOME": "/data"}, "/data/studybell"),
        ("linux", {"HOME": "/home/ada", "XDG_DATA_HOME": "not/absolute"}, "/home/ada/.local/share/studybell"),
        ("darwin", {"HOME": "/Users/ada"}, "/Users/ada/Library/Application Support/studybell"),
        ("win32", {"LOCALAPPDATA": "/c/Local"}, "/c/Local/studybell"),
    ],
)
def test_data_lie_where_the_system_keeps_them(platform: str, env: dict[str, str], folder: str) -> None:
    """Each system has its own custom."""
    assert Path(folder) == user_data_dir(platform, env)


@pytest.mark.parametrize(
    ("written", "read"), [("0-3/16", (0, 3, 16)), ("12-15/16", (12, 15, 16)), ("5/16", (5, 5, 16)), ("0/1", (0, 0, 1))]
)
def test_a_process_may_serve_a_range_of_shards(written: str, read: tuple[int, int, int]) -> None:
    """From the first to the last, of how many; one alone needs no range."""
    assert read == settings_of(f"STUDYBELL_DISCORD_SHARDS={written}\n").discord_shards


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("3-1/16", "ends before it begins"),
        ("0-16/16", "goes beyond the last of 16 shards: they are counted from 0"),
        ("a", "is no range of shards"),
        ("0-3", "is no range of shards"),
        ("-1/4", "is no range of shards"),
        ("0/0", "goes beyond the last of 0 shards: they are counted from 0"),
    ],
)
def test_a_range_of_shards_that_cannot_be_is_told(written: str, problem: str) -> None:
    """It says what is wrong with it, and how one is written."""
    mend = "write FIRST-LAST/COUNT, such as 0-3/16, or leave it out for one process"
    told = {"STUDYBELL_DISCORD_SHARDS": f"{written!r} {problem} - {mend}"}
    assert told == problems_of(f"STUDYBELL_DISCORD_SHARDS={written}\n")


KEY = "A" * 43 + "="


def test_keys_are_a_list_and_each_is_a_secret() -> None:
    """The first encrypts; none shows, and each is blotted out of the log by itself."""
    settings = settings_of(f"STUDYBELL_ENCRYPTION_KEY={KEY}, {'b' * 43}=\n")
    assert [KEY, "b" * 43 + "="] == [key.reveal() for key in settings.encryption_key]
    assert {KEY, "b" * 43 + "="} == set(settings.secrets)
    assert KEY not in repr(settings)


@pytest.mark.parametrize("written", ["short", "A" * 44, f"{KEY},", "A" * 42 + "+="])
def test_what_is_no_key_is_told_without_showing_it(written: str) -> None:
    """With a line that makes one."""
    told = problems_of(f"STUDYBELL_ENCRYPTION_KEY={written}\n")["STUDYBELL_ENCRYPTION_KEY"]
    assert written not in told
    assert "urlsafe_b64encode" in told


def test_an_app_for_many_workspaces_needs_the_rest_of_its_settings() -> None:
    """Each thing that is missing is a problem of its own, with its mend."""
    Path(".env").write_text("STUDYBELL_SLACK_CLIENT_ID=1.2\n", "utf-8")
    with pytest.raises(BadSettings) as raised:
        read_settings()
    assert [
        "set STUDYBELL_SLACK_CLIENT_SECRET too",
        "set STUDYBELL_SLACK_SIGNING_SECRET or STUDYBELL_SLACK_APP_TOKEN too",
        f"set STUDYBELL_ENCRYPTION_KEY too: {NEW_KEY} makes one",
    ] == [problem.mend for problem in raised.value.problems]


def test_an_app_for_many_workspaces_needs_no_bot_token() -> None:
    """Each workspace brings its own."""
    settings = settings_of(
        "STUDYBELL_SLACK_CLIENT_ID=1.2\nSTUDYBELL_SLACK_CLIENT_SECRET=c\nSTUDYBELL_SLACK_APP_TOKEN=xapp-1\n"
        f"STUDYBELL_ENCRYPTION_KEY={KEY}\n"
    )
    assert "1.2" == settings.slack_client_id


@pytest.mark.parametrize("written", ["SB-", "sb/", "s" * 21, "ä"])
def test_a_prefix_that_no_command_can_have_is_told(written: str) -> None:
    """Slack's commands are made of small letters, digits, - and _."""
    assert {"STUDYBELL_SLACK_COMMAND_PREFIX"} == problems_of(f"STUDYBELL_SLACK_COMMAND_PREFIX={written}\n").keys()
