"""Editing and deleting: what stands, whose it is, and how old."""

from bot.engine.clock import ManualClock
from bot.kernel.clock import HOUR
from tests.loopback.discord import loopback
from tests.loopback.discord.stage import Classroom, Loopback
from tests.loopback.discord.world import V2, Channel
from tests.loopback.knocking import Knock, Said, button, card, knocking, row, text


def made(server: Loopback) -> tuple[Classroom, Channel]:
    """Make a server with a channel."""
    guild = server.guild()
    return guild, guild.channel()


async def edit(knock: Knock, channel: Channel, message: Said, body: object) -> Said:
    """Edit a message."""
    return await knock("PATCH", f"/channels/{channel.id}/messages/{message.body['id']}", body)


async def test_an_edit_leaves_what_it_does_not_name(knock: Knock, discord_server: Loopback) -> None:
    """Only the fields of the request change."""
    guild, channel = made(discord_server)
    message = await knock.post(channel, {"content": "one", "embeds": [{"title": "kept"}]})
    assert "two" == (await edit(knock, channel, message, {"content": "two"})).body["content"]
    assert "two\nkept" == guild.member("Ada").sees(channel)[0].text


async def test_the_flag_of_components_stays(knock: Knock, discord_server: Loopback) -> None:
    """It cannot be taken from a message; leaving flags out is fine."""
    _, channel = made(discord_server)
    message = await knock.post(channel, card(text()))
    assert 200 == (await edit(knock, channel, message, {"components": [text("new")]})).status
    refused = await edit(knock, channel, message, {"flags": 0, "components": [text("new")]})
    assert ["flags"] == refused.wrong()


async def test_words_have_to_go_before_components_come(knock: Knock, discord_server: Loopback) -> None:
    """A message of words becomes one of components only with its content emptied in the same request."""
    _, channel = made(discord_server)
    message = await knock.post(channel, {"content": "words"})
    assert ["content"] == (await edit(knock, channel, message, {"flags": V2, "components": [text()]})).wrong()
    assert 200 == (await edit(knock, channel, message, {"flags": V2, "content": None, "components": [text()]})).status


async def test_a_kept_picture_can_be_shown_again(knock: Knock, discord_server: Loopback) -> None:
    """What the message still has attached may be referred to; what is dropped may not."""
    _, channel = made(discord_server)
    gallery = {"type": 12, "items": [{"media": {"url": "attachment://a.png"}}]}
    message = await knock.post(channel, card(gallery), (("a.png", b"PNG"),))
    assert 200 == (await edit(knock, channel, message, {"components": [text("new"), gallery]})).status
    assert ["components.0.items.0.media"] == (
        await edit(knock, channel, message, {"attachments": [], "components": [gallery]})
    ).wrong()


async def test_an_edit_lists_all_attachments(knock: Knock, discord_server: Loopback) -> None:
    """Since v10 `attachments` names new files, too."""
    _, channel = made(discord_server)
    message = await knock.post(channel, {"content": "x"})
    path = f"/channels/{channel.id}/messages/{message.body['id']}"
    assert ["attachments"] == (await knock("PATCH", path, {"attachments": []}, (("a.txt", b"a"),))).wrong()


async def test_others_words_stay_theirs(knock: Knock, discord_server: Loopback) -> None:
    """A bot edits nobody else's message, and deletes it only with Manage Messages."""
    guild, channel = made(discord_server)
    post = await guild.member("Ada").writes(channel, "mine")
    path = f"/channels/{channel.id}/messages/{post.id}"
    assert (403, 50005) == (await knock("PATCH", path, {"content": "yours"})).refusal
    assert (403, 50013) == (await knock("DELETE", path)).refusal
    guild.allow("MANAGE_MESSAGES")
    assert 204 == (await knock("DELETE", path)).status
    assert (404, 10008) == (await knock("GET", path)).refusal


async def test_a_deleted_message_is_unknown(knock: Knock, discord_server: Loopback) -> None:
    """404, code 10008."""
    guild, channel = made(discord_server)
    message = await knock.post(channel, {"content": "x"})
    guild.deletes(channel.messages[int(message.body["id"])])
    assert (404, 10008) == (await edit(knock, channel, message, {"content": "y"})).refusal


async def test_an_edit_is_judged_like_a_post(knock: Knock, discord_server: Loopback) -> None:
    """Sizes hold for edits as well."""
    _, channel = made(discord_server)
    message = await knock.post(channel, card(text()))
    twice = [row(button("A", "same")), row(button("B", "same"))]
    assert 2 == len((await edit(knock, channel, message, {"components": twice})).wrong())


async def test_old_messages_take_few_edits() -> None:
    """After an hour a further limit holds, 30046, that no header tells of."""
    clock = ManualClock()
    async with loopback(clock) as server, knocking(server) as knock:
        _, channel = made(server)
        message = await knock.post(channel, {"content": "x"})
        clock.advance(HOUR + 1)
        server.rates.on = True
        codes = [(await edit(knock, channel, message, {"content": str(n)})).refusal for n in range(4)]
        assert [(200, 0)] * 3 + [(429, 30046)] == codes


async def test_a_nonce_is_forgotten() -> None:
    """After some minutes the same nonce makes a second message."""
    clock = ManualClock()
    async with loopback(clock) as server, knocking(server) as knock:
        _, channel = made(server)
        body = {"content": "x", "nonce": "n1", "enforce_nonce": True}
        first = await knock.post(channel, body)
        clock.advance(HOUR)
        assert first.body["id"] != (await knock.post(channel, body)).body["id"]
