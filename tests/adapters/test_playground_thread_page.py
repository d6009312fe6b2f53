"""Threads and forms on the page in a real Chromium: reading, answering, editing, deleting, closed threads, dates."""

import re
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from msgspec.structs import replace
from playwright.async_api import Dialog, Page, expect

from bot.kernel.card import Button, Card
from bot.kernel.markup import escape
from bot.kernel.people import Place
from bot.quiz.events import Mine

Opened = Callable[..., Awaitable[Page]]

GENERAL = Place("playground:main", "general")
PROMPT = Card(
    title="Enzymes", body="Why do some stop when it is hot?", thread="Enzymes in the kitchen", session="abcdefghij"
)


async def begin(visitor: Any, *posts: tuple[str, str]) -> Place:
    """Post a prompt and what people write in its thread; return the thread."""
    ref, _ = await visitor.surface.put(GENERAL, "s.open", PROMPT, None)
    for persona, text in posts:
        await visitor.say(persona, text, thread=ref)
    return replace(GENERAL, thread=ref)


def way(thread: Place) -> str:
    """Return the address of a thread within the page."""
    return f"#/{thread.channel}/{thread.thread}"


def post(page: Page, text: str) -> Any:
    """Return the message in the open thread that has this text."""
    return page.locator("#thread-log .message", has=page.get_by_text(text, exact=True))


async def press(page: Page, text: str, tool: str) -> None:
    """Press what can be done with a message of the thread."""
    await post(page, text).hover()
    await post(page, text).get_by_role("button", name=tool, exact=True).click()


async def write(page: Page, text: str) -> None:
    """Type into the box of the thread and send."""
    await page.locator("#thread-line").fill(text)
    await page.keyboard.press("Enter")


async def agree(dialog: Dialog) -> None:
    """Say yes."""
    await dialog.accept()


async def test_a_prompt_shows_its_thread_and_how_many_wrote(served: Any, opened: Opened) -> None:
    """Its name, the posts, that it is open; a press on it opens it at the side."""
    async with served() as visitor:
        await begin(visitor, ("ada", "one"), ("ben", "two"))
        page = await opened(visitor.url, "chen")
        bar = page.locator("#log .replies")
        await expect(bar).to_contain_text(re.compile(r"Enzymes in the kitchen\s*2 posts·open thread"))
        await bar.click()
        await expect(page.locator("#thread-name")).to_have_text("Enzymes in the kitchen")
        await expect(page.locator("#thread-log .text")).to_have_text(["one", "two"])


async def test_an_answer_names_whom_it_answers(served: Any, opened: Opened) -> None:
    """For everybody who looks, and it leads to what it answers; a card of the bot can be answered too."""
    async with served() as visitor:
        thread = await begin(visitor, ("ada", "They unfold."))
        await visitor.surface.put(thread, "s.a1", Card(title="What Dora wrote", body="They break."), None)
        ben, ada = [await opened(visitor.url, who, way=way(thread)) for who in ("ben", "ada")]
        await press(ben, "They unfold.", "Reply")
        await expect(ben.locator("#thread-compose .doing")).to_contain_text("Replying to Ada")
        await write(ben, "For good?")
        await expect(post(ada, "For good?").locator(".answers-to")).to_have_text("replying to Ada")
        await press(ben, "What Dora wrote", "Reply")
        await write(ben, "Nice.")
        await expect(post(ada, "Nice.").locator(".answers-to")).to_have_text("replying to Studybell · What Dora wrote")
        await expect(ben.locator("#thread-compose .doing")).to_be_hidden()


async def test_an_edited_post_stays_where_it_was(served: Any, opened: Opened) -> None:
    """It says that it was edited, for everybody."""
    async with served() as visitor:
        thread = await begin(visitor, ("ada", "They unfild."), ("ben", "Do they?"))
        ada, ben = [await opened(visitor.url, who, way=way(thread)) for who in ("ada", "ben")]
        await press(ada, "They unfild.", "Edit")
        await expect(ada.locator("#thread-line")).to_have_value("They unfild.")
        await write(ada, "They unfold.")
        await expect(ben.locator("#thread-log .text")).to_have_text(["They unfold.", "Do they?"])
        await expect(post(ben, "They unfold.").locator(".head")).to_contain_text("edited")
        await expect(ada.locator("#thread-line")).to_have_value("")


