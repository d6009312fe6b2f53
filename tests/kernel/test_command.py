"""Reading a typed command: by order, by name, in quotes; and what is said when it cannot be read."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.decks.model import Scoring
from bot.discussion.events import ChangeDates, GrantExtension
from bot.kernel.command import commands, parse, usage
from bot.kernel.errors import Unreadable
from bot.kernel.event import Event
from bot.people.events import Away
from bot.quiz.events import Accept, Accommodate, AnswerText, Ask, Extend, Remove, Skip, Start, Team, Void


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("/quiz start capitals", Start(deck="capitals")),
        ("quiz start capitals", Start(deck="capitals")),
        ("  /QUIZ Start capitals ", Start(deck="capitals")),
        ("/quiz start capitals now", Start(deck="capitals", start="now")),
        ("/quiz start seconds:15 capitals", Start(deck="capitals", seconds=15)),
        ("/quiz start deck:capitals SECONDS:15", Start(deck="capitals", seconds=15)),
        ('/quiz start "world capitals" teams:"red team,blue"', Start(deck="world capitals", teams="red team,blue")),
        ("/quiz start capitals scoring:speed pace:0", Start(deck="capitals", scoring=Scoring.SPEED, pace=0)),
        ("/quiz skip", Skip()),
        ("/quiz extend", Extend(10)),
        ("/quiz extend 30", Extend(30)),
        ("/quiz void", Void(0)),
        ("/quiz void 3", Void(3)),
        ("/quiz accept 'New York' 2", Accept("New York", 2)),
        ("/quiz accept text:12:30", Accept("12:30")),
        ("/quiz remove U42", Remove("U42")),
        ("/quiz time U42 1.5", Accommodate("U42", 1.5)),
        ("/quiz team red member:U42", Team("red", "U42")),
        ("/quiz answer B", AnswerText("B")),
        ("/quiz answer  two   words ", AnswerText("two   words")),
        ("/quiz answer it's \"quoted", AnswerText("it's \"quoted")),
        ("/quiz answer text:me", AnswerText("me")),
        ("/quiz accept txt:12", Accept("txt:12")),
        ("/quiz ask", Ask()),
        ('/quiz ask Who said "Eureka"? | *Archimedes | Plato', Ask('Who said "Eureka"? | *Archimedes | Plato')),
        ("/quiz ask What's what's? | *A | B", Ask("What's what's? | *A | B")),
        (r"/quiz ask Is \alpha  small? | *Yes | No", Ask(r"Is \alpha  small? | *Yes | No")),
        ("/quiz ask Turn right:left? | *A | B", Ask("Turn right:left? | *A | B")),
        ("/quiz ask Is it right: yes or no?", Ask("Is it right: yes or no?")),
        ('/quiz ask Who? RIGHT:"Mary Shelley" seconds:60', Ask("Who?", right="Mary Shelley", seconds=60)),
        ("/quiz ask seconds:60 right:'a b' Who is it?", Ask("Who is it?", right="a b", seconds=60)),
        ("/quiz ask seconds:60", Ask(seconds=60)),
        ("/study away fri 17:00", Away("fri 17:00")),
        ("/study away until:fri 17:00", Away("fri 17:00")),
        ("/study away UNTIL: 2 December  9 am", Away("2 December 9 am")),
        ("/study away 'in 3 days'", Away("in 3 days")),
        ("/study away", Away()),
        ("/discuss dates due:fri 17:00 late_until:sun noon", ChangeDates("fri 17:00", late_until="sun noon")),
        ("/discuss extend U42 fri 17:00", GrantExtension("U42", "fri 17:00")),
        ("/discuss extend until:fri 17:00 member:U42", GrantExtension("U42", "fri 17:00")),
    ],
)
def test_what_is_typed_becomes_an_event(line: str, expected: Event) -> None:
    """Values in order or by name, quotes keeping blanks together; a last text parameter takes the rest as it stands."""
    found, event = parse(line)
    assert expected == event
    assert type(expected) is found.event


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("", "/study help"),
        ("/", "/study help"),
        ("/nonsense", "/study help"),
        ("/quiz", "/study help"),
        ("/quiz nonsense", "/study help"),
        ("/quiz strat capitals", "did you mean /quiz start?"),
        ("/quiz begn", "did you mean /quiz begin?"),
        ("/start capitals", "did you mean /quiz start?"),
        ("/quiz start capitals secnds:15", "did you mean seconds:15?"),
        ("/quiz start", "/quiz start DECK"),
        ("/quiz start capitals seconds:4", "5 to 300"),
        ("/quiz start capitals seconds:301", "5 to 300"),
        ("/quiz start capitals seconds:soon", "whole number"),
        ("/quiz start capitals scoring:luck", "accuracy"),
        ("/quiz start capitals maybe", "lobby"),
        ("/quiz extend 0", "1 to 300"),
        ("/quiz extend 10 20", "/quiz extend"),
        ("/quiz time U42", "/quiz time MEMBER FACTOR"),
        ("/quiz time U42 0.5", "1 to 5"),
        ("/quiz time U42 nan", "1 to 5"),
        ("/quiz accept", "/quiz accept TEXT"),
        ("/quiz remove", "/quiz remove MEMBER"),
        ("/quiz answer", "/quiz answer TEXT"),
        ("/study away untill:fri", "did you mean until:fri?"),
        ("/discuss dates due:fri late_untl:sun", "did you mean late_until:sun?"),
    ],
)
def test_what_cannot_be_read_is_told_what_to_type(line: str, said: str) -> None:
    """Every refusal names what to type instead."""
    with pytest.raises(Unreadable) as caught:
        parse(line)
    assert said in str(caught.value)


@given(st.text(max_size=80))
def test_no_line_whatever_raises_anything_else(line: str) -> None:
    """Anything typed is a command or a sentence about what to type."""
    for prefix in ("", "/quiz ", "/quiz start ", "/quiz time ", "/quiz accept "):
        with contextlib.suppress(Unreadable):
            parse(prefix + line)


def test_every_usage_reads_back() -> None:
    """What the help shows for a command is found under its own path."""
    for path, command in commands().items():
        assert usage(command).startswith(f"/{path}")
        assert command.about


def test_hosts_commands_are_marked() -> None:
    """What only hosts may do says so; what everybody may do does not."""
    everybody = {path for path, command in commands().items() if path.startswith("quiz ") and not command.host}
    assert {"quiz answer", "quiz mine", "quiz team"} == everybody


@pytest.mark.parametrize("line", ["/quiz start x colour:red", "/quiz start colour:red x"])
def test_a_value_that_has_no_place_is_told_by_its_name(line: str) -> None:
    """It is not taken for the value of another."""
    with pytest.raises(Unreadable, match=r"there is no colour here; /quiz start takes deck, start, seconds"):
        parse(line)


@pytest.mark.parametrize("until", ["fri 17:00", "<t:1798794003:f>", "mon:", "https://example.org"])
def test_a_colon_alone_names_no_value(until: str) -> None:
    """Hours have one, and addresses."""
    assert until == parse(f"/study away {until}")[1].until  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ('text:"the air scatters it"', "the air scatters it"),
        ("text:'the air'", "the air"),
        ("Text: the air", "the air"),
        ('text:"Why?" he said', '"Why?" he said'),
        ('text:"two\nlines"', "two\nlines"),
        ('text:""', ""),
        ("in the text: nothing", "in the text: nothing"),
        ('"the air"', '"the air"'),
    ],
)
def test_a_text_that_comes_first_may_be_named(typed: str, read: str) -> None:
    """Its name, and the quotes that came with it, are no part of it."""
    assert read == parse(f"/discuss answer {typed}")[1].text  # type: ignore[attr-defined]
