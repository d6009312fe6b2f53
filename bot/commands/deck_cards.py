"""What a host sees of decks: a list in pages, one deck, the form to add one, and what is wrong with what was given."""

from collections import Counter
from collections.abc import Mapping, Sequence

from bot.content.report import Mistake
from bot.decks.events import AddDeck, ListDecks, RemoveDeck
from bot.decks.importers import importers
from bot.decks.model import Deck, Kind
from bot.decks.own import Head
from bot.decks.playable import Entry
from bot.kernel.card import Button, Card, Field, File, Form, Input, Option, Tone
from bot.kernel.lengths import cut
from bot.kernel.markup import escape, plain, shown_length
from bot.kernel.words import Words, marked

PAGE = 20
"""Decks on a page: one reads them at a glance, and no platform cuts them."""

LONGEST_TITLE = 60
"""Characters of a title in a list."""

LONGEST_NAME = 60

LONGEST_FOUND = 40
"""Characters of what is looked for that a button to another page takes with it."""

LONGEST_TYPED = 4_000
"""Characters of a text typed into a form: Discord's text input (API docs, 2026-08); Slack takes 3,000."""

LONGEST_TOLD = 1_500
"""Characters of mistakes told in a message, beside the text they are about (Discord's components share 4,000)."""

MOST_TOLD = 1_000
"""Mistakes in a file; a deck has at most 200 questions, a file of another program may have hundreds of thousands."""

KINDS: Mapping[Kind, str] = {
    Kind.SINGLE: marked("single choice"),
    Kind.SEVERAL: marked("multiple choice"),
    Kind.TRUE_FALSE: marked("true or false"),
    Kind.TYPED: marked("typed"),
    Kind.NUMBER: marked("number"),
    Kind.ORDERING: marked("ordering"),
    Kind.POLL: marked("poll"),
}


