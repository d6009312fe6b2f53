"""Our Markdown as Slack's rich text: what is meant shows, and text of people is never anything else."""

import re
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from adapters.slack.rendering.blocks import rich
from adapters.slack.rendering.richtext import rendered
from adapters.slack.rendering.sizing import fitted, packed
from bot.kernel.markup import escape
from bot.kernel.signs import GAP
from tests.adapters.slack.drawing import drawn
from tests.adapters.slack.judging import troubles, walked, words

HOSTILE = st.text("*_`~[]()<>#+-.!|:@&=^${}\\ \n\tab1t;/'\"xR", max_size=80) | st.text(max_size=80)
UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
AROUND = st.sampled_from(
    ["{}", "**{}**", "> {}", "- {}", "1. {}", "a\\\n{}", "[{}](https://example.org/a)", "1. a\n   - {}"]
)


def shown(markdown: str) -> str:
    """Return a text of cards as a person sees it on Slack."""
    return drawn({"blocks": [rich(rendered(markdown))], "text": ""}).strip("┌└\n").replace("│ ", "").replace("│", "")


@given(HOSTILE)
@example("¯\\_(ツ)_/¯")
@example("<@U1><!channel><!date^1^{time}|x>@everyone:smile: *a* _b_ ~c~ `d` ```e```")
def test_text_of_people_shows_as_it_is(text: str) -> None:
    """Escaped by the core, a text is shown sign by sign, on one line, and in no style."""
    typed = " ".join(UNSEEN.sub(" ", text).split())
    if "http" not in text.lower():
        assert typed.replace(GAP, "") == words(list(rendered(escape(text)))).replace(GAP, "")
        assert all("style" not in each for each in walked(list(rendered(escape(text)))))


@given(HOSTILE, AROUND)
@example("<!channel> @here", "{}")
def test_text_of_people_is_text(text: str, around: str) -> None:
    """Wherever it stands it is text: no mention, no emoji, no instant; nor does it look like one to who reads it unparsed."""
    parts = list(rendered(around.replace("{}", escape(text))))
    kinds = {each["type"] for each in walked(parts) if "elements" not in each and "type" in each}
    assert kinds <= {"text", "link"}
    assert None is re.search(r"<[@#!]|@(?:channel|here|everyone)", words(parts), re.IGNORECASE)


@given(HOSTILE)
def test_a_link_leads_where_it_says(text: str) -> None:
    """Words that look like an address never stand on a link to another one."""
    for each in walked(list(rendered(f"[{escape(text)}](https://evil.example/)"))):
        if each.get("type") == "link" and "text" in each:
            assert "://" not in each["text"]


@example("```\n\x1f")
@given(st.text(max_size=300))
def test_any_text_can_be_rendered(text: str) -> None:
    """Whatever an author wrote, it is rendered."""
    parts = rendered(text)
    assert not parts or [] == troubles({"blocks": [rich(parts)], "text": "x"})


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("**bold** *italic* ~~struck~~ `code`", "**bold** _italic_ ~~struck~~ `code`"),
        ("un**believ**able", "un**believ**able"),
        ("***both***", "_**both**_"),
        ("**a***b*", "**a**_b_"),
        ("``a`b``", "`a`b`"),
        ("one\n\ntwo", "one\n\ntwo"),
        ("one\\\ntwo  \nthree\nfour", "one\ntwo\nthree\nfour"),
        ("Due <t:1700000000:f>", f"Due {{1700000000: {GAP}{{date_short_pretty}} at {{time}}}}"),
        ("Ends <t:1700000001:R>", f"Ends {{1700000001: {GAP}at {{time_secs}}}}"),
        ("Long ago <t:-1:f>", "Long ago 1969-12-31 23:59 UTC"),
        ("# no heading", "# no heading"),
        ("text\n\n- a\n- b\n  - c\n- d\n\nmore", "text\n• a\n• b\n    • c\n• d\n\nmore"),
        ("1. a\n2. b", "1. a\n2. b"),
        ("3. a\n4. b", "3. a\n4. b"),
        ("1. a\n   - x\n2. b", "1. a\n    • x\n2. b"),
        ("- a\n\n  b\n\n- c", "• a\n\nb\n• c"),
        ("> a\n>\n> b\n\nc", "> a\n>\n> b\n\nc"),
        ("> a\n> > b", "> a\n>\n> b"),
        ("> - a\n> - b", "> • a\n> • b"),
        ("```py\nprint('*')\n```", "```\nprint('*')\n```"),
        ("~~~\na ``` b\n~~~", "```\na ``` b\n```"),
        ("> ```\n> x\n> ```", "> `x`"),
        ("[the page](https://example.org/a_b)", "[the page](https://example.org/a_b)"),
        ("**[the page](https://example.org/)**", "**[the page](https://example.org/)**"),
        ("See <https://example.org/a?b=1&c=2>.", "See https://example.org/a?b=1&c=2."),
        ("[bank.example](https://evil.example/)", "bank.example (https://evil.example/)"),
        ("[https://a.b](https://evil.example/)", "https://a.b (https://evil.example/)"),
        ("[example.org](https://www.example.org/)", "[example.org](https://www.example.org/)"),
        ("[\u200b](https://evil.example/)", "https://evil.example/"),
        ("[write](mailto:ms@example.org)", "[write](mailto:ms@example.org)"),
        ("[x](javascript:alert)", "[x](javascript:alert)"),
        ("[x](ftp://a.b/c)", "x"),
        ("[x](https://)", "x"),
        ("https\\://example\\.org/a\\_b, he said", "https://example.org/a_b, he said"),
    ],
)
def test_what_is_meant_shows(ours: str, theirs: str) -> None:
    """Each piece of the subset."""
    assert theirs == "\n".join(line.rstrip() for line in shown(ours).split("\n"))


def test_an_address_in_a_text_can_be_followed() -> None:
    """What a person typed as an address is a link to it, and to nothing else."""
    (link,) = [
        each for each in walked(list(rendered(escape("See https://example.org/a_b?c=<d>, ok")))) if each.get("url")
    ]
    assert {"type": "link", "url": "https://example.org/a_b?c="} == link


@given(HOSTILE.map(lambda text: f"{text} " * 30), st.integers(120, 900))
def test_a_cut_text_begins_like_the_whole(text: str, room: int) -> None:
    """What is left out stands at the end, and is told by an ellipsis."""
    whole, kept = words(list(rendered(text))), words(list(fitted(text, room)))
    assert kept in {whole, ""} or re.sub(r"\s", "", whole).startswith(re.sub(r"\s|…\Z", "", kept))


def test_nothing_is_nothing() -> None:
    """A text in which nothing would be seen has no parts."""
    nothing: list[Any] = [rendered(""), rendered(" \n "), rendered("> ")]
    assert [(), (), ()] == nothing


def test_a_long_paragraph_is_divided_where_a_line_ends() -> None:
    """Slack begins a line with each part: no command stands apart from what it does."""
    lines = [f"`/quiz number{n}` does `this`, or *that*" for n in range(40)]
    parts = [part for group in packed(rendered("\\\n".join(lines))) for part in group]
    assert 1 < len(parts)
    assert [True] * len(parts) == [words([part]).startswith("/quiz number") for part in parts]
