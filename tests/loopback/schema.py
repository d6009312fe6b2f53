"""JSON Schema as platforms publish it, compiled to functions: a card in a tenth of a millisecond, sixteen with `jsonschema`.

Knows the keywords of Discord's and Slack's files, and refuses to compile others. That it judges as `jsonschema` does is tested
(`test_discord_published.py`). Beside what is wrong it says which fields a schema does not know.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

Schema = dict[str, Any]
IGNORED = frozenset(
    [
        "title",
        "description",
        "format",
        "contentEncoding",
        "deprecated",
        "x-discord-union",
        "discriminator",
        "default",
        "examples",
        "nullable",
        "writeOnly",
        "readOnly",
    ]
)
JSON_TYPES: dict[str, Callable[[Any], bool]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
    "integer": lambda value: (
        not isinstance(value, bool) and (isinstance(value, int) or (isinstance(value, float) and value.is_integer()))
    ),
    "number": lambda value: isinstance(value, (int, float)) and not isinstance(value, bool),
}


@dataclass(frozen=True)
class Problem:
    """What is wrong at a path. `strange`: only that the schema does not know the field."""

    path: str
    said: str
    strange: bool = False


Check = Callable[[Any, str], list[Problem]]
IDS_ARE_TEXTS = "is a number, where ids are texts"
BITS_ARE_NUMBERS = "is a text, where the file wants a number"
MOST_OF_AN_INTEGER = 2**31
NOTHING: list[Problem] = []


class Compiler:
    """Compiles the schemas of one document; each `$ref` once."""

    def __init__(self, document: Schema) -> None:
        self._document = document
        self._named: dict[str, Check] = {}

    def resolve(self, schema: Schema) -> Schema:
        """Return what a `$ref` points to, or the schema itself."""
        while "$ref" in schema:
            found: Any = self._document
            for step in schema["$ref"].removeprefix("#/").split("/"):
                found = found[step.replace("~1", "/").replace("~0", "~")]
            schema = found
        return schema

    def compile(self, schema: Schema) -> Check:
        """Return a function that tells what is wrong with a value."""
        if "$ref" in schema:
            return self._by_name(schema)
        checks = [_KEYWORDS[word](self, schema) for word in _KEYWORDS if word in schema]
        unknown = set(schema) - set(_KEYWORDS) - IGNORED - {"required", "properties", "additionalProperties"}
        if unknown:
            raise NotImplementedError(f"this knows no JSON Schema keyword {sorted(unknown)}")
        if "properties" in schema or "required" in schema or "additionalProperties" in schema:
            checks.append(_object(self, schema))
        if not checks:
            return lambda _value, _path: NOTHING
        return checks[0] if len(checks) == 1 else _all(checks)

    def _by_name(self, schema: Schema) -> Check:
        name = schema["$ref"]
        if name not in self._named:
            made: list[Check] = []
            # which is made only now: a schema may hold itself
            self._named[name] = lambda value, path: made[0](value, path)  # noqa: PLW0108
            made.append(self.compile(self.resolve(schema)))
        return self._named[name]


def _all(checks: Iterable[Check]) -> Check:
    every = tuple(checks)

    def check(value: Any, path: str) -> list[Problem]:
        found: list[Problem] = []
        for one in every:
            found += one(value, path)
        return found

    return check


def _type(_: Compiler, schema: Schema) -> Check:
    names = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    tests = [JSON_TYPES[name] for name in names]
    snowflake = schema.get("format") == "snowflake"
    bits = "integer" in names and schema.get("maximum", 0) > MOST_OF_AN_INTEGER

    def check(value: Any, path: str) -> list[Problem]:
        if any(test(value) for test in tests):
            return NOTHING
        if snowflake and JSON_TYPES["integer"](value):  # which Discord takes, although the file says otherwise
            return [Problem(path, f"{value} {IDS_ARE_TEXTS}", strange=True)]
        if bits and isinstance(value, str) and value.isdigit():
            return [Problem(path, f"{value} {BITS_ARE_NUMBERS}", strange=True)]
        return [Problem(path, f"{_short(value)} is not of type {' or '.join(names)}")]

    return check


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) < 80 else text[:77] + "..."


def _test(kind: type | tuple[type, ...], wrong: Callable[[Any], bool], said: str) -> Check:
    def check(value: Any, path: str) -> list[Problem]:
        if isinstance(value, kind) and not isinstance(value, bool) and wrong(value):
            return [Problem(path, f"{_short(value)} {said}")]
        return NOTHING

    return check


def _limit(
    word: str, kind: type | tuple[type, ...], size: Callable[[Any], Any], *, most: bool
) -> Callable[[Compiler, Schema], Check]:
    def made(_: Compiler, schema: Schema) -> Check:
        limit = schema[word]
        said = f"must be {limit} or {'fewer' if most else 'more'} in {'length' if size is len else 'value'}"
        return _test(kind, (lambda value: size(value) > limit) if most else (lambda value: size(value) < limit), said)

    return made


def _enum(_: Compiler, schema: Schema) -> Check:
    allowed = schema["enum"] if "enum" in schema else [schema["const"]]

    def check(value: Any, path: str) -> list[Problem]:
        if any(value == one and isinstance(value, bool) == isinstance(one, bool) for one in allowed):
            return NOTHING
        return [Problem(path, f"{_short(value)} is none of {allowed}")]

    return check


def _items(compiler: Compiler, schema: Schema) -> Check:
    inner = compiler.compile(schema["items"])

    def check(value: Any, path: str) -> list[Problem]:
        found: list[Problem] = []
        if isinstance(value, list):
            for number, one in enumerate(value):
                found += inner(one, f"{path}.{number}")
        return found

    return check


def _object(compiler: Compiler, schema: Schema) -> Check:
    inner = {name: compiler.compile(one) for name, one in schema.get("properties", {}).items()}
    others = schema.get("additionalProperties", True)
    other = compiler.compile(others) if isinstance(others, dict) else None
    required = schema.get("required") or []

    def check(value: Any, path: str) -> list[Problem]:
        if not isinstance(value, dict):
            return NOTHING
        found = [Problem(f"{path}.{name}", "This field is required") for name in required if name not in value]
        for name, one in value.items():
            known = inner.get(name, other)
            if known is not None:
                found += known(one, f"{path}.{name}")
            elif inner or others is False:
                found.append(Problem(f"{path}.{name}", "no such field is described", strange=others is not False))
        return found

    return check


def _union(compiler: Compiler, schema: Schema) -> Check:
    branches = schema.get("oneOf") or schema["anyOf"]
    checks = [compiler.compile(one) for one in branches]
    by_type = _by_type(compiler, branches, checks)

    def check(value: Any, path: str) -> list[Problem]:
        if by_type is not None and isinstance(value, dict):
            kind = value.get("type")
            chosen = by_type.get(kind) if isinstance(kind, (int, str)) else None
            return (
                chosen(value, path)
                if chosen
                else [Problem(f"{path}.type", f"{_short(kind)} is none of {list(by_type)}")]
            )
        tried = sorted(
            (one(value, path) for one in checks), key=lambda found: (sum(not one.strange for one in found), len(found))
        )
        return tried[0]

    return check


def _by_type(compiler: Compiler, branches: list[Schema], checks: list[Check]) -> dict[Any, Check] | None:
    """Return the branches by the value of `type` that each asks for, where that tells them apart."""
    found: dict[Any, Check] = {}
    for branch, check in zip(branches, checks, strict=True):
        if compiler.resolve(branch).get("type") == "null":
            continue
        kinds = _types(compiler, branch)
        if not kinds or kinds & set(found):
            return None
        found |= dict.fromkeys(kinds, check)
    return found or None


def _types(compiler: Compiler, branch: Schema) -> set[Any]:
    """Return the values of `type` a branch asks for, which may be a choice itself; none if it does not ask."""
    full = compiler.resolve(branch)
    inner = full.get("oneOf") or full.get("anyOf")
    if inner and "properties" not in full:
        each = [_types(compiler, one) for one in inner]
        return set.union(*each) if all(each) else set()
    kind = compiler.resolve(full.get("properties", {}).get("type", {}))
    if "type" not in (full.get("required") or []):
        return set()
    return set(kind["enum"]) if "enum" in kind else {kind["const"]} if "const" in kind else set()


def _every(compiler: Compiler, schema: Schema) -> Check:
    # strange fields of one part may be known to another
    checks = [compiler.compile(one) for one in schema["allOf"]]

    def check(value: Any, path: str) -> list[Problem]:
        each = [one(value, path) for one in checks]
        shared = set.intersection(*({one for one in found if one.strange} for found in each))
        return [one for found in each for one in found if not one.strange] + sorted(shared, key=lambda one: one.path)

    return check


_KEYWORDS: dict[str, Callable[[Compiler, Schema], Check]] = {
    "type": _type,
    "enum": _enum,
    "const": _enum,
    "minLength": _limit("minLength", str, len, most=False),
    "maxLength": _limit("maxLength", str, len, most=True),
    "minItems": _limit("minItems", list, len, most=False),
    "maxItems": _limit("maxItems", list, len, most=True),
    "minProperties": _limit("minProperties", dict, len, most=False),
    "maxProperties": _limit("maxProperties", dict, len, most=True),
    "minimum": _limit("minimum", (int, float), lambda value: value, most=False),
    "maximum": _limit("maximum", (int, float), lambda value: value, most=True),
    "pattern": lambda _, schema: _test(
        str, lambda value: not re.search(schema["pattern"], value), f"does not match {schema['pattern']}"
    ),
    "uniqueItems": lambda _, _schema: _test(
        list, lambda value: len({repr(one) for one in value}) < len(value), "has the same item twice"
    ),
    "items": _items,
    "oneOf": _union,
    "anyOf": _union,
    "allOf": _every,
}
