"""What members write in threads of Discord is heard: who, when, and in answer to whom; its text where Discord lets us read it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.discussion.model import Post
from bot.engine.lane import Standing
from bot.kernel.message import Removed
from tests.adapters.discord.playing import Class, playing
from tests.loopback.discord import Channel, Person, deeds, loopback

WORDS = "Plants make sugar of light and air."


class Seminar:
    """A discussion that is open in a thread, as it stands after each commit."""

    def __init__(self, room: Class, thread: Channel, standing: Standing) -> None:
        self.room = room
        self.thread = thread
        self._standing = standing
        room.studybell.app.desk.listen(self._note)

    def posts(self, of: Person | None = None) -> list[Post]:
        """Return what is known of a member's posts (Ada's) by now."""
        return list(self._standing.value.posts.get(str((of or self.room.ada).id), ()))

    @property
    def authors(self) -> set[str]:
        """Who has posted, by their ids."""
        return set(self._standing.value.posts)

    async def heard(self, number: int = 1, of: Person | None = None) -> list[Post]:
        """Return a member's posts as soon as there are so many."""
        await self.room.discord.until(lambda: len(self.posts(of)) >= number)
        return self.posts(of)

    async def known(self, so: str) -> Post:
        """Return Ada's post as soon as one of its fields is set."""
        await self.room.discord.until(lambda: getattr(self.posts()[0], so))
        return self.posts()[0]

    def _note(self, standing: Standing) -> None:
        self._standing = standing


@asynccontextmanager
async def seminar(folder: Path, rules: str = "1 post", *, texts: bool = True) -> AsyncIterator[Seminar]:
    """Yield a discussion with its thread; `texts`: we may read what members write."""
    async with loopback() as discord:
        discord.grant(message_content=texts)
        async with playing(discord, folder) as room:
            form = await room.teacher.command(room.general, "discuss open")
            typed = {"title": "Light", "body": "Why?", "due": "in 3 days", "rules": rules}
            await room.teacher.submit(form, typed)
            card = await room.card(has="Why?")
            standing = await room.studybell.app.desk.look(await room.session_of(card))
            assert standing is not None
            await discord.until(lambda: card.id in discord.channels)
            yield Seminar(room, discord.channels[card.id], standing)
        discord.assert_clean()


async def test_a_post_is_heard(tmp_path: Path) -> None:
    """Who wrote it, when by Discord's own time, and how many words it has."""
    async with seminar(tmp_path) as talk:
        message = await talk.room.ada.writes(talk.thread, WORDS)
        (post,) = await talk.heard()
        assert (post.id, post.at, post.words, post.name) == (str(message.id), message.message.at, 7, "Ada")


async def test_without_the_intent_a_post_has_no_words(tmp_path: Path) -> None:
    """Discord then tells who and when, and no text."""
    async with seminar(tmp_path, texts=False) as talk:
        await talk.room.ada.writes(talk.thread, WORDS)
        (post,) = await talk.heard()
        assert post.words is None


async def test_a_reply_is_known_as_one(tmp_path: Path) -> None:
    """What answers another's post answers its author."""
    async with seminar(tmp_path) as talk:
        question = await talk.room.ada.writes(talk.thread, WORDS)
        await talk.heard()
        await talk.room.ben.writes(talk.thread, "And at night?", reply_to=question)
        (post,) = await talk.heard(of=talk.room.ben)
        assert (post.reply_to, post.to) == (str(question.id), (str(talk.room.ada.id),))


async def test_an_edit_is_heard(tmp_path: Path) -> None:
    """What stands now is counted."""
    async with seminar(tmp_path) as talk:
        message = await talk.room.ada.writes(talk.thread, WORDS)
        await talk.heard()
        await talk.room.ada.edits(message, "Plants eat light.")
        assert 3 == (await talk.known("edited")).words


async def test_a_preview_of_a_link_is_no_edit(tmp_path: Path) -> None:
    """Discord tells of an update when a link's picture has come; nobody has edited anything."""
    async with seminar(tmp_path) as talk:
        message = (await talk.room.ada.writes(talk.thread, WORDS)).message
        await talk.heard()
        update = {
            "id": str(message.id),
            "channel_id": str(talk.thread.id),
            "guild_id": str(talk.room.guild.id),
            "embeds": [],
        }
        talk.room.discord.gateway.dispatch("MESSAGE_UPDATE", update, talk.room.guild.id)
        await talk.room.ada.writes(talk.thread, "Second.")
        assert [0, 0] == [post.edited for post in await talk.heard(2)]


async def test_a_bare_edit_is_looked_up(tmp_path: Path) -> None:
    """An update that tells only that there was an edit is read from Discord."""
    async with seminar(tmp_path) as talk:
        message = (await talk.room.ada.writes(talk.thread, WORDS)).message
        await talk.heard()
        message.body, message.edited_at = {"content": "Plants eat light."}, message.at + 1
        stamp = "2026-11-21T12:00:00.000000+00:00"
        update = {"id": str(message.id), "channel_id": str(talk.thread.id), "guild_id": str(talk.room.guild.id)}
        talk.room.discord.gateway.dispatch("MESSAGE_UPDATE", update | {"edited_timestamp": stamp}, talk.room.guild.id)
        assert 3 == (await talk.known("edited")).words


async def test_a_deletion_is_heard(tmp_path: Path) -> None:
    """Discord does not say who deleted it, so it was its author."""
    async with seminar(tmp_path) as talk:
        message = await talk.room.ada.writes(talk.thread, WORDS)
        await talk.heard()
        await talk.room.ada.removes(message)
        assert (await talk.known("removed")).removed is Removed.BY_AUTHOR


