"""A loopback Slack as a process of its own: for a bot that is to be killed, or for looking at one from the keyboard.

`python -m tests.loopback.slack --port 8766` prints how to point a bot at it, and then takes lines: `bo: /quiz start capitals`
(`bo` is an admin), `ada: press B`, `ada: choose Paris`, `ada: submit Answer=42; Why=so`, `ada: close` (the form), `ada: home`,
`ada: looks`, `ada: letters`, `ada: reply text` (in the newest message's thread), `ada: thread` (what stands there); anything else
is written. With `--http URL`, once for each replica, the app is told over HTTP, else over Socket Mode.
"""

import argparse
import asyncio
import sys
from collections.abc import Sequence

from tests.loopback.slack.acts import Answer, Unanswered
from tests.loopback.slack.app import loopback
from tests.loopback.slack.people import Person
from tests.loopback.slack.seen import Shown
from tests.loopback.slack.stage import Loopback
from tests.loopback.slack.trouble import NotPossible


class Keyboard:
    """What somebody types, done by the people they name; who speaks first joins first. `bo` is an admin."""

    def __init__(self, server: Loopback) -> None:
        self.server = server
        self.team = server.team()
        self.channel = self.team.channel()
        self.people: dict[str, Person] = {"bo": self.team.member("Bo", admin=True)}

    async def line(self, line: str) -> str:
        """Do one line; return what there is to read."""
        name, _, rest = line.partition(":")
        if not rest.strip():
            return "who: what - for instance  bo: /study help"
        key = name.strip().lower()
        if key not in self.people:
            self.people[key] = self.team.member(name.strip().capitalize())
        try:
            return await self.act(self.people[key], rest.strip())
        except (NotPossible, Unanswered) as error:
            return f"not possible: {error}"

    async def act(self, person: Person, said: str) -> str:
        """Let somebody do something."""
        word, _, rest = said.partition(" ")
        if said.startswith("/"):
            return read(await person.command(self.channel, word, rest))
        match word:
            case "press" | "choose":
                return await self.touch(person, word, rest)
            case "submit":
                values = dict(part.strip().split("=", 1) for part in rest.split(";") if "=" in part)
                return read(await person.modal.submit(values)) if person.modal else "no form is open"
            case "close":
                if person.modal is None:
                    return "no form is open"
                await person.modal.closes()
                return "closed"
            case "reply":
                top = self.newest(person)
                return (
                    str(await person.writes(self.channel, rest, thread=top.ts))
                    if top
                    else "there is nothing to reply to"
                )
        return await self.look(person, said)

    async def touch(self, person: Person, word: str, label: str) -> str:
        """Press a button or choose something: in the form that is open, else in the newest message that has it."""
        form = person.modal
        if form is not None:
            return read(await (form.presses(label) if word == "press" else form.chooses(label)))
        for shown in reversed([*self.all_seen(person), *([person.home_shown] if person.home_shown else [])]):
            if word == "press" and any(one.startswith(label) for one in shown.buttons):
                return read(await person.presses(shown, label))
            if word == "choose" and shown.selects:
                return read(await person.chooses(shown, label))
        return f"there is no button {label!r}" if word == "press" else "there is nothing to choose from"

    async def look(self, person: Person, said: str) -> str:
        """Look at something, or write what is no word of ours."""
        match said:
            case "looks":
                return "\n\n".join(map(str, person.sees(self.channel)))
            case "thread":
                top = self.newest(person)
                return "\n\n".join(map(str, person.sees(self.channel, top.ts))) if top else ""
            case "letters":
                return "\n\n".join(map(str, person.dms()))
            case "home":
                return str(await person.home() or "nothing is there")
        return str(await person.writes(self.channel, said))

    def newest(self, person: Person) -> Shown | None:
        """Return the newest message of the channel that everybody sees."""
        return next((one for one in reversed(person.sees(self.channel)) if not one.private), None)

    def all_seen(self, person: Person) -> list[Shown]:
        """Return what somebody sees in the channel and in their direct messages, the latter last if they are newer."""
        return sorted([*person.sees(self.channel), *person.dms()], key=lambda one: one.ts)


def read(answer: Answer) -> str:
    """Return what an answer shows."""
    return f"{'(only you) ' if answer.private and not answer.modal else ''}{answer}"


def settings(server: Loopback, *, http: bool) -> str:
    """Return how a bot is pointed at this Slack."""
    way = f"SIGNING_SECRET={server.signing_secret}" if http else f"APP_TOKEN={server.app_token}"
    lines = (f"BOT_TOKEN={server.bot_token}", way, f"API_URL={server.api_url}")
    return "\n".join(f"STUDYBELL_SLACK_{one}" for one in lines)


async def serve(port: int, urls: Sequence[str]) -> None:
    """Serve until standard input ends."""
    async with loopback(port=port) as server:
        server.http(*urls)
        keyboard = Keyboard(server)
        specs = "with Slack's published types" if server.specs else "by hand alone: STUDYBELL_SPECS is not set"
        say(settings(server, http=bool(urls)))
        say(f"# workspace {keyboard.team.id}, channel {keyboard.channel.id}; judging {specs}")
        while line := await asyncio.to_thread(sys.stdin.readline):
            if line.strip():
                say(await keyboard.line(line.strip()))
                say("\n".join(f"! {one.method}: {one.said}" for one in server.problems))
                server.problems.clear()


def say(text: str) -> None:
    """Print at once."""
    if text:
        sys.stdout.write(text + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        prog="python -m tests.loopback.slack", description="Serve a strict Slack on this machine."
    )
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument(
        "--http", action="append", default=[], metavar="URL", help="deliver there instead of Socket Mode"
    )
    given = parser.parse_args()
    asyncio.run(serve(given.port, given.http))
