"""What personas write in the thread of a real discussion: heard as it stands, answered in private, never lost when refused."""

import asyncio
import secrets
from typing import Any

import pytest

from bot.kernel.card import Button, Card
from bot.kernel.people import Place
from bot.quiz.events import Mine

GENERAL = Place("playground:main", "general")
LONG = "Heat shakes the protein until its pocket is gone."


async def discuss(visitor: Any, rules: str = "1 post, 5 words", due: str = "in 3 days") -> str:
    """Open a discussion through its form; return its prompt, at which its thread begins."""
    form = (await visitor.say("rivera", "/discuss open"))["form"]
    values = {"title": "Enzymes", "body": "Why do some stop when it is hot?", "due": due, "opens": "", "rules": rules}
    async with visitor.listening("rivera") as page:
        await visitor.do("form", "rivera", form=form["id"], values=values)
        prompt = await page.message(lambda one: bool(one["card"]) and not one["private"])
        return str(prompt["id"])


async def status(visitor: Any, persona: str) -> str:
    """Return what somebody is told about what they have done and owe."""
    shown = (await visitor.say(persona, "/discuss mine"))["shown"]
    [card] = [one["card"] for one in (await visitor.whole(persona))["messages"] if one["id"] == shown]
    return f"{card['body_html']} {card['fields']}"


async def post(visitor: Any, persona: str, text: str, thread: str, **more: str) -> dict[str, Any]:
    """Write in the thread; return the message as it stands there."""
    await visitor.say(persona, text, thread=thread, **more)
    found: dict[str, Any] = [one for one in await visitor.thread(persona, thread) if one["author"] == persona][-1]
    return found


def private(messages: list[dict[str, Any]]) -> list[str]:
    """Return what is told to one alone."""
    return [one["text"] for one in messages if one["private"]]


# -- heard
async def test_a_short_post_is_answered_in_the_thread_to_its_author_alone(served: Any) -> None:
    """The post stands for everybody; what is missing is nobody else's business."""
    async with served() as visitor:
        thread = await discuss(visitor)
        await post(visitor, "ada", "too short", thread)
        [told] = private(await visitor.thread("ada", thread))
        assert "2 of the 5 words" in told
        assert ["too short"] == [one["text"] for one in await visitor.thread("ben", thread)]


async def test_an_edit_is_heard(served: Any) -> None:
    """A post that has become long enough counts."""
    async with served() as visitor:
        thread = await discuss(visitor)
        short = await post(visitor, "ada", "too short", thread)
        assert "0 of 1" in await status(visitor, "ada")
        await visitor.do("edit", "ada", message=short["id"], text=LONG)
        assert "0 of 1" not in await status(visitor, "ada")
        [now] = [one for one in await visitor.thread("ben", thread) if one["author"]]
        assert (now["id"], now["seq"], now["text"]) == (short["id"], short["seq"], LONG)
        assert now["edited"] > now["at"]


async def test_ones_own_deletion_counts_and_a_teachers_does_not(served: Any) -> None:
    """Whoever takes the own post away owes it again; whoever is moderated keeps the credit."""
    async with served() as visitor:
        thread = await discuss(visitor)
        for persona, by in (("ada", "ada"), ("ben", "rivera")):
            message = await post(visitor, persona, LONG, thread)
            await visitor.do("remove", by, message=message["id"])
        assert "0 of 1" in await status(visitor, "ada")
        assert "0 of 1" not in await status(visitor, "ben")
        seen = [(one["author"], one["removed"], one["text"]) for one in await visitor.thread("chen", thread)]
        assert [("ada", "author", ""), ("ben", "moderator", "")] == seen


async def test_a_deleted_prompt_takes_nobodys_credit(served: Any) -> None:
    """What was written in its thread still counts, after the next start too."""
    async with served() as visitor:
        thread = await discuss(visitor)
        await post(visitor, "ada", LONG, thread)
        await visitor.do("remove", "rivera", message=thread)
        assert "0 of 1" not in await status(visitor, "ada")
        assert [LONG] == [one["text"] for one in await visitor.thread("ben", thread) if one["author"]]
        assert "no more" in (await visitor.say("ben", LONG, thread=thread))["toast"]
    async with served() as visitor:
        assert "0 of 1" not in await status(visitor, "ada")


async def test_a_reply_counts_for_whoever_it_answers(served: Any) -> None:
    """To another member it does, to oneself not."""
    async with served() as visitor:
        thread = await discuss(visitor, "1 post, 1 reply, 5 words")
        first = await post(visitor, "ada", LONG, thread)
        own = await post(visitor, "ben", LONG, thread)
        await post(visitor, "ben", LONG, thread, reply_to=own["id"])
        assert "to 1 more member" in await status(visitor, "ben")
        answer = await post(visitor, "ben", LONG, thread, reply_to=first["id"])
        assert {"id": first["id"], "author": "ada", "title": "", "gone": False} == answer["answers"]
        assert "to 1 more member" not in await status(visitor, "ben")


