"""What serves many workspaces, put together: their tokens, and the pages by which they install us."""

from typing import TYPE_CHECKING

from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.installs.database import engine_of
from adapters.slack.installs.encryption import Vault
from adapters.slack.installs.granting import Client
from adapters.slack.installs.grid import Grid
from adapters.slack.installs.installed import Installed
from adapters.slack.installs.oauth import OAuth, Returned
from adapters.slack.installs.states import States
from adapters.slack.installs.store import InstallStore
from bot.kernel.clock import Clock
from bot.store.contract import Store

if TYPE_CHECKING:
    from bot.settings import Settings


class ManyWorkspaces:
    """`installed` are the tokens, `oauth` the pages. The settings have a client id, its secret and a key.

    `store` is open before `open`, and closed after `close`.
    """

    def __init__(
        self, settings: "Settings", store: Store, client: AsyncWebClient, clock: Clock, returned: Returned
    ) -> None:
        self._engine = engine_of(settings.database_url)
        app = Client(
            settings.slack_client_id or "",
            settings.slack_client_secret.reveal() if settings.slack_client_secret else "",
        )
        vault = Vault([key.reveal() for key in settings.encryption_key])
        self.installed = Installed(InstallStore(app.id, self._engine, vault), Grid(store), client, clock)
        states = States(self._engine, clock)
        self.oauth = OAuth(app, client, states, self.installed, clock, returned, settings.slack_command_prefix)

    async def open(self) -> None:
        """Lock anew what an old key has locked; raises `WrongKey` where no key opens what lies there, `StoreBroken`."""
        await self.installed.open()

    async def close(self) -> None:
        """Disconnect."""
        await self._engine.dispose()
