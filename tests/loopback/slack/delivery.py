"""The other way to an app: signed requests to its address, through a balancer if there are several of it.

Sources: Slack's "Verifying requests from Slack", "The Events API" and "Handling user interaction" pages (2026).
"""

import asyncio
import hashlib
import hmac
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import aiohttp

from bot.engine.clock import SystemClock
from bot.kernel.clock import SECOND
from tests.loopback.slack.parcels import (
    COMMANDS,
    CONNECTION_FAILED,
    EVENTS,
    HTTP_ERROR,
    HTTP_TIMEOUT,
    MESSAGE,
    NOTHING,
    Ack,
    Failure,
    Parcel,
)

AGENT = "Slackbot 1.0 (+https://api.slack.com/robots)"
OK, REDIRECT = 200, 300


@dataclass(eq=False)
class Replica:
    """One process of the app. `served`: how many requests it got. `aside_until`: the loop's time until which it is left alone."""

    url: str
    served: int = 0
    aside_until: float = 0.0


@dataclass
class Delivery:
    """The balancer before the app's replicas, and what is sent through it.

    Each gets its turn; one that refuses connections is skipped and one that let a request time out is left alone for `aside`
    real seconds, as a balancer that looks after its servers does. `patience`: real seconds for an answer.
    """

    secret: Callable[[], str]
    problem: Callable[[str], None]
    patience: float = 3.0
    aside: float = 5.0
    late_by: int = 0
    forged: bool = False
    dropped: int = 0
    replicas: list[Replica] = field(default_factory=list)
    session: aiohttp.ClientSession | None = None
    turn: int = 0

    def to(self, urls: Sequence[str]) -> None:
        """Deliver to these addresses from now on; none switches to Socket Mode."""
        known = {one.url: one for one in self.replicas}
        self.replicas = [known.get(url) or Replica(url) for url in urls]

    def headers(self, body: bytes, kind: str) -> dict[str, str]:
        """Return what Slack puts before a body; `late_by` milliseconds old, and wrongly signed if `forged`."""
        stamp = str((SystemClock().now() - self.late_by) // SECOND)  # receivers compare it with the machine's time
        secret = "not the secret" if self.forged else self.secret()
        signature = hmac.new(secret.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
        return {
            "User-Agent": AGENT, "Accept": "*/*", "Accept-Encoding": "gzip,deflate", "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": f"v0={signature}",
            "Content-Type": "application/json" if kind == EVENTS else "application/x-www-form-urlencoded",
        }  # fmt: skip

    async def carry(self, parcel: Parcel) -> Ack | Failure:
        """Send it to one replica and wait for what it says, `patience` at most."""
        body = written(parcel)
        headers = self.headers(body, parcel.kind)
        if parcel.attempt:
            headers |= {"X-Slack-Retry-Num": str(parcel.attempt), "X-Slack-Retry-Reason": parcel.reason}
        for replica in self._in_turn():
            try:
                async with asyncio.timeout(self.patience):
                    return await self._post(replica, parcel, body, headers)
            except TimeoutError:
                replica.aside_until = asyncio.get_running_loop().time() + self.aside
                return Failure(HTTP_TIMEOUT, f"{parcel.name} was not acknowledged within {self.patience} s")
            except aiohttp.ClientConnectorError:
                continue
            except (aiohttp.ClientError, ConnectionError) as error:
                return Failure(CONNECTION_FAILED, f"{parcel.name}: the connection broke off ({error})")
        return Failure(CONNECTION_FAILED, "no replica takes connections")

    def _in_turn(self) -> list[Replica]:
        self.turn += 1
        first = self.turn % max(1, len(self.replicas))
        now = asyncio.get_running_loop().time()
        every = self.replicas[first:] + self.replicas[:first]
        return sorted(every, key=lambda one: one.aside_until > now)

    async def _post(self, replica: Replica, parcel: Parcel, body: bytes, headers: dict[str, str]) -> Ack | Failure:
        if self.session is None or self.session.closed:
            self.session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        async with self.session.post(replica.url, data=body, headers=headers, allow_redirects=False) as answer:
            replica.served += 1
            text = await answer.text()
            if self.dropped:
                self.dropped -= 1
                return Failure(CONNECTION_FAILED, f"{parcel.name}: its acknowledgement got lost")
            final = answer.headers.get("X-Slack-No-Retry") == "1"
            fine = OK <= answer.status < REDIRECT if parcel.kind == EVENTS else answer.status == OK
            if not fine:
                return Failure(HTTP_ERROR, f"{parcel.name}: {answer.status} {text[:200]}", final)
            return Ack(self._said(parcel, answer.content_type, text))

    def _said(self, parcel: Parcel, content_type: str, text: str) -> dict[str, Any]:
        """Return what came back, as Socket Mode would bring it."""
        if parcel.kind == EVENTS or not text.strip():
            return {}
        if parcel.takes == NOTHING:
            self.problem(f"{parcel.name} is answered with an empty body, and not with {text[:200]}")
            return {}
        if content_type != "application/json":
            return {"text": text} if parcel.takes == MESSAGE else self._strange(parcel, text)
        try:
            body = json.loads(text)
        except ValueError:
            return self._strange(parcel, text)
        return body if isinstance(body, dict) else self._strange(parcel, text)

    def _strange(self, parcel: Parcel, text: str) -> dict[str, Any]:
        self.problem(f"{parcel.name} is answered with JSON, and not with {text[:200]}")
        return {}

    async def verify(self) -> None:
        """Hold the handshake with which an address is entered on the app's page: it says the challenge back."""
        asked = {"token": "loopback-verification", "challenge": "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P"}
        body = json.dumps(asked | {"type": "url_verification"}).encode()
        async with aiohttp.ClientSession() as session:
            for replica in self.replicas:
                async with session.post(replica.url, data=body, headers=self.headers(body, EVENTS)) as answer:
                    text = await answer.text()
                    if answer.status != OK or asked["challenge"] not in text:
                        self.problem(f"{replica.url} did not say the challenge back: {answer.status} {text[:200]}")

    async def stop(self) -> None:
        """Let go of the connections."""
        if self.session is not None:
            await self.session.close()


def written(parcel: Parcel) -> bytes:
    """Return the body of the request."""
    if parcel.kind == EVENTS:
        return json.dumps(parcel.payload).encode()
    if parcel.kind == COMMANDS:
        return urlencode(parcel.payload).encode()
    return urlencode({"payload": json.dumps(parcel.payload)}).encode()
