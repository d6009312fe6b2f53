"""What `studybell doctor` says of Slack: who we are there, what we may do, and whether Slack can reach us.

It asks Slack at most three questions and changes nothing. What may never happen: a token in a finding, or sent anywhere but to
the API.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import aiohttp
from msgspec import Struct

from adapters.slack.installs.database import reading
from adapters.slack.installs.encryption import Vault, WrongKey
from adapters.slack.installs.store import InstallStore
from adapters.slack.terms.scopes import SCOPES
from adapters.slack.transports.web import HEALTH
from bot.settings import sqlite_file
from bot.store.contract import StoreBroken
from bot.surfaces import Finding

if TYPE_CHECKING:
    from bot.readers import Secret
    from bot.settings import Settings

PATIENCE = aiohttp.ClientTimeout(total=5)
"""Seconds for each question."""

APPS = "api.slack.com/apps, your app"
NEW_TOKEN = f"{APPS}, OAuth & Permissions: install it (again) and copy the Bot User OAuth Token (xoxb-...)"
NEW_APP_TOKEN = (
    f"{APPS}, Basic Information, App-Level Tokens: generate one with connections:write and copy it (xapp-...)"
)
OLD_KEY = (
    "set the key they were encrypted with again; to change keys, write the new one before it, with a comma between them. "
    "A workspace whose token is lost installs the app again"
)
NO_PORT = "stop what listens there, or set STUDYBELL_HTTP_HOST and STUDYBELL_HTTP_PORT to what is free, and let your proxy know"
NO_WAY = "look at this machine's connection and at STUDYBELL_SLACK_API_URL, then try again"
NOT_TAKEN = frozenset(
    {"invalid_auth", "not_authed", "not_allowed_token_type", "token_revoked", "token_expired", "account_inactive"}
)
"""What Slack says of a token that is none of its, or none any more."""

NO_CODE = "studybell-doctor"
"""A code that nobody gave out: what Slack says of it tells whether it knows the app that asks."""


class Answer(Struct, frozen=True):
    """What Slack answered; `scopes` are those of the token, None where it did not say."""

    said: Mapping[str, Any]
    scopes: frozenset[str] | None = None

    @property
    def code(self) -> str:
        """Why not, "" where it went."""
        return "" if self.said.get("ok") is True else str(self.said.get("error") or "no answer")


class _Unreached(Exception):
    """Slack cannot be asked."""


def findings(settings: "Settings") -> Iterable[Finding]:
    """Return what there is to say of Slack with these settings."""
    return asyncio.run(_all(settings))


async def _all(settings: "Settings") -> list[Finding]:
    found: list[Finding] = []
    async with aiohttp.ClientSession(timeout=PATIENCE) as session:
        try:
            found += [finding async for finding in _looked(settings, Asking(session, settings.slack_api_url))]
        except _Unreached as error:
            found.append(Finding("Slack", f"it cannot be asked ({error})", NO_WAY))
    return found


class Asking:
    """Asks methods of the API at `url`."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self._session = session
        self._url = url

    async def __call__(self, method: str, token: str = "", **form: str) -> Answer:
        """Return the answer to a method asked with a token or a form; raises `_Unreached`."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        try:
            asked = self._session.post(self._url + method, headers=headers, data=form, allow_redirects=False)
            async with asked as response:
                if response.status == HTTPStatus.TOO_MANY_REQUESTS:
                    return Answer({"error": "ratelimited"})
                said = await response.json(content_type=None)
                scopes = response.headers.get("X-OAuth-Scopes")
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise _Unreached("no answer in time" if isinstance(error, TimeoutError) else type(error).__name__) from None
        if not isinstance(said, dict):
            raise _Unreached("what answers there is not Slack")
        return Answer(said, None if scopes is None else frozenset(each.strip() for each in scopes.split(",")))


async def _looked(settings: "Settings", ask: Asking) -> AsyncIterator[Finding]:
    if settings.slack_client_id:
        yield await _known_app(settings, ask)
        yield await _keys(settings)
        if settings.slack_bot_token:
            mend = "unset STUDYBELL_SLACK_BOT_TOKEN and install the app at /slack/install, also in your own workspace"
            yield Finding("Slack, bot token", "it is not used, as STUDYBELL_SLACK_CLIENT_ID is set", mend)
    elif settings.slack_bot_token:
        async for finding in _bot(settings.slack_bot_token, ask):
            yield finding
    if settings.slack_app_token:
        yield await _socket_mode(settings.slack_app_token, ask)
    if settings.slack_client_id or not settings.slack_app_token:
        yield await _web(settings)


async def _bot(secret: "Secret", ask: Asking) -> AsyncIterator[Finding]:
    token = secret.reveal().strip()
    if not _plain(token):
        yield Finding("Slack, bot token", "it holds what no token has", NEW_TOKEN)
        return
    answer = await ask("auth.test", token)
    if answer.code:
        mend = (
            "try again in a minute" if answer.code == "ratelimited" else f"{NEW_TOKEN}; set STUDYBELL_SLACK_BOT_TOKEN"
        )
        yield Finding("Slack, bot token", f"Slack does not take it ({answer.code})", mend)
        return
    said = answer.said
    if not said.get("bot_id"):
        yield Finding(
            "Slack, bot token", "it is a person's, not a bot's", f"{NEW_TOKEN}; set STUDYBELL_SLACK_BOT_TOKEN"
        )
        return
    where = said.get("team") or said.get("team_id") or "a workspace"
    yield Finding("Slack", f"{said.get('user') or 'the bot'} in {where} ({said.get('team_id') or '?'})")
    yield _scopes(answer.scopes)


def _scopes(granted: frozenset[str] | None) -> Finding:
    if granted is None:
        return Finding("Slack, scopes", "Slack did not say which the token has")
    missing = [scope for scope in SCOPES if scope not in granted]
    if not missing:
        return Finding("Slack, scopes", "all that are needed")
    why = "; ".join(f"{scope} ({SCOPES[scope]})" for scope in missing)
    mend = f"{APPS}, App Manifest: paste what `studybell manifest slack` prints, save, and install the app again"
    return Finding("Slack, scopes", f"missing: {why}", mend)


async def _socket_mode(secret: "Secret", ask: Asking) -> Finding:
    """Ask for an address of a link, which nobody then opens."""
    token, mend = secret.reveal().strip(), f"{NEW_APP_TOKEN}; set STUDYBELL_SLACK_APP_TOKEN"
    if not _plain(token):
        return Finding("Slack, Socket Mode", "the app token holds what no token has", mend)
    code = (await ask("apps.connections.open", token)).code
    match code:
        case "":
            return Finding("Slack, Socket Mode", "it is on")
        case "ratelimited":
            return Finding("Slack, Socket Mode", "asked too often just now", "try again in a minute")
        case "missing_scope" | "no_permission":
            return Finding("Slack, Socket Mode", "the app token lacks connections:write", mend)
        case _ if code in NOT_TAKEN:
            return Finding("Slack, Socket Mode", f"Slack does not take the app token ({code})", mend)
    return Finding("Slack, Socket Mode", f"Slack opens no link ({code})", f"{APPS}, Socket Mode: switch it on")


async def _known_app(settings: "Settings", ask: Asking) -> Finding:
    """Ask for a token with a code there is not: who Slack does not know, it does not tell that."""
    secret = settings.slack_client_secret.reveal() if settings.slack_client_secret else ""
    form = {"client_id": settings.slack_client_id or "", "client_secret": secret, "code": NO_CODE}
    answer = await ask("oauth.v2.access", **form)
    where = f"{APPS}, Basic Information, App Credentials: copy"
    if answer.code == "invalid_client_id":
        return Finding("Slack, app", "Slack does not know the client ID", f"{where} it into STUDYBELL_SLACK_CLIENT_ID")
    if answer.code == "bad_client_secret":
        return Finding("Slack, app", "the client secret is wrong", f"{where} it into STUDYBELL_SLACK_CLIENT_SECRET")
    return Finding("Slack, app", "workspaces can install it" if answer.code == "invalid_code" else "not looked into")


async def _keys(settings: "Settings") -> Finding:
    """Try the keys on the tokens there are."""
    about, file = "Slack, tokens", sqlite_file(settings.database_url)
    if file is not None and not file.exists():
        return Finding(about, "no workspace has installed the app yet")
    engine = reading(settings.database_url)
    vault = Vault([key.reveal() for key in settings.encryption_key])
    try:
        locked = [each.locked for each in await InstallStore(settings.slack_client_id or "", engine, vault).all()]
    except StoreBroken:
        return Finding(about, "not looked into: the database does not have them yet, or cannot be read")
    finally:
        await engine.dispose()
    shut = sum(not _opens(vault, each) for each in locked)
    if shut:
        return Finding(about, f"STUDYBELL_ENCRYPTION_KEY does not open {shut} of {len(locked)}", OLD_KEY)
    return Finding(about, f"{len(locked)}, and STUDYBELL_ENCRYPTION_KEY opens them" if locked else "none yet")


def _opens(vault: Vault, locked: str) -> bool:
    try:
        vault.open(locked)
    except WrongKey:
        return False
    return True


async def _web(settings: "Settings") -> Finding:
    """Say where Slack has to be sent, and whether we can listen there: whether it gets there, only Slack can tell."""
    here = f"http://{settings.http_host}:{settings.http_port}"
    what = f"Slack's requests are expected at {here}/slack/events" if settings.slack_signing_secret else here
    more = f"; workspaces install at {here}/slack/install" if settings.slack_client_id else ""
    why = await _taken(settings.http_host, settings.http_port)
    if why and await _listens(here):
        return Finding("Slack, HTTP", f"{what}{more}; Studybell listens there just now")
    if why:
        return Finding("Slack, HTTP", f"{what}{more}, but nobody can listen there ({why})", NO_PORT)
    return Finding("Slack, HTTP", f"{what}{more}; a proxy with TLS has to pass them on")


async def _taken(host: str, port: int) -> str:
    """Return why nobody can listen there, "" where one can."""
    try:
        server = await asyncio.start_server(lambda _reader, writer: writer.close(), host, port, start_serving=False)
    except (OSError, OverflowError) as error:
        return getattr(error, "strerror", "") or type(error).__name__
    server.close()
    return ""


async def _listens(here: str) -> bool:
    """Whether it is Studybell that answers there."""
    try:
        async with aiohttp.ClientSession(timeout=PATIENCE) as session, session.get(here + HEALTH) as response:
            said = await response.json(content_type=None)
    except (aiohttp.ClientError, OSError, ValueError):
        return False
    return isinstance(said, dict) and "serving" in said


def _plain(token: str) -> bool:
    return token.isascii() and token.isprintable() and " " not in token and token != ""
