"""Modals of the loopback Slack: how they open, what is typed into them, what comes of sending them."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from bot.engine.clock import ManualClock
from bot.kernel.clock import SECOND
from tests.loopback.bolting import Bolt, field
from tests.loopback.calling import actions, button, modal, option, plain, section, select
from tests.loopback.slack import Loopback, NotPossible, Person, loopback

TEXT = {"type": "plain_text_input"}


class Form:
    """Bolt with a command that opens a modal, and a person to fill it in."""

    def __init__(self, slack: Loopback, *blocks: dict[str, Any], **more: Any) -> None:
        self.slack = slack
        self.view = modal(*blocks, callback_id="form", **more)
        self.bolt = Bolt(slack)
        self.answer: dict[str, Any] = {}
        self.bodies: list[dict[str, Any]] = []
        self.triggers: list[str] = []
        self.bo: Person = slack.team().member("Bo")
        self.bolt.app.command("/quiz")(self._opening())
        self.bolt.app.view("form")(self._taking())
        self.bolt.app.view_closed("form")(self._taking())
        self.bolt.app.action("a")(self._taking())

    def _opening(self) -> Any:
        async def opening(ack: Any, body: dict[str, Any]) -> None:
            await ack()
            self.triggers.append(body["trigger_id"])
            await self.bolt.client.views_open(trigger_id=body["trigger_id"], view=self.view)

        return opening

    def _taking(self) -> Any:
        async def taking(ack: Any, body: dict[str, Any]) -> None:
            self.bodies.append(body)
            await ack(**self.answer)

        return taking

    async def open(self) -> Any:
        """Open it."""
        answer = await self.bo.command(self.bo.dm, "/quiz")
        assert answer.modal is not None
        return answer.modal


@pytest.fixture
async def linked(slack: Loopback) -> AsyncIterator[Any]:
    """Make forms, and close their links at the end."""
    open_ones: list[Any] = []

    async def make(*blocks: dict[str, Any], **more: Any) -> Form:
        form = Form(slack, *blocks, **more)
        link = form.bolt.linked()
        await link.__aenter__()
        open_ones.append(link)
        return form

    yield make
    for link in open_ones:
        await link.__aexit__(None, None, None)


async def test_what_is_typed_comes_as_slack_builds_it(linked: Any) -> None:
    """`state.values` has every field by block_id and action_id, empty ones as null or an empty list."""
    form = await linked(
        field("Answer", TEXT),
        field("More", TEXT, optional=True),
        field("How many", {"type": "number_input", "is_decimal_allowed": False}),
        field("Until", {"type": "datetimepicker"}),
        field("Day", {"type": "datepicker"}, optional=True),
        field("Who", {"type": "users_select"}),
        field("With", {"type": "multi_users_select"}, optional=True),
        field("Which", select(option("v1", "First"), option("v2", "Second")) | {"action_id": "it"}),
        field("Ways", {"type": "checkboxes", "options": [option("x", "X")]}, optional=True),
    )  # fmt: skip
    shown = await form.open()
    shown.fill(Answer="42", How_many=7, Until=1_700_000_000, Who=form.bo, Which="Second")
    await shown.submit()
    values = {block: fields["it"] for block, fields in form.bodies[0]["view"]["state"]["values"].items()}
    assert {
        "Answer": {"type": "plain_text_input", "value": "42"},
        "More": {"type": "plain_text_input", "value": None},
        "How many": {"type": "number_input", "value": "7"},
        "Until": {"type": "datetimepicker", "selected_date_time": 1_700_000_000},
        "Day": {"type": "datepicker", "selected_date": None},
        "Who": {"type": "users_select", "selected_user": form.bo.id},
        "With": {"type": "multi_users_select", "selected_users": []},
        "Which": {"type": "static_select", "selected_option": {"text": plain("Second") | {"emoji": True}, "value": "v2"}},
        "Ways": {"type": "checkboxes", "selected_options": []},
    } == values  # fmt: skip
    assert form.bo.modal is None


@pytest.mark.parametrize(
    ("element", "typed", "complaint"),
    [
        (TEXT, None, "required"),
        (TEXT | {"min_length": 3}, "ab", "at least 3"),
        (TEXT | {"max_length": 3}, "abcd", "at most 3"),
        ({"type": "number_input", "is_decimal_allowed": False}, "1.5", "number"),
        ({"type": "number_input", "is_decimal_allowed": False, "min_value": "2"}, 1, "at least 2"),
        ({"type": "datetimepicker"}, "tomorrow", "seconds"),
    ],
)
async def test_slacks_app_sends_no_form_with_mistakes(linked: Any, element: Any, typed: Any, complaint: str) -> None:
    """What Slack itself complains of never reaches the app."""
    form = await linked(field("It", element))
    shown = await form.open()
    with pytest.raises(NotPossible, match=complaint):
        await shown.submit(It=typed)
    assert [] == form.bodies


async def test_errors_stand_at_their_fields(linked: Any) -> None:
    """`response_action: errors` keeps the form open with the sentence at the field; nothing typed is lost."""
    form = await linked(field("Answer", TEXT))
    shown = await form.open()
    form.answer = {"response_action": "errors", "errors": {"Answer": "Say more, please"}}
    answer = await shown.submit(Answer="42")
    assert {"Answer": "Say more, please"} == answer.modal.errors
    assert {"Answer": "42"} == answer.modal.values


async def test_an_update_takes_the_place_of_the_form(linked: Any) -> None:
    """`response_action: update` shows another view under the same id."""
    form = await linked(field("Answer", TEXT))
    shown = await form.open()
    form.answer = {"response_action": "update", "view": modal(section("Locked in: 42"))}
    answer = await shown.submit(Answer="42")
    assert "Locked in: 42" == answer.modal.text
    assert shown.view is answer.modal.view


async def test_pushed_views_lie_upon_each_other_and_clear_takes_all(linked: Any) -> None:
    """`push` puts a view upon the form, three deep at most; `clear` closes them all."""
    form = await linked(field("Answer", TEXT))
    shown = await form.open()
    form.answer = {"response_action": "push", "view": form.view}
    second = await shown.submit(Answer="1")
    third = await second.modal.submit(Answer="2")
    assert 3 == len(form.bo.user.stack)
    form.answer = {"response_action": "clear"}
    await third.modal.submit(Answer="3")
    assert form.bo.modal is None


async def test_a_press_in_a_modal_tells_the_view_and_what_stands_in_it(linked: Any) -> None:
    """A button in a modal comes with the view and its state, and without message, channel and response URL."""
    form = await linked(field("Answer", TEXT), actions(button()))
    shown = await form.open()
    shown.fill(Answer="so far")
    await shown.presses("A")
    body = form.bodies[0]
    assert {"type": "view", "view_id": shown.view.id} == body["container"]
    assert "so far" == body["view"]["state"]["values"]["Answer"]["it"]["value"]
    assert not {"message", "channel", "response_url"} & set(body)


async def test_who_closes_a_form_is_told_of_where_the_app_asked(linked: Any) -> None:
    """`view_closed` comes with notify_on_close."""
    form = await linked(section(), notify_on_close=True)
    await (await form.open()).closes()
    assert ["view_closed"] == [body["type"] for body in form.bodies]
    assert form.bo.modal is None


async def test_a_trigger_is_good_once(linked: Any) -> None:
    """A second modal by the same trigger is refused."""
    form = await linked(section())
    await form.open()
    with pytest.raises(SlackApiError, match="exchanged_trigger_id"):
        await form.bolt.client.views_open(trigger_id=form.triggers[0], view=form.view)


async def test_a_trigger_is_good_for_three_seconds() -> None:
    """By the clock a test moves."""
    clock = ManualClock()
    async with loopback(clock) as slack:
        form = Form(slack, section())
        async with form.bolt.linked():

            @form.bolt.app.shortcut("late")
            async def late(ack: Any, body: dict[str, Any]) -> None:
                await ack()
                form.triggers.append(body["trigger_id"])

            await form.bo.shortcut("late")
            clock.advance(3 * SECOND + 1)
            with pytest.raises(SlackApiError, match="expired_trigger_id"):
                await form.bolt.client.views_open(trigger_id=form.triggers[0], view=form.view)


async def test_errors_for_what_is_no_field_are_a_problem(linked: Any) -> None:
    """Slack shows nothing of an error at a block that is none; here it is noted."""
    form = await linked(field("Answer", TEXT))
    shown = await form.open()
    form.answer = {"response_action": "errors", "errors": {"elsewhere": "No"}}
    await shown.submit(Answer="42")
    assert ["view_submission"] == [one.method for one in form.slack.problems]
    form.slack.problems.clear()
