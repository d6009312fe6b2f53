"""People of tests. They do what Slack's app would let them do, see what it would show them, and nothing else."""

from tests.loopback.slack.server import Slack
from tests.loopback.slack.world import Team, User


class Person:
    """A member of a workspace, with their eyes and fingers."""

    def __init__(self, server: Slack, team: Team, user: User) -> None:
        self.server = server
        self.team = team
        self.user = user

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
