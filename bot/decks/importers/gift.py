"""Moodle's GIFT: the whole of it, or a line in the report for what a deck cannot say."""

import re

from msgspec import structs

from bot.content.report import Mistake
from bot.content.texts import slug
from bot.decks.importers import Imported, Unimportable
from bot.decks.importers.assemble import Pile, assembled
from bot.decks.importers.gift_answers import Draft, LeftOut, question_of
from bot.decks.importers.gift_blocks import Block, Category, blocks_of, decoded, parts_of
from bot.decks.importers.gift_texts import Texts
from bot.decks.model import Question
from bot.decks.preflight import LONGEST_SHOWN

_ANSWERS = re.compile(rb"(?<!\\)\{[^{}]*(?<!\\)\}")
_BINARY = 0.01
LONGEST_BLOCK = 200_000
MOST_BLOCKS = 4_000


class Gift:
    """Reads GIFT files."""

    name = "gift"
    suffixes = (".gift", ".txt")

    def sniff(self, data: bytes) -> bool:
        """Tell whether there is a pair of braces, and no sign of another format."""
        head = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
        return head not in {b"<", b"["} and not head.startswith(b"PK") and bool(_ANSWERS.search(data))

    def read(self, data: bytes, file: str) -> Imported:
        """Return decks of a file's categories; raises `Unimportable` for what is no text or holds no block."""
        if data.count(b"\x00") > len(data) * _BINARY and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise Unimportable(f"{file} is not a text file")
        text, odd = decoded(data)
        reading = _Reading(file)
        if odd:
            reading.warnings.append(Mistake(file, 1, odd, "look over its accents, or save it as UTF-8"))
        for block in blocks_of(text):
            reading.take(block)
        if not reading.blocks:
            raise Unimportable(f"{file} holds no question that looks like GIFT")
        piles = [Pile(title, tuple(questions)) for title, questions in reading.piles.items()]
        return assembled(piles, file, left_out=reading.left_out, warnings=reading.warnings)


IMPORTER = Gift()


class _Reading:
    """What was found in a file so far."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.blocks = 0
        self.piles: dict[str, list[Question]] = {}
        self.left_out: list[Mistake] = []
        self.warnings: list[Mistake] = []
        self._category = ""

    def take(self, block: Block | Category) -> None:
        """Add a block's question, or the reason why there is none."""
        if isinstance(block, Category):
            self._category = _short(block.name)
            return
        self.blocks += 1
        try:
            self.piles.setdefault(self._category, []).append(self._question(block))
        except LeftOut as reason:
            self.left_out.append(Mistake(self.file, block.line, reason.what, reason.mend))

    def _question(self, block: Block) -> Question:
        if self.blocks > MOST_BLOCKS:
            raise LeftOut(f"the file has more than {MOST_BLOCKS} questions", "split it")
        parts = parts_of(block) if not block.broken and len(block.text) <= LONGEST_BLOCK else block.broken
        if isinstance(parts, str):
            what = parts or "it is far too long"
            raise LeftOut(what, "write one { and one } per question, and \\{ \\} where they are text")
        if parts.answers is None:
            raise LeftOut("it is a description without answers", "put it into the question it belongs to")
        texts = Texts()
        stem = texts.stem(parts.before, parts.after, parts.title)
        if not stem.strip():
            raise LeftOut("its question shows no text" + (f" ({texts.lost[-1]})" if texts.lost else ""), "write one")
        if len(stem) > 4 * LONGEST_SHOWN:
            raise LeftOut("its question is far too long for a chat", f"shorten it to {LONGEST_SHOWN:,} characters")
        warnings: list[Mistake] = []

        def warn(what: str, mend: str) -> None:
            warnings.append(Mistake(self.file, block.line, what, mend))

        question = question_of(parts.answers, Draft(stem, texts, warn))
        for lost in dict.fromkeys(texts.lost):
            warn(f"{lost} was lost", "say it in words in the deck")
        for tag in block.tags:
            warn(f"the tag '{tag}' was left out: a deck has none", "nothing to do, unless you need it")
        self.warnings += warnings
        name = block.id or parts.title
        return structs.replace(question, id=slug(name, "q") if name else "", line=block.line)


def _short(category: str) -> str:
    """Return the last part of a category's path; ``//`` in it is a slash."""
    return re.split(r"(?<!/)/(?!/)", category)[-1].replace("//", "/").strip()
