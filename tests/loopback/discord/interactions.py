"""Interactions: what a person did, the token to answer it with, and REST for the answers.

Sources: Discord's "Receiving and Responding to Interactions" page (2026): 3 s to the first answer, 15 min for the token.
"""

import asyncio
from dataclasses import dataclass, field, replace
from typing import Any

from bot.kernel.clock import MINUTE, SECOND, Instant
from tests.loopback.discord import bodies, deeds, payloads, rules_messages
from tests.loopback.discord.calls import INVALID_FORM, Call, Created, Route
from tests.loopback.discord.rest_messages import hidden
from tests.loopback.discord.rules_modals import modal_problems
from tests.loopback.discord.server import Discord
from tests.loopback.discord.trouble import Refusal, invalid
from tests.loopback.discord.world import EPHEMERAL, LOADING, Channel, Message, User

COMMAND, COMPONENT, AUTOCOMPLETE, MODAL_SUBMIT = 2, 3, 4, 5
MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9
FIRST_ANSWER = 3 * SECOND
TOKEN_LIVES = 15 * MINUTE


@dataclass(eq=False)
class Interaction:
    """One act of a person, and how it was answered so far."""

    id: int
    token: str
    kind: int
    user: User
    channel: Channel
    data: dict[str, Any]
    at: Instant
    pressed: Message | None = None
    cause: "Interaction | None" = None
    answered: int | None = None
    original: Message | None = None
    said: dict[str, Any] = field(default_factory=dict)
    followups: dict[int, Message] = field(default_factory=dict)
    change: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def waiting(self) -> bool:
        """Whether the person still sees "thinking"."""
        return self.original is not None and bool(self.original.flags & LOADING)

    def metadata(self, application: int) -> dict[str, Any]:
        """Return what a message that answers it says about it."""
        body = {
            "application": str(application), "id": str(self.id), "type": self.kind, "user": payloads.user(self.user),
            "authorizing_integration_owners": {"0": str(self.channel.guild.id if self.channel.guild else 0)},
        }  # fmt: skip
        if self.kind == COMPONENT and self.pressed is not None:
            body["interacted_message_id"] = str(self.pressed.id)
        elif self.kind == MODAL_SUBMIT:
            cause = (self.cause or replace(self, kind=COMMAND, data={"name": "unknown"})).metadata(application)
            body["triggering_interaction_metadata"] = {
                name: value for name, value in cause.items() if name != "application"
            }
        elif self.kind == COMMAND:
            body |= {"name": self.data["name"], "command_type": 1}
        return body


def _found(call: Call) -> Interaction:
    server: Discord = call.server
    found: Interaction | None = server.interactions.get(call.ids["interaction_token"])
    if found is None or found.id != call.id("interaction_id"):
        raise Refusal(404, 10062)
    if found.answered is not None:
        raise Refusal(400, 40060)
    if server.clock.now() - found.at > FIRST_ANSWER:
        raise Refusal(404, 10062)
    return found


def _mentions(call: Call, body: dict[str, Any], asked: dict[str, Any]) -> list[User]:
    return bodies.mentioned(call.server, body, asked.get("allowed_mentions"))


def _put(call: Call, it: Interaction, asked: dict[str, Any], *, loading: bool = False) -> Message:
    """Post an answer: for everybody, or for the one who asked."""
    body = bodies.made(call.server, asked, call.files)
    if loading:
        body["flags"] = LOADING
    only = it.user if bodies.is_private(asked) else None
    return deeds.post(
        call.server, it.channel, call.server.me, body, only_for=only, mentions=_mentions(call, body, asked),
        source=it.metadata(call.server.application_id), kind=20 if it.kind == COMMAND else 0,
        everyone=bodies.pings_everyone(body, asked.get("allowed_mentions")),
    )  # fmt: skip


def _edit(call: Call, message: Message, asked: dict[str, Any]) -> None:
    body = bodies.made(call.server, asked, call.files, message)
    body["flags"] &= ~LOADING
    deeds.edit(call.server, message, body, _mentions(call, body, asked))


async def callback(call: Call) -> Any:
    """POST /interactions/{interaction_id}/{interaction_token}/callback."""
    it = _found(call)
    kind: Any = call.form.get("type")
    data: dict[str, Any] = call.form.get("data") or {}
    _fits(it, kind)
    _judge(call, it, kind, data)
    if kind == MESSAGE:
        it.original = _put(call, it, data)
    elif kind == DEFERRED:
        it.original = _put(call, it, {"flags": (data.get("flags") or 0) & EPHEMERAL}, loading=True)
    elif kind == UPDATE:
        assert it.pressed is not None
        _edit(call, it.pressed, data)
    if kind in (UPDATE, DEFERRED_UPDATE):
        it.original = it.pressed
    it.answered, it.said = kind, data
    it.change.set()
    call.server.changed()
    return Created(_told(it, kind), 200) if call.query.get("with_response") in ("1", "true", "True") else None


