"""The commands that are declared, the README's table and the help a person gets are the same."""

import importlib
import pkgutil
import re
from pathlib import Path

import bot
from bot.kernel.command import Command, commands

ROOT = Path(__file__).parents[2]


def every_command() -> list[Command]:
    """Return all commands, whichever module declares them."""
    for module in pkgutil.walk_packages(bot.__path__, "bot."):
        if ".migrations" not in module.name and not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    return [command for command in commands().values() if not command.event.__module__.startswith(("test", "conftest"))]


def row(command: Command) -> str:
    """Return the command's line in the README."""
    return f"| `/{command.path}` | {'host' if command.host else 'all'} | {command.about} |"


def test_the_readme_lists_every_command() -> None:
    """A command is in the table as it is declared, and nothing else is."""
    table = re.findall(r"^\| `/.*$", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE)
    assert sorted(row(command) for command in every_command()) == sorted(table)


def test_commands_come_family_by_family() -> None:
    """Whichever module was imported first, help and completion list them alike."""
    families = [command.path.split()[0] for command in every_command()]
    assert sorted(families) == families


def test_every_command_can_be_declared_on_both_platforms() -> None:
    """Discord's limits: 100 characters about it, names of 32 lower-case letters, 25 parameters (API docs, 2026-08)."""
    for command in every_command():
        assert len(command.about) <= 100, command.path
        assert all(re.fullmatch(r"[a-z]{1,32}", word) for word in command.path.split()), command.path
        assert len(command.params) <= 25, command.path


def test_every_parameter_can_be_declared_on_both_platforms() -> None:
    """Discord's limits, and required ones first: nothing that must be given follows what may be left out."""
    for command in every_command():
        for param in command.params:
            assert len(param.about) <= 100, (command.path, param.name)
            assert re.fullmatch(r"[a-z_]{1,32}", param.name), (command.path, param.name)
        assert sorted(command.params, key=lambda param: not param.required) == list(command.params), command.path
