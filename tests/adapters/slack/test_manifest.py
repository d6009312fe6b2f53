"""The manifest: by Slack's rules for manifests, and no more and no less than the adapter does."""

import ast
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from ruamel.yaml import YAML
from slack_sdk.web.async_client import AsyncWebClient

import adapters.slack
from adapters.slack.inbound.events import LEFT_CHANNEL
from adapters.slack.setup import manifest as module
from adapters.slack.setup.manifest import manifest
from adapters.slack.terms import paths, shortcuts
from adapters.slack.terms.scopes import EVENTS, METHODS, SCOPES
from bot.cli import cli
from bot.kernel.command import commands

HERE = Path(adapters.slack.__file__).parent
HOST = "https://quiz.example.org"
BOTH = pytest.mark.parametrize("url", ["", HOST])

Json = Mapping[str, Any]

# The rules of github.com/slackapi/manifest-schema, schemas/manifest.schema.2.0.0.json, of 2026-08: keys with the least and most
# characters of a text, the most members of a list, or a kind; "!" marks what may not be missing. No other key may stand there.
URL = (0, 3000, r"https?://.*")
RULES: dict[str, Any] = {
    "_metadata": {"major_version": int, "minor_version": int},
    "display_information!": {
        "name!": (1, 35),
        "description": (1, 140),
        "long_description": (175, 4000),
        "background_color": (4, 7, "#[0-9a-fA-F]{3}([0-9a-fA-F]{3})?"),
    },
    "features": {
        "app_home": {
            "home_tab_enabled": bool,
            "messages_tab_enabled": bool,
            "messages_tab_read_only_enabled": bool,
        },
        "bot_user": {"display_name!": (1, 80), "always_online": bool},
        "shortcuts": [
            10,
            {
                "name!": (1, 24),
                "type!": (6, 7, "message|global"),
                "callback_id!": (1, 255),
                "description!": (1, 150),
            },
        ],
        "slash_commands": [
            50,
            {
                "command!": (2, 32, r"/[a-z0-9_-]+"),
                "url": URL,
                "description!": (1, 2000),
                "usage_hint": (1, 1000),
                "should_escape": bool,
            },
        ],
    },
    "oauth_config": {"redirect_urls": [1000, (1, 2500)], "scopes": {"bot": [255, (1, 50)]}},
    "settings": {
        "event_subscriptions": {"request_url": URL, "bot_events": [100, (1, 50)]},
        "interactivity": {"is_enabled!": bool, "request_url": URL},
        "org_deploy_enabled": bool,
        "socket_mode_enabled": bool,
        "token_rotation_enabled": bool,
    },
}


def wrong(found: Any, rule: Any, where: str = "") -> Iterator[str]:
    """Yield where `found` breaks the rule."""
    match rule:
        case dict():
            yield from _wrong_keys(found, rule, where)
        case list():
            yield from _wrong_list(found, rule[0], rule[1], where)
        case tuple():
            least, most, pattern = (*rule, ".*")[:3]
            if not (isinstance(found, str) and least <= len(found) <= most and re.fullmatch(pattern, found, re.DOTALL)):
                yield where
        case kind:
            if type(found) is not kind:
                yield where


def _wrong_list(found: Any, most: int, each: Any, where: str) -> Iterator[str]:
    if not isinstance(found, list) or not 1 <= len(found) <= most or len(found) != len({*map(str, found)}):
        yield where
        return
    for number, one in enumerate(found):
        yield from wrong(one, each, f"{where}.{number}")


def _wrong_keys(found: Json, rule: Mapping[str, Any], where: str) -> Iterator[str]:
    known = {name.rstrip("!"): each for name, each in rule.items()}
    yield from (f"{where}.{name}?" for name in found.keys() - known.keys())
    yield from (f"{where}.{name}" for name in rule if name.endswith("!") and name[:-1] not in found)
    for name, each in known.items():
        if name in found:
            yield from wrong(found[name], each, f"{where}.{name}")


@BOTH
@pytest.mark.parametrize("prefix", ["", "sb-", "a" * 20])
def test_slack_takes_it(url: str, prefix: str) -> None:
    """Every key is one of Slack's, and no text is longer than it takes."""
    assert [] == list(wrong(manifest(url, prefix), RULES))


def test_the_rules_refuse_what_slack_refuses() -> None:
    """Else the test above would say nothing."""
    made = manifest()
    made["features"]["slash_commands"][0]["command"] = "/Quiz"
    made["features"]["shortcuts"][0]["name"] = "n" * 25
    made["settings"]["is_mcp"] = True
    del made["display_information"]["name"]
    expected = {".display_information.name!", ".features.shortcuts.0.name", ".features.slash_commands.0.command"}
    assert expected | {".settings.is_mcp?"} == set(wrong(made, RULES))


def test_over_socket_mode_no_address_is_named() -> None:
    """Nobody needs one."""
    made = manifest()
    assert "http" not in json.dumps(made)
    assert made["settings"]["socket_mode_enabled"] is True


def test_over_http_everything_goes_where_the_web_server_listens() -> None:
    """Commands, interactivity, events; and installers come back to the page of ours."""
    made = manifest(HOST + "/")
    settings, features = made["settings"], made["features"]
    named = {settings[name]["request_url"] for name in ("event_subscriptions", "interactivity")}
    assert {HOST + paths.EVENTS} == named | {one["url"] for one in features["slash_commands"]}
    assert ([HOST + paths.REDIRECT], False) == (made["oauth_config"]["redirect_urls"], settings["socket_mode_enabled"])


