"""The Home tab: published for who opens it, brought up to date after what they do there."""

from bot.kernel.clock import DAY, SECOND
from tests.adapters.slack.noting import noted
from tests.adapters.slack.playing import Playing


async def test_the_tab_shows_what_goes_on(either: Playing) -> None:
    """In the channels somebody is in."""
    await either.asking()
    shown = await either.ada.home()
    assert shown is not None
    assert "Capitals" in shown.text


async def test_a_channel_somebody_is_not_in_is_not_shown(room: Playing) -> None:
    """Nor what goes on there."""
    await room.asking()
    eve = room.team.member("Eve", joins=False)
    shown = await eve.home()
    assert shown is not None
    assert "Capitals" not in shown.text


async def test_who_has_not_opened_it_gets_none(room: Playing) -> None:
    """Nothing is published for a whole workspace."""
    await room.asking()
    await room.ada.home("messages")
    await room.ada.home()
    assert {room.ada.id} == {one.arguments["user_id"] for one in room.slack.called("views.publish")}


async def test_what_somebody_does_there_shows_there(room: Playing) -> None:
    """In a view of its own, and then in the tab."""
    shown = await room.ada.home()
    assert shown is not None
    answer = await room.ada.presses(shown, "I am away")
    assert answer.modal is not None
    later = (room.studybell.app.clock.now() + 3 * DAY) // SECOND
    await answer.modal.submit({"Until when": later})
    tab = await room.slack.until(lambda: [one for one in (room.ada.home_shown,) if one and "I am back" in one.buttons])
    await room.ada.presses(tab[0], "I am back")
    await room.slack.until(lambda: room.ada.home_shown is not None and "I am away" in room.ada.home_shown.buttons)


async def test_what_was_opened_from_the_tab_leads_back_to_it(room: Playing) -> None:
    """However many steps it takes."""
    await room.bo.command(room.general, "/discuss", 'open sky due:"in 3 days" rules:"1 post, 4 words, sealed"')
    await noted(room, room.general, await room.shows("Why is the sky blue?"))
    shown = await room.ada.home()
    assert shown is not None
    answer = await room.ada.presses(shown, "Answer")
    assert answer.modal is not None
    short = await answer.modal.submit({"Your answer": "Air."})
    assert short.modal is not None
    again = await short.modal.presses("Write more")
    assert again.modal is not None
    await again.modal.submit({"Your answer": "Air scatters blue light."})
    await room.slack.until(lambda: room.ada.home_shown is not None and "Still to do" not in room.ada.home_shown.text)


async def test_settings_set_from_the_tab_show_in_it(room: Playing) -> None:
    """After the form was sent."""
    shown = await room.ada.home()
    assert shown is not None
    answer = await room.ada.presses(shown, "Change my preferences")
    assert answer.modal is not None
    await answer.modal.submit({"Your time zone": "Asia/Tokyo"})
    await room.slack.until(lambda: "Asia/Tokyo" in str(room.slack.called("views.publish")[-1].arguments["view"]))


async def test_ones_clock_is_that_of_ones_profile(room: Playing) -> None:
    """Where nothing was set, in the tab and for times typed and shown; the group's is another."""
    eve = room.team.member("Eve", tz="Asia/Tokyo")
    shown = await eve.home()
    assert shown is not None
    assert "Asia/Tokyo (from your profile)" in shown.text
    await eve.command(room.general, "/study", "away in 3 days")
    answer = await eve.command(room.general, "/study", "preferences reminders:on")
    assert "JST" in answer.text.partition("Away until")[2]
