"""The guide for teachers: what it shows of prompts is what the reader reads."""

import re
from pathlib import Path

import pytest

from bot.prompts import preflight, settings
from bot.prompts.format import read_prompt
from bot.prompts.model import Prompt, Rules
from bot.prompts.rules import MOST, read_rules

README = (Path(__file__).parents[2] / "content" / "README.md").read_text("utf-8")
GUIDE = README[README.index("\n## How to write a prompt\n") :]
EXAMPLES = re.findall(r"^````md\n(.*?)^````$", GUIDE, re.DOTALL | re.MULTILINE)
TABLE = dict(re.findall(r"^\| `(\w+)` \| (.*?) \|", GUIDE, re.MULTILINE))


def prompt_of(example: str) -> Prompt:
    """Return the prompt of an example; the mistakes in it fail the test."""
    prompt, mistakes = read_prompt(example, "README.md")
    assert [] == list(map(str, mistakes))
    assert prompt is not None
    return prompt


def test_the_first_example_means_what_it_says() -> None:
    """A teacher who copies it has a prompt that works."""
    prompt = prompt_of(EXAMPLES[0])
    assert ("Should schools start later?", Rules(1, 2, 80)) == (prompt.title, prompt.rules)
    assert ("in 7 days", "in 10 days") == (prompt.due, prompt.replies_due)


def test_the_second_example_is_a_template() -> None:
    """Its blanks arrive as they were written."""
    prompt = prompt_of(EXAMPLES[1])
    assert (2, True, True) == (len(EXAMPLES), prompt.template, "[author, title, pages]" in prompt.body)


def test_every_setting_is_in_the_table() -> None:
    """And nothing that is none; the title stands above it."""
    assert {"title", *TABLE} == set(settings.READERS)


@pytest.mark.parametrize("line", re.findall(r"`(\d posts?[^`]*)`", GUIDE))
def test_every_line_of_rules_is_read(line: str) -> None:
    """The guide's examples of rules are rules."""
    assert isinstance(read_rules(line), Rules)


@pytest.mark.parametrize("value", ["24h 2h", "3d", "30min", "none"])
def test_every_example_of_reminders_is_read(value: str) -> None:
    """They stand in the table."""
    assert f"`{value}`" in TABLE["remind"]
    assert value == prompt_of(f"---\ntitle: T\nremind: {value}\n---\nWhy?").remind


@pytest.mark.parametrize(
    ("shown", "limit"),
    [
        ("| 90 characters", preflight.LONGEST_TITLE),
        ("| 3,000 characters", preflight.LONGEST_BODY),
        ("| 5 deep", preflight.DEEPEST),
        ("1,000 lines", preflight.MOST_LINES),
        ("64 KiB", preflight.MOST_BYTES // 1024),
        ("| 0 to 10: how many posts", MOST["posts"]),
        ("| 0 to 10: how many replies", MOST["replies"]),
    ],
)
def test_the_limits_in_the_guide_are_the_ones_in_force(shown: str, limit: int) -> None:
    """A limit that changes in the code has to change in the guide."""
    assert shown in GUIDE
    assert f"{limit:,}" in shown
