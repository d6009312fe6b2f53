"""The page in a real Chromium: a whole live quiz, driven by keys and clicks as a person would."""

import re
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from playwright.async_api import Page, expect

PATIENCE = 15_000

Opened = Callable[..., Awaitable[Page]]


async def type_line(page: Page, line: str) -> None:
    """Type a line into the channel's box and send it, with suggestions put away."""
    box = page.locator("#line")
    await box.fill(line)
    await box.press("Escape")
    await box.press("Enter")


async def test_a_newcomer_starts_a_quiz_by_keyboard(served: Any, opened: Opened) -> None:
    """The empty channel says what to do, completion finds the deck, Enter opens the lobby."""
    async with served() as visitor:
        page = await opened(visitor.url, "rivera")
        await page.locator(".welcome button").click()
        await expect(page.locator("#line")).to_have_value("/quiz start ")
        await page.keyboard.type("bell")
        await expect(page.locator(".suggest li").first).to_contain_text("bell-tour")
        await page.keyboard.press("Tab")
        await expect(page.locator("#line")).to_have_value("/quiz start bell-tour ")
        await page.keyboard.type("start:n")
        await expect(page.locator(".suggest li").first).to_contain_text("now")
        await page.keyboard.press("Escape")
        await page.locator("#line").fill("/quiz start bell-tour")
        await page.keyboard.press("Enter")
        await expect(page.locator("#log .message:not(.docked) .card")).to_be_visible(timeout=PATIENCE)
        await expect(page.locator("#dock")).to_contain_text("Host panel")


async def test_a_whole_question_with_two_personas(served: Any, opened: Opened) -> None:
    """Two learners answer in their own tabs; each sees the own result, nobody the other's; the teacher reveals."""
    async with served() as visitor:
        teacher = await opened(visitor.url, "rivera")
        ada = await opened(visitor.url, "ada", 390, dark=True)
        ben = await opened(visitor.url, "ben")
        await type_line(teacher, "/quiz start bell-tour start:now reading:0 pace:0 early:off shuffle:none")
        await ada.locator(".answer").first.click()
        await expect(ada.locator("#log .private")).to_contain_text("Locked in")
        await expect(ben.locator("#log .private")).to_have_count(0)
        await ben.locator(".answer").nth(1).click()
        await expect(ben.locator("#log .card-footer")).to_contain_text("2 answered")
        await expect(ben.locator(".countdown")).to_be_visible()
        await teacher.locator("#dock").get_by_role("button", name="Close now").click()
        picture = ben.locator(".card-chart img")
        await picture.wait_for()
        assert await picture.get_attribute("alt")
        assert await picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 100
        await expect(ben.locator("#log .private")).to_contain_text("Question 1")
        await expect(ben.locator(".answer")).to_have_count(0)


async def test_a_form_asks_again_for_what_is_missing(served: Any, opened: Opened) -> None:
    """An empty field is pointed out at the field, and what was typed otherwise is sent."""
    async with served() as visitor:
        page = await opened(visitor.url, "rivera")
        await type_line(page, "/quiz ask")
        await page.locator("dialog[open]").wait_for()
        await page.locator("dialog button[type=submit]").click()
        await expect(page.locator("dialog .wrong").first).to_contain_text("Please fill this in.")
        await page.keyboard.press("Escape")
        await expect(page.locator("dialog[open]")).to_have_count(0)


async def test_hostile_text_stays_text(served: Any, opened: Opened) -> None:
    """What a person types never becomes part of the page, nor does a persona's name."""
    hostile = "<img src=x onerror=document.title='broken'>"
    async with served() as visitor:
        await visitor.do("persona", "rivera", name=hostile[:32])
        page = await opened(visitor.url, "ada")
        await type_line(page, hostile)
        await expect(page.locator("#log .text").last).to_have_text(hostile)
        assert 0 == await page.locator("#log img").count()
        assert "broken" not in await page.title()


async def test_threads_open_at_the_side(served: Any, opened: Opened) -> None:
    """A reply in a thread stands there and is counted under its message."""
    async with served() as visitor:
        page = await opened(visitor.url, "ada")
        await type_line(page, "who has a question?")
        message = page.locator("#log .message").last
        await message.hover()
        await message.get_by_role("button", name="Reply in a thread").click()
        await page.locator("#thread-line").fill("me")
        await page.keyboard.press("Enter")
        await expect(page.locator("#thread-log .text").last).to_have_text("me")
        await expect(page.locator("#log .replies")).to_contain_text("1 reply")
        await page.locator("#thread-close").click()
        await expect(page.locator("#thread")).to_be_hidden()


async def test_unread_channels_are_marked(served: Any, opened: Opened) -> None:
    """What is said elsewhere is counted until one looks."""
    async with served() as visitor:
        page = await opened(visitor.url, "ada")
        await visitor.say("ben", "psst", channel="biology")
        badge = page.locator("#channels .badge")
        await expect(badge).to_have_text("1")
        await page.locator("#channels a", has_text="biology").click()
        await expect(badge).to_have_count(0)
        await expect(page.locator("#log .text")).to_have_text("psst")


async def test_the_page_comes_back_by_itself_after_a_restart(served: Any, opened: Opened, unused_port: int) -> None:
    """It says that nobody answers, and shows every message once when somebody does again."""
    async with served(port=unused_port) as visitor:
        page = await opened(visitor.url, "ada")
        await type_line(page, "before")
        await expect(page.locator("#log .text")).to_have_text(["before"])
    complaint = re.compile("not answering")
    await expect(page.locator("#offline")).to_contain_text(complaint)
    await expect(page.locator("#offline")).to_be_visible()
    async with served(port=unused_port) as visitor:
        await expect(page.locator("#offline")).to_be_hidden(timeout=PATIENCE)
        await visitor.say("ben", "after")
        await expect(page.locator("#log .text")).to_have_text(["before", "after"])


async def test_the_teacher_can_fill_the_room_and_speed_up_time(served: Any, opened: Opened) -> None:
    """Five simulated learners sit down at a press, and time runs as fast as is asked for."""
    async with served() as visitor:
        page = await opened(visitor.url, "rivera")
        await page.locator("#learners-open").click()
        await page.get_by_role("button", name="+5").click()
        await expect(page.locator("#learners-count")).to_have_text("5 simulated")
        await page.keyboard.press("Escape")
        await page.locator("#clock-open").click()
        await page.get_by_role("button", name="60×", exact=True).click()
        await expect(page.locator("#clock-speed")).to_have_text("60×")


@pytest.mark.parametrize("width", [360, 390, 768, 1024, 1440])
async def test_nothing_is_wider_than_the_screen(served: Any, opened: Opened, width: int) -> None:
    """At any width the page does not scroll sideways, with a quiz under way."""
    async with served() as visitor:
        page = await opened(visitor.url, "rivera", width)
        await type_line(page, "/quiz start bell-tour start:now reading:0")
        await page.locator(".answer").first.wait_for()
        assert await page.evaluate("document.scrollingElement.scrollWidth") <= width
