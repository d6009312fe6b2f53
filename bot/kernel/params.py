"""Parameters of commands: fields of the events they mean.

The type of a field gives the kind, `Meta` the description and the bounds. An `Attached` field is none: forms ask for files.
"""

import types
from collections.abc import Mapping
from enum import Enum
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Meta, Struct

from bot.kernel.attached import Attached
from bot.kernel.event import Event


class Param(Struct, frozen=True):
    """One parameter.

    `kind`: ``text``, ``rest``, ``whole``, ``number``, ``switch``, ``choice``, ``when``, ``phrase``, ``deck``, ``member``,
    ``members``, ``prompt`` or ``discussion``. `completed` is the kind of completions it takes (`Door.complete`): its own, mostly.
    """

    name: str
    kind: str
    about: str
    required: bool
    default: Any = None
    choices: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None
    completed: str = ""


def params_of(event: type[Event]) -> tuple[Param, ...]:
    """Return the parameters of the command that means this event, in order."""
    hints = get_type_hints(event, include_extras=True)
    fields = msgspec.structs.fields(event)
    return tuple(_param(field, hints[field.name]) for field in fields if _unwrap(hints[field.name])[0] is not Attached)


def _param(field: msgspec.structs.FieldInfo, hint: Any) -> Param:  # noqa: ANN401 - any type hint at all
    bare, metas = _unwrap(hint)
    extra = {key: value for meta in metas for key, value in (meta.extra or {}).items()}
    choices = _choices(bare)
    kind = extra.get("kind") or ("choice" if choices else _KINDS.get(bare, "text"))
    return Param(
        name=field.name,
        kind=kind,
        about=_first(metas, "description") or field.name,
        required=field.required,
        default=None if field.required else field.default,
        choices=choices,
        least=_first(metas, "ge"),
        most=_first(metas, "le"),
        completed=extra.get("completed", kind),
    )


def _choices(bare: Any) -> tuple[str, ...]:  # noqa: ANN401 - any type hint at all
    if get_origin(bare) is Literal:
        return tuple(str(choice) for choice in get_args(bare))
    if isinstance(bare, type) and issubclass(bare, Enum):
        return tuple(str(member.value) for member in bare)
    return ()


_KINDS: Mapping[Any, str] = {int: "whole", float: "number", bool: "switch"}


def _unwrap(hint: Any) -> tuple[Any, list[Meta]]:  # noqa: ANN401 - any type hint at all
    """Return the type under ``Annotated`` and ``| None``, and every `Meta` met on the way."""
    metas: list[Meta] = []
    while True:
        if get_origin(hint) is Annotated:
            hint, *more = get_args(hint)
            metas += [meta for meta in more if isinstance(meta, Meta)]
        elif get_origin(hint) in {Union, types.UnionType}:
            hint = next(part for part in get_args(hint) if part is not type(None))
        else:
            return hint, metas


def _first(metas: list[Meta], name: str) -> Any:  # noqa: ANN401 - whatever the constraint holds
    return next((value for meta in metas if (value := getattr(meta, name)) is not None), None)
