"""Commands: a line that somebody typed, after a slash or to us in a message, done and answered.

What may never happen: a line that is lost because it could not be read: it is handed back with what is wrong.
"""

from typing import TYPE_CHECKING

from adapters.slack.inbound.answers import Answers
from adapters.slack.inbound.arguments import Line, read_line, typed_texts
from adapters.slack.inbound.arrivals import Act
from adapters.slack.inbound.held import held
from adapters.slack.inbound.hosts import Hosts
from adapters.slack.inbound.membership import Membership, direct
from adapters.slack.inbound.naming import Names
from adapters.slack.inbound.reopening import again_of, handed_back
from bot.kernel.asking import Typed
from bot.kernel.command import Command, Missing, meant
from bot.kernel.errors import Unreadable
from bot.kernel.event import Event, spell_press
from bot.kernel.markup import escape
from bot.kernel.people import Actor
from bot.kernel.session import NOTHING, Reply
from bot.kernel.words import sentence, words

if TYPE_CHECKING:
    from bot.app import App

OPENING = frozenset({"quiz start", "quiz ask", "discuss open"})
"""Commands that post something in the channel they are typed in."""


class Commands:
    """Takes typed lines."""

    def __init__(self, app: "App", hosts: Hosts, answers: Answers, membership: Membership, names: Names) -> None:
        self._door = app.door
        self._hosts = hosts
        self._answers = answers
        self._membership = membership
        self._names = names

    async def typed(self, act: Act, family: str, text: str) -> None:
        """Do what the line ``/family text`` says, and answer."""
        by = await self._hosts.actor(act.workspace, act.member, act.name)
        reply, again = await self._done(act, family, text, by)
        if reply == NOTHING:
            reply = Reply(text=words(by.locale)("Done."))
        await self._answers.show(act, reply, by.locale, again)

    async def heard(self, act: Act) -> bool:
        """Whether what was written there is heard by a session, as a post of a discussion; raises `StoreBroken`."""
        return bool(act.thread) and await self._door.hearing.listener(act.place) is not None

    async def unknown(self, act: Act, text: str) -> None:
        """Say what may have been meant by what somebody wrote to us."""
        by = await self._hosts.actor(act.workspace, act.member, act.name)
        say, near = words(by.locale), meant(Line(text).text)
        problem = say("Did you mean {command}?", command=f"`/{near}`") if near else say("I did not understand that.")
        more = say(
            "Write {help} to me to see what I can do, or a command, such as {mine}.",
            help="`help`",
            mine="`discuss mine`",
        )
        await self._answers.say(act, f"{problem} {more}", by.locale)

    async def _done(self, act: Act, family: str, text: str, by: Actor) -> tuple[Reply, str]:
        """Return what comes of the line, and the token that does it once more."""
        say = words(by.locale)
        try:
            of, event = read_line(family, text)
            if by.host or not of.host:
                event = await self._names.found(of, event, act.place, say)
        except Missing as lacking:
            return await self._ask(act, lacking, by)
        except Unreadable as error:
            reply = Reply(text=escape(sentence(error.problem)), refused="unreadable")
            return handed_back(reply, (f"/{family} {self._names.as_typed(text, act.workspace)}",), say, least=0), ""
        return await self.run(act, of, event, by)

    async def run(self, act: Act, of: Command, event: Event, by: Actor) -> tuple[Reply, str]:
        """Do a command, and return what comes of it."""
        if of.path in OPENING and by.host and (refused := await self._membership.refusal(act.place, of, by)):
            return handed_back(refused, typed_texts(event), words(by.locale)), ""
        reply = await self._door.run(of.path, event, by, held(act.place, of.path), act.at)
        if reply.refused == "none-here" and act.channel.startswith("D"):
            reply = direct(of, words(by.locale))
        if reply.refused:
            reply = handed_back(reply, typed_texts(event), words(by.locale))
        return reply, again_of(of.path, event)

    async def _ask(self, act: Act, lacking: Missing, by: Actor) -> tuple[Reply, str]:
        """Return the form for what the command lacks."""
        of = lacking.command
        if of.host and not by.host:
            return not_host(by), ""
        if of.path in OPENING and (refused := await self._membership.refusal(act.place, of, by)):
            return refused, ""
        asked = await self._door.asked(await self._names.prefilled(lacking, act.place), by, held(act.place, of.path))
        return Reply(form=asked), spell_press("", Typed(of.path))


def not_host(by: Actor) -> Reply:
    """Return the refusal of somebody who is no host."""
    return Reply(text=words(by.locale)("Only a host can do that. Ask whoever runs sessions here."), refused="not-host")
