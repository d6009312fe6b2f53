"""The prompt format: what a teacher writes, and what is said when it does not fit."""

from pathlib import Path

import pytest

from bot.prompts.format import read_prompt, read_prompt_bytes, read_prompt_file
from bot.prompts.model import Prompt, Rules
from bot.prompts.preflight import LONGEST_BODY, LONGEST_TITLE, MOST_BYTES, MOST_LINES

HEAD = "---\ntitle: T\n---\n\n"

WHOLE = """---
title: Who owns a cell?
language: en-GB
about: One sentence.
source: Written for this test
posts: 2
replies: 3
words: 60
reply_words: 20
sealed: yes
opens: 2026-12-01 09:00
due: in 7 days
replies_due: fri 17:00
late_until: in 14 days
remind: 24h 2h
expect: role Year 12
template: yes
---

First **paragraph**.

- one
- two
"""


def told(text: str) -> list[str]:
    """Return the mistakes of a file as lines; a prompt without a mistake fails the test."""
    prompt, mistakes = read_prompt(text, "p.md")
    assert prompt is None
    return [str(mistake) for mistake in mistakes]


def prompt_of(text: str) -> Prompt:
    """Return the prompt in `text`; its mistakes fail the test."""
    prompt, mistakes = read_prompt(text, "p.md")
    assert [] == list(map(str, mistakes))
    assert prompt is not None
    return prompt


def test_every_setting_arrives() -> None:
    """Dates stay the words they were; the text is what stands below."""
    prompt, mistakes = read_prompt(WHOLE, "/somewhere/Who owns it_.md")
    assert [] == mistakes
    assert prompt == Prompt(
        name="who-owns-it",
        title="Who owns a cell?",
        body="First **paragraph**.\n\n- one\n- two",
        rules=Rules(2, 3, 60, 20, sealed=True),
        language="en-GB",
        about="One sentence.",
        source="Written for this test",
        opens="2026-12-01 09:00",
        due="in 7 days",
        replies_due="fri 17:00",
        late_until="in 14 days",
        remind="24h 2h",
        expect="role Year 12",
        template=True,
    )


def test_a_title_and_a_text_are_enough() -> None:
    """Without settings one post is asked for, and nothing else."""
    assert Prompt(name="p", title="T", body="Why?") == prompt_of(HEAD + "Why?\n")


@pytest.mark.parametrize(
    "body",
    [
        "**bold** *italic* ~~struck~~ `code` <https://example.org> [link](https://example.org)",
        "> quote\n> > inside\n\n1. one\n   - two",
        "```\n<b>not HTML</b>\n# not a heading\n```",
        "until <t:1700000000:R>",
        "In [Book], on page [12], a [...] \\# \\<b>",
        "a line\\\nbroken",
        "- [ ] still to do\n- [x] done",
    ],
)
def test_the_whole_subset_may_be_used(body: str) -> None:
    """What cards can show is kept as it was written."""
    assert body == prompt_of(HEAD + body).body


