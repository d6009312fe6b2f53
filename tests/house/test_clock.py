"""Only one module asks the machine what time it is."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
THE_CLOCK = ROOT / "bot" / "engine" / "clock.py"

ASKING = {
    "datetime.date.today",
    "datetime.datetime.now",
    "datetime.datetime.today",
    "datetime.datetime.utcnow",
    "time.ctime",
    "time.gmtime",
    "time.localtime",
    "time.time",
    "time.time_ns",
}


def asked_in(source: str) -> list[str]:
    """Return the calls and mentions in `source` that ask the machine for the time, whatever they are imported as."""
    tree = ast.parse(source)
    meaning = dict(pair for node in ast.walk(tree) for pair in imported(node))
    found = (full_name(node, meaning) for node in ast.walk(tree) if isinstance(node, ast.Attribute | ast.Name))
    return sorted(ASKING.intersection(found))


def imported(node: ast.AST) -> list[tuple[str, str]]:
    """Return (name here, full name) for an import."""
    if isinstance(node, ast.Import):
        return [(name.asname or name.name, name.name) for name in node.names]
    if isinstance(node, ast.ImportFrom):
        return [(name.asname or name.name, f"{node.module}.{name.name}") for name in node.names]
    return []


def full_name(node: ast.expr, meaning: dict[str, str]) -> str:
    """Return the dotted name an expression stands for, "" when it is none."""
    if isinstance(node, ast.Name):
        return meaning.get(node.id, "")
    if isinstance(node, ast.Attribute) and (inner := full_name(node.value, meaning)):
        return f"{inner}.{node.attr}"
    return ""


@pytest.mark.parametrize(
    "source",
    [
        "import time\ntime.time()",
        "from time import time as now\nnow()",
        "from datetime import datetime\nask = datetime.now",
        "import datetime as dt\ndt.datetime.utcnow()",
        "from datetime import date\ndate.today()",
    ],
)
def test_every_way_of_asking_is_seen(source: str) -> None:
    """The search below would find it, whatever it is imported as."""
    assert 1 == len(asked_in(source))


def test_measuring_is_not_asking() -> None:
    """How long something takes may be measured anywhere."""
    assert [] == asked_in("import time\ntime.monotonic()\ntime.perf_counter()")


def test_only_the_clock_asks_the_machine() -> None:
    """Everybody else is told, as `at`."""
    files = [file for folder in ("bot", "adapters") for file in (ROOT / folder).rglob("*.py") if file != THE_CLOCK]
    assert {} == {str(file.relative_to(ROOT)): asked for file in files if (asked := asked_in(file.read_text("utf-8")))}
