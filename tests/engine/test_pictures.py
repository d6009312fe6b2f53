"""The picture of a distribution: a PNG of a known size, with nothing in it that its font cannot draw."""

import re
import time
from struct import unpack
from xml.etree import ElementTree as ET

import pytest

from bot.engine.pictures import MOST_BARS, MOST_PIXELS, REGULAR, STRONG, WIDTH, ZOOM, draw, svg_of
from bot.engine.typeface import typeface
from bot.kernel.card import Bar, Chart

CAPITALS = Chart(
    "Which is the capital of Australia?",
    (Bar("A) Sydney", 12), Bar("B) Canberra", 25, right=True), Bar("C) Melbourne", 7), Bar("D) Perth", 0)),
    "A 12, B 25 (right), C 7, D 0",
)


def size(png: bytes) -> tuple[int, int]:
    """Return width and height of a PNG from its header."""
    assert b"\x89PNG\r\n\x1a\n" == png[:8]
    width, height = unpack(">II", png[16:24])
    return width, height


def texts(chart: Chart) -> list[str]:
    """Return all text drawn, in order, from SVG that parses."""
    root = ET.fromstring(svg_of(chart))  # noqa: S314 - our own
    return [element.text or "" for element in root.iter("{http://www.w3.org/2000/svg}text")]


def one(label: str) -> str:
    """Return what is drawn for the label of an only bar."""
    return texts(Chart("", (Bar(label, 1),), ""))[0]


def test_chart_is_a_png() -> None:
    """As wide as promised."""
    width, height = size(draw(CAPITALS))
    assert WIDTH * ZOOM == width
    assert 300 < height < 600


def test_chart_shows_every_label_and_count() -> None:
    """The title, then each bar's label and number."""
    assert [
        "Which is the capital of Australia?",
        *("A) Sydney", "12", "B) Canberra", "25", "C) Melbourne", "7", "D) Perth", "0"),
    ] == texts(CAPITALS)


def test_right_bar_is_marked_by_more_than_colour() -> None:
    """A tick, stripes and an outline: in greys it is still the right one."""
    plain = svg_of(Chart("", (Bar("a", 3),), ""))
    marked = svg_of(Chart("", (Bar("a", 3, right=True),), ""))
    assert (plain.count("<path"), marked.count("<path")) == (0, 2)
    assert (plain.count("stroke="), marked.count("stroke=")) == (0, 2)


def test_right_bar_that_nobody_chose_is_marked_too() -> None:
    """Its empty track is outlined and ticked."""
    assert 2 == svg_of(Chart("", (Bar("a", 0, right=True), Bar("b", 1)), "")).count("stroke=")


def test_picture_changes_with_text_and_counts() -> None:
    """The font is really there: without one, the renderer would leave all text out in silence."""
    assert draw(Chart("One", CAPITALS.bars, "")) != draw(Chart("Two", CAPITALS.bars, ""))
    assert draw(Chart("", (Bar("a", 1), Bar("b", 2)), "")) != draw(Chart("", (Bar("a", 2), Bar("b", 1)), ""))


@pytest.mark.parametrize("text", ["Größe", "Łódź", "Ελλάδα", "Київ, Москва", "café ½ € № – “x” … ñ ğ ő"])
def test_european_scripts_are_drawn(text: str) -> None:
    """Latin, Greek and Cyrillic are in the font, thin and bold."""
    assert one(text) == text
    for path in (REGULAR, STRONG):
        assert all(typeface(path).draws(sign) for sign in text)


@pytest.mark.parametrize(
    ("label", "drawn"),
    [
        ("B) 東京", "B)"),
        ("C. 서울", "C."),
        ("القاهرة", "1."),
        ("A) Greece \U0001f1ec\U0001f1f7", "A) Greece"),
        ("A) \U0001f600", "A)"),
        ("\U0001f600", "1."),
        ("", "1."),
        ("a\u0301", "\u00e1"),
        ("\x00a\x1b\u200b\ud800b", "ab"),
        ("two\nlines", "two lines"),
    ],
)
def test_what_the_font_lacks_is_never_a_box(label: str, drawn: str) -> None:
    """Signs are left out; a label with foreign letters shrinks to its letter, or the number of its row."""
    assert drawn == one(label)
    assert size(draw(Chart(label, (Bar(label, 1),), "")))[0] == WIDTH * ZOOM


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "&lt;&#0;]]>", '"><image href="file:///etc/passwd"/>', "%s {x}"]
)
def test_text_of_people_is_data(text: str) -> None:
    """It is drawn as it stands and adds no element."""
    root = ET.fromstring(svg_of(Chart(text, (Bar(text, 1),), "")))  # noqa: S314 - our own
    assert {"svg", "rect", "text"} == {element.tag.rpartition("}")[2] for element in root.iter()}
    assert one(text) == text


def test_long_text_is_cut_to_the_line() -> None:
    """With an ellipsis, labels on one line and titles on two."""
    long = "Wide words " * 10_000
    title, rest, label, _ = texts(Chart(long, (Bar(long, 1),), ""))
    assert title.startswith("Wide words")
    assert (rest[-1], label[-1]) == ("…", "…")
    for text, points in ((title, 22), (rest, 22), (label, 17)):
        assert typeface(STRONG).width(text, points) <= WIDTH
    assert ["W" * (len(texts(Chart("W" * 10_000, (), ""))[0]) - 1) + "…"] == texts(Chart("W" * 10_000, (), ""))


@pytest.mark.parametrize("bars", [0, 1, MOST_BARS, MOST_BARS + 1, 5_000])
def test_size_has_a_bound(bars: int) -> None:
    """However many bars there are, the renderer is never asked for more than it can bear."""
    width, height = size(draw(Chart("x" * 500, tuple(Bar(f"bar {index}", index) for index in range(bars)), "")))
    assert max(width, height) <= MOST_PIXELS


def test_bars_beyond_the_last_row_are_summed_up() -> None:
    """Nothing is left out of the numbers."""
    found = texts(Chart("", tuple(Bar(f"bar {index}", 1) for index in range(MOST_BARS + 9)), ""))
    assert ["+ 10", "10"] == found[-2:]


@pytest.mark.parametrize(("count", "text"), [(-5, "0"), (0, "0"), (1250, "1\u00a0250"), (10**400, "1\u00a0M+")])
def test_any_count_is_drawn(count: int, text: str) -> None:
    """Numbers that no quiz can have still fit."""
    chart = Chart("", (Bar("a", count),), "")
    assert texts(chart)[1] == text
    assert size(draw(chart))[0] == WIDTH * ZOOM


def test_equal_charts_give_equal_pictures() -> None:
    """So that they can be kept by what they show."""
    assert draw(CAPITALS) == draw(CAPITALS)


def test_bars_are_in_proportion() -> None:
    """The longest fills its track, the others their share."""
    lengths = [float(found) for found in re.findall(r'width="([\d.]+)" height="18"', svg_of(CAPITALS))]
    track = lengths[0]
    assert track in lengths[1:]
    assert any(abs(length - track * 12 / 25) < 0.1 for length in lengths)


def test_drawing_is_quick() -> None:
    """A chart of four takes some 30 ms; the limit leaves room for slow machines."""
    draw(CAPITALS)
    began = time.process_time()
    draw(CAPITALS)
    assert time.process_time() - began < 0.2
