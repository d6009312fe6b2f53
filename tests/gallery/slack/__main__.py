"""Draw the gallery anew."""

import asyncio
import shutil
import sys

from playwright.async_api import async_playwright

from tests.gallery.slack.page import FOLDER, page_of
from tests.gallery.slack.scenes import scenes

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


async def draw() -> None:
    """Write a picture of every scene."""
    if CHROMIUM is None:
        sys.exit("there is no Chromium on this machine (apt install chromium)")
    FOLDER.mkdir(exist_ok=True)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = await browser.new_page(viewport={"width": 640, "height": 200}, device_scale_factor=1.25)
        for scene in scenes():
            await page.set_content(page_of(scene))
            await page.locator("main").screenshot(path=FOLDER / f"{scene.name}.png")
        await browser.close()


asyncio.run(draw())