def _fits(it: Interaction, kind: Any) -> None:
    """Refuse an answer that this kind of act does not take."""
    from_component = it.kind == COMPONENT or (it.kind == MODAL_SUBMIT and it.pressed is not None)
    fits: dict[Any, bool] = {
        MESSAGE: it.kind != AUTOCOMPLETE, DEFERRED: it.kind != AUTOCOMPLETE, DEFERRED_UPDATE: from_component,
        UPDATE: from_component, CHOICES: it.kind == AUTOCOMPLETE, MODAL: it.kind in (COMMAND, COMPONENT),
    }  # fmt: skip
    if not fits.get(kind):
        raise invalid(("type", f"An interaction of type {it.kind} cannot be answered with type {kind}."))


def _judge(call: Call, it: Interaction, kind: int, data: dict[str, Any]) -> None:
    """Hold the answer against the rules of what it becomes."""
    problems: list[tuple[str, str]] = []
    try:
        if kind == MESSAGE:
            rules_messages.check(data, call.files, None, rules_messages.ANSWER_FLAGS)
        elif kind == UPDATE:
            rules_messages.check(data, call.files, it.pressed, rules_messages.EDIT_FLAGS)
    except Refusal as refusal:
        problems += refusal.problems
        if refusal.code != INVALID_FORM:
            raise
    if kind == DEFERRED and (data.get("flags") or 0) & ~EPHEMERAL:
        problems.append(("flags", "the only valid message flag of a deferral is EPHEMERAL"))
    if kind == MODAL:
        problems += modal_problems(data)
    if problems:
        raise invalid(*((f"data.{path}", said) for path, said in problems))


def _told(it: Interaction, kind: int) -> dict[str, Any]:
    told: dict[str, Any] = {"id": str(it.id), "type": it.kind, "channel_id": str(it.channel.id)}
    if it.channel.guild is not None:
        told["guild_id"] = str(it.channel.guild.id)
    if it.original is not None:
        told["response_message_id"] = str(it.original.id)
        told["response_message_loading"] = it.waiting
        told["response_message_ephemeral"] = it.original.only_for is not None
    if it.original is None or kind not in (MESSAGE, UPDATE):
        return {"interaction": told}
    return {"interaction": told, "resource": {"type": kind, "message": payloads.message(it.original)}}


# -- the token, as a webhook ----------------------------------------------------------------------------------------------


def _by_token(call: Call) -> Interaction:
    server = call.server
    found: Interaction | None = server.interactions.get(call.ids["webhook_token"])
    if call.id("webhook_id") != server.application_id or found is None:
        raise Refusal(404, 10015)
    if server.clock.now() - found.at > TOKEN_LIVES:
        raise Refusal(401, 50027)
    if found.answered is None:
        raise Refusal(404, 10015)
    return found


def _message(call: Call, it: Interaction) -> Message:
    which = call.ids.get("message_id", "@original")
    message = it.original if which == "@original" else it.followups.get(int(which))
    if message is None and it.original is not None and which == str(it.original.id):
        message = it.original
    if message is None or message.gone:
        raise Refusal(404, 10008)
    return message


async def get_own(call: Call) -> Any:
    """GET /webhooks/{webhook_id}/{webhook_token}/messages/..."""
    return payloads.message(_message(call, _by_token(call)))


async def edit_own(call: Call) -> Any:
    """PATCH /webhooks/{webhook_id}/{webhook_token}/messages/..."""
    it = _by_token(call)
    message = _message(call, it)
    if message.channel.archived and message.only_for is None:
        raise Refusal(400, 50083)
    rules_messages.check(call.form, call.files, message, rules_messages.EDIT_FLAGS)
    hidden(call, call.form)
    _edit(call, message, call.form)
    it.change.set()
    return payloads.message(message)


async def delete_own(call: Call) -> Any:
    """DELETE /webhooks/{webhook_id}/{webhook_token}/messages/..."""
    deeds.remove(call.server, _message(call, _by_token(call)))


async def follow_up(call: Call) -> Any:
    """POST /webhooks/{webhook_id}/{webhook_token}: after a deferral the first one takes the place of "thinking"."""
    it = _by_token(call)
    if it.waiting and it.original is not None:
        rules_messages.check(call.form, call.files, it.original, rules_messages.ANSWER_FLAGS)
        _edit(call, it.original, call.form)
        it.change.set()
        return payloads.message(it.original)
    rules_messages.check(call.form, call.files, None, rules_messages.ANSWER_FLAGS)
    message = _put(call, it, call.form)
    it.followups[message.id] = message
    it.change.set()
    return payloads.message(message)


_OWN = "/webhooks/{webhook_id}/{webhook_token}"
ROUTES: list[tuple[str, str, Route]] = [
    ("POST", "/interactions/{interaction_id}/{interaction_token}/callback", callback),
    ("POST", _OWN, follow_up),
    ("GET", f"{_OWN}/messages/@original", get_own),
    ("PATCH", f"{_OWN}/messages/@original", edit_own),
    ("DELETE", f"{_OWN}/messages/@original", delete_own),
    ("GET", f"{_OWN}/messages/{{message_id}}", get_own),
    ("PATCH", f"{_OWN}/messages/{{message_id}}", edit_own),
    ("DELETE", f"{_OWN}/messages/{{message_id}}", delete_own),
]
