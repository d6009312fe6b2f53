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

        slack.http("http://127.0.0.1:1/slack/events", ...)    # deliveries to replicas behind a balancer; none: Socket Mode
        answer = await bo.command(general, "/quiz", "start capitals")   # Unanswered without an acknowledgement within 3 s
        answer.text, .private, .message, .messages, .modal, .buttons; slack.forgiving = True; answer.failed
        (card,) = ada.sees(general); ada.sees(general, thread=card.ts); ada.whispers(general); ada.dms(); ada.home_shown
        card.text, .fallback, .buttons, .controls, .pictures, .files, .pings, .links, .moments, .private, .replies
        await ada.presses(card, "B"); await ada.chooses(card, "Paris", of="label"); await ada.shortcut("owing"); (.., on=card)
        form = answer.modal; form.fill(Answer="42", File={"a.md": b"..."}); await form.submit(); form.errors; form.closes()
        post = await ada.writes(general, "text", thread=card.ts, files=["a.pdf"]); ada.edits(post, ..); ada.removes(post)
        await ada.home(); ada.reloads(); ada.joins(room); ada.leaves(room); ada.modal
        zoe = team.stranger("Zoe", general); team.deactivates(zoe); team.archives(room); team.other_app_says(general, "x")
        slack.enter(manifest); back = team.installs(url, bo); team.declines(url); team.gives_access()

        slack.links.refresh(); .warn(); .cut(); .disable(); .dropped = 1; .deaf = True; .silent = True; .spread = "any"
        slack.post.again("message"); .hold(); .release(); .delay = 5_000; .retries = (0, 100, 100); .told, .failures, .given_up
        slack.delivery.dropped = 1; .forged = True; .late_by = 600_000; await slack.delivery.verify()
        slack.patience = 0.2; slack.lingers = 0.1   # real seconds for an acknowledgement, and for what may follow it
        slack.subscribed |= {"user_change"}; slack.under_way

        slack.page = 2; slack.file_delay = 0.0      # pages of long lists; real seconds until blocks can show a file
        slack.scopes.discard("users:read")          # before a workspace is made; later: team.scopes(...)
        slack.rates.on = True                       # tiers by method and workspace, in real time; .told["chat.update"] = 3
        slack.rates.unlisted = True                 # histories once a minute, 15 messages
        slack.mischief.limits("chat.update", 2); .fails(method, 503, after=True); .cuts(method); .says(method, "fatal_error")
        slack.mischief.slow("users.info", 0.5)
        team.uninstalls(); team.revokes(); slack.install(team.team, "xoxb-2")
        slack.install_org("E1", "xoxb-org")         # one token for all workspaces made with enterprise="E1"

Where its two halves meet (the Web API: `calls.py`, `api_*.py`, `rules_*.py`; people and deliveries: `telling.py` ...):

- `deeds`: post, whisper, edit, remove, join, leave, direct: everything that happens to messages and channels, whoever does it;
- `server.happened(Happened(team, event, channel))`: an event an app may be told of; `server.on_event` listens;
- `server.said(message)`, `server.showed(view)`: something came or changed, or was closed;
- `server.take_trigger(team, trigger_id)`, `server.new_link()`: what views.open and apps.connections.open ask the other half;
- `viewing`: modals and Home tabs, opened and changed by both halves; `rules_views`, `rules_messages` judge;
- `server.problem(method, sentence, arguments)`: something an app must not send.
"""

from tests.loopback.slack.acts import Answer, Unanswered
from tests.loopback.slack.app import loopback
from tests.loopback.slack.modals import Modal
from tests.loopback.slack.people import Person
from tests.loopback.slack.seen import Shown
from tests.loopback.slack.stage import Loopback, Workspace
from tests.loopback.slack.trouble import NotPossible
from tests.loopback.slack.world import Channel, Message, User, View

__all__ = [
    "Answer", "Channel", "Loopback", "Message", "Modal", "NotPossible", "Person", "Shown", "Unanswered", "User", "View",
    "Workspace", "loopback",
]  # fmt: skip
