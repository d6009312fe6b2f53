"""What somebody does in a transcript, done in Discord's app: commands with their options, buttons, selects, forms, messages.

The lines are those of the terminal (`adapters/terminal/inbound.py` and `writing.py` list them). What Discord's app itself would
not let them do is told as such; nothing of it reaches the bot then.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from bot.kernel.command import Command, parse
from bot.kernel.errors import Unreadable
from bot.kernel.event import Event
from tests.loopback.discord import Answer, Channel, Message, NotPossible, Person, Shown, acts
from tests.loopback.discord.interactions import COMPONENT
from tests.loopback.discord.modals import inputs
from tests.loopback.discord.seen import BUTTON, SELECTS
from tests.transcripts.lines import DELETES, EDITS, NEXT_FIELD, POSTS, REPLIES, manner

if TYPE_CHECKING:
    from tests.transcripts.discord_stage import DiscordStage

NO_ANSWER = "(The application did not respond)"


class Acts:
    """Does what lines say. The form somebody has open, and controls that stood somewhere once, are remembered."""

    def __init__(self, stage: "DiscordStage") -> None:
        self._stage = stage
        self._forms: dict[int, Answer] = {}
        self._stood: dict[int, dict[str, str]] = {}

    async def do(self, by: Person, line: str, channel: Channel, thread: str | None) -> list[str]:
        """Do what the line says, as often and as late as it says; return what Discord itself answers."""
        how = manner(line)
        place = self._thread(channel, thread) if thread is not None else channel
        self._stage.delayed.behind = how.ago
        try:
            deed = self._deed(by, how.line, place)
            pending = [asyncio.ensure_future(deed()) for _ in range(how.times)]
            await asyncio.sleep(0)
            self._stage.delayed.behind = 0
            answers = await asyncio.gather(*pending)
        except (NotPossible, Unreadable) as error:
            return [f"(Discord does not let {by.name} do that: {error})"]
        finally:
            self._stage.delayed.behind = 0
        return [said for answer in answers if (said := self._noted(by, answer))]

    def _noted(self, by: Person, answer: Answer | None) -> str:
        """Note the form an answer opened; return what Discord says where there was no answer."""
        if answer is None:
            return ""
        if answer.modal is not None:
            self._forms[by.id] = answer
            return f"┌ (only {by.name} sees) a form: {_read(answer.modal)}"
        return NO_ANSWER if answer.failed else ""

    def _deed(self, by: Person, line: str, place: Channel) -> Callable[[], Awaitable[Answer | None]]:
        verb, _, rest = line.partition(" ")
        match verb.rstrip(":"):
            case "presses":
                return lambda: self._press(by, rest, place)
            case "chooses":
                return lambda: self._choose(by, rest, place)
            case "fills":
                return lambda: self._fill(by, rest.removeprefix("in").strip())
            case "posts" | "replies" | "edits" | "deletes":
                return lambda: self._write(by, line, place)
            case _ if line.startswith("/"):
                return lambda: self._command(by, line, place)
            case _:
                raise AssertionError(f"nobody knows how to do this in Discord: {line}")

    async def _act(
        self, kind: int, by: Person, place: Channel, data: dict[str, Any], on: Message | None = None
    ) -> Answer:
        """Act; nobody waits for an answer while the bot is away."""
        if self._stage.up:
            return await acts.act(self._stage.server, kind, by.user, place, data, on)
        return Answer(self._stage.server, acts.begin(self._stage.server, kind, by.user, place, data, on))

    # -- commands and controls ----------------------------------------------------------------------------------------

    async def _command(self, by: Person, line: str, place: Channel) -> Answer:
        found, event = parse(line)
        return await by.command(place, found.path, **self._values(found, event))

    def _values(self, found: Command, event: Event) -> dict[str, Any]:
        """Return the options that were typed: those that are not as they are by themselves."""
        given = {param.name: getattr(event, param.name) for param in found.params}
        typed = {param.name: given[param.name] for param in found.params if given[param.name] != param.default}
        kinds = {param.name: param.kind for param in found.params}
        return {name: self._person(value) if kinds[name] == "member" else value for name, value in typed.items()}

    def _person(self, name: str) -> Person:
        wanted = name.removeprefix("@").casefold()
        found = next((each for known, each in self._stage.people.items() if known.casefold() == wanted), None)
        if found is None:
            raise NotPossible(f"there is no member {name}")
        return found

    async def _press(self, by: Person, wanted: str, place: Channel) -> Answer:
        """Press a button by its label, the newest that stands first; then one that stood there once."""
        label, _, title = wanted.partition(" on ")
        every = [one for one in self._seen(by, place) if title.casefold() in one.text.partition("\n---")[0].casefold()]
        for choose in (str.__eq__, str.startswith):
            for one in every:
                for known, custom_id in self._buttons(one):
                    if choose(known.casefold(), label.casefold()):
                        data = {"custom_id": custom_id, "component_type": BUTTON, "id": 1}
                        return await self._act(COMPONENT, by, one.message.channel, data, one.message)
        raise NotPossible(f"there is no button {wanted!r} to be seen")

    def _buttons(self, one: Shown) -> list[tuple[str, str]]:
        """Return label and custom id of the buttons of a message, those that stand first."""
        standing = {each.label: each.custom_id for each in one.controls if each.kind == BUTTON and not each.disabled}
        stood = self._stood.setdefault(one.id, {})
        stood.update(standing)
        return [*standing.items(), *((label, token) for label, token in stood.items() if label not in standing)]

    def remember(self, every: list[Shown]) -> None:
        """Remember the controls of messages as they stand: people press what they saw a moment ago."""
        for one in every:
            self._buttons(one)

    async def _choose(self, by: Person, wanted: str, place: Channel) -> Answer:
        for one in self._seen(by, place):
            select = next((each for each in one.controls if each.kind in SELECTS), None)
            if select is not None:
                labels = [
                    label
                    for word in wanted.split(",")
                    for label in select.options
                    if label.casefold().startswith(word.strip().casefold())
                ]
                return await by.choose(one, *labels, of=select.label)
        raise NotPossible("there is nothing to choose from")

    async def _fill(self, by: Person, typed: str) -> Answer:
        opened = self._forms.get(by.id)
        if opened is None or opened.modal is None:
            raise NotPossible("no form is open")
        fields = [str(one["custom_id"]) for one in inputs(opened.modal)]
        if len(fields) == 1:
            parts = {fields[0]: typed}
        else:
            parts = {name: value for name, _, value in (part.partition("=") for part in NEXT_FIELD.split(typed))}
        values = {name.strip(): value.replace("\\n", "\n").replace("\\;", ";") for name, value in parts.items()}
        return await by.submit(opened, values)

    def _seen(self, by: Person, place: Channel) -> list[Shown]:
        """Return what they have before their eyes, newest first: the channel and its threads, then their direct messages."""
        here = [one for channel in (place, *self._threads(place)) for one in _visible(by, channel)]
        return sorted(here, key=lambda one: -one.id) + by.inbox()[::-1]

    # -- threads ------------------------------------------------------------------------------------------------------

    def _threads(self, channel: Channel) -> list[Channel]:
        every = channel.guild.channels.values() if channel.guild else ()
        return [one for one in every if one.parent is channel and not one.is_gone]

    def _thread(self, channel: Channel, title: str) -> Channel:
        found = [one for one in self._threads(channel) if title in one.name and (title or not one.locked)]
        if not found:
            raise NotPossible(f"there is no open thread {title}")
        return max(found, key=lambda one: one.id)

    async def _write(self, by: Person, line: str, place: Channel) -> None:
        """Write, edit or delete in a thread."""
        if found := POSTS.fullmatch(line):
            await by.writes(self._in(place, found["thread"]), self._said(found["text"]))
        elif found := REPLIES.fullmatch(line):
            thread = self._in(place, found["thread"])
            await by.writes(
                thread, self._said(found["text"]), reply_to=self._answered(by, thread, found["whom"], found["title"])
            )
        elif found := EDITS.fullmatch(line):
            await by.edits(self._post(by, place, by.name, found["old"] or ""), self._said(found["text"]))
        elif found := DELETES.fullmatch(line):
            await by.removes(self._post(by, place, by.name if found["own"] else found["whose"], found["old"] or ""))
        else:
            raise AssertionError(f"nobody knows what is written here: {line}")

    def _in(self, place: Channel, title: str | None) -> Channel:
        return place if place.is_thread else self._thread(place, title or "")

    def _answered(self, by: Person, thread: Channel, whom: str, title: str | None) -> Shown:
        wanted = title or ("" if whom == "the card" else whom)
        for one in reversed(_visible(by, thread)):
            if one.author == whom or (one.author == "Studybell" and wanted in one.text.partition("\n")[0]):
                return one
        raise NotPossible(f"there is nothing of {whom} {title or ''} to reply to")

    def _post(self, by: Person, place: Channel, name: str, beginning: str) -> Shown:
        threads = [place] if place.is_thread else self._threads(place)
        every = [one for thread in threads for one in _visible(by, thread)]
        found = [one for one in every if one.author == name and one.text.startswith(beginning)]
        if not found:
            raise NotPossible(f"there is no post of {name} {beginning}")
        return max(found, key=lambda one: one.id)

    def _said(self, text: str) -> str:
        """Return the text without the quotes around it, its line breaks as such, and @names as mentions."""
        if len(text) > 1 and text[0] + text[-1] in {'""', "“”"}:
            text = text[1:-1]
        for name, person in sorted(self._stage.people.items(), key=lambda item: -len(item[0])):
            text = text.replace(f"@{name}", person.mention)
        return text.replace("\\n", "\n")


def _visible(by: Person, channel: Channel) -> list[Shown]:
    try:
        return by.sees(channel)
    except NotPossible:
        return []


def _read(modal: dict[str, Any]) -> str:
    """Return a form as it reads: a line for each field, with what stands in it, what may be chosen and what it is for."""
    lines = [str(modal["title"])]
    for label in modal["components"]:
        field = label.get("component") or label["components"][0]
        options = " / ".join(option["label"] for option in field.get("options", ()))
        hints = [hint for hint in (options, label.get("description"), field.get("placeholder")) if hint]
        value = str(field.get("value") or "____").replace("\n", "\n  ")
        lines.append(
            "  ".join([f"{label.get('label') or field.get('label')}: {value}", *(f"({hint})" for hint in hints)])
        )
    return "\n│ ".join(lines)
