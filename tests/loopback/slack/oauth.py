"""Installing: the page on which somebody allows the app into a workspace or an organisation, and codes for tokens; uninstalling.

Sources: Slack's "Installing with OAuth" page, "oauth.v2.access", "app_uninstalled" and "tokens_revoked" (2026).
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from bot.kernel.clock import MINUTE, Instant
from tests.loopback.slack.server import EVERYTHING, Happened, Slack
from tests.loopback.slack.trouble import NotPossible, Refusal
from tests.loopback.slack.world import Grant, Team, User

CODE_LIVES = 10 * MINUTE
FIRST_REVOKED, FIRST_UNINSTALLED = "tokens_revoked first", "app_uninstalled first"


@dataclass(eq=False)
class Code:
    """What the browser brings back. `team` None: for the whole organisation `enterprise`."""

    code: str
    user: User
    scopes: tuple[str, ...]
    redirect: str
    at: Instant
    team: Team | None = None
    enterprise: str = ""
    used: bool = False


class Installing:
    """The pages of Slack on which an app is allowed in. `redirects`: addresses it may send back to; None lets all through."""

    def __init__(self, server: Slack) -> None:
        self.server = server
        self.codes: dict[str, Code] = {}
        self.redirects: Sequence[str] | None = None

    def allow(self, url: str, user: User, team: Team | None, enterprise: str = "") -> str:
        """Press Allow on the page at `url`; return where the browser is sent, with a code and the state."""
        asked, back = self._read(url)
        code = Code(
            f"{secrets.randbelow(10**10)}.{secrets.token_hex(16)}", user, tuple(asked["scope"].split(",")), back,
            self.server.clock.now(), team, team.enterprise if team else enterprise,
        )  # fmt: skip
        self.codes[code.code] = code
        return f"{back}?{urlencode({'code': code.code, 'state': asked['state']})}"

    def cancel(self, url: str) -> str:
        """Press Cancel there; return where the browser is sent."""
        asked, back = self._read(url)
        return f"{back}?{urlencode({'error': 'access_denied', 'state': asked['state']})}"

    def _read(self, url: str) -> tuple[dict[str, str], str]:
        asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        if asked.get("client_id") != self.server.client_id:
            raise NotPossible(f"Invalid client_id parameter: {asked.get('client_id')!r}")
        if not asked.get("scope"):
            raise NotPossible("No scopes requested")
        if unknown := set(asked["scope"].split(",")) - set(EVERYTHING):
            raise NotPossible(f"Invalid permissions requested: {sorted(unknown)}")
        if not asked.get("state"):
            self.server.problem("the install link", "without state anybody can bring anybody's code back")
        back = asked.get("redirect_uri") or (self.redirects[0] if self.redirects else "")
        if not back:
            raise NotPossible("redirect_uri did not match any configured URIs: there are none")
        if self.redirects is not None and not any(back.startswith(one) for one in self.redirects):
            raise NotPossible(f"redirect_uri did not match any configured URIs: {back}")
        return {"state": "", **asked}, back

    def access(self, arguments: dict[str, Any], client: tuple[str, str]) -> dict[str, Any]:
        """oauth.v2.access: exchange a code for the bot's token; once."""
        if client[0] != self.server.client_id:
            raise Refusal("invalid_client_id", "another app's client_id, or none")
        if client[1] != self.server.client_secret:
            raise Refusal("bad_client_secret", "a wrong client_secret, or none")
        code = self.codes.get(str(arguments.get("code", "")))
        if code is None or code.used or self.server.clock.now() - code.at > CODE_LIVES:
            raise Refusal("invalid_code")
        if arguments.get("redirect_uri", code.redirect) != code.redirect:
            raise Refusal("bad_redirect_uri", f"{arguments['redirect_uri']!r} is not {code.redirect!r}")
        code.used = True
        return self._granted(code)

    def _granted(self, code: Code) -> dict[str, Any]:
        grant = self._install(code)
        bot = next(one.bot for one in self.server.teams.values() if one.grant is grant)
        assert bot is not None
        enterprise = {"id": code.enterprise, "name": "Loopback"} if code.enterprise else None
        return {
            "app_id": self.server.app.id, "authed_user": {"id": code.user.id}, "scope": ",".join(code.scopes),
            "token_type": "bot", "access_token": grant.token, "bot_user_id": bot.id,
            "team": {"id": code.team.id, "name": code.team.name} if code.team else None, "enterprise": enterprise,
            "is_enterprise_install": code.team is None,
        }  # fmt: skip

    def _install(self, code: Code) -> Grant:
        scopes, team = set(code.scopes), code.team
        if team is not None:
            living = team.grant is not None and not team.grant.dead
            token = team.grant.token if living and team.grant else f"xoxb-{team.id}-{secrets.token_hex(4)}"
            return self.server.install(team, token, scopes | (team.grant.scopes if living and team.grant else set()))
        if not any(one.enterprise == code.enterprise for one in self.server.teams.values()):
            raise NotPossible(f"there is no workspace of the organisation {code.enterprise!r}")
        grant = self.server.install_org(code.enterprise, f"xoxb-{code.enterprise}-{secrets.token_hex(4)}")
        grant.scopes = scopes
        return grant


def revoke(server: Slack, grant: Grant, dead: str = "token_revoked") -> None:
    """Take a token back: it opens nothing any more, and `tokens_revoked` tells every workspace of it whose it was."""
    grant.dead = dead
    for team in server.teams.values():
        if team.grant is grant and team.bot is not None:
            event = {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [team.bot.id]}}
            server.happened(Happened(team, event | {"event_ts": server.stamps.next()}))


def uninstall(server: Slack, team: Team, order: str = FIRST_REVOKED) -> None:
    """Take the app out of a workspace. Which of the two events comes first is not fixed."""
    grant, bot = team.grant, team.bot
    if grant is None or bot is None:
        raise NotPossible(f"the app is not in {team.name}")
    grant.dead, bot.deleted = "account_inactive", True
    for channel in team.channels.values():
        if bot.id in channel.members and channel.kind != "im":
            channel.members.remove(bot.id)
    tokens = {"oauth": [], "bot": [bot.id]}
    revoked = Happened(team, {"type": "tokens_revoked", "tokens": tokens, "event_ts": server.stamps.next()})
    gone = Happened(team, {"type": "app_uninstalled", "event_ts": server.stamps.next()})
    for told in (revoked, gone) if order == FIRST_REVOKED else (gone, revoked):
        server.happened(told)
