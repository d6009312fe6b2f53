"""What comes back to the one persona who acted: a private message where they are, a form, or a sentence that has no place.

What may never happen: a reply in the view of anybody else, or an error that leaves the person without a word.
"""

import itertools
import secrets
from collections import OrderedDict
from collections.abc import Awaitable

import structlog

from adapters.playground import wire
from adapters.playground.chat import Chat
from adapters.playground.values import Asked, Message, Persona, asked, sheet_of
from adapters.playground.wire import Answer
from bot.kernel.errors import Gone, StudybellError
from bot.kernel.people import Actor, Place
from bot.kernel.session import Reply
from bot.kernel.words import sentence, words

MOST_FORMS = 500
"""Forms that may be open at once; the oldest is forgotten and has to be opened again."""

log = structlog.get_logger()


class Replies:
    """Brings replies to personas, and remembers the forms they have open."""

    def __init__(self, chat: Chat) -> None:
        self._chat = chat
        self._forms: OrderedDict[str, Asked] = OrderedDict()
        self._references = itertools.count(1)

    async def of(self, by: Persona, place: Place, act: Awaitable[Reply]) -> Reply:
        """Wait for the reply; trouble of any kind becomes a private sentence."""
        try:
            return await act
        except StudybellError as error:
            return Reply(text=sentence(str(error)), refused="trouble")
        except Exception:
            reference = f"page-{next(self._references)}"
            log.exception("playground", persona=by.id, place=place, reference=reference)
            text = words("en")(
                "Something went wrong on our side. Try again in a moment; if it happens again, give whoever runs me this "
                "reference: {reference}",
                reference=reference,
            )
            return Reply(text=text, refused="trouble")

    async def show(
        self, by: Persona, place: Place, reply: Reply, *, via: str = "", acts: Place | None = None
    ) -> Answer:
        """Show the reply in `place` to the persona alone. A form acts in `acts`, where that is another place."""
        if reply.form is not None:
            shown = asked(secrets.token_hex(8), by.id, acts or place, place, reply.form)
            self._forms[shown.id] = shown
            if len(self._forms) > MOST_FORMS:
                self._forms.popitem(last=False)
            return {"form": wire.form(shown.id, reply.form)}
        if not reply.text and reply.card is None:
            return {}
        draft = Message(
            id="",
            seq=0,
            at=0,
            channel=place.channel,
            thread=place.thread,
            key=_kept_key(reply),
            text=reply.text,
            sheet=None if reply.card is None else sheet_of(reply.card),
            to=by.id,
            via=via,
            about=acts.channel if acts else "",
        )
        try:
            stands = await self._chat.replace(draft, reply.card.files if reply.card else ())
        except Gone:
            return error(words("en")("This place is no more."))
        return {"shown": stands.id}

    async def tell(self, by: Persona, place: Place, text: str, *, via: str = "") -> Answer:
        """Show a sentence in `place` to the persona alone."""
        return await self.show(by, place, Reply(text=text), via=via)

    def form(self, form: str, by: Persona) -> Asked | None:
        """Return the form that the persona has open, None when it is no longer known or another's."""
        found = self._forms.get(form)
        return found if found is not None and found.persona == by.id else None

    def forget(self, form: str) -> None:
        """Let go of a form that was sent."""
        self._forms.pop(form, None)


def actor(by: Persona) -> Actor:
    """Return the persona as the app knows who acts: whether they are a host is our own record."""
    return Actor(member=by.id, name=by.name, host=by.host)


def error(text: str) -> Answer:
    """Return a sentence that has no place in the chat; the page shows it for a moment."""
    return {"toast": text}


def _kept_key(reply: Reply) -> str:
    """Return the key under which the engine will send later news of a private message: its session's and its own name."""
    session = reply.card.session if reply.card else ""
    return f"{session}.{reply.keep}" if reply.keep else ""
