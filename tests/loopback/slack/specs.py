"""Slack's published types, as a judge of calls.

They are no part of the project: `STUDYBELL_SPECS` names the folder they lie in (generated from slackapi/node-slack-sdk, MIT).
Where that is not set, calls are judged by the rules written by hand alone; `Specs.found` then returns None.
"""

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

from tests.loopback.schema import Check, Compiler

FOLDER = "STUDYBELL_SPECS"
METHODS, BLOCKS = "slack_methods.schema.json", "slack_blocks.schema.json"
Found = list[tuple[str, str]]
"""What is wrong: a JSON pointer, and a sentence."""


class Specs:
    """The published types; each is compiled when it is first needed."""

    def __init__(self, methods: dict[str, Any], blocks: dict[str, Any]) -> None:
        self._methods, self.blocks = methods["definitions"], blocks["definitions"]
        self._compile_methods, self._compile_blocks = Compiler(methods), Compiler(blocks)
        self._checks: dict[str, Check] = {}

    @classmethod
    def found(cls) -> "Specs | None":
        """Return what `STUDYBELL_SPECS` names, or None."""
        folder = os.environ.get(FOLDER)
        path = Path(folder or ".")
        return _specs(path) if folder and (path / METHODS).is_file() and (path / BLOCKS).is_file() else None

    def arguments(self, method: str, arguments: dict[str, Any]) -> Found:
        """Return what is wrong with a call's arguments, its blocks and view apart; nothing where a method has no type."""
        name = "".join(part[0].upper() + part[1:] for part in method.split(".")) + "Arguments"
        if name not in self._methods:
            return []
        if name not in self._checks:
            self._checks[name] = self._compile_methods.compile({"$ref": f"#/definitions/{name}"})
        inner = ("/blocks/", "/view/", "/view")
        plain = {key: value for key, value in arguments.items() if not (key == "metadata" and value == {})}
        return [one for one in _pointed(self._checks[name], plain, "") if not one[0].startswith(inner)]

    def block(self, block: Any, pointer: str) -> Found:
        """Return what is wrong with a block."""
        return _pointed(self._block("KnownBlock"), block, pointer)

    def view(self, view: Any, pointer: str) -> Found:
        """Return what is wrong with a view, its blocks among it."""
        return _pointed(self._block("View"), view, pointer)

    def _block(self, name: str) -> Check:
        if name not in self._checks:
            assert name in self.blocks
            self._checks[name] = self._compile_blocks.compile({"$ref": f"#/definitions/{name}"})
        return self._checks[name]


def _pointed(check: Check, value: Any, pointer: str) -> Found:
    return [(pointer + one.path.replace(".", "/"), one.said) for one in check(value, "")]


@cache
def _specs(folder: Path) -> Specs:
    methods, blocks = ((folder / name).read_text(encoding="utf-8") for name in (METHODS, BLOCKS))
    return Specs(json.loads(methods), json.loads(blocks))
