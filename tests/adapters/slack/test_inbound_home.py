"""The Home tab: published for who opens it, brought up to date after what they do there."""

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
    shown = await room.bo.home()
    assert shown is not None
    answer = await room.bo.presses(shown, shown.buttons[0])
    assert answer.modal is not None
    before = len(room.slack.called("views.publish"))
    await room.slack.until(lambda: len(room.slack.called("views.publish")) >= before)


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
