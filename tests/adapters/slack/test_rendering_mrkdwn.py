"""Our Markdown as mrkdwn, for what is read aloud and for small print: text of people is never read as markup."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from adapters.slack.rendering.escaping import escaped, plain
from adapters.slack.rendering.mrkdwn import clipped, said
from bot.kernel.lengths import units
from bot.kernel.markup import escape
from bot.kernel.signs import GAP
from tests.adapters.slack.judging import troubles

HOSTILE = st.text("*_`~[]()<>#+-.!|:@&=^${}\\ \n\tab1t;/'\"xR", max_size=80) | st.text(max_size=80)
UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
OPENS = re.compile(rf"(?<![\w{GAP}])[*_~](?!{GAP})|(?<!{GAP})`|`(?!{GAP})|:[^\s:{GAP}]+:", re.IGNORECASE)
"""A sign that could begin something: not within a word, and no blank behind it."""


def bare(mrkdwn: str) -> str:
    """Return what Slack shows of a text that is escaped."""
    return mrkdwn.replace(GAP, "").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def fit(text: str) -> bool:
    """Whether Slack reads nothing in a text but what we write ourselves."""
    return [] == troubles({"blocks": [{"type": "divider"}], "text": text or "x"})


@given(HOSTILE)
@example("<!channel> <@U1> <!date^1^{time}|x> &lt; @here :smile: *a* _b_ ~c~ `d`")
def test_text_of_people_shows_as_it_is(text: str) -> None:
    """Escaped by the core and then by us, a text is shown sign by sign, on one line."""
    typed = " ".join(UNSEEN.sub(" ", text).split())
    if "http" not in text.lower():
        written = said(escape(text))
        assert typed.replace(GAP, "") == bare(written)
        assert fit(written)


@given(HOSTILE)
def test_no_sign_opens_anything(text: str) -> None:
    """Each sign of mrkdwn stands within a word, or between two blanks of no width."""
    assert None is OPENS.search(escaped(text))


@given(HOSTILE, st.sampled_from(["{}", "**{}**", "> {}", "- {}", "1. {}", "a\\\n{}", "[{}](https://example.org/a)"]))
def test_text_of_people_begins_nothing(text: str, around: str) -> None:
    """Wherever it stands it holds no mention and no instant, and begins no quote."""
    written = said(around.replace("{}", escape(text)))
    assert fit(written)
    assert None is re.search(r"^\s*&gt;", written, re.MULTILINE)


@given(st.text(max_size=300) | HOSTILE, st.integers(3, 200))
def test_what_is_cut_keeps_every_limit(text: str, most: int) -> None:
    """No link, instant or spelled sign is taken apart."""
    written = clipped(said(f"{text} [a b](https://example.org/) <t:1700000000:f> {text}"), most)
    assert units(written) <= most
    assert fit(written)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("**bold** *italic* ~~struck~~ `code`", "bold italic struck `code`"),
        ("one\n\ntwo", "one\ntwo"),
        ("- a\n- b", "• a\n• b"),
        ("2. a\n3. b", "2. a\n3. b"),
        ("> a", "a"),
        ("a & b < c", "a &amp; b &lt; c"),
        ("snake_case and 2\\*3", "snake_case and 2*3"),
        ("[the page](https://example.org/?a=1&b=2)", "<https://example.org/?a=1&amp;b=2|the page>"),
        ("[a|b>](https://example.org/)", "<https://example.org/|a¦b&gt;>"),
        ("[bank.example](https://evil.example/)", "bank.example (<https://evil.example/>)"),
        ("Due <t:1700000040:R>", f"Due <!date^1700000040^{GAP}{{date_short_pretty}} at {{time}}|2023-11-14 22:14 UTC>"),
        ("Ends <t:1700000001:R>", f"Ends <!date^1700000001^{GAP}at {{time_secs}}|at 22:13:21 UTC>"),
    ],
)
def test_what_is_meant_shows(ours: str, theirs: str) -> None:
    """Each piece of the subset."""
    assert theirs == said(ours)


def test_plain_text_is_no_entity() -> None:
    """Slack reads ``&lt;`` in plain text, too; who typed that is shown it."""
    assert f"a &{GAP}lt; b & c" == plain("a &lt; b & c")
