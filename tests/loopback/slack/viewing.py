"""Views: opened, put upon others, changed, closed. Both halves use it: views.* and what an acknowledgement of a form says."""

import secrets
from typing import Any

from bot.kernel.clock import SECOND
from tests.loopback.slack import payloads
from tests.loopback.slack.server import Slack
from tests.loopback.slack.trouble import Refusal
from tests.loopback.slack.world import User, View

MOST_STACKED = 3


def open_modal(server: Slack, user: User, body: dict[str, Any]) -> View:
    """Put a modal before somebody, in place of all that stood there."""
    view = _new(server, user, body)
    clear(server, user)
    user.stack.append(view)
    server.showed(view)
    return view


def push(server: Slack, user: User, body: dict[str, Any]) -> View:
    """Put a modal upon the one before somebody."""
    if not user.stack:
        raise Refusal("not_found")
    if len(user.stack) >= MOST_STACKED:
        raise Refusal("push_limit_reached", f"{MOST_STACKED} views lie upon each other already")
    view = _new(server, user, body)
    view.root, view.previous = user.stack[0].id, user.stack[-1].id
    user.stack.append(view)
    server.showed(view)
    return view


def update(server: Slack, view: View, body: dict[str, Any]) -> View:
    """Change a view; what was typed stays where block_id and action_id stay."""
    _check_external(server, view.user, body, view)
    view.body, view.hash = _kept(body), stamp(server)
    server.showed(view)
    return view


def publish(server: Slack, user: User, body: dict[str, Any]) -> View:
    """Put something on somebody's Home tab."""
    if user.home is not None:
        return update(server, user.home, body)
    user.home = _new(server, user, body, home=True)
    server.showed(user.home)
    return user.home


def close(server: Slack, view: View) -> None:
    """Close a modal; the one below it is seen again."""
    view.open = False
    if view in view.user.stack:
        view.user.stack.remove(view)
    server.showed(view)


def clear(server: Slack, user: User) -> None:
    """Close all modals before somebody."""
    for view in reversed(list(user.stack)):
        close(server, view)


def stamp(server: Slack) -> str:
    """Return a new hash of a view's state."""
    return f"{server.clock.now() // SECOND}.{secrets.token_hex(4)}"


def _new(server: Slack, user: User, body: dict[str, Any], *, home: bool = False) -> View:
    _check_external(server, user, body, None)
    view = View(server.ids.next("V"), user, "home" if home else "modal", _kept(body), stamp(server))
    server.views[view.id] = view
    return view


def _kept(body: dict[str, Any]) -> dict[str, Any]:
    return body | {"blocks": payloads.with_block_ids(body["blocks"])}


def _check_external(server: Slack, user: User, body: dict[str, Any], mine: View | None) -> None:
    name = body.get("external_id")
    if not name:
        return
    others = (one for one in server.views.values() if one is not mine and one.open and one.user.team is user.team)
    if any(one.external_id == name for one in others):
        raise Refusal("duplicate_external_id", f"another view has the external_id {name!r}")
