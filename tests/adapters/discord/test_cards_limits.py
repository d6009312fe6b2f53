"""No card at all makes a message that Discord refuses."""

import os

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.discord.rendering import cards, custom_ids
from bot.kernel.card import Button, Card, Field, File, Option, Select
from bot.kernel.event import read_press
from bot.quiz.events import Answer, Panel
from tests.adapters.discord.judging import texts, troubles, units, walked
from tests.adapters.strange_cards import CARDS, CHART, TEXTS

few = settings(max_examples=int(os.environ.get("STUDYBELL_EXAMPLES", "60")), deadline=None,
               suppress_health_check=list(HealthCheck))  # fmt: skip


@few
@given(CARDS, st.sampled_from(["", "abcdefghij.q3"]), st.sampled_from(["", "4242", "9" * 20]))
def test_discord_takes_any_card(card: Card, key: str, guild: str) -> None:
    """Whatever a card holds, its message keeps every limit and says something."""
    assert [] == troubles(cards.message(card, key, guild))


@few
@given(TEXTS, st.sampled_from(["", "k"]))
def test_discord_takes_any_sentence(text: str, key: str) -> None:
    """Whatever is said, too."""
    assert [] == troubles(cards.said(text, key))


@few
@given(CARDS, st.sampled_from(["", "4242"]))
def test_every_control_means_its_event(card: Card, guild: str) -> None:
    """What a control carries is read back as the event it means; one that cannot carry it can't be pressed."""
    body = cards.message(card, "", guild).body
    pressed = [each for each in walked(body["components"]) if each["type"] == 2]
    for button, made in zip(card.buttons[:25], pressed, strict=True):
        if "disabled" not in made:
            assert (card.session, button.press) == read_press(custom_ids.read(made["custom_id"]).token)


@few
@given(CARDS)
def test_only_those_a_card_names_are_rung(card: Card) -> None:
    """Whoever is written about in a text is not rung: only the members of `mentions` are, and they stand in the text."""
    body = cards.message(card).body
    allowed = body["allowed_mentions"]
    assert [] == allowed["parse"]
    assert set(allowed["users"]) <= set(card.mentions)
    assert all(any(f"<@{member}>" in text for text in texts(body)) for member in allowed["users"])


def test_a_card_with_everything_keeps_its_controls() -> None:
    """Where there are more parts than a message may have, fields go together and files are left out, never a control."""
    buttons = tuple(Button(f"{n}", Answer(n)) for n in range(25))
    files = tuple(File(f"{n}.csv", "text/csv", b"x") for n in range(9))
    select = Select("Choose", (Option("a", "a"),), Panel(), "choices")
    fields = tuple(Field(f"{n}", "a\\\nb") for n in range(9))
    card = Card("Title", "Text", fields, buttons, select, CHART, "Foot", files, session="abcdefghij")
    payload = cards.message(card)
    assert [] == troubles(payload)
    assert 26 == sum("custom_id" in each for each in walked(payload.body["components"]))


LONG = "A paragraph of **some** length, said again and again. " * 12


def test_a_long_card_is_cut_at_a_paragraph_and_hangs_on_as_a_file() -> None:
    """Of a text that is too long the first paragraphs are shown, and a file holds all of it."""
    card = Card(title="Long", body="\n\n".join([LONG] * 9), footer="by Ada", fields=(Field("Due", "Friday"),))
    payload = cards.message(card)
    head, field, foot = texts(payload.body)
    assert head.endswith("again and again. …")
    assert "**Due:** Friday" == field
    assert "-# ✂️ It goes on in full-text.md.\n-# by Ada" == foot
    assert ["full-text.md"] == [file.name for file in payload.files]
    assert 9 * 12 == payload.files[0].data.decode().count("A paragraph of **some** length")


def test_a_card_that_just_fits_is_not_cut() -> None:
    """4,000 units are shown whole: emoji count as two."""
    payload = cards.message(Card(body="🎉" * 1990))
    assert (3980, ()) == (sum(map(units, texts(payload.body))), payload.files)


def test_long_fields_leave_room_for_the_text() -> None:
    """Fields take no more than half of the message where the text needs the other half."""
    card = Card(body=LONG * 6, fields=tuple(Field(f"Field {n}", LONG) for n in range(8)))
    head, *fields, _foot = texts(cards.message(card).body)
    assert 1700 < units(head) < 2300
    assert 1300 < sum(map(units, fields)) < 2100
