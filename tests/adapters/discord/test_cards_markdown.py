"""Our Markdown as Discord's: what is meant shows, and text of people is never read as markup."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from adapters.discord.rendering.escaping import escaped
from adapters.discord.rendering.markdown import rendered
from adapters.discord.rendering.shortening import shortened
from bot.kernel.lengths import units
from bot.kernel.markup import escape
from bot.kernel.signs import GAP, seen

HOSTILE = st.text("*_`~[]()<>#+-.!|:@&=^${}\\ \n\tab1t;/'\"xR", max_size=80) | st.text(max_size=80)
TOKENS = re.compile(r"<(?:@[!&]?|#|/[^<>]*:\d|a?:|t:|id:|sound:)\S|@everyone|@here", re.IGNORECASE)
"""What programs look for in a text without reading escapes."""

STARTS = re.compile(r"^\s*(?:#{1,3}\s|-#\s|>|[-*+]\s|\d+\.\s|```)", re.MULTILINE)


def bare(markdown: str) -> str:
    """Return what Discord shows of a text that is escaped."""
    return re.sub(r"\\([^0-9A-Za-z\s])", r"\1", markdown).replace(GAP, "")


@given(HOSTILE)
@example("¯\\_(ツ)_/¯")
@example("<@1><t:1:R></help:1><id:customize><:a:1>@everyone:smile:")
def test_text_of_people_shows_as_it_is(text: str) -> None:
    """Escaped by the core and then by us, a text is shown sign by sign, on one line."""
    shown = " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", " ", text).split())
    if "http" not in text.lower():
        assert shown.replace(GAP, "") == bare(rendered(escape(text)))


@given(HOSTILE, st.sampled_from(["{}", "**{}**", "> {}", "- {}", "1. {}", "a\\\n{}", "[{}](https://example.org/a)"]))
@example("# x", "a\\\n{}")
@example("<@1>", "{}")
def test_text_of_people_pings_nobody_and_begins_nothing(text: str, around: str) -> None:
    """Wherever it stands it holds no mention, command, emoji or moment, and starts no heading, list or quote."""
    written = rendered(around.replace("{}", escape(text)))
    assert None is TOKENS.search(written)
    lines = re.sub(r"^(?:> |- |1\. )", "", written, flags=re.MULTILINE) if around[0] in ">-1" else written
    assert None is STARTS.search(lines)


@given(HOSTILE)
def test_no_sign_of_markup_stands_unescaped(text: str) -> None:
    """Outside of web addresses, each sign that opens something has a backslash before it."""
    without = re.sub(r"https?://\S+", "", escaped(text))
    assert None is re.search(r"(?<!\\)(?:\\\\)*[*_`~|\[\]]", without.replace("\\\\", ""))


@given(st.text(max_size=300))
def test_any_text_can_be_rendered(text: str) -> None:
    """Whatever an author wrote, it is rendered."""
    rendered(text)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("**bold** *italic* ~~struck~~ `code`", "**bold** *italic* ~~struck~~ `code`"),
        ("***both***", "***both***"),
        ("**a***b*", f"**a**{GAP}*b*"),
        ("one\n\ntwo", "one\n\ntwo"),
        ("one\\\ntwo  \nthree\nfour", "one\ntwo\nthree\nfour"),
        ("Due <t:1700000000:R>", "Due <t:1700000000:R>"),
        ("# no heading\n\n-# nor small", "\\# no heading\n\n\\-# nor small"),
        ("text\n\n- a\n- b\n  - c\n\nmore", "text\n- a\n- b\n  - c\n\nmore"),
        ("3. a\n4. b", "3. a\n4. b"),
        ("- a\n\n  b\n\n- c", "- a\n  b\n- c"),
        ("> a\n>\n> b\n\nc", "> a\n> \n> b\n\nc"),
        ("> a\n> > b", "> a\n> \n> b"),
        ("> - a\n> - b", "> - a\n> - b"),
        ("```py\nprint('*')\n```", "```py\nprint('*')\n```"),
        ("```no language\n\nx\n```", "```no\nx\n```"),
        ("~~~\na ``` b\n~~~", f"```\na `{GAP}`{GAP}` b\n```"),
        ("``a`b``", "``a`b``"),
        ("```` ``` ````", "\\`\\`\\`"),
        ("`<@1> @everyone`", "`<@1> @everyone`"),
        ("snake_case and 2 * 3", "snake\\_case and 2 \\* 3"),
        ("<b>x</b> ||y||", "\\<b>x\\</b> \\|\\|y\\|\\|"),
        (":smile: at 10:30", "\\:smile: at 10:30"),
        ("", ""),
    ],
)
def test_the_subset(ours: str, theirs: str) -> None:
    """Each piece of our Markdown, and what Discord gets of it."""
    assert theirs == rendered(ours)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("[the page](https://example.org/a_b)", "[the page](https://example.org/a_b)"),
        ("[**bold**](https://example.org)", "[**bold**](https://example.org)"),
        ("[a](https://example.org/x_(y))", "[a](https://example.org/x_%28y%29)"),
        ("<https://example.org/a*b>", "https://example.org/a%2Ab"),
        ("see https://example.org/a_b.", "see https://example.org/a_b."),
        ("(https://example.org/a)", "(https://example.org/a)"),
        ("[example.org](https://www.example.org/a)", "[example.org](https://www.example.org/a)"),
        ("[bank.example](https://evil.example)", "bank.example (<https://evil.example>)"),
        ("[https://bank.example](https://evil.example)", "https://bank.example (<https://evil.example>)"),
        ("[bank.example](https://bank.example@evil.example/)", "bank.example (<https://bank.example@evil.example/>)"),
        ("[&#8203;](https://example.org)", "https://example.org"),
        ("[x](http://example.org)", "[x](http://example.org)"),
        ("[x](mailto:a@example.org)", "x"),
        ("[x](ftp://example.org) [y](#/general/abc)", "x y"),
        ("[x](javascript:alert(1))", "\\[x\\](javascript:alert(1))"),
        ("steam://run/1", "steam\\://run/1"),
    ],
)
def test_links_lead_where_they_say(ours: str, theirs: str) -> None:
    """Only to the web, and beside words that look like another address stands the one it leads to."""
    assert theirs == rendered(ours)


def test_what_turns_the_writing_around_is_left_out() -> None:
    """A mark that writes everything after it from right to left does not reach Discord, nor half a character."""
    assert "abc\ufffd" == seen("a\u202eb\x00c\ud800")


@given(st.text("ab *_`\n>-1.[](https://x.y)🎉", max_size=400), st.integers(0, 200))
def test_a_shortened_text_fits(text: str, most: int) -> None:
    """However little room there is, the text fits it."""
    assert units(shortened(text, most)) <= most


def test_a_text_is_cut_where_a_paragraph_ends() -> None:
    """Whole paragraphs stay where they fill most of the room."""
    assert "one two three\n\nfour five …" == shortened("one two three\n\nfour five\n\nsix seven eight nine", 30)


def test_a_paragraph_is_cut_where_a_word_ends_and_closed() -> None:
    """What is opened is closed, also where the text ends in the middle of it."""
    assert "a **bold** …" == shortened("a **bold statement of some length** b", 16)
    assert "- one\n- two [a](https://x.y) …" == shortened("- one\n- two [a link](https://x.y)\n- three", 31)
    assert "```py\na = 1\n```\n…" == shortened("```py\na = 1\nlonger = 2\n```", 22)
