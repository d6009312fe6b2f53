"""A strict Slack on real sockets of this machine, Web API and deliveries, inside the test's own event loop.

    from tests.loopback.slack import loopback

    async with loopback(clock) as slack:
        slack.api_url, slack.bot_token, slack.app_token, slack.signing_secret, slack.client_id, slack.client_secret
        team = slack.team("School")                 # the app is installed in it; its token is slack.bot_token
        general = team.channel("general")           # everybody of the workspace is in it, the bot too (bot=False: without)
        team.private("staff"); team.group("teachers", bo)
        bo = team.member("Bo", admin=True, tz="Europe/London"); ada = team.member("Ada", tz_offset=3600, locale="de-DE")
        other = slack.team("Other")                 # a second workspace; other.bot_token
        team.invites_bot(room); team.removes_bot(room); team.deletes(message)

        slack.calls                                 # Called(method, arguments, team, status, error, at)
        slack.called("chat.update"), slack.problems, slack.events
        slack.assert_clean()                        # fails if the bot sent what Slack would not take
        await slack.until(lambda: ...)              # waits in real time, at most 5 s
        await slack.quiet()                         # until nobody has called anything for a moment

Where the halves meet (the Web API: `calls.py`, `api_*.py`; people and deliveries: `people.py`, `acts.py`, `links.py` ...):

| hook | who calls it | who listens |
|---|---|---|
| `deeds.post/whisper/edit/remove/join/leave/direct` | both: everything that happens to messages goes through them | |
| `server.happened(Happened(team, event, channel))` | deeds, for each event an app may be told of (the inner event) | `server.on_event`: list of callables; `delivery.py` puts itself there and decides by scopes and membership |
| `server.said(message)`, `server.showed(view)` | deeds and views.*: a message or view came or changed | `server.until` |
| `server.take_trigger(team, trigger_id) -> Trigger` | views.open, views.push | set by `triggers.py`; raises `Refusal("expired_trigger_id")` ... |
| `server.new_link() -> str` | apps.connections.open | set by `links.py`: the address of a new Socket Mode link |
| `app.METHODS`, `app.ROUTES` | `app.py` | further methods (oauth.v2.access) and routes (response urls, links, OAuth pages) are added there |
| `user.stack`, `user.home`, `server.views` | views.* put views there | people look at them |
| `server.grants[token].dead = "token_revoked"` | whoever revokes or uninstalls | the Web API |

`Loopback.__init__` in `stage.py` is where both halves are tied together.
"""

from tests.loopback.slack.app import loopback
from tests.loopback.slack.people import Person
from tests.loopback.slack.stage import Loopback, Workspace
from tests.loopback.slack.trouble import NotPossible
from tests.loopback.slack.world import Channel, Message, User, View

__all__ = ["Channel", "Loopback", "Message", "NotPossible", "Person", "User", "View", "Workspace", "loopback"]
