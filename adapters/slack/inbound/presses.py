"""Buttons and selects taken to the front door.

It is the way of a whole class within a second: nothing is asked of Slack before the answer, nothing is looked up twice. What may
never happen: a press in a workspace other than that of the session it belongs to, or one decided by what the payload claims.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from adapters.slack.inbound import arrivals
from adapters.slack.inbound.answers import Answers
from adapters.slack.inbound.arrivals import Act, Body
from adapters.slack.inbound.held import held_by
from adapters.slack.inbound.hosts import Hosts
from adapters.slack.rendering.action_ids import Pressed, read_action
from adapters.slack.rendering.views import Where
from adapters.slack.terms.ids import team_of
from bot.kernel.clock import Instant
from bot.kernel.people import Actor, Place
from bot.kernel.session import Reply

if TYPE_CHECKING:
    from bot.app import App

NOT_HOST = "not-host"


class Presses:
    """Takes presses, in messages and in views."""

    def __init__(self, app: "App", hosts: Hosts, answers: Answers) -> None:
        self._door = app.door
        self._hosts = hosts
        self._answers = answers

    async def press(self, act: Act, pressed: Pressed) -> None:
        """Do what a control means and show what comes of it."""
        values = {pressed.field: list(pressed.values)} if pressed.field else None
        act, reply, by = await self.submit(act, pressed.token, values)
        await self._answers.show(act, reply, by.locale, pressed.token)

    async def submit(self, act: Act, token: str, values: Mapping[str, Any] | None) -> tuple[Act, Reply, Actor]:
        """Bring a token to the front door; return the act with the workspace it belongs to, the reply, and who it is for.

        Whoever is refused since they are no host is asked about, and tried once more: a refusal has changed nothing.
        """
        act = await self.placed(act, token)
        by = self.presser(act)
        place = held_by(act.place, token)
        reply = await self._door.press(token, by, place, act.at, values)
        if reply.refused == NOT_HOST and not by.host:
            by = await self._hosts.actor(act.workspace, act.member, act.name)
            if by.host:
                reply = await self._door.press(token, by, place, act.at, values)
        return act, reply, by

    def presser(self, act: Act) -> Actor:
        """Return who acts, from memory."""
        return self._hosts.presser(act.workspace, act.member, act.name)

    async def placed(self, act: Act, token: str) -> Act:
        """Return the act in the workspace of the session that the token belongs to.

        In a channel that workspaces share, the payload names the workspace of whoever acts. The session's own counts where the
        act happened in its channel, as a message tells and a view does not, or by somebody who is known there.
        """
        if token.startswith("["):
            return act
        place = await self._door.place_of(token)
        if place is None or place.workspace == act.workspace or not self._may(act, place):
            return act
        return replace(act, workspace=place.workspace)

    def _may(self, act: Act, place: Place) -> bool:
        if team_of(place.workspace) in act.teams or (act.view is None and act.channel == place.channel):
            return True
        return self._hosts.knows(place.workspace, act.member)


def read_press(body: Body, now: Instant) -> tuple[Act, Pressed]:
    """Return a press and what was pressed; raises `Unknown` and the like for what tells too little."""
    act = arrivals.press(body, now)
    return act, read_action(body["actions"][0])


def led(act: Act, where: Where | None) -> Act:
    """Return an act in a view as one in the place from which the view was opened."""
    if where is None:
        return act
    home = where.home or (act.view is not None and act.view.home)
    return replace(act, channel=where.channel, thread=where.thread, home=home)
