"""What personas write: stored first, and only then heard by the session whose thread it stands in.

Killed in between, the program finds it in the thread's history at its next start. What may never happen: something typed that is
refused and lost; a message that a session has heard of and the chat has not kept.
"""

from typing import TYPE_CHECKING

from adapters.playground.chat import Chat, Refused
from adapters.playground.members import mentioned
from adapters.playground.replies import Replies, actor, error
from adapters.playground.requests import Edit, Remove, Say
from adapters.playground.values import BOT, WORKSPACE, Message, Persona, written
from adapters.playground.wire import Answer
from bot.kernel.card import Option
from bot.kernel.clock import Instant
from bot.kernel.message import Removed
from bot.kernel.people import Place
from bot.kernel.words import words

if TYPE_CHECKING:
    from bot.app import App


class Writing:
    """Takes messages of personas, new, edited or removed."""

    def __init__(self, app: "App", chat: Chat, replies: Replies) -> None:
        self._app = app
        self._chat = chat
        self._replies = replies

    async def post(self, by: Persona, request: Say, at: Instant) -> Answer:
        """Post what was typed at `at`; a refusal leaves it in the box."""
        text = request.text.strip()
        if not text:
            return {}
        draft = Message(
            id="",
            seq=0,
            at=at,
            channel=request.channel,
            thread=request.thread,
            author=by.id,
            key=f"say:{by.id}:{request.nonce}",
            text=text,
            reply_to=request.reply_to,
            mentions=self._named(text, request.channel),
        )
        try:
            message = await self._chat.say(draft)
        except Refused as refused:
            return {"problem": str(refused)}
        return await self._heard(by, message)

    async def edit(self, by: Persona, request: Edit) -> Answer:
        """Write an own message anew, where it stands."""
        at, say = self._app.clock.now(), words("en")
        message, text = self._chat.messages.get(request.message), request.text.strip()
        if message is None or message.author != by.id or message.sheet is not None:
            return {"problem": say("Only messages of your own that still stand can be edited.")}
        if not text:
            return {"problem": say("Nothing would be left of it; delete the message instead.")}
        try:
            new = await self._chat.rephrase(message, text, self._named(text, message.channel), at)
        except Refused as refused:
            return {"problem": str(refused)}
        return await self._heard(by, new)

    async def remove(self, by: Persona, request: Remove) -> Answer:
        """Dismiss an own private message; delete an own message, or, as host, any."""
        at = self._app.clock.now()
        message = self._chat.messages.get(request.message)
        if message is None or not message.stands or not self._chat.sees(by.id, message):
            return {}
        if not (by.host or by.id in {message.to, message.author} or message.channel == f"@{by.id}"):
            return error(words("en")("Only the teacher can delete what others wrote."))
        author = message.author == by.id
        left = await self._chat.remove(message, Removed.BY_AUTHOR if author else Removed.BY_MODERATOR, at)
        if left is not None and left.author:
            return await self._heard(by, left)
        if message.author == BOT and not message.to:
            await self._app.door.gone(message.place, message.id)
        return {}

    async def _heard(self, by: Persona, message: Message) -> Answer:
        """Let the session whose thread it is hear of the message as it stands now; its reply is for whoever acted."""
        if not message.thread:
            return {}
        author = self._chat.personas.get(message.author) or by
        thread = Place(WORKSPACE, message.channel, message.thread)
        hearing = self._app.door.hear(thread, written(message, author.name), actor(author))
        reply = await self._replies.of(by, thread, hearing)
        return await self._replies.show(by, thread, reply) if author.id == by.id else {}

    def _named(self, text: str, channel: str) -> tuple[str, ...]:
        """Return whom the text names: personas, and the simulated learners who sit in the channel."""
        seated = self._app.classroom.seated(Place(WORKSPACE, channel))
        everybody = [Option(one.name, one.id) for one in self._chat.personas]
        return mentioned(text, everybody + [Option(one.name, one.member) for one in seated])
