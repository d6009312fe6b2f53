"""Values that complete while they are typed on Discord: only what this person may name, and never an error."""

from pathlib import Path

import pytest

from bot.kernel.card import Option
from tests.adapters.discord.playing import Class
from tests.loopback.studybell import content


async def test_decks_complete(room: Class, tmp_path: Path) -> None:
    """A host is offered the decks that match."""
    content(tmp_path, rivers="---\ntitle: Rivers\n---\n\n## Long?\n\n- [x] Yes\n- [ ] No\n")
    assert ["rivers"] == await room.teacher.complete(room.general, "quiz start", deck="riv")


async def test_learners_are_offered_no_decks(room: Class) -> None:
    """What only hosts may name is nobody else's to look through."""
    assert [] == await room.ada.complete(room.general, "quiz start", deck="")


async def test_a_discussion_is_offered_by_its_title(room: Class) -> None:
    """The title is shown, and what is handed in finds the discussion."""
    form = await room.teacher.command(room.general, "discuss open")
    await room.teacher.submit(form, {"title": "Light", "body": "Why?", "due": "in 3 days"})
    offered = await room.teacher.offered(room.general, "discuss panel", discussion="li")
    value = offered.choices[0]["value"]
    answer = await room.teacher.command(room.general, "discuss panel", discussion=value)
    assert ("Light", "## Host panel: Light") == (offered.choices[0]["name"], answer.text.partition("\n")[0])


async def test_too_many_and_too_long_ones_are_left_out(room: Class, monkeypatch: pytest.MonkeyPatch) -> None:
    """Discord takes 25, with names of 100 characters; a value cannot be cut."""
    door = room.studybell.app.door
    many = [Option("n" * 150, "v" * 101), Option("", "empty"), Option("n" * 150, "v"), *[Option("x", "x")] * 40]

    async def offering(*_: object) -> list[Option]:
        return many

    monkeypatch.setattr(door, "complete", offering)
    offered = await room.teacher.offered(room.general, "quiz start", deck="")
    names = [each["name"] for each in offered.choices]
    assert (len(names), names[:2], len(names[1])) == (25, ["…", "n" * 100], 100)


async def test_a_bug_offers_nothing(room: Class, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who types is not told that something went wrong; they can type on."""
    monkeypatch.setattr(room.studybell.app.door, "complete", None)
    offered = await room.teacher.offered(room.general, "quiz start", deck="c")
    assert (8, []) == (offered.kind, offered.choices)
