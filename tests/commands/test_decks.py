"""`/deck`: what hosts add, find, look at and remove; a group's own decks are its own alone."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from bot.commands.decks import DeckDesk
from bot.decks.library import Library
from bot.decks.own import MOST, Head, OwnDecks, Written
from bot.decks.playable import PlayableDecks
from bot.kernel.attached import Attached
from bot.kernel.markup import plain
from bot.kernel.people import Place
from bot.kernel.session import Reply
from bot.testing.group import Group, fields_of
from bot.testing.house import House, a_house
from bot.testing.quizzes import ANA, HOST, PLACE

DECK = """---
title: Rivers of Europe
---

## Which is longer?

- [x] The Volga
- [ ] The Thames
"""

WRONG = """---
title: Rivers
---

## Which is longer?

- [ ] The Volga
- [ ] The Thames

## And now?
"""

GIFT = "::One:: Is water wet? {T}\n\n::Two:: Two and two? {=4 =four}\n"

ELSEWHERE = Place("test:other", PLACE.channel)

SHIPPED = ("capitals", "oceans", "rivers-of-europe")


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """Yield a house with a database of its own."""
    async with a_house(tmp_path / "db") as made:
        yield made


@pytest.fixture
def own(house: House) -> OwnDecks:
    """Return what groups have of their own."""
    return OwnDecks(house.store)


@pytest.fixture
def group(house: House, own: OwnDecks, tmp_path: Path) -> Group:
    """Return a group whose content folder has three decks."""
    folder = tmp_path / "decks"
    folder.mkdir()
    for name in SHIPPED:
        (folder / f"{name}.md").write_text(DECK.replace("Rivers of Europe", f"Shipped {name}"))
    return Group(house, DeckDesk(PlayableDecks(Library([folder]), own)).openers())


async def _adds(group: Group, text: str = DECK, name: str = "", **more: str | Attached) -> Reply:
    form = await group.types("/deck add", HOST)
    return await group.sends(form, HOST, text=text, name=name, **more)


def _told(reply: Reply) -> str:
    return plain(reply.card.body if reply.card is not None else reply.text)


async def test_a_deck_is_added_by_form_and_can_be_seen(group: Group) -> None:
    """Under the name its title gives, with the file as it was typed."""
    added = await _adds(group)
    assert "Added “Rivers of Europe”, 1 question: play it with /quiz start rivers-of-europe." == _told(added)
    card = (await group.types("/deck show rivers-of-europe", HOST)).card
    assert card is not None
    assert ("Rivers of Europe", ("rivers-of-europe.md", DECK.encode())) == (
        card.title,
        (card.files[0].name, card.files[0].data),
    )
    expected = {
        "Name": "`rivers-of-europe`",
        "Questions": "1",
        "Kinds": "single choice (1)",
        "Takes": "about 1 minute",
    }
    assert expected == fields_of(card)


async def test_the_list_tells_own_decks_from_others(group: Group) -> None:
    """The group's own stand first, and hide those of the same name."""
    await _adds(group)
    card = (await group.types("/deck list", HOST)).card
    assert card is not None
    assert "3 decks" == card.title
    lines = [line for line in plain(card.body).splitlines() if line]
    expected = [
        "This group's own",
        "rivers-of-europe Rivers of Europe · 1 question",
        "For every group",
        "capitals Shipped capitals · 1 question",
        "oceans Shipped oceans · 1 question",
    ]
    assert expected == lines


async def test_a_long_list_has_pages(group: Group, own: OwnDecks) -> None:
    """Twenty decks on each, and a button to the next."""
    many = {f"deck-{number:03}": Written(DECK.encode(), Head(f"Deck {number}", 1)) for number in range(MOST)}
    await own.put(PLACE.workspace, many, replace=False)
    first = (await group.types("/deck list", HOST)).card
    assert first is not None
    assert ("203 decks, page 1 of 11", ["Page 2"]) == (first.title, [each.label for each in first.buttons])
    last = (await group.presses("", replace(first.buttons[0].press, page=11), HOST)).card
    assert last is not None
    assert ["Page 10"] == [each.label for each in last.buttons]
    assert "rivers-of-europe" in last.body


