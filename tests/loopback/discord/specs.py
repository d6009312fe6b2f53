"""Discord's published OpenAPI, as a judge of requests (and, in this package's own tests, of our answers).

The file is no part of the project: `STUDYBELL_SPECS` names the folder it lies in (discord/discord-api-spec, MIT).
Where that is not set, requests are judged by the rules written by hand alone; `Specs.found` then returns None.
"""

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

from tests.loopback.schema import Check, Compiler, Problem

FOLDER = "STUDYBELL_SPECS"
FILE = "discord_openapi.json"


@cache
def _document(path: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return document


class Specs:
    """The published description; each schema is compiled when it is first needed."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document
        self._compiler = Compiler(document)
        self._checks: dict[tuple[str, ...], Check | None] = {}

    @classmethod
    def found(cls) -> "Specs | None":
        """Return what `STUDYBELL_SPECS` names, or None."""
        folder = os.environ.get(FOLDER)
        path = Path(folder or ".") / FILE
        return _specs(path) if folder and path.is_file() else None

    def operation(self, method: str, template: str) -> dict[str, Any] | None:
        """Return what is described of a route."""
        found: dict[str, Any] | None = self.document["paths"].get(template, {}).get(method.lower())
        return found

    def body(self, method: str, template: str, body: Any) -> list[Problem]:
        """Return what is wrong with a request's JSON."""
        key = ("body", method, template)
        if key not in self._checks:
            content = ((self.operation(method, template) or {}).get("requestBody") or {}).get("content") or {}
            schema = content.get("application/json", {}).get("schema")
            self._checks[key] = self._compiler.compile(schema) if schema else None
        check = self._checks[key]
        return check(body, "") if check else []

    def named(self, name: str, body: Any) -> list[Problem]:
        """Return what is wrong with a value by the schema of that name."""
        key = ("named", name)
        if key not in self._checks:
            self._checks[key] = self._compiler.compile({"$ref": f"#/components/schemas/{name}"})
        check = self._checks[key]
        assert check is not None
        return check(body, "")

    def query(self, method: str, template: str, query: dict[str, str]) -> list[Problem]:
        """Return what is wrong with a request's query."""
        known = {
            one["name"]: one
            for one in (self.operation(method, template) or {}).get("parameters", [])
            if one.get("in") == "query"
        }
        found = [
            Problem(f".{name}", "no such query parameter is described", strange=True)
            for name in query
            if name not in known
        ]
        for name, one in known.items():
            if name in query:
                found += self._compiler.compile(one["schema"])(
                    _typed(self._compiler.resolve(one["schema"]), query[name]), f".{name}"
                )
            elif one.get("required"):
                found.append(Problem(f".{name}", "This field is required"))
        return found

    def answer(self, method: str, template: str, status: int, body: Any) -> list[Problem]:
        """Return what is wrong with an answer of ours."""
        responses = (self.operation(method, template) or {}).get("responses", {})
        told = responses.get(str(status)) or responses.get(f"{status // 100}XX")
        if told is None:
            return [Problem("", f"status {status} is not described")]
        key = ("answer", method, template, str(status))
        if key not in self._checks:
            schema = self._compiler.resolve(told).get("content", {}).get("application/json", {}).get("schema")
            self._checks[key] = self._compiler.compile(schema) if schema else None
        check = self._checks[key]
        return [one for one in check(body, "") if not one.strange] if check else []


@cache
def _specs(path: Path) -> Specs:
    return Specs(_document(path))


def _typed(schema: dict[str, Any], text: str) -> Any:
    kinds = schema.get("type", "string")
    if "integer" in kinds and text.lstrip("-").isdigit():
        return int(text)
    if "boolean" in kinds and text.lower() in ("true", "false", "1", "0"):
        return text.lower() in ("true", "1")
    return text
