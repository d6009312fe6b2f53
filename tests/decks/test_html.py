"""HTML of other programs, made into the Markdown subset."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.decks.importers.html import markdown_of


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("a<br>b<br/>c", "a\nb\nc"),
        ("<b>bold</b> and <em>it</em>, <del>gone</del>", "**bold** and *it*, ~~gone~~"),
        ("<b>bold </b>text", "**bold** text"),
        ("<strong><i>both</i></strong>", "***both***"),
        ("<code>x*y</code>", "`x*y`"),
        ("<code>a`b</code>", "``a`b``"),
        ("<pre>if x:\n    y &lt; 1</pre>", "```\nif x:\n    y < 1\n```"),
        ("<ul><li>a</li><li>b</li></ul>", "- a\n- b"),
        ("<ol><li>a<li>b</ol>", "1. a\n2. b"),
        ("<p>Say:</p><ul><li>a</li></ul><p>End</p>", "Say:\n\n- a\n\nEnd"),
        ("&eacute;&#8364;&amp;amp;", "é€\\&amp;"),
        ("1 * 2 &lt; 3", "1 * 2 < 3"),
        ("an _x_", "an \\_x\\_"),
        ("x<sup>2</sup> H<sub>2</sub>O a<sup>b</sup>", "x² H₂O a^b"),
        ('<a href="https://example.org/x">here</a>', "[here](https://example.org/x)"),
        ('<a href="javascript:alert(1)">here</a>', "here"),
        ("<script>alert(1)</script>safe<style>p{}</style>", "safe"),
        ("<!-- hidden -->seen", "seen"),
        ("<h2>Title</h2>text", "**Title**\n\ntext"),
        ("<p>unclosed <b>bold", "unclosed **bold**"),
        ("# no heading", "\\# no heading"),
        ("a &lt;b&gt; c", "a \\<b> c"),
        ("", ""),
        ("<p>&nbsp;</p>", ""),
    ],
)
def test_html_becomes_markdown(html: str, markdown: str) -> None:
    """The subset's own marks, and nothing that could be mistaken for them."""
    assert (markdown, ()) == (markdown_of(html).text, markdown_of(html).lost)


def test_what_is_lost_is_named() -> None:
    """Pictures by their words, recordings, tables."""
    found = markdown_of('<img alt="the map" src=x><audio src=y></audio><table><tr><td>1<td>2</table>')
    assert (
        "a picture (the map)",
        "a recording or an embedded page",
        "a table (its cells stand in lines now)",
    ) == found.lost
    assert "1 2" == found.text


@given(
    st.lists(
        st.sampled_from(
            [
                "<",
                ">",
                "</",
                "b",
                "p>",
                "<li>",
                "<ul>",
                "<a href='",
                "&",
                "&#",
                ";",
                "<!--",
                "-->",
                "<![CDATA[",
                "<?",
                '"',
                "x",
                " ",
                "\n",
                "<pre>",
                "</pre>",
                "`",
                "<br>",
                "<sup>",
            ]
        ),
        max_size=30,
    ).map("".join)
)
def test_no_html_is_an_error(html: str) -> None:
    """Whatever the tags, a text comes out."""
    assert isinstance(markdown_of(html).text, str)
