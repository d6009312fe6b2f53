"""What Slack answers when something does not go, typed by what to do about it.

Codes are those of the methods' pages on docs.slack.dev (2026-08). What may never happen: a refusal that somebody could mend told
without a word of how, or a bug of ours (``invalid_blocks``) told as trouble to wait for: it is raised as it is.
"""

from collections.abc import Mapping
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.kernel.errors import Busy, Denied, Gone
from bot.kernel.words import marked

TROUBLE = (SlackClientError, OSError, aiohttp.ClientError, AttributeError, ValueError)
"""What a request may raise that is no bug of ours.

`OSError` covers a time that ran out, too; and where something else than Slack answers (a proxy, with a page of text), slack_sdk
3.47 looks for an answer in it and does not find one: an `AttributeError` or `ValueError`.
"""

TOO_MANY = 429
BROKEN = 500

PATIENCE = 5.0
"""Seconds to wait where Slack is in trouble and does not say for how long."""

LONGEST_WAIT = 600.0
"""Seconds: what asks to be left alone for longer is asked again all the same."""


class Expired(Gone):
    """A trigger (three seconds, once) or a `response_url` (thirty minutes, five times) is good no more."""


class Unsure(Busy):
    """It may have been done or not: an answer was lost, or Slack got into trouble on the way."""


class Revoked(Denied):
    """The token is good no more: we were removed, or an operator withdrew it."""

    def __init__(self) -> None:
        super().__init__(marked("my installation in this workspace (install me again)"))


class Uninvited(Denied):
    """We are not in the channel; `called` is what we are called there."""

    def __init__(self, called: str) -> None:
        super().__init__(f"an invitation into the channel (somebody there types `/invite @{called}`)")


class Unseen(Uninvited):
    """There is no such channel, or none that we may see, as is a private one without us: Slack does not tell which."""

    def __init__(self, called: str) -> None:
        Denied.__init__(
            self,
            f"a channel that I can see (this one was deleted, or I am no longer in it: if it is still there, somebody types "
            f"`/invite @{called}` in it)",
        )


_EXPIRED = frozenset(
    {"expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id", "trigger_expired", "trigger_exchanged"}
    | {"expired_url", "used_url"}
)

_GONE = frozenset(
    {"message_not_found", "thread_not_found", "invalid_thread_ts", "cant_update_message", "edit_window_closed"}
    | {"cannot_reply_to_message", "user_not_found", "users_not_found", "no_such_subteam", "file_not_found"}
    | {"file_deleted", "view_not_found", "not_found", "hash_conflict"}
)
"""Nothing of ours stands there (any more), or there is no such person."""

_REVOKED = frozenset(
    {"token_revoked", "account_inactive", "invalid_auth", "not_authed", "token_expired", "team_access_not_granted"}
)
"""``token_expired``: we ask for no token rotation, so none of ours does."""

HASTY = frozenset({"ratelimited", "rate_limited"})
"""We have asked too often."""

_LATER = {
    "message_limit_exceeded": 60.0,  # members in the channel post too much
    "internal_error": PATIENCE,
    "fatal_error": PATIENCE,
    "service_unavailable": PATIENCE,
    "request_timeout": PATIENCE,
    "update_failed": PATIENCE,
    "file_update_failed": PATIENCE,
    "fetch_members_failed": PATIENCE,
    "external_channel_migrating": 60.0,
    "team_added_to_org": 60.0,  # the workspace is moving into an organisation, and will be there soon
    "accesslimited": 60.0,
    "method_deprecated": LONGEST_WAIT,
    "org_login_required": LONGEST_WAIT,  # the workspace is moving as well
    "ekm_access_denied": LONGEST_WAIT,
}
"""Seconds to wait where the code says that it goes later, and not when."""

NAME = "Studybell"
"""What we are called where it is not known what a workspace calls us."""

_UNINVITED = frozenset({"not_in_channel", "channel_is_limited_access"})

_UNSEEN = frozenset({"channel_not_found", "duplicate_channel_not_found", "invalid_channel"})

