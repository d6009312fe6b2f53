"""Messages it refuses, with Discord's code and the path of what is wrong."""

from typing import Any

import pytest

from tests.loopback.discord import Loopback
from tests.loopback.discord.world import V2
from tests.loopback.knocking import Knock, button, card, row, text

SELECT = {"type": 3, "custom_id": "s", "options": [{"label": "One", "value": "1"}, {"label": "Two", "value": "2"}]}
EMBED = {"description": "x" * 3500}

REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "2,001 characters": ({"content": "x" * 2001}, "content"),
    "embeds of 6,001 characters in all": ({"embeds": [{"description": "x" * 4000}, {"description": "x" * 2001}]}, "embeds"),
    "an embed's title of 257": ({"embeds": [{"title": "x" * 257}]}, "embeds.0.title"),
    "eleven embeds": ({"embeds": [{"title": "x"}] * 11}, "embeds"),
    "a nonce of 26 characters": ({"content": "x", "nonce": "x" * 26}, "nonce"),
    "content beside components": (card(text(), content="x"), "content"),
    "embeds beside components": (card(text(), embeds=[{"title": "x"}]), "embeds"),
    "components that need the flag": ({"components": [text()]}, "components.0.type"),
    "six rows of the old kind": ({"components": [row(button(custom_id=str(n))) for n in range(6)]}, "components"),
    "41 components": (card(*[text(str(n)) for n in range(41)]), "components"),
    "41 components, those inside others counted": (card(*[row(button(custom_id=str(n))) for n in range(21)]), "components"),
    "4,001 characters of text": (card(text("x" * 2000), text("x" * 2001)), "components"),
    "an empty text": (card(text("")), "components.0.content"),
    "six buttons in a row": (card(row(*[button(custom_id=str(n)) for n in range(6)])), "components.0.components"),
    "a select beside a button": (card(row(button(), SELECT)), "components.0.components"),
    "a custom id twice": (card(row(button("A", "same"), button("B", "same"))), "components.0.components.0.custom_id"),
    "a component's id twice": (card(text(id=7), text(id=7)), "components.0.id"),
    "a custom id of 101": (card(row(button("A", "x" * 101))), "components.0.components.0.custom_id"),
    "a label of 81": (card(row(button("x" * 81, "a"))), "components.0.components.0.label"),
    "a button with nothing on it": (card(row({"type": 2, "style": 1, "custom_id": "a"})), "components.0.components.0"),
    "a sign that is no emoji": (card(row(button(emoji={"name": "✓"}))), "components.0.components.0.emoji.name"),
    "a link without an address": (card(row({"type": 2, "style": 5, "label": "A"})), "components.0.components.0.url"),
    "26 options": (
        card(row(SELECT | {"options": [{"label": str(n), "value": str(n)} for n in range(26)]})),
        "components.0.components.0.options",
    ),
    "an option's value twice": (
        card(row(SELECT | {"options": [{"label": "a", "value": "1"}, {"label": "b", "value": "1"}]})),
        "components.0.components.0.options.0.value",
    ),
    "more to choose than there is": (card(row(SELECT | {"max_values": 3})), "components.0.components.0.max_values"),
    "a picture that was not sent": (
        card({"type": 12, "items": [{"media": {"url": "attachment://a.png"}}]}), "components.0.items.0.media",
    ),
    "a file from elsewhere": (card({"type": 13, "file": {"url": "https://example.org/a.txt"}}), "components.0.file"),
    "an attachment that was not sent": (card(text(), attachments=[{"id": "0", "filename": "a.png"}]), "attachments.0.id"),
    "a flag for others": ({"content": "x", "flags": 1 << 6}, "flags"),
    "pings both ways": ({"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}}, "allowed_mentions.users"),
    "a container in a container": (
        card({"type": 17, "components": [{"type": 17, "components": [text()]}]}), "components.0.components.0.type",
    ),
    "101 mentions": ({"content": "x", "allowed_mentions": {"users": [str(n) for n in range(101)]}}, "allowed_mentions"),
}  # fmt: skip
BY_THE_FILE = {
    "an embed's title of 257", "eleven embeds", "an empty text", "26 options", "a container in a container", "101 mentions",
}  # fmt: skip
"""What only the published description refuses."""


@pytest.mark.parametrize("name", REFUSED)
async def test_a_message_is_refused(knock: Knock, discord_server: Loopback, name: str) -> None:
    """With 400, code 50035 and the path of what is wrong; and it is noted as an offence."""
    if name in BY_THE_FILE and discord_server.specs is None:
        pytest.skip("STUDYBELL_SPECS is not set: Discord's published description is not looked at")
    body, path = REFUSED[name]
    said = await knock.post(discord_server.guild().channel(), body)
    assert (400, 50035) == said.refusal
    assert path in said.wrong()
    assert 1 == len(discord_server.offences)


FINE: dict[str, dict[str, Any]] = {
    "2,000 characters": {"content": "x" * 2000},
    "embeds of 6,000": {"embeds": [{"description": "x" * 4000}, {"description": "x" * 2000}]},
    "40 components, 4,000 characters": card(*[text("x" * 100) for _ in range(40)]),
    "a container with everything": card(
        {
            "type": 17,
            "id": 2**31 - 1,
            "accent_color": 0xFFFFFF,
            "components": [
                text("## Title"),
                {"type": 14},
                {"type": 9, "components": [text()], "accessory": button("S")},
                row(SELECT),
                row(*[button(str(n)) for n in range(5)]),
                row({"type": 2, "style": 5, "label": "L", "url": "https://example.org"}),
            ],
        }
    ),
    "an emoji and no words": card(row({"type": 2, "style": 2, "custom_id": "a", "emoji": {"name": "⏸️"}})),
    "no pings": {"content": "x", "allowed_mentions": {"parse": [], "users": [], "replied_user": False}},
    "a nonce": {"content": "x", "nonce": "x" * 25, "enforce_nonce": True},
}


@pytest.mark.parametrize("name", FINE)
async def test_a_message_is_taken(knock: Knock, discord_server: Loopback, name: str) -> None:
    """What just fits is taken, and is no offence."""
    assert 200 == (await knock.post(discord_server.guild().channel(), FINE[name])).status
    discord_server.assert_clean()


async def test_an_empty_message_is_refused(knock: Knock, discord_server: Loopback) -> None:
    """With a code of its own."""
    channel = discord_server.guild().channel()
    assert (400, 50006) == (await knock.post(channel, {"content": ""})).refusal
    assert (400, 50006) == (await knock.post(channel, {"flags": V2, "components": []})).refusal


async def test_a_file_is_kept_and_shown(knock: Knock, discord_server: Loopback) -> None:
    """A picture in a gallery has its text, and its bytes can be fetched."""
    guild = discord_server.guild()
    channel, ada = guild.channel(), guild.member("Ada")
    gallery = {"type": 12, "items": [{"media": {"url": "attachment://a.png"}, "description": "A bell"}]}
    await knock.post(channel, card(gallery, attachments=[{"id": "0", "filename": "a.png"}]), (("a.png", b"PNG"),))
    (picture,) = ada.sees(channel)[0].pictures
    assert "A bell" == picture.alt
    async with knock.session.get(picture.url) as response:
        assert b"PNG" == await response.read()
    discord_server.assert_clean()


async def test_a_file_nobody_sees_is_an_offence(knock: Knock, discord_server: Loopback) -> None:
    """Components have to show what is uploaded with them."""
    assert 200 == (await knock.post(discord_server.guild().channel(), card(text()), (("a.png", b"PNG"),))).status
    assert ["the file 'a.png' is uploaded, but no component shows it"] == [one.said for one in discord_server.offences]


async def test_too_large_a_file_is_refused(knock: Knock, discord_server: Loopback) -> None:
    """10 MiB fit, no byte more."""
    said = await knock.post(
        discord_server.guild().channel(), {"content": "x"}, (("a.bin", bytes(10 * 1024 * 1024 + 1)),)
    )
    assert (413, 40005) == said.refusal


async def test_a_field_nobody_described_is_an_offence(knock: Knock, discord_server: Loopback) -> None:
    """Discord ignores it; whoever sends it has misread something."""
    if discord_server.specs is None:
        pytest.skip("STUDYBELL_SPECS is not set: Discord's published description is not looked at")
    assert 200 == (await knock.post(discord_server.guild().channel(), {"content": "x", "colour": "red"})).status
    assert ["colour: no such field is described"] == [one.said for one in discord_server.offences]


async def test_an_unknown_route_is_an_offence(knock: Knock, discord_server: Loopback) -> None:
    """And 404."""
    assert 404 == (await knock("GET", "/users/@me/rockets")).status
    assert 1 == len(discord_server.offences)


async def test_a_nonce_is_told_only_at_once(knock: Knock, discord_server: Loopback) -> None:
    """To who posts the message; who reads it later is told none."""
    channel = discord_server.guild().channel()
    posted = await knock.post(channel, {"content": "x", "nonce": "n1"})
    assert "n1" == posted.body["nonce"]
    assert [None] == [one.get("nonce") for one in (await knock("GET", f"/channels/{channel.id}/messages")).body]


async def test_it_is_seen_who_is_pinged(knock: Knock, discord_server: Loopback) -> None:
    """Whom the text names and `allowed_mentions` lets through; without it, everybody that is named."""
    guild = discord_server.guild()
    channel, ada, bo = guild.channel(), guild.member("Ada"), guild.member("Bo")
    body = {"content": f"{ada.mention} {bo.mention} @everyone"}
    await knock.post(channel, body)
    await knock.post(channel, body | {"allowed_mentions": {"parse": []}})
    await knock.post(channel, body | {"allowed_mentions": {"users": [str(bo.id)]}})
    assert [("Ada", "Bo", "@everyone"), (), ("Bo",)] == [one.pings for one in ada.sees(channel)]


async def test_one_nonce_makes_one_message(knock: Knock, discord_server: Loopback) -> None:
    """Within some minutes the first message is returned; and without `enforce_nonce` there are two."""
    channel = discord_server.guild().channel()
    body = {"content": "x", "nonce": "n1", "enforce_nonce": True}
    first, second = await knock.post(channel, body), await knock.post(channel, body)
    assert first.body["id"] == second.body["id"]
    assert first.body["id"] != (await knock.post(channel, {"content": "x", "nonce": "n1"})).body["id"]
