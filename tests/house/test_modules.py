"""What every module looks like."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
FILES = sorted(file for folder in ("bot", "adapters") for file in (ROOT / folder).rglob("*.py"))
TEXTS = [*FILES, *sorted((ROOT / "adapters").rglob("*.js")), *sorted((ROOT / "adapters").rglob("*.css"))]

MOST_LINES = 300
SAYS_NOTHING = {"base", "handler", "helper", "helpers", "manager", "service", "util", "utils"}


def defined(tree: ast.AST) -> Iterator[str]:
    """Yield the names of the classes and functions in `tree`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name


def words_of(name: str) -> set[str]:
    """Return the words of a name in either spelling: ``QuizManager`` and ``quiz_manager`` are quiz and manager."""
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)}


def test_every_module_says_what_it_is() -> None:
    """A module opens with a docstring."""
    silent = [file for file in FILES if not ast.get_docstring(ast.parse(file.read_text("utf-8")))]
    assert [] == [str(file.relative_to(ROOT)) for file in silent]


def test_no_module_is_too_long_to_hold_in_the_head() -> None:
    """300 lines at most."""
    long = {str(file.relative_to(ROOT)): len(file.read_text("utf-8").splitlines()) for file in TEXTS}
    assert {} == {name: lines for name, lines in long.items() if lines > MOST_LINES}


def test_names_say_something() -> None:
    """No Manager, Helper or Utils: a function is a verb, a value a noun."""
    names = {
        (str(file.relative_to(ROOT)), name) for file in FILES for name in defined(ast.parse(file.read_text("utf-8")))
    }
    names |= {(str(file.relative_to(ROOT)), file.stem) for file in FILES}
    assert set() == {(file, name) for file, name in names if words_of(name) & SAYS_NOTHING}
