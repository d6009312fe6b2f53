"""The terminal: cards as text, edits as what changed, private messages marked, and nothing that a terminal would obey."""

import pytest

from adapters.terminal.cards import block_of, change, written
from adapters.terminal.surface import TerminalSurface
from adapters.terminal.text import PLAIN, Look, clean, columns, lines_of, one_line, when
from bot.engine.clock import ManualClock
from bot.engine.surface import Person
from bot.kernel.card import Bar, Button, Card, Chart, Field, File, Form, Input, Option, Select
from bot.kernel.errors import Gone
from bot.kernel.markup import escape, moment
from bot.kernel.people import Place
from bot.kernel.session import Reply
from bot.quiz.events import Answer, Join

NOW = 1_800_000_000_000
PLACE = Place("terminal:main", "class")


def shown(card: Card, look: Look = PLAIN) -> str:
    """Return a card as it is printed."""
    return written(block_of(card, NOW, look))


# -- text


def test_paragraphs_lists_and_quotes_read_as_text() -> None:
    """Marks of bold and italic are gone, breaks are kept, items and quotes are marked."""
    markup = "**Bold** and *fine* `code`\\\nnext\n\n1. one\n2. two\n\n- a\n- b\n\n> said\n> so"
    assert ["Bold and fine `code`", "next", "", "1. one", "2. two", "", "• a", "• b", "", "> said so"] == lines_of(
        markup, NOW, PLAIN
    )


def test_on_a_terminal_bold_is_bold() -> None:
    """And is switched off again before the line ends."""
    assert ["\x1b[0m\x1b[1mBold\x1b[0m text"] == lines_of("**Bold** text", NOW, Look(colour=True))


def test_long_lines_are_broken_at_blanks() -> None:
    """Items keep their indent; a word without blanks is broken where the line ends."""
    lines = lines_of("- " + "word " * 12, NOW, Look(width=30))
    assert all(columns(line) <= 30 for line in lines)
    assert lines[0].startswith("• word")
    assert lines[1].startswith("  word")
    assert [30, 30, 30, 10] == [len(line) for line in lines_of("x" * 100, NOW, Look(width=30))]


def test_wide_signs_take_two_columns() -> None:
    """Chinese and emoji are measured as terminals show them, combining accents as nothing."""
    assert (4, 2, 1) == (columns("漢字"), columns("🔔"), columns("e\u0301"))


@pytest.mark.parametrize("evil", ["\x1b[2J", "\x07", "\x9b31m", "\u202etxt", "a\rb", "\x00"])
def test_no_text_commands_the_terminal(evil: str) -> None:
    """Control characters and turns of direction do not come through, wherever they stand."""
    card = Card(
        title=escape(evil),
        body=f"{escape(evil)}\n\n```\n{evil}\n```",
        fields=(Field(escape(evil), escape(evil)),),
        buttons=(Button(evil, Join()),),
        chart=Chart(evil, (Bar(evil, 1),), evil),
        files=(File(evil, "text/plain", b""),),
        footer=escape(evil),
        session="abcdefghij",
    )
    said = shown(card) + clean(evil) + one_line(escape(evil), NOW)
    assert not set(said) & set("\x1b\x07\x9b\u202e\r\x00")