@pytest.mark.parametrize("find", ['\'""""""""""""""""""""""""""\'', "\x01\x02", "deck " * 50])
async def test_whatever_is_looked_for_can_be_turned_over(group: Group, own: OwnDecks, find: str) -> None:
    """A button to the next page fits, whatever was typed."""
    title = " ".join(find.replace("'", "").split())
    many = {f"deck-{number:03}": Written(DECK.encode(), Head(title, 1)) for number in range(MOST)}
    await own.put(PLACE.workspace, many, replace=False)
    first = (await group.types(f"/deck list find:{find}", HOST)).card
    assert first is not None
    for button in first.buttons:
        assert "" == (await group.presses("", button.press, HOST)).refused


async def test_some_decks_are_found_by_their_titles(group: Group) -> None:
    """Of any letters' size."""
    await _adds(group)
    card = (await group.types("/deck list find:EUROPE", HOST)).card
    assert card is not None
    assert ("1 deck", True) == (card.title, "Rivers of Europe" in card.body)


async def test_all_mistakes_are_told_at_once(group: Group) -> None:
    """With their lines and how to mend them; nothing was added."""
    reply = await _adds(group, WRONG)
    told = _told(reply)
    assert "unreadable" == reply.refused
    assert told.startswith("There are 2 mistakes in it, so nothing was added:")
    assert ["Line 5", "Line 10"] == [line.partition(":")[0] for line in told.splitlines() if line.startswith("Line")]
    assert "no-deck" == (await group.types("/deck show rivers", HOST)).refused


async def test_hundreds_of_mistakes_stand_in_a_file(group: Group) -> None:
    """The first ones are told, and a message stays one."""
    reply = await _adds(group, DECK + "\n## One more?\n" * 190)
    assert reply.card is not None
    assert len(reply.card.body) < 2_500
    assert 190 == len(reply.card.files[0].data.splitlines())


async def test_of_a_hundred_thousand_mistakes_a_thousand_are_told(group: Group) -> None:
    """A message stays one, and so does its file."""
    refused = await _adds(group, "", file=Attached("a.gift", b"::a:: So? {=yes ~}\n\n" * 20_000))
    assert refused.card is not None
    assert 1_000 == len(refused.card.files[0].data.splitlines())


async def test_a_name_that_is_taken_asks_whether_to_replace(group: Group) -> None:
    """Nothing is replaced unless it was chosen."""
    await _adds(group)
    newer = DECK.replace("Volga", "Danube")
    refused = await _adds(group, newer)
    assert ("unreadable", "replace") == (refused.refused, refused.field)
    assert "This group has rivers-of-europe already: choose to replace it, or give another name." == _told(refused)
    assert "" == (await _adds(group, newer, "rivers-two")).refused
    assert "" == (await _adds(group, newer, replace="yes")).refused
    card = (await group.types("/deck show rivers-of-europe", HOST)).card
    assert card is not None
    assert newer.encode() == card.files[0].data


async def test_another_programs_text_is_recognised(group: Group) -> None:
    """GIFT becomes a deck of the name given."""
    added = await _adds(group, GIFT, "Wet things")
    assert "" == added.refused
    card = (await group.types("/deck show wet-things", HOST)).card
    assert card is not None
    assert "true or false (1) · typed (1)" == fields_of(card)["Kinds"]


async def test_what_is_left_out_is_told(group: Group) -> None:
    """With its line."""
    added = await _adds(group, GIFT + "\n::Three:: Explain this. {}\n", "wet")
    assert "" == added.refused
    assert "Left out, or not quite the same:" in _told(added)


