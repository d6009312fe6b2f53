"""Links of Socket Mode: renewed, lost, refused; and what comes through them meanwhile."""

import asyncio
from pathlib import Path

import pytest

from adapters.slack.transports import link as one_link
from adapters.slack.transports import links as our_links
from adapters.slack.transports.links import NoLink
from bot.engine.clock import ManualClock
from bot.kernel.clock import MINUTE, SECOND
from tests.adapters.slack.wires import wired
from tests.loopback.slack import Loopback
from tests.loopback.slack.parcels import Failure


def open_files() -> int:
    """Return how many files and sockets this process has open."""
    return len(list(Path("/proc/self/fd").iterdir()))


@pytest.mark.parametrize("reason", ["refresh_requested", "warning"])
async def test_a_link_renewed_in_mid_burst_loses_nothing(slack: Loopback, reason: str) -> None:
    """Slack asks one after the other to come anew, while people press."""
    async with wired(slack) as wire:
        await wire.ready()
        presses = []
        for old in wire.open:
            presses += wire.presses(100)
            await asyncio.sleep(0)
            slack.links.refresh(old, reason=reason)
            presses += wire.presses(100)
            await slack.until(lambda old=old: old not in slack.links.links)
            await wire.ready()
        await wire.all_heard(presses)
    assert 4 == slack.links.opened


async def test_the_next_link_is_there_before_the_old_one_goes(slack: Loopback) -> None:
    """It is warned first; both serve until the old one is closed."""
    async with wired(slack) as wire:
        await wire.ready()
        old = wire.open[0]
        slack.links.warn(old)
        await slack.until(lambda: len(wire.open) == 3)
        assert old.open
        await wire.all_heard(wire.presses(30))


async def test_what_an_old_link_took_is_acknowledged_through_it(slack: Loopback) -> None:
    """Slack has asked it to go, and keeps it open until then."""
    slack.links.refresh_after = 1.0
    async with wired(slack) as wire:
        await wire.ready()
        wire.listener.shut.clear()
        presses = wire.presses(10)
        await slack.until(lambda: len(wire.listener.heard) == 10)
        slack.links.refresh(*wire.open)
        await slack.until(lambda: len(wire.open) == 2)
        wire.listener.shut.set()
        await wire.all_heard(presses)


async def test_what_a_lost_link_took_is_acknowledged_through_another(slack: Loopback) -> None:
    """As slack_sdk itself does."""
    async with wired(slack) as wire:
        await wire.ready()
        wire.listener.shut.clear()
        presses = wire.presses(10)
        await slack.until(lambda: len(wire.listener.heard) == 10)
        slack.links.cut(wire.open[0])
        await slack.until(lambda: slack.links.opened == 3)
        wire.listener.shut.set()
        await wire.all_heard(presses)


async def test_links_that_break_off_are_opened_anew(slack: Loopback) -> None:
    """At once, both of them."""
    async with wired(slack) as wire:
        await wire.ready()
        slack.links.cut()
        await slack.until(lambda: slack.links.opened == 4)
        await wire.ready()
        await wire.all_heard(wire.presses(10))


