"""The plain client of discord.py lives on it: it logs in, answers, resumes, waits where it has to."""

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import discord
import pytest
from discord import app_commands

from tests.loopback.discord import Channel, Loopback, Person
from tests.loopback.fixtures import pointed_at


class Layout(discord.ui.LayoutView):
    """A card."""

    text: discord.ui.TextDisplay[Any] = discord.ui.TextDisplay("Which one?")
    row: discord.ui.ActionRow[Any] = discord.ui.ActionRow()

    @row.button(label="A")
    async def a(self, interaction: discord.Interaction, _: Any) -> None:
        """Answer a press in private."""
        await interaction.response.send_message("A it is", ephemeral=True)

    choices: discord.ui.ActionRow[Any] = discord.ui.ActionRow()

    @choices.select(
        placeholder="Choose", options=[discord.SelectOption(label="One"), discord.SelectOption(label="Two")]
    )
    async def choose(self, interaction: discord.Interaction, select: Any) -> None:
        """Change the card by a choice."""
        self.text.content = f"{select.values[0]} it is"
        await interaction.response.edit_message(view=self)


class Form(discord.ui.Modal, title="Form"):
    """A form."""

    name: discord.ui.Label[Any] = discord.ui.Label(text="Name", component=discord.ui.TextInput())

    async def on_submit(self, interaction: discord.Interaction) -> None:
        """Greet."""
        assert isinstance(self.name.component, discord.ui.TextInput)
        await interaction.response.send_message(f"Hello {self.name.component.value}", ephemeral=True)


