"""Web API: links of Socket Mode; tokens that are given back."""

from typing import Any

from tests.loopback.slack import oauth
from tests.loopback.slack.calls import Call, Method
from tests.loopback.slack.trouble import Refusal


async def open_connection(call: Call) -> dict[str, Any]:
    """apps.connections.open: by POST, with the app-level token."""
    if call.http != "POST":
        raise Refusal("insecure_request", "apps.connections.open is called by POST")
    call.needs("connections:write")
    return {"url": call.server.new_link()}


async def revoke(call: Call) -> dict[str, Any]:
    """auth.revoke."""
    assert call.grant is not None
    if call.get("test"):
        return {"revoked": False}
    oauth.revoke(call.server, call.grant)
    return {"revoked": True}


async def uninstall(call: Call) -> dict[str, Any]:
    """apps.uninstall."""
    if call.get("client_id") != call.server.client_id:
        raise Refusal("invalid_client_id", "another app's client_id")
    if call.get("client_secret") != call.server.client_secret:
        raise Refusal("bad_client_secret", "a wrong client_secret")
    oauth.uninstall(call.server, call.workspace)
    return {}


METHODS = {
    "apps.connections.open": Method(open_connection, "", (), 3, json=True, tokens=("app",)),
    "auth.revoke": Method(revoke, "test:boolean", (), 3),
    "apps.uninstall": Method(uninstall, "client_id! client_secret!", (), 1),
}
