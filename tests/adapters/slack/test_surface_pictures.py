"""Pictures of charts on Slack: they come after the message, and nothing waits for them."""

from typing import Any

from adapters.slack.requests.pace import TIER_3
from bot.kernel.card import Bar, Chart
from bot.kernel.clock import MINUTE, SECOND
from tests.adapters.slack.rooms import Room

CHART = Chart("Gases", (Bar("Oxygen", 3, right=True), Bar("Helium", 1)), "Oxygen 3, helium 1")


def pictures(here: Room) -> list[dict[str, Any]]:
    """Return the pictures in the newest message."""
    return [block for block in here.messages()[-1].blocks if block["type"] == "image"]


async def brought(here: Room) -> None:
    """Let Slack have looked at a picture."""
    await here.server.until(lambda: here.server.called("files.completeUploadExternal"))
    await here.server.quiet()
    here.clock.advance(SECOND)
    await here.server.quiet()


async def test_a_picture_comes_after_its_message(here: Room) -> None:
    """The message stands at once and says it in words; the picture is put in when Slack has looked at it."""
    await here.put(chart=CHART)
    assert ([], True) == (pictures(here), CHART.alt in here.messages()[0].text)
    await brought(here)
    (picture,) = pictures(here)
    assert CHART.alt == picture["alt_text"]
    assert here.team.team.files[picture["slack_file"]["id"]].data.startswith(b"\x89PNG")


async def test_a_picture_that_slack_has_is_not_given_again(here: Room) -> None:
    """Not for an edit, and not for another message."""
    ref = await here.put(chart=CHART)
    await brought(here)
    await here.put("Edited", ref=ref, chart=CHART)
    assert 1 == len(pictures(here))
    await here.put("Another", "s.q1", chart=CHART)
    assert (1, 1) == (len(pictures(here)), here.asked("files.completeUploadExternal"))


async def test_a_picture_comes_too_late(here: Room) -> None:
    """Another card stands there by now: it is left alone."""
    ref = await here.put(chart=CHART)
    await here.put("Next", ref=ref)
    await brought(here)
    assert (["Next"], []) == (here.titles(), pictures(here))


async def test_a_picture_slack_does_not_look_at_is_tried_a_few_times(here: Room) -> None:
    """Then it stays with the words."""
    here.server.file_delay = 1_000
    await here.put(chart=CHART)
    await brought(here)
    for _ in range(5):
        here.clock.advance(2 * SECOND)
        await here.server.quiet()
    assert (["Q"], [], 3) == (here.titles(), pictures(here), here.asked("chat.update"))


async def test_a_picture_that_was_deleted_is_left_away(here: Room) -> None:
    """The card goes through without it."""
    await here.put(chart=CHART)
    await brought(here)
    here.team.team.files.clear()
    await here.put("Another", "s.q1", chart=CHART)
    assert (["Q", "Another"], []) == (here.titles(), pictures(here))
    here.server.problems.clear()  # which is the matter here


async def test_where_edits_are_scarce_there_is_no_picture(here: Room) -> None:
    """They are kept for what changes."""
    ref = await here.put()
    for _ in range(TIER_3 // 2):
        await here.put(ref=ref)
    await here.put("Result", "s.q1", chart=CHART)
    await here.server.quiet()
    assert 0 == here.asked("files.getUploadURLExternal")
    here.clock.advance(MINUTE)
    await here.put("Result", "s.q2", chart=CHART)
    await brought(here)
    assert 1 == len(pictures(here))


async def test_without_leave_to_give_files_it_stays_with_the_words(here: Room) -> None:
    """Nobody is bothered with it."""
    here.server.mischief.says("files.getUploadURLExternal", "file_uploads_disabled")
    await here.put(chart=CHART)
    await here.server.quiet()
    assert (["Q"], []) == (here.titles(), pictures(here))


async def test_a_direct_message_has_its_picture_too(here: Room) -> None:
    """In the conversation."""
    await here.tell(chart=CHART)
    await brought(here)
    (message,) = here.ada.dm.messages.values()
    assert "image" in [block["type"] for block in message.blocks]
