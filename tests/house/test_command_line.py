"""The command line: what it lists, how fast it answers, how it fails. The real program, started as a process."""

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from bot.cli import COMMANDS, cli

ROOT = Path(__file__).parents[2]

PROMISED = {"play", "demo", "run", "check", "import", "export", "migrate", "backup", "manifest", "doctor", "bench"}
"""The commands scripts and deployments rely on; a name may be added, and none taken away."""

OPTIONS = {
    "play": {"--port", "--no-browser", "--speed", "--learners"},
    "demo": {"--deck"},
    "import": {"--format", "--out"},
    "export": {"--format"},
    "manifest": {"--url", "--prefix", "--format"},
    "bench": {"--json"},
}


def studybell(*arguments: str, cwd: Path = ROOT, **env: str) -> subprocess.CompletedProcess[str]:
    """Run the program to its end, with no setting but those given."""
    clean = {name: value for name, value in os.environ.items() if not name.upper().startswith("STUDYBELL_")}
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=cwd,
        env=clean | {"PYTHONPATH": str(ROOT)} | env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def declared(name: str) -> click.Command:
    """Return the command itself."""
    found = cli.get_command(click.Context(cli), name)
    assert found is not None
    return found


def test_help_lists_every_promised_command() -> None:
    """And the table it is made from has no others."""
    told = studybell("--help")
    assert 0 == told.returncode
    assert PROMISED == COMMANDS.keys()
    assert [] == [name for name in PROMISED if f"\n  {name} " not in told.stdout]


@pytest.mark.parametrize("name", sorted(PROMISED))
def test_every_command_explains_itself(name: str) -> None:
    """`--help` everywhere, and its first line holds the one that stands in the list."""
    told = studybell(name, "--help")
    assert (0, "") == (told.returncode, told.stderr)
    assert COMMANDS[name].about.rstrip(".") in (declared(name).help or "").partition("\n")[0]


@pytest.mark.parametrize("name", sorted(OPTIONS))
def test_every_promised_option_is_there(name: str) -> None:
    """Scripts rely on them."""
    there = {option for param in declared(name).params for option in param.opts}
    assert set() == OPTIONS[name] - there


def test_help_imports_nothing_slow() -> None:
    """It answers in 0.4 s because none of these is loaded for it."""
    slow = {"aiohttp", "asyncio", "discord", "jinja2", "msgspec", "slack_bolt", "sqlalchemy", "structlog"}
    listing = "import sys; from bot.cli import cli; cli(['--help'], standalone_mode=False); print('\\n', *sys.modules)"
    told = subprocess.run(
        [sys.executable, "-c", listing], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    assert set() == slow & set(told.stdout.split("\n")[-2].split())


def test_a_slip_in_a_command_is_wrong_use_with_a_suggestion() -> None:
    """Exit code 2."""
    told = studybell("chekc")
    assert 2 == told.returncode
    assert "Did you mean 'check'?" in told.stderr


def test_run_without_a_platform_says_what_to_set(tmp_path: Path) -> None:
    """Exit code 2, with the settings' names."""
    told = studybell("run", cwd=tmp_path, STUDYBELL_DATA_DIR=str(tmp_path / "data"))
    assert 2 == told.returncode
    assert "STUDYBELL_DISCORD_TOKEN" in told.stderr
    assert "STUDYBELL_SLACK_BOT_TOKEN" in told.stderr


def test_wrong_settings_are_all_named_and_nothing_is_done(tmp_path: Path) -> None:
    """Exit code 1, one line each, no traceback, and no folder made."""
    data = tmp_path / "data"
    wrong = {"STUDYBELL_HTTP_PORT": "x", "STUDYBELL_LOG_FORMAT": "xml", "STUDYBELL_DATA_DIR": str(data)}
    told = studybell("play", "--no-browser", cwd=tmp_path, **wrong)
    assert 1 == told.returncode
    assert "2 problems with the settings" in told.stderr
    assert "Traceback" not in told.stderr
    assert not data.exists()


def test_a_data_folder_that_cannot_be_is_said(tmp_path: Path) -> None:
    """A file stands where the folder should."""
    (tmp_path / "data").write_text("in the way", "utf-8")
    told = studybell("play", "--no-browser", cwd=tmp_path, STUDYBELL_DATA_DIR=str(tmp_path / "data"))
    assert 1 == told.returncode
    assert "set STUDYBELL_DATA_DIR to one that can" in told.stderr
    assert "Traceback" not in told.stderr


def test_anothers_adapters_are_refused(tmp_path: Path) -> None:
    """The package's name is not ours alone: another project's must not be run in its place."""
    (tmp_path / "adapters").mkdir()
    (tmp_path / "adapters" / "__init__.py").touch()
    program = "import sys; sys.path.insert(0, sys.argv.pop()); from bot.cli import main; main()"
    told = subprocess.run(
        [sys.executable, "-c", program, "--version", str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert 1 == told.returncode
    assert "not of one installation" in told.stderr