async def test_names_in_a_text_reach_those_they_name(served: Any) -> None:
    """As members, with the longest name that fits."""
    async with served() as visitor:
        thread = await discuss(visitor)
        await visitor.do("persona", "rivera", name="Ada Lovelace")
        message = await post(visitor, "ben", "What do @ada lovelace and @Chen say? Not @Adam.", thread)
        assert ["ada-lovelace", "chen"] == message["mentions"]


async def reminder_of(visitor: Any, persona: str) -> dict[str, Any]:
    """Let time run until somebody is reminded, a day before it is due; return the reminder."""
    async with visitor.listening(persona) as page:
        await page.next()
        await visitor.do("speed", "rivera", speed=20_000)
        found: dict[str, Any] = await page.message(lambda one: one["channel"] == f"@{persona}")
        await visitor.do("speed", "rivera", speed=1)
        return found


def token_of(message: dict[str, Any], label: str) -> str:
    """Return the token of a button."""
    return next(str(one["token"]) for one in message["card"]["buttons"] if one["label"] == label)


async def test_a_reminder_leads_to_its_thread(served: Any) -> None:
    """After a restart too, and when the thread is closed by then."""
    async with served() as visitor:
        thread = await discuss(visitor, due="in 26 hours")
        reminder = await reminder_of(visitor, "ada")
        await visitor.surface.close(Place("playground:main", "general", thread))
    async with served() as visitor:
        [again] = [one for one in (await visitor.whole("ada"))["messages"] if one["id"] == reminder["id"]]
        expected = {"channel": "general", "thread": thread, "name": "Enzymes"}
        assert (expected, expected) == (reminder["leads_to"], again["leads_to"])


async def test_a_reminder_is_answered_where_it_stands(served: Any) -> None:
    """The form acts in the discussion's channel, and what comes of it is shown among the direct messages."""
    async with served() as visitor:
        thread = await discuss(visitor, "1 post, sealed", "in 26 hours")
        reminder = await reminder_of(visitor, "ada")
        press = {"message": reminder["id"], "token": token_of(reminder, "Answer now")}
        form = (await visitor.do("press", "ada", **press))["form"]
        answer = await visitor.do("form", "ada", form=form["id"], values={"text": LONG})
        reply = next(one for one in (await visitor.whole("ada"))["messages"] if one["id"] == answer["shown"])
        assert ("@ada", True) == (reply["channel"], reply["private"])
        assert LONG not in str(await visitor.whole("ben"))
        assert LONG not in str(await visitor.thread("ben", thread))


# -- refused, and not lost
async def test_an_answer_to_a_deleted_post_stays_in_the_box(served: Any) -> None:
    """A sentence says why; the same text may be sent without answering."""
    async with served() as visitor:
        thread = await discuss(visitor)
        message = await post(visitor, "ada", LONG, thread)
        await visitor.do("remove", "ada", message=message["id"])
        answer = await visitor.say("ben", LONG, thread=thread, reply_to=message["id"])
        assert "was deleted meanwhile" in answer["problem"]
        assert 1 == len(await visitor.thread("ben", thread))


async def test_a_closed_thread_takes_no_post(served: Any) -> None:
    """What was typed stays in the box."""
    async with served() as visitor:
        thread = await discuss(visitor)
        await visitor.surface.close(Place("playground:main", "general", thread))
        assert "closed" in (await visitor.say("ada", LONG, thread=thread))["problem"]


@pytest.mark.parametrize("persona", ["ben", "rivera"])
async def test_nobody_edits_what_others_wrote(served: Any, persona: str) -> None:
    """Not even the teacher."""
    async with served() as visitor:
        message = await post(visitor, "ada", LONG, await discuss(visitor))
        answer = await visitor.do("edit", persona, message=message["id"], text="I was wrong")
        assert "Only messages of your own" in answer["problem"]


async def test_what_cannot_be_edited(served: Any) -> None:
    """A card of the bot, a deleted post, a message that never was; and nothing is left empty."""
    async with served() as visitor:
        thread = await discuss(visitor)
        message = await post(visitor, "ada", LONG, thread)
        assert "delete the message" in (await visitor.do("edit", "ada", message=message["id"], text=" \n "))["problem"]
        await visitor.do("remove", "ada", message=message["id"])
        for wrong in (thread, message["id"], "nothing", ""):
            assert (await visitor.do("edit", "ada", message=wrong, text="New"))["problem"]


