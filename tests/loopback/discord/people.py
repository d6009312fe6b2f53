"""People of tests. They do what Discord's app would let them do, see what it would show them, and nothing else."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tests.loopback.discord import bodies, deeds, modals, options, permissions, seen
from tests.loopback.discord.acts import Answer, act
from tests.loopback.discord.calls import Upload
from tests.loopback.discord.interactions import AUTOCOMPLETE, COMMAND, COMPONENT, MODAL_SUBMIT
from tests.loopback.discord.permissions import May
from tests.loopback.discord.resolving import resolved
from tests.loopback.discord.seen import BUTTON, SELECTS, Control, Shown
from tests.loopback.discord.server import Discord
from tests.loopback.discord.trouble import NotPossible
from tests.loopback.discord.world import Channel, Guild, Message, Role, User

Seen = Shown | Answer | Message


class Person:
    """A member of a server, with their eyes and fingers."""

    def __init__(self, server: Discord, guild: Guild, user: User) -> None:
        self.server = server
        self.guild = guild
        self.user = user

    @property
    def id(self) -> int:
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

    async def command(self, channel: Channel, path: str, **values: Any) -> Answer:
        """Type a slash command and send it."""
        found = self._command(channel, path)
        data = found.data(options.typed(found, values)) | self._resolved(values.values())
        return await act(self.server, COMMAND, self.user, channel, data)

    async def complete(self, channel: Channel, path: str, **typed: Any) -> list[str]:
        """Type the last of the options and look at what is offered: the names; `choices` has the values, too."""
        return [str(one["name"]) for one in (await self.offered(channel, path, **typed)).choices]

    async def offered(self, channel: Channel, path: str, **typed: Any) -> Answer:
        """As `complete`, with the whole answer."""
        found = self._command(channel, path)
        known = {one["name"]: one for one in found.options}
        sent = [{"type": known[name]["type"], "name": name, "value": value} for name, value in typed.items()]
        if not known[sent[-1]["name"]].get("autocomplete"):
            raise NotPossible(f"/{path}: {sent[-1]['name']!r} offers no completion")
        sent[-1]["focused"] = True
        return await act(self.server, AUTOCOMPLETE, self.user, channel, found.data(sent))

    async def press(self, on: Seen, label: str) -> Answer:
        """Press the button on which `label` stands (or that begins with it, if that is one only)."""
        message = self._message(on)
        button = self._control(message, label, (BUTTON,))
        if button.url:
            raise NotPossible(f"{label!r} is a link to {button.url}")
        data = {"custom_id": button.custom_id, "component_type": BUTTON, "id": button.id}
        return await act(self.server, COMPONENT, self.user, message.channel, data, message)

    async def choose(self, on: Seen, *wanted: Any, of: str = "") -> Answer:
        """Choose in a select; `of`: its placeholder, where there are several."""
        message = self._message(on)
        select = self._control(message, of, SELECTS)
        values = [select.options.get(str(one), str(getattr(one, "id", one))) for one in wanted]
        if select.kind == seen.STRING_SELECT and set(values) - set(select.options.values()):
            raise NotPossible(f"{wanted} is not among {list(select.options)}")
        if not select.least <= len(values) <= select.most:
            raise NotPossible(f"{len(values)} cannot be chosen there, only {select.least} to {select.most}")
        data = {
            "custom_id": select.custom_id,
            "component_type": select.kind,
            "values": values,
            "id": select.id,
        }
        if select.kind != seen.STRING_SELECT:
            data |= resolved(self.server, self.guild, values)
        return await act(self.server, COMPONENT, self.user, message.channel, data, message)

    async def submit(self, form: Answer, values: Mapping[str, Any] | None = None) -> Answer:
        """Fill in the modal that an answer opened, by label or custom_id, and send it; a file is ``{name: bytes}``."""
        if form.modal is None:
            raise NotPossible(f"no form is open; this is: {form}")
        typed, files = modals.attached(self.server, dict(values or {}))
        data = modals.filled(form.modal, typed)
        named = files or resolved(self.server, self.guild, modals.picked(data))
        return await act(self.server, MODAL_SUBMIT, self.user, form.it.channel, data | named, form.it.pressed, form.it)

    def _command(self, channel: Channel, path: str) -> options.Found:
        registered = [*(channel.guild.commands if channel.guild else []), *self.server.commands]
        found = options.find(registered, path)
        here = 0 if channel.guild else 1
        if found.command.get("contexts") is not None and here not in found.command["contexts"]:
            raise NotPossible(f"/{path} is not offered in {'direct messages' if here else 'servers'}")
        may = self.may(channel)
        needed = found.command.get("default_member_permissions")
        if (
            needed is not None
            and channel.guild is not None
            and (needed == "0" or may & int(needed) != int(needed))
            and not may & May.ADMINISTRATOR
        ):
            raise NotPossible(f"/{path} is not offered to {self.name}: it needs the permissions {needed}")
        if channel.archived:
            raise NotPossible("an archived thread takes no commands")
        if not may & May.USE_APPLICATION_COMMANDS or not permissions.sees(channel, self.user):
            raise NotPossible(f"{self.name} cannot use commands there")
        return found

    def _resolved(self, values: Iterable[Any]) -> dict[str, Any]:
        ids = [one.id for one in values if isinstance(one, (Person, Role, Channel))]
        return resolved(self.server, self.guild, ids)

    def _control(self, message: Message, label: str, kinds: Sequence[int]) -> Control:
        controls = [one for one in seen.shown(self.server, message).controls if one.kind in kinds]
        found = [one for one in controls if one.label == label] or [
            one for one in controls if one.label.startswith(label)
        ]
        if len(found) != 1:
            raise NotPossible(f"there are {len(found)} of {label!r}; to be seen are {[one.label for one in controls]}")
        if found[0].disabled:
            raise NotPossible(f"{label!r} is disabled")
        return found[0]

    def _message(self, on: Seen) -> Message:
        message = on if isinstance(on, Message) else on.it.original if isinstance(on, Answer) else on.message
        if message is None or message.gone:
            raise NotPossible("that message is gone")
        if message.only_for not in (None, self.user) or not permissions.sees(message.channel, self.user):
            raise NotPossible(f"{self.name} does not see that message")
        return message

    # -- messages -----------------------------------------------------------------------------------------------------

    def may(self, channel: Channel | None = None) -> int:
        """Return what they may there, or in the server."""
        return permissions.in_channel(channel, self.user) if channel else permissions.in_guild(self.guild, self.user)

    async def writes(
        self, channel: Channel, text: str, *, reply_to: Seen | None = None, files: Sequence[Upload] = ()
    ) -> Shown:
        """Write a message, in answer to another one if that is told."""
        deeds.lapse(self.server, channel)
        may = self.may(channel)
        if not permissions.sees(channel, self.user) or not may & permissions.writes(channel):
            raise NotPossible(f"{self.name} cannot write there")
        if channel.locked and not may & May.MANAGE_THREADS:
            raise NotPossible(f"{self.name} cannot write in a locked thread")
        if not 0 < len(text) <= 2000 and not files:
            raise NotPossible(f"{len(text)} characters cannot be sent")
        body = bodies.made(self.server, {"content": text}, list(files))
        mentions = bodies.mentioned(self.server, body, None)
        answered = self._message(reply_to) if reply_to is not None else None
        if answered is not None and answered.author not in mentions:
            mentions.append(answered.author)
        message = deeds.post(
            self.server, channel, self.user, body, mentions=mentions, reply_to=answered.id if answered else None,
            kind=19 if answered else 0,
        )  # fmt: skip
        return seen.shown(self.server, message)

    async def edits(self, on: Seen, text: str) -> Shown:
        """Edit a message of their own."""
        message = self._message(on)
        if message.author is not self.user:
            raise NotPossible(f"{self.name} cannot edit what {message.author.name} wrote")
        body = message.body | {"content": text}
        deeds.edit(self.server, message, body, bodies.mentioned(self.server, body, None))
        return seen.shown(self.server, message)

    async def removes(self, on: Seen) -> None:
        """Delete a message: their own, or any with MANAGE_MESSAGES; an ephemeral one is dismissed."""
        message = self._message(on)
        if (
            message.only_for is None
            and message.author is not self.user
            and not self.may(message.channel) & May.MANAGE_MESSAGES
        ):
            raise NotPossible(f"{self.name} cannot delete what {message.author.name} wrote")
        if message.only_for is not None:
            message.channel.whispers.pop(message.id, None)  # dismissed here; the bot's token can still edit it
            return
        deeds.remove(self.server, message)

    # -- seeing -------------------------------------------------------------------------------------------------------

    def sees(self, channel: Channel) -> list[Shown]:
        """Return the messages of a channel they see by now, their private ones among them, oldest first."""
        if not permissions.sees(channel, self.user):
            raise NotPossible(f"{self.name} does not see #{channel.name}")
        mine = [one for one in channel.whispers.values() if one.only_for is self.user]
        every = sorted([*channel.messages.values(), *mine], key=lambda one: one.id)
        return [seen.shown(self.server, one) for one in every if one.kind in deeds.WRITTEN]

    def whispers(self, channel: Channel) -> list[Shown]:
        """Return the messages there that only they see."""
        return [one for one in self.sees(channel) if one.private]

    def inbox(self) -> list[Shown]:
        """Return the direct messages between them and the bot."""
        return [seen.shown(self.server, one) for one in self.dm.messages.values()]

    @property
    def dm(self) -> Channel:
        """Their direct conversation with the bot."""
        return self.server.dm(self.user)

    def reloads(self) -> None:
        """Reload Discord's app: ephemeral messages are gone from their sight for good."""
        for channel in self.server.channels.values():
            for message in [one for one in channel.whispers.values() if one.only_for is self.user]:
                channel.whispers.pop(message.id)

    def takes_no_dms(self) -> None:
        """Switch direct messages of servers' members off: the bot then gets 50007."""
        self.user.takes_dms = False
