"""How a test makes its Slack: workspaces with channels and people, and what the app was granted."""

from typing import Any

from tests.loopback.slack import deeds
from tests.loopback.slack.entering import enter
from tests.loopback.slack.happenings import Happenings
from tests.loopback.slack.people import Person
from tests.loopback.slack.telling import Telling
from tests.loopback.slack.world import Channel, Kind, Message, Team, User, UserGroup


class Loopback(Telling):
    """The Slack of a test."""

    def team(self, name: str = "School", **options: Any) -> "Workspace":
        """Make a workspace with the app in it (`installed=False`: without; `enterprise="E1"`: of an organisation)."""
        return Workspace(self, self.add_team(name, **options))

    def enter(self, manifest: dict[str, Any]) -> None:
        """Enter the app's manifest on its settings page: commands, shortcuts, events, scopes."""
        enter(self, manifest)


class Workspace(Happenings):
    """A workspace, as its owner handles it."""

    def __init__(self, server: Loopback, team: Team) -> None:
        self.server = server
        self.team = team

    @property
    def id(self) -> str:
        """The workspace's id."""
        return self.team.id

    @property
    def bot(self) -> User:
        """Our app's bot user there."""
        assert self.team.bot is not None
        return self.team.bot

    @property
    def bot_token(self) -> str:
        """Our app's bot token there."""
        assert self.team.grant is not None
        return self.team.grant.token

    def scopes(self, *scopes: str) -> None:
        """Let the app's token there have these scopes and no others."""
        assert self.team.grant is not None
        self.team.grant.scopes = set(scopes)

    def channel(self, name: str = "general", kind: Kind = "channel", *, bot: bool = True) -> Channel:
        """Make a channel with everybody in it, the bot among them (`bot=False`: without)."""
        letter = "C" if kind == "channel" else "G"
        inside = [one.id for one in self.team.users.values() if not one.bot or (bot and one is self.team.bot)]
        channel = Channel(
            self.server.ids.next(letter), name, self.team, kind, inside, created=self.server.clock.now(),
            general=name == "general",
        )  # fmt: skip
        self.team.channels[channel.id] = channel
        return channel

    def private(self, name: str = "private", *, bot: bool = True) -> Channel:
        """Make a private channel with everybody in it."""
        return self.channel(name, "group", bot=bot)

    def member(self, name: str, *, joins: bool = True, **options: Any) -> Person:
        """Let somebody join the workspace and all its channels (`joins=False`: none); options are those of `User`."""
        user = self.server.add_user(self.team, name, **options)
        for channel in self.team.channels.values() if joins else ():
            if channel.kind in ("channel", "group"):
                channel.members.append(user.id)
        return Person(self.server, self.team, user)

    def group(self, handle: str, *people: Person) -> UserGroup:
        """Make a user group."""
        made = UserGroup(self.server.ids.next("S"), handle, handle.capitalize(), [one.id for one in people])
        self.team.groups[made.id] = made
        return made

    def invites_bot(self, channel: Channel, by: Person | None = None) -> None:
        """Type ``/invite @Studybell`` in a channel."""
        deeds.join(self.server, channel, self.bot, by.user if by else None)

    def removes_bot(self, channel: Channel) -> None:
        """Remove the app from a channel."""
        deeds.leave(self.server, channel, self.bot)

    def deletes(self, message: Message) -> None:
        """Delete a message, as an admin."""
        deeds.remove(self.server, message)
