"""People of tests. They do what Slack's app would let them do, see what it would show them, and nothing else."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tests.loopback.slack import deeds, elements, hooks, interactions, modals, seen, writing
from tests.loopback.slack.acts import Act, Answer, acted
from tests.loopback.slack.modals import Modal
from tests.loopback.slack.parcels import COMMANDS, INTERACTIVE, MESSAGE, Parcel
from tests.loopback.slack.seen import Control, Shown
from tests.loopback.slack.server import Happened
from tests.loopback.slack.trouble import NotPossible, Refusal
from tests.loopback.slack.world import Channel, Message, Team, User, View

if TYPE_CHECKING:
    from tests.loopback.slack.stage import Loopback

Seen = Shown | Answer | Message


class Person:
    """A member of a workspace, with their eyes and fingers. `errors`: what forms complain of, by view and block."""

    def __init__(self, server: "Loopback", team: Team, user: User) -> None:
        self.server = server
        self.team = team
        self.user = user
        self.errors: dict[str, dict[str, str]] = {}
        self.submitting: View | None = None
        self._picked: dict[str, dict[str, Any]] = {}

    @property
    def id(self) -> str:
        """Their user id."""
        return self.user.id

    @property
    def name(self) -> str:
        """Their name."""
        return self.user.name

    @property
    def mention(self) -> str:
        """How a message mentions them."""
        return f"<@{self.user.id}>"

    # -- interactions -------------------------------------------------------------------------------------------------

    async def command(self, channel: Channel, name: str, text: str = "", *, thread: str = "") -> Answer:
        """Type a slash command and send it: ``/quiz start capitals``, in one text or in two."""
        name, _, rest = name.partition(" ")
        self._is_here(channel)
        if thread:
            raise NotPossible(f"{name} is not supported in threads. Sorry!")
        if name not in self.server.commands:
            raise NotPossible(f"{name} is not a valid command; there are {sorted(self.server.commands)}")
        typed = " ".join(filter(None, [rest.strip(), text.strip()]))
        said = writing.escaped(self.team, typed) if self.server.commands[name] else typed
        act = Act(self.server, self.user, channel)
        hook, trigger = self.server.hooks.give("commands", act, channel), self.server.triggers.give(act)
        body = interactions.command(self.server, self.user, channel, name, said, hook=hook, trigger=trigger)
        return await acted(self, act, Parcel(COMMANDS, body, MESSAGE))

    async def presses(self, on: Seen, label: str) -> Answer:
        """Press the button on which `label` stands (or that begins with it, if that is one only)."""
        return await self._acts(on, self._control(on, label, ("button", "workflow_button")), {"type": "button"})

    async def chooses(self, on: Seen, *wanted: Any, of: str = "") -> Answer:
        """Choose in a select, or put something into a picker; `of`: its label or placeholder, where there are several."""
        one = self._control(on, of, ())
        if one.kind.startswith("multi_") or one.kind == "checkboxes":
            return await self._acts(on, one, elements.put(one.element, list(wanted)))
        return await self._acts(on, one, elements.put(one.element, wanted[0] if wanted else None))

    async def shortcut(self, callback_id: str, on: Seen | None = None) -> Answer:
        """Use a shortcut: a global one, or the one of a message."""
        kinds = self.server.shortcuts
        kind = "global" if on is None else "message"
        if kinds is not None and kinds.get(callback_id) != kind:
            raise NotPossible(f"there is no {kind} shortcut {callback_id!r}, only {kinds}")
        stamp = self.server.stamps.next()
        if on is None:
            act = Act(self.server, self.user)
            trigger = self.server.triggers.give(act)
            body = interactions.shortcut(self.server, self.team, self.user, callback_id, trigger=trigger, stamp=stamp)
            return await acted(self, act, Parcel(INTERACTIVE, body))
        message = self._message(on)
        if message.only_for is not None:
            raise NotPossible("an ephemeral message has no shortcuts")
        act = Act(self.server, self.user, message.channel)
        hook, trigger = self.server.hooks.give("app", act, message.channel), self.server.triggers.give(act)
        body = interactions.message_shortcut(
            self.server, self.user, message, callback_id, hook=hook, trigger=trigger, stamp=stamp
        )
        return await acted(self, act, Parcel(INTERACTIVE, body))

    async def _acts(self, on: Seen, one: Control, value: dict[str, Any]) -> Answer:
        stamp = self.server.stamps.next()
        action = elements.acted(one.block, one.element, value, stamp)
        view = on.view if isinstance(on, Shown) else None
        if view is not None:
            return await self._acts_in(view, one, value, action)
        message = self._message(on)
        picked = self._picked.setdefault(message.ts, {})
        if one.kind not in elements.STATELESS:
            picked.setdefault(one.block_id, {})[one.action_id] = value
        act = Act(self.server, self.user, message.channel)
        hook, trigger = (
            self.server.hooks.give("actions", act, message.channel, message),
            self.server.triggers.give(act),
        )
        state = elements.state(message.blocks, picked)
        body = interactions.pressed(self.server, self.user, message, action, state=state, hook=hook, trigger=trigger)
        return await acted(self, act, Parcel(INTERACTIVE, body))

    async def _acts_in(self, view: View, one: Control, value: dict[str, Any], action: dict[str, Any]) -> Answer:
        state = elements.state(view.body["blocks"], view.state)
        if one.kind not in elements.STATELESS:
            state[one.block_id][one.action_id] = value
        view.state = state
        act = Act(self.server, self.user)
        trigger = self.server.triggers.give(act, view if view.kind == "modal" else None)
        body = interactions.pressed_view(self.server, self.team, view, action, trigger=trigger)
        return await acted(self, act, Parcel(INTERACTIVE, body))

    def _control(self, on: Seen, label: str, kinds: Sequence[str]) -> Control:
        shown = on if isinstance(on, Shown) and on.view else self.looks_at(self._message(on))
        if isinstance(on, Shown) and not any(one.label.startswith(label) for one in shown.controls):
            shown = on  # what they saw a moment ago, under their finger still
        every = [one for one in shown.controls if (one.kind in kinds if kinds else one.kind != "button")]
        found = [one for one in every if label in (one.label, one.action_id)] or [
            one for one in every if one.label.startswith(label)
        ]
        if len(found) != 1:
            raise NotPossible(
                f"there are {len(found)} of {label!r}; to be seen are {[one.label for one in shown.controls]}"
            )
        return found[0]

    def _message(self, on: Seen) -> Message:
        message = on if isinstance(on, Message) else (on.message.message if on.message else None) if isinstance(
            on, Answer
        ) else on.message  # fmt: skip
        if message is None or message.gone:
            raise NotPossible("that message is gone")
        if message.only_for not in (None, self.user):
            raise NotPossible(f"{self.name} does not see that message")
        self._is_here(message.channel)
        return message

    def _is_here(self, channel: Channel) -> None:
        if channel.archived or channel.gone or self.id not in channel.members or self.user.deleted:
            raise NotPossible(f"{self.name} cannot do anything in #{channel.name}")

    # -- what an acknowledgement brings ---------------------------------------------------------------------------------

    def hears_at_once(self, act: Act, body: dict[str, Any]) -> None:
        """Take the message that came back with the acknowledgement of a command."""
        assert act.channel is not None
        try:
            hooks.judge(self.server, body, act.channel)
        except Refusal as refusal:
            self.server.problem("a command's acknowledgement", f"what is no message came with it: {refusal}", body)
            return
        with act.speaking():
            hooks.said(self.server, act.channel, self.user, body)

    def sees_at_once(self, act: Act, body: dict[str, Any]) -> None:
        """Take what came back with the acknowledgement of a form."""
        modals.follow(self, act, body)

    # -- messages -----------------------------------------------------------------------------------------------------

    async def writes(  # noqa: PLR0913 - where it stands and what goes with it
        self, channel: Channel, text: str, *, thread: str = "", files: Sequence[str] = (), broadcast: bool = False,
        me: bool = False,
    ) -> Shown:  # fmt: skip
        """Write a message; `thread`: the ts of the parent, `files`: names of what is put in, `broadcast`: also to the channel."""
        self._is_here(channel)
        if channel.kind == "im" and not (self.server.app.messages_tab and self.user.takes_dms):
            raise NotPossible("sending messages to this app has been turned off")
        if thread and (thread not in channel.messages or channel.messages[thread].is_reply):
            raise NotPossible(f"there is no thread {thread}")
        put = [writing.upload(self.server, self.user, channel, name) for name in files]
        message = writing.write(
            self.server, self.user, channel, text, thread=thread, files=put, broadcast=broadcast, me=me
        )
        return self.looks_at(message)

    async def edits(self, on: Seen, text: str) -> Shown:
        """Change a message of their own."""
        message = self._mine(on)
        said = writing.typed(self.team, text)
        deeds.edit(self.server, message, said, writing.rich(said))
        return self.looks_at(message)

    async def removes(self, on: Seen) -> None:
        """Delete a message of their own; an admin may delete any."""
        deeds.remove(self.server, self._message(on) if self.user.admin else self._mine(on))

    async def joins(self, channel: Channel, inviter: "Person | None" = None) -> None:
        """Come into a channel."""
        writing.come(self.server, self.user, channel, inviter.user if inviter else None)

    async def leaves(self, channel: Channel) -> None:
        """Go out of a channel."""
        writing.go(self.server, self.user, channel)

    def _mine(self, on: Seen) -> Message:
        message = self._message(on)
        if message.user is not self.user:
            raise NotPossible(f"{self.name} did not write that")
        return message

    @property
    def dm(self) -> Channel:
        """Their direct message with the app."""
        return deeds.direct(self.server, self.team, self.user)

    # -- what they see --------------------------------------------------------------------------------------------------

    def sees(self, channel: Channel, thread: str = "") -> list[Shown]:
        """Return what stands in a channel, or in a thread, oldest first; with what only they see."""
        if channel.private and self.id not in channel.members:
            raise NotPossible(f"{self.name} does not see that channel")
        every = [*channel.messages.values(), *(one for one in channel.whispers.values() if one.only_for is self.user)]
        here = [one for one in every if (thread in (one.ts, one.thread_ts) if thread else _on_top(one))]
        return [self.looks_at(one) for one in sorted(here, key=lambda one: one.ts)]

    def whispers(self, channel: Channel) -> list[Shown]:
        """Return what only they see in a channel and its threads."""
        return [self.looks_at(one) for one in channel.whispers.values() if one.only_for is self.user]

    def dms(self) -> list[Shown]:
        """Return what stands in their direct message with the app."""
        return self.sees(self.dm)

    def looks_at(self, message: Message) -> Shown:
        """Return a message as they see it now."""
        return seen.shown(self, message)

    def reloads(self) -> None:
        """Reload Slack: what only they saw is gone."""
        for channel in self.team.channels.values():
            for one in [one for one in channel.whispers.values() if one.only_for is self.user]:
                one.gone = True
                del channel.whispers[one.ts]

    @property
    def modal(self) -> Modal | None:
        """The modal in front of them."""
        return Modal(self, self.user.stack[-1]) if self.user.stack else None

    @property
    def home_shown(self) -> Shown | None:
        """What the app's Home tab shows them."""
        return seen.shown_view(self, self.user.home) if self.user.home else None

    async def home(self, tab: str = "home") -> Shown | None:
        """Open the app's Home tab (or `tab` ``messages``), and see what it shows once the app has published something new."""
        before, shown = self.user.home, self.home_shown
        known = (before, before.hash) if before else None
        event: dict[str, Any] = {
            "type": "app_home_opened", "user": self.id, "channel": self.dm.id, "tab": tab, "event_ts": self.server.stamps.next(),
        }  # fmt: skip
        if before is not None and tab == "home":
            event["view"] = self.server.as_payload(before)
        self.server.happened(Happened(self.team, event))
        await self.server.settled(lambda: (now := self.user.home) is not None and (now, now.hash) != known)
        return self.home_shown or shown


def _on_top(message: Message) -> bool:
    return not message.is_reply or message.body.get("subtype") == "thread_broadcast"
