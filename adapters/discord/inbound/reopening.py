"""Forms that can be opened again: Discord closes a form when it is sent, whatever becomes of it, and shows none after a wait.

What may never happen: a long text lost because what it was sent to refused it. The refusal hands it back, for its author alone,
and with it a button that opens the form again as it was filled in. The text stands in the message itself; the button works for as
long as this process remembers the form.
"""

import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from msgspec.structs import replace

from bot.kernel.card import Button, Card, File, Form, Tone
from bot.kernel.event import Event, spell_press
from bot.kernel.newest import Newest
from bot.kernel.session import Reply
from bot.kernel.words import Words

MOST_OPEN = 2_000
"""Forms shown last that can be filled in anew when they are refused; a crowd answers a typed question at once."""

MOST_KEPT = 500
"""Forms behind a button; the oldest of more has to be opened the way it was first."""

LONG = 100
"""Characters from which on a text is handed back: a line is typed again sooner than copied."""

LONGEST_SHOWN = 1_500
"""Characters handed back in the message itself; a longer text hangs on as a file."""

_MAY_GO_AGAIN = frozenset({"unreadable", "not-saved", "busy", "trouble"})
"""Refusals after which the same form may be sent again."""


class OpenAgain(Event, frozen=True, tag="again"):
    """Open a form that this process remembers; `form` names it."""

    form: str


class Forms:
    """The forms people have seen, and those behind a button."""

    def __init__(self) -> None:
        self._shown: Newest[tuple[str, str], Form] = Newest(MOST_OPEN)
        self._kept: Newest[tuple[str, str], Form] = Newest(MOST_KEPT)

    def show(self, member: str, form: Form) -> None:
        """Note that `member` has the form before their eyes."""
        self._shown[member, spell_press(form.session, form.press)] = form

    def keep(self, member: str, form: Form) -> OpenAgain:
        """Keep the form for `member`; return what a button means that opens it."""
        again = OpenAgain(secrets.token_hex(6))
        self._kept[member, again.form] = form
        return again

    def kept(self, member: str, again: OpenAgain) -> Form | None:
        """Return the form that the button opens for `member`, None when it is not remembered or another's."""
        return self._kept.get((member, again.form))

    def refilled(self, member: str, token: str, values: Mapping[str, Any]) -> Form | None:
        """Return the form `member` has sent with this token as they filled it in, None when it is not remembered."""
        form = self._shown.get((member, token))
        if form is None:
            return None
        inputs = tuple(replace(each, value=str(values.get(each.name, each.value))) for each in form.inputs)
        return replace(form, inputs=inputs)


def handed_back(reply: Reply, texts: Iterable[str], form: OpenAgain | None, say: Words) -> Reply:
    """Return the refusal with the long texts it refused in it, and a button to the form, where there is one."""
    long = [text for text in texts if len(text) > LONG or "\n" in text.strip()]
    button = form if form is not None and (long or reply.refused in _MAY_GO_AGAIN) else None
    if not reply.refused or reply.form is not None or not (long or button):
        return reply
    whole = "\n\n".join(long)
    # A message has one session for all its controls, and the button to the form is of none.
    card = reply.card or Card(body=reply.text)
    if button is not None and not (card.buttons or card.select):
        card = replace(card, buttons=(Button(say("Open the form again"), button, Tone.MAIN),), session="")
    return Reply(card=_with(card, whole, say) if whole else card, refused=reply.refused, keep=reply.keep)


def opened_by_button(form: OpenAgain, say: Words) -> Card:
    """Return the way to a form that cannot be shown by itself, since Discord shows forms as an immediate answer alone."""
    return Card(body=say("Your form is ready."), buttons=(Button(say("Open the form"), form, Tone.MAIN),))


def _with(card: Card, text: str, say: Words) -> Card:
    if len(text) > LONGEST_SHOWN or "```" in text:
        file = File("your-text.txt", "text/plain", text.encode("utf-8", "replace"))
        body = f"{card.body}\n\n{say('Your text is attached, so that it is not lost.')}"
        return replace(card, body=body, files=(*card.files, file))
    return replace(card, body=f"{card.body}\n\n{say('Your text, so that it is not lost:')}\n\n```\n{text}\n```")
