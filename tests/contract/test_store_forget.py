"""Whole workspaces: which there are, what of one is not settled, and that all of it can be forgotten and nothing else."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from bot.kernel.people import Place
from bot.kernel.session import Fact
from bot.store.contract import LEFT, Change, Forgotten, Outcome, Posted, Saved
from bot.store.forgetting import SESSIONS
from bot.store.jobs import PORTION
from bot.store.store import SqlStore

Sessions = Callable[..., Saved]
Opened = Callable[[str], Awaitable[SqlStore]]

GONE, STAYS = "discord:1", "discord:12"
NOTE = b'{"at":7}'


async def fill(store: SqlStore, workspace: str, name: str, build: Sessions, facts: int = 3) -> Saved:
    """Keep of a workspace all that can be kept: two sessions, what hangs on them, settings and keys of shelves."""
    ledger = tuple(Fact(f"q{number}", "ada", 2_000, b"B") for number in range(facts))
    saved = build(f"{name}1", place=Place(workspace, "c"), facts=ledger)
    await store.create(saved)
    await store.create(build(f"{name}2", place=Place(workspace, "c"), over=True, live=False, wake_at=None, sole=False))
    await store.record_post(saved.id, "top", Posted(f"{name} top", "w", "s"))
    await store.record_rung(saved.id, "mine", "1")
    await store.set_member_prefs(workspace, "ada", b'{"factor":2}')
    await store.set_workspace_settings(workspace, b'{"zone":"UTC"}')
    for key in (saved.id, workspace, f"{workspace} more"):
        await store.keep("things", key, b"x")
    return saved


async def forget(store: SqlStore, workspace: str = GONE, note: bytes = NOTE) -> list[Forgotten]:
    """Forget a workspace portion by portion; return them."""
    portions = [await store.forget(workspace, note)]
    while portions[-1].more:
        portions.append(await store.forget(workspace, note))
    return portions


async def test_all_that_is_kept_of_a_workspace_is_forgotten(store: SqlStore, a_session: Sessions) -> None:
    """Its sessions with all that hangs on them, settings, preferences, keys of shelves, and the note that it has left."""
    await fill(store, GONE, "gone", a_session)
    await store.keep(LEFT, GONE, NOTE)
    assert [Forgotten(("gone1", "gone2"), more=False)] == await forget(store)
    assert (None, None) == (await store.load("gone1"), await store.load("gone2"))
    assert ({}, {}) == (await store.posted("gone1"), await store.rung("gone1"))
    assert ({}, None) == (await store.member_prefs(GONE), await store.workspace_settings(GONE))
    assert ({}, {}, []) == (await store.kept("things"), await store.kept(LEFT), list(await store.workspaces("discord")))


async def test_nothing_of_another_workspace_is_forgotten(store: SqlStore, a_session: Sessions) -> None:
    """Though its name begins in the same way."""
    await fill(store, GONE, "gone", a_session)
    saved = await fill(store, STAYS, "stays", a_session)
    await store.keep(LEFT, GONE, NOTE)
    await store.keep(LEFT, STAYS, NOTE)
    await forget(store)
    assert saved == await store.load("stays1")
    assert (["top"], {"mine": "1"}) == (list(await store.posted("stays1")), await store.rung("stays1"))
    assert (["ada"], True) == (list(await store.member_prefs(STAYS)), bool(await store.workspace_settings(STAYS)))
    assert ["stays1", STAYS, f"{STAYS} more"] == list(await store.kept("things"))
    assert {STAYS: NOTE} == await store.kept(LEFT)


@pytest.mark.parametrize("noted", [None, b'{"at":8}'])
async def test_without_its_note_nothing_is_forgotten(store: SqlStore, a_session: Sessions, noted: bytes | None) -> None:
    """It has come back, or left anew: whoever wants to forget it has to look again."""
    saved = await fill(store, GONE, "gone", a_session)
    if noted is not None:
        await store.keep(LEFT, GONE, noted)
    assert [Forgotten((), more=False)] == await forget(store)
    assert saved == await store.load("gone1")
    assert ["ada"] == list(await store.member_prefs(GONE))


async def test_a_note_taken_back_in_the_same_moment_is_heeded(store: SqlStore, a_session: Sessions) -> None:
    """Both are written in one commit."""
    saved = await fill(store, GONE, "gone", a_session)
    await store.keep(LEFT, GONE, NOTE)
    forgotten, _ = await asyncio.gather(store.forget(GONE, NOTE), store.unkeep(LEFT, GONE))
    assert (Forgotten((), more=False), saved) == (forgotten, await store.load("gone1"))


async def test_much_is_forgotten_in_portions(store: SqlStore, a_session: Sessions) -> None:
    """Neither many facts nor many sessions are deleted in one go, and one asked twice at a time does no harm."""
    await fill(store, GONE, "gone", a_session, facts=2 * PORTION + 1)
    many = [a_session(f"s{number:04}", place=Place(GONE, f"c{number}")) for number in range(SESSIONS + 5)]
    await asyncio.gather(*(store.create(each) for each in many))
    await store.keep(LEFT, GONE, NOTE)
    await asyncio.gather(store.forget(GONE, NOTE), store.forget(GONE, NOTE))
    portions = await forget(store)
    assert (False, 2) == (portions[-1].more, len([each for each in portions if each.sessions]))
    assert ({}, []) == (await store.kept(LEFT), list(await store.workspaces("discord")))


async def test_a_session_that_came_meanwhile_goes_too(store: SqlStore, a_session: Sessions) -> None:
    """As long as the note stands; the note itself goes last."""
    await store.keep(LEFT, GONE, NOTE)
    late = a_session("late", place=Place(GONE, "c"))
    _, first = await asyncio.gather(store.create(late), store.forget(GONE, NOTE))
    if first.more:
        await forget(store)
    assert (None, {}) == (await store.load("late"), await store.kept(LEFT))


async def test_a_change_to_what_was_forgotten_is_stale(
    store: SqlStore, a_session: Sessions, a_step: Callable[..., Change]
) -> None:
    """Whoever still holds it in memory learns that it is gone."""
    await fill(store, GONE, "gone", a_session)
    await store.keep(LEFT, GONE, NOTE)
    await forget(store)
    assert Outcome.STALE is await store.write(a_step(session="gone1"))


async def test_a_key_is_taken_off_its_shelf_only_with_the_value_that_was_meant(store: SqlStore) -> None:
    """Also where all of it is written in one commit."""
    await store.keep("things", "a", b"1")
    await store.unkeep("things", "a", b"2")
    assert {"a": b"1"} == await store.kept("things")
    await asyncio.gather(store.keep("things", "a", b"2"), store.unkeep("things", "a", b"1"))
    assert {"a": b"2"} == await store.kept("things")
    await asyncio.gather(store.keep("things", "a", b"3"), store.unkeep("things", "a", b"3"))
    assert {} == await store.kept("things")


async def test_two_processes_forget_together(postgres_url: str, opened: Opened, a_session: Sessions) -> None:
    """Each portion is deleted once, and a third that goes on writing to the same sessions is not kept waiting for ever."""
    one, two, three = [await opened(postgres_url) for _ in range(3)]
    for number in range(30):
        await fill(one, GONE, f"n{number:02}", lambda *a, **k: a_session(*a, **(k | {"sole": False})), facts=300)
    await one.keep(LEFT, GONE, NOTE)
    posts = (three.record_rung(f"n{number:02}2", "panel", f"{number}") for number in range(30))
    found = await asyncio.gather(forget(one), forget(two), *posts, return_exceptions=True)
    assert not [each for each in found[:2] if isinstance(each, Exception)]
    assert ([], {}) == (list(await one.workspaces("discord")), await two.kept(LEFT))


async def test_the_workspaces_of_a_platform_are_those_of_which_anything_is_kept(
    store: SqlStore, a_session: Sessions
) -> None:
    """Sessions, settings or preferences; once each."""
    await store.create(a_session("s1", place=Place("discord:1", "c")))
    await store.create(a_session("s2", place=Place("discord:1", "d")))
    await store.set_workspace_settings("discord:2", b"{}")
    await store.set_member_prefs("discord:3", "ada", b"{}")
    await store.create(a_session("s3", place=Place("slack:T1", "c")))
    await store.create(a_session("s4", place=Place("discordia:1", "c")))
    assert ["discord:1", "discord:2", "discord:3"] == list(await store.workspaces("discord"))


async def test_unsettled_is_what_runs_or_is_not_painted(store: SqlStore, a_session: Sessions) -> None:
    """Of this workspace alone."""
    over = {"over": True, "live": False, "wake_at": None}
    await store.create(a_session("asleep", place=Place(GONE, "c"), live=False))
    await store.create(a_session("unpainted", place=Place(GONE, "d"), **over))
    await store.create(a_session("settled", place=Place(GONE, "e"), **over))
    await store.create(a_session("other", place=Place(STAYS, "c")))
    for session in ("asleep", "settled"):
        await store.record_painted(session, 1)
    assert ["asleep", "unpainted"] == list(await store.unsettled(GONE))


async def test_changed_since_is_by_the_hour_the_state_was_saved(
    store: SqlStore, a_session: Sessions, a_step: Callable[..., Change]
) -> None:
    """The hour itself is included."""
    for name, at in (("before", 1_000), ("then", 2_000), ("after", 1_000)):
        await store.create(a_session(name, place=Place(GONE, name), saved_at=at))
    await store.create(a_session("other", place=Place(STAYS, "c"), saved_at=5_000))
    await store.write(a_step(session="after", at=3_000))
    assert ["after", "then"] == list(await store.changed_since(GONE, 2_000))
