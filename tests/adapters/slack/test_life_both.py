"""Discord and Slack in one process, side by side on one database; and Slack alone, which does not load Discord's library."""

import asyncio
import sys
from pathlib import Path

from tests.adapters.slack.playing import Class
from tests.loopback import studybell as started
from tests.loopback.discord import loopback as loopback_discord
from tests.loopback.slack import Loopback


async def test_a_class_on_each_platform_plays_at_the_same_time(slack: Loopback, tmp_path: Path) -> None:
    """Neither hears of the other; both end with the process, in order."""
    async with loopback_discord() as discord, started.outdoors((discord, slack), tmp_path) as studybell:
        here, there = Class(slack), started.Room(discord)
        await studybell.says("Studybell serves Slack")
        await asyncio.gather(here.starts_a_quiz(), there.starts_a_quiz())
        await asyncio.gather(here.hosts("Begin"), there.hosts("Begin"))
        on_slack, on_discord = await asyncio.gather(here.card("A"), there.card("A"))
        answers = await asyncio.gather(
            here.ada.presses(on_slack, "A"),
            there.ada.press(on_discord, "A"),
            here.cy.presses(on_slack, "B"),
            there.cy.press(on_discord, "A"),
        )
        assert {True} == {"Locked in" in answer.text for answer in answers}
        await asyncio.gather(here.hosts("Close now"), there.hosts("Close now"))
        await asyncio.gather(here.shows("1 of 2 answered right"), there.shows("2 of 2 answered right"))
        assert 0 == await studybell.stop()
        discord.assert_clean()
    assert [] == studybell.trouble


async def test_slack_alone_loads_no_library_of_another_platform() -> None:
    """What `studybell run` loads then; a start takes half a second as it is."""
    loads = "import bot.app, adapters.slack, sys; print({'discord', 'cryptography'} & {*sys.modules})"
    asked = await asyncio.create_subprocess_exec(
        sys.executable, "-c", loads, cwd=started.ROOT, stdout=asyncio.subprocess.PIPE
    )
    said, _ = await asked.communicate()
    assert "set()" == said.decode().strip()
