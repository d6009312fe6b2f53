"""Block Kit on the loopback Slack: every limit and rule, with the published types and without them."""

from typing import Any

import pytest

from tests.loopback.calling import Json, Room, actions, button, field_of, markup, option, plain, section, select
from tests.loopback.slack import rules_blocks

DATE = {"type": "date", "timestamp": 1_700_000_000, "format": "{date} at {time}", "fallback": "x"}
TYPED = {"type": "plain_text_input", "action_id": "t"}
SURE = {"title": plain("Sure?"), "text": markup("x"), "confirm": plain("Yes"), "deny": plain("No")}
IMAGE = {"type": "image", "image_url": "https://x.y/z.png", "alt_text": "z"}
NUMBER = {"type": "number_input", "action_id": "n", "is_decimal_allowed": False}


def rich(*runs: Json) -> Json:
    """Return a paragraph."""
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(runs)}]}


def chosen(kind: str, number: int, **more: Any) -> Json:
    """Return radio buttons, checkboxes or an overflow menu of so many options."""
    return {"type": kind, "action_id": "c", "options": [option(f"v{n}", f"V{n}") for n in range(number)]} | more


SOUND: list[Json] = [
    section("x" * 3000),
    section(accessory=button()),
    section(accessory=chosen("overflow", 5)),
    {"type": "section", "fields": [markup("x" * 2000), plain("y")] * 5},
    {"type": "header", "text": plain("x" * 150)},
    {"type": "divider"},
    {"type": "context", "elements": [markup("x")] * 9 + [IMAGE]},
    actions(*(button(f"a{n}") for n in range(25))),
    actions(button(style="danger", value="x" * 2000, confirm=SURE), button("b", "x" * 75, url="https://x.y")),
    actions(select(*(option(f"v{n}") for n in range(100)), placeholder=plain("x" * 150))),
    actions(select(option(), initial_option=option())),
    actions(
        {"type": "static_select", "action_id": "s", "option_groups": [{"label": plain("L"), "options": [option()]}]}
    ),
    actions(chosen("radio_buttons", 10), {"type": "users_select", "action_id": "u"}),
    actions({"type": "datetimepicker", "action_id": "d", "initial_date_time": 1_700_000_000}),
    field_of(
        TYPED | {"multiline": True, "max_length": 3000, "min_length": 1, "initial_value": "x"},
        optional=True,
        hint=plain("h"),
    ),
    field_of(NUMBER | {"min_value": "1", "max_value": "9", "initial_value": "5"}),
    field_of(chosen("checkboxes", 10)),
    IMAGE | {"title": plain("T")},
    {"type": "markdown", "text": "**x**" * 2000},
    rich({"type": "text", "text": "x", "style": {"bold": True}}, {"type": "user", "user_id": "U1"}, DATE),
    {
        "type": "rich_text",
        "elements": [{"type": "rich_text_list", "style": "bullet", "elements": rich(DATE)["elements"]}],
    },
]


