"""The command line ``studybell``: which commands there are, and how they fail. 0 done, 1 failed, 2 used wrongly.

Nothing slow may be imported here: ``studybell --help`` answers in 0.4 s. A command's module is imported when it is run.
"""

import sys
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path
from typing import NamedTuple, NoReturn

import click

import bot
from bot.kernel.errors import StudybellError


class Entry(NamedTuple):
    """Where a command stands, and the line about it in the list; a house test holds it against the command's own."""

    module: str
    name: str
    about: str


COMMANDS: Mapping[str, Entry] = {
    "play": Entry("bot.cli_run", "play", "Open the playground: a chat in the browser, no account needed."),
    "demo": Entry("bot.cli_run", "demo", "Play a quiz and a discussion with simulated members, in the terminal."),
    "run": Entry("bot.cli_run", "run", "Serve every platform that is configured."),
    "check": Entry("bot.cli_decks", "check", "Check decks and prompts: files, or folders with everything below them."),
    "import": Entry("bot.cli_decks", "import_", "Import a quiz FILE of another program as Markdown decks."),
    "export": Entry(
        "bot.cli_decks",
        "export",
        "Export a DECK (a file, or a name from the content folder) to another program's format.",
    ),
    "migrate": Entry("bot.cli_data", "migrate", "Bring the database up to this version."),
    "backup": Entry("bot.cli_data", "backup", "Copy the database to FILE, while it is in use."),
    "manifest": Entry(
        "bot.cli_setup", "manifest", "Print the manifest of the app, to be pasted where PLATFORM makes apps."
    ),
    "doctor": Entry("bot.doctor", "doctor", "Check settings, database and content, and say what to do."),
    "bench": Entry("bot.bench", "bench", "Measure how fast answers and posts are taken, kept and shown."),
}


class LateGroup(click.Group):
    """A group whose commands are imported when they are run, and listed without."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the table, the usual first."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command, or refuse the name with the nearest there is."""
        if entry := COMMANDS.get(cmd_name):
            found: click.Command = getattr(import_module(entry.module), entry.name)
            return found
        if close := get_close_matches(cmd_name, COMMANDS, n=1):
            ctx.fail(f"No such command {cmd_name!r}. Did you mean {close[0]!r}?")
        return None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the table."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.about) for name, entry in COMMANDS.items()])


@click.group(cls=LateGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(bot.__version__, prog_name="studybell")
def cli() -> None:
    """Live quizzes and threaded discussions in the chat your group already uses.

    Try `studybell play` (in the browser) or `studybell demo` (in the terminal): neither needs an account.
    """


def main() -> None:
    """Run the command line; trouble is one sentence on standard error, never a traceback."""
    try:
        _see_own_house()
        cli.main(prog_name="studybell")
    except StudybellError as error:
        _fail(str(error))
    except OSError as error:
        _fail(_trouble(error))
    except ExceptionGroup as group:
        told, bugs = group.split((StudybellError, OSError))
        if bugs or told is None:
            raise
        _fail("; ".join(dict.fromkeys(_leaves(told))))


def _trouble(error: OSError) -> str:
    return f"{error.filename}: {error.strerror}" if error.filename else str(error)


def _leaves(group: ExceptionGroup[Exception]) -> Iterator[str]:
    """Yield what happened, from tasks that ran side by side."""
    for error in group.exceptions:
        if isinstance(error, ExceptionGroup):
            yield from _leaves(error)
        else:
            yield _trouble(error) if isinstance(error, OSError) else str(error)


def _fail(text: str) -> NoReturn:
    click.echo(f"studybell: {text}", err=True)
    sys.exit(1)


def _see_own_house() -> None:
    """Refuse to run on another project's `adapters`: the name is not ours alone."""
    import adapters

    ours, theirs = Path(bot.__file__).parent.parent, Path(str(adapters.__file__)).parent.parent
    if ours != theirs:
        raise StudybellError(
            f"the packages bot ({ours}) and adapters ({theirs}) are not of one installation; "
            "install Studybell into an environment of its own"
        )
