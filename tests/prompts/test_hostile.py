"""Hostile and broken prompt files: never an exception, never long work, and always a line that exists."""

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.kernel.markup import plain, shown_length, tokens
from bot.prompts.format import read_prompt, read_prompt_bytes
from bot.prompts.preflight import LONGEST_BODY, MOST_BYTES

PARTS = [
    "---\n",
    "title: x\n",
    "title: [\n",
    "posts: 0\n",
    "replies: 2\n",
    "reply_words: 5\n",
    "sealed: yes\n",
    "due: in 7 days\n",
    "remind: 2h\n",
    "expect: role x\n",
    "template: yes\n",
    "&a : *a\n",
    "? [x]\n: y\n",
    "<<: *b\n",
    "\n",
    "\n\n",
    "# T\n",
    "### h\n",
    "- a\n",
    "  - b\n",
    "1. one\n",
    "> quote\n",
    "> > ",
    "```\n",
    "text ",
    "![p](q)",
    "[a]: https://b\n",
    "[x](y)",
    "<b>",
    "<!-- ",
    "| a |\n|---|\n",
    "    code\n",
    "\t",
    "\\",
    "***\n",
    "===\n",
    "&amp;",
    "&nbsp;",
    "\x00",
    "\ufeff",
    "日本",
    "\r\n",
    "\r",
    "\u2028",
]
RUNS = [
    "#",
    ">",
    "- ",
    "-",
    "1. ",
    "`",
    "```\n",
    "*",
    "_",
    "[",
    "](",
    "![",
    "<",
    "<!--",
    "|",
    "|a|\n|-|\n",
    "~",
    "&",
    "\\",
    "a\n",
]
YAML_RUNS = ["- ", "[", "{", "? ", "&a ", "*a ", "!!", "a: ", "'", '"', "|", "%", "\t", ": "]
SECONDS = 2.0
"""Ten times what it takes, for slow and busy machines."""


@settings(max_examples=500, deadline=None)
@given(st.lists(st.sampled_from(PARTS), max_size=40).map("".join) | st.text())
def test_any_text_is_a_prompt_or_has_mistakes(text: str) -> None:
    """Either a prompt, or at least one mistake that names an existing line."""
    prompt, mistakes = read_prompt(text, "p.md")
    assert (prompt is None) == bool(mistakes)
    lines = text.count("\n") + text.count("\r") + 1
    assert all(1 <= mistake.line <= lines and mistake.what and mistake.mend for mistake in mistakes)


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(PARTS), max_size=30).map("".join))
def test_any_prompt_that_was_read_can_be_shown(body: str) -> None:
    """It fits a message, shows something, and the cards' parser drops none of it for its depth."""
    prompt, _ = read_prompt(f"---\ntitle: x\n---\n{body}", "p.md")
    if prompt is None:
        return
    assert shown_length(prompt.body) <= LONGEST_BODY
    assert plain(prompt.body).strip()
    assert max(token.level for token in tokens(prompt.body)) < 20


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_a_prompt_or_have_mistakes(data: bytes) -> None:
    """Bytes that are no text too."""
    prompt, mistakes = read_prompt_bytes(data, "p.md")
    assert (prompt is None) == bool(mistakes)


@pytest.mark.parametrize("run", RUNS)
def test_long_runs_of_markdown_take_no_time(run: str) -> None:
    """A body of one sign, of every length that is looked at, and of all a file may hold."""
    for size in (LONGEST_BODY - 10, 6_000, 19_000, MOST_BYTES - 100):
        begun = process_time()
        read_prompt("---\ntitle: x\n---\n" + run * (size // len(run)), "p.md")
        assert process_time() - begun < SECONDS


@pytest.mark.parametrize("run", YAML_RUNS)
def test_long_runs_of_settings_take_no_time(run: str) -> None:
    """Front matter of one sign, alone and behind a key."""
    for start in ("", "title: "):
        begun = process_time()
        prompt, _ = read_prompt(f"---\n{start}{run * (7_900 // len(run))}\n---\nWhy?", "p.md")
        assert prompt is None
        assert process_time() - begun < SECONDS
