"""Forms that were sent. Slack waits three seconds for what is to stand in their place: the answer goes with the acknowledgement.

What may never happen: a form closed or emptied although what it was sent to refused it; a form left without an answer.
"""

import asyncio
from collections.abc import Mapping
from typing import Any

import structlog
from msgspec.structs import replace

from adapters.slack.inbound.answers import Answers, apology
from adapters.slack.inbound.arrivals import Act, Body
from adapters.slack.inbound.attachments import Attachments
from adapters.slack.inbound.commands import OPENING
from adapters.slack.inbound.crowd import Crowd, Once
from adapters.slack.inbound.membership import Membership
from adapters.slack.inbound.presses import Presses
from adapters.slack.rendering.channels import CHANNEL, chosen
from adapters.slack.rendering.inputs import attached, values
from adapters.slack.rendering.refilling import block_of, refilled, state_of
from adapters.slack.rendering.views import Where
from adapters.slack.rendering.wording import worded
from bot.kernel.asking import Typed
from bot.kernel.command import commands
from bot.kernel.errors import Busy, Denied, Gone, Unreadable
from bot.kernel.event import read_press
from bot.kernel.markup import escape, plain
from bot.kernel.session import Reply
from bot.kernel.words import words

PATIENCE = 2.3
"""Seconds until "working on it" is answered; Slack waits three ("Acknowledgment response", docs.slack.dev, 2026-08)."""

LONGEST_ERROR = 2_000

MOST_SENT = 2_000
"""Forms of which to remember what came of them."""

Response = dict[str, Any]
"""What a form is acknowledged with: ``response_action`` and what belongs to it."""

log = structlog.get_logger()


class Forms:
    """Takes forms. `prefix` is that of our commands."""

    def __init__(  # noqa: PLR0913 - what is needed at hand
        self,
        crowd: Crowd,
        presses: Presses,
        answers: Answers,
        membership: Membership,
        attachments: Attachments,
        prefix: str,
    ) -> None:
        self._crowd = crowd
        self._presses = presses
        self._answers = answers
        self._membership = membership
        self._attachments = attachments
        self._prefix = prefix
        self._once: Once[Response] = Once(crowd, MOST_SENT)

    async def take(self, act: Act, where: Where, view: Body) -> Response:
        """Do what a form was sent for; return what is to stand in its place, now or until more is known."""
        say = words(where.locale)
        if self._crowd.too_many:
            return self._refusal(view, say("Too much is going on right now; please try again in a moment."))
        name = act.trigger or f"{view.get('id')} {view.get('hash')}"
        work = self._once.begin(name, lambda: self._worked(act, where, view))
        done, _ = await asyncio.wait({work}, timeout=PATIENCE)
        if done:
            if work.result()["response_action"] == "errors":
                self._once.forget(
                    name
                )  # Slack leaves the view as it is, so what is mended in it comes by the same name
            return work.result()
        if not self._crowd.again(f"late {name}"):
            self._crowd.start(self._later(act, where, view, work))
        return update(self._answers.view(act, Reply(text=say("Working on it …")), where.locale))

    async def _worked(self, act: Act, where: Where, view: Body) -> Response:
        """Do it, whatever happens."""
        try:
            return await self._done(act, where, view)
        except Exception as error:  # noqa: BLE001 - logged with its reference
            reference = self._crowd.reference(error, act.received, workspace=act.workspace)
            return self._refusal(view, apology(reference, where.locale))

    async def _done(self, act: Act, where: Where, view: Body) -> Response:
        channel, state = chosen(state_of(view))
        if channel:
            act = replace(act, channel=channel, thread="")
            by = self._presses.presser(act)
            path = _path(where.token)
            refused = await self._membership.refusal(act.place, commands()[path], by) if path in OPENING else None
            if refused is not None:
                return self._refusal(view, refused.text, CHANNEL)
        try:
            files = await self._attachments.bring(act, attached(state), where.locale)
        except Unreadable as error:
            return self._refusal(view, escape(error.problem), error.field)
        act, reply, by = await self._presses.submit(act, where.token, values(state) | files)
        reply = await self._answers.carried(act, reply, by.locale)
        return self._response(act, reply, by.locale, view)

    def _response(self, act: Act, reply: Reply, locale: str, view: Body) -> Response:
        """Return how a reply is shown in place of the form."""
        if reply.form is not None:
            return update(self._answers.form_view(act, reply.form, locale))
        if reply.refused:
            text = reply.text or (reply.card.body if reply.card is not None else "")
            return self._refusal(view, text, reply.field)
        if reply.card is None and not reply.text:
            return {"response_action": "clear"}
        return update(self._answers.view(act, reply, locale))

    def _refusal(self, view: Body, text: str, field: str = "") -> Response:
        """Return the form as it was filled in, with what is wrong: at the input it is about, else on top."""
        said = worded(plain(text), self._prefix)
        block = block_of(view, field, said)
        if block:
            return {"response_action": "errors", "errors": {block: said[:LONGEST_ERROR] or "?"}}
        return update(refilled(view, said))

    async def _later(self, act: Act, where: Where, view: Body, work: "asyncio.Task[Response]") -> None:
        """Put what came of a form in place of "working on it"."""
        response = await work
        said = response.get("view")
        if response["response_action"] == "errors":
            said = refilled(view, " ".join(response["errors"].values()))
        elif said is None:
            said = self._answers.view(act, Reply(text=words(where.locale)("Done.")), where.locale)
        try:
            await self._answers.replace(act, said)
        except (Gone, Denied, Busy) as error:
            log.info("not answered", act=act.trigger, reason=f"{type(error).__name__}: {error}")


def update(view: Mapping[str, Any]) -> Response:
    """Return what puts a view in place of the form."""
    return {"response_action": "update", "view": dict(view)}


def _path(token: str) -> str:
    """Return the command that a form sends, "" for none."""
    try:
        _, event = read_press(token)
    except Unreadable:
        return ""
    return event.path if isinstance(event, Typed) else ""
