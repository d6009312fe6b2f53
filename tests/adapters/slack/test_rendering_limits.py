"""No card at all makes a message or view that Slack refuses."""

import os

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.slack.rendering.action_ids import read_action, read_block
from adapters.slack.rendering.messages import ephemeral, leftover, message
from adapters.slack.rendering.sizing import fitted, packed, size
from adapters.slack.rendering.views import Where, card_view, home_view
from bot.kernel.card import Button, Card, Field, Option, Select
from bot.kernel.event import read_press
from bot.quiz.events import Answer, Panel
from tests.adapters.slack.judging import troubles, view_troubles, walked, words
from tests.adapters.strange_cards import CARDS, TEXTS

few = settings(max_examples=int(os.environ.get("STUDYBELL_EXAMPLES", "60")), deadline=None,
               suppress_health_check=list(HealthCheck))  # fmt: skip
HERE = Where("C1", "1700000000.000100")
LONG = "A paragraph of **some** length, said again and again. " * 12


@few
@given(CARDS, st.sampled_from(["", "abcdefghij.q3"]), st.sampled_from(["", "F1"]), st.sampled_from(["", "k" * 300]))
def test_slack_takes_any_card(card: Card, key: str, file: str, keep: str) -> None:
    """Whatever a card holds, its message keeps every limit and says something."""
    assert [] == troubles(message(card, key, file=file, keep=keep))


@few
@given(CARDS)
def test_slack_takes_any_card_in_a_view(card: Card) -> None:
    """In a modal, too."""
    assert [] == view_troubles(card_view(card, HERE, card.title))


@few
@given(st.lists(CARDS, min_size=1, max_size=4))
def test_slack_takes_any_home_tab(cards: list[Card]) -> None:
    """However many cards, as many are shown as there is room for."""
    assert [] == view_troubles(home_view(cards))


@few
@given(TEXTS, st.sampled_from(["", "k"]))
def test_slack_takes_any_sentence(text: str, key: str) -> None:
    """Whatever is said, in public or to one alone."""
    assert [] == troubles(message(Card(body=text), key))
    assert [] == troubles(ephemeral(text))


@few
@given(CARDS)
def test_every_control_means_its_event(card: Card) -> None:
    """What a control carries is read back as the event it means; one that cannot carry it means none."""
    made = [each for each in walked(message(card)["blocks"]) if each.get("type") == "button"]
    for button, each in zip(card.buttons, made, strict=False):
        if not each["action_id"].startswith("-"):
            assert (card.session, button.press) == read_press(read_action(each).token)


@few
@given(CARDS)
def test_only_those_a_card_names_are_rung(card: Card) -> None:
    """A mention stands nowhere but in the line of those the card names, and in what is read aloud."""
    made = message(card)
    for each in walked(made["blocks"]):
        assert each.get("type") not in {"user", "usergroup", "broadcast", "channel"}
        if each.get("type") == "mrkdwn" and "<@" in each["text"]:
            assert {part[2:-1] for part in each["text"].split()} <= set(card.mentions)


@few
@given(st.text(max_size=200).map(lambda text: text * 60), st.integers(200, 6000))
def test_what_is_cut_fits(text: str, room: int) -> None:
    """A text takes no more than the room it is given, and none of it is lost between two blocks."""
    parts = fitted(text, room)
    assert not parts or size(parts) <= room
    groups = list(packed(parts))
    assert words(list(parts)) == "".join(map(words, groups))
    assert all(size(each) <= 3000 for each in groups)


def test_a_card_with_everything_keeps_its_controls() -> None:
    """Where there are more blocks than a message may have, text is left out, never a control."""
    buttons = tuple(Button(f"{n}", Answer(n)) for n in range(25))
    select = Select("Choose", (Option("a", "a"),), Panel(), "choices")
    fields = tuple(Field(f"{n}", "- a\n- b") for n in range(90))
    card = Card("Title", "Text", fields, buttons, select, None, "Foot", session="abcdefghij")
    made = message(card, "k")
    assert [] == troubles(made)
    assert 26 == sum("action_id" in each for each in walked(made["blocks"]))
    assert leftover(card) is not None


def test_a_long_card_is_cut_at_a_paragraph_and_follows_as_a_file() -> None:
    """Of a text that is too long the first paragraphs are shown, and a file holds all of it."""
    card = Card(title="Long", body="\n\n".join([LONG] * 30), footer="by Ada", fields=(Field("Due", "Friday"),))
    made = message(card)
    file = leftover(card)
    assert file is not None
    assert "full-text.md" == file.name
    assert 30 * 12 == file.data.decode().count("A paragraph of **some** length")
    *text, field, foot, sign = made["blocks"]
    assert words(text).endswith("again and again. …")
    assert "Due: Friday" == words([field])
    assert ["by Ada", "✂️ It goes on in full-text.md."] == [words([foot]), words([sign])]


def test_what_is_shown_to_one_alone_promises_no_file() -> None:
    """There is no thread in which the whole could follow."""
    made = ephemeral(Card(body="\n\n".join([LONG] * 30)))
    assert "full-text" not in words(made["blocks"])
    assert words(made["blocks"]).endswith(" …")


def test_no_choice_is_missing_only_because_all_are_bold() -> None:
    """As many and as long choices as a deck may have, each with words in bold and code: they are said without that."""
    choice = " ".join(["**b** `c`"] * 12)
    body = "Which?\n\n" + "\\\n".join(f"**{n})** {choice}" for n in range(20))
    assert len(body) < 2_800
    made = message(Card(body=body))
    assert [] == troubles(made)
    assert all(f"{n}) " in words(made["blocks"]) for n in range(20))
    assert "full-text" not in words(made["blocks"])


def test_long_fields_leave_room_for_the_text() -> None:
    """Fields take no more than half of the message where the text needs the other half."""
    card = Card(body="\n\n".join([LONG] * 20), fields=tuple(Field(f"Field {n}", LONG) for n in range(30)))
    whole = words(message(card)["blocks"])
    text, fields = whole.split("Field 0", 1)
    assert 1_500 < len(text) < 4_000
    assert 1_500 < len(fields) < 4_000


def test_a_long_list_keeps_its_numbers() -> None:
    """Slack would begin at 1 again in the next block."""
    made = message(Card(body="\n".join(f"{n}. {'word ' * 30}" for n in range(1, 41))))
    assert [] == troubles(made)
    assert "\n40. word" in words(made["blocks"])


def test_a_private_message_tells_its_name() -> None:
    """Slack does not tell which private message was pressed; the block its control stands in does."""
    card = Card(body="x", buttons=(Button("A", Panel()),), session="abcdefghij")
    made = ephemeral(card, "abcdefghij.panel")
    assert "abcdefghij.panel" == read_block(made["blocks"][-1]["block_id"])
    assert "" == read_block("Ab1c")
    assert (False, True) == (made["replace_original"], ephemeral(card, "k", replaces=True)["replace_original"])
