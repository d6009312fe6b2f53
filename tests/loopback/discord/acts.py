"""What a person does becomes an interaction, and the answer becomes something to look at."""

import asyncio
import secrets
from dataclasses import dataclass, field
from typing import Any

from tests.loopback.discord import payloads, permissions
from tests.loopback.discord.interactions import AUTOCOMPLETE, CHOICES, DEFERRED, DEFERRED_UPDATE, MODAL, Interaction
from tests.loopback.discord.seen import Shown, shown
from tests.loopback.discord.server import Discord
from tests.loopback.discord.world import Channel, Message, User


@dataclass(frozen=True)
class Answer:
    """What Discord shows after an act: looked at anew each time, so an answer that is edited later reads as it is by then."""

    server: Discord = field(repr=False)
    it: Interaction

    @property
    def kind(self) -> int:
        """The type of the first callback; 0 if there was none in time."""
        return self.it.answered or 0

    @property
    def failed(self) -> bool:
        """Whether the person reads "The application did not respond"."""
        return self.it.answered is None

    @property
    def deferred(self) -> bool:
        """Whether the first answer was only "thinking", or nothing at all."""
        return self.kind in (DEFERRED, DEFERRED_UPDATE)

    @property
    def message(self) -> Shown | None:
        """The message that answers (or that was changed), as it stands now; None once it is gone."""
        original = self.it.original
        return None if original is None or original.gone else shown(self.server, original)

    @property
    def followups(self) -> list[Shown]:
        """Further messages of the same answer."""
        return [shown(self.server, one) for one in self.it.followups.values() if not one.gone]

    @property
    def modal(self) -> dict[str, Any] | None:
        """The form that opened, as it was sent."""
        return self.it.said if self.kind == MODAL else None

    @property
    def choices(self) -> list[dict[str, Any]]:
        """What completion offers."""
        return list(self.it.said.get("choices", [])) if self.kind == CHOICES else []

    @property
    def private(self) -> bool:
        """Whether only this person sees the answer."""
        return self.message is not None and self.message.private

    @property
    def text(self) -> str:
        """What the person reads."""
        if self.failed:
            return "The application did not respond"
        if self.modal is not None:
            return str(self.modal["title"])
        return self.message.text if self.message is not None else ""

    def __str__(self) -> str:
        return self.text


def begin(  # noqa: PLR0913 - who did what, where, and on what
    server: Discord,
    kind: int,
    user: User,
    channel: Channel,
    data: dict[str, Any],
    pressed: Message | None = None,
    cause: Interaction | None = None,
) -> Interaction:
    """Dispatch an interaction to the bot; nobody waits yet. `cause`: what opened the form that is sent."""
    number = server.ids.next()
    token = f"aW50ZXJhY3Rpb246{number}:{secrets.token_urlsafe(96)}"
    it = Interaction(number, token, kind, user, channel, data, server.clock.now(), pressed, cause)
    server.interactions[token] = it
    server.gateway.dispatch("INTERACTION_CREATE", payload(server, it), channel.guild.id if channel.guild else None)
    return it


def payload(server: Discord, it: Interaction) -> dict[str, Any]:
    """Return an interaction as the gateway tells it."""
    channel, guild = it.channel, it.channel.guild
    body: dict[str, Any] = {
        "id": str(it.id), "application_id": str(server.application_id), "type": it.kind, "token": it.token, "version": 1,
        "data": it.data, "channel_id": str(channel.id), "locale": it.user.locale, "entitlements": [],
        "attachment_size_limit": 10 * 1024 * 1024, "authorizing_integration_owners": {"0": str(guild.id if guild else 0)},
        "channel": payloads.channel(channel) | {"permissions": str(permissions.in_channel(channel, it.user))},
        "app_permissions": str(permissions.in_channel(channel, server.me)), "context": 0 if guild else 1,
    }  # fmt: skip
    if it.pressed is not None:
        body["message"] = payloads.message(it.pressed)
    if guild is None:
        return body | {"user": payloads.user(it.user)}
    member = payloads.member(guild.members[it.user.id]) | {"permissions": str(permissions.in_channel(channel, it.user))}
    known = {"id": str(guild.id), "locale": guild.locale, "features": []}
    return body | {"guild_id": str(guild.id), "guild": known, "guild_locale": guild.locale, "member": member}


async def answered(server: Discord, it: Interaction) -> Answer:
    """Wait for the first answer, and for what follows if that was only "thinking"."""
    loop = asyncio.get_running_loop()
    end = loop.time() + server.patience
    while it.answered is None and loop.time() < end:
        it.change.clear()
        await _changed(it, end - loop.time())
    end = loop.time() + 2 * server.patience
    while it.answered == DEFERRED and it.waiting and loop.time() < end:
        it.change.clear()
        await _changed(it, end - loop.time())
    return Answer(server, it)


async def _changed(it: Interaction, seconds: float) -> None:
    try:
        async with asyncio.timeout(max(0, seconds)):
            await it.change.wait()
    except TimeoutError:
        return


async def act(  # noqa: PLR0913 - as `begin`
    server: Discord,
    kind: int,
    user: User,
    channel: Channel,
    data: dict[str, Any],
    pressed: Message | None = None,
    cause: Interaction | None = None,
) -> Answer:
    """Do something, and return what Discord then shows."""
    it = begin(server, kind, user, channel, data, pressed, cause)
    answer = await answered(server, it)
    if kind == AUTOCOMPLETE:
        server.interactions.pop(it.token, None)
    return answer
