"""The command check, for prompts and decks side by side."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli_decks import check

PROMPT = "---\ntitle: P\ndue: in 7 days\n---\n\nWhy?\n"
PLAIN = "---\ntitle: P\n---\n\nWhy?\n"
DECK = "---\ntitle: D\n---\n\n## Q\n\n- a\n- b\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, with no content folder set."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("STUDYBELL_CONTENT_DIR", raising=False)
    return tmp_path


def put(path: str, text: str) -> None:
    """Write a file and the folders above it."""
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text, "utf-8")


def checked(*words: str) -> tuple[int, list[str]]:
    """Return the exit code and the lines of a check; an error that was not meant fails the test."""
    result = CliRunner().invoke(check, list(words))
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.output.splitlines()


@pytest.mark.usefixtures("here")
def test_a_content_folder_is_checked_whole() -> None:
    """Its decks and its prompts, named or not, and nothing beside them."""
    put("content/decks/d.md", DECK)
    put("content/prompts/p.md", PLAIN)
    put("content/prompts/README.md", "no prompt")
    put("content/NOTES.md", "no deck")
    for words in ((), ("content",), ("content/decks", "content/prompts")):
        assert (0, ["1 deck, 1 question, 1 prompt, 0 mistakes"]) == checked(*words)


@pytest.mark.usefixtures("here")
def test_mistakes_of_both_are_told() -> None:
    """Each by file and line; exit 1."""
    put("content/decks/d.md", DECK.replace("- b", ""))
    put("content/prompts/p.md", PROMPT + "\n# Why?\n")
    code, lines = checked()
    assert (1, "1 deck, 0 questions, 1 prompt, 2 mistakes") == (code, lines[-1])
    assert lines[0].startswith(str(Path("content/decks/d.md")) + ":5: ")
    assert lines[1].startswith(str(Path("content/prompts/p.md")) + ":8: a heading inside a prompt")


@pytest.mark.parametrize(
    ("path", "text", "told"),
    [
        ("prompts/p.md", PLAIN, "1 prompt, 0 mistakes"),
        ("prompts/deep/p.md", PLAIN, "1 prompt, 0 mistakes"),
        ("p.md", PROMPT, "1 prompt, 0 mistakes"),
        ("p.md", PROMPT.replace("\n", "\r\n"), "1 prompt, 0 mistakes"),
        ("p.md", PROMPT.replace("due", "sealed").replace("in 7 days", "yes"), "1 prompt, 0 mistakes"),
        ("d.md", DECK, "1 deck, 1 question, 0 mistakes"),
        ("d.md", DECK.replace("## Q", "## Q\n\nposts: many"), "1 deck, 1 question, 0 mistakes"),
        ("prompts/decks/d.md", DECK, "1 deck, 1 question, 0 mistakes"),
        ("d.md", PLAIN, "1 deck, 0 questions, 1 mistake"),
        ("decks/d.md", PROMPT, "1 deck, 0 questions, 2 mistakes"),
    ],
)
def test_a_file_is_taken_for_what_it_is(here: Path, path: str, text: str, told: str) -> None:
    """By the folder it lies in, else by its settings; alone, and found below a folder."""
    put(path, text)
    assert told == checked(path)[1][-1]
    assert told == checked(str(here))[1][-1]


def test_where_one_stands_does_not_matter(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Inside the folder of prompts, too, its files are prompts."""
    put("prompts/p.md", PLAIN)
    monkeypatch.chdir(here / "prompts")
    assert (0, ["1 prompt, 0 mistakes"]) == checked("p.md")
    assert (0, ["1 prompt, 0 mistakes"]) == checked(".")


@pytest.mark.usefixtures("here")
def test_a_folder_with_nothing_in_it_fails() -> None:
    """There is always something to check, or the path was wrong."""
    Path("prompts").mkdir()
    code, lines = checked("prompts")
    assert (1, "Error: nothing to check") == (code, lines[-1][:23])
