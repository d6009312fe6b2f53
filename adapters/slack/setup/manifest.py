"""The app's manifest: all that Slack has to know of the app, in one text that is pasted when the app is made.

By Slack's schema of manifests, version 2 (github.com/slackapi/manifest-schema, 2026-08). What may never stand in it: a scope that
is not used, an event that nobody hears, or a switch that Slack would want more for later.
"""

from collections.abc import Iterator
from typing import Any

import bot.commands.study
import bot.decks.events
import bot.discussion.events
import bot.people.events
import bot.quiz.events
from adapters.slack.terms import paths
from adapters.slack.terms.scopes import EVENTS, SCOPES
from adapters.slack.terms.shortcuts import HERE, OPEN_DISCUSSION, OWING, START_QUIZ
from bot.kernel.command import commands

Json = dict[str, Any]

NAME = "Studybell"
COLOUR = "#2c4a6e"

DESCRIPTION = "Live quizzes and threaded discussions, right in your channels."
LONG_DESCRIPTION = (
    "Studybell rings twice. For the synchronous half: a live quiz in the channel, now, together, answered by buttons and "
    "revealed question by question. For the asynchronous half: a discussion prompt with a thread, answered in one's own time "
    "before a deadline, with private reminders to those who still owe something. Hosts see who took part and what was "
    "misunderstood, without leaving the chat. Nobody is ever shown as wrong in front of others."
)

SHORTCUTS = (
    (START_QUIZ, "global", "Start a quiz", "Choose a deck and a channel, and start a live quiz"),
    (
        OPEN_DISCUSSION,
        "global",
        "Open a discussion",
        "Write a prompt, set its dates, and open a discussion in a channel",
    ),
    (OWING, "global", "What I owe", "What you have done and still owe, and until when"),
    (HERE, "message", "Quiz or discussion here", "What you can do about the quiz or discussion of this message"),
)
"""Id, kind, name (24 characters at most) and description (150) of each."""

MOST_HINT = 1000
"""Characters of the hint behind a command."""


def manifest(url: str = "", prefix: str = "") -> Json:
    """Return the manifest, to be written as JSON or YAML.

    With `url` (``https://quiz.example.org``) Slack sends what happens there; without, it comes by Socket Mode. `prefix` begins
    every command.
    """
    url = url.rstrip("/")
    return {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": {
            "name": NAME,
            "description": DESCRIPTION,
            "long_description": LONG_DESCRIPTION,
            "background_color": COLOUR,
        },
        "features": _features(url, prefix),
        "oauth_config": {
            **({"redirect_urls": [url + paths.REDIRECT]} if url else {}),
            "scopes": {"bot": list(SCOPES)},
        },
        "settings": {
            "event_subscriptions": {**_requests(url), "bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True, **_requests(url)},
            "org_deploy_enabled": True,
            "socket_mode_enabled": not url,
            "token_rotation_enabled": False,
        },
    }


def _features(url: str, prefix: str) -> Json:
    tabs = {"home_tab_enabled": True, "messages_tab_enabled": True, "messages_tab_read_only_enabled": False}
    return {
        "app_home": tabs,
        "bot_user": {"display_name": NAME, "always_online": True},
        "shortcuts": list(_shortcuts()),
        "slash_commands": list(_commands(url, prefix)),
    }


def _requests(url: str) -> Json:
    return {"request_url": url + paths.EVENTS} if url else {}


def _shortcuts() -> Iterator[Json]:
    for callback, kind, name, about in SHORTCUTS:
        yield {"name": name, "type": kind, "callback_id": callback, "description": about}


def _commands(url: str, prefix: str) -> Iterator[Json]:
    """Yield a command for each family of ours: Slack has no subcommands, their words are the beginning of the text."""
    words: dict[str, list[str]] = {}
    for path in commands():
        family, _, word = path.partition(" ")
        words.setdefault(family, []).append(word)
    for family, those in words.items():
        yield {
            "command": f"/{prefix}{family}",
            **({"url": url + paths.EVENTS} if url else {}),
            "description": bot.commands.study.FAMILIES.get(family, family.capitalize()),
            "usage_hint": _hint(those),
            "should_escape": True,
        }


def _hint(words: list[str]) -> str:
    """Return the words that may follow, ``help`` first; those that have no room are told by it."""
    hint = "help"
    for word in words:
        longer = f"{hint} | {word}"
        if word != "help" and len(longer) <= MOST_HINT:
            hint = longer
    return hint
