"""What somebody does in a transcript, done in Slack's app: commands, buttons, selects, forms, messages; in threads by mention.

The lines are those of the terminal (`adapters/terminal/inbound.py` and `writing.py` list them). What Slack's app itself would not
let them do is told as such; nothing of it reaches the bot then.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from bot.kernel.clock import SECOND
from bot.kernel.command import commands
from bot.kernel.errors import Unreadable
from bot.kernel.when import read_when
from bot.kernel.words import words
from bot.kernel.zones import zone_named
from bot.people.prefs import settings_of
from tests.loopback.slack import Channel, NotPossible, Person
from tests.loopback.slack.acts import Answer
from tests.loopback.slack.modals import Modal
from tests.loopback.slack.seen import Control, Shown
from tests.transcripts.lines import DELETES, EDITS, NEXT_FIELD, POSTS, REPLIES, manner

if TYPE_CHECKING:
    from tests.transcripts.slack_stage import SlackStage

NO_ANSWER = "(Studybell did not respond)"


class Acts:
    """Does what lines say. Controls that stood somewhere once are remembered: people press what they saw a moment ago."""

    def __init__(self, stage: "SlackStage") -> None:
        self._stage = stage
        self._stood: dict[str, dict[str, Control]] = {}

    async def do(self, by: Person, line: str, channel: Channel, thread: str | None) -> list[str]:
        """Do what the line says, as often and as late as it says; return what Slack itself answers."""
        how = manner(line)
        delayed = self._stage.delayed
        delayed.behind = how.ago
        try:
            deed = await self._deed(by, how.line, channel, thread)
            pending = [asyncio.ensure_future(deed()) for _ in range(how.times)]
            await asyncio.sleep(0)
            delayed.behind = 0
            answers = await asyncio.gather(*pending)
        except (NotPossible, Unreadable) as error:
            return [f"(Slack does not let {by.name} do that: {error})"]
        finally:
            delayed.behind = 0
        return [NO_ANSWER for answer in answers if isinstance(answer, Answer) and answer.failed]

    async def _deed(
        self, by: Person, line: str, channel: Channel, thread: str | None
    ) -> Callable[[], Awaitable[Answer | Shown | None]]:
        verb, _, rest = line.partition(" ")
        match verb.rstrip(":"):
            case "presses":
                return lambda: self._press(by, rest, channel)
            case "chooses":
                return lambda: self._choose(by, rest, channel)
            case "fills":
                modal, values = await self._filled(by, rest.removeprefix("in").strip())
                return lambda: modal.submit(values)
            case "posts" | "replies" | "edits" | "deletes":
                return lambda: self._write(by, line, channel, thread)
            case _ if line.startswith("/") and thread is not None:
                ts = self._thread(channel, thread)
                return lambda: by.writes(channel, f"@Studybell {self._typed(line)[1:]}", thread=ts)
            case _ if line.startswith("/"):
                family, _, text = self._typed(line).partition(" ")
                return lambda: by.command(channel, family, text)
            case _:
                raise AssertionError(f"nobody knows how to do this in Slack: {line}")

    # -- commands and controls ----------------------------------------------------------------------------------------

    def _typed(self, line: str) -> str:
        """Return a command as it is typed in Slack: whom it is about is mentioned."""
        path = " ".join(line[1:].split()[:2])
        if path not in commands() or not any(param.kind == "member" for param in commands()[path].params):
            return line
        head, rest = line[: len(path) + 1], line[len(path) + 1 :]
        for name in sorted(self._stage.people, key=len, reverse=True):
            rest = re.sub(rf"(?<![@\w])[\"']?@?{re.escape(name)}[\"']?(?!\w)", f"@{name}", rest, flags=re.IGNORECASE)
        return head + rest

    async def _press(self, by: Person, wanted: str, channel: Channel) -> Answer:
        """Press a button by its label: in the window in front, then on the newest message; then one that stood there once."""
        label, _, title = wanted.partition(" on ")
        if by.modal and not title and any(each.startswith(label) for each in by.modal.buttons):
            return await by.modal.presses(label)
        every = [one for one in self._seen(by, channel) if title.casefold() in one.text.partition("\n")[0].casefold()]
        for choose in (str.__eq__, str.startswith):
            for one in every:
                for known, control in self._buttons(one):
                    if choose(known.casefold(), label.casefold()):
                        return await by._acts(one, control, {"type": "button"})
        raise NotPossible(f"there is no button {wanted!r} to be seen")

    def _buttons(self, one: Shown) -> list[tuple[str, Control]]:
        """Return label and control of the buttons of a message, those that stand first."""
        standing = {each.label: each for each in one.controls if each.kind == "button"}
        stood = self._stood.setdefault(one.ts, {})
        stood.update(standing)
        return [*standing.items(), *((label, each) for label, each in stood.items() if label not in standing)]

    def remember(self) -> None:
        """Remember the controls of messages as they stand."""
        for person in self._stage.people.values():
            for channel in self._stage.channels.values():
                for one in self._seen(person, channel):
                    self._buttons(one)

    async def _choose(self, by: Person, wanted: str, channel: Channel) -> Answer:
        for one in self._seen(by, channel):
            select = next((each for each in one.controls if each.kind != "button"), None)
            if select is not None:
                labels = [
                    label
                    for word in wanted.split(",")
                    for label in select.options
                    if label.casefold().startswith(word.strip().casefold())
                ]
                return await by.chooses(one, *labels, of=select.label)
        raise NotPossible("there is nothing to choose from")

    def _seen(self, by: Person, channel: Channel) -> list[Shown]:
        """Return what they have before their eyes, newest first: the channel and its threads, then their direct messages."""
        here = by.sees(channel) + [one for thread in self._threads(channel) for one in by.sees(channel, thread)]
        newest = {one.ts: one for one in here}
        return [newest[ts] for ts in sorted(newest, reverse=True)] + by.dms()[::-1]

    # -- forms --------------------------------------------------------------------------------------------------------

    async def _filled(self, by: Person, typed: str) -> tuple[Modal, dict[str, Any]]:
        """Return the form in front of them, and what each field is filled with."""
        modal = by.modal
        if modal is None or not modal.fields:
            raise NotPossible("no form is open")
        fields = [one.block_id for one in modal.shown.controls if one.block["type"] == "input"]
        if len(fields) == 1:
            parts = {fields[0]: typed}
        else:
            parts = {name: value for name, _, value in (part.partition("=") for part in NEXT_FIELD.split(typed))}
        return modal, {
            name.strip(): await self._put(modal.field(name.strip()), value.replace("\\n", "\n").replace("\\;", ";"))
            for name, value in parts.items()
        }

    async def _put(self, field: Control, value: str) -> Any:
        """Return what is put into a field: of people a person, of moments the seconds that are meant."""
        if field.kind == "users_select":
            wanted = value.removeprefix("@").casefold()
            found = [each for name, each in self._stage.people.items() if name.casefold() == wanted]
            return found[0] if found else value
        if field.kind == "datetimepicker" and value:
            settings = await settings_of(self._stage.app.store, self._stage.place.workspace)
            say = words("en")
            try:
                return read_when(value, self._stage.now, zone_named(settings.zone, say), say).at // SECOND
            except Unreadable:
                return None  # no picker has such a day
        return value or None

    # -- threads ------------------------------------------------------------------------------------------------------

    def _threads(self, channel: Channel) -> list[str]:
        """Return where threads begin, the newest last."""
        every = channel.messages.values()
        return [one.ts for one in every if not one.is_reply and one.user is self._stage.team.bot]

    def _thread(self, channel: Channel, title: str) -> str:
        shown = [self._stage.eyes.looks_at(channel.messages[ts]) for ts in self._threads(channel)]
        found = [one.ts for one in shown if title in one.text.partition("\n")[0] and (title or "💬" in one.text)]
        if not found:
            raise NotPossible(f"there is no thread {title}")
        return found[-1]

    async def _write(self, by: Person, line: str, channel: Channel, thread: str | None) -> Shown | None:
        """Write, edit or delete in a thread."""
        if found := POSTS.fullmatch(line):
            ts = self._thread(channel, found["thread"] or thread or "")
            return await by.writes(channel, self._said(found["text"]), thread=ts)
        if found := REPLIES.fullmatch(line):
            ts = self._thread(channel, found["thread"] or thread or "")
            whom = "" if found["whom"] == "the card" else f"@{found['whom']} "
            return await by.writes(channel, whom + self._said(found["text"]), thread=ts)
        if found := EDITS.fullmatch(line):
            return await by.edits(self._post(by, channel, by.name, found["old"] or ""), self._said(found["text"]))
        if found := DELETES.fullmatch(line):
            whose = by.name if found["own"] else found["whose"]
            await by.removes(self._post(by, channel, whose, found["old"] or ""))
            return None
        raise AssertionError(f"nobody knows what is written here: {line}")

    def _post(self, by: Person, channel: Channel, name: str, beginning: str) -> Shown:
        every = [one for thread in self._threads(channel) for one in by.sees(channel, thread)]
        found = [one for one in every if one.author == name and one.text.startswith(beginning)]
        if not found:
            raise NotPossible(f"there is no post of {name} {beginning}")
        return max(found, key=lambda one: one.ts)

    def _said(self, text: str) -> str:
        """Return the text without the quotes around it, its line breaks as such."""
        if len(text) > 1 and text[0] + text[-1] in {'""', "“”"}:
            text = text[1:-1]
        return text.replace("\\n", "\n")
