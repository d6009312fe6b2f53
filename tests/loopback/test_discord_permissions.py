"""Who may do what where."""

import pytest

from tests.loopback.discord import Loopback, NotPossible
from tests.loopback.discord.permissions import May, in_channel
from tests.loopback.knocking import Knock, card, text

POST = {"content": "x"}


async def test_what_is_not_seen_gives_missing_access(knock: Knock, discord_server: Loopback) -> None:
    """50001 for everything in a channel the bot does not see."""
    guild = discord_server.guild()
    channel = guild.channel()
    guild.forbid("VIEW_CHANNEL", channel=channel)
    assert (403, 50001) == (await knock.post(channel, POST)).refusal
    assert (403, 50001) == (await knock("GET", f"/channels/{channel.id}/messages")).refusal


async def test_what_is_not_allowed_gives_missing_permissions(knock: Knock, discord_server: Loopback) -> None:
    """50013 for writing, files and embeds; components need no Embed Links."""
    guild = discord_server.guild()
    channel = guild.channel()
    guild.forbid("ATTACH_FILES", "EMBED_LINKS", channel=channel)
    assert (403, 50013) == (await knock.post(channel, POST, (("a.txt", b"a"),))).refusal
    assert (403, 50013) == (await knock.post(channel, {"embeds": [{"title": "x"}]})).refusal
    assert 200 == (await knock.post(channel, card(text()))).status
    guild.forbid("SEND_MESSAGES")
    assert (403, 50013) == (await knock.post(channel, POST)).refusal


async def test_history_is_empty_without_its_permission(knock: Knock, discord_server: Loopback) -> None:
    """The list is empty, a single message refused, and so is a reply."""
    guild = discord_server.guild()
    channel = guild.channel()
    message = await knock.post(channel, POST)
    guild.forbid("READ_MESSAGE_HISTORY")
    assert [] == (await knock("GET", f"/channels/{channel.id}/messages")).body
    assert 403 == (await knock("GET", f"/channels/{channel.id}/messages/{message.body['id']}")).status
    reply = POST | {"message_reference": {"message_id": message.body["id"]}}
    assert (400, 160002) == (await knock.post(channel, reply)).refusal


async def test_overwrites_go_from_everybody_over_roles_to_the_member(discord_server: Loopback) -> None:
    """Each later one wins; of roles what one allows beats what another denies."""
    guild = discord_server.guild()
    channel = guild.channel()
    quiet, loud = guild.role("Quiet"), guild.role("Loud")
    ada = guild.member("Ada", roles=[quiet, loud])
    speak = May.SEND_MESSAGES
    channel.overwrites = {guild.id: (0, speak)}
    assert not in_channel(channel, ada.user) & speak
    channel.overwrites |= {quiet.id: (0, speak), loud.id: (speak, 0)}
    assert in_channel(channel, ada.user) & speak
    channel.overwrites |= {ada.id: (0, speak)}
    assert not in_channel(channel, ada.user) & speak


async def test_administrators_and_owners_may_everything(discord_server: Loopback) -> None:
    """Whatever a channel says."""
    guild = discord_server.guild()
    channel = guild.channel()
    guild.hides(channel)
    assert in_channel(channel, guild.member("Ada", may=["ADMINISTRATOR"]).user) & May.VIEW_CHANNEL
    assert in_channel(channel, guild.owner) & May.MANAGE_THREADS
    with pytest.raises(NotPossible):
        guild.member("Bo").sees(channel)


async def test_another_token_is_not_let_in(knock: Knock, discord_server: Loopback) -> None:
    """401 without the right one."""
    knock.token = "wrong"
    assert 401 == (await knock("GET", "/users/@me")).status
    discord_server.assert_clean()


async def test_what_is_not_there_has_its_own_code(knock: Knock, discord_server: Loopback) -> None:
    """Channels, servers, members and people."""
    guild = discord_server.guild()
    stranger = discord_server.user("Stranger")
    assert (404, 10003) == (await knock("GET", "/channels/1")).refusal
    assert (404, 10004) == (await knock("GET", "/guilds/1")).refusal
    assert (404, 10007) == (await knock("GET", f"/guilds/{guild.id}/members/{stranger.id}")).refusal
    assert (404, 10013) == (await knock("GET", f"/guilds/{guild.id}/members/1")).refusal


async def test_the_list_of_members_needs_its_intent(knock: Knock, discord_server: Loopback) -> None:
    """50001 until the application was granted it; single members can always be asked for."""
    guild = discord_server.guild()
    ada = guild.member("Ada")
    assert (403, 50001) == (await knock("GET", f"/guilds/{guild.id}/members")).refusal
    assert "Ada" == (await knock("GET", f"/guilds/{guild.id}/members/{ada.id}")).body["user"]["global_name"]
    discord_server.grant(members=True)
    page = await knock("GET", f"/guilds/{guild.id}/members", limit=2)
    rest = await knock("GET", f"/guilds/{guild.id}/members", limit=1000, after=page.body[-1]["user"]["id"])
    assert {"Ada", "Studybell", "Owner of Biology 101"} == {
        one["user"]["global_name"] for one in (*page.body, *rest.body)
    }


async def test_direct_messages_may_be_refused(knock: Knock, discord_server: Loopback) -> None:
    """50007 where somebody takes none, 50278 where no server is shared, 40003 where too many are opened."""
    guild = discord_server.guild()
    ada, bo = guild.member("Ada"), guild.member("Bo")
    opened = await knock("POST", "/users/@me/channels", {"recipient_id": str(ada.id)})
    assert str(ada.dm.id) == opened.body["id"]
    assert 200 == (await knock.post(ada.dm, POST)).status
    assert ["x"] == [one.text for one in ada.inbox()]
    ada.takes_no_dms()
    assert (403, 50007) == (await knock.post(ada.dm, POST)).refusal
    guild.leaves(bo)
    assert (403, 50278) == (await knock.post(bo.dm, POST)).refusal
    discord_server.opens_too_fast = True
    assert (403, 40003) == (await knock("POST", "/users/@me/channels", {"recipient_id": str(bo.id)})).refusal
