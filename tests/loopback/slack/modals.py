"""A modal before somebody: fields to fill in, buttons to press, and what comes of sending it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tests.loopback.slack import api_files, elements, interactions, rules_views, seen, viewing
from tests.loopback.slack.acts import Act, Answer, acted
from tests.loopback.slack.parcels import INTERACTIVE, NOTHING, OPTIONS, VIEW, Parcel
from tests.loopback.slack.seen import Control, Shown
from tests.loopback.slack.trouble import NotPossible, Refusal
from tests.loopback.slack.world import View

if TYPE_CHECKING:
    from tests.loopback.slack.people import Person


class Modal:
    """A modal as somebody sees it; looked at anew each time."""

    def __init__(self, person: "Person", view: View) -> None:
        self.person = person
        self.view = view

    def __str__(self) -> str:
        return f"{self.title}\n{self.text}"

    @property
    def title(self) -> str:
        """What stands at its top."""
        return str(self.view.body["title"]["text"])

    @property
    def shown(self) -> Shown:
        """What is in it."""
        return seen.shown_view(self.person, self.view)

    @property
    def text(self) -> str:
        """All its text."""
        return self.shown.text

    @property
    def buttons(self) -> list[str]:
        """The labels of its buttons, without those that send and close it."""
        return self.shown.buttons

    @property
    def fields(self) -> list[str]:
        """The labels of what can be filled in."""
        return [one.label for one in self.shown.controls if one.block["type"] == "input"]

    @property
    def values(self) -> dict[str, Any]:
        """What stands in the fields, by label."""
        state = self._state()
        return {
            one.label: elements.said(state[one.block_id][one.action_id])
            for one in self.shown.controls
            if one.kind not in elements.STATELESS
        }

    @property
    def errors(self) -> dict[str, str]:
        """What the app complains of, by the field's label."""
        said = self.person.errors.get(self.view.id, {})
        return {one.label: said[one.block_id] for one in self.shown.controls if one.block_id in said}

    @property
    def is_open(self) -> bool:
        """Whether it is the one in front."""
        return bool(self.person.user.stack) and self.person.user.stack[-1] is self.view

    def field(self, label: str) -> Control:
        """Return the field with that label (or beginning with it), block_id or action_id."""
        every = [one for one in self.shown.controls if one.kind not in elements.STATELESS]
        wanted = label.replace("_", " ").casefold()
        found = [one for one in every if label in (one.label, one.block_id, one.action_id)] or [
            one for one in every if one.label.casefold().startswith(wanted)
        ]
        if len(found) != 1:
            raise NotPossible(f"{label!r} is {len(found)} of the fields {[one.label for one in every]}")
        return found[0]

    def fill(self, values: Mapping[str, Any] | None = None, **more: Any) -> "Modal":
        """Put something into fields by label; None empties one.

        A field of people takes a `Person`, one of moments seconds, one of files ``{name: bytes}``.
        """
        self._in_front()
        state = self._state()
        for label, wanted in {**(values or {}), **more}.items():
            one = self.field(label)
            if one.kind == "file_input":
                wanted = [api_files.given(self.person, name, data) for name, data in (wanted or {}).items()]  # noqa: PLW2901
            state[one.block_id][one.action_id] = elements.put(one.element, wanted)
        self.view.state = state
        return self

    async def submit(self, values: Mapping[str, Any] | None = None, **more: Any) -> Answer:
        """Send it; `NotPossible` with what Slack's app complains of before it does."""
        self.fill(values, **more)
        if not self.view.body.get("submit"):
            raise NotPossible("it has no button that sends it")
        self.view.state = state = self._state()
        for one in self.shown.controls:
            if one.block["type"] == "input":
                said = elements.complaint(one.block, one.element, state[one.block_id][one.action_id])
                if said:
                    raise NotPossible(f"{one.label}: {said}")
        self.person.errors.pop(self.view.id, None)
        server = self.person.server
        act = Act(server, self.person.user)
        trigger = server.triggers.give(act, self.view)
        body = interactions.submitted(server, self.person.team, self.view, trigger=trigger)
        self.person.submitting = self.view
        return await acted(self.person, act, Parcel(INTERACTIVE, body, VIEW))

    async def presses(self, label: str) -> Answer:
        """Press a button in it."""
        self._in_front()
        return await self.person.presses(self.shown, label)

    async def chooses(self, *wanted: Any, of: str = "") -> Answer:
        """Choose in a select that stands outside of the fields, or in one whose choices are told at once."""
        self._in_front()
        return await self.person.chooses(self.shown, *wanted, of=of)

    async def offers(self, label: str, typed: str) -> Answer:
        """Type into an external select: the answer's `options` are what it offers."""
        self._in_front()
        one = self.field(label)
        if not one.kind.endswith("external_select"):
            raise NotPossible(f"{label!r} asks nobody what it offers")
        server = self.person.server
        body = interactions.suggestion(server, self.person.team, self.view, one.block_id, one.action_id, typed)
        return await acted(self.person, Act(server, self.person.user), Parcel(INTERACTIVE, body, OPTIONS))

    async def closes(self, *, all_of_them: bool = False) -> None:
        """Close it, or with the cross in the corner the whole stack; the app is told where it asked to be."""
        self._in_front()
        server, stack = self.person.server, self.person.user.stack
        told = list(reversed(stack)) if all_of_them else [self.view]
        for view in told:
            viewing.close(server, view)
            if view.body.get("notify_on_close"):
                body = interactions.closed(server, self.person.team, view, cleared=all_of_them)
                await server.post.hand(Parcel(INTERACTIVE, body, NOTHING))
        server.changed()

    def _state(self) -> dict[str, Any]:
        return elements.state(self.view.body["blocks"], self.view.state)

    def _in_front(self) -> None:
        if not self.is_open:
            raise NotPossible(f"the modal {self.title!r} is not in front any more")


def follow(person: "Person", act: Act, body: dict[str, Any]) -> None:
    """Do with the modal that was just sent what the acknowledgement says: by itself, it closes."""
    view, server, stack = person.submitting, person.server, person.user.stack
    person.submitting = None
    if view is None or view not in stack:
        return
    action = body.get("response_action")
    if action == "errors":
        _complain(person, view, body.get("errors") or {})
        act.sees(view)
    elif action in ("update", "push") and isinstance(body.get("view"), dict):
        _put(person, act, action, view, body["view"])
    elif action == "clear":
        viewing.clear(server, person.user)
    else:
        viewing.close(server, view)
        if stack:
            act.sees(stack[-1])
    server.changed()


def _put(person: "Person", act: Act, action: str, view: View, body: dict[str, Any]) -> None:
    """Put the view that came with an acknowledgement in the place of the one that was sent (`update`), or upon it (`push`)."""
    server = person.server
    try:
        rules_views.check(server, person.team, body, "modal", "view_submission")
        put = viewing.update(server, view, body) if action == "update" else viewing.push(server, person.user, body)
    except Refusal as refusal:
        server.problem("view_submission", f"{action} with a view that Slack does not take: {refusal}", body)
        return
    act.sees(put)


def _complain(person: "Person", view: View, errors: dict[str, str]) -> None:
    inputs = {block["block_id"] for block in view.body["blocks"] if block["type"] == "input"}
    if unknown := set(errors) - inputs:
        person.server.problem(
            "view_submission", f"errors for {sorted(unknown)}, which are no input blocks of the view", errors
        )
    person.errors[view.id] = {block: said for block, said in errors.items() if block in inputs}
