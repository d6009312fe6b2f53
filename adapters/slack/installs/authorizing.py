"""What bolt asks at every request: with whose token it is to be worked on. Answered from memory.

What may never happen: an ``auth.test`` for each request, as bolt does it by itself; a request that is acknowledged although
nobody could look up whose it is: then Slack would not bring it again.
"""

import structlog
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize

from adapters.slack.installs.tokens import Installs
from bot.kernel.errors import Denied
from bot.kernel.newest import Newest

log = structlog.get_logger()

REMEMBERED = 5_000
"""Of how many tokens what bolt takes is kept ready."""


class Authorize(AsyncAuthorize):
    """The `authorize` of bolt's `AsyncApp`. Where we are not installed it returns None, and bolt says so to the person.

    Raises `Busy` or `StoreBroken` where that cannot be found out just now: the request fails, and Slack repeats an event.
    """

    def __init__(self, installs: Installs) -> None:
        self._installs = installs
        self._ready: Newest[str, AuthorizeResult] = Newest(REMEMBERED)

    async def __call__(
        self, *, team_id: str | None = None, enterprise_id: str | None = None, **_: object
    ) -> AuthorizeResult | None:
        """Return the bot's token and ids for the team, or for the organisation where no team is told."""
        try:
            token, me = await self._installs.authorized(team_id or "", enterprise_id or "")
        except Denied as error:
            log.warning("not installed there", team=team_id, enterprise=enterprise_id, reason=str(error))
            return None
        ready = self._ready.get(token)
        if ready is None or ready.bot_user_id != me.user:
            ready = self._ready[token] = AuthorizeResult(
                enterprise_id=me.enterprise or None,
                team_id=me.team or None,
                url=me.url or None,
                bot_user_id=me.user,
                bot_id=me.bot or None,
                bot_token=token,
            )
        return ready
