"""Web API: files, and where their bytes are sent and looked at.

A file is uploaded in three steps: an address is asked for, the bytes are sent there, the upload is completed. Blocks can show a
picture of it only some moments later, when Slack has looked at it (`slack.file_delay`, real seconds).
"""

import time
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.loopback.slack import deeds
from tests.loopback.slack.calls import SERVER, Call, Method
from tests.loopback.slack.trouble import Refusal, wrong
from tests.loopback.slack.world import Channel, File

if TYPE_CHECKING:
    from tests.loopback.slack.people import Person

MOST_ALT = 1000
PICTURES = {"png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif"}
KINDS = PICTURES | {"md": "text/markdown", "txt": "text/plain", "csv": "text/csv", "json": "application/json"}


async def get_url(call: Call) -> dict[str, Any]:
    """files.getUploadURLExternal."""
    length = call.get("length")
    if length < 1:
        raise wrong("missing_argument", "length is 0")
    alt = call.get("alt_txt") or call.get("alt_text") or ""
    if len(alt) > MOST_ALT:
        raise Refusal("alt_txt_too_large", f"{len(alt)} characters of alt_txt")
    file = File(call.server.ids.next("F"), call.workspace, call.me, call.get("filename"), length, alt_text=alt)
    call.workspace.files[file.id] = file
    return {"upload_url": f"{call.server.url}/upload/v1/{call.workspace.id}/{file.id}", "file_id": file.id}


async def complete(call: Call) -> dict[str, Any]:
    """files.completeUploadExternal: for the app alone, or shared in a channel."""
    told = call.get("files")
    if not isinstance(told, list) or not told:
        raise wrong("invalid_arguments", "files must be an array with at least one item [json-pointer:/files]")
    files = [_uploaded(call, one) for one in told]
    channel = _shared_in(call) if call.get("channel_id") else None
    for file, one in zip(files, told, strict=True):
        file.complete, file.title = True, one.get("title") or file.name
        file.ready_at = time.monotonic() + call.server.file_delay
    if channel is not None:
        _share(call, channel, files)
    return {"files": [described(call.server.url, one) for one in files]}


def given(person: "Person", name: str, data: bytes) -> dict[str, Any]:
    """Return a file that somebody has attached to a modal, as the modal tells of it."""
    team = person.team
    file = File(person.server.ids.next("F"), team, person.user, name, len(data), data=data, complete=True, title=name)
    team.files[file.id] = file
    return described(person.server.url, file)


def _uploaded(call: Call, told: Any) -> File:
    if not isinstance(told, dict) or set(told) - {"id", "title", "highlight_type"}:
        raise wrong("invalid_arguments", "each file is an object with id and title [json-pointer:/files]")
    file = call.workspace.files.get(str(told.get("id", "")))
    if file is None or file.complete or len(file.data) != file.length:
        raise Refusal("file_not_found", "the bytes of the file were not sent before, or not as many as was said")
    return file


def _shared_in(call: Call) -> Channel:
    channel = call.channel("channel_id")
    if call.me.id not in channel.members:
        raise Refusal("not_in_channel")
    thread = call.get("thread_ts")
    if thread and thread not in channel.messages:
        raise Refusal("thread_not_found")
    return channel


def _share(call: Call, channel: Channel, files: list[File]) -> None:
    for file in files:
        file.shared.append(channel.id)
    deeds.post(
        call.server, channel, call.me, call.get("initial_comment", ""), call.get("blocks"), thread_ts=call.get("thread_ts", ""),
        subtype="file_share", upload=True, files=[described(call.server.url, one) for one in files],
    )  # fmt: skip


async def info(call: Call) -> dict[str, Any]:
    """files.info."""
    file = call.workspace.files.get(call.get("file", ""))
    if file is None or not file.complete:
        raise Refusal("file_not_found")
    return {"file": described(call.server.url, file), "comments": [], "response_metadata": {"next_cursor": ""}}


async def delete(call: Call) -> dict[str, Any]:
    """files.delete."""
    if call.workspace.files.pop(call.get("file", ""), None) is None:
        raise Refusal("file_not_found")
    return {}


def described(url: str, file: File) -> dict[str, Any]:
    """Return a file as the API shows it; its size in pixels is known only when Slack has looked at it."""
    ending = file.name.rpartition(".")[2].lower()
    private = f"{url}/files-pri/{file.team.id}-{file.id}/{file.name}"
    said = {
        "id": file.id, "created": 1, "timestamp": 1, "name": file.name, "title": file.title, "user": file.user.id,
        "mimetype": KINDS.get(ending, "application/octet-stream"), "filetype": ending, "pretty_type": ending.upper(),
        "size": len(file.data), "mode": "hosted", "is_external": False, "is_public": bool(file.shared), "editable": False,
        "url_private": private, "url_private_download": private, "permalink": f"{url}/files/{file.user.id}/{file.id}/{file.name}",
        "channels": list(file.shared), "groups": [], "ims": [], "file_access": "visible",
    }  # fmt: skip
    ready = ending in PICTURES and time.monotonic() >= file.ready_at
    return said | ({"original_w": 800, "original_h": 400, "thumb_360": private} if ready else {})


async def upload(request: web.Request) -> web.Response:
    """Take a file's bytes: as they are, or as a multipart form's first file."""
    server = request.app[SERVER]
    team = server.teams.get(request.match_info["team"])
    file = team.files.get(request.match_info["file"]) if team else None
    if file is None or file.complete:
        return web.Response(status=404, text="not found")
    if request.content_type == "multipart/form-data":
        parts = [one for one in (await request.post()).values() if isinstance(one, web.FileField)]
        file.data = parts[0].file.read() if parts else b""
    else:
        file.data = await request.read()
    if len(file.data) != file.length:
        server.problem("upload", f"{file.name} has {len(file.data)} bytes, where {file.length} were announced")
    return web.Response(text=f"OK - {len(file.data)}")


async def download(request: web.Request) -> web.Response:
    """Give a file's bytes to who has a token of its workspace; without the scope, the page to sign in."""
    server = request.app[SERVER]
    team_id, _, number = request.match_info["which"].partition("-")
    token = request.headers.get("Authorization", "").removeprefix("Bearer ")
    grant, team = server.grants.get(token), server.teams.get(team_id)
    file = team.files.get(number) if team else None
    if file is None or grant is None or grant.dead:
        return web.Response(status=404)
    if "files:read" not in grant.scopes:
        return web.Response(text="<!DOCTYPE html><title>Sign in</title>", content_type="text/html")
    return web.Response(body=file.data)


METHODS = {
    "files.getUploadURLExternal": Method(
        get_url, "filename! length:number! alt_txt alt_text snippet_type", ("files:write",), 4
    ),
    "files.completeUploadExternal": Method(
        complete,
        "files:json! channel_id channels thread_ts initial_comment blocks:json",
        ("files:write",),
        4,
        json=True,
    ),
    "files.info": Method(info, "file! count:number cursor limit:number page:number", ("files:read",), 4),
    "files.delete": Method(delete, "file!", ("files:write",), 3, json=True),
}
ROUTES = [web.post("/upload/v1/{team}/{file}", upload), web.get("/files-pri/{which}/{name}", download)]
