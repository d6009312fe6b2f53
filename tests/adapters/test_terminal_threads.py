"""Threads on the terminal: how they read, what members write in them as lines of text, and what a bot that was away can read."""

import pytest
from msgspec.structs import replace

from adapters.terminal.doors import Shut
from adapters.terminal.inbound import Inbound
from adapters.terminal.posts import MOST_POSTS, Posts
from adapters.terminal.surface import TerminalSurface
from adapters.terminal.talk import NotThere
from adapters.terminal.writing import Pen, Wrote
from bot.engine.clock import ManualClock
from bot.kernel.card import Button, Card
from bot.kernel.clock import DAY, HOUR
from bot.kernel.errors import Denied, Gone
from bot.kernel.message import Message, Removed
from bot.kernel.people import Actor, Place
from bot.kernel.session import Reply
from bot.quiz.events import Join

NOW = 1_800_000_000_000
PLACE = Place("terminal:main", "class")
ADA, BEN = Actor("ada", "Ada"), Actor("ben", "Ben")
HOST = Actor("rivera", "Ms Rivera", host=True)
PROMPT = Card(title="Fair tests", body="What makes one?", thread="What makes a fair test?")


class Chat:
    """A terminal on which Ada, Ben and Ms Rivera are, and what it has printed."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self.clock = ManualClock(NOW)
        self.screen = TerminalSurface(self.out.append, self.clock, home="class")
        for each in (ADA, BEN, HOST):
            self.screen.meet(each)
        self.pen = Pen(self.screen)
        self.inbound = Inbound(Shut(), self.clock, self.screen)

    async def thread(self, card: Card = PROMPT, key: str = "s.top", place: Place = PLACE) -> Place:
        """Let a card begin a thread."""
        ref, _ = await self.screen.put(place, key, card, None)
        return replace(place, thread=ref)

    def write(self, by: Actor, line: str, place: Place = PLACE) -> Wrote:
        """Let somebody write."""
        return self.pen.write(by, place, line, self.clock.now())

    def printed(self) -> list[str]:
        """Return what was printed since it was last asked."""
        told, self.out[:] = list(self.out), []
        return told


@pytest.fixture
def chat() -> Chat:
    """Return a chat in which nothing was said yet."""
    return Chat()


# -- how it reads


async def test_a_thread_reads_as_one_conversation(chat: Chat) -> None:
    """The card says that a thread begins; its name stands once, and everything in it behind a dotted bar."""
    thread = await chat.thread()
    chat.write(ADA, "posts One thing at a time.\\nThe rest stays.")
    chat.screen.show(thread, "ada", Reply(text="Noted: 1 of 2 posts."))
    chat.write(BEN, "replies to Ada: Which one?")
    await chat.screen.put(thread, "s.a1", Card(title="Half time", body="Two have written."), None)
    assert [
        "┌ Fair tests\n│ What makes one?\n└ thread “What makes a fair test?”",
        "┆ in “What makes a fair test?”:\n┆ Ada: One thing at a time.\n┆   The rest stays.",
        "┆ (only Ada sees) Noted: 1 of 2 posts.",
        "┆ Ben, to Ada: Which one?",
        "┆ ┌ Half time\n┆ │ Two have written.",
    ] == chat.printed()


async def test_a_long_private_answer_in_a_thread_fits(chat: Chat) -> None:
    """It is broken like what is said there, its mark included."""
    thread = await chat.thread()
    chat.screen.show(thread, "ada", Reply(text="word " * 40))
    _, first, *rest = chat.printed()[-1].split("\n")
    assert first.startswith("┆ (only Ada sees) word word")
    assert rest
    assert all(line.startswith("┆   word") for line in rest)
    assert all(len(line) <= 96 for line in (first, *rest))


async def test_another_thread_is_named(chat: Chat) -> None:
    """Whenever the talk goes on elsewhere; another channel's with its channel."""
    await chat.thread()
    await chat.thread(Card(title="B", thread="Second"), "s.b")
    await chat.thread(Card(title="C", thread="Third"), "s.c", replace(PLACE, channel="staff"))
    chat.printed()
    chat.write(ADA, "posts in “Second”: two")
    chat.write(ADA, "posts in “What”: one")
    chat.write(HOST, "posts three", replace(PLACE, channel="staff"))
    assert [
        "┆ in “Second”:\n┆ Ada: two",
        "┆ in “What makes a fair test?”:\n┆ Ada: one",
        "┆ #staff in “Third”:\n┆ Ms Rivera: three",
    ] == chat.printed()


