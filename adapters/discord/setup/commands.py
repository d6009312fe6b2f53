"""The commands as Discord shows them: what `bot.kernel.command` declares, as the body of a PUT to its commands route.

What may never stand here is a rule of ours: who is a host is asked at every act, whatever Discord lets somebody type. It knows
no permission for a subcommand, and none by which one is a host.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.commands.study import FAMILIES
from bot.kernel.command import Command, commands
from bot.kernel.params import Param
from bot.kernel.when.text import LONGEST as LONGEST_TIME
from bot.kernel.words import Labels, labels, marked

LOCALES: Sequence[str] = (
    "ar", "bg", "cs", "da", "de", "el", "es-419", "es-ES", "fi", "fr", "he", "hi", "hr", "hu", "id", "it", "ja", "ko", "lt",
    "nl", "no", "pl", "pt-BR", "ro", "ru", "sv-SE", "th", "tr", "uk", "vi", "zh-CN", "zh-TW",
)  # fmt: skip
"""The languages of Discord's clients (API docs, "Locales", 2026-08), but English."""

ENGLISH: Sequence[str] = ("en-GB", "en-US")
"""Named too: a client in one of them would else show the other one's text, if there ever is one ("Locale fallbacks")."""

LONGEST_ABOUT = 100
"""Characters of a description."""

SUBCOMMAND, STRING, INTEGER, BOOLEAN, USER, NUMBER = 1, 3, 4, 5, 6, 10
"""Application command option types."""

CHAT_INPUT = 1
IN_SERVERS = 0
"""The interaction context and the installation that commands are meant for: servers, and no direct messages."""

TYPES: Mapping[str, int] = {"whole": INTEGER, "number": NUMBER, "switch": BOOLEAN, "member": USER}
"""The option type for a parameter's kind; all others are text."""

COMPLETED = frozenset({"deck", "prompt", "discussion", "when"})
"""Kinds of parameters whose values are completed while they are typed."""

PICKED = marked("{about} (or @time)")
"""Discord's own picker of a time: it comes up at ``@time``, and hands in ``<t:1798794000:f>``."""

Json = dict[str, Any]


def tree(spoken: Mapping[str, Labels] | None = None) -> list[Json]:
    """Return the body of PUT /applications/{id}/commands: a command for each family, its subcommands in order of declaration.

    `spoken` are the labels by Discord's name of a language; all we have if None.
    """
    spoken = labels_by_locale() if spoken is None else spoken
    families: dict[str, list[Command]] = {}
    for each in commands().values():
        families.setdefault(each.path.partition(" ")[0], []).append(each)
    return [_family(name, those, spoken) for name, those in families.items()]


def labels_by_locale() -> dict[str, Labels]:
    """Return the labels of English and of our catalogues, by Discord's name of each language that one of them serves."""
    translated = {locale: found for locale in LOCALES if (found := labels(locale)) is not None}
    return {**dict.fromkeys(ENGLISH, _as_it_is), **translated}


def _as_it_is(naming: str, text: str) -> str:
    del naming
    return text


def _family(name: str, those: Sequence[Command], spoken: Mapping[str, Labels]) -> Json:
    """Return a family. One for hosts alone is offered to everybody, too: Discord cannot tell who is one by a group's own role."""
    return {
        "type": CHAT_INPUT,
        **_named("command", name, spoken),
        **_described(FAMILIES.get(name, name), spoken),
        "options": [_subcommand(each, spoken) for each in those],
        "contexts": [IN_SERVERS],
        "integration_types": [IN_SERVERS],
        "default_member_permissions": None,
    }


def _subcommand(of: Command, spoken: Mapping[str, Labels]) -> Json:
    family, _, name = of.path.partition(" ")
    params = sorted(of.params, key=lambda param: not param.required)
    return {
        "type": SUBCOMMAND,
        **_named(f"command of {family}", name, spoken),
        **_described(of.about, spoken),
        "options": [_option(param, spoken) for param in params],
    }


def _option(of: Param, spoken: Mapping[str, Labels]) -> Json:
    kind = TYPES.get(of.kind, STRING)
    option = {
        "type": kind,
        **_named("option", of.name, spoken),
        **_described(of.about, spoken, PICKED if of.kind == "when" else ""),
        "required": of.required,
    }
    if of.choices:
        naming = f"choice of {of.name}"
        option["choices"] = [{**_named(naming, value, spoken), "value": value} for value in of.choices]
    if of.kind in COMPLETED:
        option["autocomplete"] = True
    if of.kind == "when":
        option["max_length"] = LONGEST_TIME
    if kind in {INTEGER, NUMBER}:
        bounds = {"min_value": of.least, "max_value": of.most}
        option |= {bound: value for bound, value in bounds.items() if value is not None}
    return option


def _named(naming: str, name: str, spoken: Mapping[str, Labels]) -> Json:
    """Return a name and its translations; `naming` says what it names, for translators and because it may differ by that."""
    return {"name": name, "name_localizations": {locale: label(naming, name) for locale, label in spoken.items()}}


def _described(about: str, spoken: Mapping[str, Labels], around: str = "") -> Json:
    """Return a description and its translations; `around` is a text that it stands in."""

    def said(label: Labels) -> str:
        text = label("", about)
        return label("", around).format(about=text) if around else text

    described = {locale: said(label) for locale, label in spoken.items()}
    return {"description": said(_as_it_is), "description_localizations": described}
