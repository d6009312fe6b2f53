"""Texts of a GIFT file made into the Markdown subset, by their format: moodle, html, markdown or plain."""

import re

from bot.content.report import Report
from bot.content.texts import blocks, note_unshowable, one_line
from bot.decks.importers.gift_blocks import BREAK, restored
from bot.decks.importers.html import looks_like_html, markdown_of
from bot.decks.preflight import HEADINGS
from bot.decks.settle import gentle, gentle_lines, settled_stem
from bot.kernel import markup

LONGEST = 20_000
"""Characters of one text that are looked at, pictures in the text aside; what may be shown is far less."""

_FORMAT = re.compile(r"\s*\[(html|markdown|plain|moodle)\]")
_DATA = re.compile(r"data\s*:[^\"'<>()]*")
_GAP = "_____"
_ENDS = frozenset(".!?")


class Texts:
    """Converts the texts of one question and remembers what they lost. `format` is the question's own."""

    def __init__(self) -> None:
        self.format = "moodle"
        self.lost: list[str] = []

    def stem(self, before: str, after: str, title: str) -> str:
        """Return the question as Markdown; with text after the answers a gap stands where they were."""
        self.format, before = self._format(before)
        if after.strip(" .!?") or (after and before.rstrip()[-1:] not in _ENDS):
            gap = "\\_" * len(_GAP) if self.format == "markdown" else _GAP
            joint = "" if after[0] in ".,;:!?)" else " "
            before = f"{before.rstrip()} {gap}{joint}{after}"
        text = self._markdown(before, self.format, "the question")
        if "\n" not in text or settled_stem(text) == text:
            return text
        parts = blocks(text)
        if title and (not parts or parts[0].type != "paragraph"):
            text = f"{gentle(title)}\n\n{text}"
        first, _, rest = text.partition("\n\n")
        if "\n" in first and parts and parts[0].type == "paragraph":
            line, _, more = first.partition("\n")
            text = "\n\n".join(filter(None, [line.rstrip(" \\"), more, rest]))
        return text

    def line(self, text: str, what: str) -> str:
        """Return a one-line text, such as a choice, as Markdown."""
        return one_line(self.body(text, what))

    def body(self, text: str, what: str) -> str:
        """Return a text of any length as Markdown; `what` names it in messages."""
        kind, text = self._format(text)
        return self._markdown(text, kind, what)

    def plain(self, text: str, what: str) -> str:
        """Return a text to be typed, as it stands; only where it says that it is HTML, what it shows."""
        found = _FORMAT.match(text)
        if found and found[1] == "html":
            return one_line(markup.plain(self.body(text, what)))
        return one_line(restored(text[found.end() :] if found else text))

    def _format(self, text: str) -> tuple[str, str]:
        found = _FORMAT.match(text)
        return (found[1], text[found.end() :]) if found else (self.format, text)

    def _markdown(self, text: str, kind: str, what: str) -> str:
        text = text.strip()
        if len(text) > LONGEST:
            text = _DATA.sub("", text)
            if len(text) > LONGEST:
                self.lost.append(f"the end of {what}, which is too long")
                text = text[:LONGEST]
        if kind == "markdown":
            return self._subset(restored(text).strip(), what)
        if kind == "html" or (kind == "moodle" and looks_like_html(text)):
            flat = text.replace(BREAK, "<br>" if kind == "moodle" else "\n")
            found = markdown_of(restored(flat))
            self.lost += [f"{lost} in {what}" for lost in found.lost]
            return found.text
        return gentle_lines(restored(_unwrapped(text)))

    def _subset(self, text: str, what: str) -> str:
        """Return Markdown as it is, having noted what of it cannot be shown as it was meant."""
        report = Report("")
        note_unshowable(blocks(text), text.split("\n"), report, HEADINGS)
        self.lost += [f"{what}: {mistake.what}" for mistake in report.mistakes]
        return text


def _unwrapped(text: str) -> str:
    """Return a text whose lines were only wrapped as one line; empty lines and escaped breaks still end one."""
    paragraphs = re.split(r"\n\s*\n", text)
    return "\n\n".join(re.sub(r"\s*\n\s*", " ", paragraph) for paragraph in paragraphs)
