"""HTML as other programs keep it, made into the Markdown subset: bold, italic, code, lists, paragraphs, links.

Pictures and tables cannot be shown and are reported; scripts and styles vanish. The work grows with the text and not faster.
"""

import re
from html.parser import HTMLParser

from msgspec import Struct

from bot.decks.settle import gentle

_SILENT = {"script", "style", "head", "title", "template", "noscript"}
_PARAGRAPHS = {
    "p",
    "div",
    "section",
    "article",
    "center",
    "blockquote",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "table",
    "ul",
    "ol",
    "pre",
}
_STRONG = {"b", "strong", "h1", "h2", "h3", "h4", "h5", "h6"}
_EMPHASIS = {"i", "em", "cite", "var"}
_STRUCK = {"s", "del", "strike"}
_CODE = {"code", "tt", "kbd", "samp"}
_SUPER = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
_SUB = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
_TAG = re.compile(
    r"</?(?:p|br|b|i|u|em|strong|span|div|img|code|pre|ul|ol|li|a|sub|sup|h[1-6]|table|tr|td|font|center)\b[^<>]*>|<!--|&#?\w{2,8};",
    re.IGNORECASE,
)
_LONGEST_ADDRESS = 500
_DEEPEST = 6


class Markdown(Struct, frozen=True):
    """HTML made into Markdown, and what of it was lost, in words."""

    text: str
    lost: tuple[str, ...] = ()


def looks_like_html(text: str) -> bool:
    """Tell whether a text holds tags or entities of HTML."""
    return bool(_TAG.search(text))


def markdown_of(html: str) -> Markdown:
    """Return `html` in the Markdown subset. Never raises, whatever the text."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return Markdown(reader.result(), tuple(dict.fromkeys(reader.lost)))


class _Reader(HTMLParser):
    """Collects paragraphs; runs of text carry the marks that are open around them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lost: list[str] = []
        self._blocks: list[str] = []
        self._runs: list[tuple[str, str]] = []
        self._marks: dict[str, int] = {}
        self._silent = 0
        self._pre = 0
        self._lists: list[int] = []
        self._item = ""
        self._links: list[tuple[str, int]] = []
        self._raised = ""

    def result(self) -> str:
        self._paragraph()
        return "\n\n".join(self._blocks)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag == "br":
            self._runs.append(("", "\n"))
        elif tag in _PARAGRAPHS or tag in {"tr", "li"}:
            self._open(tag)
        elif tag in {"td", "th"}:
            self._runs.append(("", " "))
        elif tag in {"sub", "sup"}:
            self._raised = tag
        elif tag in {"img", "audio", "video", "iframe", "object", "svg", "canvas", "embed"}:
            self._lose_picture(tag, dict(attrs))
        elif tag == "a":
            self._links.append((dict(attrs).get("href") or "", len(self._runs)))
        if mark := _mark(tag):
            self._marks[mark] = self._marks.get(mark, 0) + 1

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag == "a" and self._links:
            self._link(*self._links.pop())
        elif tag in {"sub", "sup"}:
            self._raised = ""
        elif tag in _PARAGRAPHS or tag in {"tr", "li"}:
            self._close(tag)
        if (mark := _mark(tag)) and self._marks.get(mark):
            self._marks[mark] -= 1

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        if self._raised:
            data = _shifted(data, self._raised)
        marks = "".join(mark for mark in ("**", "*", "~~", "`") if self._marks.get(mark))
        self._runs.append(("pre" if self._pre else marks, data))

    def _open(self, tag: str) -> None:
        self._paragraph()
        if tag == "pre":
            self._pre += 1
        elif tag in {"ul", "ol"}:
            self._lists.append(1 if tag == "ol" else 0)
        elif tag == "table":
            self.lost.append("a table (its cells stand in lines now)")
        elif tag == "li":
            self._begin_item()

    def _close(self, tag: str) -> None:
        self._paragraph()
        if tag == "pre":
            self._pre = max(0, self._pre - 1)
        elif tag in {"ul", "ol"} and self._lists:
            self._lists.pop()
        elif tag == "li":
            self._item = ""

    def _begin_item(self) -> None:
        number = self._lists[-1] if self._lists else 0
        indent = "   " * min(max(len(self._lists) - 1, 0), _DEEPEST)
        self._item = f"{indent}{number}. " if number else f"{indent}- "
        if number:
            self._lists[-1] += 1

    def _lose_picture(self, tag: str, attrs: dict[str, str | None]) -> None:
        alt = " ".join((attrs.get("alt") or "").split())[:80]
        name = "a picture" if tag in {"img", "svg", "canvas"} else "a recording or an embedded page"
        self.lost.append(f"{name} ({alt})" if alt else name)

    def _link(self, address: str, begin: int) -> None:
        shown = " ".join("".join(text for _, text in self._runs[begin:]).split())
        safe = re.fullmatch(r"https?://[^\s<>()\[\]\\]+", address) and len(address) <= _LONGEST_ADDRESS
        if safe and shown:
            del self._runs[begin:]
            self._runs.append(("raw", f"[{gentle(shown)}]({address})"))

    def _paragraph(self) -> None:
        runs, self._runs = self._runs, []
        self._links = []
        if self._pre and any(text.strip() for _, text in runs):
            code = "".join(text for _, text in runs).strip("\n")
            fence = "`" * max(3, 1 + max((len(run) for run in re.findall(r"`+", code)), default=0))
            self._blocks.append(f"{fence}\n{code}\n{fence}")
            return
        lines = [_line(line) for line in _split(runs)]
        text = "\n".join(line for line in lines if line)
        if not text:
            return
        item, self._item = self._item, " " * len(self._item)
        text = item + text.replace("\n", "\n" + " " * len(item))
        joins = self._blocks and item.strip() and re.match(r"\s*(-|\d+\.) ", self._blocks[-1])
        if joins:
            self._blocks[-1] += "\n" + text
        else:
            self._blocks.append(text)


