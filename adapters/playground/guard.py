"""Who may speak to the server: pages it served itself, on this machine, and nobody else.

The server listens on loopback only, yet any web page in the person's browser could send requests there: by a
form, by a script without reading the answer, or by a host name that is made to point at 127.0.0.1 (DNS rebinding). So the `Host`
must be ours, the `Origin`, where the browser names one, too, and what changes anything must be JSON, which no form can send.
"""

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web

Respond = Callable[[web.Request], Awaitable[web.StreamResponse]]
"""What answers a request; aiohttp calls it a handler."""

_NAMES = ("127.0.0.1", "localhost", "[::1]")

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self' {sockets}; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def is_own_host(host: str, port: int) -> bool:
    """Whether a `Host` header names this server by a loopback name and its own port."""
    return host.lower() in _hosts(port)


def is_own_origin(origin: str, port: int) -> bool:
    """Whether an `Origin` header names a page of this server."""
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    return parts.scheme == "http" and parts.netloc.lower() in _hosts(port) and origin.count("/") == 2  # noqa: PLR2004 - no path


def _hosts(port: int) -> set[str]:
    return {f"{name}:{port}" for name in _NAMES} | (set(_NAMES) if port == 80 else set())  # noqa: PLR2004 - HTTP's own


@web.middleware
async def guard(request: web.Request, handler: Respond) -> web.StreamResponse:
    """Refuse what does not come from our own page, and put the safety headers on every answer."""
    port = _port(request)
    _check(request, port)
    try:
        response = await handler(request)
    except web.HTTPException as error:
        error.headers.update(_headers(port))
        raise
    if not response.prepared:
        response.headers.update(_headers(port))
    return response


def _check(request: web.Request, port: int) -> None:
    if not is_own_host(request.headers.get("Host", ""), port):
        raise web.HTTPForbidden(text="This page is served to this machine under its own loopback address only.\n")
    origin = request.headers.get("Origin")
    if origin is not None and not is_own_origin(origin, port):
        raise web.HTTPForbidden(text="Another web site may not talk to the playground.\n")
    if _from_elsewhere(request):
        raise web.HTTPForbidden(text="Another web site may not talk to the playground.\n")
    if request.method == "POST" and request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType(text="Send JSON.\n")


def _from_elsewhere(request: web.Request) -> bool:
    """Whether the browser says that another site asks; following a link to the page is welcome."""
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    link = request.method == "GET" and request.headers.get("Sec-Fetch-Mode") == "navigate"
    return site not in {"same-origin", "none"} and not link


def _port(request: web.Request) -> int:
    """Return the port of our own end of the connection, not what the request says about it."""
    own = request.transport.get_extra_info("sockname") if request.transport else None
    return int(own[1]) if own else 0


def _headers(port: int) -> dict[str, str]:
    sockets = " ".join(f"ws://{name}:{port}" for name in _NAMES if "[" not in name)
    return {
        "Content-Security-Policy": _POLICY.format(sockets=sockets),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