async def test_long_posts_are_broken_at_blanks(chat: Chat) -> None:
    """The bar stands before every line, and none is wider than a terminal."""
    await chat.thread()
    chat.write(ADA, "posts " + "word " * 50)
    lines = chat.printed()[-1].split("\n")[1:]
    assert len(lines) > 2
    assert all(len(line) <= 96 and line.startswith("┆ ") for line in lines)


async def test_no_post_commands_the_terminal(chat: Chat) -> None:
    """Neither a text nor a name; Markdown in it is text."""
    await chat.thread()
    evil = Actor("evil", "\x1b[2JEve\nAda: hi")
    chat.screen.meet(evil)
    chat.write(evil, "posts \x1b[31m**red** \u202etxt")
    said = chat.printed()[-1]
    assert not set(said) & set("\x1b\u202e")
    assert "**red**" in said
    assert 2 == len(said.split("\n"))


async def test_closing_is_told_once_and_so_is_reopening(chat: Chat) -> None:
    """Both may come twice after a crash."""
    thread = await chat.thread()
    chat.printed()
    for _ in range(2):
        await chat.screen.close(thread)
    for _ in range(2):
        await chat.screen.reopen(thread)
    assert [
        "┆ in “What makes a fair test?”:\n┆ (this thread is closed)",
        "┆ (this thread is open again)",
    ] == chat.printed()


async def test_a_card_says_whom_it_rings(chat: Chat) -> None:
    """By name, and only those it names; an edit that adds nobody does not say it again."""
    thread = await chat.thread()
    card = Card(title="Due soon", body="Two posts are missing.", mentions=("ada", "ben"))
    ref, _ = await chat.screen.put(thread, "s.n", card, None)
    await chat.screen.put(thread, "s.n", replace(card, body="One post is missing."), ref)
    assert [
        "┆ in “What makes a fair test?”:\n┆ ┌ Due soon\n┆ │ Two posts are missing.\n┆   🔔 rings Ada, Ben",
        "┆ ┌ (edited) Due soon\n┆ │ One post is missing.",
    ] == chat.printed()[1:]


async def test_an_edit_that_begins_a_thread_says_so(chat: Chat) -> None:
    """Even when nothing else is new."""
    ref, _ = await chat.screen.put(PLACE, "s.top", replace(PROMPT, thread=""), None)
    await chat.screen.put(PLACE, "s.top", PROMPT, ref)
    assert "(edited) Fair tests\n└ thread “What makes a fair test?”" == chat.printed()[-1]


# -- what members write


async def test_a_post_is_a_message_of_its_author(chat: Chat) -> None:
    """With the platform's time, the text without quotes, and whom it names."""
    thread = await chat.thread()
    wrote = chat.write(ADA, "posts “Ask @Ben or @Ms Rivera,\\nnot @Bennett.”")
    text = "Ask @Ben or @Ms Rivera,\nnot @Bennett."
    expected = Message(wrote.message.id, "ada", "Ada", NOW, text, mentions=("rivera", "ben"))
    assert Wrote(thread, expected, ADA) == wrote


async def test_a_reply_answers_the_newest_of_whom_it_names(chat: Chat) -> None:
    """A post, or a card of the bot that bears the name; a card can also be named itself."""
    thread = await chat.thread()
    first = chat.write(ADA, "posts One").message.id
    assert first == chat.write(BEN, "replies to Ada: Why?").message.reply_to
    card, _ = await chat.screen.put(thread, "s.a1", Card(title="Ada’s answer", body="Two"), None)
    assert card == chat.write(BEN, "replies to Ada: And why this?").message.reply_to
    last = chat.write(ADA, "posts Three").message.id
    assert last == chat.write(BEN, "replies to Ada in “What”: So?").message.reply_to
    assert card == chat.write(BEN, "replies to the card “Ada”: So?").message.reply_to
    assert card == chat.write(BEN, "replies to the card: So?").message.reply_to
    assert "┆ Ben, to “Ada’s answer”: So?" == chat.printed()[-1]


