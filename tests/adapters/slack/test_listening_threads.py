"""What members write in threads on Slack: posts counted, edits and deletions followed, private words for authors alone."""

from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.kernel.people import Place
from bot.store.contract import StoreBroken
from tests.adapters.slack.noting import noted
from tests.adapters.slack.playing import Playing
from tests.loopback.slack.seen import Shown

WORDS = "Because the air scatters short waves more than long ones."


async def opened(room: Playing, rules: str = "") -> Shown:
    """Let the teacher open a discussion; return its card, once it is known to stand."""
    named = f' rules:"{rules}"' if rules else ""
    await room.bo.command(room.general, "/discuss", f'open sky due:"in 3 days"{named}')
    card = await room.shows("Why is the sky blue?")
    await noted(room, room.general, card)
    return card


async def counted(room: Playing) -> str:
    """Return what Ada is told of what she has done."""
    return (await room.ada.command(room.general, "/discuss", "mine")).text


async def test_a_post_is_counted(either: Playing) -> None:
    """Before Slack hears that we have it."""
    card = await opened(either)
    await either.ada.writes(either.general, WORDS, thread=card.ts)
    await either.slack.quiet()
    assert "1 of 1" in await counted(either)


@pytest.mark.parametrize("how", [{"files": ["notes.pdf"]}, {"broadcast": True}])
async def test_a_post_with_a_file_or_for_the_channel_is_a_post(room: Playing, how: dict[str, Any]) -> None:
    """Slack has kinds of messages for these."""
    card = await opened(room)
    await room.ada.writes(room.general, WORDS, thread=card.ts, **how)
    await room.slack.quiet()
    assert "1 of 1" in await counted(room)


async def test_a_command_by_name_is_no_post(room: Playing) -> None:
    """Nobody has done anything by asking where they stand; and it is none when the thread is read back, either."""
    card = await opened(room)
    await room.ada.writes(room.general, f"{room.team.bot.mention} discuss mine", thread=card.ts)
    await room.slack.quiet()
    assert "0 of 1" in await counted(room)
    thread = Place(f"slack:{room.team.id}", room.general.id, card.ts)
    surface = room.studybell.app.surfaces["slack"]
    assert () == (await surface.history(thread, 0)).messages


async def test_a_post_that_names_us_is_a_post(room: Playing) -> None:
    """What is said to us is an answer like others, unless it is a command."""
    card = await opened(room)
    await room.ada.writes(room.general, f"{room.team.bot.mention} {WORDS}", thread=card.ts)
    await room.slack.quiet()
    assert "1 of 1" in await counted(room)


async def test_what_is_missing_is_told_to_the_author_alone(room: Playing) -> None:
    """In the thread."""
    card = await opened(room, "20 words")
    await room.ada.writes(room.general, "Air.", thread=card.ts)
    await room.slack.until(lambda: room.ada.whispers(room.general))
    word = room.ada.whispers(room.general)[-1]
    assert card.ts == word.thread
    assert "words" in word.text
    assert [] == room.cy.whispers(room.general)


async def test_where_nothing_private_can_be_shown_it_is_told_directly(room: Playing) -> None:
    """As a message from us."""
    card = await opened(room, "20 words")
    room.slack.mischief.says("chat.postEphemeral", "user_not_in_channel")
    await room.ada.writes(room.general, "Air.", thread=card.ts)
    await room.slack.until(room.ada.dms)
    assert "words" in room.ada.dms()[-1].text


async def test_an_edit_counts_as_it_stands(room: Playing) -> None:
    """A post may be made longer."""
    card = await opened(room, "5 words")
    post = await room.ada.writes(room.general, "Air.", thread=card.ts)
    await room.slack.quiet()
    assert "1 of 1" not in await counted(room)
    await room.ada.edits(post, WORDS)
    await room.slack.quiet()
    assert "1 of 1" in await counted(room)


async def test_a_deleted_post_does_not_count(room: Playing) -> None:
    """Its author took it back."""
    card = await opened(room)
    post = await room.ada.writes(room.general, WORDS, thread=card.ts)
    await room.slack.quiet()
    await room.ada.removes(post)
    await room.slack.quiet()
    assert "1 of 1" not in await counted(room)


async def test_a_card_somebody_deleted_is_posted_again(room: Playing) -> None:
    """People still need it."""
    card = await opened(room)
    await room.bo.removes(card)
    await room.slack.until(lambda: any("Why is the sky blue?" in one.text for one in room.ada.sees(room.general)))


async def test_a_card_with_a_thread_leaves_a_tombstone_and_is_posted_again(room: Playing) -> None:
    """Slack calls that a change."""
    card = await opened(room)
    await room.ada.writes(room.general, WORDS, thread=card.ts)
    await room.slack.quiet()
    await room.bo.removes(card)
    await room.slack.until(
        lambda: any("Why is the sky blue?" in one.text and one.ts != card.ts for one in room.ada.sees(room.general))
    )


async def test_a_private_channel_is_heard(room: Playing) -> None:
    """As any other."""
    staff = room.team.private("staff")
    await room.bo.command(staff, "/discuss", 'open sky due:"in 3 days"')
    await room.slack.until(lambda: [one for one in room.ada.sees(staff) if "Why is the sky" in one.text])
    card = next(one for one in room.ada.sees(staff) if "Why is the sky" in one.text)
    await room.ada.writes(staff, WORDS, thread=card.ts)
    await room.slack.quiet()
    assert "1 of 1" in await counted(room)