@pytest.mark.parametrize(
    ("seconds", "style", "expected"),
    [
        (12, "R", "in 12 s"),
        (0, "R", "now"),
        (-30, "R", "30 s ago"),
        (150, "R", "in 2 min"),
        (7200, "R", "in 2 h"),
        (3 * 86400, "R", "in 3 days"),
        (70 * 86400, "R", "in 70 days"),
        (0, "f", "Fri 15 Jan 08:00 UTC"),
        (0, "F", "Fri 15 Jan 08:00 UTC"),
        (0, "d", "Fri 15 Jan"),
        (0, "t", "08:00 UTC"),
        (-15 * 86400, "f", "Thu 31 Dec 2026 08:00 UTC"),
        (10**13, "f", "Fri 31 Dec 9999 23:59 UTC"),
    ],
)
def test_moments_read_as_words(seconds: int, style: str, expected: str) -> None:
    """Relative ones as what is left, others as date and time with their zone."""
    assert expected == when(NOW // 1000 + seconds, style, NOW)


def test_a_moment_that_was_rounded_up_does_not_add_a_second() -> None:
    """Ten seconds from a broken second are ten."""
    at = NOW + 10_400
    assert ["in 10 s"] == lines_of(moment(at), NOW + 400, PLAIN)


# -- cards


def test_a_card_reads_from_title_to_footer() -> None:
    """Title on top, a bar along the side, fields, bars of a chart, controls, footer."""
    card = Card(
        title="Question 1",
        body="What?",
        fields=(Field("Joined", "2"), Field("Board", "**1.** Ada\\\n**2.** Ben")),
        buttons=(Button("A) Yes", Answer(0, (0,))), Button("B) No", Answer(0, (1,)))),
        select=Select("Choose", (Option("A) x", "0"), Option("B) y", "1")), Answer(0), "choices"),
        chart=Chart("Question 1", (Bar("A) Yes", 3, right=True), Bar("B) No", 1), Bar("C) Perhaps", 0)), "alt"),
        files=(File("results.csv", "text/csv", b"x"),),
        footer="2 answered",
        session="abcdefghij",
    )
    expected = """┌ Question 1
│ What?
│
│ Joined: 2
│
│ Board:
│   1. Ada
│   2. Ben
│
│ A) Yes      ████████████████████████ 3 ✓
│ B) No       ████████ 1
│ C) Perhaps  0
│
│ 📎 results.csv
│
│ [▾ Choose: A) x / B) y ]
│ [ A) Yes ]  [ B) No ]
│
│ 2 answered"""
    assert expected == shown(card)


def test_an_edit_tells_what_is_new() -> None:
    """One new line is one line; a change of most of it shows it whole; nothing new is nothing."""
    before = Card(title="Q", body="What?\n\nA) x\n\nB) y", footer="0 answered", session="abcdefghij")
    counted = Card(title="Q", body="What?\n\nA) x\n\nB) y", footer="1 answered", session="abcdefghij")
    other = Card(title="Q", body="Revealed\n\nIt was A", session="abcdefghij")
    less = Card(title="Q", body="What?\n\nA) x", footer="0 answered", session="abcdefghij")
    blocks = {card: block_of(card, NOW, PLAIN) for card in (before, counted, other, less)}
    assert "(edited) Q · 1 answered" == change(blocks[before], blocks[counted], "(edited)")
    assert "┌ (edited) Q\n│ Revealed\n│\n│ It was A" == change(blocks[before], blocks[other], "(edited)")
    assert "" == change(blocks[before], blocks[less], "(edited)")


# -- the surface


def surface(**options: object) -> tuple[TerminalSurface, list[str]]:
    """Return a terminal and what it has printed."""
    out: list[str] = []
    made = TerminalSurface(out.append, ManualClock(NOW), home="class", **options)  # type: ignore[arg-type]
    made.people = {"ada": Person("ada", "Ada"), "ben": Person("ben", "Ben")}
    return made, out


async def test_posting_twice_with_one_key_leaves_one_message() -> None:
    """The second time nothing is printed, and the reference is the same."""
    terminal, out = surface()
    card = Card(title="Hello", body="there")
    first, _ = await terminal.put(PLACE, "s.q0", card, None)
    second, at = await terminal.put(PLACE, "s.q0", card, None)
    assert (first, NOW, ["┌ Hello\n│ there"]) == (second, at, out)


async def test_a_message_it_does_not_know_is_gone() -> None:
    """Who edits it is told so, and posts it again."""
    terminal, _ = surface()
    with pytest.raises(Gone):
        await terminal.put(PLACE, "s.q0", Card(title="Hello"), "m99")


async def test_other_channels_are_named() -> None:
    """What happens elsewhere says where."""
    terminal, out = surface()
    await terminal.put(Place("terminal:main", "staff"), "s.q0", Card(title="Hello", body="there"), None)
    assert ["┌ #staff Hello\n│ there"] == out


async def test_private_messages_say_whose_they_are() -> None:
    """Sentences, cards, forms and direct messages alike."""
    terminal, out = surface()
    terminal.show(PLACE, "ada", Reply(text="Locked in: **B)**"))
    terminal.show(PLACE, "ada", Reply(card=Card(title="Mine", body="One\n\nTwo", session="s"), keep="mine"))
    terminal.show(PLACE, "ada", Reply(form=Form("Why?", (Input("text", "Answer"),), Answer(0), "Send", session="s")))
    await terminal.tell(PLACE, "s.results", "ben", Card(title="Results", body="Here"))
    assert [
        "(only Ada sees) Locked in: B)",
        "┌ (only Ada sees) Mine\n│ One\n│\n│ Two",
        "┌ (only Ada sees) a form: Why?\n│ Answer: ____________\n│ [ Send ]",
        "┌ (direct message to Ben) Results\n│ Here",
    ] == out


async def test_a_whisper_replaces_a_private_message_that_is_there() -> None:
    """What changed is printed; without a message to replace nothing happens; a second direct message of one key neither."""
    terminal, out = surface()
    await terminal.whisper(PLACE, "s.mine", "ada", Card(title="Mine", body="early", session="s"))
    terminal.show(PLACE, "ada", Reply(card=Card(title="Mine", body="One\n\nTwo\n\nThree", session="s"), keep="mine"))
    await terminal.whisper(PLACE, "s.mine", "ada", Card(title="Mine", body="One\n\nTwo\n\nFour", session="s"))
    await terminal.tell(PLACE, "s.results", "ben", Card(title="Results", body="Here"))
    await terminal.tell(PLACE, "s.results", "ben", Card(title="Results", body="Here"))
    assert [
        "┌ (only Ada sees) Mine\n│ One\n│\n│ Two\n│\n│ Three",
        "(only Ada sees) Mine · Four",
        "┌ (direct message to Ben) Results\n│ Here",
    ] == out


async def test_only_the_watched_are_overheard() -> None:
    """Private messages of others are not printed at all."""
    terminal, out = surface(watched={"ada"})
    terminal.show(PLACE, "ben", Reply(text="secret"))
    await terminal.tell(PLACE, "k", "ben", Card(body="secret"))
    await terminal.whisper(PLACE, "s.mine", "ben", Card(body="secret"))
    terminal.show(PLACE, "ada", Reply(text="hers"))
    assert ["(only Ada sees) hers"] == out


async def test_answers_come_before_what_everybody_sees() -> None:
    """What is painted while an act is answered waits until the answer stands."""
    terminal, out = surface()
    with terminal.holding():
        await terminal.put(PLACE, "s.q0", Card(title="Hello", body="there"), None)
        terminal.show(PLACE, "ada", Reply(text="First"))
    assert ["(only Ada sees) First", "┌ Hello\n│ there"] == out


async def test_it_remembers_no_more_than_it_must() -> None:
    """After very many messages the oldest are forgotten, and their edits post them anew."""
    terminal, _ = surface()
    refs = [(await terminal.put(PLACE, f"s.q{n}", Card(title=str(n)), None))[0] for n in range(1_100)]
    await terminal.put(PLACE, "s.q1099", Card(title="edited"), refs[-1])
    with pytest.raises(Gone):
        await terminal.put(PLACE, "s.q0", Card(title="edited"), refs[0])


async def test_former_buttons_are_remembered_for_who_presses_late() -> None:
    """A button that is gone from the message can still be named, as on a screen that was not refreshed."""
    terminal, _ = surface()
    before = Card(title="Q", buttons=(Button("Join", Join()),), session="abcdefghij")
    ref, _ = await terminal.put(PLACE, "s.top", before, None)
    await terminal.put(PLACE, "s.top", Card(title="Q", body="closed", session="abcdefghij"), ref)
    message = terminal.visible(PLACE, "ada")[0]
    assert ((), ("Join",)) == (message.card.buttons, tuple(label for label, _ in message.tokens))
