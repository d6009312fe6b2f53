"""The commands check, import and export, as they are typed."""

from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from bot.cli_decks import check, export, import_

GOOD = "---\ntitle: Good\n---\n\n## Q\n\n- [x] a\n- [ ] b\n"
BAD = "---\ntitle: Bad\n---\n\n## Q\n\n- [ ] a\n- [ ] a\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, with no content folder set."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("STUDYBELL_CONTENT_DIR", raising=False)
    return tmp_path


def typed(command: click.Command, *words: str) -> Result:
    """Return what a command line leads to; an error that was not meant fails the test."""
    result = CliRunner().invoke(command, list(words))
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def test_check_counts_good_decks(here: Path) -> None:
    """Folders are searched, README.md is none; exit 0."""
    (here / "d" / "deep").mkdir(parents=True)
    (here / "d" / "deep" / "good.md").write_text(GOOD)
    (here / "d" / "README.md").write_text("# Not a deck")
    (here / "one.md").write_text(GOOD)
    result = typed(check, "d", "one.md")
    assert (0, "2 decks, 2 questions, 0 mistakes\n") == (result.exit_code, result.output)


def test_check_tells_all_mistakes(here: Path) -> None:
    """Those of all files, one per line; exit 1."""
    (here / "bad.md").write_text(BAD)
    (here / "good.md").write_text(GOOD)
    result = typed(check, ".")
    assert 1 == result.exit_code
    assert [
        "bad.md:5: no choice is marked as right - mark one: - [x]; a question without a right answer takes plain dashes",
        "bad.md:8: the answer 'a' stands here twice (first in line 7) - keep one",
        "2 decks, 1 question, 2 mistakes",
    ] == result.output.splitlines()


def test_check_without_a_path_takes_the_content_folder(here: Path) -> None:
    """Only the decks in it, not its other files."""
    (here / "content" / "decks").mkdir(parents=True)
    (here / "content" / "decks" / "good.md").write_text(GOOD)
    (here / "content" / "SCORING.md").write_text("# Not a deck")
    assert "1 deck, 1 question, 0 mistakes\n" == typed(check).output
    assert "1 deck, 1 question, 0 mistakes\n" == typed(check, "content").output


def test_check_wants_something_to_check(here: Path) -> None:
    """A folder without decks fails; a path that is not there is wrong use."""
    (here / "empty").mkdir()
    assert 1 == typed(check, "empty").exit_code
    assert 2 == typed(check, "nothing.md").exit_code


def test_import_writes_decks_and_tells_what_was_left_out(here: Path) -> None:
    """The count on the screen, the reasons on standard error, and a deck that passes the check."""
    (here / "My Quiz.gift").write_text("A {=x ~y}\n\nSay more {}\n\nB {#5}\n")
    result = typed(import_, "My Quiz.gift", "--out", "d")
    path = Path("d") / "my-quiz.md"
    assert (0, f"wrote {path}\n2 questions imported, 1 left out\n") == (result.exit_code, result.stdout)
    assert result.stderr.startswith("My Quiz.gift:3: left out: it is an essay question - ")
    assert "1 deck, 2 questions, 0 mistakes\n" == typed(check, "d").output


def test_import_overwrites_only_by_force(here: Path) -> None:
    """What somebody has edited stays; nothing is half written."""
    (here / "q.gift").write_text("$CATEGORY: a\n\nA {T}\n\n$CATEGORY: b\n\nB {T}\n")
    (here / "q-b.md").write_text("mine")
    result = typed(import_, "q.gift")
    assert (1, "mine", False) == (result.exit_code, (here / "q-b.md").read_text(), (here / "q-a.md").exists())
    assert "add --force" in result.stderr
    assert 0 == typed(import_, "q.gift", "--force").exit_code
    assert (here / "q-b.md").read_text().startswith("---\n")


@pytest.mark.parametrize(
    ("data", "words", "code"),
    [
        (b"Say more {}", [], 1),
        (b"\x00\x00", [], 1),
        (b"", [], 1),
        (b"A {T}", ["--format", "nope"], 1),
        (b"A {T}", ["--wrong"], 2),
        (b"A {T}", ["--out", "q.gift"], 2),
    ],
)
def test_import_fails_when_nothing_can_be_read(here: Path, data: bytes, words: list[str], code: int) -> None:
    """Exit 1 for a file that gives nothing, 2 for wrong use; nothing is written."""
    (here / "q.gift").write_bytes(data)
    assert code == typed(import_, "q.gift", *words).exit_code
    assert ["q.gift"] == [path.name for path in here.iterdir()]


def test_export_takes_a_file_or_a_name(here: Path) -> None:
    """The file goes to the screen or to --out; the count goes to standard error."""
    (here / "content" / "decks").mkdir(parents=True)
    (here / "content" / "decks" / "good.md").write_text(GOOD)
    result = typed(export, "good", "--format", "aiken")
    assert (0, "Q\nA. a\nB. b\nANSWER: A\n") == (result.exit_code, result.stdout)
    assert result.stderr.endswith("1 question exported, 0 left out\n")
    assert 0 == typed(export, "content/decks/good.md", "--format", "CSV", "--out", "good.csv").exit_code
    assert (here / "good.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert 1 == typed(export, "good", "--format", "csv", "--out", "good.csv").exit_code
    assert 0 == typed(export, "good", "--format", "csv", "--out", "good.csv", "--force").exit_code


def test_export_says_what_is_wrong(here: Path) -> None:
    """No such deck, mistakes in it, no such format."""
    (here / "bad.md").write_text(BAD)
    assert "there is no deck 'nope'" in typed(export, "nope", "--format", "csv").stderr
    broken = typed(export, "bad.md", "--format", "csv")
    assert (1, True) == (broken.exit_code, "bad.md:5: no choice is marked as right" in broken.stderr)
    assert 2 == typed(export, "bad.md", "--format", "pdf").exit_code
    assert 2 == typed(export, "bad.md").exit_code
