"""Forms on the page in a real Chromium: dates picked or typed, words counted, nothing typed cut off or lost."""

from collections.abc import Awaitable, Callable
from typing import Any

from playwright.async_api import Dialog, Page, expect

Opened = Callable[..., Awaitable[Page]]


async def form(page: Page) -> None:
    """Ask for the form of a discussion."""
    await page.locator("#line").fill("/discuss open")
    await page.locator("#line").press("Escape")
    await page.locator("#line").press("Enter")
    await page.locator("dialog[open]").wait_for()


async def test_a_date_picked_from_the_calendar_is_what_is_meant(served: Any, opened: Opened) -> None:
    """The field gets an instant, the page says which, and the prompt is due then."""
    async with served() as visitor:
        page = await opened(visitor.url, "rivera")
        await form(page)
        await page.locator("#field-title").fill("Enzymes")
        await page.locator("#field-body").fill("Why do some stop when it is hot?")
        picker = page.locator(".field:has(#field-due) .picker")
        at: int = await picker.evaluate(
            "node => { const date = new Date(Date.now() + 5 * 864e5); date.setSeconds(0, 0);"
            " node.value = new Date(date - date.getTimezoneOffset() * 6e4).toISOString().slice(0, 16);"
            " node.dispatchEvent(new Event('change')); return date / 1000; }"
        )
        await expect(page.locator("#field-due")).to_have_value(f"<t:{at}>")
        await expect(page.locator(".understood").first).to_contain_text("in 5 days")
        await page.locator("dialog button[type=submit]").click()
        await expect(page.locator(f'#log .message:not(.private) time[data-at="{at}"]').first).to_be_visible()
        await expect(page.locator("dialog[open]")).to_have_count(0)


async def test_words_and_letters_are_counted_and_nothing_is_cut_off(served: Any, opened: Opened) -> None:
    """Too long a text is counted, sent back with a sentence at its field, and stays whole."""
    async with served() as visitor:
        page = await opened(visitor.url, "rivera")
        await form(page)
        await page.locator("#field-body").fill("Why do some stop?")
        await expect(page.locator(".counts").first).to_have_text("4 words · 2,983 characters left")
        await page.locator("#field-body").fill("word " * 700)
        await expect(page.locator(".counts").first).to_have_text("700 words · 499 characters too many")
        await page.locator("#field-title").fill("Enzymes")
        await page.locator("#field-due").fill("fri 17:00")
        await page.locator("dialog button[type=submit]").click()
        await expect(page.locator(".wrong .note")).to_contain_text("At most 3000 characters; this has 3499.")
        assert 3_500 == len(await page.locator("#field-body").input_value())


async def test_a_long_text_is_not_lost_by_a_slip(served: Any, opened: Opened) -> None:
    """Escape asks back first; whoever says no has everything as it was."""
    async with served() as visitor:
        page = await opened(visitor.url, "rivera")
        await form(page)
        await page.locator("#field-body").fill("Half an hour of work")
        asked: list[str] = []

        async def refuse(dialog: Dialog) -> None:
            asked.append(dialog.message)
            await dialog.dismiss()

        page.on("dialog", refuse)
        await page.keyboard.press("Escape")
        await page.keyboard.press("Escape")
        await expect(page.locator("#field-body")).to_have_value("Half an hour of work")
        assert ["Close the form? What you typed into it is lost."] * 2 == asked


async def test_a_week_passes_in_a_minute(served: Any, opened: Opened) -> None:
    """At the fastest of the switches the page's clock, its dates and what is relative go on together."""
    async with served() as visitor:
        page = await opened(visitor.url, "rivera")
        await visitor.say("rivera", "hello")
        stamp = page.locator("#log .message .head .at")
        before = await stamp.text_content()
        await page.locator("#clock-open").click()
        await page.get_by_role("button", name="10,080×").click()
        await expect(page.locator("#clock-speed")).to_have_text("10,080×")
        await expect(page.locator("#log .message")).not_to_have_attribute("data-day", "Today", timeout=20_000)
        assert before != await stamp.text_content()
