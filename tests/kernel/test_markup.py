"""Text of people is never read as markup."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.kernel.markup import escape, inline_tokens, moment, plain, shown_length, tokens

UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
HOSTILE = st.text(alphabet="*_`~[]()<>#+-.!|:@&=^${}\\ \n\tab1t;/'\"xR") | st.text()


def seen(text: str) -> str:
    """Return what of `text` can be seen, on one line."""
    return " ".join(UNSEEN.sub(" ", text).split())


@given(HOSTILE)
@example("<t:1700000000:R>")
@example("&amp;&#42;&copy;")
@example("https://example.org www.example.org a@b.example")
@example("1. one")
@example("    code")
@example("\\*")
@example("a  \nb")
def test_escaped_text_renders_as_itself(text: str) -> None:
    """Whatever the text, its escape shows it and nothing else: as a paragraph, in bold, in a list, in a quote."""
    assert seen(text) == plain(escape(text))
    kinds = {child.type for token in tokens(escape(text)) for child in token.children or ()}
    assert kinds <= {"text", "text_special"}
    for around in ("**{}**", "> {}", "- {}", "1. {}", "**A)** {} · 3", "a {} b\\\nc"):
        shown = plain(around.replace("{}", escape(text) or "x"))
        assert (seen(text) or "x") in shown


@given(HOSTILE)
def test_an_escaped_text_is_one_line(text: str) -> None:
    """Names cannot start a new paragraph."""
    assert len(escape(text).splitlines()) <= 1


@given(st.text(max_size=200))
def test_any_text_can_be_shown_plainly(text: str) -> None:
    """Rendering never raises, whatever a deck holds."""
    plain(text)
    inline_tokens(text)


@pytest.mark.parametrize(
    "text", ["<b>x</b>", "![x](y.png)", "# heading", "<script>alert(1)</script>", "---", "[a]: http://b"]
)
def test_what_is_not_in_the_subset_is_text(text: str) -> None:
    """HTML, pictures, headings, rules and references are shown as they are typed."""
    kinds = {token.type for token in tokens(text)} | {c.type for t in tokens(text) for c in t.children or ()}
    assert kinds.isdisjoint({"html_block", "html_inline", "image", "heading_open", "hr"})


def test_a_moment_is_a_token_of_its_own() -> None:
    """Its second is rounded up, so that an end is never shown before it comes."""
    (token,) = inline_tokens(moment(1_700_000_000_001, "f"))
    assert ("moment", {"seconds": 1_700_000_001, "style": "f"}) == (token.type, token.meta)


def test_length_counts_what_a_platform_counts() -> None:
    """Signs outside the basic plane are two, and what Slack spells out is what it becomes."""
    assert (1, 2, 5, 4) == tuple(map(shown_length, ("a", "\U0001f600", "&", "<")))