async def test_a_deleted_post_leaves_a_line_and_can_no_longer_be_answered(served: Any, opened: Opened) -> None:
    """Whoever was answering it keeps what they typed, with a sentence that says why it was not sent."""
    async with served() as visitor:
        thread = await begin(visitor, ("ada", "Never mind"))
        ada, ben = [await opened(visitor.url, who, way=way(thread)) for who in ("ada", "ben")]
        await press(ben, "Never mind", "Reply")
        await ben.locator("#thread-line").fill("But I do mind")
        ada.once("dialog", agree)
        await press(ada, "Never mind", "Delete message")
        await expect(ben.locator("#thread-log .gone")).to_have_text("Ada deleted this message")
        await ben.keyboard.press("Enter")
        await expect(ben.locator("#thread-compose .problem")).to_contain_text("was deleted meanwhile")
        await expect(ben.locator("#thread-line")).to_have_value("But I do mind")
        await ben.get_by_role("button", name="Do not reply").click()
        await ben.keyboard.press("Enter")
        await expect(ada.locator("#thread-log .text")).to_have_text(["But I do mind"])


async def test_a_closed_thread_takes_no_posts_until_it_is_reopened(served: Any, opened: Opened) -> None:
    """It says so at the card, in the thread and in the box; what was being typed is still there afterwards."""
    async with served() as visitor:
        thread = await begin(visitor, ("ada", "In time"))
        page = await opened(visitor.url, "ada", way=way(thread))
        await page.locator("#thread-line").fill("Half a thou")
        await visitor.surface.close(thread)
        await expect(page.locator("#thread-line")).to_be_disabled()
        await expect(page.locator("#thread-closed")).to_be_visible()
        await expect(page.locator("#log .replies")).to_contain_text("closed")
        await visitor.surface.reopen(thread)
        await expect(page.locator("#thread-line")).to_be_enabled()
        await expect(page.locator("#thread-line")).to_have_value("Half a thou")


async def test_whoever_is_named_sees_it_until_they_look(served: Any, opened: Opened) -> None:
    """A mention in a thread counts at the channel and at the card, and goes when the thread is opened."""
    async with served() as visitor:
        await begin(visitor, ("ben", "What do you say, @Ada?"))
        page = await opened(visitor.url, "ada")
        await expect(page.locator("#channels .badge.named")).to_have_text("@1")
        await expect(page.locator("#log .replies .badge")).to_have_text("@1")
        await page.locator("#log .replies").click()
        await expect(page.locator("#thread-log .names-me .mention.me")).to_have_text("@Ada")
        await expect(page.locator(".badge.named")).to_have_count(0)


async def test_a_card_that_names_somebody_is_marked_for_them(served: Any, opened: Opened) -> None:
    """And for nobody else."""
    async with served() as visitor:
        await visitor.surface.put(GENERAL, "s.n", Card(title="You still owe a post", mentions=("ada",)), None)
        ada, ben = [await opened(visitor.url, who) for who in ("ada", "ben")]
        await expect(ada.locator("#log .names-me")).to_have_count(1)
        await expect(ben.locator("#log .message")).to_have_count(1)
        await expect(ben.locator("#log .names-me")).to_have_count(0)


async def test_a_reminder_leads_to_the_thread(served: Any, opened: Opened) -> None:
    """The link in a direct message opens it in the same page; what people write is never such a link."""
    async with served() as visitor:
        thread = await begin(visitor, ("ben", f"[x](#/general/{'a' * 12}) #/general"))
        link = visitor.surface.link(GENERAL, thread.thread)
        body = f"You owe a post. {link} {escape('[evil](#/do/say) <a href=#x>')}"
        button = Button("Snooze 3 h", Mine())
        await visitor.surface.tell(GENERAL, "s.r", "ada", Card(body=body, buttons=(button,), session="abcdefghij"))
        page = await opened(visitor.url, "ada", way="#@ada")
        await page.get_by_role("button", name="Snooze 3 h").click()
        await expect(page.locator("#log .private")).to_have_count(1)
        assert 1 == await page.locator("#log a").count()
        await page.get_by_role("link", name="Open the thread").click()
        await expect(page.locator("#thread-log .text")).to_have_count(1)
        await expect(page.locator("#thread-log .text a")).to_have_count(0)
        await expect(page.locator("#where")).to_have_text("#general")


