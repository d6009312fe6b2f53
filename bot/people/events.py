"""What people set for themselves and hosts for their group. A field that is None or left out stays as it is."""

from typing import Annotated, Literal

from msgspec import Meta

from bot.decks.model import Scoring
from bot.kernel.command import Members, OwnWhen, command
from bot.kernel.event import Event
from bot.kernel.words import marked


@command("study settings", marked("Set the group's time zone, language, host role, quiet hours and scoring"), host=True)
class GroupSettings(Event, frozen=True, tag="group"):
    """Change the settings of the workspace; with nothing given a form shows all of them."""

    zone: Annotated[str, Meta(description=marked("The group's time zone, such as Europe/London"))] | None = None
    language: Annotated[str, Meta(description=marked("Language of what everybody reads, such as en"))] | None = None
    host_role: Annotated[str, Meta(description=marked("Role whose members may run sessions; none for none"))] | None = (
        None
    )
    quiet: Annotated[str, Meta(description=marked("When nobody is reminded: 22:00-7:00, 10pm-7am or none"))] | None = (
        None
    )
    scoring: Annotated[Scoring | None, Meta(description=marked("How points are given where a deck does not say"))] = (
        None
    )
    hosts: (
        Annotated[Members, Meta(description=marked("Members who may run sessions: @Ada @Ben; none for none"))] | None
    ) = None


@command("study preferences", marked("Set your own time zone, quiet hours and reminders"))
class Preferences(Event, frozen=True, tag="prefs"):
    """Change one's own preferences; with nothing given a form shows all of them. ``group`` or "" goes with the group."""

    zone: (
        Annotated[str, Meta(description=marked("Your time zone, such as Europe/London; group for the group's"))] | None
    ) = None
    quiet: (
        Annotated[
            str, Meta(description=marked("When you are not reminded: 22:00-7:00, none, or group for the group's"))
        ]
        | None
    ) = None
    reminders: Annotated[Literal["on", "off"] | None, Meta(description=marked("Whether I may remind you at all"))] = (
        None
    )


@command("study away", marked("Get no reminders until a day and time; dates stay as they are"))
class Away(Event, frozen=True, tag="away"):
    """Be away; with nothing given a form asks until when. A reminder's button shows that form too."""

    until: Annotated[OwnWhen, Meta(description=marked("Until when, such as mon 9:00 or in 2 weeks"))] = ""


@command("study back", marked("Be back: reminders reach you again"))
class Back(Event, frozen=True, tag="back"):
    """Be away no longer."""
