"""The report of a discussion for its host alone: who is complete, late, owing, silent or excused; as a card and CSV (D12).

Texts of posts are in neither. Of a sealed prompt, before the reveal, nothing is told but who has handed something in.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from statistics import median
from zoneinfo import ZoneInfo

from bot.discussion.counting import Case, cases, credit, owed, tally
from bot.discussion.lines import fitting, owed_line, title_of
from bot.discussion.state import State
from bot.kernel.card import Card, Field, File
from bot.kernel.cells import CSV_TYPE, Cell, csv_bytes, file_stem
from bot.kernel.clock import Instant
from bot.kernel.markup import escape, moment
from bot.kernel.names import clipped, names_line
from bot.kernel.words import Words, words
from bot.kernel.zones import local


def report_card(state: State, locale: str) -> Card:
    """Return the report with its CSV attached."""
    say = words(locale)
    found, labels = cases(state), _labels(say)
    fields = [
        Field(say("{case} ({n})", case=labels[each], n=len(members)), _names(state, each, members, say))
        for each, members in found.items()
        if members
    ]
    everybody = frozenset(state.expected)
    guests = [member for member in state.posts if member not in everybody]
    if guests:
        names = names_line((state.name_of(member) for member in guests), say)
        fields.append(Field(say("Not expected, but wrote ({n})", n=len(guests)), names))
    body = say.many(
        "{n} member is expected; hosts are not.", "{n} members are expected; hosts are not.", len(state.expected)
    )
    return Card(
        title=say("Report: {title}", title=title_of(state)),
        body="\n\n".join([body, *_unsure(state, say)]),
        fields=tuple(fields),
        files=(File(file_name(state), CSV_TYPE, csv_bytes(table(state, found, say))),),
        footer=say("Only you see this. The file has a row for each member."),
        session=state.id,
    )


def _unsure(state: State, say: Words) -> list[str]:
    """Return what the report cannot know."""
    unknown = [unknown_line(state, say)] if state.lacks and state.wants_roll else []
    return [*unknown, unread_line(state, say)] if state.unread else unknown


def unread_line(state: State, say: Words) -> str:
    """Return that a thread could not be read, for want of what, and what that means."""
    return say(
        "I could not read all that was written, for want of {lacks}. Posts may be missing here; I count them as soon as I can "
        "read them.",
        lacks=escape(say.name(state.unread)),
    )


def unknown_line(state: State, say: Words) -> str:
    """Return that the platform does not tell who is expected, what is missing for it, and what holds meanwhile."""
    lacks = escape(state.lacks)
    if state.roll is not None:
        return say("I no longer see who joins: {lacks} is missing.", lacks=lacks)
    if state.expect is not None and state.expect.role:
        who = say(
            "I cannot see who has the role {role}: {lacks} is missing.", role=escape(state.expect.role), lacks=lacks
        )
    else:
        who = say("I cannot see who is in this channel: {lacks} is missing.", lacks=lacks)
    return who + " " + say("Those who write here are counted and reminded; others are not.")


def file_name(state: State) -> str:
    """Return a name any file system takes; discussions of one title on one day have different ones by their number and id."""
    day = local(state.dates.due, ZoneInfo(state.setup.zone))
    return f"{file_stem(state.title, 'discussion')}-{day:%Y-%m-%d}-{state.id[:4]}.csv"


def table(state: State, found: Mapping[Case, Iterable[str]], say: Words) -> list[Sequence[Cell]]:
    """Return the CSV's rows, the head first; times in UTC (ISO 8601). `found` are the expected members by how they stand."""
    labels = _labels(say)
    status = {member: labels[each] for each, members in found.items() for member in members}
    head = (
        say("name"), say("member"), say("status"), say("share done"), say("posts"), say("members answered"), say("late"),
        say("too short"), say("too late"), say("owes posts"), say("owes replies"), say("words (median)"), say("first post (UTC)"),
        say("last post (UTC)"), say("edited after the deadline"), say("own due date (UTC)"),
    )  # fmt: skip
    everybody = dict.fromkeys([*state.expected, *state.posts])
    return [head, *(_row(state, member, status.get(member), say) for member in everybody)]


def _row(state: State, member: str, status: str | None, say: Words) -> Sequence[Cell]:
    """Return the row of a member; `status` is None for who is not expected."""
    done, own = tally(state, member), state.own_of(member)
    posts, replies = owed(state, member)
    hidden = state.sealed
    stands = [post for post in state.posts.get(member, ()) if post.stands]
    lengths = [post.words for post in stands if post.words is not None]
    expected = status is not None
    return (
        state.name_of(member), member, status if expected else say("Not expected"), round(credit(state, member), 2),
        len(done.posts), len(done.replied), done.late,
        len(done.short), len(done.void), posts if expected else 0, replies if expected else 0,
        round(median(lengths)) if lengths and not hidden else None,
        _iso(min((post.at for post in stands), default=0)), _iso(max((post.at for post in stands), default=0)),
        done.flagged, _iso(own.due or 0),
    )  # fmt: skip


def _iso(at: Instant) -> str:
    return datetime.fromtimestamp(at / 1000, UTC).isoformat(" ", "seconds")[:19] if at else ""


def _labels(say: Words) -> Mapping[Case, str]:
    return {
        Case.COMPLETE: say("Complete"),
        Case.LATE: say("Complete, but late"),
        Case.OWING: say("Owing"),
        Case.SILENT: say("Silent"),
        Case.EXCUSED: say("Excused"),
    }


def _names(state: State, each: Case, members: Sequence[str], say: Words) -> str:
    if each is not Case.OWING:
        return names_line(sorted((state.name_of(member) for member in members), key=str.casefold), say)
    members = sorted(members, key=lambda member: state.name_of(member).casefold())
    return fitting([_owing(state, member, say) for member in members], say)


def _owing(state: State, member: str, say: Words) -> str:
    """Return what a member owes, and until when where that is a date of their own."""
    name, owed, due = escape(clipped(state.name_of(member))), owed_line(state, member, say), state.own_of(member).due
    if due is None:
        return say("{name}: {owed}", name=name, owed=owed)
    return say("{name}: {owed} (until {when})", name=name, owed=owed, when=moment(due, "f"))
