"""`.env.example`, the README and the settings tell the same story."""

import re
from pathlib import Path

from dotenv import dotenv_values

from bot.settings import FOR_TESTS, PREFIX, Settings, names, read_settings

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / ".env.example"


def test_the_example_lists_every_setting() -> None:
    """A setting that is not in `.env.example` is one nobody finds."""
    assert sorted(names()) == sorted(dotenv_values(EXAMPLE))


def test_every_setting_in_the_example_is_explained() -> None:
    """Each block of settings follows a comment; nothing stands there unexplained, but for a part's heading."""
    blocks = re.split(r"\n\s*\n", EXAMPLE.read_text("utf-8"))
    unexplained = [block for block in blocks if not block.startswith("#") and not block.startswith(f"{PREFIX}HTTP_")]
    assert [] == unexplained


def test_the_example_as_it_stands_is_valid(tmp_path: Path) -> None:
    """Whoever copies it to `.env` and changes nothing has the defaults."""
    copied = tmp_path / ".env"
    copied.write_text(EXAMPLE.read_text("utf-8"), "utf-8")
    assert read_settings(tmp_path / "none") == read_settings(copied)


def test_the_example_shows_the_defaults() -> None:
    """A value written in the example is the one that holds without it."""
    shown = {name: value for name, value in dotenv_values(EXAMPLE).items() if value}
    defaults = {name: str(getattr(Settings(), name.removeprefix(PREFIX).lower())) for name in shown}
    assert defaults == shown


def test_the_words_name_no_setting_that_does_not_exist() -> None:
    """Documents speak of settings there are, and of the variables that only the tests know."""
    known = {*names(), *FOR_TESTS, PREFIX}
    pages = [*ROOT.glob("*.md"), *(ROOT / "bot").rglob("*.md"), *(ROOT / "adapters").rglob("*.md")]
    pages += [*(ROOT / "content").glob("*.md"), *(ROOT / "tests").glob("*.md")]
    spoken = {found for page in pages for found in re.findall(rf"{PREFIX}[A-Z_]*", page.read_text("utf-8"))}
    assert set() == spoken - known
