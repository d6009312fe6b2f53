"""Slack as the engine sees it: the port `Surface`.

What may never happen: a card in another channel than the one meant, or a request for a place that cannot be Slack's.
"""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial

from slack_sdk.errors import SlackApiError

from adapters.slack.outbound.direct import Direct
from adapters.slack.outbound.files import Files
from adapters.slack.outbound.groups import Groups
from adapters.slack.outbound.history import Histories
from adapters.slack.outbound.leftovers import Leftovers
from adapters.slack.outbound.people import Roster
from adapters.slack.outbound.pictures import REFUSED, Pictures
from adapters.slack.outbound.posts import Posts, Put
from adapters.slack.outbound.roll import Roll
from adapters.slack.outbound.sending import mark_of
from adapters.slack.rendering.messages import message
from adapters.slack.requests.api import Api, Tokens
from adapters.slack.requests.trouble import code_of
from adapters.slack.terms.ids import Spot, spot_of, team_of, ts_of
from bot.engine.surface import Capabilities, History, Person, Stretch
from bot.kernel.card import Card
from bot.kernel.clock import Clock, Instant
from bot.kernel.errors import Gone, StudybellError
from bot.kernel.newest import Newest
from bot.kernel.people import Place
from bot.kernel.words import words
from bot.people.prefs import settings_of
from bot.store.contract import Store

GAP = 2_000
"""Milliseconds between two edits that may wait, of all quizzes of a workspace together: Slack takes some 50 edits a minute there
("chat.update", Tier 3, docs.slack.dev, 2026-08), and what may not wait comes in between."""

MOST = 10_000
"""Messages of which to remember which card they were given last."""


