"""Reading what Slack sends.

What may never happen: a payload given up because JSON in it spells half of a character (a lone surrogate, as where an emoji was
cut), or half of one let through: nothing that stores or sends texts takes it.
"""

import json
from typing import Any
from urllib.parse import parse_qsl

import msgspec

HALVES = range(0xD800, 0xE000)

_decode = msgspec.json.Decoder().decode


def read_json(text: str) -> Any:  # noqa: ANN401 - JSON
    """Return what JSON says; raises `ValueError` where it is none."""
    try:
        return _decode(text)
    except (msgspec.DecodeError, RecursionError):
        try:
            return mended(json.loads(text))
        except RecursionError as error:
            raise ValueError("nested too deeply") from error


def read_body(text: str) -> dict[str, Any]:
    """Return the body of a request: JSON (events), a form (commands), or JSON in a form (interactions); raises `ValueError`."""
    if text.startswith("{"):
        body = read_json(text)
    else:
        fields = dict(parse_qsl(text, keep_blank_values=True, errors="strict"))
        payload = fields.get("payload")
        body = fields if payload is None else read_json(payload)
    if not isinstance(body, dict):
        raise ValueError("no object")  # noqa: TRY004 - it is what was sent that is no good
    return body


def mended(value: Any) -> Any:  # noqa: ANN401 - JSON
    """Return JSON with each half of a character replaced by the sign for what cannot be read."""
    if isinstance(value, str):
        return "".join("\N{REPLACEMENT CHARACTER}" if ord(sign) in HALVES else sign for sign in value)
    if isinstance(value, list):
        return [mended(each) for each in value]
    if isinstance(value, dict):
        return {mended(name): mended(each) for name, each in value.items()}
    return value
