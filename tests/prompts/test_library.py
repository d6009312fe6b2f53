"""The library: prompts by name, and never from anywhere else."""

from pathlib import Path

import pytest

from bot.content.shelf import content_folder
from bot.prompts.library import BrokenPrompt, Library, NoSuchPrompt, prompt_library

PROMPT = "---\ntitle: {title}\n---\n\nWhy?\n"


def put(folder: Path, name: str, title: str = "Title") -> Path:
    """Write a small prompt and return its file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(PROMPT.format(title=title), "utf-8")
    return path


def test_prompts_are_found_by_the_slug_of_their_file(tmp_path: Path) -> None:
    """Any file name becomes a name that can be typed; templates are among them."""
    put(tmp_path, "ethics.md")
    put(tmp_path, "Week 1: Start.md", "Start")
    put(tmp_path, "README.md")
    put(tmp_path, ".hidden.md")
    library = Library([tmp_path])
    assert ["ethics", "week-1-start"] == library.names()
    assert "Start" == library.load("Week 1: Start").title
    assert ["week-1-start"] == library.matching("sta")


def test_a_broken_prompt_hides_no_other(tmp_path: Path) -> None:
    """The good one loads; asking for the broken one names its first mistake, without the folder."""
    put(tmp_path, "good.md")
    (tmp_path / "broken.md").write_text("---\ntitel: x\n---\n\n# Why?\n")
    library = Library([tmp_path])
    assert ["broken", "good"] == library.names()
    assert "good" == library.load("good").name
    with pytest.raises(BrokenPrompt) as broken:
        library.load("broken")
    assert str(broken.value).startswith("the prompt 'broken' has mistakes: broken.md:1: the prompt has no title - ")
    assert str(broken.value).endswith("(and 2 more; run: studybell check)")


def test_a_name_that_is_not_there_is_answered_with_one_that_is(tmp_path: Path) -> None:
    """The error helps to the next try."""
    put(tmp_path, "team-start.md")
    with pytest.raises(NoSuchPrompt, match="there is no prompt 'teem'; try team-start"):
        Library([tmp_path]).load("teem")
    with pytest.raises(NoSuchPrompt, match="there are no prompts yet"):
        Library([]).load("teem")


@pytest.mark.parametrize("name", ["../secret", "/etc/passwd", "..", "", "a/../../secret", "secret", "\x00", "x" * 9999])
def test_no_name_leads_out_of_the_folders(tmp_path: Path, name: str) -> None:
    """Neither a path nor a link reaches a file elsewhere."""
    put(tmp_path, "secret.md")
    put(tmp_path / "prompts", "inside.md")
    (tmp_path / "prompts" / "secret.md").symlink_to(tmp_path / "secret.md")
    with pytest.raises(NoSuchPrompt):
        Library([tmp_path / "prompts"]).load(name)


def test_a_changed_file_is_read_anew_and_an_unchanged_one_is_not(tmp_path: Path) -> None:
    """A teacher mends a file and opens it at once."""
    path = put(tmp_path, "a.md")
    library = Library([tmp_path])
    first = library.load("a")
    assert first is library.load("a")
    put(tmp_path, "a.md", "Another title")
    assert "Another title" == library.load("a").title
    path.unlink()
    with pytest.raises(NoSuchPrompt):
        library.load("a")


def test_prompts_are_looked_for_where_decks_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the folder set, else in ./content if it has prompts, else among those that came with the program."""
    put(tmp_path / "content" / "prompts", "here.md")
    put(tmp_path / "set" / "prompts", "there.md")
    monkeypatch.chdir(tmp_path)
    assert ["here"] == prompt_library().names()
    assert ["there"] == prompt_library(tmp_path / "set").names()
    assert ["there"] == prompt_library(tmp_path / "set" / "prompts").names()
    (tmp_path / "empty" / "content" / "decks").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "empty")
    assert Path(__file__).parents[2] / "content" == content_folder(holding="prompts")


def test_a_folder_of_decks_holds_no_prompts(tmp_path: Path) -> None:
    """What lies in the content folder itself, or in its decks, is not offered as a prompt."""
    put(tmp_path, "deck.md")
    put(tmp_path / "decks", "deck.md")
    assert [] == prompt_library(tmp_path).names()
