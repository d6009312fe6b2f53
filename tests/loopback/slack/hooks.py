"""Response URLs: how an app answers what a person did without a token.

Sources: Slack's "Handling user interaction" page, "Message responses" (2026): five answers within 30 minutes; the URL of a press
speaks about the message pressed unless `replace_original` is false.
"""

import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import web

from bot.kernel.clock import MINUTE, Instant
from tests.loopback.slack import deeds, rules_messages
from tests.loopback.slack.calls import SERVER
from tests.loopback.slack.server import Slack
from tests.loopback.slack.trouble import Refusal
from tests.loopback.slack.world import Channel, Message, User

if TYPE_CHECKING:
    from tests.loopback.slack.acts import Act

USES = 5
LIVES = 30 * MINUTE
FIELDS = {
    "text", "blocks", "attachments", "response_type", "replace_original", "delete_original", "unfurl_links", "unfurl_media",
    "thread_ts", "metadata", "mrkdwn",
}  # fmt: skip
NAME = "a response_url"
OK, BAD = 200, 400


@dataclass(eq=False)
class Hook:
    """A response URL. `original`: the message pressed. `said`: what was posted through it last."""

    path: str
    user: User
    channel: Channel
    at: Instant
    act: "Act"
    original: Message | None = None
    said: Message | None = None
    uses: int = 0


@dataclass
class Hooks:
    """All response URLs that were given out, by path."""

    server: Slack
    given: dict[str, Hook] = field(default_factory=dict)
    answered: list[dict[str, Any]] = field(default_factory=list)

    def give(self, kind: str, act: "Act", channel: Channel, original: Message | None = None) -> str:
        """Return a new one; `kind` is ``commands``, ``actions`` or ``app``, as in Slack's own."""
        path = f"/{kind}/{channel.team.id}/{len(self.given) + 1_000_000}/{secrets.token_urlsafe(18)}"
        self.given[path] = Hook(path, act.user, channel, self.server.clock.now(), act, original)
        return f"{self.server.url}/hooks{path}"

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Take what is posted to one."""
        self.server.under_way += 1
        try:
            body = await request.json() if request.content_type == "application/json" else {}
            if not isinstance(body, dict) or not body:
                raise Refusal("invalid_payload", "the body is no JSON object", status=400)
            self.answered.append(body)
            self.take(request.path.removeprefix("/hooks"), body)
            by_command = request.path.startswith("/hooks/commands/")  # Slack is of two minds about how to say yes
            return web.Response(text="ok") if by_command else web.json_response({"ok": True})
        except Refusal as refusal:
            if refusal.problem:
                self.server.problem(NAME, f"{refusal.error}: {refusal.problem}")
            return web.json_response(refusal.body(), status=refusal.status if refusal.status != OK else BAD)
        finally:
            self.server.under_way -= 1
            self.server.changed()

    def take(self, path: str, body: dict[str, Any]) -> None:
        """Do what a body says, or refuse it."""
        hook = self.given.get(path)
        if hook is None:
            raise Refusal("no_service", "there is no such response_url", status=404)
        if self.server.clock.now() - hook.at > LIVES:
            raise Refusal("expired_url", status=404)
        if hook.uses >= USES:
            raise Refusal("used_url", status=404)
        judge(self.server, body, hook.channel)
        hook.uses += 1
        with hook.act.speaking():
            self._say(hook, body)

    def _say(self, hook: Hook, body: dict[str, Any]) -> None:
        standing = hook.original or (hook.said if body.get("replace_original") else None)
        if body.get("delete_original"):
            if standing is not None and not standing.gone:
                deeds.remove(self.server, standing)
            return
        if standing is not None and not standing.gone and body.get("replace_original") is not False:
            deeds.edit(self.server, standing, body.get("text", ""), body.get("blocks") or [], body.get("metadata"))
            hook.said = standing
        else:
            hook.said = said(self.server, hook.channel, hook.user, body)


def said(server: Slack, channel: Channel, user: User, body: dict[str, Any]) -> Message:
    """Post what answers a person: for them alone unless `response_type` is ``in_channel``."""
    bot = channel.team.bot
    assert bot is not None
    text, blocks, thread = body.get("text", ""), body.get("blocks"), body.get("thread_ts", "")
    if body.get("response_type") == "in_channel":
        return deeds.post(server, channel, bot, text, blocks, thread_ts=thread, metadata=body.get("metadata"))
    return deeds.whisper(server, channel, bot, user, text, blocks, thread_ts=thread)


def judge(server: Slack, body: dict[str, Any], channel: Channel) -> None:
    """Refuse what no answer may look like."""
    if unknown := set(body) - FIELDS:
        raise Refusal("invalid_payload", f"there are no fields {sorted(unknown)}", status=400)
    if body.get("response_type", "ephemeral") not in ("ephemeral", "in_channel"):
        raise Refusal("invalid_payload", f"response_type {body['response_type']!r}", status=400)
    for name in ("replace_original", "delete_original"):
        if not isinstance(body.get(name, False), bool):
            raise Refusal("invalid_payload", f"{name} is true or false", status=400)
    if body.get("delete_original"):
        return
    rules_messages.check(server, channel.team, NAME, body)


async def _handle(request: web.Request) -> web.StreamResponse:
    server: Any = request.app[SERVER]
    hooks: Hooks = server.hooks
    return await hooks.handle(request)


ROUTES = [web.post("/hooks/{rest:.*}", _handle)]
