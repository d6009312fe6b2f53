"""People named in commands on Slack: picked from its list, or typed as they are called."""

import pytest

from tests.adapters.slack.playing import Playing


@pytest.mark.parametrize("typed", ["ada", "@ada", "ADA", '"Ada"'])
async def test_a_name_that_one_alone_has_is_heeded(room: Playing, typed: str) -> None:
    """Without an @ as well, and whatever its case."""
    await room.starts_a_quiz()
    await room.ada.presses(await room.card("Join"), "Join")
    told = await room.bo.command(room.general, "/quiz", f"remove {typed}")
    assert "Ada is out of this quiz" in told.text


async def test_a_handle_and_a_real_name_are_names(room: Playing) -> None:
    """All that Slack calls somebody."""
    dora = room.team.member("dora.m", real_name="Dora Maar")
    room.general.members.append(dora.id)
    for typed in ("dora.m", '"dora  maar"'):
        assert "1.5" in (await room.bo.command(room.general, "/quiz", f"time {typed} 1.5")).text


async def test_a_name_nobody_has_is_refused_with_the_mend(room: Playing) -> None:
    """Nothing is done for nobody."""
    answer = await room.bo.command(room.general, "/quiz", "time adda 2")
    assert "Nobody I know of here is called adda" in answer.text
    assert "type @ and pick the name from the list that Slack shows" in answer.text
    assert "/quiz time adda 2" in answer.text


async def test_of_two_of_one_name_none_is_chosen(room: Playing) -> None:
    """Who types it has to pick."""
    room.team.member("Ada")
    answer = await room.bo.command(room.general, "/quiz", "time ada 2")
    assert "2 people here are called ada: type @ and pick" in answer.text


async def test_a_form_has_who_was_named_picked(room: Playing) -> None:
    """Whoever is not found is asked for once more."""
    answer = await room.bo.command(room.general, "/quiz", "time ada")
    assert answer.modal is not None
    assert room.ada.id == answer.modal.values["Member"]
    answer = await room.bo.command(room.general, "/quiz", "time WILL")
    assert answer.modal is not None
    assert not answer.modal.values["Member"]


async def test_a_list_of_members_takes_names_behind_an_at(room: Playing) -> None:
    """Slack makes no mention of what was typed and not picked."""
    answer = await room.bo.command(room.general, "/study", "settings hosts:@ada, @Cy")
    assert "@Ada" in answer.text
    assert "@Cy" in answer.text


async def test_what_is_handed_back_is_what_was_typed(room: Playing) -> None:
    """In a form that can be copied, whether Slack tells a mention's name or not."""
    answer = await room.bo.command(room.general, "/quiz", f"time {room.bo.mention} often")
    assert "/quiz time @bo often" in answer.text
    await room.cy.writes(room.general, f"{room.team.bot.mention} quiz time {room.bo.mention} often")
    await room.slack.until(lambda: room.cy.whispers(room.general))
    assert "/quiz time @Bo often" in room.cy.whispers(room.general)[-1].text
