"""Private texts on Slack are in the language of who reads them, whatever happened."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from bot.kernel.words import SENTENCES, words
from tests.adapters.slack.playing import Playing

INVITE = "I am not in this channel yet: type {command} here, then try again."
BROKEN = (
    "Something went wrong on our side. Try again in a moment; if it happens again, give whoever runs me this reference: "
    "{reference}"
)
BUSY = "Too much is going on right now; please try again in a moment."
NOBODY = "nobody I know of here is called {name}"


@pytest.fixture(autouse=True)
def _welsh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let there be a language in which each of these texts is another one."""
    catalogue = Catalog(locale="cy")
    for text in (INVITE, BROKEN, BUSY, NOBODY):
        catalogue.add(text, f"Cymraeg: {text}")
    folder = tmp_path / "locale" / "cy" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / f"{SENTENCES}.mo").open("wb") as file:
        write_mo(file, catalogue)
    monkeypatch.setattr("bot.kernel.words.CATALOGUES", tmp_path / "locale")
    words.cache_clear()
    yield
    words.cache_clear()


async def test_what_is_refused_is_said_in_ones_language(room: Playing) -> None:
    """A channel without us, a name nobody has."""
    room.bo.user.locale = "cy-GB"
    away = room.team.channel("away", bot=False)
    for where, text in ((away, "start capitals"), (room.general, "time nobody 2")):
        assert "Cymraeg" in (await room.bo.command(where, "/quiz", text)).text


async def test_trouble_of_ours_is_said_in_ones_language(room: Playing, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once it is known, without a question to Slack."""
    room.bo.user.locale = "cy-GB"
    await room.bo.command(room.general, "/study", "help")

    async def broken(*_: object) -> None:
        raise RuntimeError("out of order")

    with monkeypatch.context() as patch:
        patch.setattr(room.studybell.app.door, "run", broken)
        assert "Cymraeg: Something" in (await room.bo.command(room.general, "/quiz", "mine")).text
    monkeypatch.setattr("adapters.slack.inbound.inbound.MOST_AT_ONCE", 0)
    assert "Cymraeg: Too much" in (await room.bo.command(room.general, "/quiz", "mine")).text
