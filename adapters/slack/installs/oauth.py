"""How a workspace installs us: a page with a button, Slack's own page, and back to ours with a code for a token (OAuth 2.0).

"Installing with OAuth" (docs.slack.dev, 2026-08). What may never happen: a code taken that was not asked for in this very
browser; a code, a token or the client secret in a log.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from urllib.parse import quote, urlencode

import structlog
from aiohttp import web
from slack_sdk.oauth import OAuthStateUtils
from slack_sdk.oauth.installation_store import Installation
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.installs import pages
from adapters.slack.installs.granting import Client, Granting, NotGranted
from adapters.slack.installs.installed import Installed
from adapters.slack.installs.states import EXPIRES, States
from adapters.slack.terms.ids import is_id
from adapters.slack.terms.paths import INSTALL, REDIRECT
from adapters.slack.terms.scopes import SCOPES
from bot.kernel.clock import SECOND, Clock
from bot.kernel.words import Words, words
from bot.store.contract import StoreBroken

COOKIE = OAuthStateUtils.default_cookie_name
"""Holds the state, by which the browser that comes back is known as the one that left."""

Page = Callable[[web.Request], Awaitable[web.StreamResponse]]
Returned = Callable[[str], Awaitable[None]]
"""Takes note that a workspace has us (again): `Door.returned`."""

OURS: Mapping[str, str] = {
    "bad_client_secret": "copy STUDYBELL_SLACK_CLIENT_SECRET again",
    "invalid_client_id": "copy STUDYBELL_SLACK_CLIENT_ID again",
    "client_id_mismatch": "STUDYBELL_SLACK_CLIENT_ID and the page's differ: are there two installations behind one address?",
    "bad_redirect_uri": "the app's settings, OAuth & Permissions: the redirect URL is https://YOUR.HOST/slack/oauth_redirect",
}
"""What the operator has to mend, by Slack's refusal ("oauth.v2.access", 2026-08)."""

log = structlog.get_logger()


class OAuth:
    """The two pages. `prefix` is that of the commands; `returned` is told of every workspace that has us."""

    def __init__(  # noqa: PLR0913 - the parts it is made of
        self,
        client: Client,
        slack: AsyncWebClient,
        states: States,
        installed: Installed,
        clock: Clock,
        returned: Returned,
        prefix: str = "",
    ) -> None:
        self._client = client
        self._slack = slack
        self._states = states
        self._installed = installed
        self._granting = Granting(client, slack, clock)
        self._returned = returned
        self._prefix = prefix

    def pages(self) -> Mapping[str, Page]:
        """Return what serves which path."""
        return {INSTALL: self.install, REDIRECT: self.redirected}

    async def install(self, request: web.Request) -> web.Response:
        """Show the button. ``?team=T...`` chooses the workspace on Slack's page."""
        say, language = _words(request)
        try:
            state = await self._states.issue()
        except StoreBroken as error:
            log.warning("nobody can install the app just now", reason=str(error))
            return _answer(503, pages.failed(say, language, _later(say), INSTALL))
        answer = _answer(200, pages.before(say, language, self._authorize(state, request.query.get("team", ""))))
        answer.set_cookie(
            COOKIE, state, max_age=EXPIRES // SECOND, path="/", secure=True, httponly=True, samesite="Lax"
        )
        return answer

    def _authorize(self, state: str, team: str) -> str:
        """Return the address of Slack's page, which stands beside its API."""
        asked = {"client_id": self._client.id, "scope": ",".join(SCOPES), "user_scope": "", "state": state}
        if is_id(team):
            asked["team"] = team
        return self._slack.base_url.removesuffix("api/") + "oauth/v2/authorize?" + urlencode(asked)

    async def redirected(self, request: web.Request) -> web.Response:
        """Take whoever comes back from Slack's page; with a code, install."""
        say, language = _words(request)
        if refused := request.query.get("error"):
            log.info("an installation was broken off", reason=refused[:80])
            return _bye(200, pages.cancelled(say, language, INSTALL))
        try:
            status, text = await self._installed_by(request, say, language)
        except StoreBroken as error:
            log.error("an installation could not be kept", reason=str(error))
            status, text = 503, pages.failed(say, language, _later(say), INSTALL)
        return _bye(status, text)

    async def _installed_by(self, request: web.Request, say: Words, language: str) -> tuple[int, str]:
        """Return status and page. Raises `StoreBroken`."""
        state, code = request.query.get("state", ""), request.query.get("code", "")
        if not state or request.cookies.get(COOKIE) != state or not await self._states.take(state):
            problem = say(
                "This page was opened twice, too late (it holds for ten minutes), or in another browser. Begin anew."
            )
            return 400, pages.failed(say, language, problem, INSTALL)
        if not code:
            problem = say("Slack sent no code along. Begin anew.")
            return 400, pages.failed(say, language, problem, INSTALL)
        try:
            installation = await self._granting.installation(code)
        except NotGranted as error:
            return _refused(say, language, error.code)
        await self._keep(installation)
        where = installation.team_name or installation.enterprise_name or ""
        return 200, pages.done(say, language, where, self._prefix, _opens(installation))

    async def _keep(self, installation: Installation) -> None:
        workspaces: Sequence[str] = await self._installed.save(installation)
        for workspace in workspaces:
            await self._returned(workspace)
        whole = not installation.team_id
        log.info("installed", team=installation.team_id, enterprise=installation.enterprise_id, organisation=whole)


def _opens(installation: Installation) -> str:
    """Return the address that opens the app's home in Slack ("Deep linking into Slack", 2026-08)."""
    team = quote(installation.team_id or installation.enterprise_id or "")
    return f"slack://app?team={team}&id={quote(installation.app_id or '')}&tab=home"


def _refused(say: Words, language: str, code: str) -> tuple[int, str]:
    """Return status and page for a code that Slack did not give a token for."""
    if code in OURS:
        log.error("Slack gave no token for an installation", code=code, mend=OURS[code])
        problem = say(
            "Whoever runs this Studybell has to look at its settings: Slack does not know it by them ({code}).",
            code=code,
        )
        return 500, pages.failed(say, language, problem, INSTALL)
    log.warning("Slack gave no token for an installation; it may be begun anew", code=code or "no answer")
    problem = say("Slack gave no token: the page was opened twice or too late, or Slack is in trouble. Begin anew.")
    return 400, pages.failed(say, language, problem, INSTALL)


def _later(say: Words) -> str:
    return say("I can't save it just now. Nothing is lost: try again in a few minutes.")


def _words(request: web.Request) -> tuple[Words, str]:
    """Return the words of the browser's first language."""
    first = request.headers.get("Accept-Language", "").partition(",")[0].partition(";")[0].strip()
    say = words(first if first.replace("-", "").isalnum() and first.isascii() else "en")
    return say, first if say(pages.TITLE) != pages.TITLE else "en"


def _answer(status: int, text: str) -> web.Response:
    return web.Response(status=status, text=text, content_type="text/html", headers=pages.HEADERS)


def _bye(status: int, text: str) -> web.Response:
    """Return the answer at the end, with which the state goes."""
    answer = _answer(status, text)
    answer.del_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="Lax")
    return answer
