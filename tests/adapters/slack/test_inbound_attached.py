"""Files attached to a form on Slack: brought in with our token, from Slack alone, and never more than we read."""

import pytest
from aiohttp import ClientSession

from adapters.slack.requests.downloads import Downloads
from bot.kernel import attached
from tests.adapters.slack.playing import Playing
from tests.loopback.slack.modals import Modal

DECK = b"---\ntitle: Rivers\n---\n\n## Which is longer?\n\n- [x] The Volga\n- [ ] The Thames\n"


async def adding(room: Playing) -> Modal:
    """Return the form a deck is given in."""
    answer = await room.bo.command(room.general, "/deck", "add")
    assert answer.modal is not None
    return answer.modal


async def test_a_file_becomes_a_deck(room: Playing) -> None:
    """As the text of it would."""
    sent = await (await adding(room)).submit({"Or a file": {"rivers.md": DECK}})
    assert "Added “Rivers”, 1 question" in sent.text


async def test_another_programs_file_is_recognised(room: Playing) -> None:
    """And called as it was."""
    sent = await (await adding(room)).submit({"Or a file": {"wet-things.gift": b"::One:: Is water wet? {T}\n"}})
    assert "/quiz start wet-things" in sent.text


@pytest.mark.parametrize("data", [b"\x00\xff" * 100, b"PK\x03\x04" + b"\xff" * 50, b"", b"{" * 10_000, b"<xml"])
async def test_what_is_no_deck_is_refused(room: Playing, data: bytes) -> None:
    """With what is wrong, and the form stays."""
    modal = await adding(room)
    sent = await modal.submit({"Or a file": {"any.thing": data}, "Name": "kept"})
    assert sent.modal is not None
    assert "kept" == sent.modal.values["Name"]
    assert sent.modal.errors or "⚠" in sent.modal.text


async def test_a_file_that_is_too_large_is_refused(room: Playing) -> None:
    """At its field."""
    sent = await (await adding(room)).submit({"Or a file": {"big.md": b"x" * (attached.MOST_BYTES + 1)}})
    assert sent.modal is not None
    assert "This file is larger than 2 MB: attach a smaller one, or split it." == sent.modal.errors["Or a file"]


async def test_without_the_scope_the_text_can_be_pasted(room: Playing) -> None:
    """Slack shows its page to sign in then, which is no deck."""
    room.team.scopes("chat:write", "commands", "users:read", "channels:read")
    sent = await (await adding(room)).submit({"Or a file": {"rivers.md": DECK}})
    assert sent.modal is not None
    assert "(files:read): paste its text instead" in sent.modal.errors["Or a file"]


@pytest.mark.parametrize(
    ("url", "may"),
    [
        ("https://files.slack.com/files-pri/T1-F1/download/a.md", True),
        ("http://files.slack.com/files-pri/T1-F1/download/a.md", False),
        ("https://files.slack.com:8443/a.md", False),
        ("https://files.slack.com.example.org/a.md", False),
        ("https://token@files.slack.com/a.md", False),
        ("https://example.org/files.slack.com", False),
        ("https://127.0.0.1/a.md", False),
        ("", False),
        ("https://[", False),
    ],
)
async def test_our_token_goes_to_slack_alone(url: str, may: bool) -> None:  # noqa: FBT001 - what is expected
    """Whatever a payload says."""
    async with ClientSession() as session:
        assert may == Downloads(session, "https://slack.com/api/").may_ask(url)
