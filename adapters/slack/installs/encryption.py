"""Tokens as they lie in the database: encrypted with the keys of the settings.

Fernet: AES-128-CBC and HMAC-SHA256 (the Fernet specification, 2026-08). What may never happen: a token or a key in an error.
"""

from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from bot.kernel.errors import StudybellError
from bot.settings import NEW_KEY


class WrongKey(StudybellError):
    """No key of the settings opens what lies in the database."""

    def __init__(self) -> None:
        super().__init__(
            "STUDYBELL_ENCRYPTION_KEY does not open the Slack tokens in the database: they were encrypted with another key. "
            "Set that one again; to change keys, write the new one before it, with a comma between them. If it is lost, make a "
            f"new one ({NEW_KEY}), empty the tables slack_bots and slack_installations, and let each workspace install the app "
            "again."
        )


class Vault:
    """Locks and opens texts. The first key locks, each opens."""

    def __init__(self, keys: Sequence[str]) -> None:
        fernets = [Fernet(key) for key in keys]
        self._first = fernets[0]
        self._all = MultiFernet(fernets)

    def lock(self, text: str) -> str:
        """Return `text`, locked."""
        return self._first.encrypt(text.encode()).decode()

    def open(self, locked: str) -> str:
        """Return what was locked; raises `WrongKey`."""
        try:
            return self._all.decrypt(locked).decode()
        except InvalidToken:
            raise WrongKey from None

    def renewed(self, locked: str) -> str | None:
        """Return what is locked with an old key locked with the first one, None where it is already; raises `WrongKey`."""
        try:
            self._first.decrypt(locked)
        except InvalidToken:
            return self.lock(self.open(locked))
        return None
