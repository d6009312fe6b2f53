"""Shortcuts: what commands cannot do in threads, and what begins without a channel.

What may never happen: a session opened in a channel that nobody chose.
"""

from typing import TYPE_CHECKING

from adapters.slack.inbound.answers import Answers
from adapters.slack.inbound.arguments import HELP
from adapters.slack.inbound.arrivals import Act
from adapters.slack.inbound.commands import OPENING, Commands, not_host
from adapters.slack.inbound.hosts import Hosts
from adapters.slack.rendering.channels import asking_where
from adapters.slack.terms.shortcuts import COMMANDS, HERE
from bot.discussion.events import AnswerForm, DiscussionPanel, Status
from bot.discussion.phases import Open
from bot.discussion.session import Discussion
from bot.kernel.asking import Typed
from bot.kernel.card import Button, Card, Form, Tone
from bot.kernel.command import Command, Missing, commands, event_of
from bot.kernel.people import Actor, Place
from bot.kernel.session import Reply
from bot.kernel.words import Words, words
from bot.quiz.events import Mine, Panel

if TYPE_CHECKING:
    from bot.app import App


class Shortcuts:
    """Takes shortcuts."""

    def __init__(self, app: "App", hosts: Hosts, answers: Answers, commands: Commands) -> None:
        self._app = app
        self._hosts = hosts
        self._answers = answers
        self._commands = commands

    async def take(self, act: Act, callback_id: str) -> None:
        """Do what a shortcut of this name means, and answer."""
        by = await self._hosts.actor(act.workspace, act.member, act.name)
        if callback_id == HERE:
            await self._answers.show(act, await self._here(act, by), by.locale)
            return
        path = COMMANDS.get(callback_id, "")
        if path in OPENING:
            await self._elsewhere(act, commands()[path], by)
        else:
            await self._commands.typed(act, *(path or HELP).split(" ", 1))

    async def _elsewhere(self, act: Act, of: Command, by: Actor) -> None:
        """Ask in which channel, and for what the command needs."""
        if not by.host:
            await self._answers.show(act, not_host(by), by.locale)
            return
        form = await self._form(act, of, by)
        view = asking_where(self._answers.form_view(act, form, by.locale), words(by.locale))
        if not await self._answers.opened(act, view):
            text = words(by.locale)("That took too long, so the form cannot be shown. Please do it once more.")
            await self._answers.say(act, text, by.locale)

    async def _form(self, act: Act, of: Command, by: Actor) -> Form:
        """Return the form for what the command needs; what it asks for by itself is not asked for twice."""
        try:
            event_of(of, {})
        except Missing as lacking:
            return await self._app.door.asked(lacking, by, act.place)
        say = words(by.locale)
        return Form(say(of.title or of.about), (), Typed(of.path), say("Next"))

    async def _here(self, act: Act, by: Actor) -> Reply:
        """Return what somebody can do with the session to which a message, or its thread, belongs."""
        say = words(by.locale)
        session = await self._session(act)
        standing = await self._app.desk.look(session) if session else None
        if session is None or standing is None or standing.value.dismissed:
            text = say("This message, and its thread, belongs to no quiz or discussion of mine.")
            return Reply(text=text, refused="none-here")
        title = next((card.title for card in standing.value.view().values() if card.title), "")
        value = standing.value
        buttons = _of_discussion(value, by, say) if isinstance(value, Discussion) else _of_quiz(by, say)
        body = say("What would you like to do?")
        return Reply(card=Card(title=title, body=body, buttons=buttons, session=session))

    async def _session(self, act: Act) -> str | None:
        for ref in dict.fromkeys((act.thread, act.message)):
            if ref and (session := await self._app.store.thread_of(Place(act.workspace, act.channel, ref))):
                return session
        return None


def _of_discussion(value: Discussion, by: Actor, say: Words) -> tuple[Button, ...]:
    """Return what somebody can do; an answer goes by a form to a sealed prompt alone."""
    host = (Button(say("Host panel"), DiscussionPanel()),) if by.host else ()
    answers = value.rules.sealed and isinstance(value.phase, Open)
    answer = (Button(say("Answer"), AnswerForm()),) if answers else ()
    return (Button(say("What I owe"), Status(), Tone.MAIN), *answer, *host)


def _of_quiz(by: Actor, say: Words) -> tuple[Button, ...]:
    host = (Button(say("Host panel"), Panel()),) if by.host else ()
    return (Button(say("My result"), Mine(), Tone.MAIN), *host)