class SlackSurface:
    """A chat platform: channels, threads and direct messages of Slack. `prefix` stands before the names of our commands."""

    def __init__(  # noqa: PLR0913 - what it works with
        self, api: Api, tokens: Tokens, store: Store, clock: Clock, roster: Roster, prefix: str = ""
    ) -> None:
        self._tokens = tokens
        self._store = store
        self._roster = roster
        self._prefix = prefix
        self._posts = Posts(api, store, clock)
        self._files = Files(api, self._posts, clock)
        self._pictures = Pictures(api, self._files, clock)
        self._leftovers = Leftovers(self._files, clock, prefix)
        self._direct = Direct(api, self._posts)
        self._histories = Histories(api, roster, clock, prefix)
        self.groups = Groups(api, clock)
        self.roll = Roll(api, roster, self.groups, clock, self._host_role)
        self._given: Newest[tuple[str, str, str], object] = Newest(MOST)
        self._urls: dict[str, str] = {}

    async def stop(self) -> None:
        """Do nothing more beside: bring no pictures, fetch nobody."""
        await self._pictures.stop()
        await self._roster.stop()

    @property
    def capabilities(self) -> Capabilities:
        """Threads can be read back, not locked, and know no replies; private messages cannot be edited, dates are picked."""
        return Capabilities(gap=GAP, private_edits=False, date_picker=True, history=True, replies=False)

    def budget(self, place: Place) -> str:
        """Return the workspace: Slack counts the edits of all its channels together."""
        return place.workspace

    async def put(self, place: Place, key: str, card: Card, ref: str | None) -> tuple[str, Instant]:
        """Post or edit the card; its files are shared in its thread, once, and so is a text too long for a message."""
        spot = spot_of(place)
        put = await self._put(spot, key, card, ts_of(ref) if ref is not None else "")
        await self._leftovers.share(spot, key, card, put)
        if card.files and ref is None:
            name = mark_of(spot.workspace, spot.channel, spot.thread, key)
            await self._files.share(Spot(spot.workspace, spot.channel, spot.thread or put.ts), name, card.files)
        return put.ts, put.at

    async def _put(self, spot: Spot, key: str, card: Card, ts: str) -> Put:
        await self._note_url(spot.workspace)
        given = object()
        if ts:
            self._given[spot.workspace, spot.channel, ts] = given

        async def put(file: str) -> Put:
            payload = message(card, key, prefix=self._prefix, file=file)
            if not ts:
                return await self._posts.put(spot, key, payload)
            async with self._posts.turn(_name(spot, ts)):
                return await self._posts.edit(spot, ts, payload)

        done = await self._with_picture(spot, card, put)
        self._given[spot.workspace, done.channel, done.ts] = given
        self._follow(spot, key, card, done)
        return done

    async def _with_picture(self, spot: Spot, card: Card, put: Callable[[str], Awaitable[Put]]) -> Put:
        """Put the card with the picture of its chart where Slack has that; without it where Slack does not take it."""
        file = self._pictures.of(spot.workspace, card)
        try:
            return await put(file)
        except SlackApiError as error:
            if not file or code_of(error) not in REFUSED:
                raise
        self._pictures.forget(spot.workspace, card)
        return await put("")

    def _follow(self, spot: Spot, key: str, card: Card, put: Put) -> None:
        """Have the picture of the card's chart brought after it, where Slack has it not yet."""
        if card.chart and not self._pictures.of(spot.workspace, card):
            given = self._given.get((spot.workspace, put.channel, put.ts))
            here = Spot(spot.workspace, put.channel, spot.thread)
            self._pictures.follow(here, card, partial(self._show, here, key, card, put.ts, given))

    async def _show(self, spot: Spot, key: str, card: Card, ts: str, given: object, file: str) -> bool:  # noqa: PLR0913
        """Put the picture into the message, unless another card stands there by now."""
        async with self._posts.turn(_name(spot, ts)):
            if self._given.get((spot.workspace, spot.channel, ts)) is not given:
                return False
            await self._posts.edit(spot, ts, message(card, key, prefix=self._prefix, file=file))
        return True

    async def whisper(self, place: Place, key: str, member: str, card: Card) -> None:
        """Do nothing: a private message of Slack's cannot be changed but by whoever just pressed something in it."""

    async def tell(self, place: Place, key: str, member: str, card: Card) -> None:
        """Send `member` a direct message, and the card's files after it."""
        workspace = spot_of(place).workspace
        file = self._pictures.of(workspace, card)
        sent = await self._direct.tell(workspace, key, member, message(card, key, prefix=self._prefix, file=file))
        given = object()
        self._given[workspace, sent.spot.channel, sent.put.ts] = given
        self._follow(sent.spot, key, card, sent.put)
        await self._leftovers.share(sent.spot, key, card, sent.put)
        if card.files:
            await self._files.share(sent.spot, sent.name, card.files)

    async def members(self, place: Place, group: str = "") -> Sequence[Person]:
        """Return who is in the channel; a thread of Slack's is seen by all of them."""
        return await self.roll.of(spot_of(place), group)

    async def present(self, place: Place, members: Sequence[str], group: str = "") -> Sequence[Person]:
        """Return those of `members` who are in the channel."""
        return await self.roll.of(spot_of(place), group, members)

    async def history(self, thread: Place, since: Instant) -> History:
        """Return what members wrote in the thread since `since`."""
        return await self._histories.of(spot_of(thread), since)

    def unbroken(self, thread: Place) -> Stretch | None:
        """Return None: Slack brings events again that were not taken, and never says that there were none."""
        del thread
        return None

    async def admit(self, thread: Place, member: str) -> None:
        """Do nothing: there are no private threads."""

    async def close(self, thread: Place) -> None:
        """Do nothing: Slack lets nobody but admins lock threads; the card says that it is closed."""

    async def reopen(self, thread: Place) -> None:
        """Do nothing, as nothing was locked."""

    def link(self, place: Place, ref: str) -> str:
        """Return a link to the message, as Slack makes them ("chat.getPermalink"); to its channel while that is unknown."""
        try:
            spot, ts = spot_of(place), ts_of(ref)
        except Gone:
            return ""
        label, url = words("en")("Show the message"), self._urls.get(spot.workspace)
        if url is None:
            return f"[{label}](https://slack.com/app_redirect?team={team_of(spot.workspace)}&channel={spot.channel})"
        target = f"{url}archives/{spot.channel}/p{ts.replace('.', '')}"
        if spot.thread and spot.thread != ts:
            target += f"?thread_ts={spot.thread}&cid={spot.channel}"
        return f"[{label}]({target})"

    async def _note_url(self, workspace: str) -> None:
        """Remember the workspace's address, which Slack tells with who we are."""
        if workspace in self._urls:
            return
        url = (await self._tokens.me(workspace)).url
        if url.startswith("https://"):
            self._urls[workspace] = url.rstrip("/") + "/"

    async def _host_role(self, workspace: str) -> str:
        """Return the user group whose members are hosts, "" where there is none, or it cannot be read."""
        try:
            return (await settings_of(self._store, workspace)).host_role
        except StudybellError:
            return ""


def _name(spot: Spot, ts: str) -> str:
    return f"{spot.workspace} {spot.channel} {ts}"
