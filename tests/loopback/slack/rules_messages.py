"""What Slack asks of a message: of its text, its blocks together, its metadata; in the Web API and at a response_url.

Sources: chat.postMessage, chat.update, chat.postEphemeral (2026); how big metadata may be is not said: here 8,000 characters.
"""

import json
import re
import time
from typing import Any

from tests.loopback.slack.rules_blocks import MOST_IN_MESSAGE, MOST_TOGETHER, block_problems, length
from tests.loopback.slack.rules_texts import MARKUP, markup_problems, texts
from tests.loopback.slack.server import Slack
from tests.loopback.slack.trouble import Refusal, wrong
from tests.loopback.slack.world import Team

Json = dict[str, Any]

MOST_CUT, MOST_UPDATED, MOST_METADATA = 40_000, 4_000, 8_000


def check(server: Slack, team: Team, method: str, body: Json, *, update: bool = False) -> list[str]:
    """Refuse a message Slack would not take; return warnings. What it takes and yet shows badly stands in `slack.problems`."""
    text, blocks = str(body.get("text") or ""), body.get("blocks")
    if not text and not blocks and not body.get("attachments") and not body.get("markdown_text"):
        raise Refusal("no_text", "neither text nor blocks")
    if body.get("markdown_text") and (text or blocks):
        raise Refusal("markdown_text_conflict", "markdown_text beside text or blocks")
    if update and len(text) > MOST_UPDATED:
        raise Refusal("msg_too_long", f"the text has {len(text)} characters, of {MOST_UPDATED} at most")
    if blocks is not None:
        check_blocks(server, team, blocks)
    if body.get("metadata") is not None:
        check_metadata(body["metadata"])
    warnings = []
    if not text and blocks:
        warnings.append("missing_text_in_message")
        server.problem(method, "no text beside the blocks: notifications and screen readers have nothing to say", body)
    if len(text) > MOST_CUT:
        warnings.append("message_truncated")
        server.problem(method, f"{len(text)} characters of text, which Slack cuts at {MOST_CUT}", body)
    for said in _shown_badly(text, blocks or []):
        server.problem(method, said, body)
    return warnings


def _shown_badly(text: str, blocks: list[Json]) -> list[str]:
    written = [text, *(one["text"] for one in texts(blocks) if one["type"] == MARKUP)]
    return [f"{said}, in {one[:200]!r}" for one in written for said in markup_problems(one)]


def check_blocks(server: Slack, team: Team, blocks: Any) -> None:
    """Refuse blocks of a message that Slack would not take."""
    if not isinstance(blocks, list):
        raise wrong("invalid_blocks_format", "must be an array [json-pointer:/blocks]")
    if len(blocks) > MOST_IN_MESSAGE:
        raise wrong("invalid_blocks", f"no more than {MOST_IN_MESSAGE} items allowed [json-pointer:/blocks]")
    found = list(block_problems(blocks))
    if server.specs is not None and not found:
        found = [one for number, block in enumerate(blocks) for one in server.specs.block(block, f"/blocks/{number}")]
    if found:
        raise wrong("invalid_blocks", *(f"{said} [json-pointer:{at}]" for at, said in found))
    if length(blocks) > MOST_TOGETHER:
        raise Refusal("msg_blocks_too_long", f"blocks of {length(blocks)} characters, of about {MOST_TOGETHER}")
    check_pictures(team, blocks)


def check_pictures(team: Team, value: Any, at: str = "/blocks") -> None:
    """Refuse pictures of files that are not there, or of which Slack has made no picture yet."""
    if isinstance(value, list):
        for number, one in enumerate(value):
            check_pictures(team, one, f"{at}/{number}")
    if not isinstance(value, dict):
        return
    if isinstance(value.get("slack_file"), dict):
        _check_picture(team, value["slack_file"], f"{at}/slack_file")
    for name, one in value.items():
        if isinstance(one, (dict, list)):
            check_pictures(team, one, f"{at}/{name}")


def _check_picture(team: Team, told: Json, at: str) -> None:
    file = team.files.get(str(told.get("id") or str(told.get("url", "")).rstrip("/").split("/")[-2:][0].split("-")[-1]))
    if file is None or not file.complete:
        raise wrong("invalid_blocks", f"invalid slack file [json-pointer:{at}]")
    if time.monotonic() < file.ready_at:  # no mistake of the app's: nobody tells it when a file is ready
        said = [f"[ERROR] invalid slack file [json-pointer:{at}]"]
        raise Refusal("invalid_blocks", response_metadata={"messages": said})


def check_metadata(metadata: Any) -> None:
    """Refuse metadata that are not an event_type and an event_payload; an empty object takes them away."""
    if not isinstance(metadata, dict):
        raise Refusal("invalid_metadata_format", "metadata must be an object")
    if not metadata or set(metadata) == {"entities"}:
        return
    kind, payload = metadata.get("event_type"), metadata.get("event_payload")
    if not isinstance(kind, str) or not re.fullmatch(r"[A-Za-z0-9_.:-]{1,255}", kind) or not isinstance(payload, dict):
        raise Refusal("invalid_metadata_schema", "metadata must have an event_type and an event_payload")
    if set(metadata) - {"event_type", "event_payload", "entities"}:
        raise Refusal("invalid_metadata_schema", f"metadata have unknown fields: {sorted(metadata)}")
    if len(json.dumps(payload)) > MOST_METADATA:
        raise Refusal("metadata_too_large", f"{len(json.dumps(payload))} characters of metadata")
