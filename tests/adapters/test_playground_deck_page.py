"""Adding decks on the page in a real Chromium: from a file, and with mistakes."""

from collections.abc import Awaitable, Callable
from typing import Any

from playwright.async_api import FilePayload, Page, expect

Opened = Callable[..., Awaitable[Page]]

DECK = b"---\ntitle: Rivers\n---\n\n## Which is longer?\n\n- [x] The Volga\n- [ ] The Thames\n"


async def form(page: Page) -> None:
    """Ask for the form of a deck."""
    await page.locator("#line").fill("/deck add")
    await page.locator("#line").press("Escape")
    await page.locator("#line").press("Enter")
    await page.locator("dialog[open]").wait_for()


async def test_a_file_becomes_a_deck(served: Any, opened: Opened) -> None:
    """As the text of it would."""
    async with served() as visitor:
        page = await opened(visitor.url, "rivera")
        await form(page)
        file = FilePayload(name="rivers.md", mimeType="text/markdown", buffer=DECK)
        await page.locator("#field-file").set_input_files(file)
        await page.locator("dialog button[type=submit]").click()
        await expect(page.locator("#log .message.private").last).to_contain_text("Added “Rivers”, 1 question")
        await expect(page.locator("dialog[open]")).to_have_count(0)


async def test_what_is_wrong_with_a_text_is_said_beside_it(served: Any, opened: Opened) -> None:
    """All of it; the form stays open, and what was typed in it."""
    async with served() as visitor:
        page = await opened(visitor.url, "rivera")
        await form(page)
        wrong = DECK.replace(b"[x]", b"[ ]").decode() + "\n## And now?\n"
        await page.locator("#field-text").fill(wrong)
        await page.locator("dialog button[type=submit]").click()
        await expect(page.locator("dialog .trouble")).to_contain_text("Line 10")
        await expect(page.locator("#field-text")).to_have_value(wrong)


async def test_a_file_that_is_too_large_is_refused_at_its_field(served: Any, opened: Opened) -> None:
    """With what to do."""
    async with served() as visitor:
        page = await opened(visitor.url, "rivera")
        await form(page)
        file = FilePayload(name="big.md", mimeType="text/markdown", buffer=b"x" * ((2 << 20) + 1))
        await page.locator("#field-file").set_input_files(file)
        await page.locator("dialog button[type=submit]").click()
        await expect(page.locator(".wrong .note")).to_contain_text("This file is larger than 2 MB")
