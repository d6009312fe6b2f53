"""What is installed from the wheel is whole: code, page, migrations, words and content."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Return the names of the files in a wheel built from this checkout."""
    out = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True, timeout=120)
    (built,) = out.glob("studybell-*.whl")
    return set(zipfile.ZipFile(built).namelist())


def files_under(folder: str) -> set[str]:
    """Return the files of a folder of the checkout, relative to it, but what Python and editors leave behind."""
    found = (file for file in (ROOT / folder).rglob("*") if file.is_file())
    return {file.relative_to(ROOT / folder).as_posix() for file in found if "__pycache__" not in file.parts}


@pytest.mark.parametrize("package", ["bot", "adapters"])
def test_the_wheel_holds_every_file_of_its_packages(wheel: set[str], package: str) -> None:
    """Code, and what stands beside it: pages, pictures, migrations, catalogues."""
    assert set() == {f"{package}/{name}" for name in files_under(package)} - wheel


def test_the_wheel_holds_the_content(wheel: set[str]) -> None:
    """The sample decks are there without a checkout."""
    assert {f"bot/_content/{name}" for name in files_under("content")} == {
        name for name in wheel if name.startswith("bot/_content/")
    }


def test_the_wheel_holds_nothing_else(wheel: set[str]) -> None:
    """No tests, no settings of anybody's."""
    tops = {name.partition("/")[0] for name in wheel}
    assert {"bot", "adapters"} == {top for top in tops if not top.endswith(".dist-info")}
    assert not [name for name in wheel if name.endswith(".env") or "__pycache__" in name]