async def test_a_form_with_a_long_text_stays_open_whatever_is_wrong(served: Any) -> None:
    """The text is still there to be sent again, when the prompt has closed meanwhile too."""
    async with served() as visitor:
        prompt = await discuss(visitor, "1 post, 5 words, sealed")
        [card] = [one for one in (await visitor.whole("ada"))["messages"] if one["id"] == prompt]
        press = {"message": prompt, "token": token_of(card, "Answer")}
        form = (await visitor.do("press", "ada", **press))["form"]
        for text in ("x" * 3_001, "x" * 30_000):
            answer = await visitor.do("form", "ada", form=form["id"], values={"text": text})
            assert f"this has {len(text)}" in answer["errors"]["text"]
        asked = (await visitor.say("rivera", "/discuss close"))["shown"]
        [sure] = [one for one in (await visitor.whole("rivera"))["messages"] if one["id"] == asked]
        await visitor.do("press", "rivera", message=asked, token=token_of(sure, "Close it"))
        assert "errors" in await visitor.do("form", "ada", form=form["id"], values={"text": LONG})


async def test_a_moment_from_the_calendar_is_understood(served: Any) -> None:
    """The page's calendar writes an instant, so that the reader's zone and the group's cannot be mistaken."""
    async with served() as visitor:
        now = (await visitor.whole("ada"))["clock"]["now"]
        thread = await discuss(visitor, due=f"<t:{round(now / 1000) + 86_400 * 5}>")
        [prompt] = [one for one in (await visitor.whole("ada"))["messages"] if one["id"] == thread]
        assert f'data-at="{round(now / 1000) + 86_400 * 5}"' in str(prompt["card"])


# -- nonsense and floods
@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("edit", {"message": "m"}),
        ("edit", {"message": "m", "text": "x" * 2_001}),
        ("edit", {"message": ["m"], "text": "x"}),
        ("say", {"channel": "general", "text": "x", "nonce": "1", "reply_to": "x" * 65}),
        ("say", {"channel": "general", "text": "x", "nonce": "1", "mentions": ["ada"]}),
        ("older", {"channel": "general", "before": "x"}),
        ("older", {"channel": "general", "before": 1, "thread": None}),
        ("speed", {"speed": 20_001}),
        ("speed", {"speed": float("nan")}),
    ],
)
async def test_what_does_not_fit_is_refused(served: Any, path: str, values: dict[str, object]) -> None:
    """Sizes and types are looked at before anything else."""
    async with served() as visitor:
        assert "could not be read" in (await visitor.do(path, "ada", **values))["toast"]


@pytest.mark.parametrize("thread", ["nothing", "\x00", "../..", "m" * 64])
async def test_a_thread_that_is_none_has_no_messages(served: Any, thread: str) -> None:
    """Neither to read nor to write."""
    async with served() as visitor:
        assert [] == await visitor.thread("ada", thread)
        assert "no more" in (await visitor.say("ada", "hello", thread=thread))["toast"]


async def test_anothers_direct_messages_are_no_thread_to_look_into(served: Any) -> None:
    """Not even by the id of the message."""
    async with served() as visitor:
        card = Card(title="Secret", buttons=(Button("Mine", Mine()),), session="abcdefghij")
        await visitor.surface.tell(GENERAL, "abcdefghij.r", "ada", card)
        [direct] = [one for one in (await visitor.whole("ada"))["messages"] if one["channel"] == "@ada"]
        for channel in ("@ada", "general", "@ben"):
            assert [] == await visitor.thread("ben", direct["id"], channel=channel)
            answer = await visitor.do("older", "ben", channel=channel, thread=direct["id"], before=10**9)
            assert "root" not in answer


async def test_a_flood_is_held_off_and_loses_nothing_that_was_taken(served: Any) -> None:
    """Every message is either stored once and counted, or refused with a sentence."""
    async with served() as visitor:
        thread = await discuss(visitor)

        async def say(number: int) -> dict[str, Any]:
            values = {"channel": "general", "thread": thread, "text": f"number {number}", "nonce": secrets.token_hex(8)}
            answer: dict[str, Any] = await visitor.do("say", ("ada", "ben", "chen")[number % 3], **values)
            return answer

        answers = await asyncio.gather(*(say(number) for number in range(400)))
        taken = [one for one in answers if "problem" not in one]
        [prompt] = [one for one in (await visitor.whole("rivera"))["messages"] if one["id"] == thread]
        assert len(taken) == prompt["replies"]["count"]
        assert {one["problem"] for one in answers if "problem" in one} <= {
            "Too many messages at once; yours was not sent. Send it again in a moment."
        }
