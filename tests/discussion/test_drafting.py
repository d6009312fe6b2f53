"""Drafts: what is left blank, what is dropped, and what its host hears when it never opened."""

from msgspec.structs import replace

from bot.discussion.drafting import compose
from bot.discussion.events import Compose, Drop
from bot.discussion.opening import blanks_of, still_blank
from bot.discussion.phases import Drafting, Dropped, Open
from bot.kernel.clock import DAY
from bot.kernel.event import Tick
from bot.kernel.markup import plain
from bot.kernel.people import ENGINE
from bot.kernel.words import words
from bot.prompts.model import Prompt
from bot.testing.discussions import HOST, USUAL, Talk, draft, talk, typed

TEMPLATE = Prompt("t", "[Title]", "Read [the text](https://example.org) and [say why].", template=True)


def from_a_template() -> Talk:
    """Return a draft that was made from the template."""
    written = draft(replace(USUAL, title=TEMPLATE.title, body=TEMPLATE.body))
    setup = replace(written.value.setup, blanks=blanks_of(TEMPLATE))
    written.value = replace(written.value, setup=setup)
    return written


def test_the_blanks_of_a_template_are_what_stands_in_brackets() -> None:
    """A link is none, and in a plain prompt brackets are what they are."""
    assert ("[Title]", "[say why]") == blanks_of(TEMPLATE)
    assert () == blanks_of(replace(TEMPLATE, template=False))


def test_a_template_does_not_open_with_a_blank_in_it() -> None:
    """Each field that has one is named; other brackets may stay."""
    written = from_a_template()
    turn = compose(written.value, HOST, written.at)
    assert isinstance(turn.state.phase, Drafting)
    assert turn.reply.card is not None
    assert ["Title", "What do you ask?"] == [field.name for field in turn.reply.card.fields]
    assert () == still_blank(typed(title="Ours [1]", body="Why?"), blanks_of(TEMPLATE), words("en"))


def test_blanks_are_named_as_they_stand_in_the_text() -> None:
    """Brackets and all: what is escaped twice is read with its escapes."""
    written = from_a_template()
    card = compose(written.value, HOST, written.at).reply.card
    assert card is not None
    assert ["Fill in, or take out: [Title]", "Fill in, or take out: [say why]"] == [
        plain(each.value) for each in card.fields
    ]


def test_filled_in_it_opens() -> None:
    """What was written in place of the blanks is what everybody reads."""
    written = from_a_template()
    written.do(Compose("Our rules", "Say why.", "in 3 days", "", "1 post"))
    assert isinstance(written.value.phase, Open)


def test_a_dropped_draft_takes_the_place_of_its_panel() -> None:
    """So that no control of it stays before the host."""
    reply = draft().do(Drop())
    assert "panel" == reply.keep
    assert reply.card is not None
    assert () == reply.card.buttons


def test_its_host_hears_of_one_whose_time_went_by() -> None:
    """While the program was away from before it opened until after it was due."""
    later = talk(typed(opens="wed 9:00", due="thu 9:00"))
    later.at += 20 * DAY
    later.do(Tick(), ENGINE)
    assert isinstance(later.value.phase, Dropped)
    assert (HOST.member,) == later.news()["missed"].members
    assert "Not opened" in later.value.whisper("missed", HOST.member).title
