"""The commands of the program alone, without those that other tests declare."""

import pytest

import bot.app  # noqa: F401 - declares every command
from bot.kernel.command import commands


def ours_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget, for a test, what is declared outside the program."""
    ours = {path: one for path, one in commands().items() if one.event.__module__.startswith("bot.")}
    monkeypatch.setattr("bot.kernel.command._commands", ours)
