"""How a test makes its Discord: servers with channels, roles and people, and what the application was granted."""

from collections.abc import Iterable
from typing import Any

from tests.loopback.discord import deeds, gating, payloads, permissions
from tests.loopback.discord.people import Person
from tests.loopback.discord.server import Discord
from tests.loopback.discord.world import (
    FORUM,
    NEWS,
    PRIVATE_THREAD,
    PUBLIC_THREAD,
    TEXT,
    Channel,
    Guild,
    Member,
    Message,
    Role,
    User,
)


class Loopback(Discord):
    """The Discord of a test."""

    def guild(self, name: str = "Biology 101", **options: Any) -> "Classroom":
        """Make a server with the bot in it (`bot=False`: without)."""
        return Classroom(self, self.add_guild(name, **options))

    def grant(self, *, message_content: bool = False, members: bool = False) -> None:
        """Switch privileged intents on, as the application's owner does on its page (the "limited" flags)."""
        self.flags |= ((1 << 19) if message_content else 0) | ((1 << 15) if members else 0)

    def resets_token(self) -> None:
        """Give the bot another token, as its owner can: 401 and close code 4004 for the old one from now on."""
        self.token = f"{self.token}.new"
        self.mischief.close(4004)

    def revoke(self) -> None:
        """Switch all privileged intents off."""
        for bits in gating.PRIVILEGED.values():
            self.flags &= ~bits


