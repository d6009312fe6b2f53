"""The pairs of key and value in a file's front matter, read as YAML.

The nodes are read, never built: no tag, alias or type of YAML's can do anything, and ``No`` or 1984 stay text.
"""

from msgspec import Struct
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode

from bot.content.report import Report

_MOST_CHARACTERS = 8_000
_MOST_BRACKETS = 100


class Pair(Struct, frozen=True):
    """A setting and the line (1-based) it stands in; the key is "" and the value None where it is no single text."""

    key: str
    line: int
    value: str | None


def pairs(text: str, line: int, report: Report) -> list[Pair]:
    """Return the pairs in `text`, which begins in `line`; none, and a mistake in `report`, where it is no such YAML."""
    return [_pair(key, value, line) for key, value in _nodes(text, line, report)]


def _pair(key: Node, value: Node, line: int) -> Pair:
    return Pair(
        str(key.value) if isinstance(key, ScalarNode) else "",
        line + key.start_mark.line,
        str(value.value).strip() if isinstance(value, ScalarNode) else None,
    )


def _nodes(text: str, line: int, report: Report) -> list[tuple[Node, Node]]:
    if len(text) > _MOST_CHARACTERS:
        report.add(line, "the front matter is too long", f"use at most {_MOST_CHARACTERS} characters")
        return []
    if text.count("[") + text.count("{") > _MOST_BRACKETS:
        report.add(line, "the front matter is full of brackets", "write lines of key: value")
        return []
    try:
        root = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = " ".join(str(error.problem or error.context or "it does not fit").split())
        report.add(
            line + (mark.line if mark else 0),
            f"the front matter is not valid YAML ({problem})",
            'write key: value, with the value in "quotes" if it has a colon, a # or begins with a sign',
        )
        return []
    except (YAMLError, RecursionError, ValueError, LookupError, AttributeError, TypeError) as error:
        report.add(line, f"the front matter is not valid YAML ({type(error).__name__})", "write lines of key: value")
        return []
    if root is None:
        return []
    if not isinstance(root, MappingNode):
        report.add(line, "the front matter holds no settings", "write lines of key: value")
        return []
    return list(root.value)
