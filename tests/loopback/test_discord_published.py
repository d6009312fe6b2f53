"""The published description: that our judge of it judges as `jsonschema` does, only faster."""

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from tests.loopback.discord.specs import Specs
from tests.loopback.knocking import button, card, row, text
from tests.loopback.schema import Compiler

SPECS = Specs.found()
pytestmark = pytest.mark.skipif(
    SPECS is None, reason="STUDYBELL_SPECS is not set: requests are judged by hand-written rules alone"
)

LABEL = {"type": 18, "label": "Name", "component": {"type": 4, "custom_id": "n", "style": 1}}
OPTIONS = [{"label": "One", "value": "1", "emoji": {"name": "1️⃣"}}, {"label": "Two", "value": "2", "default": True}]
SAMPLES: dict[str, list[Any]] = {
    "MessageCreateRequest": [
        {"content": "x", "nonce": "n", "enforce_nonce": True, "allowed_mentions": {"parse": [], "users": ["1"]}},
        card(
            {"type": 17, "id": 5, "accent_color": 255, "components": [
                text(), {"type": 14, "spacing": 2}, row(button(), button("B")),
                row({"type": 3, "custom_id": "s", "options": OPTIONS}),
                {"type": 9, "components": [text()], "accessory": button("S")},
                {"type": 12, "items": [{"media": {"url": "attachment://a.png"}, "description": "A bell"}]},
            ]},
            attachments=[{"id": "0", "filename": "a.png"}],
        ),
        {"embeds": [{"title": "t", "fields": [{"name": "n", "value": "v"}], "footer": {"text": "f"}}]},
        {"content": "x", "components": [row(button())]},
    ],
    "ModalInteractionCallbackRequest": [{"type": 9, "data": {"custom_id": "f", "title": "T", "components": [LABEL, text()]}}],
    "ApplicationCommandUpdateRequest": [
        {"name": "quiz", "description": "d", "type": 1, "contexts": [0], "options": [
            {"type": 1, "name": "start", "description": "d", "options": [
                {"type": 3, "name": "deck", "description": "d", "autocomplete": True, "max_length": 90, "required": True},
                {"type": 4, "name": "n", "description": "d", "min_value": 1, "choices": [{"name": "one", "value": 1}]},
            ]},
        ]},
    ],
    "CreateTextThreadWithMessageRequest": [{"name": "Talk", "auto_archive_duration": 60}],
    "UpdateThreadRequestPartial": [{"archived": True, "locked": False, "name": "x"}],
}  # fmt: skip
JUNK = [
    None,
    True,
    0,
    -1,
    7,
    3.5,
    "",
    "x" * 200,
    "A",
    [],
    {},
    [1],
    {"type": 2},
    [{"type": 10, "content": "x"}],
    [[]],
    2**40,
]


def paths(value: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return where something stands in a body."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [here, *(path for key, one in inner for path in paths(one, (*here, key)))]


@st.composite
def changed(draw: st.DrawFn) -> tuple[str, Any]:
    """Return a sample in which up to three things are something else, gone, or there many times."""
    name = draw(st.sampled_from(sorted(SAMPLES)))
    body = copy.deepcopy(draw(st.sampled_from(SAMPLES[name])))
    for _ in range(draw(st.integers(0, 3))):
        *above, last = draw(st.sampled_from(paths(body)[1:])) if len(paths(body)) > 1 else (None,)
        if last is None:
            break
        holder = body
        for step in above:
            holder = holder[step]
        match draw(st.sampled_from(["junk", "gone", "many"])):
            case "junk":
                holder[last] = copy.deepcopy(draw(st.sampled_from(JUNK)))
            case "gone":
                del holder[last]
            case "many":
                holder[last] = [holder[last]] * draw(st.sampled_from([2, 6, 26, 41]))
    return name, body


@given(changed())
@settings(max_examples=300, deadline=None)
def test_it_judges_as_jsonschema_does(example: tuple[str, Any]) -> None:
    """Right is right and wrong is wrong; only that of ids as numbers, which Discord takes, it says less."""
    assert SPECS is not None
    name, body = example
    registry = Registry().with_resource("urn:discord", Resource(SPECS.document, DRAFT202012))
    judge = Draft202012Validator({"$ref": f"urn:discord#/components/schemas/{name}"}, registry=registry)
    found = SPECS.named(name, body)
    wrong = [one for one in found if not one.strange or "where ids are texts" in one.said]
    assert judge.is_valid(body) == (not wrong), found


def test_the_whole_file_can_be_compiled() -> None:
    """Every schema of every request and answer."""
    assert SPECS is not None
    compiler = Compiler(SPECS.document)
    schemas = SPECS.document["components"]["schemas"]
    assert all(callable(compiler.compile({"$ref": f"#/components/schemas/{name}"})) for name in schemas)
    assert len(schemas) > 500


def test_it_says_where() -> None:
    """The path leads to what is wrong, inside the kind of component that was meant."""
    assert SPECS is not None
    body = card({"type": 17, "components": [row(button("x" * 81))]})
    assert [".components.0.components.0.components.0.label"] == [
        one.path for one in SPECS.named("MessageCreateRequest", body)
    ]


def test_a_keyword_it_does_not_know_is_not_passed_over() -> None:
    """Should the file ever use another one, this says so."""
    with pytest.raises(NotImplementedError, match="prefixItems"):
        Compiler({}).compile({"prefixItems": []})