_MENDS = {
    "method_not_supported_for_channel_type": marked("a channel of another kind (I can't work in one like this)"),
    "is_archived": marked("a channel that is in use (this one is archived)"),
    "as_user_not_supported": marked("a bot token (xoxb-...)"),
    "not_allowed_token_type": marked("a bot token (xoxb-...)"),
    "restricted_action": marked("permission to post (an admin has restricted who may post there)"),
    "restricted_action_read_only_channel": marked("permission to post (an admin has made the channel read-only)"),
    "restricted_action_thread_only_channel": marked(
        "permission to post (an admin allows only replies in threads there)"
    ),
    "restricted_action_non_threadable_channel": marked("permission to reply (an admin allows no threads there)"),
    "restricted_action_thread_locked": marked("permission to reply (an admin has locked the thread)"),
    "no_permission": marked("the permissions of my manifest (an admin of the workspace installs me again)"),
    "access_denied": marked("an admin's permission (the workspace restricts what apps may do)"),
    "not_allowed": marked("an admin's permission (the workspace restricts what apps may do)"),
    "messages_tab_disabled": marked(
        "the Messages tab of my app (“App Home” in the app's settings has a switch for it)"
    ),
    "cannot_dm_bot": marked("a person to write to (bots take no direct messages)"),
    "user_disabled": marked("an active account (that member's is closed)"),
    "user_not_visible": marked("a workspace in common with that member"),
    "user_is_restricted": marked("full membership of that member (they are a guest of single channels)"),
    "user_not_in_channel": marked("a place in the channel for that member (somebody there invites them)"),
    "plan_upgrade_required": marked("a paid plan of Slack"),
    "paid_teams_only": marked("a paid plan of Slack"),
    "paid_only": marked("a paid plan of Slack"),
    "team_not_eligible": marked("a plan of Slack that allows it"),
    "file_uploads_disabled": marked("file uploads (an admin has switched them off)"),
    "file_uploads_except_images_disabled": marked("file uploads (an admin has switched them off)"),
    "file_upload_size_restricted": marked("room for larger files (an admin has limited them)"),
    "storage_limit_reached": marked("room for files (the workspace has none left)"),
    "slack_connect_file_upload_sharing_blocked": marked("file uploads (they are blocked in shared channels)"),
    "slack_connect_file_link_sharing_blocked": marked("file uploads (they are blocked in shared channels)"),
    "two_factor_setup_required": marked("two-factor authentication (whoever installed me has to set it up)"),
    "mpdm_only": marked("a conversation of another kind"),
    "cannot_find_service": marked("my installation in this workspace (install me again)"),
    "is_inactive": marked("a channel that is in use (this one is archived)"),
    "posting_to_channel_denied": marked("permission to share files in the channel (an admin can give it)"),
    "app_access_restricted": marked("an admin's permission (the workspace restricts who may use me)"),
    "file_type_not_allowed": marked("permission to share files of this kind (an admin has limited them)"),
    "blocked_file_type": marked("permission to share files of this kind (an admin has limited them)"),
    "slack_connect_blocked_file_type": marked(
        "permission to share files of this kind (they are blocked in shared channels)"
    ),
    "invalid_user_combination": marked("a channel in common with that member"),
    "unknown_method": marked(
        "a server that knows all of Slack's methods (what answers at STUDYBELL_SLACK_API_URL does not)"
    ),
}
"""What is missing and how to mend it, by the code of the refusal."""


def told(error: Exception, called: str = "") -> Exception:
    """Return what is to be told of a request that failed; an error that is a bug of ours is returned as it is.

    `called` is what we are called where it failed, "" where that is not known.
    """
    if isinstance(error, aiohttp.ClientConnectorError):
        return Busy(PATIENCE)  # nothing was sent
    if not isinstance(error, SlackApiError):
        return Unsure(PATIENCE)
    answer = answer_of(error)
    code = str(answer.get("error") or "")
    if code == "missing_scope":
        return Denied(f"the scope `{answer.get('needed') or '?'}` (add it to the app and install me again)")
    return _by_code(code, called or NAME) or _by_status(error) or error


def _by_code(code: str, called: str) -> Exception | None:
    if code in _EXPIRED:
        return Expired()
    if code in _GONE:
        return Gone()
    if code in _REVOKED:
        return Revoked()
    if code in _UNINVITED:
        return Uninvited(called)
    if code in _UNSEEN:
        return Unseen(called)
    if mend := _MENDS.get(code):
        return Denied(mend)
    return None


def _by_status(error: SlackApiError) -> Exception | None:
    """Return `Busy` where Slack is in trouble, or wants to be left alone; None where it knows what is wrong with us."""
    status, code = status_of(error), code_of(error)
    if status == TOO_MANY or code in HASTY:
        return Busy(wait_of(error))
    if code in _LATER:
        return Unsure(wait_of(error))
    return Unsure(PATIENCE) if status >= BROKEN or not code else None


def code_of(error: BaseException | None) -> str:
    """Return the code of Slack's refusal, "" where it gave none."""
    return str(answer_of(error).get("error") or "") if isinstance(error, SlackApiError) else ""


def answer_of(error: SlackApiError) -> Mapping[str, Any]:
    """Return what Slack answered, as far as it can be read."""
    data = getattr(error.response, "data", None)
    return data if isinstance(data, Mapping) else {}


def status_of(error: SlackApiError) -> int:
    """Return the status of the answer, 0 where there is none."""
    return int(getattr(error.response, "status_code", 0) or getattr(error.response, "status", 0) or 0)


def wait_of(error: SlackApiError) -> float:
    """Return for how many seconds Slack wants to be left alone."""
    headers = getattr(error.response, "headers", None) or {}
    known = _LATER.get(code_of(error), PATIENCE)
    return wait_in(headers, known)


def wait_in(headers: Mapping[str, str], known: float = PATIENCE) -> float:
    """Return the seconds of ``Retry-After``, `known` where it is missing or no number."""
    told = next((value for name, value in headers.items() if name.lower() == "retry-after"), "")
    try:
        return min(max(float(told), 0.1), LONGEST_WAIT)
    except ValueError:
        return known
