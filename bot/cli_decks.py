"""The commands for content files: ``studybell check``, ``import`` and ``export``.

Everything heavy is imported inside of functions, so that ``studybell --help`` stays fast. Exit codes: 0, 1 failed, 2 wrong use.
"""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.content.report import Mistake
    from bot.decks.model import Deck


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path), metavar="[PATH]...")
def check(paths: tuple[Path, ...]) -> None:
    """Check decks and prompts: files, or folders with everything below them. Without PATH, the content folder.

    Of a folder with folders `decks` or `prompts` in it (such as the content folder) only those are looked at. What lies below
    a folder `prompts` is a prompt, below a folder `decks` a deck. Elsewhere a file is a prompt if it has a setting that only
    prompts have (such as `due`) and no heading that begins a question.

    Prints every mistake as file:line: what - mend, and exits with 1 if there is one.
    """
    from bot.decks.format import read_deck_file  # noqa: PLC0415 - see the module's docstring
    from bot.prompts.format import read_prompt_file  # noqa: PLC0415 - likewise
    from bot.prompts.library import is_prompt  # noqa: PLC0415 - likewise

    decks = prompts = questions = wrong = 0
    for file in _content_files(paths):
        mistakes: list[Mistake]
        if is_prompt(file):
            _, mistakes = read_prompt_file(file)
            prompts += 1
        else:
            deck, mistakes = read_deck_file(file)
            decks += 1
            questions += len(deck.questions) if deck else 0
        wrong += len(mistakes)
        for mistake in mistakes:
            click.echo(str(mistake))
    click.echo(_summary(decks, questions, prompts, wrong))
    if not decks and not prompts:
        raise click.ClickException("nothing to check: decks and prompts are files that end in .md (and not README.md)")
    if wrong:
        raise SystemExit(1)


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--format", "name", metavar="F", help="Read it as this format instead of what it looks like (gift).")
@click.option("--out", "folder", type=click.Path(file_okay=False, path_type=Path), default=Path(), metavar="DIR",
              help="Where to write the decks; made if missing. Default: here.")  # fmt: skip
@click.option("--force", is_flag=True, help="Overwrite decks that are there already.")
def import_(file: Path, name: str | None, folder: Path, *, force: bool) -> None:
    """Import a quiz FILE of another program as Markdown decks.

    What a deck cannot say is told line by line; nothing is dropped in silence.
    """
    from bot.decks.importers import Unimportable, import_file  # noqa: PLC0415 - see the module's docstring

    try:
        imported = import_file(file, name)
    except Unimportable as error:
        raise click.ClickException(str(error)) from error
    _tell("not quite the same", imported.warnings)
    _tell("left out", imported.left_out)
    for path in _write(imported.decks, folder, force=force):
        click.echo(f"wrote {path}")
    click.echo(f"{_count(imported.count, 'question')} imported, {len(imported.left_out)} left out")
    if not imported.count:
        raise SystemExit(1)


@click.command()
@click.argument("deck")
@click.option("--format", "name", required=True, metavar="F", help="gift, aiken or csv.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
              help="Where to write; must not exist yet. Default: the screen.")  # fmt: skip
@click.option("--force", is_flag=True, help="Overwrite the file if it is there already.")
def export(deck: str, name: str, out: Path | None, *, force: bool) -> None:
    """Export a DECK (a file, or a name from the content folder) to another program's format."""
    from bot.decks.exporters import EXPORTERS  # noqa: PLC0415 - see the module's docstring

    if name.lower() not in EXPORTERS:
        raise click.BadParameter(f"'{name}' is none of {', '.join(EXPORTERS)}", param_hint="--format")
    exported = EXPORTERS[name.lower()].write(_deck(deck))
    _tell("not quite the same", exported.warnings)
    _tell("left out", exported.left_out)
    if out is None:
        click.echo(exported.text, nl=False)
    else:
        _put(out, exported.text, force=force)
    click.echo(f"{_count(exported.count, 'question')} exported, {len(exported.left_out)} left out", err=True)
    if not exported.count:
        raise SystemExit(1)


def _content_files(paths: tuple[Path, ...]) -> list[Path]:
    from bot.content.shelf import content_files, content_folder  # noqa: PLC0415 - see the module's docstring

    if not paths:
        folder = content_folder(_content_setting())
        if folder is None:
            raise click.ClickException("there is no content folder here; name the files or folders to check")
        paths = (folder,)
    inside = [[path / name for name in ("decks", "prompts") if (path / name).is_dir()] or [path] for path in paths]
    places = [place for found in inside for place in found]
    files = [file for place in places for file in (content_files(place, deep=True) if place.is_dir() else [place])]
    return list(dict.fromkeys(files))


def _summary(decks: int, questions: int, prompts: int, wrong: int) -> str:
    """Return what was looked at; a kind of which there was nothing is left out."""
    told = [_count(decks, "deck"), _count(questions, "question")] if decks or not prompts else []
    told += [_count(prompts, "prompt")] if prompts else []
    return ", ".join([*told, _count(wrong, "mistake")])


def _deck(deck: str) -> "Deck":
    """Return the deck in a file, or of a name in the library."""
    from bot.decks.format import read_deck_file  # noqa: PLC0415 - see the module's docstring
    from bot.decks.library import BrokenDeck, NoSuchDeck, content_library  # noqa: PLC0415 - likewise

    mistakes: Iterable[Mistake]
    if Path(deck).is_file():
        found, mistakes = read_deck_file(Path(deck))
        if found:
            return found
    else:
        try:
            return content_library(_content_setting()).load(deck)
        except NoSuchDeck as error:
            raise click.ClickException(f"{error} (nor is there a file of this name)") from error
        except BrokenDeck as error:
            mistakes = error.mistakes
    for mistake in mistakes:
        click.echo(str(mistake), err=True)
    raise click.ClickException("the deck has mistakes; mend them first")


def _content_setting() -> Path | None:
    """Return the folder set for content; read here alone so that these commands need no other setting to be right."""
    folder = os.environ.get("STUDYBELL_CONTENT_DIR", "")
    return Path(folder) if folder else None


def _write(decks: "tuple[Deck, ...]", folder: Path, *, force: bool) -> list[Path]:
    """Write each deck into its file and return the files; nothing is written when one is there already."""
    from bot.decks.write import write_deck  # noqa: PLC0415 - see the module's docstring

    paths = [folder / f"{deck.name}.md" for deck in decks]
    there = [str(path) for path in paths if path.exists() and not force]
    if there:
        raise click.ClickException(f"{', '.join(there)} is there already; add --force to overwrite, or choose --out")
    for deck, path in zip(decks, paths, strict=True):
        _put(path, write_deck(deck), force=force)
    return paths


def _put(path: Path, text: str, *, force: bool) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w" if force else "x", encoding="utf-8", newline="") as file:
            file.write(text)
    except FileExistsError as error:
        raise click.ClickException(f"{path} is there already; add --force to overwrite it") from error
    except OSError as error:
        raise click.ClickException(f"{path} cannot be written ({error.strerror}); choose another with --out") from error


def _tell(why: str, mistakes: "Iterable[Mistake]") -> None:
    for mistake in mistakes:
        click.echo(f"{mistake.file}:{mistake.line}: {why}: {mistake.what} - {mistake.mend}", err=True)


def _count(number: int, thing: str) -> str:
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"
