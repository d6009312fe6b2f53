"""What happens to a workspace beside what its people write: strangers, departures, other apps, installing and uninstalling."""

from typing import TYPE_CHECKING, Any

from tests.loopback.slack import deeds, oauth, payloads
from tests.loopback.slack.people import Person
from tests.loopback.slack.server import Happened
from tests.loopback.slack.world import Channel, Team, User

if TYPE_CHECKING:
    from tests.loopback.slack.stage import Loopback


class Happenings:
    """A workspace and what befalls it."""

    server: "Loopback"
    team: Team

    def stranger(self, name: str, *channels: Channel, **options: Any) -> Person:
        """Let somebody of another organisation's workspace into shared channels (Slack Connect)."""
        away = Team(self.server.ids.next("T"), f"{name}'s company", f"{name.lower()}-co")
        user = self.server.add_user(away, name, **options)
        self.team.users[user.id] = user
        for channel in channels:
            channel.members.append(user.id)
        return Person(self.server, self.team, user)

    def deactivates(self, person: Person) -> None:
        """Deactivate somebody's account: `user_change`; they are in no channel any more."""
        person.user.deleted = True
        for channel in self.team.channels.values():
            if person.id in channel.members and channel.kind != "im":
                channel.members.remove(person.id)
        event = {"type": "user_change", "user": payloads.user(person.user), "event_ts": self.server.stamps.next()}
        self.server.happened(Happened(self.team, event))

    def archives(self, channel: Channel) -> None:
        """Archive a channel."""
        channel.archived = True
        event = {
            "type": "channel_archive",
            "channel": channel.id,
            "user": self.owner.id,
            "event_ts": self.server.stamps.next(),
        }
        self.server.happened(Happened(self.team, event, channel))

    @property
    def owner(self) -> User:
        """Somebody who may do everything there."""
        people = [one for one in self.team.users.values() if not one.bot]
        return next((one for one in people if one.owner or one.admin), None) or self.server.add_user(
            self.team, "Owner", owner=True, admin=True
        )

    def other_app_says(self, channel: Channel, text: str, *, thread: str = "", name: str = "Builds") -> None:
        """Let another app write: `bot_message`."""
        bot = User(self.server.ids.next("U"), name, self.team, bot=True)
        body: dict[str, Any] = {"subtype": "bot_message", "bot_id": self.server.ids.next("B"), "username": name}
        deeds.post(self.server, channel, bot, text, thread_ts=thread, **body)

    # -- the app comes and goes ---------------------------------------------------------------------------------------

    def installs(self, url: str, by: Person, *, org_wide: bool = False) -> str:
        """Press Allow on the page to which the app's install link leads; return where the browser is sent."""
        team = None if org_wide else self.team
        return self.server.installing.allow(url, by.user, team, self.team.enterprise)

    def declines(self, url: str) -> str:
        """Press Cancel there."""
        return self.server.installing.cancel(url)

    def uninstalls(self, order: str = oauth.FIRST_REVOKED) -> None:
        """Take the app out; `order`: which of the two events comes first."""
        self.server.uninstall(self.team, order)

    def revokes(self) -> None:
        """Take the bot's token back."""
        assert self.team.grant is not None
        oauth.revoke(self.server, self.team.grant)

    def gives_access(self, *teams: Team) -> None:
        """Let an app of the whole organisation into further workspaces: `team_access_granted`."""
        self._access("team_access_granted", *teams)

    def takes_access(self, *teams: Team) -> None:
        """Take an app of the whole organisation out of workspaces: `team_access_revoked`."""
        self._access("team_access_revoked", *teams)

    def _access(self, kind: str, *teams: Team) -> None:
        ids = [one.id for one in teams or (self.team,)]
        event = {"type": kind, "team_ids": ids, "event_ts": self.server.stamps.next()}
        self.server.happened(Happened(self.team, event))
