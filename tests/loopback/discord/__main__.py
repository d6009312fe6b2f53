"""A loopback Discord as a process of its own: for a bot that is to be killed, or for looking at one from the keyboard.

`python -m tests.loopback.discord --port 8765` prints how to point a bot at it, and then takes lines:
`bo: /quiz start deck=capitals` (`bo` is a host), `ada: press A`, `ada: choose Paris`, `ada: submit Name=Ada; Age=9`,
`ada: looks`, `ada: letters`; anything else is written.
"""

import argparse
import asyncio
import shlex
import sys

from tests.loopback.discord.acts import Answer
from tests.loopback.discord.app import loopback
from tests.loopback.discord.people import Person
from tests.loopback.discord.stage import Classroom, Loopback
from tests.loopback.discord.trouble import NotPossible
from tests.loopback.discord.world import Channel


class Keyboard:
    """What somebody types, done by the people they name; who speaks first joins first. `bo` is a host."""

    def __init__(self, server: Loopback) -> None:
        self.server = server
        self.room: Classroom = server.guild()
        self.channel: Channel = self.room.channel()
        self.people: dict[str, Person] = {"bo": self.room.member("Bo", host=True)}
        self.form: Answer | None = None

    async def line(self, line: str) -> str:
        """Do one line; return what there is to read."""
        name, _, rest = line.partition(":")
        if not rest.strip():
            return "who: what - for instance  bo: /study help"
        key = name.strip().lower()
        person = self.people.setdefault(key, self.people.get(key) or self.room.member(name.strip().capitalize()))
        try:
            return await self.act(person, rest.strip())
        except NotPossible as error:
            return f"not possible: {error}"

    async def act(self, person: Person, said: str) -> str:
        """Let somebody do something."""
        word, _, rest = said.partition(" ")
        if said.startswith("/"):
            return self.read(await self.command(person, said))
        match word:
            case "press":
                shown = [one for one in person.sees(self.channel) if any(b.startswith(rest) for b in one.buttons)]
                return self.read(await person.press(shown[-1], rest)) if shown else f"there is no button {rest!r}"
            case "choose":
                shown = [one for one in person.sees(self.channel) if any(each.options for each in one.controls)]
                return self.read(await person.choose(shown[-1], rest)) if shown else "there is nothing to choose from"
            case "submit":
                values = dict(part.strip().split("=", 1) for part in rest.split(";") if "=" in part)
                return self.read(await person.submit(self.form, values)) if self.form else "no form is open"
            case "looks":
                return "\n\n".join(map(str, person.sees(self.channel)))
            case "letters":
                return "\n\n".join(map(str, person.inbox()))
        return str(await person.writes(self.channel, said))

    async def command(self, person: Person, said: str) -> Answer:
        """Send a slash command: words, then options as name=value."""
        words = shlex.split(said)
        values = dict(word.split("=", 1) for word in words if "=" in word)
        typed = {name: int(value) if value.lstrip("-").isdigit() else value for name, value in values.items()}
        return await person.command(self.channel, " ".join(word for word in words if "=" not in word), **typed)

    def read(self, answer: Answer) -> str:
        """Return what an answer shows; a form stays open to be sent."""
        if answer.modal is not None:
            self.form = answer
        return f"{'(only you) ' if answer.private else ''}{answer}"


async def serve(port: int) -> None:
    """Serve until standard input ends."""
    async with loopback(port=port) as server:
        keyboard = Keyboard(server)
        specs = "with Discord's published OpenAPI" if server.specs else "by hand alone: STUDYBELL_SPECS is not set"
        say(
            f"STUDYBELL_DISCORD_TOKEN={server.token}\nSTUDYBELL_DISCORD_API_URL={server.api_url}\n"
            f"STUDYBELL_DISCORD_GATEWAY_URL={server.gateway_url}\n"
            f"# server {keyboard.room.id}, channel {keyboard.channel.id}; judging {specs}"
        )
        while line := await asyncio.to_thread(sys.stdin.readline):
            if line.strip():
                say(await keyboard.line(line.strip()))
                say("".join(f"! {one.method} {one.path}: {one.said}\n" for one in server.offences).rstrip())
                server.offences.clear()


def say(text: str) -> None:
    """Print at once."""
    if text:
        sys.stdout.write(text + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        prog="python -m tests.loopback.discord", description="Serve a strict Discord on this machine."
    )
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    asyncio.run(serve(parser.parse_args().port))
