"""Modals and Home tabs on the loopback Slack: what it takes, hashes, stacks, triggers."""

from typing import Any

import pytest

from bot.kernel.clock import SECOND
from tests.loopback.calling import Json, Room, button, field_of, modal, plain, section
from tests.loopback.slack.acts import Act
from tests.loopback.slack.viewing import MOST_STACKED

TYPED = {"type": "plain_text_input", "action_id": "t"}
HOME: Json = {"type": "home", "blocks": [section("Welcome")]}


def trigger(room: Room, person: Any, view: Any = None) -> str:
    """Return a fresh trigger of somebody."""
    return room.server.triggers.give(Act(room.server, person.user), view)


async def opened(room: Room, person: Any, view: Json | None = None) -> Json:
    """Open a modal before somebody."""
    said = await room.call.json(
        "views.open", trigger_id=trigger(room, person), view=view or modal(field_of(TYPED, block_id="b"))
    )
    assert "" == said.error, said.messages
    found: Json = said.body["view"]
    return found


async def test_a_modal_stands_before_the_person(room: Room) -> None:
    """With an id, a hash and an empty state; another one takes its place."""
    ada = room.team.member("Ada")
    view = await opened(room, ada)
    assert (view["id"], view["id"], {}) == (view["root_view_id"], ada.user.stack[0].id, view["state"].get("x", {}))
    again = await opened(room, ada)
    assert [again["id"]] == [one.id for one in ada.user.stack]
    room.server.assert_clean()


@pytest.mark.parametrize(
    ("view", "named"),
    [
        (modal(field_of(TYPED), title=plain("x" * 25)), "/view/title/text"),
        (modal(field_of(TYPED), submit=plain("x" * 25)), "/view/submit/text"),
        (modal(field_of(TYPED), private_metadata="x" * 3001), "/view/private_metadata"),
        (modal(field_of(TYPED), callback_id="x" * 256), "/view/callback_id"),
        (modal(*[section()] * 101), "no more than 100 items"),
        (modal(section(""), section()), "/view/blocks/0/text/text"),
        (modal(field_of(TYPED, block_id="b"), section(block_id="b")), "block_id 'b' already exists"),
        (modal(section(), colour="red"), "invalid additional property: colour"),
        (
            {key: value for key, value in modal(field_of(TYPED)).items() if key != "submit"},
            "submit, which a modal with inputs needs",
        ),
        ({key: value for key, value in modal(section()).items() if key != "title"}, "/view/title"),
        ({"type": "modal", "title": plain("x")}, "missing required field: blocks"),
        (HOME, "must be a modal view"),
    ],
)
async def test_a_wrong_modal_is_refused(room: Room, view: Json, named: str) -> None:
    """invalid_arguments with where and why, and the trigger can be used still."""
    ada = room.team.member("Ada")
    number = trigger(room, ada)
    said = await room.call.json("views.open", trigger_id=number, view=view)
    assert "invalid_arguments" == said.error
    assert any(named in one for one in said.messages), said.messages
    assert "" == (await room.call.json("views.open", trigger_id=number, view=modal(section()))).error


async def test_a_view_has_at_most_250_kilobytes(room: Room) -> None:
    """view_too_large."""
    view = modal(*(section("x" * 2900) for _ in range(90)))
    said = await room.call.json("views.open", trigger_id=trigger(room, room.team.member("Ada")), view=view)
    assert "view_too_large" == said.error


async def test_a_trigger_is_good_once(room: Room) -> None:
    """And none that nobody gave out."""
    number = trigger(room, room.team.member("Ada"))
    errors = [
        (await room.call.json("views.open", trigger_id=one, view=modal(section()))).error
        for one in (number, number, "1.2.x")
    ]
    assert ["", "exchanged_trigger_id", "invalid_trigger_id"] == errors
    assert "invalid_arguments" == (await room.call.json("views.open", view=modal(section()))).error