async def test_an_event_that_could_not_be_kept_comes_again(room: Playing, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not acknowledged, so Slack delivers it once more."""
    card = await opened(room)
    store = room.studybell.app.store
    room.studybell.app.door.hearing._sessions.clear()
    look, broken = store.thread_of, [True]

    async def sometimes(thread: Place) -> str | None:
        if broken:
            broken.pop()
            raise StoreBroken("the disk is full")
        return await look(thread)

    monkeypatch.setattr(store, "thread_of", sometimes)
    await room.ada.writes(room.general, WORDS, thread=card.ts)
    await room.slack.until(lambda: room.slack.post.failures)
    await room.slack.quiet()
    assert "1 of 1" in await counted(room)


async def test_nothing_is_asked_for_messages_that_concern_nobody(
    room: Playing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither Slack nor the store: a busy workspace has thousands a minute."""
    await opened(room)
    asked: list[Place] = []
    look = room.studybell.app.store.thread_of

    async def noting(thread: Place) -> str | None:
        asked.append(thread)
        return await look(thread)

    first = await room.ada.writes(room.general, "Lunch?")
    monkeypatch.setattr(room.studybell.app.store, "thread_of", noting)
    await room.slack.quiet()
    calls = len(room.slack.calls)
    for _ in range(10):
        await room.cy.writes(room.general, "Yes!")
        await room.cy.writes(room.general, "Where?", thread=first.ts)
    await room.slack.quiet()
    assert ([], calls) == (asked, len(room.slack.calls))


async def test_who_was_not_expected_is_called_by_name(room: Playing) -> None:
    """Whoever came into the channel later, too."""
    group = room.team.group("readers", room.ada)
    await room.bo.command(room.general, "/discuss", f'open sky due:"in 3 days" expect:"role {group.handle}"')
    card = await room.shows("Why is the sky blue?")
    await noted(room, room.general, card)
    dee = room.team.member("Dee")
    await dee.writes(room.general, WORDS, thread=card.ts)
    await room.slack.quiet()
    assert "Dee" == await _wrote_uninvited(room)


@pytest.mark.parametrize("trouble", ["slow", "limits"])
async def test_a_post_waits_for_no_name_for_long(room: Playing, monkeypatch: pytest.MonkeyPatch, trouble: str) -> None:
    """It is counted and acknowledged, whatever Slack says of its author."""
    monkeypatch.setattr("adapters.slack.inbound.hosts.PATIENCE", 0.05)
    card = await opened(room)
    dee = room.team.member("Dee")
    getattr(room.slack.mischief, trouble)("users.info", 1)
    await dee.writes(room.general, WORDS, thread=card.ts)
    await room.slack.quiet()
    room.slack.mischief.stop()
    assert "1 of 1" in (await dee.command(room.general, "/discuss", "mine")).text


async def _wrote_uninvited(room: Playing) -> str:
    """Return who is named in the host's report as not expected."""
    await room.bo.command(room.general, "/discuss", "report")
    told = await room.slack.until(lambda: [one.text for one in room.bo.dms() if "Not expected, but wrote" in one.text])
    after: str = told[-1].partition("Not expected, but wrote (1):")[2]
    return after.split(maxsplit=1)[0]


async def test_who_writes_below_a_sealed_prompt_is_told_where_answers_go(room: Playing) -> None:
    """Alone, once, and nothing of it counts, also when the answers are shown."""
    card = await opened(room, "1 post, sealed")
    post = await room.ada.writes(room.general, WORDS, thread=card.ts)
    (word,) = await room.slack.until(lambda: room.ada.whispers(room.general))
    assert "go through its button “Answer”" in word.text
    await room.ada.edits(post, f"{WORDS} Really.")
    await room.slack.quiet()
    panel = await room.bo.command(room.general, "/discuss", "reveal sure:yes")
    assert "Reveal answers now" not in panel.buttons
    await room.slack.quiet()
    assert ([word], []) == (room.ada.whispers(room.general), room.cy.whispers(room.general))
    assert "0 of 1" in await counted(room)


async def test_an_event_delivered_twice_is_heard_once(room: Playing) -> None:
    """The private word comes once, too."""
    card = await opened(room, "20 words")
    await room.ada.writes(room.general, "Air.", thread=card.ts)
    await room.slack.until(lambda: room.ada.whispers(room.general))
    room.slack.post.bring(room.slack.post.told[-1])
    await room.slack.quiet()
    assert 1 == len(room.ada.whispers(room.general))


async def test_a_deletion_slack_tells_nothing_of_is_looked_for(room: Playing) -> None:
    """The documented event says only when the message was written."""
    card = await opened(room)
    event = {
        "type": "message",
        "subtype": "message_deleted",
        "channel": room.general.id,
        "deleted_ts": card.ts,
        "ts": "1.1",
    }
    del room.general.messages[card.ts]
    body = {"type": "event_callback", "team_id": room.team.id, "event_id": "Ev1", "event": event}
    await room.studybell.adapter._inbound.event(body, _nothing)
    await room.slack.until(lambda: any("Why is the sky blue?" in one.text for one in room.ada.sees(room.general)))


async def test_a_message_not_told_as_slack_tells_it_is_a_line_in_the_log(room: Playing) -> None:
    """It is acknowledged: told again, it would be the same."""
    acknowledged = []

    async def ack() -> None:
        acknowledged.append(True)

    event = {"type": "message", "subtype": "message_changed", "channel": room.general.id, "message": {"edited": "x"}}
    with capture_logs() as logs:
        await room.studybell.adapter._inbound.event({"team_id": room.team.id, "event_id": "Ev1", "event": event}, ack)
    assert [True] == acknowledged
    assert ["warning"] == [each["log_level"] for each in logs]


async def _nothing(*_: object, **__: object) -> None:
    return None
