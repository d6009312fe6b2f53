"""Whether we are in a channel: we can post in no other, and only there the people in it see what we do.

Where something begins, its people are looked up beside, so that they are called by their names when they act. What may never
happen: a session opened where its card cannot be posted; Slack asked again for what it has just told.
"""

import structlog
from msgspec.structs import replace
from slack_sdk.errors import SlackApiError

from adapters.slack.inbound.crowd import Crowd
from adapters.slack.outbound.people import Roster
from adapters.slack.requests.api import Api
from adapters.slack.requests.trouble import NAME, Uninvited
from bot.kernel.clock import MINUTE, Clock, Instant
from bot.kernel.command import Command
from bot.kernel.errors import Gone, StudybellError
from bot.kernel.newest import Newest
from bot.kernel.people import Actor, Place
from bot.kernel.session import Reply
from bot.kernel.words import Words, words

log = structlog.get_logger()

MOST_KNOWN = 20_000

HOLDS = MINUTE
"""For how long it is not asked again whether we are in a channel: Slack does not surely tell that somebody removed us."""


ACQUAINTED = 500
"""Members of a channel who are looked up when something begins there; more are not likely to take part ("conversations.members":
less than 1,000 at a time, docs.slack.dev, 2026-08)."""


class Membership:
    """Remembers the channels we are in."""

    def __init__(self, api: Api, clock: Clock, roster: Roster, crowd: Crowd) -> None:
        self._api = api
        self._clock = clock
        self._roster = roster
        self._crowd = crowd
        self._known: Newest[tuple[str, str], Instant] = Newest(MOST_KNOWN)

    async def refusal(self, place: Place, of: Command, by: Actor) -> Reply | None:
        """Return what to say where nothing can be posted, None where all is well, or Slack does not say."""
        if self._known.get((place.workspace, place.channel), 0) > self._clock.now():
            self._crowd.start(self._acquaint(place))
            return None
        say = words(by.locale)
        if not place.channel or place.channel.startswith("D"):
            return direct(of, say)
        try:
            answer = await self._api.call(place.workspace, "conversations.info", channel=place.channel)
        except (Gone, Uninvited):
            return await self._unseen(place.workspace, of, say)
        except StudybellError:  # also for want of a scope: whether we are in the channel is not told, posting will
            return None
        told = answer.get("channel") or {}
        if told.get("is_im") or told.get("is_mpim"):
            return direct(of, say)
        if told.get("is_archived"):
            return Reply(text=say("This channel is archived; choose one that is in use."), refused="archived")
        if told.get("is_member") is False:
            return await self._invite(place.workspace, say)
        self._known[place.workspace, place.channel] = self._clock.now() + HOLDS
        self._crowd.start(self._acquaint(place))
        return None

    async def _invite(self, workspace: str, say: Words) -> Reply:
        command = f"`/invite @{await self._called(workspace)}`"
        text = say("I am not in this channel yet: type {command} here, then try again.", command=command)
        return Reply(text=text, refused="not-in-channel")

    async def _unseen(self, workspace: str, of: Command, say: Words) -> Reply:
        """Return what to say of a private channel or a direct message of several people: Slack does not tell us which it is."""
        invited = await self._invite(workspace, say)
        text = say("In a direct message that does not go: type {command} in a channel.", command=f"`/{of.path}`")
        return replace(invited, text=f"{invited.text} {text}")

    async def _called(self, workspace: str) -> str:
        """Return what we are called in the workspace."""
        try:
            me = await self._api.tokens.me(workspace)
            return me.name or (await self._roster.of(workspace, me.user)).name
        except StudybellError:
            return NAME

    async def _acquaint(self, place: Place) -> None:
        """Have the people of the channel looked up, as far as Slack tells."""
        try:
            told = await self._api.call(
                place.workspace, "conversations.members", channel=place.channel, limit=ACQUAINTED
            )
        except (StudybellError, SlackApiError) as error:
            log.info("who is in a channel is not told", place=place, reason=str(error))
        else:
            self._roster.notice(place.workspace, map(str, told.get("members") or ()))

    def forget(self, workspace: str, channel: str) -> None:
        """Take note that we may have left the channel."""
        self._known.pop((workspace, channel), None)


def direct(of: Command, say: Words) -> Reply:
    """Return the refusal of a command that was typed where no channel is."""
    text = say("That needs a channel, not a direct message. Type {command} in one.", command=f"`/{of.path}`")
    return Reply(text=text, refused="direct")
