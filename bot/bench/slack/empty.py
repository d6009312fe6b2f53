"""The floor: a slack-bolt program that answers every press with the same private words, and does nothing else.

``python -m bot.bench.slack.empty WAY TRANSPORT URL PORT``, until it is killed. WAY is ``answers``, or ``acks`` for one that does
not even answer. It imports nothing of Studybell. It answers by slack_sdk's client through one session: Bolt's own `respond` opens
a session and a connection for each answer, which would make the floor twice as high.
"""

import asyncio
import re
import sys
from typing import Any

import aiohttp
from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

BOT_TOKEN, APP_TOKEN, SIGNING_SECRET = "xoxb-bench", "xapp-bench", "bench-of-thirty-two-characters.."

SAME_REPLY = "Locked in: *A* · Mercury, the innermost"
"""About what Studybell answers a press with."""


def application(way: str, url: str, session: aiohttp.ClientSession) -> AsyncApp:
    """Return an app that acknowledges every press, and then answers it through `session`."""
    client = AsyncWebClient(token=BOT_TOKEN, base_url=f"{url}/api/")
    app = AsyncApp(client=client, signing_secret=SIGNING_SECRET, process_before_response=True)
    under_way: set[asyncio.Task[Any]] = set()

    async def acked(ack: Any) -> None:  # noqa: ANN401 - bolt's
        await ack()

    async def answered(ack: Any, body: dict[str, Any]) -> None:  # noqa: ANN401 - bolt's
        await ack()
        hook = AsyncWebhookClient(body["response_url"], session=session)
        task = asyncio.create_task(hook.send(text=SAME_REPLY, response_type="ephemeral", replace_original=False))
        under_way.add(task)
        task.add_done_callback(under_way.discard)

    app.action(re.compile(""))(answered if way == "answers" else acked)
    return app


async def serve(way: str, transport: str, url: str, port: int) -> None:
    """Serve the Slack at this address, over two links or on a port of this machine."""
    async with aiohttp.ClientSession() as session:
        app = application(way, url, session)
        await app.client.auth_test()
        if transport == "HTTP":
            runner = web.AppRunner(app.web_app(), access_log=None)
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", port, backlog=4_096).start()
        else:
            for _ in range(2):
                await AsyncSocketModeHandler(app, app_token=APP_TOKEN).connect_async()  # type: ignore[no-untyped-call]
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])))
