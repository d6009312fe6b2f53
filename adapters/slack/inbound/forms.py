"""Forms that were sent. Slack waits three seconds for what is to stand in their place, so the answer goes with the acknowledgement.

What may never happen: a form closed or emptied although what it was sent to refused it; a form left without an answer.
"""

from collections.abc import Mapping
from typing import Any

from adapters.slack.inbound.answers import Answers
from adapters.slack.inbound.arrivals import Act, Body
from adapters.slack.inbound.presses import Presses
from adapters.slack.inbound.refilling import block_of, refilled, state_of
from adapters.slack.rendering.inputs import values
from adapters.slack.rendering.views import Where
from bot.kernel.markup import plain
from bot.kernel.session import Reply

PATIENCE = 2.3
"""Seconds until "working on it" is answered; Slack waits three (docs.slack.dev, "Modals", 2026-08)."""

LONGEST_ERROR = 2_000

Response = dict[str, Any]
"""What a form is acknowledged with: ``response_action`` and what belongs to it."""


class Sent:
    """Takes forms."""

    def __init__(self, presses: Presses, answers: Answers) -> None:
        self._presses = presses
        self._answers = answers

    async def take(self, act: Act, where: Where, view: Body) -> Response:
        """Do what a form was sent for; return what is to stand in its place."""
        act, reply, by = await self._presses.submit(act, where.token, values(state_of(view)))
        reply = await self._answers.carried(act, reply, by.locale)
        return self.response(act, reply, by.locale, view)

    def response(self, act: Act, reply: Reply, locale: str, view: Body) -> Response:
        """Return how a reply is shown in place of the form."""
        if reply.form is not None:
            return update(self._answers.form_view(act, reply.form, locale))
        if reply.refused:
            return refusal(view, reply.text or (reply.card.body if reply.card is not None else ""), reply.field)
        if reply.card is None and not reply.text:
            return {"response_action": "clear"}
        return update(self._answers.view(act, reply, locale))


def refusal(view: Body, text: str, field: str = "") -> Response:
    """Return the form as it was filled in, with what is wrong: at the input it is about, else on top."""
    block = block_of(view, field)
    if block:
        return {"response_action": "errors", "errors": {block: plain(text)[:LONGEST_ERROR] or "?"}}
    return update(refilled(view, text))


def update(view: Mapping[str, Any]) -> Response:
    """Return what puts a view in place of the form."""
    return {"response_action": "update", "view": dict(view)}
