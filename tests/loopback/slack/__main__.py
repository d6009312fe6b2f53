"""A loopback Slack as a process of its own: for a bot that is to be killed, or for looking at one from the keyboard.

`python -m tests.loopback.slack --port 8766` prints how to point a bot at it, and then takes lines: `bo: /quiz start capitals`
(`bo` is an admin), `ada: press A`, `ada: choose Paris`, `ada: fill Answer=42; Why=because` (and sends), `ada: shortcut owing`,
`ada: home`, `ada: looks`, `ada: letters`, `ada: reply text` (in the thread of the newest message);
anything else is written. With `--http URL` deliveries go there instead of through Socket Mode.
"""

import argparse
import asyncio
import sys
from collections.abc import Sequence

from tests.loopback.slack.acts import Answer
from tests.loopback.slack.app import loopback
from tests.loopback.slack.people import Person
from tests.loopback.slack.seen import Shown
from tests.loopback.slack.stage import Loopback, Workspace
from tests.loopback.slack.trouble import NotPossible
from tests.loopback.slack.world import Channel


class Keyboard:
    """What somebody types, done by the people they name; who speaks first joins first. `bo` is an admin."""

    def __init__(self, server: Loopback) -> None:
        self.server = server
        server.forgiving = True
        self.team: Workspace = server.team()
        self.channel: Channel = self.team.channel()
        self.people: dict[str, Person] = {"bo": self.team.member("Bo", admin=True)}

    async def line(self, line: str) -> str:
        """Do one line; return what there is to read."""
        name, _, rest = line.partition(":")
        if not rest.strip():
            return "who: what - for instance  bo: /study help"
        key = name.strip().lower()
        person = self.people.get(key) or self.team.member(name.strip().capitalize())
        self.people[key] = person
        try:
            return await self.act(person, rest.strip())
        except NotPossible as error:
            return f"not possible: {error}"

    async def act(self, person: Person, said: str) -> str:
        """Let somebody do something."""
        word, _, rest = said.partition(" ")
        if said.startswith("/"):
            return read(await person.command(self.channel, said))
        match word:
            case "press":
                return await self.press(person, rest)
            case "choose":
                seen = [one for one in person.sees(self.channel) if one.selects]
                return read(await person.chooses(seen[-1], rest)) if seen else "there is nothing to choose from"
            case "fill":
                values = dict(part.strip().split("=", 1) for part in rest.split(";") if "=" in part)
                return read(await person.modal.submit(values)) if person.modal else "no form is open"
            case "shortcut":
                return read(await person.shortcut(rest))
            case "home":
                return str(await person.home() or "nothing was published")
            case "looks":
                return "\n\n".join(map(str, person.sees(self.channel)))
            case "letters":
                return "\n\n".join(map(str, person.dms()))
            case "reply":
                top = [one for one in person.sees(self.channel) if not one.private][-1]
                return str(await person.writes(self.channel, rest, thread=top.thread or top.ts))
        return str(await person.writes(self.channel, said))

    async def press(self, person: Person, label: str) -> str:
        """Press a button: of the form that is open, or the newest one that begins so."""
        if person.modal and any(one.startswith(label) for one in person.modal.buttons):
            return read(await person.modal.presses(label))
        shown: Sequence[Shown] = [*person.sees(self.channel), *person.dms(), *filter(None, [person.home_shown])]
        found = [one for one in shown if any(each.startswith(label) for each in one.buttons)]
        return read(await person.presses(found[-1], label)) if found else f"there is no button {label!r}"


def read(answer: Answer) -> str:
    """Return what an answer shows."""
    if answer.modal is not None:
        return f"(form) {answer.modal}"
    return f"{'(only you) ' if answer.private else ''}{answer}"


async def serve(port: int, urls: Sequence[str]) -> None:
    """Serve until standard input ends."""
    async with loopback(port=port) as server:
        keyboard = Keyboard(server)
        server.http(*urls)
        specs = "with Slack's published types" if server.specs else "by hand alone: STUDYBELL_SPECS is not set"
        say(
            f"STUDYBELL_SLACK_BOT_TOKEN={server.bot_token}\nSTUDYBELL_SLACK_APP_TOKEN={server.app_token}\n"
            f"STUDYBELL_SLACK_API_URL={server.api_url}\n# over HTTP: STUDYBELL_SLACK_SIGNING_SECRET={server.signing_secret}\n"
            f"# workspace {keyboard.team.id}, channel {keyboard.channel.id}; judging {specs}"
        )
        while line := await asyncio.to_thread(sys.stdin.readline):
            if line.strip():
                say(await keyboard.line(line.strip()))
                say("".join(f"! {one.method}: {one.said}\n" for one in server.problems).rstrip())
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
        "--http", nargs="*", default=[], metavar="URL", help="where to deliver to, instead of Socket Mode"
    )
    given = parser.parse_args()
    asyncio.run(serve(given.port, given.http))