def _mark(tag: str) -> str:
    for tags, mark in ((_STRONG, "**"), (_EMPHASIS, "*"), (_STRUCK, "~~"), (_CODE, "`")):
        if tag in tags:
            return mark
    return ""


def _split(runs: list[tuple[str, str]]) -> list[list[tuple[str, str]]]:
    """Return the runs of each line; only ``<br>`` (a bare line end) ends one."""
    lines: list[list[tuple[str, str]]] = [[]]
    for marks, text in runs:
        if (marks, text) == ("", "\n"):
            lines.append([])
        elif lines[-1] and lines[-1][-1][0] == marks and marks != "raw":
            lines[-1].append((marks, text))
        else:
            lines[-1].append((marks, text))
    return lines


def _line(runs: list[tuple[str, str]]) -> str:
    """Return one line of Markdown: adjoining runs of the same marks are joined, blanks stand outside of marks."""
    joined: list[tuple[str, list[str]]] = []
    for marks, text in runs:
        if joined and joined[-1][0] == marks and marks != "raw":
            joined[-1][1].append(text)
        else:
            joined.append((marks, [text]))
    parts: list[str] = []
    for marks, texts in joined:
        text = re.sub(r"\s+", " ", "".join(texts))
        core = text.strip()
        if not core:
            parts.append(" " if text else "")
            continue
        before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        parts.append(f"{before}{_marked(core, marks)}{after}")
    return re.sub(r" {2,}", " ", "".join(parts)).strip()


def _marked(text: str, marks: str) -> str:
    if marks == "raw":
        return text
    if "`" in marks:
        ticks = "`" * (1 + max((len(run) for run in re.findall(r"`+", text)), default=0))
        pad = " " if text.startswith("`") or text.endswith("`") else ""
        return f"{ticks}{pad}{text}{pad}{ticks}"
    return f"{marks}{gentle(text)}{marks[::-1]}" if marks else gentle(text)


def _shifted(text: str, tag: str) -> str:
    table, sign = (_SUPER, "^") if tag == "sup" else (_SUB, "_")
    shifted = text.translate(table)
    return shifted if not any(ord(letter) < 128 and not letter.isspace() for letter in shifted) else sign + text  # noqa: PLR2004
