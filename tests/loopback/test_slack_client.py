"""slack_sdk's own client lives on the loopback Slack."""

from collections.abc import AsyncIterator

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.models.blocks import ActionsBlock, ButtonElement, SectionBlock
from slack_sdk.models.metadata import Metadata
from slack_sdk.web.async_client import AsyncWebClient

from tests.loopback.calling import Room, modal, section
from tests.loopback.slack.acts import Act


@pytest.fixture
async def client(room: Room) -> AsyncIterator[AsyncWebClient]:
    """slack_sdk, pointed there; it may send nothing Slack would not take."""
    yield AsyncWebClient(token=room.server.bot_token, base_url=room.server.api_url)
    room.server.assert_clean()


async def test_it_posts_changes_and_removes(room: Room, client: AsyncWebClient) -> None:
    """With its own models of blocks and metadata."""
    blocks = [SectionBlock(text="Which?"), ActionsBlock(elements=[ButtonElement(text="A", action_id="a", value="1")])]
    metadata = Metadata(event_type="studybell_message", event_payload={"key": "k"})
    posted = await client.chat_postMessage(channel=room.general.id, text="Which?", blocks=blocks, metadata=metadata)
    reply = await client.chat_postMessage(
        channel=room.general.id, text="re", thread_ts=posted["ts"], unfurl_links=False
    )
    await client.chat_update(channel=room.general.id, ts=posted["ts"], text="Done", blocks=[])
    told = await client.conversations_replies(channel=room.general.id, ts=posted["ts"], include_all_metadata=True)
    assert ["Done", "re"] == [one["text"] for one in told["messages"]]
    assert {"key": "k"} == told["messages"][0]["metadata"]["event_payload"]
    await client.chat_delete(channel=room.general.id, ts=reply["ts"])
    await client.chat_getPermalink(channel=room.general.id, message_ts=posted["ts"])


async def test_it_speaks_in_private(room: Room, client: AsyncWebClient) -> None:
    """An ephemeral, and a direct message."""
    ada = room.team.member("Ada")
    await client.chat_postEphemeral(channel=room.general.id, user=ada.id, text="psst")
    channel = (await client.conversations_open(users=[ada.id]))["channel"]["id"]
    await client.chat_postMessage(channel=channel, text="Hello")
    assert ["psst"] == [one.text for one in ada.sees(room.general)]
    assert ["Hello"] == [one.text for one in room.team.team.channels[channel].messages.values()]


async def test_it_pages_through_everybody(room: Room, client: AsyncWebClient) -> None:
    """Following cursors by itself."""
    room.server.page = 2
    for name in ("Ada", "Bo", "Cy"):
        room.team.member(name)
    names = [one["name"] async for page in await client.users_list(limit=100) for one in page["members"]]
    assert ["studybell", "ada", "bo", "cy"] == names
    members = [
        one async for page in await client.conversations_members(channel=room.general.id) for one in page["members"]
    ]
    assert room.general.members == members


async def test_it_uploads_files(room: Room, client: AsyncWebClient) -> None:
    """All three steps, shared in the channel or not."""
    await client.files_upload_v2(content="a,b", filename="results.csv", title="Results", channel=room.general.id)
    alone = await client.files_upload_v2(content="x", filename="x.md")
    assert "x.md" == (await client.files_info(file=alone["files"][0]["id"]))["file"]["name"]
    (message,) = room.general.messages.values()
    assert "results.csv" == message.body["files"][0]["name"]


async def test_it_shows_views(room: Room, client: AsyncWebClient) -> None:
    """A modal that changes, and a Home tab."""
    ada = room.team.member("Ada")
    number = room.server.triggers.give(Act(room.server, ada.user))
    view = (await client.views_open(trigger_id=number, view=modal(section())))["view"]
    await client.views_update(view_id=view["id"], hash=view["hash"], view=modal(section("y")))
    await client.views_publish(user_id=ada.id, view={"type": "home", "blocks": [section()]})


async def test_it_reads_errors_and_limits(room: Room, client: AsyncWebClient) -> None:
    """The code, the status, and when to come again."""
    with pytest.raises(SlackApiError) as refused:
        await client.chat_update(channel=room.general.id, ts="1.1", text="x")
    assert "message_not_found" == refused.value.response["error"]
    room.server.mischief.limits("auth.test", 3)
    with pytest.raises(SlackApiError) as limited:
        await client.auth_test()
    assert (429, "3") == (limited.value.response.status_code, limited.value.response.headers["Retry-After"])


async def test_it_asks_who_it_is_and_what_there_is(room: Room, client: AsyncWebClient) -> None:
    """Everything else a bot asks."""
    who = await client.auth_test()
    assert who["bot_id"] == (await client.bots_info(bot=who["bot_id"]))["bot"]["id"]
    assert room.team.id == (await client.team_info())["team"]["id"]
    assert [room.general.id] == [one["id"] for one in (await client.users_conversations())["channels"]]
    assert [] == (await client.usergroups_list())["usergroups"]
    assert (await client.apps_connections_open(app_token=room.server.app_token))["url"].startswith("ws://")
