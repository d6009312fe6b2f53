"""Files attached to a form on Discord: brought in from Discord alone, and never more than we read."""

import pytest
from discord.http import Route

from adapters.discord.requests.downloads import may_ask
from bot.kernel import attached
from tests.adapters.discord.playing import Class
from tests.loopback.discord import Answer

DECK = b"---\ntitle: Rivers\n---\n\n## Which is longer?\n\n- [x] The Volga\n- [ ] The Thames\n"


async def sent(room: Class, data: bytes, name: str = "rivers.md", **more: str) -> Answer:
    """Add a deck by its file."""
    form = await room.teacher.command(room.general, "deck add")
    return await room.teacher.submit(form, {"Or a file": {name: data}, **more})


async def test_a_file_becomes_a_deck(room: Class) -> None:
    """As the text of it would."""
    assert "Added “Rivers”, 1 question" in (await sent(room, DECK)).text


async def test_a_form_without_a_file_is_sent_as_ever(room: Class) -> None:
    """Nothing has to be attached."""
    form = await room.teacher.command(room.general, "deck add")
    assert "Added “Rivers”" in (await room.teacher.submit(form, {"The deck": DECK.decode()})).text


async def test_another_programs_file_is_recognised(room: Class) -> None:
    """And called as it was."""
    answer = await sent(room, b"::One:: Is water wet? {T}\n", "wet-things.gift")
    assert "/quiz start wet-things" in answer.text


@pytest.mark.parametrize("data", [b"\x00\xff" * 100, b"PK\x03\x04" + b"\xff" * 50, b"", b"{" * 10_000, b"<xml"])
async def test_what_is_no_deck_is_refused(room: Class, data: bytes) -> None:
    """And the form can be opened again."""
    answer = await sent(room, data, "any.thing", Name="kept")
    assert "Add a deck" == (await room.teacher.press(answer, "Open the form again")).modal["title"]  # type: ignore[index]


async def test_a_file_that_is_too_large_is_refused(room: Class) -> None:
    """Whatever was said of its size."""
    answer = await sent(room, b"x" * (attached.MOST_BYTES + 1), "big.md")
    assert "This file is larger than 2 MB: attach a smaller one, or split it." in answer.text


@pytest.mark.parametrize(
    ("url", "may"),
    [
        ("https://cdn.discordapp.com/ephemeral-attachments/1/2/a.md?ex=1&is=2&hm=3", True),
        ("https://media.discordapp.net/attachments/1/2/a.md", True),
        ("http://cdn.discordapp.com/a.md", False),
        ("https://cdn.discordapp.com:8443/a.md", False),
        ("https://cdn.discordapp.com.example.org/a.md", False),
        ("https://who@cdn.discordapp.com/a.md", False),
        ("https://127.0.0.1/a.md", False),
        ("", False),
        ("https://[", False),
    ],
)
def test_discord_alone_is_asked(monkeypatch: pytest.MonkeyPatch, url: str, may: bool) -> None:  # noqa: FBT001 - what is expected
    """Whatever a payload says."""
    monkeypatch.setattr(Route, "BASE", "https://discord.com/api/v10")
    assert may == may_ask(url)
