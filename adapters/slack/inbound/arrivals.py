"""What arrives when somebody acts: Slack's payloads as values, only what is used of them.

What may never happen: a payload refused for want of a field that Slack documents as optional, or the workspace of whoever acts
taken for the one that has installed us (in a channel shared with others they differ).
"""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from adapters.slack.terms.ids import workspace_of
from adapters.slack.terms.stamps import lately
from bot.kernel.clock import Instant
from bot.kernel.people import Place

Body = Mapping[str, Any]

HOME = "home"


class Unknown(Exception):
    """A payload that does not tell who acted, or what."""


class View(Struct, frozen=True):
    """The view an act happened in: a modal, or our tab of the app's home."""

    id: str
    kind: str
    metadata: str

    @property
    def home(self) -> bool:
        """Whether it is the tab, which is no modal: nothing is put in its place."""
        return self.kind == HOME


class Act(Struct, frozen=True):
    """An act. `at` is when it happened, `received` when it reached us.

    `workspace` is the one that has installed us, as far as the payload tells; `teams` are all that are named in it. `trigger` and
    `url` lead back to the person, "" where Slack gave none. `block` is the block of the private message that was pressed, "" on a
    public one. `message` is the message that was pressed. `home`: it was done in the Home tab, or in what was opened from there.
    """

    workspace: str
    member: str
    name: str
    at: Instant
    received: Instant
    channel: str = ""
    thread: str = ""
    trigger: str = ""
    url: str = ""
    block: str = ""
    message: str = ""
    view: View | None = None
    teams: tuple[str, ...] = ()
    home: bool = False

    @property
    def place(self) -> Place:
        """Where it happened, as far as the payload tells."""
        return Place(self.workspace, self.channel, self.thread)


def command(body: Body, now: Instant) -> Act:
    """Return a slash command that was typed. Slack tells no time of it: ours counts."""
    member, team = body.get("user_id"), body.get("team_id")
    if not member or not (team or body.get("enterprise_id")):
        raise Unknown("user_id, team_id")
    return Act(
        workspace=workspace_of(str(team or body["enterprise_id"])),
        member=str(member),
        name=str(body.get("user_name") or member),
        at=now,
        received=now,
        channel=str(body.get("channel_id") or ""),
        thread=str(body.get("thread_ts") or ""),
        trigger=str(body.get("trigger_id") or ""),
        url=str(body.get("response_url") or ""),
    )


def press(body: Body, now: Instant) -> Act:
    """Return the press of a button, or a choice."""
    container: Body = body.get("container") or {}
    message: Body = body.get("message") or {}
    action: Body = body["actions"][0]
    stands = str(container.get("message_ts") or message.get("ts") or "")
    thread = str(container.get("thread_ts") or message.get("thread_ts") or "")
    private = container.get("is_ephemeral") or message.get("is_ephemeral")
    return _act(
        body,
        lately(action.get("action_ts"), now),
        now,
        channel=str((body.get("channel") or container).get("id") or container.get("channel_id") or ""),
        thread=thread if thread != stands else "",
        block=str(action.get("block_id") or "") if private else "",
        message=stands,
    )


def shortcut(body: Body, now: Instant) -> Act:
    """Return a shortcut that was chosen, of a message or a global one."""
    message: Body = body.get("message") or {}
    stands = str(body.get("message_ts") or message.get("ts") or "")
    told = {**body, "response_url": ""}  # its answer is a view, which takes no address
    return _act(
        told,
        lately(body.get("action_ts"), now),
        now,
        channel=str((body.get("channel") or {}).get("id") or ""),
        thread=str(message.get("thread_ts") or stands),
        message=stands,
    )


def submission(body: Body, now: Instant) -> Act:
    """Return what somebody does in a view; Slack tells no time of it: ours counts."""
    return _act(body, now, now)


def form(body: Body, now: Instant) -> Act:
    """Return a form that was sent, as `submission`; raises `Unknown` where it does not tell what was filled in as Slack does."""
    act, view = submission(body, now), body["view"]
    blocks, filled = view.get("blocks") or (), (view.get("state") or {}).get("values") or {}
    if not all(isinstance(block, Mapping) for block in blocks):
        raise Unknown("view.blocks")
    if not all(isinstance(said, Mapping) for actions in filled.values() for said in actions.values()):
        raise Unknown("view.state")
    return act


def _act(  # noqa: PLR0913 - where it happened
    body: Body, at: Instant, now: Instant, *, channel: str = "", thread: str = "", block: str = "", message: str = ""
) -> Act:
    user: Body = body.get("user") or {}
    view = body.get("view")
    team, teams = _teams(body, user, view or {})
    member = user.get("id")
    if not member or not team:
        raise Unknown("user, team")
    return Act(
        workspace=workspace_of(team),
        member=str(member),
        name=str(user.get("name") or user.get("username") or member),
        at=at,
        received=now,
        trigger=str(body.get("trigger_id") or ""),
        url=str(body.get("response_url") or ""),
        view=_view(view) if view else None,
        teams=teams,
        channel=channel,
        thread=thread,
        block=block,
        message=message,
    )


def _teams(body: Body, user: Body, view: Body) -> tuple[str, tuple[str, ...]]:
    """Return the team that has installed us, and all that are named.

    A view tells which workspace has installed the app it was opened by; an app of a whole organisation is told no `team`
    (slack_bolt 1.30, `extract_team_id`).
    """
    team = body.get("team") or {}
    named = (
        view.get("app_installed_team_id"),
        team.get("id") if isinstance(team, Mapping) else team,
        user.get("team_id"),
        view.get("team_id"),
        (body.get("enterprise") or {}).get("id"),
    )
    teams = tuple(str(each) for each in named if each)
    return (teams[0] if teams else ""), teams


def _view(view: Body) -> View:
    return View(str(view.get("id") or ""), str(view.get("type") or "modal"), str(view.get("private_metadata") or ""))