async def test_many_deletions_are_heard(tmp_path: Path) -> None:
    """A moderator's bot that clears a thread takes each of its messages away."""
    async with seminar(tmp_path) as talk:
        messages = [(await talk.room.ada.writes(talk.thread, WORDS)).message for _ in range(3)]
        await talk.heard(3)
        talk.room.guild.clears(talk.thread, messages)
        await talk.room.discord.until(lambda: all(post.removed for post in talk.posts()))
        assert [post.removed for post in talk.posts()] == [Removed.BY_AUTHOR] * 3


async def test_bots_and_webhooks_are_nobody(tmp_path: Path) -> None:
    """What no member wrote counts for nobody."""
    async with seminar(tmp_path) as talk:
        discord = talk.room.discord
        deeds.post(discord, talk.thread, discord.user("Robot", bot=True), {"content": WORDS})
        hook = {"application": str(discord.application_id), "id": "1", "type": 2, "user": {}}
        deeds.post(discord, talk.thread, discord.user("Hook"), {"content": WORDS}, source=hook)
        await talk.room.ada.writes(talk.thread, WORDS)
        await talk.heard()
        assert talk.authors == {str(talk.room.ada.id)}


async def test_notes_of_discord_are_no_posts(tmp_path: Path) -> None:
    """That somebody pinned a message or changed the thread's name is written by nobody."""
    async with seminar(tmp_path) as talk:
        for kind in (4, 6, 18, 21):
            deeds.post(talk.room.discord, talk.thread, talk.room.ada.user, {"content": ""}, kind=kind)
        await talk.room.ada.writes(talk.thread, WORDS)
        assert 1 == len(await talk.heard())


async def test_a_word_about_a_post_is_for_its_author_alone(tmp_path: Path) -> None:
    """What is missing is told in a direct message, and nothing in the thread."""
    async with seminar(tmp_path, "1 post, 20 words") as talk:
        await talk.room.ada.writes(talk.thread, WORDS)
        await talk.room.discord.until(talk.room.ada.inbox)
        assert ["Ada"] == [each.author for each in talk.room.ben.sees(talk.thread)]


async def test_who_takes_no_messages_is_told_nothing(tmp_path: Path) -> None:
    """A refused direct message is no error, and goes nowhere else."""
    async with seminar(tmp_path, "1 post, 20 words") as talk:
        talk.room.ada.takes_no_dms()
        await talk.room.ada.writes(talk.thread, WORDS)
        await talk.room.discord.until(lambda: talk.room.discord.refusals[403, 50007])
        assert ["Ada"] == [each.author for each in talk.room.ben.sees(talk.thread)]


async def test_a_deleted_card_is_posted_again(tmp_path: Path) -> None:
    """A moderator who deletes the question in the channel gets it back with a thread."""
    async with seminar(tmp_path) as talk:
        root = talk.room.general.messages[talk.thread.id]
        talk.room.guild.deletes(root)
        card = await talk.room.card(has="Why?")
        await talk.room.discord.until(lambda: card.id in talk.room.discord.channels)
        assert card.id != root.id


async def test_a_deleted_thread_is_begun_again(tmp_path: Path) -> None:
    """Discord lets no second thread begin at a message, so the card is posted again with one, and stands there once."""
    async with seminar(tmp_path) as talk:
        room, old = talk.room, talk.thread.id
        room.guild.deletes(talk.thread)
        await room.discord.until(lambda: old not in room.general.messages and any(room.general.messages))
        card = await room.card(has="Why?")
        await room.discord.until(lambda: card.id in room.discord.channels)
        assert [each.id for each in room.ada.sees(room.general) if "Why?" in each.text] == [card.id]


async def test_a_deleted_thread_of_what_is_over_stays_so(tmp_path: Path) -> None:
    """Nobody needs a thread again in which nobody may write."""
    async with seminar(tmp_path) as talk:
        room = talk.room
        await room.teacher.command(room.general, "discuss close", sure="yes")
        await room.discord.until(lambda: talk.thread.locked)
        room.guild.deletes(talk.thread)
        other = await room.teacher.command(room.general, "study help")
        assert (True, True) == (other.private, talk.thread.id in room.general.messages)


@pytest.mark.parametrize("name", ["MESSAGE_CREATE", "MESSAGE_UPDATE", "MESSAGE_DELETE", "MESSAGE_DELETE_BULK"])
async def test_what_cannot_be_read_is_passed_over(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """An event with nothing in it costs itself alone, and is nobody's bug."""
    async with seminar(tmp_path) as talk:
        for payload in ({}, {"id": "1"}, {"guild_id": str(talk.room.guild.id), "edited_timestamp": "soon"}):
            talk.room.discord.gateway.dispatch(name, payload, talk.room.guild.id)
        await talk.room.ada.writes(talk.thread, WORDS)
        assert 1 == len(await talk.heard())
    assert "[error" not in capsys.readouterr().out


async def test_a_busy_channel_costs_nothing(tmp_path: Path) -> None:
    """Messages that stand in no thread lead to no request and no look into the store."""
    async with seminar(tmp_path) as talk:
        room, looked = talk.room, []
        listener = room.studybell.app.door.hearing.listener
        room.studybell.app.door.hearing.listener = lambda thread: looked.append(thread) or listener(thread)  # type: ignore[method-assign]
        for number in range(50):
            await room.ben.writes(room.general, f"chatter {number}")
        await room.ada.writes(talk.thread, WORDS)
        await talk.heard()
        read = [each for each in room.discord.asked if (each.method, each.route) == ("GET", "/channels/{channel_id}")]
        assert (read, {each.thread for each in looked}) == ([], {str(talk.thread.id)})
