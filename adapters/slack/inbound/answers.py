"""What comes back to the one person who acted: a private message, a form, a view in place of another.

What may never happen: an answer that others can read, or one that takes the place of a message that all of them read.
"""

from collections.abc import Mapping
from typing import Any

import structlog

from adapters.slack.inbound.arrivals import Act
from adapters.slack.inbound.reopening import by_button
from adapters.slack.rendering.action_ids import read_block
from adapters.slack.rendering.bodies import Bodies
from adapters.slack.rendering.messages import ephemeral
from adapters.slack.rendering.views import Where, card_view, form_view
from adapters.slack.requests.api import Api
from adapters.slack.requests.trouble import Expired
from bot.engine.surface import Surface
from bot.kernel.card import Card, Form
from bot.kernel.errors import Busy, Denied, Gone
from bot.kernel.session import Reply
from bot.kernel.words import Words, words

NAME = "Studybell"
"""What our views are called."""

log = structlog.get_logger()


class Answers:
    """Brings replies to people. `prefix` is that of our commands."""

    def __init__(self, api: Api, surface: Surface, prefix: str) -> None:
        self._api = api
        self._surface = surface
        self._prefix = prefix
        self._bodies = Bodies(prefix)

    async def show(self, act: Act, reply: Reply, locale: str, again: str = "") -> None:
        """Bring the reply to who acted; `again` is a token that leads to the same form once more, where there is one.

        Raises `Gone`, `Denied` or `Busy` where it cannot be brought at all.
        """
        if reply.form is not None:
            if await self._form(act, reply.form, locale):
                return
            reply = by_button(reply.form, again, words(locale))
        else:
            reply = await self.carried(act, reply, locale)
        if reply.card is not None or reply.text:
            await self._private(act, reply, locale)

    async def say(self, act: Act, text: str, locale: str = "en") -> None:
        """Say a sentence to who acted."""
        await self._private(act, Reply(text=text), locale)

    # -- forms
    async def _form(self, act: Act, form: Form, locale: str) -> bool:
        """Show a form; False where that goes no more, since the act is too long ago or has no trigger."""
        view = self.form_view(act, form, locale)
        try:
            if act.view is not None and not act.view.home:
                await self._api.call(act.workspace, "views.update", view_id=act.view.id, view=view)
            elif act.trigger:
                await self._api.call(act.workspace, "views.open", trigger_id=act.trigger, view=view)
            else:
                return False
        except (Gone, Busy):
            return False
        return True

    def form_view(self, act: Act, form: Form, locale: str) -> dict[str, Any]:
        """Return the view that shows a form."""
        return form_view(form, _where(act, locale), prefix=self._prefix)

    async def replace(self, act: Act, view: Mapping[str, Any]) -> None:
        """Put a view in place of the one that was acted in; raises `Gone` where it was closed."""
        assert act.view is not None  # noqa: S101 - only what was sent from a view
        await self._api.call(act.workspace, "views.update", view_id=act.view.id, view=dict(view))

    # -- messages
    async def _private(self, act: Act, reply: Reply, locale: str) -> None:
        """Show a message or a sentence to who acted alone: where they are looking if that goes, else as near as can be."""
        if act.view is not None and await self._in_view(act, reply, locale):
            return
        if act.url and await self._by_url(act, reply):
            return
        if not act.url and act.view is None and await self._open(act, reply, locale):
            return
        await self._by_post(act, reply)

    async def _in_view(self, act: Act, reply: Reply, locale: str) -> bool:
        """Put it in place of the view that was acted in; over our tab in a view of its own."""
        assert act.view is not None  # noqa: S101 - see above
        if act.view.home:
            return await self._open(act, reply, locale)
        try:
            await self._api.call(act.workspace, "views.update", view_id=act.view.id, view=self.view(act, reply, locale))
        except (Gone, Busy):
            return False
        return True

    async def _open(self, act: Act, reply: Reply, locale: str) -> bool:
        return await self.opened(act, self.view(act, reply, locale))

    async def opened(self, act: Act, view: Mapping[str, Any]) -> bool:
        """Open a view by the act's trigger; False where that goes no more, or there is none."""
        if not act.trigger:
            return False
        try:
            await self._api.call(act.workspace, "views.open", trigger_id=act.trigger, view=dict(view))
        except (Gone, Busy):
            return False
        return True

    def view(self, act: Act, reply: Reply, locale: str) -> dict[str, Any]:
        """Return the view that shows a reply."""
        of = reply.card if reply.card is not None else reply.text
        return card_view(of, _where(act, locale), NAME, prefix=self._prefix)

    async def _by_url(self, act: Act, reply: Reply) -> bool:
        """Answer by the address that came with the act; False where that is used up."""
        key = _kept_key(reply)
        replaces = bool(key and act.block) and read_block(act.block) == key
        said = reply.text if reply.card is None else reply.card
        body = self._bodies.of(said, key, thread="" if replaces else act.thread, replaces=replaces)
        try:
            await self._api.respond(act.url, body)
        except (Expired, Busy) as error:
            log.info("not answered by its address", act=act.trigger, reason=type(error).__name__)
            return False
        return True

    async def _by_post(self, act: Act, reply: Reply) -> None:
        """Post it for who acted alone; where that cannot be, tell them directly."""
        said = reply.text if reply.card is None else reply.card
        shown = ephemeral(said, _kept_key(reply), prefix=self._prefix)
        body = {name: shown[name] for name in ("text", "blocks")}
        if act.channel and not act.channel.startswith("D"):
            thread = {"thread_ts": act.thread} if act.thread else {}
            try:
                await self._api.call(
                    act.workspace, "chat.postEphemeral", channel=act.channel, user=act.member, **thread, **body
                )
            except (Denied, Gone):
                pass  # they are not in the channel, or we are not
            else:
                return
        card = reply.card or Card(body=reply.text)
        await self._surface.tell(act.place, f"a{act.received}", act.member, card)

    async def carried(self, act: Act, reply: Reply, locale: str) -> Reply:
        """Return a reply as a view can show it: files go out as a direct message."""
        if reply.card is None or not reply.card.files:
            return reply
        return await self._filed(act, reply.card, words(locale))

    async def _filed(self, act: Act, card: Card, say: Words) -> Reply:
        """Send what has files as a direct message, as no private one can carry any, and return what says so."""
        try:
            await self._surface.tell(act.place, f"f{act.received}", act.member, card)
        except Denied as denied:
            text = say(
                "There are files for you, but I cannot send them to you directly. What I need for it: **{permission}**. "
                "Once I have it, ask again.",
                permission=say.name(denied.permission),
            )
            return Reply(text=text, refused="no-direct")
        except Gone:
            text = say("There are files for you, but Slack lets me send you no direct message. Ask an admin about it.")
            return Reply(text=text, refused="no-direct")
        return Reply(text=say("I have sent it to you as a direct message, as it has files."))


def apology(reference: str, locale: str) -> str:
    """Return what to say of an act that failed."""
    return words(locale)(
        "Something went wrong on our side. Try again in a moment; if it happens again, give whoever runs me this reference: "
        "{reference}",
        reference=f"`{reference}`",
    )


def _kept_key(reply: Reply) -> str:
    """Return what names a private message that a press in it may replace: its session's and its own name; "" for others."""
    session = reply.card.session if reply.card is not None else ""
    return f"{session}.{reply.keep}" if reply.keep and session else ""


def _where(act: Act, locale: str) -> Where:
    """Return where an act leads from a view that it opens."""
    return Where(act.channel, act.thread, locale=locale, home=act.home)
