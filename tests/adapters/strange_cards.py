"""Cards of strange people: of any length, full of what some platform reads as markup."""

from hypothesis import strategies as st

from bot.kernel.card import Bar, Button, Card, Chart, Field, File, Option, Select, Tone
from bot.kernel.event import Event
from bot.quiz.events import Answer, Join, Panel

SIGNS = "*_`~[]()<>#+-.!|:@&=^${}\\ \n\t>ab1;/'\"\u200b\u202e\ud800🎉é"
WORDS = (
    st.text(SIGNS, max_size=60)
    | st.text(max_size=60)
    | st.sampled_from(
        ["@everyone", "<@123>", "**", "\n\n", "- ", "```\n", "https://x.y/z", "> ", "word " * 40, "x" * 900, "🎉" * 300]
    )
)
TEXTS = st.lists(WORDS, max_size=12).map("".join)
LINES = st.text(SIGNS, max_size=200) | st.text(max_size=120)
PRESSES: st.SearchStrategy[Event] = (
    st.builds(Answer, st.integers(0, 99), st.tuples(st.integers(0, 19)))
    | st.builds(Join, team=st.text(max_size=120))
    | st.just(Panel())
)
CHART = Chart("A", (Bar("x", 1, right=True),), "")
CHARTS = st.sampled_from([None, CHART, Chart("", (), "alt " * 500)])
FILES = st.builds(
    File,
    st.text(max_size=30) | st.sampled_from(["a b.csv", "chart.png", "chart.PNG", "full-text.md", "…", "a/../b.xlsx"]),
    st.sampled_from(["text/csv", "image/png", ""]),
    st.just(b"x"),
)
CARDS = st.builds(
    Card,
    title=TEXTS,
    body=TEXTS,
    fields=st.lists(st.builds(Field, LINES, TEXTS), max_size=30).map(tuple),
    buttons=st.lists(st.builds(Button, LINES, PRESSES, st.sampled_from(Tone)), max_size=30).map(tuple),
    select=st.none()
    | st.builds(
        Select,
        LINES,
        st.lists(st.builds(Option, LINES, st.text(max_size=110)), max_size=30).map(tuple),
        PRESSES,
        st.sampled_from(["choices", "x" * 99]),
        st.integers(-1, 30),
        st.integers(-1, 30),
    ),
    chart=CHARTS,
    footer=TEXTS,
    files=st.lists(FILES, max_size=13).map(tuple),
    session=st.sampled_from(["abcdefghij", ""]),
    locked=st.booleans(),
    mentions=st.lists(st.integers(1, 2**64).map(str) | st.text(max_size=3), max_size=120).map(tuple),
)
