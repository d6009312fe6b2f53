"""Card Markdown becomes HTML from which no text can break out."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.playground import render
from bot.kernel.markup import escape

ALLOWED = re.compile(
    r"</?(p|strong|em|s|blockquote|ul|ol|li|code|pre|a|time|svg)>|<br>"
    r'|<ol start="-?\d+">|<pre data-language="[A-Za-z0-9+#_.-]{1,20}">'
    r'|<a href="(https?://|mailto:)[^"<>\s]*" target="_blank" rel="noopener noreferrer nofollow">'
    r'|<a href="#/[a-z0-9-]{1,40}(/[0-9a-f]{12}){1,2}">'
    r'|<time datetime="[0-9T:+-]+" data-at="-?\d+" data-style="[tTdDfFRs]">'
    r'|<svg class="glyph" role="img" aria-label="[^"<>&]+">|<use href="#g-[a-z]+"/>',
    re.IGNORECASE,
)


def bare(html: str) -> str:
    """Return what is left of `html` without the tags the renderer may write."""
    return ALLOWED.sub("", html)


def test_the_subset_is_rendered() -> None:
    """Every kind of markup a card may contain has its element."""
    html = render.block(
        "**b** *i* ~~s~~ `c` [l](https://example.org)\n\n> q\n\n- one\n- two\n\n3. three\n\n```py\nx < 1\n```"
    )
    for part in (
        "<strong>b</strong>",
        "<em>i</em>",
        "<s>s</s>",
        "<code>c</code>",
        '<a href="https://example.org" target="_blank" rel="noopener noreferrer nofollow">l</a>',
        "<blockquote><p>q</p></blockquote>",
        "<ul><li>one</li><li>two</li></ul>",
        '<ol start="3"><li>three</li></ol>',
        '<pre data-language="py"><code>x &lt; 1\n</code></pre>',
    ):
        assert part in html


def test_a_line_break_in_a_paragraph_is_kept() -> None:
    """Two lines of a paragraph stand on two lines, as in a chat."""
    assert "<p>a<br>b</p>" == render.block("a\nb")


def test_a_moment_carries_its_instant() -> None:
    """The page gets the instant and writes it in the reader's own time; without a script it reads in UTC."""
    expected = (
        '<time datetime="2023-11-14T22:13:20+00:00" data-at="1700000000" data-style="R">2023-11-14 22:13 UTC</time>'
    )
    assert render.line("<t:1700000000:R>") == expected


def test_a_moment_beyond_the_calendar_shows_as_text() -> None:
    """An instant no calendar has is no reason to fail."""
    assert "&lt;t:9999999999999:R&gt;" == render.line("<t:9999999999999:R>")


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](\tjavascript:alert(1))",
        "[x](data:text/html,<script>alert(1)</script>)",
        "[x](vbscript:x)",
        "[x](file:///etc/passwd)",
        "[x](/do/say)",
        "[x](//evil.example)",
        "[x](#)",
        "[x](#/general)",
        "[x](#/general/../../do/say)",
        '[x](#/general/aaaaaaaaaaaa"onclick="alert(1))',
        "[x](#/general/aaaaaaaaaaaa/bbbbbbbbbbbb/cccccccccccc)",
        "[x](<#/general/aaaaaaaaaaaa onclick=alert(1)>)",
        '[x](https://e.example/"onmouseover="alert(1))',
        '[x](<https://e.example/"><script>alert(1)</script>>)',
        "<javascript:alert(1)>",
        '```"><script>alert(1)</script>\ncode\n```',
        "```x\n</code></pre><script>alert(1)</script>\n```",
        "`</code><script>alert(1)</script>`",
        "![x](https://e.example/x.png)",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "&#60;script&#62;",
        "[a]: javascript:alert(1)\n\n[a]",
        "> " * 500 + "deep",
        "[" * 500 + "](" * 500,
        "*" * 3000,
        "\x00<b>\x00",
        "<t:1:R><t:1:R onclick=x>",
    ],
)
def test_hostile_markdown_stays_text(text: str) -> None:
    """No text makes an element or an attribute of its own."""
    for html in (render.block(text), render.line(text)):
        assert not set("<>") & set(bare(html)), html


@given(st.text(alphabet=st.sampled_from(list("<>\"'&`*_~[]()!:/#|\\\n t1R=ajscripthttps.-+>0")), max_size=120))
def test_no_text_at_all_breaks_out(text: str) -> None:
    """Whatever is made of the characters that mean something, only the renderer's own tags come out."""
    for html in (render.block(text), render.line(text)):
        assert not set("<>") & set(bare(html)), html


@given(st.text(max_size=60))
def test_escaped_text_of_people_shows_as_it_is(text: str) -> None:
    """What went through `escape` has no element but the pictures of signs."""
    html = render.line(escape(text))
    assert "<a" not in html
    assert "<strong" not in html


def test_only_links_to_the_web_and_to_mail_are_links() -> None:
    """The text of any other link is kept, the link is not."""
    assert render.line("[mail](mailto:a@b.example) [ftp](ftp://b.example)") == (
        '<a href="mailto:a@b.example" target="_blank" rel="noopener noreferrer nofollow">mail</a> ftp'
    )


def test_a_link_within_the_page_opens_no_other() -> None:
    """To a message, or to a thread and a message in it; to nothing else."""
    thread, message = "0123456789ab", "ba9876543210"
    assert render.line(f"[go](#/general/{thread})") == f'<a href="#/general/{thread}">go</a>'
    assert render.line(f"[go](#/team-2/{thread}/{message})") == f'<a href="#/team-2/{thread}/{message}">go</a>'
    assert render.line("[go](#/general) [go](#/general/THREAD)") == "go go"


def test_the_bots_signs_are_pictures_of_the_page() -> None:
    """Every sign has its picture in the sprite, so that no font is needed for it."""
    from adapters.playground.server import PAGE  # noqa: PLC0415 - its file only

    sprite = (PAGE / "sprite.html").read_text("utf-8")
    missing = [name for name in render.GLYPHS.values() if f'id="g-{name}"' not in sprite]
    assert [] == missing
    assert render.line("🔒 Locked in") == (
        '<svg class="glyph" role="img" aria-label="🔒"><use href="#g-lock"/></svg> Locked in'
    )
