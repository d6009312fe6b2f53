"""The prompts that ship: read without a mistake, of several subjects and rules, and short enough for a phone."""

import re
from functools import cache
from pathlib import Path

import pytest

from bot.kernel.markup import plain
from bot.prompts.format import read_prompt_file
from bot.prompts.library import prompt_library
from bot.prompts.model import Prompt

CONTENT = Path(__file__).parents[2] / "content"
FILES = sorted((CONTENT / "prompts").glob("*.md"))
BLANK = re.compile(r"\[[^\[\]\n]+\](?!\()")
DAYS = re.compile(r"in ([1-9][0-9]?) days")

every_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


@cache
def sample(path: Path) -> Prompt:
    """Return the prompt in `path`; its mistakes fail the test that asks for it."""
    prompt, mistakes = read_prompt_file(path)
    assert prompt is not None, "\n".join(map(str, mistakes))
    return prompt


def samples(*, template: bool = False) -> list[Prompt]:
    """Return the sample prompts, or the templates."""
    return [prompt for prompt in map(sample, FILES) if prompt.template is template]


@every_file
def test_a_sample_prompt_has_no_mistakes(path: Path) -> None:
    """Every prompt that ships is read whole and named after its file."""
    assert path.stem == sample(path).name


@every_file
def test_a_sample_prompt_introduces_itself(path: Path) -> None:
    """A host who picks one from the list sees what it is about and where it comes from."""
    prompt = sample(path)
    assert all([prompt.about, prompt.source, prompt.due])
    assert 300 < len(plain(prompt.body)) < 2_200


@every_file
def test_dates_of_a_sample_prompt_are_relative_and_in_order(path: Path) -> None:
    """It can be opened on any day: due, then replies, then the end."""
    prompt = sample(path)
    dates = [date for date in (prompt.opens, prompt.due, prompt.replies_due, prompt.late_until) if date]
    days = [int(found[1]) for date in dates if (found := DAYS.fullmatch(date))]
    assert len(dates) == len(days)
    assert sorted(set(days)) == days


@every_file
def test_replies_to_a_sealed_prompt_have_time_of_their_own(path: Path) -> None:
    """Nobody can reply to what is not open yet."""
    prompt = sample(path)
    assert prompt.replies_due or not (prompt.rules.sealed and prompt.rules.replies)


def test_there_are_six_prompts_and_four_templates() -> None:
    """And the library of the checkout finds them all."""
    assert {"discussion", "reading-companion", "reflection", "team-start"} == {t.name for t in samples(template=True)}
    assert 6 <= len(samples())
    assert sorted(path.stem for path in FILES) == prompt_library(CONTENT).names()


def test_only_templates_have_blanks_to_fill_in() -> None:
    """A prompt can be opened as it is; a template says where to write, in its title as well as its text, or in one of them."""
    assert [] == [prompt.name for prompt in samples() if BLANK.search(prompt.title + prompt.body)]
    assert all(BLANK.search(template.title) and BLANK.search(template.body) for template in samples(template=True))


def test_a_host_can_see_every_rule_at_work() -> None:
    """Sealed, several posts, replies, words, a date for replies, a late one, who is expected."""
    prompts = samples()
    rules = [prompt.rules for prompt in prompts]
    assert {True, False} == {rule.sealed for rule in rules}
    assert {1, 2} == {rule.posts for rule in rules}
    assert {0, 1, 2} == {rule.replies for rule in rules}
    assert all(rule.words for rule in rules)
    assert all(any(getattr(prompt, key) for prompt in prompts) for key in ("replies_due", "late_until", "expect"))


def test_there_are_five_subjects_and_a_second_language() -> None:
    """Each begins its description with its subject."""
    assert 5 <= len({prompt.about.partition(":")[0] for prompt in samples()})
    assert {"en", "de"} == {prompt.language for prompt in samples()}