def test_there_is_a_command_for_each_family_of_ours() -> None:
    """With the prefix, what may follow, and names and channels as ids."""
    made = manifest(prefix="sb-")["features"]["slash_commands"]
    families = {path.partition(" ")[0] for path in commands()}
    assert {f"/sb-{family}" for family in families} == {one["command"] for one in made}
    assert {True} == {one["should_escape"] for one in made}
    hints = {one["command"].removeprefix("/sb-"): one["usage_hint"].split(" | ") for one in made}
    assert [] == [path for path in commands() if path.split(" ")[1] not in hints[path.split(" ")[0]]]


def test_there_is_a_shortcut_for_everything_that_is_heard() -> None:
    """By the ids by which it is heard; one of them is a message's."""
    made = manifest()["features"]["shortcuts"]
    assert {*shortcuts.COMMANDS, shortcuts.HERE} == {one["callback_id"] for one in made}
    assert [shortcuts.HERE] == [one["callback_id"] for one in made if one["type"] == "message"]


def test_people_can_write_to_it_and_find_its_home() -> None:
    """A direct message is answered; and the home shows what they owe."""
    home = manifest()["features"]["app_home"]
    assert (True, True, False) == tuple(home.values())


def sources() -> Iterator[tuple[Path, ast.Module]]:
    """Yield the modules of the adapter, without those that only tell of scopes."""
    for path in sorted(HERE.rglob("*.py")):
        if path.name not in {"scopes.py", "manifest.py"}:
            yield path, ast.parse(path.read_text("utf-8"))


def called() -> dict[str, str]:
    """Return the methods of the Web API that the adapter names, each with a module that does."""
    known = {name for name in dir(AsyncWebClient) if not name.startswith("_")}
    found: dict[str, str] = {}
    for path, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.count(".") in {1, 2}:
                name = node.value
            elif isinstance(node, ast.Attribute) and "_" in node.attr:
                name = node.attr.replace("_", ".")
            else:
                continue
            if name.replace(".", "_") in known and name not in {"base.url", "api.call"}:
                found[name] = path.name
    return found


def test_every_method_that_is_called_is_known_with_its_scopes() -> None:
    """And none is listed that nobody calls."""
    spelled = {re.sub(r"[._]", "", name).lower() for name in METHODS}
    used = {re.sub(r"[._]", "", name).lower() for name in called()}
    assert (set(), set()) == (used - spelled, spelled - used)


def test_no_scope_is_asked_for_that_nothing_needs() -> None:
    """And everything that is needed is asked for."""
    needed = {scope for each in (*METHODS.values(), *EVENTS.values()) for scope in each}
    assert {*needed, "commands"} == set(SCOPES)
    assert list(SCOPES) == manifest()["oauth_config"]["scopes"]["bot"]


def heard() -> set[str]:
    """Return the kinds of events by which the adapter decides what to do."""
    tree = ast.parse((HERE / "inbound" / "events.py").read_text("utf-8"))
    compared = [node for node in ast.walk(tree) if isinstance(node, ast.Compare) and ast.unparse(node.left) == "kind"]
    values = [value for node in compared for value in node.comparators if isinstance(value, ast.Constant)]
    return {str(value.value) for value in values if value.value} | LEFT_CHANNEL


def test_every_event_that_is_heard_is_subscribed_to() -> None:
    """And the other way round. Messages are named by where they stand, and all come as ``message``."""
    assert {name.partition(".")[0] for name in EVENTS} == heard()
    assert list(EVENTS) == manifest()["settings"]["event_subscriptions"]["bot_events"]


def test_every_scope_stands_in_the_readme() -> None:
    """With what it is for."""
    readme = (HERE / "README.md").read_text("utf-8")
    assert [] == [scope for scope in SCOPES if f"| `{scope}` |" not in readme]


def printed(*options: str) -> str:
    """Return what the command prints."""
    result = CliRunner().invoke(cli, ["manifest", "slack", *options], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run where no settings are."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("STUDYBELL_SLACK_COMMAND_PREFIX", raising=False)


def test_the_command_prints_it_as_json_and_as_yaml() -> None:
    """The same; Slack takes either."""
    expected = manifest(HOST, "x_")
    assert expected == json.loads(printed("--url", HOST, "--prefix", "x_"))
    yaml = YAML(typ="safe").load(printed("--url", HOST, "--prefix", "x_", "--format", "yaml"))
    assert expected == yaml
    assert list(expected) == list(yaml)


def test_the_prefix_is_that_of_the_settings() -> None:
    """Unless another one is given."""
    Path(".env").write_text("STUDYBELL_SLACK_COMMAND_PREFIX=sb-\n", "utf-8")
    assert (True, False) == ("/sb-quiz" in printed(), "/sb-quiz" in printed("--prefix", ""))


@pytest.mark.parametrize(
    "options",
    [
        ("--url", "quiz.example.org"),
        ("--url", "http://quiz.example.org"),
        ("--url", "https://example.org/quiz"),
        ("--prefix", "SB"),
        ("--prefix", "a b"),
    ],
)
def test_what_slack_would_not_take_is_refused(options: tuple[str, ...]) -> None:
    """With an example of what it takes."""
    result = CliRunner().invoke(cli, ["manifest", "slack", *options])
    assert 2 == result.exit_code
    assert "such as" in result.output


def test_no_name_in_it_is_longer_than_a_person_reads() -> None:
    """Slack shows a hint in one line."""
    assert module.MOST_HINT >= max(len(one["usage_hint"]) for one in manifest()["features"]["slash_commands"])