WRONG: list[tuple[Json, str]] = [
    ({"type": "shout"}, "unsupported type: 'shout' [json-pointer:/blocks/0/type]"),
    (section("x" * 3001), "/blocks/0/text/text"),
    (section(""), "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
    (section(" "), "/blocks/0/text/text"),
    ({"type": "section"}, "must have text or fields"),
    ({"type": "section", "fields": []}, "must have text or fields"),
    ({"type": "section", "fields": [markup("x" * 2001)]}, "/blocks/0/fields/0/text"),
    ({"type": "section", "fields": [markup("x")] * 11}, "must have 1 to 10 items"),
    (section(accessory=TYPED), "unsupported type: 'plain_text_input'"),
    (section() | {"text": "x"}, "must be a text object"),
    (section() | {"text": markup("x") | {"emoji": True}}, "is only for plain_text"),
    (section() | {"text": plain("x") | {"verbatim": True}}, "is only for mrkdwn"),
    (section(block_id="x" * 256), "/blocks/0/block_id"),
    ({"type": "header", "text": plain("x" * 151)}, "/blocks/0/text/text"),
    ({"type": "header", "text": markup("x")}, "must be plain_text, not 'mrkdwn'"),
    ({"type": "context", "elements": []}, "must have 1 to 10 items"),
    ({"type": "context", "elements": [markup("x")] * 11}, "must have 1 to 10 items"),
    ({"type": "context", "elements": [button()]}, "/blocks/0/elements/0"),
    (actions(), "must have 1 to 25 items"),
    (actions(*(button(f"a{n}") for n in range(26))), "must have 1 to 25 items"),
    (actions(button(), button()), "action_id 'a' already exists"),
    (actions(button(text="x" * 76)), "must be less than 76 characters (it has 76)"),
    (actions(button(text="")), "must be more than 0 characters"),
    (actions(button() | {"text": markup("x")}), "must be plain_text"),
    (actions(button(value="x" * 2001)), "/blocks/0/elements/0/value"),
    (actions(button("x" * 256)), "/blocks/0/elements/0/action_id"),
    (actions(button(style="green")), "must be primary or danger"),
    (actions(button(confirm=SURE | {"title": plain("x" * 101)})), "/confirm/title/text"),
    (actions(button(confirm={"title": plain("x")})), "/confirm/text"),
    (actions(TYPED), "unsupported type: 'plain_text_input'"),
    (actions(select()), "must have 1 to 100 items"),
    (actions(select(*(option(f"v{n}") for n in range(101)))), "must have 1 to 100 items"),
    (actions(select(option("x" * 76))), "/options/0/value"),
    (actions(select(option("v", "x" * 76))), "/options/0/text/text"),
    (actions(select(option(), option())), "must have a value of its own"),
    (actions(select(option() | {"text": markup("x")})), "must be plain_text"),
    (actions(select(option(), initial_option=option("w"))), "must be one of the options"),
    (actions({"type": "static_select", "action_id": "s"}), "either options or option_groups"),
    (actions(chosen("radio_buttons", 11)), "must have 1 to 10 items"),
    (actions(chosen("checkboxes", 2, initial_options=[])), "must be some of the options"),
    (actions(chosen("overflow", 6)), "must have 1 to 5 items"),
    (actions({"type": "datetimepicker", "action_id": "d", "initial_date_time": 1_700_000_000_000}), "ten digits"),
    (actions({"type": "datepicker", "action_id": "d", "initial_date": "1.2.2026"}), "/initial_date"),
    (field_of(TYPED | {"max_length": 3001}), "/element/max_length"),
    (field_of(TYPED | {"max_length": 2, "initial_value": "xyz"}), "/element/initial_value"),
    (field_of(TYPED | {"initial_value": ""}), "/element/initial_value"),
    (field_of(TYPED | {"placeholder": plain("x" * 151)}), "/element/placeholder/text"),
    (field_of({"type": "number_input", "action_id": "n"}), "is_decimal_allowed"),
    (field_of(NUMBER | {"min_value": 1}), "written as a string"),
    (field_of(NUMBER | {"min_value": "2", "max_value": "1"}), "min_value <= initial_value"),
    (field_of(button()), "unsupported type: 'button'"),
    (field_of(TYPED, optional="yes"), "must be a boolean"),
    ({"type": "input", "element": TYPED}, "/blocks/0/label"),
    (field_of({"type": "file_input", "action_id": "f"}), "only for modals"),
    ({"type": "image", "image_url": "https://x.y"}, "/blocks/0/alt_text"),
    ({"type": "image", "alt_text": "x"}, "either image_url or slack_file"),
    (IMAGE | {"slack_file": {"id": "F1"}}, "either image_url or slack_file"),
    (IMAGE | {"image_url": "attachment://x"}, "must be an address"),
    (IMAGE | {"alt_text": ""}, "/blocks/0/alt_text"),
    ({"type": "markdown", "text": "x" * 12_001}, "/blocks/0/text"),
    (rich({"type": "text", "text": ""}), "must be more than 0 characters"),
    (rich({"type": "text", "text": "x", "style": {"loud": True}}), "/style"),
    (rich(DATE | {"format": "{when}"}), "unknown parts"),
    (rich(markup("x")), "unsupported type: 'mrkdwn'"),
]


@pytest.mark.parametrize("block", SOUND, ids=lambda one: str(one["type"]))
async def test_a_sound_block_is_taken(room: Room, block: Json) -> None:
    """At each of its limits; by the rules and by the published types, where they are at hand."""
    said = await room.call.blocks(room.general, block)
    assert ("", []) == (said.error, said.messages)
    room.server.assert_clean()


@pytest.mark.parametrize(("block", "named"), WRONG, ids=lambda one: str(one["type"]) if isinstance(one, dict) else "")
async def test_a_wrong_block_is_refused(room: Room, block: Json, named: str) -> None:
    """invalid_blocks, with where and why; it is a problem, and nothing is posted."""
    said = await room.call.blocks(room.general, block)
    assert "invalid_blocks" == said.error
    assert any(named in one for one in said.messages), said.messages
    assert 1 == len(room.server.problems)
    assert {} == room.general.messages


@pytest.mark.parametrize(("block", "named"), WRONG, ids=lambda one: str(one["type"]) if isinstance(one, dict) else "")
def test_the_rules_need_no_published_types(block: Json, named: str) -> None:
    """All the same is found where nobody has them."""
    assert any(named.split(" [", maxsplit=1)[0] in f"{said} {at}" for at, said in rules_blocks.block_problems([block]))


async def test_what_the_published_types_do_not_know_is_refused(room: Room) -> None:
    """A field of no block; skipped where the types are not at hand."""
    if room.server.specs is None:
        pytest.skip("STUDYBELL_SPECS is not set")
    said = await room.call.blocks(room.general, section(color="red"))
    assert ("invalid_blocks", ["[ERROR] no such field is described [json-pointer:/blocks/0/color]"]) == (
        said.error,
        said.messages,
    )


async def test_a_message_has_at_most_50_blocks(room: Room) -> None:
    """The 51st is one too many."""
    assert "" == (await room.call.blocks(room.general, *[section()] * 50)).error
    assert "invalid_blocks" == (await room.call.blocks(room.general, *[section()] * 51)).error


async def test_block_ids_are_unique_in_a_message(room: Room) -> None:
    """Action_ids only in their block."""
    row = actions(button())
    assert "" == (await room.call.blocks(room.general, row | {"block_id": "1"}, row | {"block_id": "2"})).error
    said = await room.call.blocks(room.general, row | {"block_id": "1"}, row | {"block_id": "1"})
    assert ["[ERROR] block_id '1' already exists [json-pointer:/blocks]"] == said.messages


@pytest.mark.parametrize("block", [section("x" * 2500), rich({"type": "text", "text": "x" * 2500})])
async def test_all_text_of_a_message_has_its_limit(room: Room, block: Json) -> None:
    """About 13,300 characters of JSON in all blocks; then msg_blocks_too_long, which is no invalid_blocks."""
    assert "" == (await room.call.blocks(room.general, *[block] * 5)).error
    assert "msg_blocks_too_long" == (await room.call.blocks(room.general, *[block] * 5, section("x" * 600))).error


async def test_one_field_at_most_takes_the_focus(room: Room) -> None:
    """Of all blocks together."""
    one = field_of(TYPED | {"focus_on_load": True})
    assert "invalid_blocks" == (await room.call.blocks(room.general, one, one)).error


@pytest.mark.parametrize("blocks", ["x", {"type": "section"}, 3])
async def test_blocks_are_a_list(room: Room, blocks: Any) -> None:
    """Else invalid_blocks_format."""
    said = await room.call.json("chat.postMessage", channel=room.general.id, text="x", blocks=blocks)
    assert "invalid_blocks_format" == said.error