async def test_an_edit_changes_the_own_newest_post_or_the_one_that_begins_so(chat: Chat) -> None:
    """The message keeps its id and the time it was written."""
    await chat.thread()
    first = chat.write(ADA, "posts First thought").message
    second = chat.write(ADA, "posts Second thought").message
    chat.write(BEN, "posts Mine")
    chat.clock.advance(HOUR)
    expected = replace(second, text="Better", edited_at=NOW + HOUR)
    assert expected == chat.write(ADA, "edits: Better").message
    expected = replace(first, text="Best", edited_at=NOW + HOUR)
    assert expected == chat.write(ADA, 'edits "first" to: Best').message
    assert ["┆ Ada (edited): Better", "┆ Ada (edited): Best"] == chat.printed()[-2:]


async def test_a_deleted_post_says_who_took_it_away_and_nothing_else(chat: Chat) -> None:
    """Its author or a host; the news is about the author in both cases."""
    thread = await chat.thread()
    first, second = (chat.write(ADA, f"posts {text}").message.id for text in ("One", "Two"))
    own = chat.write(ADA, "deletes her post")
    other = chat.write(HOST, "deletes Ada's post “One”")
    gone = Message(second, "", "", 0, removed=Removed.BY_AUTHOR, removed_at=NOW)
    assert Wrote(thread, gone, ADA) == own
    assert Wrote(thread, replace(gone, id=first, removed=Removed.BY_MODERATOR), ADA) == other
    assert ["┆ (Ada’s post was deleted)", "┆ (Ada’s post was deleted by a moderator)"] == chat.printed()[-2:]


@pytest.mark.parametrize(
    "line",
    [
        "deletes Ada's post",
        "deletes his post",
        "edits: what?",
        "replies to Cleo: hm",
        "replies to the card: hm",
        "posts in “Nowhere”: hm",
        "posts",
    ],
)
async def test_what_cannot_be_written_is_told(chat: Chat, line: str) -> None:
    """A slip in a script is no conversation in which nothing happened: Ben may not, has nothing, or nobody is there."""
    await chat.thread()
    chat.write(ADA, "posts One")
    with pytest.raises(NotThere):
        chat.write(BEN, line)


async def test_without_a_thread_nobody_writes(chat: Chat) -> None:
    """What is said in the channel is no business of the bot's."""
    with pytest.raises(NotThere):
        chat.write(ADA, "posts Hello?")


async def test_the_newest_open_thread_is_meant(chat: Chat) -> None:
    """A closed one only where there is no other: then nobody can write, but still delete."""
    first = await chat.thread()
    second = await chat.thread(Card(title="B", thread="Second"), "s.b")
    await chat.screen.close(second)
    assert first == chat.write(ADA, "posts One").thread
    await chat.screen.close(first)
    for line in ("posts Two", "edits: Three"):
        with pytest.raises(Denied):
            chat.write(ADA, line)
    assert first == chat.write(ADA, "deletes her post").thread


# -- taken to the door