@pytest.mark.parametrize("hostile", ["#/../x", "#/general/%00", "#/nowhere/aaaaaaaaaaaa", "#/general/<b>", "#%E0%A4%A"])
async def test_an_address_that_leads_nowhere_does_no_harm(served: Any, opened: Opened, hostile: str) -> None:
    """The page shows a channel and works on."""
    async with served() as visitor:
        page = await opened(visitor.url, "ada", way=hostile)
        await expect(page.locator("#thread")).to_be_hidden()
        await page.locator("#line").fill("still here")
        await page.keyboard.press("Enter")
        await expect(page.locator("#log .text")).to_have_text(["still here"])


async def test_a_long_thread_opens_with_its_newest_posts(served: Any, opened: Opened) -> None:
    """Older ones come when they are asked for, and what was new meanwhile stands once."""
    async with served() as visitor:
        thread = await begin(visitor, *[("ada", f"post {number}") for number in range(120)])
        page = await opened(visitor.url, "ben", way=way(thread))
        texts = page.locator("#thread-log .text")
        await expect(texts).to_have_count(50)
        await expect(texts.last).to_have_text("post 119")
        await visitor.say("chen", "post 120", thread=thread.thread)
        await expect(texts).to_have_count(51)
        await expect(page.get_by_role("button", name="Show earlier posts")).to_be_attached()
        for count in (101, 121):
            await page.locator("#thread-log").evaluate("log => log.scrollTo(0, 0)")
            await expect(texts).to_have_count(count)
        await expect(texts).to_have_text([f"post {number}" for number in range(121)])
        await expect(page.locator("#thread-log .earlier")).to_have_count(0)


async def test_what_is_typed_waits_in_its_own_thread(served: Any, opened: Opened) -> None:
    """Half a post is neither lost nor found in another thread."""
    async with served() as visitor:
        thread = await begin(visitor)
        other, _ = await visitor.surface.put(GENERAL, "s.two", replace(PROMPT, thread="Another"), None)
        page = await opened(visitor.url, "ada", way=way(thread))
        await page.locator("#thread-line").fill("half a po")
        await page.locator("#log .replies", has_text="Another").click()
        await expect(page.locator("#thread-line")).to_have_value("")
        await page.locator("#log .replies", has_text="Enzymes").click()
        await expect(page.locator("#thread-line")).to_have_value("half a po")
        assert other


async def test_too_long_a_message_is_counted_and_not_cut_off(served: Any, opened: Opened) -> None:
    """It stays in the box, with a sentence that says what to do."""
    async with served() as visitor:
        page = await opened(visitor.url, "ada")
        await page.locator("#line").fill("x" * 2_345)
        await expect(page.locator("#compose .left")).to_have_text("-345")
        await page.locator("#line").press("Enter")
        await expect(page.locator("#compose .problem")).to_contain_text("this has 2,345")
        assert 2_345 == len(await page.locator("#line").input_value())


async def test_the_thread_fits_a_phone(served: Any, opened: Opened) -> None:
    """It covers the channel, can be answered with a finger, and does not scroll sideways."""
    async with served() as visitor:
        thread = await begin(visitor, ("ada", "They unfold."))
        page = await opened(visitor.url, "ben", 390, dark=True, way=way(thread))
        await post(page, "They unfold.").click()
        await post(page, "They unfold.").get_by_role("button", name="Reply", exact=True).click()
        await write(page, "For good?")
        await expect(page.locator("#thread-log .answers-to")).to_have_text("replying to Ada")
        assert await page.evaluate("document.scrollingElement.scrollWidth") <= 390


async def test_messages_are_reached_by_keys(served: Any, opened: Opened) -> None:
    """Arrows go from post to post, Tab to what can be done with one."""
    async with served() as visitor:
        thread = await begin(visitor, ("ada", "one"), ("ada", "two"))
        page = await opened(visitor.url, "ben", way=way(thread))
        await expect(page.locator("#thread-log .text")).to_have_count(2)
        await page.locator("#thread-log").focus()
        for key in ("ArrowUp", "ArrowUp", "Tab", "Enter"):
            await page.keyboard.press(key)
        await write(page, "to the first")
        await expect(post(page, "to the first").locator(".answers-to")).to_have_text("replying to Ada")
        answered = (await visitor.thread("ben", thread.thread))[2]["answers"]["id"]
        assert (await visitor.thread("ben", thread.thread))[0]["id"] == answered