async def test_a_link_that_fell_silent_is_given_up(slack: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
    """It stands, and nobody at its other end answers our pings."""
    monkeypatch.setattr(one_link, "PULSE", 0.2)
    slack.links.silent = True
    async with wired(slack) as wire:
        await wire.ready()
        slack.links.silent = False
        await slack.until(lambda: slack.links.opened == 4)
        await wire.ready()


async def test_one_link_too_many_makes_room_first(slack: Loopback) -> None:
    """Others hold nine of the ten that an app may have: our second one is sent away until there is room."""
    clock = ManualClock()
    async with wired(slack, clock) as wire:
        await wire.ready()
        slack.links.refresh(wire.open[0], reason="too_many_websockets")
        await slack.until(lambda: slack.links.opened == 3)
        await wire.ready()
        await wire.all_heard(wire.presses(10))


async def test_links_that_never_last_are_no_storm(slack: Loopback) -> None:
    """A dozen in a minute, and then none before a minute has passed."""
    clock = ManualClock()
    async with wired(slack, clock) as wire:
        await wire.ready()
        for opened in range(3, our_links.MOST_A_MINUTE + 1):
            slack.links.cut(wire.open[0])
            await slack.until(lambda opened=opened: slack.links.opened == opened)
            await wire.ready()
        slack.links.cut(wire.open[0])
        await slack.until(clock.next_sleeper)
        assert our_links.MOST_A_MINUTE == slack.links.opened
        clock.advance(MINUTE)
        await wire.ready()


async def test_the_second_link_is_renewed_early_so_that_they_do_not_age_together(
    slack: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half of the time Slack says a link will last; nothing is lost by it."""
    monkeypatch.setattr(one_link.Link, "lasts", property(lambda _: 0.2, lambda *_: None), raising=False)
    monkeypatch.setattr(our_links, "GREETED", 0.05)
    monkeypatch.setattr(our_links, "STAYS", 0.05)
    async with wired(slack) as wire:
        await wire.ready()
        presses = wire.presses(20)
        await slack.until(lambda: slack.links.opened == 3)
        presses += wire.presses(20)
        await wire.ready()
        await wire.all_heard(presses)
    assert 3 == slack.links.opened


async def test_renewals_leave_nothing_behind(slack: Loopback) -> None:
    """No task, no socket, whichever way a link ended."""
    slack.links.refresh_after = 0.0
    clock = ManualClock()
    async with wired(slack, clock) as wire:
        await wire.ready()
        tasks, files = len(asyncio.all_tasks()), open_files()
        for number in range(60):
            clock.advance(10 * SECOND)
            old = wire.open[number % 2]
            (slack.links.cut if number % 3 == 0 else slack.links.refresh)(old)
            await slack.until(lambda old=old: old not in slack.links.links)
            await wire.ready()
        await slack.until(lambda: len(asyncio.all_tasks()) <= tasks)
        await slack.until(lambda: open_files() <= files)
    assert 62 == slack.links.opened


@pytest.mark.parametrize("code", ["invalid_auth", "not_allowed_token_type", "token_revoked", "missing_scope"])
async def test_a_token_that_opens_no_link_ends_the_program(slack: Loopback, code: str) -> None:
    """With a sentence that says the mend: no other try would go better."""
    slack.mischief.says("apps.connections.open", code)
    async with wired(slack) as wire:
        with pytest.raises(ExceptionGroup) as raised:
            await wire.done
    (error,) = raised.value.exceptions
    assert isinstance(error, NoLink)
    assert code in str(error)
    assert "connections:write" in str(error)


async def test_being_asked_to_wait_is_obeyed(slack: Loopback) -> None:
    """As long as Slack says, and not a try before."""
    clock = ManualClock()
    slack.mischief.limits("apps.connections.open", 30)
    async with wired(slack, clock) as wire:
        await slack.until(clock.next_sleeper)
        clock.advance(30 * SECOND)
        assert [429] == [call.status for call in slack.called("apps.connections.open")]
        clock.advance(SECOND)
        await wire.ready()


@pytest.mark.parametrize("status", [500, 503, 0])
async def test_trouble_of_slack_is_waited_out_ever_longer(slack: Loopback, status: int) -> None:
    """A page of HTML, or a connection that breaks off."""
    clock = ManualClock()
    trouble = slack.mischief.fails if status else slack.mischief.cuts
    trouble("apps.connections.open", *([status] if status else []), times=4)
    pauses = []
    async with wired(slack, clock) as wire:
        for _ in range(4):
            until = await slack.until(clock.next_sleeper)
            pauses.append(until - clock.now())
            clock.move_to(until)
            await slack.until(lambda: clock.next_sleeper() is None or clock.next_sleeper() > clock.now())
        await wire.ready()
    longest = [SECOND, 2 * SECOND, 4 * SECOND, 8 * SECOND]
    assert [True] * 4 == [most / 2 <= pause <= most for pause, most in zip(pauses, longest, strict=True)]


async def test_a_link_that_cannot_be_made_is_tried_again_at_another_address(slack: Loopback) -> None:
    """An address is good for one connection: the same one would never do."""
    clock = ManualClock()
    slack.links.deaf = True
    async with wired(slack, clock) as wire:
        until = await slack.until(clock.next_sleeper)
        slack.links.deaf = False
        clock.move_to(until)
        await wire.ready()
    assert 3 == len(slack.called("apps.connections.open"))


FRAMES = [
    *("", "hello", "[]", "null", "{"),
    '{"type":"hello"}',
    '{"type":"hello","debug_info":null}',
    '{"type":"hello","debug_info":{"approximate_connection_time":"soon"}}',
    '{"type":"disconnec"}',
    '{"envelope_id":1,"type":"x","payload":{}}',
    '{"envelope_id":"1","type":"interactive"}',
    '{"envelope_id":"1","type":"interactive","payload":"x"}',
]


@pytest.mark.parametrize("frame", FRAMES)
async def test_frames_that_are_no_envelope_do_no_harm(slack: Loopback, frame: str) -> None:
    """The links stand, and hear what comes next."""
    async with wired(slack) as wire:
        await wire.ready()
        slack.links.say(frame)
        await wire.all_heard(wire.presses(4))
    assert 2 == slack.links.opened


async def test_half_of_a_character_in_a_payload_is_mended(slack: Loopback) -> None:
    """JSON can spell it; nothing that stores texts takes it."""
    async with wired(slack) as wire:
        await wire.ready()
        action = '{"action_id":"a","block_id":"b","value":"\\ud83d!"}'
        payload = f'{{"type":"block_actions","actions":[{action}],"team":{{"id":"T1"}},"user":{{"id":"U1"}}}}'
        for link in slack.links.links[:1]:
            link.send(f'{{"envelope_id":"1","type":"interactive","payload":{payload}}}')
        await slack.until(lambda: wire.listener.heard)
    assert ["\ufffd!"] == wire.listener.heard
    slack.problems.clear()


async def test_nothing_is_taken_once_the_stop_has_begun(slack: Loopback) -> None:
    """What was taken is acknowledged; what comes now Slack tells somebody else, or the person."""
    slack.patience = 0.3
    async with wired(slack) as wire:
        await wire.ready()
        wire.listener.shut.clear()
        taken = wire.presses(4)
        await slack.until(lambda: len(wire.listener.heard) == 4)
        leaving = asyncio.create_task(wire.links.deafen(1))
        await asyncio.sleep(0)
        late = wire.presses(4)
        assert {"timeout"} == {(await press).reason for press in late}
        assert not leaving.done()
        wire.listener.shut.set()
        await leaving
        assert 4 == len(wire.listener.heard)
        await asyncio.gather(*taken)


async def test_a_stop_does_not_wait_for_ever(slack: Loopback) -> None:
    """Nor for what is never acknowledged."""
    async with wired(slack) as wire:
        await wire.ready()
        wire.listener.shut.clear()
        presses = wire.presses(2)
        await slack.until(lambda: len(wire.listener.heard) == 2)
        async with asyncio.timeout(1):
            await wire.links.deafen(0.1)
            wire.done.cancel()
            await asyncio.wait([wire.done])
        for press in presses:
            press.cancel()
    assert not isinstance(presses[0], Failure)
