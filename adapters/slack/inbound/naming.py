"""Who is meant by a name that was typed where Slack would have let one pick: whoever of the channel alone is called so.

What may never happen: a command that goes on with a member nobody has, or with one of two who are called the same.
"""

import asyncio
import re
from collections.abc import Sequence

from msgspec.structs import replace

from adapters.slack.inbound.arguments import as_typed
from adapters.slack.outbound.people import Roster
from adapters.slack.outbound.roll import Roll
from adapters.slack.terms.ids import spot_of
from adapters.slack.terms.members import Member, folded
from bot.kernel.command import Command, Missing
from bot.kernel.errors import StudybellError, Unreadable
from bot.kernel.event import Event
from bot.kernel.people import Place
from bot.kernel.words import Words

PATIENCE = 1.0
"""Seconds to look a name up before a form is shown without it: Slack shows forms within three seconds of an act."""


class Names:
    """Looks up who is in a channel where a name was typed, and only there."""

    def __init__(self, roll: Roll, roster: Roster) -> None:
        self._roll = roll
        self._roster = roster

    def as_typed(self, text: str, workspace: str) -> str:
        """Return a line as its writer typed it: who was mentioned by name, as far as it is known."""

        def named(found: re.Match[str]) -> str:
            known = self._roster.known(workspace, found[1])
            return f"<@{found[1]}|{re.sub('[<>|]', ' ', known.name)}>" if known else found[0]

        return as_typed(_BARE.sub(named, text))

    async def found(self, of: Command, event: Event, place: Place, say: Words) -> Event:
        """Return the event with ids for the names typed in it. Raises `Unreadable` where it cannot be said who is meant."""
        typed = {param.name: str(getattr(event, param.name) or "") for param in of.params if param.kind == "member"}
        lists = {param.name: str(getattr(event, param.name) or "") for param in of.params if param.kind == "members"}
        if not any(text.startswith("@") for text in typed.values()) and not any(map(_NAMED.search, lists.values())):
            return event
        try:
            people = await self._roll.people(spot_of(place))
        except StudybellError:
            people = ()
        one = {name: _one(name, text, people, say) for name, text in typed.items() if text.startswith("@")}
        return replace(event, **one, **{name: _mentioned(text, people) for name, text in lists.items() if text})

    async def prefilled(self, lacking: Missing, place: Place) -> Missing:
        """Return what a command lacks with ids for the names typed; a name that is not found is asked for once more."""
        typed = {param.name for param in lacking.command.params if param.kind == "member"}
        named = {name: text for name, text in lacking.given.items() if name in typed and text.startswith("@")}
        if not named:
            return lacking
        try:
            async with asyncio.timeout(PATIENCE):
                people = await self._roll.people(spot_of(place))
        except (StudybellError, TimeoutError):
            people = ()
        found = {name: _called(text[1:], people) for name, text in named.items()}
        ids = {name: f"<@{who[0].member}>" for name, who in found.items() if len(who) == 1}
        given = {name: text for name, text in lacking.given.items() if name not in named}
        return Missing(lacking.command, given | ids, lacking.missing)


_BARE = re.compile(r"<@([A-Z0-9]+)>")
"""A mention in which Slack does not tell the name."""

_NAMED = re.compile(r"(?<![\w<])@\w")
"""Somebody named in a list who was not picked."""


def _called(name: str, people: Sequence[Member]) -> list[Member]:
    wanted = folded(name)
    return [each for each in people if wanted in each.called or each.member == name]


def _one(field: str, typed: str, people: Sequence[Member], say: Words) -> str:
    """Return the id of whom a name means."""
    found = _called(typed[1:], people)
    if len(found) == 1:
        return found[0].member
    if found:
        problem = say("{count} people here are called {name}", count=len(found), name=typed[1:])
    else:
        problem = say("nobody I know of here is called {name}", name=typed[1:])
    raise Unreadable(field, f"{problem}: {say('type @ and pick the name from the list that Slack shows')}")


def _mentioned(text: str, people: Sequence[Member]) -> str:
    """Return a list of members with those mentioned who were named behind an @; who cannot be told stays as typed."""
    called = {name for each in people for name in each.called}
    if not called:
        return text
    longest = "|".join(re.escape(name) for name in sorted(called, key=len, reverse=True))

    def mention(found: re.Match[str]) -> str:
        meant = _called(found[1], people)
        return f"<@{meant[0].member}|{meant[0].name}>" if len(meant) == 1 else found[0]

    return re.sub(rf"(?<![\w<])@({longest})(?!\w)", mention, text, flags=re.IGNORECASE)
