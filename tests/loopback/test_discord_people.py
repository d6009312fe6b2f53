"""People: they do what Discord's app lets them do, and see what it shows them."""

from typing import Any

import pytest

from tests.loopback.discord import Channel, Loopback, NotPossible, Person
from tests.loopback.discord.acts import begin
from tests.loopback.discord.interactions import COMMAND
from tests.loopback.discord.seen import shown
from tests.loopback.discord.world import EPHEMERAL
from tests.loopback.knocking import Knock, Wire, button, card, row, text, wired

QUIZ = {
    "name": "quiz", "description": "Quizzes", "contexts": [0],
    "options": [
        {"type": 1, "name": "start", "description": "Begin", "options": [
            {"type": 3, "name": "deck", "description": "Which", "required": True, "autocomplete": True, "max_length": 10},
            {"type": 4, "name": "rounds", "description": "How many", "min_value": 1, "max_value": 5},
            {"type": 3, "name": "mode", "description": "How", "choices": [{"name": "Fast", "value": "f"}]},
            {"type": 6, "name": "host", "description": "Who"},
            {"type": 5, "name": "loud", "description": "Loud"},
        ]},
    ],
}  # fmt: skip
SECRET = {"name": "secret", "description": "Hosts only", "default_member_permissions": str(1 << 5)}


@pytest.fixture
async def room(knock: Knock, discord_server: Loopback) -> tuple[Channel, Person, Person]:
    """A channel, a member and a host, with two commands."""
    said = await knock("PUT", f"/applications/{discord_server.application_id}/commands", [QUIZ, SECRET])
    assert 200 == said.status, said
    guild = discord_server.guild()
    return guild.channel(), guild.member("Ada"), guild.member("Bo", host=True)


async def told(wire: Wire, knock: Knock, kind: int, data: Any) -> dict[str, Any]:
    """Take the next interaction and answer it."""
    it = await wire.until("INTERACTION_CREATE")
    await knock("POST", f"/interactions/{it['id']}/{it['token']}/callback", {"type": kind, "data": data})
    return it


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({}, "'deck' is required"),
        ({"deck": "x" * 11}, "characters do not fit"),
        ({"deck": "x", "rounds": 6}, "out of bounds"),
        ({"deck": "x", "rounds": "3"}, "is a number"),
        ({"deck": "x", "mode": "slow"}, "is none of"),
        ({"deck": "x", "loud": "yes"}, "true or false"),
        ({"deck": "x", "size": 1}, "no option 'size'"),
    ],
)
async def test_options_are_checked_as_the_app_does(
    room: tuple[Channel, Person, Person], values: dict[str, Any], reason: str
) -> None:
    """What cannot be typed there cannot be sent."""
    channel, ada, _ = room
    with pytest.raises(NotPossible, match=reason):
        await ada.command(channel, "quiz start", **values)


@pytest.mark.parametrize(
    ("path", "reason"),
    [("quiz", "not whole"), ("quiz stop", "no 'stop'"), ("poll", "no command"), ("secret", "not offered")],
)
async def test_only_what_was_registered_can_be_run(
    room: tuple[Channel, Person, Person], path: str, reason: str
) -> None:
    """By whom it is offered to, where it is offered."""
    channel, ada, _ = room
    with pytest.raises(NotPossible, match=reason):
        await ada.command(channel, path)


async def test_a_command_arrives_as_it_was_typed(
    room: tuple[Channel, Person, Person], discord_server: Loopback
) -> None:
    """With its options, who it was and what they may, and the people it names."""
    channel, ada, bo = room
    async with wired(discord_server) as wire:
        await wire.identify(discord_server)
        it = begin(discord_server, COMMAND, bo.user, channel, {"id": "1", "name": "x", "type": 1})
        assert str(it.id) == (await wire.until("INTERACTION_CREATE"))["id"]
        data = bo._command(channel, "quiz start").data([]) | bo._resolved([ada])
        begin(discord_server, COMMAND, bo.user, channel, data)
        body = await wire.until("INTERACTION_CREATE")
    assert [{"type": 1, "name": "start", "options": []}] == body["data"]["options"]
    assert str(ada.id) in body["data"]["resolved"]["members"]
    assert int(body["member"]["permissions"]) & 1 << 5
    assert (2, 1, str(channel.id)) == (body["type"], body["version"], body["channel"]["id"])


async def test_nobody_presses_what_they_do_not_see(knock: Knock, discord_server: Loopback) -> None:
    """Others' private messages, disabled buttons, buttons that are not there, messages that are gone."""
    guild = discord_server.guild()
    channel, ada, bo = guild.channel(), guild.member("Ada"), guild.member("Bo")
    it = begin(discord_server, COMMAND, ada.user, channel, {"id": "1", "name": "x", "type": 1})
    await knock.answer(it, 4, card(row(button("A"), button("B", disabled=True))) | {"flags": 1 << 15 | EPHEMERAL})
    (seen,) = ada.sees(channel)
    assert ["A"] == seen.buttons
    for who, label in ((bo, "A"), (ada, "B"), (ada, "C")):
        with pytest.raises(NotPossible):
            await who.press(seen, label)
    ada.reloads()
    assert [] == ada.sees(channel)


async def test_nobody_edits_or_deletes_anothers_words(discord_server: Loopback) -> None:
    """But who manages messages may delete."""
    guild = discord_server.guild()
    channel, ada, bo = guild.channel(), guild.member("Ada"), guild.member("Bo", may=["MANAGE_MESSAGES"])
    post = await ada.writes(channel, "mine")
    with pytest.raises(NotPossible):
        await bo.edits(post, "yours")
    await ada.edits(post, "still mine")
    assert "still mine" == bo.sees(channel)[0].text
    await bo.removes(post)
    assert [] == ada.sees(channel)


async def test_a_card_reads_as_text(knock: Knock, discord_server: Loopback) -> None:
    """Texts, pictures with what is read aloud, buttons, selects, files and mentions by name."""
    guild = discord_server.guild()
    channel, ada = guild.channel(), guild.member("Ada")
    await knock.post(
        channel,
        card(
            {"type": 17, "components": [
                text(f"## Hello {ada.mention}"), {"type": 14}, row(button("A", emoji={"name": "✅"}), button("B", disabled=True)),
                row({"type": 3, "custom_id": "s", "placeholder": "Choose", "options": [{"label": "One", "value": "1"}]}),
                {"type": 12, "items": [{"media": {"url": "https://example.org/a.png"}, "description": "A bell"}]},
                {"type": 13, "file": {"url": "attachment://all.md"}},
                row({"type": 2, "style": 5, "label": "More", "url": "https://example.org"}),
            ]},
        ),
        (("all.md", b"# All"),),
    )  # fmt: skip
    message = channel.last()
    assert message is not None
    seen = shown(discord_server, message)
    assert (
        "## Hello @Ada\n---\n[✅ A] (B)\n[Choose v]\n(picture: A bell)\n(file: all.md)\n[More](https://example.org)"
        == seen.text
    )
    assert ("all.md",) == seen.files


async def test_who_waits_longer_reads_that_nothing_came(
    room: tuple[Channel, Person, Person], discord_server: Loopback
) -> None:
    """As in the app, after three seconds; here sooner."""
    discord_server.patience = 0.05
    channel, ada, _ = room
    answer = await ada.command(channel, "quiz start", deck="x")
    assert (True, "The application did not respond") == (answer.failed, answer.text)
