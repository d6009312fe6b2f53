"""Why a connection ended, and what follows: another try, one without the texts of messages, or the end of the program.

The codes are those of the gateway (API docs, "Gateway Close Event Codes", 2026-08).
"""

import aiohttp
import discord
from discord.errors import HTTPException

from bot.kernel.errors import StudybellError


class WrongToken(StudybellError):
    """Discord does not know the token."""

    def __init__(self) -> None:
        super().__init__(
            "Discord does not know this token. Open https://discord.com/developers/applications, choose your application, "
            "then Bot, Reset Token, and put the new one into STUDYBELL_DISCORD_TOKEN."
        )


class Refused(StudybellError):
    """Discord lets no connection begin the way it was asked for, and will not however often it is tried."""


class NoIntents(Refused):
    """Discord disallows the intents that need no permission, which is all there is to ask for."""

    def __init__(self) -> None:
        super().__init__(
            "Discord disallows every intent we ask for, also those that need no permission (code 4014). Check the application "
            "at https://discord.com/developers/applications, and STUDYBELL_DISCORD_GATEWAY_URL."
        )


_FOR_GOOD = {
    4010: "Discord refuses our range of shards. Set STUDYBELL_DISCORD_SHARDS to one that every process counts alike, "
    "such as 0-3/16 and 4-15/16, or leave it out.",
    4011: "This bot is in too many servers for so few shards. Set STUDYBELL_DISCORD_SHARDS to a range of more, "
    "or leave it out: then Studybell takes as many as Discord advises.",
    4012: "Discord does not speak this version of its gateway. Update Studybell, or check STUDYBELL_DISCORD_GATEWAY_URL.",
    4013: "Discord refuses the intents this version asks for. Update Studybell, or check STUDYBELL_DISCORD_GATEWAY_URL.",
}
"""Closes that the same connection would meet again, and what to do about each."""

WRONG_TOKEN = 4004

UNREACHABLE = (
    OSError,
    aiohttp.ClientError,
    HTTPException,
    discord.RateLimited,
    discord.GatewayNotFound,
    discord.ConnectionClosed,
)
"""What only says that Discord cannot be reached just now; a time that ran out is an `OSError`."""


def for_good(error: Exception) -> StudybellError | None:
    """Return what the operator is told where no other try would help, None where one may."""
    if isinstance(error, discord.LoginFailure) or (isinstance(error, HTTPException) and error.status == 401):  # noqa: PLR2004
        return WrongToken()
    if not isinstance(error, discord.ConnectionClosed):
        return None
    if error.code == WRONG_TOKEN:
        return WrongToken()
    text = _FOR_GOOD.get(error.code)
    return None if text is None else Refused(text)