class Classroom:
    """A server, as its owner handles it."""

    def __init__(self, server: Discord, guild: Guild) -> None:
        self.server = server
        self.guild = guild

    @property
    def id(self) -> int:
        """The server's id."""
        return self.guild.id

    def channel(self, name: str = "general", kind: int = TEXT) -> Channel:
        """Make a channel."""
        channel = Channel(self.server.ids.next(), kind, name, self.guild, position=len(self.guild.channels))
        self.server.channels[channel.id] = self.guild.channels[channel.id] = channel
        self.server.gateway.dispatch("CHANNEL_CREATE", payloads.channel(channel), self.guild.id)
        return channel

    def news(self, name: str = "news") -> Channel:
        """Make an announcement channel."""
        return self.channel(name, NEWS)

    def forum(self, name: str = "forum") -> Channel:
        """Make a forum."""
        return self.channel(name, FORUM)

    def thread(
        self, parent: Channel, name: str, *, by: User | None = None, at: Message | None = None, private: bool = False
    ) -> Channel:
        """Begin a thread, as the owner or somebody else."""
        kind = PRIVATE_THREAD if private else PUBLIC_THREAD
        return deeds.open_thread(self.server, parent, by or self.owner, name, at=at, kind=kind)

    @property
    def owner(self) -> User:
        """Who owns the server."""
        return self.server.users[self.guild.owner_id]

    def role(self, name: str, *may: str) -> Role:
        """Make a role with permissions by name."""
        role = Role(self.server.ids.next(), name, permissions.named(*may), len(self.guild.roles))
        self.guild.roles[role.id] = role
        self.server.gateway.dispatch(
            "GUILD_ROLE_CREATE", {"guild_id": str(self.id), "role": payloads.role(role)}, self.id
        )
        return role

    def member(
        self,
        name: str,
        *,
        roles: Iterable[Role] = (),
        may: Iterable[str] = (),
        host: bool = False,
        user: User | None = None,
    ) -> Person:
        """Let somebody join. `may`: permissions by name; `host`: with Manage Server."""
        user = user or self.server.user(name)
        bits = [*may, *(["MANAGE_GUILD"] if host else [])]
        held = [one.id for one in roles] + ([self.role(f"{name}'s", *bits).id] if bits else [])
        member = Member(user, self.server.clock.now(), held)
        self.guild.members[user.id] = member
        self.server.gateway.dispatch("GUILD_MEMBER_ADD", payloads.member(member) | {"guild_id": str(self.id)}, self.id)
        return Person(self.server, self.guild, user)

    def gives(self, person: Person, role: Role) -> None:
        """Give somebody a role."""
        member = self.guild.members[person.id]
        member.roles.append(role.id)
        body = payloads.member(member) | {"guild_id": str(self.id)}
        self.server.gateway.dispatch("GUILD_MEMBER_UPDATE", body, self.id)

    def leaves(self, person: Person) -> None:
        """Let somebody leave."""
        del self.guild.members[person.id]
        body = {"guild_id": str(self.id), "user": payloads.user(person.user)}
        self.server.gateway.dispatch("GUILD_MEMBER_REMOVE", body, self.id)

    # -- what the bot may ---------------------------------------------------------------------------------------------

    def forbid(self, *names: str, channel: Channel | None = None) -> None:
        """Take permissions from the bot: in one channel, or in the whole server."""
        self._bot(permissions.named(*names), channel, allowed=False)

    def allow(self, *names: str, channel: Channel | None = None) -> None:
        """Give permissions to the bot: in one channel, or in the whole server."""
        self._bot(permissions.named(*names), channel, allowed=True)

    def _bot(self, bits: int, channel: Channel | None, *, allowed: bool) -> None:
        if channel is not None:
            allow, deny = channel.overwrites.get(self.server.me.id, (0, 0))
            changed = (allow | bits, deny & ~bits) if allowed else (allow & ~bits, deny | bits)
            channel.overwrites[self.server.me.id] = changed
            self.server.gateway.dispatch("CHANNEL_UPDATE", payloads.channel(channel), self.id)
            return
        mine = self.guild.members[self.server.me.id].roles[0]
        for number in (mine,) if allowed else (mine, self.id):
            role = self.guild.roles[number]
            role.permissions = role.permissions | bits if allowed else role.permissions & ~bits
            self.server.gateway.dispatch(
                "GUILD_ROLE_UPDATE", {"guild_id": str(self.id), "role": payloads.role(role)}, self.id
            )

    def hides(self, channel: Channel, *, of: Person | None = None) -> None:
        """Take a channel from everybody's sight (or from one person's)."""
        who = of.id if of else self.id
        allow, deny = channel.overwrites.get(who, (0, 0))
        channel.overwrites[who] = (allow & ~permissions.May.VIEW_CHANNEL, deny | permissions.May.VIEW_CHANNEL)
        self.server.gateway.dispatch("CHANNEL_UPDATE", payloads.channel(channel), self.id)

    # -- what happens to the server -----------------------------------------------------------------------------------

    def removes_bot(self) -> None:
        """Throw the bot out."""
        del self.guild.members[self.server.me.id]
        self.server.gateway.dispatch("GUILD_DELETE", {"id": str(self.id)}, self.id)

    def invites_bot(self) -> None:
        """Take the bot in (again)."""
        role = next(one for one in self.guild.roles.values() if one.name == "Studybell")
        self.guild.members[self.server.me.id] = Member(self.server.me, self.server.clock.now(), [role.id])
        self.server.gateway.dispatch("GUILD_CREATE", payloads.guild_create(self.guild, self.server.me), self.id)

    def fails(self) -> None:
        """Begin an outage: the server is unavailable."""
        self.guild.outage = True
        self.server.gateway.dispatch("GUILD_DELETE", {"id": str(self.id), "unavailable": True}, self.id)

    def recovers(self) -> None:
        """End the outage."""
        self.guild.outage = False
        self.server.gateway.dispatch("GUILD_CREATE", payloads.guild_create(self.guild, self.server.me), self.id)

    def deletes(self, what: Channel | Message) -> None:
        """Delete a channel, a thread or a message, as a moderator."""
        if isinstance(what, Message):
            deeds.remove(self.server, what)
        else:
            deeds.remove_channel(self.server, what)

    def clears(self, channel: Channel, messages: Iterable[Message]) -> None:
        """Delete several messages at once, as moderators' bots do."""
        deeds.remove_many(self.server, channel, list(messages))

    def changes(self, thread: Channel, **changes: Any) -> None:
        """Change a thread as a moderator: name, archived, locked, auto_archive."""
        deeds.change_thread(self.server, thread, **changes)
