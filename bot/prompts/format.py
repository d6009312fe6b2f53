"""The prompt format: one Markdown file in, one `Prompt` or all of its mistakes out. Teachers read ``content/README.md``.

Nothing is half-read: with one mistake there is no prompt. Nothing is raised, whatever the file holds.
"""

from pathlib import Path, PurePath

from bot.content.front_matter import Head, read_front_matter
from bot.content.report import Mistake, Report
from bot.content.source import Size, checked, text_of_bytes, text_of_file
from bot.content.texts import slug
from bot.prompts.model import Prompt, Rules
from bot.prompts.preflight import MOST_BYTES, MOST_LINES, body_of
from bot.prompts.rules import clash
from bot.prompts.settings import READERS

_SIZE = Size(MOST_BYTES, MOST_LINES, "shorten it, or link to the long text", f"use at most {MOST_LINES:,} lines")
_RULES = Rules.__struct_fields__


def read_prompt_file(path: Path) -> tuple[Prompt | None, list[Mistake]]:
    """Return the prompt in a file, or None and its mistakes; a file that cannot be read is a mistake like others."""
    return _read(text_of_file(path, _SIZE), str(path))


def read_prompt_bytes(data: bytes, file: str) -> tuple[Prompt | None, list[Mistake]]:
    """Return the prompt in the bytes of a file, or None and its mistakes."""
    return _read(text_of_bytes(data, file, _SIZE), file)


def read_prompt(text: str, file: str) -> tuple[Prompt | None, list[Mistake]]:
    """Return the prompt `text` holds, or None and every mistake in it, by line. `file` names it in messages.

    The prompt's name is made of the file's stem.
    """
    return _read(checked(text, file, _SIZE), file)


def _read(text: str | Mistake, file: str) -> tuple[Prompt | None, list[Mistake]]:
    if isinstance(text, Mistake):
        return None, [text]
    report = Report(file)
    head, rest = read_front_matter(text, READERS, "prompt", report)
    body = body_of(rest, report)
    values = {key: value for key, value in head.values.items() if key not in _RULES}
    rules = Rules(**{key: value for key, value in head.values.items() if key in _RULES})
    _check_rules(rules, head, report)
    if report.mistakes:
        return None, report.in_order()
    return Prompt(name=slug(PurePath(file).stem, "prompt"), body=body, rules=rules, **values), []


def _check_rules(rules: Rules, head: Head, report: Report) -> None:
    """Report rules that make no sense together; not while one of them could not be read, which then is the mistake."""
    if any(key in head.lines and key not in head.values for key in _RULES):
        return
    wrong = clash(rules)
    if wrong:
        report.add(head.lines.get(wrong.field, head.line), wrong.what, wrong.mend)
    elif "replies_due" in head.lines and not rules.replies:
        report.add(
            head.lines["replies_due"],
            "replies_due is set, but no replies are asked for",
            "add a line replies: 1, or take this one out",
        )
