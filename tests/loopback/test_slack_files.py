"""Files on the loopback Slack: uploaded in three steps, shown by blocks some moments later."""

from typing import Any

import pytest

from tests.loopback.calling import Json, Room

BYTES = b"\x89PNG-not-really"


async def asked_for(room: Room, name: str = "chart.png", length: int = len(BYTES)) -> Json:
    """Ask for an address to send a file to."""
    return (await room.call("files.getUploadURLExternal", filename=name, length=length, alt_txt="A chart")).body


async def sent(room: Room, where: Json, data: Any = BYTES) -> str:
    """Send its bytes; return its id."""
    async with room.call.session.post(where["upload_url"], data=data) as response:
        assert 200 == response.status
    return str(where["file_id"])


async def uploaded(room: Room) -> str:
    """Upload a file whole; return its id."""
    number = await sent(room, await asked_for(room))
    said = await room.call("files.completeUploadExternal", files=[{"id": number, "title": "Chart"}])
    assert ("", ["Chart"]) == (said.error, [one["title"] for one in said.body["files"]])
    return number


def shown(number: str) -> Json:
    """Return a block that shows a file."""
    return {"type": "image", "slack_file": {"id": number}, "alt_text": "A chart"}


async def test_a_picture_is_shown_some_moments_after_its_upload(room: Room) -> None:
    """Before, its block is invalid_blocks, which is no problem of the app's: nobody tells it when."""
    room.server.file_delay = 30.0
    number = await uploaded(room)
    early = await room.call.blocks(room.general, shown(number))
    assert ("invalid_blocks", ["[ERROR] invalid slack file [json-pointer:/blocks/0/slack_file]"]) == (
        early.error,
        early.messages,
    )
    room.team.team.files[number].ready_at = 0.0
    assert "" == (await room.call.blocks(room.general, shown(number))).error
    room.server.assert_clean()


async def test_a_picture_is_shown_by_its_address_as_well(room: Room) -> None:
    """The private one and the permalink."""
    room.server.file_delay = 0.0
    file = (await room.call("files.info", file=await uploaded(room))).body["file"]
    for url in (file["url_private"], file["permalink"]):
        block = shown("") | {"slack_file": {"url": url}}
        assert "" == (await room.call.blocks(room.general, block)).error


async def test_a_file_nobody_completed_is_not_there(room: Room) -> None:
    """Neither for blocks nor for files.info; to ask for it is a problem."""
    number = await sent(room, await asked_for(room))
    assert "invalid_blocks" == (await room.call.blocks(room.general, shown(number))).error
    assert "file_not_found" == (await room.call("files.info", file=number)).error
    assert 1 == len(room.server.problems)


async def test_a_file_is_completed_once_and_with_all_its_bytes(room: Room) -> None:
    """file_not_found else."""
    short = await sent(room, await asked_for(room, length=3))
    whole = await uploaded(room)
    errors = [
        (await room.call("files.completeUploadExternal", files=[{"id": one}])).error for one in (short, whole, "F0NONE")
    ]
    assert ["file_not_found"] * 3 == errors


async def test_a_file_is_shared_in_a_thread(room: Room) -> None:
    """As a message of subtype file_share."""
    parent = (await room.call.post(room.general)).body["ts"]
    number = await sent(room, await asked_for(room, "full-text.md"))
    said = await room.call(
        "files.completeUploadExternal", files=[{"id": number}], channel_id=room.general.id, thread_ts=parent,
        initial_comment="All",
    )  # fmt: skip
    assert "" == said.error
    event = room.server.events[-1].event
    assert ("file_share", parent, "All", [number]) == (
        event["subtype"], event["thread_ts"], event["text"], [one["id"] for one in event["files"]],
    )  # fmt: skip


async def test_a_file_is_not_shared_where_the_bot_is_not(room: Room) -> None:
    """not_in_channel, and it stays to be completed."""
    outside = room.team.channel("outside", bot=False)
    number = await sent(room, await asked_for(room))
    away = await room.call("files.completeUploadExternal", files=[{"id": number}], channel_id=outside.id)
    assert "not_in_channel" == away.error
    assert "" == (await room.call("files.completeUploadExternal", files=[{"id": number}])).error


async def test_a_file_of_no_length_is_refused(room: Room) -> None:
    """missing_argument; too long a description likewise has its error."""
    assert "missing_argument" == (await room.call("files.getUploadURLExternal", filename="x", length=0)).error
    long = await room.call("files.getUploadURLExternal", filename="x", length=1, alt_txt="x" * 1001)
    assert "alt_txt_too_large" == long.error


async def test_its_bytes_are_given_to_who_has_a_token(room: Room) -> None:
    """And to nobody else."""
    file = (await room.call("files.info", file=await uploaded(room))).body["file"]
    async with room.call.session.get(file["url_private"]) as response:
        assert 404 == response.status
    headers = {"Authorization": f"Bearer {room.call.token}"}
    async with room.call.session.get(file["url_private"], headers=headers) as response:
        assert BYTES == await response.read()


@pytest.mark.parametrize("files", [[], [{"title": "x"}], [{"id": "F1", "name": "x"}], ["F1"]])
async def test_a_list_of_files_that_is_none_is_refused(room: Room, files: Any) -> None:
    """invalid_arguments, or file_not_found where there is no id."""
    said = await room.call("files.completeUploadExternal", files=files)
    assert said.error in ("invalid_arguments", "file_not_found")
    assert room.server.problems