@pytest.mark.parametrize("text", ["", "   \n", "hello", "\x00\x01", "---", "{}{}{}", "---\n" * 5_000, "\ud800"])
async def test_whatever_is_typed_is_answered(group: Group, text: str) -> None:
    """With what is wrong, and nothing is added."""
    reply = await _adds(group, text)
    assert "unreadable" == reply.refused
    assert _told(reply)


async def test_a_file_is_a_deck_like_its_text(group: Group) -> None:
    """It says itself which format it is of; its own name is nowhere asked for."""
    assert "" == (await _adds(group, "", file=Attached("a.md", DECK.encode()))).refused
    assert "" == (await _adds(group, "", file=Attached("C:\\wet.gift", GIFT.encode()))).refused
    assert "" == (await group.types("/deck show wet", HOST)).refused


async def test_a_text_and_a_file_are_one_too_many(group: Group) -> None:
    """Which is meant is not guessed."""
    refused = await _adds(group, DECK, file=Attached("a.md", DECK.encode()))
    assert "Give the deck's text or a file, not both: empty one of the two." == _told(refused)


@pytest.mark.parametrize("name", ["", "x", "a.md", "a.gift", "a.xlsx", "a.zip", "a.apkg", "a.csv", "../../\x00" * 99])
@pytest.mark.parametrize(
    "data", [b"\x00" * 999, b"PK\x03\x04\xff", b"{" * 99_999, b"<a" * 9_999, b"\xff\xfe", b"#" * 99_999]
)
async def test_a_hostile_file_is_an_error(group: Group, name: str, data: bytes) -> None:
    """Whatever it is called, and whatever is in it; never a crash."""
    refused = await _adds(group, "", file=Attached(name, data))
    assert "unreadable" == refused.refused
    assert _told(refused)


async def test_a_deck_is_removed_when_one_is_sure(group: Group) -> None:
    """It is asked first; the deck that it hid is there again."""
    await _adds(group)
    asked = (await group.types("/deck remove rivers-of-europe", HOST)).card
    assert asked is not None
    assert ["Remove it"] == [button.label for button in asked.buttons]
    removed = await group.presses("", asked.buttons[0].press, HOST)
    assert "Removed rivers-of-europe." == _told(removed)
    card = (await group.types("/deck show rivers-of-europe", HOST)).card
    assert card is not None
    assert "Shipped rivers\\-of\\-europe" == card.title


async def test_what_is_there_for_every_group_stays(group: Group) -> None:
    """And what is not there at all is not removed either."""
    refused = await group.types("/deck remove capitals sure:yes", HOST)
    assert "capitals is not this group's own: it is there for every group, and stays." == _told(refused)
    assert "There is no deck 'capitols'; try capitals." == _told(await group.types("/deck remove capitols", HOST))


async def test_nobody_sees_what_another_group_has(group: Group) -> None:
    """Neither in the list, nor by its name, nor to remove it."""
    await _adds(group, name="secret")
    listed = (await group.types("/deck list", HOST, ELSEWHERE)).card
    assert listed is not None
    assert "secret" not in listed.body
    for line in ("/deck show secret", "/deck remove secret sure:yes"):
        assert "no-deck" == (await group.types(line, HOST, ELSEWHERE)).refused


@pytest.mark.parametrize("line", ["list", "show capitals", "add", "remove capitals"])
async def test_hosts_alone_see_decks(group: Group, line: str) -> None:
    """The answers stand in them."""
    assert "not-host" == (await group.types(f"/deck {line}", ANA)).refused


async def test_a_group_keeps_so_many_decks(group: Group, own: OwnDecks) -> None:
    """More are refused with the mend; to replace one is none more."""
    many = {f"deck-{number}": Written(DECK.encode(), Head("Deck", 1)) for number in range(MOST)}
    await own.put(PLACE.workspace, many, replace=False)
    refused = await _adds(group)
    assert "A group can keep 200 decks of its own: remove one with /deck remove first." == _told(refused)
    assert "" == (await _adds(group, name="deck-7", replace="yes")).refused
