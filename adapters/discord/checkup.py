"""What `studybell doctor` says of Discord: who we are there, what the owner allowed, and the link into a server.

It asks three questions and changes nothing. What may never happen: the token in a finding, or sent anywhere but to the API.
"""

import asyncio
import binascii
from base64 import urlsafe_b64decode
from collections.abc import Iterable, Iterator
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import aiohttp

from adapters.discord.setup.invite import invite_link
from adapters.discord.terms.application import Granted, granted
from bot.surfaces import Finding

if TYPE_CHECKING:
    from bot.settings import Settings

PATIENCE = aiohttp.ClientTimeout(total=5)
"""Seconds for each question."""

USER_AGENT = "DiscordBot (studybell, 0)"
"""Discord asks for a name of this form (API docs, "User Agent", 2026-08)."""

Answer = tuple[int, Any]
"""The status and the JSON of an answer."""

NEW_TOKEN = "copy the token again: discord.com/developers/applications, your application, Bot, Reset Token"  # noqa: S105
NO_WAY = "look at this machine's connection and at STUDYBELL_DISCORD_API_URL, then try again"


def findings(settings: "Settings") -> Iterable[Finding]:
    """Return what there is to say of Discord with these settings, which have a token."""
    token = settings.discord_token.reveal().strip() if settings.discord_token else ""
    if not token.isascii() or not token.isprintable() or " " in token:
        mend = f"{NEW_TOKEN}; set it without quotes, blanks or the word Bot before it"
        return [Finding("Discord", "the token holds what no token has", mend)]
    return asyncio.run(_ask(settings.discord_api_url, token, settings.discord_guild_id))


async def _ask(api: str, token: str, guild: int | None) -> list[Finding]:
    headers = {"Authorization": f"Bot {token}", "User-Agent": USER_AGENT}
    async with aiohttp.ClientSession(headers=headers, timeout=PATIENCE) as session:
        try:
            status, application = await _get(session, f"{api}/oauth2/applications/@me")
            if status != HTTPStatus.OK:
                return list(_refused(status, token))
            found = list(_known(application))
            if guild is not None:
                found.append(_server(guild, *await _get(session, f"{api}/guilds/{guild}")))
        except (aiohttp.ClientError, OSError, ValueError) as error:
            return list(_unreached(error, token))
    return found


async def _get(session: aiohttp.ClientSession, url: str) -> Answer:
    async with session.get(url, allow_redirects=False) as response:
        if response.status != HTTPStatus.OK:
            return response.status, None
        return response.status, await response.json(content_type=None)


def _known(application: Any) -> Iterator[Finding]:  # noqa: ANN401 - JSON
    if not isinstance(application, dict) or not str(application.get("id", "")).isdecimal():
        yield Finding("Discord", "what answers there is not Discord", NO_WAY)
        return
    yield Finding("Discord", f"{application.get('name', 'an application')} (application {application['id']})")
    yield from _intents(granted(int(application.get("flags") or 0)))
    yield Finding("Discord, to invite it", invite_link(application["id"]))


def _intents(allowed: Granted) -> Iterator[Finding]:
    content = "allowed: rules can count words" if allowed.message_content else "not allowed: words are not counted"
    members = "allowed: everybody can be expected" if allowed.members else "not allowed: only who took part is known"
    yield Finding("Discord, Message Content Intent", content)
    yield Finding("Discord, Server Members Intent", members)


def _server(guild: int, status: int, server: Any) -> Finding:  # noqa: ANN401 - JSON
    if status == HTTPStatus.OK and isinstance(server, dict):
        return Finding("Discord, to try out", f"commands in {server.get('name', 'the server')} alone ({guild})")
    if status in {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}:
        mend = "invite it with the link above, or correct STUDYBELL_DISCORD_GUILD_ID"
        return Finding("Discord, to try out", f"the bot is not in the server {guild}", mend)
    return Finding("Discord, to try out", f"Discord answered {status} when asked for the server {guild}", "try again")


def _refused(status: int, token: str) -> Iterator[Finding]:
    if status == HTTPStatus.UNAUTHORIZED:
        yield Finding("Discord", "this token is not known there", f"{NEW_TOKEN}, and set STUDYBELL_DISCORD_TOKEN to it")
        return
    yield Finding("Discord", f"it answered {status} when asked who we are", "try again in a few minutes")
    yield from _worked_out(token)


def _unreached(error: Exception, token: str) -> Iterator[Finding]:
    reason = "no answer in time" if isinstance(error, TimeoutError) else type(error).__name__
    yield Finding("Discord", f"it cannot be asked ({reason})", NO_WAY)
    yield from _worked_out(token)


def _worked_out(token: str) -> Iterator[Finding]:
    """Yield the link for the application that a token names itself, where Discord did not say."""
    if application := application_of(token):
        yield Finding("Discord, to invite it", f"{invite_link(application)} (worked out from the token)")


def application_of(token: str) -> str:
    """Return the id of the bot a token belongs to: it is the first of its three parts, in Base64; "" where it is not."""
    first = token.partition(".")[0]
    try:
        found = urlsafe_b64decode(first + "=" * (-len(first) % 4)).decode("ascii")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return ""
    return found if found.isdecimal() else ""