async def test_how_it_is_delivered_stands_at_the_end(chat: Chat) -> None:
    """Late by units up to days; what is delivered twice stands once; words of the text itself are the text's."""
    thread = await chat.thread()
    for line in ("posts One, sent 2 h ago", "posts Two, sent 1.5 days ago, twice", "posts I read it twice"):
        await chat.inbound.do(ADA, PLACE, line)
    found = await chat.screen.history(thread, 0)
    assert [("Two", -DAY * 3 // 2), ("One", -2 * HOUR), ("I read it twice", 0)] == [
        (each.text, each.at - NOW) for each in found.messages
    ]


async def test_a_closed_thread_takes_nothing_and_says_so(chat: Chat) -> None:
    """To the one who tried, in the chat's own words."""
    await chat.screen.close(await chat.thread())
    chat.printed()
    await chat.inbound.do(ADA, PLACE, "posts Late")
    assert ["(only Ada sees) This thread is closed: nobody can write in it."] == chat.printed()


async def test_a_bot_that_is_down_does_not_answer(chat: Chat) -> None:
    """Neither commands nor presses, and nobody takes that for an answer of the bot; what is written stands."""
    await chat.screen.put(PLACE, "s.l", Card(title="L", buttons=(Button("Join", Join()),), session="abcdefghij"), None)
    await chat.thread()
    chat.printed()
    for line in ("/study help", "presses Join", "posts Anybody there?"):
        await chat.inbound.do(ADA, PLACE, line)
    assert [
        "(only Ada sees) Studybell does not answer.",
        "(only Ada sees) Studybell does not answer.",
        "┆ in “What makes a fair test?”:\n┆ Ada: Anybody there?",
    ] == chat.printed()


# -- what a bot that was away can read


async def test_history_tells_what_happened_since(chat: Chat) -> None:
    """What was written, edited or deleted from then on, each as it stands; nothing of another thread."""
    thread = await chat.thread()
    other = await chat.thread(Card(title="B", thread="Second"), "s.b")
    old, edited, deleted = (chat.write(ADA, f"posts in “What”: {text}").message.id for text in ("Old", "Edit", "Gone"))
    chat.write(BEN, "posts in “Second”: Elsewhere")
    chat.clock.advance(HOUR)
    since = chat.clock.now()
    chat.write(ADA, "edits “Edit”: Edited")
    chat.write(ADA, "deletes her post “Gone”")
    new = chat.write(BEN, "posts in “What”: New").message.id
    found = await chat.screen.history(thread, since)
    assert since == found.whole_since
    told = [(each.id, each.text, each.removed) for each in found.messages]
    assert [(edited, "Edited", ""), (deleted, None, "author"), (new, "New", "")] == told
    assert old not in {each.id for each in found.messages}
    assert 1 == len((await chat.screen.history(other, 0)).messages)


def test_what_was_forgotten_is_not_passed_off_as_whole() -> None:
    """After very many posts the oldest are gone, and the history says from when on it is complete."""
    posts, thread = Posts(), replace(PLACE, thread="m1")
    for number in range(MOST_POSTS + 2):
        posts.add(thread, Message(f"m{number}", "ada", "Ada", NOW + number, "x"))
    found = posts.history(thread, 0)
    assert (MOST_POSTS, NOW + 2) == (len(found.messages), found.whole_since)


# -- who is there


async def test_roles_are_told_apart_by_how_people_act(chat: Chat) -> None:
    """Hosts are teachers, others learners; who has left is neither, and out of reach."""
    names = {
        group: [each.name for each in await chat.screen.members(PLACE, group)] for group in ("teachers", "learners")
    }
    assert {"teachers": ["Ms Rivera"], "learners": ["Ada", "Ben"]} == names
    assert [] == await chat.screen.members(PLACE, "nobody knows it")
    chat.screen.leave("ben")
    assert ["Ada"] == [each.name for each in await chat.screen.members(PLACE, "learners")]
    with pytest.raises(Gone):
        await chat.screen.tell(PLACE, "s.r.1", "ben", Card(title="Due"))
    chat.screen.meet(BEN)
    await chat.screen.tell(PLACE, "s.r.1", "ben", Card(title="Due"))


async def test_a_private_message_in_a_thread_is_replaced_by_news_of_the_channel(chat: Chat) -> None:
    """A session knows the channel alone; there is one private message of a key, wherever it stands."""
    thread = await chat.thread()
    card = Card(title="Mine", body="One\n\nTwo\n\nThree", session="s")
    chat.screen.show(thread, "ada", Reply(card=card, keep="mine"))
    await chat.screen.whisper(PLACE, "s.mine", "ada", replace(card, body="One\n\nTwo\n\nFour"))
    assert "┆ (only Ada sees) Mine · Four" == chat.printed()[-1]
