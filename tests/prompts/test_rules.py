"""Rules as one line: a closed grammar that reads what it writes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.kernel.errors import Unreadable
from bot.prompts.model import Rules
from bot.prompts.rules import EXAMPLE, LONGEST, clash, read_rules, spell_rules

READ = [
    ("1 post", Rules()),
    ("1 post, 2 replies, 50 words, sealed", Rules(1, 2, 50, None, sealed=True)),
    ("  3   POSTS ;2 Replies", Rules(3, 2)),
    ("1 post and 1 reply", Rules(1, 1)),
    ("1 post, and 2 replies and sealed", Rules(1, 2, sealed=True)),
    ("sealed", Rules(sealed=True)),
    ("80 words", Rules(words=80)),
    ("2 replies", Rules(1, 2)),
    ("0 posts, 2 replies", Rules(0, 2)),
    ("1 reply, 40 words, 10 words a reply", Rules(1, 1, 40, 10)),
    ("1 reply, 40 words, 0 words a reply", Rules(1, 1, 40, 0)),
    ("1 reply; replies of 1 word", Rules(1, 1, 0, 1)),
    ("1 reply, 1 word a reply, 1 word", Rules(1, 1, 1, 1)),
    ("10 posts, 10 replies, 1000 words, 1000 words a reply", Rules(10, 10, 1000, 1000)),
    ("1 post,", Rules()),
    ("1\u00a0post,\n2\treplies", Rules(1, 2)),
]
REFUSED = [
    ("", EXAMPLE),
    (" , and ;", EXAMPLE),
    ("x" * (LONGEST + 1), EXAMPLE),
    ("one post", "'one post' is no rule; write for example: " + EXAMPLE),
    ("1 post 2 replies", "'1 post 2 replies' is no rule"),
    ("-1 posts", "'-1 posts' is no rule"),
    ("1.5 posts", "'1.5 posts' is no rule"),
    ("1,000 words", "'1' is no rule"),
    ("٣ posts", "is no rule"),
    ("1 post of 50 words", "is no rule"),
    ("2 likes", "'2 likes' is no rule"),
    ("sealed, not sealed", "'not sealed' is no rule"),
    ("{x} posts", "'{x} posts' is no rule"),
    ("11 posts", "11 posts are too many, at most 10"),
    ("11 replies", "11 replies are too many, at most 10"),
    ("1001 words", "1,001 words are too many, at most 1,000"),
    ("1 reply, 999999999 words a reply", "999,999,999 words a reply are too many, at most 1,000"),
    ("9" * 100 + " posts", "is no rule"),
    ("1 post, 2 posts", "'2 posts' says what another part says already"),
    ("sealed, sealed", "'sealed' says what another part says already"),
    ("1 reply, 5 words a reply, replies of 5 words", "'replies of 5 words' says what another part says already"),
    ("0 posts", "ask for at least one post or reply"),
    ("0 posts, 0 replies, 5 words", "ask for at least one post or reply"),
    ("0 posts, 1 reply, sealed", "ask for at least one post, or take sealed out"),
    ("1 post, 5 words a reply", "ask for at least one reply, or take the words a reply out"),
]
MOST_RULES = st.builds(
    Rules,
    posts=st.integers(0, 10),
    replies=st.integers(0, 10),
    words=st.integers(0, 1000),
    reply_words=st.none() | st.integers(0, 1000),
    sealed=st.booleans(),
).filter(lambda rules: clash(rules) is None)
PIECES = [
    "1 post",
    "2 replies",
    " words",
    "50",
    "sealed",
    " a reply",
    "replies of ",
    ",",
    ";",
    " and ",
    " ",
    "0",
    "٣",
    "{",
]


@pytest.mark.parametrize(("line", "rules"), READ)
def test_a_line_is_read_as_it_is_meant(line: str, rules: Rules) -> None:
    """Parts in any order and case; what is not named keeps its default."""
    assert rules == read_rules(line)


@pytest.mark.parametrize(("line", "says"), REFUSED)
def test_anything_else_is_refused_with_a_way_out(line: str, says: str) -> None:
    """The field is named, and the sentence says what to write."""
    with pytest.raises(Unreadable) as refused:
        read_rules(line)
    assert "rules" == refused.value.field
    assert says in refused.value.problem


@settings(max_examples=300, deadline=None)
@given(MOST_RULES)
def test_what_is_spelled_is_read_back(rules: Rules) -> None:
    """The canonical line says everything."""
    assert rules == read_rules(spell_rules(rules))


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join) | st.text(max_size=60))
def test_any_line_is_rules_or_refused(line: str) -> None:
    """Nothing else is raised; what was read can be written, and means the same."""
    try:
        rules = read_rules(line)
    except Unreadable as refused:
        assert "rules" == refused.field
        return
    assert rules == read_rules(spell_rules(rules))
    assert clash(rules) is None


@pytest.mark.parametrize(
    ("rules", "line"),
    [
        (Rules(), "1 post"),
        (Rules(0, 2), "0 posts, 2 replies"),
        (Rules(2, 1, 1, 0, sealed=True), "2 posts, 1 reply, 1 word, 0 words a reply, sealed"),
    ],
)
def test_the_canonical_line_is_short_and_plain(rules: Rules, line: str) -> None:
    """Posts are always told, other parts only where they ask for something."""
    assert line == spell_rules(rules)
