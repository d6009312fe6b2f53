"""What appears in Slack, as lines of a transcript: new messages whole, of edited ones what is new, windows, and who sees it."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tests.loopback.slack import Channel, Person
from tests.loopback.slack.modals import Modal
from tests.loopback.slack.seen import Shown

if TYPE_CHECKING:
    from tests.transcripts.slack_stage import SlackStage

_LINK = re.compile(r"https://\S+?/archives/\S+")


class Reading:
    """Remembers how every message, and every window, read when it was last looked at."""

    def __init__(self, stage: "SlackStage") -> None:
        self._stage = stage
        self._known: dict[str, str] = {}
        self._sent: dict[str, str] = {}
        self._windows: dict[str, tuple[str, str]] = {}

    def news(self) -> list[str]:
        """Return what is new since the last look, as blocks of lines: what one person sees first, then what all see."""
        every = sorted(self._every(), key=lambda pair: (not pair[1].private, "direct" in pair[0], *_order(*pair)))
        standing = {one.ts for _, one in every}
        blocks = [*self._fronts(), *(block for mark, one in every for block in self._block(mark, one))]
        gone = [ts for ts in self._known if ts not in standing]
        return blocks + [f"(deleted) {self._known.pop(ts).partition(chr(10))[0]}" for ts in gone]

    def _block(self, mark: str, one: Shown) -> Iterator[str]:
        text, sent = _whole(one), str(one.message.blocks if one.message else "")
        before, unedited = self._known.get(one.ts), self._sent.get(one.ts) == sent
        self._known[one.ts], self._sent[one.ts] = text, sent
        if before is None:
            yield _framed(mark, text)
        elif before != text and not unedited:  # what Slack itself words by the day, such as "today", is no news
            old, new = before.split("\n"), text.split("\n")
            added = [line for line in new if line not in old]
            if not (added or len(new) < len(old)):
                return
            head = [] if added and new[0] == added[0] else [new[0]]
            yield _framed(f"(edited) {mark}".strip(), "\n".join([*head, *(added or ["(less than before)"])]))

    def _every(self) -> Iterator[tuple[str, Shown]]:
        """Yield every message of ours, with what is said of who sees it and where."""
        eyes = self._stage.eyes
        for channel in self._stage.channels.values():
            for message in channel.messages.values():
                if message.user is self._stage.team.bot:
                    one = eyes.looks_at(message)
                    where = self._where(channel, one).strip()
                    yield " ".join(filter(None, [where, f"(rings {', '.join(one.pings)})" if one.pings else ""])), one
            for message in channel.whispers.values():
                assert message.only_for is not None
                one = self._person(message.only_for.name).looks_at(message)
                yield f"{self._where(channel, one)}(only {message.only_for.name} sees)", one
        for person in self._stage.people.values():
            for one in person.dms():
                if one.message and one.message.user is self._stage.team.bot:
                    yield f"(a direct message to {person.name})", one

    def _where(self, channel: Channel, one: Shown) -> str:
        where = "" if channel.name == "class" else f"#{channel.name} "
        if not one.thread or one.thread == one.ts:
            return where
        parent = channel.messages.get(one.thread)
        title = self._stage.eyes.looks_at(parent).text.partition("\n")[0] if parent else ""
        return f"{where}in the thread of “{title.removeprefix('💬 ')}”: "

    def _person(self, name: str) -> Person:
        return self._stage.people[name]

    def _fronts(self) -> Iterator[str]:
        """Yield the windows in front of people that are new, or have changed."""
        for name, person in self._stage.people.items():
            modal = person.modal
            text = _window(modal) if modal else ""
            sent = f"{modal.view.hash} {modal.view.state} {modal.errors}" if modal else ""
            before, unedited = self._windows.get(name, ("", ""))
            self._windows[name] = text, sent
            if text != before and sent != unedited:
                yield _framed(f"({name} sees in a window)", text) if text else f"(the window before {name} closes)"


def _order(mark: str, one: Shown) -> tuple[str, str]:
    """Return where a message stands among others: direct ones, which go out at one time, by whom they are for."""
    return (mark if "direct" in mark else "", one.ts)


def _window(modal: Modal) -> str:
    """Return a window as it reads: of a form a line for each field, with what it holds, what may be chosen and what is wrong."""
    view = modal.view.body
    errors = modal.errors
    lines = [modal.title]
    fields = {one.block_id: one for one in modal.shown.controls if one.block["type"] == "input"}
    for block in view["blocks"]:
        one = fields.get(block["block_id"])
        if one is None:
            continue
        value = modal.values.get(one.label)
        options = " / ".join(one.options)
        hints = [hint for hint in (options, (block.get("hint") or {}).get("text"), _kind(one.kind)) if hint]
        said = "____" if value is None else _said(value)
        lines.append("  ".join([f"{one.label}: {said}", *(f"({hint})" for hint in hints)]))
        lines += [f"  ⚠ {errors[one.label]}"] if one.label in errors else []
    if not fields:
        lines += [line for line in modal.text.split("\n") if line.strip()]
    else:
        said_above = [block["text"]["text"] for block in view["blocks"] if block["type"] in {"section", "header"}]
        lines[1:1] = said_above
        lines.append(f"[ {view['submit']['text']} ]")
    return "\n".join(_LINK.sub("(link)", line) for line in lines)


def _kind(kind: str) -> str:
    return {"datetimepicker": "pick a day and time", "users_select": "pick somebody"}.get(kind, "")


def _said(value: object) -> str:
    if isinstance(value, dict):
        return str(value["text"]["text"])
    return str(value).replace("\n", "\n  ")


def _whole(one: Shown) -> str:
    lines = [_LINK.sub("(link)", line) for line in one.text.split("\n") if line.strip()]
    return "\n".join([*lines, *(f"(file: {name})" for name in one.files)]) or "(nothing)"


def _framed(mark: str, text: str) -> str:
    first, *rest = text.split("\n")
    head = f"{mark} {first}".strip()
    return "\n".join([f"┌ {head}" if rest else head, *(f"│ {line}" for line in rest)])
