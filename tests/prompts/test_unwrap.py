"""Paragraphs are read as a Git host shows them: a line break of the editor is a blank."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it.token import Token

from bot.kernel.markup import tokens
from bot.prompts.format import read_prompt

HEAD = "---\ntitle: T\n---\n\n"
PARTS = [
    "word",
    "two words",
    "\n",
    "\n",
    "\n\n",
    "> ",
    "- ",
    "  ",
    "2) ",
    "  \n",
    "\\\n",
    "\\\\\n",
    "`",
    "*",
    "\\",
    "a*b",
    "[x](",
    ")",
]


def body_of(written: str) -> str:
    """Return the text of a prompt; its mistakes fail the test."""
    prompt, mistakes = read_prompt(HEAD + written, "p.md")
    assert [] == list(map(str, mistakes))
    assert prompt is not None
    return prompt.body


def shown(written: str) -> list[object]:
    """Return what would be shown of a text, but for blanks and breaks that are none but blanks."""
    return [(token.type, _text(token.children) if token.children else token.content) for token in tokens(written)]


def _text(inline: list[Token]) -> str:
    parts = [" " if token.type == "softbreak" else token.content or f"<{token.type}>" for token in inline]
    return "".join("".join(parts).split())


@pytest.mark.parametrize(
    ("written", "body"),
    [
        ("one\\\n*\ntwo", "one\\\n*\ntwo"),
        ("one\n    > two", "one > two"),
        ("one\ntwo\n  three", "one two three"),
        ("one\\\ntwo", "one\\\ntwo"),
        ("one  \ntwo", "one  \ntwo"),
        ("one\\\\\ntwo", "one\\\\ two"),
        ("- one\n  two\n- three\nfour", "- one two\n- three four"),
        ("> one\n> two\nthree\n>\n> four", "> one two three\n>\n> four"),
        ("> - one\n>   two\n>\n>   three\n>   four", "> - one two\n>\n>   three four"),
        ("```\none\ntwo\n```", "```\none\ntwo\n```"),
        ("one\n\ntwo\n\n\nthree", "one\n\ntwo\n\n\nthree"),
        ("one\n2) two", "one 2) two"),
    ],
)
def test_a_paragraph_becomes_one_line(written: str, body: str) -> None:
    """In lists and quotes too; breaks that are meant, and code, stay."""
    assert body == body_of(written)


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(PARTS), max_size=25).map("".join))
def test_nothing_else_changes(written: str) -> None:
    """What a Git host shows of the file is what it would show of the text that was read."""
    prompt, _ = read_prompt(HEAD + written, "p.md")
    if prompt is None:
        return
    assert shown(written.strip("\n")) == shown(prompt.body)