async def test_a_trigger_is_good_for_three_seconds(room: Room) -> None:
    """expired_trigger_id after that."""
    number = trigger(room, room.team.member("Ada"))
    room.server.triggers.given[number].at -= 3 * SECOND + 1
    assert "expired_trigger_id" == (await room.call.json("views.open", trigger_id=number, view=modal(section()))).error
    room.server.assert_clean()


async def test_at_most_three_lie_upon_each_other(room: Room) -> None:
    """push_limit_reached; each is pushed by a trigger from within the one before."""
    ada = room.team.member("Ada")
    await opened(room, ada)
    errors = []
    for _ in range(MOST_STACKED):
        number = trigger(room, ada, ada.user.stack[-1])
        errors.append((await room.call.json("views.push", trigger_id=number, view=modal(section()))).error)
    assert ["", "", "push_limit_reached"] == errors
    assert [None, *(one.id for one in ada.user.stack[:2])] == [one.previous or None for one in ada.user.stack]


async def test_a_view_is_changed_by_its_id_without_a_trigger(room: Room) -> None:
    """What was typed stays where the field stays; a stale hash is refused, and so is a view that was closed."""
    ada = room.team.member("Ada")
    view = await opened(room, ada)
    form = ada.modal
    assert form is not None
    form.fill(t="half an answer")
    fresh = modal(section("Hurry!"), field_of(TYPED, block_id="b"))
    said = await room.call.json("views.update", view_id=view["id"], hash=view["hash"], view=fresh)
    assert "half an answer" == said.body["view"]["state"]["values"]["b"]["t"]["value"]
    assert (
        "hash_conflict"
        == (await room.call.json("views.update", view_id=view["id"], hash=view["hash"], view=fresh)).error
    )
    await form.closes()
    assert "not_found" == (await room.call.json("views.update", view_id=view["id"], view=fresh)).error


async def test_a_view_has_a_name_of_the_apps_own(room: Room) -> None:
    """external_id is unique, and either it or view_id is told."""
    ada, bo = room.team.member("Ada"), room.team.member("Bo")
    view = await opened(room, ada, modal(section(), external_id="mine"))
    same = modal(section(), external_id="mine")
    assert (
        "duplicate_external_id" == (await room.call.json("views.open", trigger_id=trigger(room, bo), view=same)).error
    )
    assert "" == (await room.call.json("views.update", external_id="mine", view=same)).error
    both = await room.call.json("views.update", external_id="mine", view_id=view["id"], view=same)
    assert "invalid_arguments" == both.error


async def test_a_home_tab_is_published_for_one_person(room: Room) -> None:
    """The same view is changed each time."""
    ada, bo = room.team.member("Ada"), room.team.member("Bo")
    first, second = [(await room.call.json("views.publish", user_id=ada.id, view=HOME)).body["view"] for _ in range(2)]
    assert (first["id"], True) == (second["id"], first["hash"] != second["hash"])
    assert (True, None) == (ada.user.home is not None, bo.user.home)
    stale = await room.call.json("views.publish", user_id=ada.id, view=HOME, hash=first["hash"])
    assert "hash_conflict" == stale.error


@pytest.mark.parametrize(
    "view",
    [HOME | {"title": plain("x")}, modal(section()), HOME | {"blocks": [section(accessory=button(text="x" * 76))]}],
)
async def test_a_wrong_home_tab_is_refused(room: Room, view: Json) -> None:
    """It has no title, is no modal, and its blocks are judged like all others."""
    ada = room.team.member("Ada")
    assert "invalid_arguments" == (await room.call.json("views.publish", user_id=ada.id, view=view)).error


async def test_there_may_be_no_home_tab(room: Room) -> None:
    """not_enabled while it is switched off; nobody's is published for strangers."""
    assert "user_not_found" == (await room.call.json("views.publish", user_id="U0NONE", view=HOME)).error
    room.server.app.home_tab = False
    ada = room.team.member("Ada")
    assert "not_enabled" == (await room.call.json("views.publish", user_id=ada.id, view=HOME)).error
