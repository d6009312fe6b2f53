"""The sentences of a discussion that stand on several cards: its dates, what counts, who sees what (D3, D15)."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from bot.discussion.counting import Tally, owed, reply_words, standing, tally
from bot.discussion.dates import Dates
from bot.discussion.phases import Closed, Ended, Open
from bot.discussion.state import State
from bot.kernel.clock import Instant
from bot.kernel.markup import escape, moment
from bot.kernel.names import ROOM, clipped
from bot.kernel.words import Words, marked, words
from bot.kernel.zones import shown

LONGEST_THREAD = 100
"""Characters of a thread's name (Discord API docs, 2026-08)."""

MOST_LINES = 12
"""Members listed one by one in a field."""


def title_of(state: State) -> str:
    """Return the title as it stands on cards."""
    return escape(state.title)


def now_of(state: State) -> Instant:
    """Return an instant near the present, for what only depends on the year."""
    return state.phase.since if isinstance(state.phase, Open | Ended | Closed) else state.setup.made


def when_line(state: State, at: Instant, say: Words) -> str:
    """Return an instant for everybody: the group's clock with its zone, how far off, and the reader's own clock."""
    name = state.setup.zone
    when = shown(at, ZoneInfo(name), say, now_of(state))
    group = f"**{escape(when)}**" if when.endswith(f" {name}") else f"**{escape(when)}** ({escape(name)})"
    return say("{when} · {relative} · on your clock {own}", when=group, relative=moment(at), own=moment(at, "f"))


def date_lines(state: State, dates: Dates, say: Words) -> str:
    """Return every date that is set, a line each. Grace is never announced."""
    replies = state.rules.replies > 0 and dates.replies_by > dates.due
    lines = []
    if dates.opens is not None and dates.opens > now_of(state):
        lines.append(say("Opens {when}", when=when_line(state, dates.opens, say)))
    due = marked("Posts due {when}") if replies else marked("Due {when}")
    lines.append(say(due, when=when_line(state, dates.due, say)))
    if replies:
        lines.append(say("Replies due {when}", when=when_line(state, dates.replies_by, say)))
    if dates.late_until is not None:
        lines.append(say("Late posts count until {when}", when=when_line(state, dates.late_until, say)))
    return "\\\n".join(lines)


def what_counts(state: State, say: Words) -> str:
    """Return the rules as a sentence a member understands, and how one replies where that does not go without saying."""
    rules = state.rules
    asked = []
    if rules.posts:
        post = say.many("{n} post of your own", "{n} posts of your own", rules.posts)
        asked.append(post + _length(rules.words, rules.posts, say))
    if rules.replies:
        reply = say.many("a reply to {n} other member", "replies to {n} different other members", rules.replies)
        asked.append(reply + _length(reply_words(rules), rules.replies, say))
    counts = say("{asked}. More never hurts; reactions do not count.", asked=say(" and ").join(asked))
    return f"{counts} {how_to_reply(state, say)}".strip()


def how_to_reply(state: State, say: Words) -> str:
    """Return how one replies to somebody where that does not go without saying; "" elsewhere."""
    if not (state.rules.replies and state.setup.by_name):
        return ""
    return say("To reply to somebody, name them with @ in your text.")


def who_sees(state: State, say: Words) -> str:
    """Return who can see what."""
    if state.sealed:
        sealed = say(
            "Sealed: you see the others' answers after your own. When it is due, or earlier if a host says so, all answers are "
            "shown here with their names."
        )
        gate = say(
            "Until then those who have looked at the others' answers meet in a private thread; whoever manages the threads of "
            "this place can see it, too."
        )
        return f"{sealed} {gate}" if state.setup.gated else sealed
    return say("Everybody in this channel sees the thread. What you still owe is between you and the hosts.")


def gate_name(state: State) -> str:
    """Return the name of the thread for those who have looked at others' sealed answers, in the group's language."""
    return clipped(words(state.language)("Answered: {title}", title=state.title), LONGEST_THREAD)


def owed_line(state: State, member: str, say: Words, at: Instant | None = None) -> str:
    """Return what `member` still has to do, "" for nothing; with `at` only what can still be done then."""
    posts, replies = owed(state, member)
    if at is not None:
        stands = standing(state, member, at)
        posts, replies = stands.posts_owed, stands.replies_owed
    parts = []
    if posts:
        parts.append(say.many("{n} post", "{n} posts", posts))
    if replies:
        parts.append(say.many("a reply to {n} more member", "replies to {n} more members", replies))
    return say(" and ").join(parts)


def done_line(state: State, member: str, say: Words) -> str:
    """Return what `member` has done of what is asked."""
    done: Tally = tally(state, member)
    parts = []
    if state.rules.posts:
        posts = min(len(done.posts), state.rules.posts)
        parts.append(say.many("{done} of {n} post", "{done} of {n} posts", state.rules.posts, done=posts))
    if state.rules.replies:
        replied = min(len(done.replied), state.rules.replies)
        text = say.many(
            "replies to {done} of {n} member", "replies to {done} of {n} members", state.rules.replies, done=replied
        )
        parts.append(text)
    return say(" and ").join(parts)


def fitting(lines: Sequence[str], say: Words, most: int = MOST_LINES) -> str:
    """Return as many of the lines as a field bears, and how many are left out."""
    shown = list(lines[:most])
    while shown and sum(len(line) + 2 for line in shown) > ROOM:
        shown.pop()
    more = len(lines) - len(shown)
    return "\\\n".join([*shown, say("and {count} more", count=more)] if more else shown)


def in_parts(lines: Sequence[str]) -> list[str]:
    """Return all the lines, in as few texts as fields bear them."""
    parts: list[str] = []
    for line in lines:
        if parts and len(parts[-1]) + len(line) + 2 <= ROOM:
            parts[-1] += f"\\\n{line}"
        else:
            parts.append(line)
    return parts


def _length(least: int, number: int, say: Words) -> str:
    """Return how long each of so many posts has to be, "" where any will do."""
    if not least:
        return ""
    if number == 1:
        return " " + say.many("(at least {n} word)", "(at least {n} words)", least)
    return " " + say.many("(at least {n} word each)", "(at least {n} words each)", least)
