"""Events: each is brought to whom it concerns. Slack takes it for delivered once `take` returns, and else brings it again.

What may never happen: an event acknowledged that is not safe; work, a question or a task for a message that concerns nobody here.
"""

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import structlog

from adapters.slack.inbound import news
from adapters.slack.inbound.arrivals import Act, Body
from adapters.slack.inbound.crowd import Crowd, Once
from adapters.slack.inbound.farewell import Farewell
from adapters.slack.inbound.home import Home
from adapters.slack.inbound.listening import Listening
from adapters.slack.inbound.membership import Membership
from adapters.slack.inbound.mentions import Mentions, direct_act, mention_act
from adapters.slack.inbound.news import Written
from adapters.slack.terms.ids import workspace_of
from adapters.slack.terms.stamps import lately, sometime
from bot.kernel.clock import Clock, Instant

if TYPE_CHECKING:
    from adapters.slack.installs.tokens import Installs

MOST_EVENTS = 20_000
"""Events of which to remember that they were taken: Slack delivers one again for some six minutes ("Events API", 2026-08)."""

log = structlog.get_logger()

LEFT_CHANNEL = frozenset({"member_left_channel", "channel_left", "group_left"})

Begin = Callable[[Act, Coroutine[Any, Any, None]], None]
"""Works on an act beside, and answers whatever happens."""


class Events:
    """Takes events."""

    def __init__(  # noqa: PLR0913 - whom events concern
        self,
        clock: Clock,
        crowd: Crowd,
        begin: Begin,
        installs: "Installs",
        *,
        listening: Listening,
        mentions: Mentions,
        home: Home,
        farewell: Farewell,
        membership: Membership,
    ) -> None:
        self._clock = clock
        self._begin = begin
        self._once: Once[None] = Once(crowd, MOST_EVENTS)
        self._installs = installs
        self._listening = listening
        self._mentions = mentions
        self._home = home
        self._farewell = farewell
        self._membership = membership

    async def take(self, body: Body) -> None:
        """Bring an event to whom it concerns; raises `StudybellError` where it has to be brought again."""
        event: Body = body.get("event") or {}
        kind = event.get("type")
        if kind == "message":
            told = _news(event)
            if told is None or (isinstance(told, Written) and not (told.thread or told.direct)):
                return
            await self._do(body, lambda: self._message(body, told))
        elif kind is not None:
            now = self._clock.now()
            await self._do(body, lambda: self._other(str(kind), event, body, now))

    async def _do(self, body: Body, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        await asyncio.shield(self._once.begin(str(body.get("event_id") or ""), work))

    async def _message(self, body: Body, told: news.News) -> None:
        workspaces = await self._workspaces(body)
        if not isinstance(told, Written):
            await self._listening.deleted(workspaces, told)
        elif not told.direct:
            await self._listening.written(workspaces, told)
        elif workspaces and told.raw.get("subtype") != "thread_broadcast" and not told.raw.get("edited"):
            act = direct_act(workspaces[0], told, self._clock.now())
            self._begin(act, self._mentions.written(act, str(told.raw.get("text") or "")))

    async def _other(self, kind: str, event: Body, body: Body, now: Instant) -> None:
        workspaces = await self._workspaces(body)
        stamp = event.get("event_ts") or body.get("event_time")
        at = sometime(stamp, now)  # however late the news, it may be older than an installation
        team, enterprise = _teams(body)
        if kind == "app_uninstalled":
            await self._farewell.uninstalled(team, enterprise, at)
        elif kind == "tokens_revoked":
            await self._farewell.revoked(team, enterprise, at, event.get("tokens") or {})
        elif kind == "team_access_revoked":
            await self._farewell.withdrawn(_texts(event.get("team_ids")), at)
        elif kind == "team_access_granted":
            await self._farewell.granted(_texts(event.get("team_ids")), enterprise)
        elif kind in LEFT_CHANNEL:
            for workspace in workspaces:
                self._membership.forget(workspace, str(event.get("channel") or ""))
        elif workspaces:
            self._by_somebody(kind, event, workspaces[0], lately(stamp, now), now)

    def _by_somebody(self, kind: str, event: Body, workspace: str, at: Instant, now: Instant) -> None:
        """Begin what somebody has done where only we see it."""
        if kind == "app_mention":
            act = mention_act(workspace, event, now)
            if act is not None:
                self._begin(act, self._mentions.called(act, str(event.get("text") or "")))
        elif kind == "app_home_opened" and event.get("tab", "home") == "home" and event.get("user"):
            member = str(event["user"])
            act = Act(workspace, member, member, at, now)
            self._begin(act, self._home.show(workspace, member, at))

    async def _workspaces(self, body: Body) -> Sequence[str]:
        """Return the workspaces the event may concern, the one that was let see it first.

        In a channel that workspaces share, it is told of the workspace where it happened, and to the one that has installed us.
        """
        first: Body = next(iter(body.get("authorizations") or ()), {})
        team, enterprise = _teams(body)
        if enterprise:
            await self._installs.seen(team, enterprise)
        named = (first.get("team_id"), body.get("context_team_id"), body.get("team_id"))
        teams = dict.fromkeys(str(each) for each in named if each and each != enterprise)
        return [workspace_of(each) for each in teams]


def _news(event: Body) -> news.News | None:
    """Return what the event tells of a message, None for what concerns nobody and for what is not told as Slack tells it."""
    try:
        return news.read(event)
    except (AttributeError, TypeError) as error:
        log.warning("a message of Slack's could not be read", problem=f"{type(error).__name__}: {error}")
        return None


def _teams(body: Body) -> tuple[str, str]:
    """Return the team and the organisation that have installed us, "" for what is not told."""
    first: Mapping[str, Any] = next(iter(body.get("authorizations") or ()), {})
    enterprise = str(first.get("enterprise_id") or body.get("enterprise_id") or "")
    team = str(first.get("team_id") or body.get("team_id") or "")
    return (team if team != enterprise else ""), enterprise


def _texts(values: object) -> list[str]:
    return [str(each) for each in values] if isinstance(values, list) else []
