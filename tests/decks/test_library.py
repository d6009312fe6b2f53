"""The library: decks by name, from folders, and never from anywhere else."""

import os
from pathlib import Path

import pytest

from bot.decks.library import BrokenDeck, Library, NoSuchDeck, content_folder, content_library, deck_files

DECK = "---\ntitle: {title}\n---\n\n## Q\n\n- a\n- b\n"


def put(folder: Path, name: str, title: str = "Title") -> Path:
    """Write a small deck and return its file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(DECK.format(title=title), "utf-8")
    return path


def test_decks_are_found_by_the_slug_of_their_file(tmp_path: Path) -> None:
    """Any file name becomes a name that can be typed."""
    put(tmp_path, "capitals.md")
    put(tmp_path, "Große Städte_2.md", "Towns")
    put(tmp_path, "README.md")
    put(tmp_path, ".hidden.md")
    put(tmp_path, "notes.txt")
    library = Library([tmp_path])
    assert ["capitals", "groe-stadte-2"] == library.names()
    assert "Towns" == library.load("groe-stadte-2").title
    assert "Towns" == library.load("Große Städte_2").title


def test_a_broken_deck_hides_no_other(tmp_path: Path) -> None:
    """The good one loads; asking for the broken one names its mistake."""
    put(tmp_path, "good.md")
    (tmp_path / "broken.md").write_bytes(b"---\ntitle: x\n---\n\n## Q\n\n- [ ] a\n- [ ] b\n\xff")
    library = Library([tmp_path])
    assert ["broken", "good"] == library.names()
    assert "good" == library.load("good").name
    with pytest.raises(BrokenDeck, match="is not UTF-8"):
        library.load("broken")


def test_a_name_that_is_not_there_is_answered_with_one_that_is(tmp_path: Path) -> None:
    """The error helps to the next try."""
    put(tmp_path, "world-capitals.md")
    with pytest.raises(NoSuchDeck, match="try world-capitals"):
        Library([tmp_path]).load("capitals")
    with pytest.raises(NoSuchDeck, match="no decks yet"):
        Library([]).load("capitals")


@pytest.mark.parametrize("name", ["../secret", "/etc/passwd", "..", "", "a/../../secret", "secret", "\x00", "x" * 9999])
def test_no_name_leads_out_of_the_folders(tmp_path: Path, name: str) -> None:
    """Neither a path nor a link reaches a file elsewhere."""
    put(tmp_path, "secret.md")
    put(tmp_path / "decks", "inside.md")
    (tmp_path / "decks" / "secret.md").symlink_to(tmp_path / "secret.md")
    with pytest.raises(NoSuchDeck):
        Library([tmp_path / "decks"]).load(name)


def test_a_changed_file_is_read_anew_and_an_unchanged_one_is_not(tmp_path: Path) -> None:
    """The same file gives the same object; a new time or size gives what is there now."""
    path = put(tmp_path, "a.md")
    library = Library([tmp_path])
    first = library.load("a")
    assert first is library.load("a")
    put(tmp_path, "a.md", "Another")
    os.utime(path, ns=(1, 1))
    assert "Another" == library.load("a").title
    path.unlink()
    with pytest.raises(NoSuchDeck):
        library.load("a")


def test_the_earlier_folder_wins(tmp_path: Path) -> None:
    """A workspace's own deck stands before the shipped one of the same name."""
    put(tmp_path / "own", "a.md", "Own")
    put(tmp_path / "shipped", "a.md", "Shipped")
    put(tmp_path / "shipped", "b.md")
    library = Library([tmp_path / "own", tmp_path / "missing", tmp_path / "shipped"])
    assert (["a", "b"], "Own") == (library.names(), library.load("a").title)


def test_names_complete_while_typing(tmp_path: Path) -> None:
    """What begins with the typed letters comes first, then later words, then anything that has them."""
    for name in ("capitals.md", "old-capitals.md", "recap.md", "rivers.md"):
        put(tmp_path, name)
    library = Library([tmp_path])
    assert ["capitals", "old-capitals", "recap"] == library.matching("Cap")
    assert 4 == len(library.matching(""))
    assert [] == library.matching("zebra")
    assert ["capitals"] == library.matching("", most=1)
    assert 4 == len(library.matching("/"))


def test_prompts_and_links_outside_are_no_decks(tmp_path: Path) -> None:
    """A deep look passes over prompts, hidden folders and links that lead away."""
    put(tmp_path / "in" / "deep", "a.md")
    put(tmp_path / "in" / "prompts", "p.md")
    put(tmp_path / "in" / ".git", "g.md")
    put(tmp_path, "out.md")
    (tmp_path / "in" / "out.md").symlink_to(tmp_path / "out.md")
    (tmp_path / "in" / "loop.md").symlink_to(tmp_path / "in" / "loop.md")
    assert [tmp_path / "in" / "deep" / "a.md"] == deck_files(tmp_path / "in", deep=True)


def test_content_is_looked_for_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was set comes first, then ./content, then the one that came with the program."""
    put(tmp_path / "content" / "decks", "here.md")
    put(tmp_path / "set", "there.md")
    monkeypatch.chdir(tmp_path)
    assert ["here"] == content_library().names()
    assert ["there"] == content_library(tmp_path / "set").names()
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    assert Path(__file__).parents[2] / "content" == content_folder()
