"""Web API: views.*."""

from typing import Any

from tests.loopback.slack import payloads, rules_views, viewing
from tests.loopback.slack.calls import Call, Method
from tests.loopback.slack.rules_views import HOME, MODAL
from tests.loopback.slack.trouble import Refusal, wrong
from tests.loopback.slack.world import View


def _checked(call: Call, kind: str) -> dict[str, Any]:
    rules_views.check(call.server, call.workspace, call.get("view"), kind, call.method)
    body: dict[str, Any] = call.get("view")
    return body


def _answer(call: Call, view: View) -> dict[str, Any]:
    return {"view": payloads.view(call.server, view)}


def _trigger(call: Call) -> str:
    told = call.get("trigger_id") or call.get("interactivity_pointer")
    if not told:
        raise wrong("invalid_arguments", "missing required field: trigger_id")
    return str(told)


async def open_modal(call: Call) -> dict[str, Any]:
    """views.open: the view is judged first, so one that Slack does not take costs no trigger."""
    body = _checked(call, MODAL)
    trigger = call.server.take_trigger(call.workspace, _trigger(call))
    return _answer(call, viewing.open_modal(call.server, trigger.user, body))


async def push(call: Call) -> dict[str, Any]:
    """views.push: only from within a modal, upon the one the trigger came from."""
    body = _checked(call, MODAL)
    trigger = call.server.take_trigger(call.workspace, _trigger(call))
    if trigger.inside is None or not trigger.inside.open:
        raise Refusal("not_found")
    return _answer(call, viewing.push(call.server, trigger.user, body))


async def update(call: Call) -> dict[str, Any]:
    """views.update: by view_id or external_id, needs no trigger; a view that was closed is not found."""
    if bool(call.get("view_id")) == bool(call.get("external_id")):
        raise wrong("invalid_arguments", "exactly one of view_id and external_id is needed")
    view = _found(call)
    body = _checked(call, view.kind)
    if call.get("hash") and call.get("hash") != view.hash:
        raise Refusal("hash_conflict")
    return _answer(call, viewing.update(call.server, view, body))


def _found(call: Call) -> View:
    for view in call.server.views.values():
        named = view.id == call.get("view_id") or (view.external_id and view.external_id == call.get("external_id"))
        if named and view.open and view.user.id in call.workspace.users:
            return view
    raise Refusal("not_found")


async def publish(call: Call) -> dict[str, Any]:
    """views.publish: the Home tab of one person."""
    body = _checked(call, HOME)
    if not call.server.app.home_tab:
        raise Refusal("not_enabled")
    user = call.user("user_id")
    if call.get("hash") and (user.home is None or user.home.hash != call.get("hash")):
        raise Refusal("hash_conflict")
    return _answer(call, viewing.publish(call.server, user, body))


METHODS = {
    "views.open": Method(open_modal, "view:json! trigger_id interactivity_pointer", (), 4, json=True),
    "views.push": Method(push, "view:json! trigger_id interactivity_pointer", (), 4, json=True),
    "views.update": Method(update, "view:json! view_id external_id hash", (), 4, json=True),
    "views.publish": Method(publish, "user_id! view:json! hash", (), 4, json=True),
}