def test_line_ends_tabs_and_marks_of_other_systems_do_not_matter() -> None:
    """A file saved on Windows is the same prompt."""
    data = ("\ufeff" + HEAD + "-\tone\n").replace("\n", "\r\n").encode()
    prompt, mistakes = read_prompt_bytes(data, "p.md")
    assert [] == mistakes
    assert prompt == prompt_of(HEAD + "-   one")


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("", 1, "the file is empty"),
        ("Why?", 1, "there is no front matter"),
        ("---\ntitle: T\n\nWhy?", 1, "the front matter is never closed"),
        ("---\ndue: in 7 days\n---\n\nWhy?", 1, "the prompt has no title"),
        ("---\ntitle:\n---\n\nWhy?", 2, "title is empty"),
        (f"---\n\ntitle: {'x' * (LONGEST_TITLE + 1)}\n---\n\nWhy?", 3, "title takes 91 characters, at most 90 fit"),
        (f"---\ntitle: Q{'&' * 20}\n---\n\nWhy?", 2, "title takes 101 characters, at most 90 fit"),
        ("---\ntitle: [T]\n---\n\nWhy?", 2, "title must be one value, not a list"),
        ("---\ntitle: T\nlanguage: English\n---\n\nWhy?", 3, "language is 'English'"),
        ("---\ntitle: T\nposts: two\n---\n\nWhy?", 3, "write a number from 0 to 10"),
        ("---\ntitle: T\nreplies: 11\n---\n\nWhy?", 3, "replies is 11 - it must be from 0 to 10"),
        ("---\ntitle: T\nwords: 1001\n---\n\nWhy?", 3, "it must be from 0 to 1000"),
        ("---\ntitle: T\nreplies: 1\nreply_words: -1\n---\n\nWhy?", 4, "it must be from 0 to 1000"),
        ("---\ntitle: T\nsealed: maybe\n---\n\nWhy?", 3, "allowed are yes, no"),
        ("---\ntitle: T\ntemplate: 1\n---\n\nWhy?", 3, "allowed are yes, no"),
        ("---\ntitle: T\ndue:\n---\n\nWhy?", 3, "due is empty"),
        (f"---\ntitle: T\nopens: {'x' * 61}\n---\n\nWhy?", 3, "opens has 61 characters - use at most 60"),
        ("---\ntitle: T\nreplies_due: fri 9am\n---\n\nWhy?", 3, "replies_due is set, but no replies are asked for"),
        ("---\ntitle: T\nremind: 24h, 2h\n---\n\nWhy?", 3, "remind has '24h,', which is no time before the due date"),
        ("---\ntitle: T\nremind: 2 h\n---\n\nWhy?", 3, "write times such as 24h 2h, 3d or 30min, or none"),
        ("---\ntitle: T\nremind: 0h\n---\n\nWhy?", 3, "remind has '0h'"),
        ("---\ntitle: T\nremind: none 2h\n---\n\nWhy?", 3, "remind has 'none'"),
        ("---\ntitle: T\nremind: 29d\n---\n\nWhy?", 3, "remind has '29d', which is further than 28 days ahead"),
        (
            "---\ntitle: T\ndue: some day\n---\n\nWhy?",
            3,
            "due is 'some day': I cannot read that as a time - write it like",
        ),
        ("---\ntitle: T\nlate_until: next weak\n---\n\nWhy?", 3, "late_until is 'next weak'"),
        ("---\ntitle: T\nremind: 24h 1d\n---\n\nWhy?", 3, "remind names a time twice"),
        ("---\ntitle: T\nremind: 2h 2H\n---\n\nWhy?", 3, "remind names a time twice"),
        ("---\ntitle: T\nremind: 6h 5h 4h 3h 2h 1h\n---\n\nWhy?", 3, "remind has 6 times - use at most 5"),
        ("---\ntitle: T\nremind:\n---\n\nWhy?", 3, "remind has ''"),
        ("---\ntitle: T\nexpect: everyone\n---\n\nWhy?", 3, "did you mean 'everybody'? write everybody, whoever, or"),
        ("---\ntitle: T\nexpect: role\n---\n\nWhy?", 3, "expect is 'role'"),
        (f"---\ntitle: T\nexpect: role {'x' * 101}\n---\n\nWhy?", 3, "expect has 101 characters"),
        ("---\ntitle: T\nreplise: 2\n---\n\nWhy?", 3, "unknown setting 'replise' - did you mean 'replies'?"),
        ("---\ntitle: T\nreply words: 2\n---\n\nWhy?", 3, "did you mean 'reply_words'?"),
        ("---\ntitle: T\nposts: 1\nposts: 2\n---\n\nWhy?", 4, "'posts' is set twice (first in line 3)"),
        ("---\ntitle: T\nposts: 0\n---\n\nWhy?", 3, "nothing is asked for - ask for at least one post or reply"),
        ("---\ntitle: T\nposts: 0\nreplies: 1\nsealed: yes\n---\n\nWhy?", 5, "a sealed prompt without a post"),
        ("---\ntitle: T\nreply_words: 5\n---\n\nWhy?", 3, "words a reply are set, but no replies are asked for"),
        (HEAD, 5, "the prompt is empty - write below the front matter what is to be discussed"),
        (HEAD + "&nbsp;", 5, "the prompt is empty"),
        (HEAD + "Why?\n\n## Part two", 7, "a heading inside a prompt cannot be shown - make it **bold**"),
        (HEAD + "Why?\n---", 5, "a line of === or --- makes the text above it a heading"),
        (HEAD + "Why?\n\n---\n", 7, "a line across cannot be shown"),
        (HEAD + "Look:\n![graph](g.png)", 6, "a picture cannot be shown here - say in words what it shows"),
        (HEAD + "a <b>b</b>", 5, "<b> is HTML"),
        (HEAD + "<details>\n\nWhy?", 5, "HTML is not shown in chats"),
        (HEAD + "Why?\n\n| a |\n|---|\n| b |", 7, "a table cannot be shown in a chat"),
        (HEAD + "Why?\n\n    code", 7, "code that is only indented is not shown as code"),
        (HEAD + "Why?\n\n```\ncode\n", 7, "this code fence is never closed"),
        (HEAD + "Why? [x][1]\n\n[1]: https://example.org", 7, "the address of [1] stands apart from its link"),
        (HEAD + "> > > > > > deep", 5, "lists and quotes stand more than 5 deep"),
        (HEAD + "a\nb\n" + "x" * LONGEST_BODY, 7, f"the prompt takes {LONGEST_BODY + 4:,} characters"),
        (HEAD + "a\u202eb", 5, "there is an invisible character here (U+202E)"),
        (HEAD + "a\n" * (MOST_LINES + 1), MOST_LINES, "the file has 1,005 lines"),
        ("x" * (MOST_BYTES + 1), 1, "the file is larger than 65,536 bytes"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_a_way_out(text: str, line: int, says: str) -> None:
    """Each kind of mistake, alone."""
    mistakes = told(text)
    assert says in mistakes[0]
    assert mistakes[0].startswith(f"p.md:{line}: ")


def test_all_mistakes_are_told_at_once() -> None:
    """Settings, rules and text of one file, by line."""
    text = (
        f"---\ntitle: {'x' * 99}\nsealed: yes\nposts: 0\nreplies: 2\nexpekt: all\n---\n\n# Why?\n\n<br>\n" + "y" * 3_000
    )
    assert [2, 3, 6, 9, 11, 12] == [int(line.split(":")[1]) for line in told(text)]


def test_a_rule_that_could_not_be_read_makes_no_second_mistake() -> None:
    """Replies that are no number are not taken for no replies."""
    assert 1 == len(told("---\ntitle: T\nreplies: some\nreply_words: 20\nreplies_due: fri\n---\n\nWhy?"))


def test_a_text_that_just_fits_is_taken() -> None:
    """The limits are the last that fit, as the narrowest platform counts."""
    title, body = "x" * LONGEST_TITLE, "&" * (LONGEST_BODY // 5)
    prompt = prompt_of(f"---\ntitle: {title}\n---\n{body}")
    assert (title, body) == (prompt.title, prompt.body)


def test_a_file_that_cannot_be_read_is_a_mistake(tmp_path: Path) -> None:
    """Neither a folder nor bytes that are no text raise anything."""
    assert "the file cannot be read" in str(read_prompt_file(tmp_path)[1][0])
    assert "is not UTF-8" in str(read_prompt_bytes(b"---\ntitle: \xff", "p.md")[1][0])