def list_card(entries: Sequence[Entry], find: str, page: int, say: Words) -> Card:
    """Return one page of the decks that have `find` in their name or title; the last page where there is none so far on."""
    wanted = find.strip().casefold()
    found = [one for one in entries if wanted in one.name or (one.head and wanted in one.head.title.casefold())]
    pages = max(1, -(-len(found) // PAGE))
    page = min(page, pages)
    shown = found[(page - 1) * PAGE : page * PAGE]
    parts = [_part(shown, say, own=True), _part(shown, say, own=False)]
    body = "\n\n".join(part for part in parts if part) or (
        say("No deck has “{text}” in its name or title.", text=escape(cut(find, LONGEST_TITLE)))
        if wanted
        else say("There are no decks yet: add one with `/deck add`.")
    )
    title = say.many("{n} deck", "{n} decks", len(found))
    if pages > 1:
        title = say("{decks}, page {page} of {pages}", decks=title, page=page, pages=pages)
    return Card(title=title, body=body, buttons=_turning(find, page, pages, say), footer=say("/deck show tells more."))


def _part(entries: Sequence[Entry], say: Words, *, own: bool) -> str:
    lines = [_line(one, say) for one in entries if one.own is own]
    head = say("This group's own") if own else say("For every group")
    return "\\\n".join([f"**{escape(head)}**", *lines]) if lines else ""


def _line(one: Entry, say: Words) -> str:
    if one.head is None:
        return f"`{one.name}` · {say('has mistakes and cannot be played')}"
    count = say.many("{n} question", "{n} questions", one.head.questions)
    return f"`{one.name}` {escape(cut(plain(one.head.title), LONGEST_TITLE))} · {count}"


def _turning(find: str, page: int, pages: int, say: Words) -> tuple[Button, ...]:
    find = "".join(filter(str.isprintable, find))[:LONGEST_FOUND]
    before = (Button(say("Page {n}", n=page - 1), ListDecks(find, page - 1)),) if page > 1 else ()
    after = (Button(say("Page {n}", n=page + 1), ListDecks(find, page + 1), Tone.MAIN),) if page < pages else ()
    return (*before, *after)


def deck_card(deck: Deck, minutes: int, file: bytes, say: Words) -> Card:
    """Return one deck with its file; `minutes` is how long it takes, estimated."""
    counts = Counter(question.kind for question in deck.questions)
    kinds = " · ".join(f"{say(KINDS[kind])} ({counts[kind]})" for kind in Kind if counts[kind])
    fields = [
        Field(say("Name"), f"`{deck.name}`"),
        Field(say("Questions"), str(len(deck.questions))),
        Field(say("Kinds"), kinds),
        Field(say("Takes"), say.many("about {n} minute", "about {n} minutes", minutes)),
    ]
    return Card(
        title=escape(plain(deck.title)),
        body=deck.about,
        fields=tuple(fields),
        files=(File(f"{deck.name}.md", "text/markdown", file),),
        footer=say("Play it with /quiz start {name}", name=deck.name),
    )


def add_form(say: Words) -> Form:
    """Return the form a deck is given in."""
    formats = ", ".join(importers())
    answers = (Option(say("no"), "no"), Option(say("yes"), "yes"))
    inputs = (
        Input(
            "text",
            say("The deck"),
            kind="text",
            most=LONGEST_TYPED,
            required=False,
            hint=say("Begin with ---, title: ..., ---; then ## and a question, - [x] right, - [ ] wrong"),
        ),
        Input(
            "file", say("Or a file"), kind="file", required=False, hint=say("Markdown or {formats}", formats=formats)
        ),
        Input("name", say("Name"), most=LONGEST_NAME, required=False, hint=say("made of the title if empty")),
        Input("replace", say("Replace a deck of this name?"), kind="choice", value="no", options=answers),
    )
    return Form(say("Add a deck"), inputs, AddDeck(), say("Add"))


def added_card(heads: Mapping[str, Head], left_out: Sequence[Mistake], say: Words) -> Card:
    """Return what was added, and what of the file was not."""
    lines = [
        say(
            "Added “{title}”, {questions}: play it with `/quiz start {name}`.",
            title=escape(cut(plain(head.title), LONGEST_TITLE)),
            questions=say.many("{n} question", "{n} questions", head.questions),
            name=name,
        )
        for name, head in list(heads.items())[:PAGE]
    ]
    if len(heads) > PAGE:
        lines.append(say.many("{n} more deck", "{n} more decks", len(heads) - PAGE))
    body = "\\\n".join(lines)
    if not left_out:
        return Card(body=body)
    return _with_mistakes(f"{body}\n\n{say('Left out, or not quite the same:')}", left_out, say)


def mistakes_card(mistakes: Sequence[Mistake], say: Words) -> Card:
    """Return all that is wrong with what was given; what has no room stands in a file."""
    head = say.many(
        "There is {n} mistake in it, so nothing was added:",
        "There are {n} mistakes in it, so nothing was added:",
        len(mistakes),
    )
    return _with_mistakes(head, mistakes, say)


def _with_mistakes(head: str, mistakes: Sequence[Mistake], say: Words) -> Card:
    first = mistakes[:MOST_TOLD]
    told = [say("Line {n}: {what} – {mend}", n=one.line, what=one.what, mend=one.mend) for one in first]
    shown: list[str] = []
    for line in map(escape, told):
        if shown and shown_length("\\\n".join([*shown, line])) > LONGEST_TOLD:
            break
        shown.append(line)
    if len(shown) == len(mistakes):
        return Card(body=f"{head}\n\n" + "\\\n".join(shown))
    more = say("… and {n} more.", n=len(mistakes) - len(shown))
    files = (File("mistakes.txt", "text/plain", "\n".join(told).encode("utf-8", "replace")),)
    return Card(body=f"{head}\n\n" + "\\\n".join([*shown, more]), files=files)


def sure_card(name: str, head: Head, say: Words) -> Card:
    """Return the question whether to remove a deck."""
    body = say(
        "Remove “{title}” (`{name}`)? It cannot be brought back; `/deck show {name}` gives you its file. "
        "Quizzes that have begun go on with it.",
        title=escape(cut(plain(head.title), LONGEST_TITLE)),
        name=name,
    )
    return Card(body=body, buttons=(Button(say("Remove it"), RemoveDeck(name, "yes"), Tone.DANGER),))