class Plain(discord.Client):
    """A client with some commands."""

    def __init__(self) -> None:
        intents = discord.Intents(guilds=True, guild_messages=True)
        super().__init__(intents=intents, chunk_guilds_at_startup=False, guild_ready_timeout=0.1)
        self.heard: list[int] = []
        self.tree = app_commands.CommandTree(self)

    async def setup_hook(self) -> None:
        """Register the commands."""

        @self.tree.command(description="Show a card")
        async def show(interaction: discord.Interaction, count: app_commands.Range[int, 1, 5], deck: str = "") -> None:
            assert (count, deck) == (2, "")
            await interaction.response.send_message(view=Layout())

        @show.autocomplete("deck")
        async def decks(_: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
            return [app_commands.Choice(name=f"{typed}itals", value="capitals")]

        @self.tree.command(description="Open a form")
        async def form(interaction: discord.Interaction) -> None:
            await interaction.response.send_modal(Form())

        @self.tree.command(description="Take a while")
        async def think(interaction: discord.Interaction) -> None:
            await interaction.response.defer(ephemeral=True)
            await interaction.followup.send("done")

        await self.tree.sync()

    async def on_message(self, message: discord.Message) -> None:
        """Note who wrote."""
        self.heard.append(message.author.id)


@asynccontextmanager
async def connected(server: Loopback) -> AsyncIterator[Plain]:
    """Run a client against the server."""
    with pointed_at(server):
        client = Plain()
        running = asyncio.create_task(client.start(server.token))
        try:
            await asyncio.wait_for(client.wait_until_ready(), 5)
            yield client
        finally:
            await client.close()
            await running


@pytest.fixture
async def client(discord_server: Loopback) -> AsyncIterator[Plain]:
    """A client that is ready."""
    async with connected(discord_server) as client:
        yield client
    # the library sends `tts` with edits, and ids of files as numbers: Discord takes both
    assert {"tts", "data.tts", "attachments.0.id"} >= {one.said.partition(":")[0] for one in discord_server.offences}


@pytest.fixture
def room(discord_server: Loopback) -> tuple[Channel, Person, Person]:
    """A channel with two people; asked for before the client, so it is there from the beginning."""
    guild = discord_server.guild()
    return guild.channel(), guild.member("Ada"), guild.member("Bo")


async def test_it_logs_in(discord_server: Loopback, client: Plain) -> None:
    """A client knows who it is, and where."""
    guild = discord_server.guild()
    await discord_server.until(lambda: client.get_guild(guild.id))
    assert client.user is not None
    assert (discord_server.me.id, discord_server.application_id) == (client.user.id, client.application_id)


async def test_it_posts_and_edits(room: tuple[Channel, Person, Person], client: Plain) -> None:
    """A message with a file is posted, edited, read and deleted."""
    channel, ada, _ = room
    spoken = client.get_partial_messageable(channel.id)
    message = await spoken.send("one")
    await message.edit(content="two")
    assert ["two"] == [one.text for one in ada.sees(channel)]
    assert "two" == (await spoken.fetch_message(message.id)).content
    await message.delete()
    assert [] == ada.sees(channel)


async def test_it_shows_cards_and_answers_presses(room: tuple[Channel, Person, Person], client: Plain) -> None:
    """A command is answered with a card for all, a press in private."""
    channel, ada, bo = room
    assert client.is_ready()
    answer = await ada.command(channel, "show", count=2)
    assert "Which one?\n[A]\n[Choose v]" == answer.text
    assert "A it is" == (await bo.press(bo.sees(channel)[0], "A")).text
    assert (1, 2) == (len(ada.sees(channel)), len(bo.sees(channel)))


async def test_it_changes_a_card_by_a_choice(room: tuple[Channel, Person, Person], client: Plain) -> None:
    """For everybody."""
    channel, ada, bo = room
    assert client.is_ready()
    await ada.command(channel, "show", count=2)
    await bo.choose(bo.sees(channel)[0], "Two", of="Choose")
    assert ["Two it is\n[A]\n[Choose v]"] == [one.text for one in ada.sees(channel)]


async def test_it_completes_what_is_typed(room: tuple[Channel, Person, Person], client: Plain) -> None:
    """While it is typed."""
    channel, ada, _ = room
    assert client.is_ready()
    assert ["capitals"] == await ada.complete(channel, "show", count=2, deck="cap")


async def test_it_opens_forms(room: tuple[Channel, Person, Person], client: Plain) -> None:
    """And reads what was filled in."""
    channel, ada, _ = room
    assert client.is_ready()
    form = await ada.command(channel, "form")
    assert "Form" == form.text
    assert "Hello Ada" == (await ada.submit(form, {"Name": "Ada"})).text


async def test_it_thinks_first(room: tuple[Channel, Person, Person], client: Plain) -> None:
    """Deferred, then the follow-up in its place."""
    channel, ada, _ = room
    assert client.is_ready()
    answer = await ada.command(channel, "think")
    assert (True, "done", True) == (answer.deferred, answer.text, answer.private)


async def test_it_begins_threads_and_hears_in_them(
    room: tuple[Channel, Person, Person], client: Plain, discord_server: Loopback
) -> None:
    """Author and place come, the words do not."""
    channel, ada, _ = room
    spoken = client.get_channel(channel.id)
    assert isinstance(spoken, discord.TextChannel)
    message = await spoken.send("start")
    thread = await message.create_thread(name="Talk")
    reply = await thread.send("go on")
    await ada.writes(discord_server.channels[thread.id], "my words")
    await discord_server.until(lambda: ada.id in client.heard)
    words = [one.content async for one in thread.history() if one.author.id == ada.id]
    assert [""] == words
    await thread.edit(archived=True, locked=True)
    with pytest.raises(discord.HTTPException) as refused:
        await reply.edit(content="late")
    assert (400, 50083) == (refused.value.status, refused.value.code)


@pytest.mark.parametrize("how", ["cut", "reconnect"])
async def test_it_resumes(
    room: tuple[Channel, Person, Person], client: Plain, discord_server: Loopback, how: str
) -> None:
    """What was said in the meantime is heard afterwards, once."""
    channel, ada, _ = room
    discord_server.mischief.deaf()
    getattr(discord_server.mischief, how)()
    await ada.writes(channel, "meanwhile")
    discord_server.mischief.deaf(deaf=False)
    await discord_server.until(lambda: discord_server.gateway.resumes, 10)
    await discord_server.until(lambda: client.heard)
    assert ([ada.id], 1) == (client.heard, len(discord_server.gateway.identifies))


async def test_it_waits_where_it_is_told_to(
    room: tuple[Channel, Person, Person], client: Plain, discord_server: Loopback
) -> None:
    """The headers keep it from ever being refused."""
    channel, ada, _ = room
    spoken = client.get_partial_messageable(channel.id)
    await asyncio.gather(*[spoken.send(str(number)) for number in range(6)])
    assert (6, []) == (len(ada.sees(channel)), discord_server.refused)


async def test_its_files_are_taken(room: tuple[Channel, Person, Person], client: Plain) -> None:
    """And shown with what is read aloud instead."""
    channel, ada, _ = room
    await client.get_partial_messageable(channel.id).send(
        file=discord.File(io.BytesIO(b"PNG"), "a.png", description="A bell")
    )
    assert ["A bell"] == [one.alt for one in ada.sees(channel)[0].pictures]
