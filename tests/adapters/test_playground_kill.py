"""``studybell play`` killed in the middle of things and started again: nothing is lost, nothing stands twice."""

import asyncio
import os
import secrets
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from adapters.playground.chat import Chat
from adapters.playground.values import Message
from bot.engine.clock import ScaledClock
from bot.kernel.message import Removed
from bot.store.connect import open_store

ROOT = Path(__file__).parents[2]


@asynccontextmanager
async def played(data: Path, visit: Any) -> AsyncIterator[Any]:
    """Run ``studybell play`` as a process of its own, visit it, and kill it without a word of warning."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("STUDYBELL_")}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "play", "--port", "0", "--no-browser"),
        cwd=data,
        env={**env, "STUDYBELL_DATA_DIR": str(data), "PYTHONPATH": str(ROOT)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(30):
            line = (await process.stdout.readline()).decode()
        async with visit(line.split()[-1]) as visitor:
            yield visitor
    finally:
        process.kill()
        await process.wait()


def question(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the public cards of the first question."""
    return [one for one in messages if one["card"] and "Question 1" in one["card"]["title_html"] and not one["private"]]


async def test_a_kill_in_mid_question_loses_and_doubles_nothing(tmp_path: Path, visit: Any) -> None:
    """The same question goes on, the answer that was acknowledged counts, old buttons work, each message stands once."""
    async with played(tmp_path, visit) as visitor:
        async with visitor.listening("ada") as ada:
            await visitor.say(
                "rivera", "/quiz start bell-tour start:now reading:0 pace:0 seconds:120 early:off shuffle:none"
            )
            asked = await ada.message(lambda one: bool(one["card"] and one["card"]["buttons"]))
            press = {"message": asked["id"], "token": asked["card"]["buttons"][0]["token"]}
            await visitor.do("press", "ada", **press)
            await ada.message(lambda one: one["private"] and "Locked in" in one["card"]["body_html"])
        before = [one["id"] for one in (await visitor.whole("ada"))["messages"]]
    async with played(tmp_path, visit) as visitor, visitor.listening("ben") as ben:
        assert before == [one["id"] for one in (await visitor.whole("ada"))["messages"]]
        await visitor.do("press", "ada", **press)
        await visitor.do("press", "ben", message=asked["id"], token=asked["card"]["buttons"][1]["token"])
        footer = "2 answered"
        again = await ben.message(lambda one: one["card"] is not None and footer in one["card"]["footer_html"])
        assert again["id"] == asked["id"]
        assert 1 == len(question((await visitor.whole("ben"))["messages"]))


async def test_a_kill_in_fast_time_loses_and_doubles_nothing(tmp_path: Path, visit: Any) -> None:
    """At 600 times the speed: time does not run back, each question stood once, and the quiz comes to its end."""
    async with played(tmp_path, visit) as visitor, visitor.listening("ada") as ada:
        await visitor.do("speed", "rivera", speed=600)
        await visitor.say("rivera", "/quiz start bell-tour start:now reading:0 seconds:300 early:off")
        asked = await ada.message(lambda one: bool(question([one])))
        await visitor.do("press", "ada", message=asked["id"], token=asked["card"]["buttons"][0]["token"])
        before = (await visitor.whole("ada"))["clock"]["now"]
    async with played(tmp_path, visit) as visitor, visitor.listening("ada") as ada:
        hello = (await ada.next())["value"]
        assert hello["clock"]["now"] >= before
        assert [asked["id"]] == [one["id"] for one in question(hello["messages"])]
        await visitor.do("speed", "rivera", speed=20_000)
        await ada.message(lambda one: one["card"] is not None and "Question 2" in one["card"]["title_html"])
        await visitor.do("speed", "rivera", speed=1)
        assert 1 == len(question((await visitor.whole("ada"))["messages"]))


# -- discussions
async def discuss(visitor: Any) -> str:
    """Open a discussion; return its thread."""
    form = (await visitor.say("rivera", "/discuss open"))["form"]
    values = {"title": "Enzymes", "body": "Why?", "due": "in 3 days", "opens": "", "rules": "1 post, 3 words"}
    async with visitor.listening("rivera") as page:
        await visitor.do("form", "rivera", form=form["id"], values=values)
        prompt = await page.message(lambda one: bool(one["card"]) and not one["private"])
        return str(prompt["id"])


async def owes(visitor: Any, persona: str) -> bool:
    """Whether somebody is told that they still owe something."""
    shown = (await visitor.say(persona, "/discuss mine"))["shown"]
    [message] = [one for one in (await visitor.whole(persona))["messages"] if one["id"] == shown]
    return "0 of 1 post" in str(message["card"])


async def agrees(visitor: Any, expected: dict[str, bool]) -> None:
    """Wait until what was missed has been read, and everybody is told what is so."""
    async with asyncio.timeout(20):
        while expected != {persona: await owes(visitor, persona) for persona in expected}:
            pass


async def test_what_was_stored_and_not_heard_is_heard_at_the_next_start(tmp_path: Path, visit: Any) -> None:
    """Posts, edits and deletions that a kill kept from the discussion: what it says is what stands in the thread."""
    long, everybody = "Heat unfolds the protein", ("ada", "ben", "chen")
    async with played(tmp_path, visit) as visitor:
        thread = await discuss(visitor)
        await visitor.say("ben", "too short", thread=thread)
        await visitor.say("chen", long, thread=thread)
        await agrees(visitor, {"ada": True, "ben": True, "chen": False})
    store = open_store(f"sqlite+aiosqlite:///{tmp_path}/studybell.db")
    await store.open()
    try:
        chat = Chat(store, ScaledClock(), lambda _: None)
        await chat.open()
        draft = Message(id="", seq=0, at=0, channel="general", thread=thread, author="ada", text=long)
        await chat.say(draft)
        ben, chen = (next(one for one in chat.posts(thread) if one.author == who) for who in everybody[1:])
        await chat.rephrase(ben, long, (), ScaledClock().now())
        await chat.remove(chen, Removed.BY_AUTHOR)
        await chat.say(replace(draft, author="rivera", text="Well done, all of you"))
    finally:
        await store.close()
    async with played(tmp_path, visit) as visitor:
        await agrees(visitor, {"ada": False, "ben": False, "chen": True})


async def test_a_kill_while_everybody_writes_leaves_the_thread_and_the_ledger_in_agreement(
    tmp_path: Path, visit: Any
) -> None:
    """Whoever's post stands has done it, whoever's does not owes it, wherever the kill came."""
    async with played(tmp_path, visit) as visitor:
        thread = await discuss(visitor)
        sent = {"channel": "general", "thread": thread, "text": "Heat unfolds the protein"}
        posts = [
            asyncio.create_task(visitor.do("say", persona, **sent, nonce=secrets.token_hex(8)))
            for persona in ("ada", "ben", "chen")
        ]
        await asyncio.wait(posts, return_when=asyncio.FIRST_COMPLETED)
    await asyncio.gather(*posts, return_exceptions=True)
    async with played(tmp_path, visit) as visitor:
        wrote = {one["author"] for one in await visitor.thread("rivera", thread)}
        await agrees(visitor, {persona: persona not in wrote for persona in ("ada", "ben", "chen")})
        assert 4 > len([one for one in await visitor.thread("rivera", thread) if one["author"]]) > 0
