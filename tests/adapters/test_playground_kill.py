"""``studybell play`` killed in the middle of a question and started again: nothing is lost, nothing stands twice."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

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
