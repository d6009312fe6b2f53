"""Who acts, and where: members, hosts and places, without a word about platforms."""

from msgspec import Struct

from bot.kernel.clock import Instant


class Place(Struct, frozen=True, order=True):
    """A channel, or a thread in it.

    `workspace` begins with the platform's name (``discord:4242``, ``slack:T1``, ``playground:main``), so that
    no two platforms can be mistaken for each other; `channel` and `thread` are the platform's own ids.
    """

    workspace: str
    channel: str
    thread: str = ""

    @property
    def platform(self) -> str:
        """The name of the surface this place belongs to."""
        return self.workspace.partition(":")[0]


class Actor(Struct, frozen=True):
    """A person at the moment of an act.

    `member` is the platform's id of the person, unique within the workspace; `host` says whether this person
    may run sessions here, as established on the server's side at this very act; `locale` is the
    language of private texts (BCP 47, ``en`` when unknown); `zone` is the IANA zone the platform has them in,
    "" where it does not tell.
    """

    member: str
    name: str
    host: bool = False
    locale: str = "en"
    zone: str = ""


ENGINE = Actor(member="", name="Studybell", host=True)
"""Who acts when time passes or a message was posted: nobody."""


class Attendee(Struct, frozen=True):
    """A member as the roll has them: who they are, and how and when they may be reached.

    `zone` is their own IANA zone, "" for the group's; `quiet` the minutes of the local day between which nobody may ring
    (from, to; over midnight when from > to); `away` the instant until which they are away, 0 when they are not;
    `reminders` False when they want none.
    """

    member: str
    name: str
    host: bool = False
    zone: str = ""
    quiet: tuple[int, int] | None = None
    away: Instant = 0
    reminders: bool = True
