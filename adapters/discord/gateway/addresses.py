"""Where Discord is: the one place that tells discord.py.

The address of the API is a class attribute of the library, so a process speaks to one Discord at a time. What may never happen: a
connection that leaves for another gateway than the one the operator set; what READY names is followed where they set none.
"""

from collections.abc import Awaitable

from aiohttp import ClientWebSocketResponse
from discord.http import HTTPClient, Route
from yarl import URL


def use_api(url: str) -> None:
    """Let every request of discord.py go to the API at `url`, which ends in ``/api/v10``."""
    Route.BASE = url


def keep_to_gateway(http: HTTPClient, url: str) -> None:
    """Let every connection to the gateway, the resumed ones too, go to `url`; what is asked for (version, encoding) stays."""
    connect, here = http.ws_connect, URL(url)

    def there(asked: str, *, compress: int = 0) -> Awaitable[ClientWebSocketResponse]:
        return connect(str(here.update_query(URL(asked).query)), compress=compress)

    http.ws_connect = there  # type: ignore[method-assign, assignment] # the library has no setting for it
