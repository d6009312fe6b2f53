"""Who calls, and whether they may: tokens, what they open, and the scopes they were granted.

Source: the errors all methods share, and "Permission scopes" (2026).
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from tests.loopback.slack.server import Slack
from tests.loopback.slack.trouble import Refusal
from tests.loopback.slack.world import Grant, Team

if TYPE_CHECKING:
    from tests.loopback.slack.calls import Call

_IDS = ("channel", "channel_id", "user", "user_id", "users", "usergroup", "file")


def whose(server: Slack, call: "Call") -> None:
    """Find what the token opens, and which workspace the call is about."""
    call.grant = server.grants.get(call.token)
    if call.grant is not None:
        call.team = call.grant.team or _meant(server, call.grant, call)


def _meant(server: Slack, grant: Grant, call: "Call") -> Team | None:
    """Return the workspace a call with an organisation's token is about: named by team_id, or by what it names."""
    teams = [
        one for one in server.teams.values() if grant.enterprise and one.enterprise == grant.enterprise and one.bot
    ]
    named = call.sent.get("team_id")
    if named:
        return next((one for one in teams if one.id == named), None)
    ids = {str(call.sent[name]) for name in _IDS if name in call.sent}
    for team in teams:
        if ids & {*team.channels, *team.users, *team.groups, *team.files}:
            return team
    view = server.views.get(str(call.sent.get("view_id", "")))
    if view is not None:
        return view.user.team
    return teams[0] if len(teams) == 1 else None


def check(call: "Call", tokens: Iterable[str], scopes: tuple[str, ...]) -> None:
    """Refuse a call without a token that opens the method."""
    if not tokens:
        return
    if not call.token:
        raise Refusal("not_authed", "no token was sent")
    if call.grant is None:
        raise Refusal("invalid_auth")
    if call.grant.dead:
        raise Refusal(call.grant.dead)
    if call.grant.kind not in tokens:
        raise Refusal("not_allowed_token_type", f"a token of kind {call.grant.kind} does not open {call.method}")
    needs(call.grant, scopes)


def needs(grant: Grant, scopes: tuple[str, ...]) -> None:
    """Refuse a token that has none of these scopes."""
    if not scopes or grant.scopes & set(scopes):
        return
    provided = ",".join(sorted(grant.scopes))
    raise Refusal("missing_scope", f"needs {' or '.join(scopes)}", needed=",".join(scopes), provided=provided)
