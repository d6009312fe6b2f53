"""Forms that can be opened again, and texts that come back with a refusal: nothing typed is lost. Pure: nothing is remembered.

What may never happen: a form that only the process that showed it can open again; the button means the act itself once more.
"""

from collections.abc import Iterable

from msgspec.structs import replace

from bot.kernel.asking import Typed
from bot.kernel.card import Button, Card, Form, Tone
from bot.kernel.errors import Unreadable
from bot.kernel.event import Event, read_press, spell_press
from bot.kernel.markup import escape
from bot.kernel.session import Reply
from bot.kernel.words import Words

LONG = 100
"""Characters from which on a text is handed back: a line is typed again sooner than copied."""

LONGEST_SHOWN = 2_500
"""Characters handed back at most; more has no room in a message."""


def again_of(path: str, event: Event) -> str:
    """Return the token that does a command once more: with all that was typed where it has room, else asking for it."""
    try:
        return spell_press("", event)
    except ValueError:
        return spell_press("", Typed(path))


def by_button(form: Form, again: str, say: Words) -> Reply:
    """Return the way to a form as a button, since Slack shows forms only within three seconds of an act."""
    session, press = _meant(again)
    if press is None:
        return Reply(
            text=say("That took too long, so the form cannot be shown. Please do it once more."), refused="late"
        )
    button = Button(say("Open the form"), press, Tone.MAIN)
    return Reply(
        card=Card(body=say("Your form is ready: {title}", title=escape(form.title)), buttons=(button,), session=session)
    )


def _meant(again: str) -> tuple[str, Event | None]:
    try:
        return read_press(again)
    except Unreadable:
        return "", None


def handed_back(reply: Reply, texts: Iterable[str], say: Words, *, least: int = LONG) -> Reply:
    """Return the refusal with the texts it refused in it, those that are long."""
    long = [text for text in texts if len(text) > least or "\n" in text.strip()]
    if not reply.refused or reply.form is not None or not long:
        return reply
    whole = "\n\n".join(long).replace("```", "'''")[:LONGEST_SHOWN]
    card = reply.card or Card(body=reply.text)
    body = f"{card.body}\n\n{say('Your text, so that it is not lost:')}\n\n```\n{whole}\n```"
    return Reply(card=replace(card, body=body), refused=reply.refused, keep=reply.keep)
