"""From what a host typed to a discussion: all of it is read at once, all mistakes are told at once, nothing typed is lost."""

import re
from collections.abc import Callable
from typing import TypeVar
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from bot.discussion.dates import Dates, disorder
from bot.discussion.model import SHORT_WINDOW, USUAL_PLAN, Draft, Expect
from bot.discussion.recurrence import Rule, begun, following, read_rule
from bot.kernel.clock import DAY, HOUR, MINUTE, Instant
from bot.kernel.errors import Unreadable
from bot.kernel.markup import shown_length
from bot.kernel.when import read_when
from bot.kernel.words import Words, sentence
from bot.prompts.model import Prompt, Rules
from bot.prompts.rules import read_rules, spell_rules

LONGEST_TITLE = 90
"""Characters of a title: it names the thread (Discord: 100)."""

LONGEST_BODY = 3_000
"""Characters of a prompt as the narrowest platform counts them (a section of Slack)."""

MOST_BLANKS = 3
"""Blanks named when some were left; the others are easily seen."""

_BLANK = re.compile(r"\[[^\[\]\n]{1,200}\](?!\()")

MOST_REMINDERS = 5
LONGEST_REMINDER = 28 * DAY

T = TypeVar("T")


class Problem(Struct, frozen=True):
    """What is wrong with one field of a draft."""

    field: str
    text: str


class Reading(Struct, frozen=True):
    """A draft as it was understood. `opens` None: now. With `problems` the rest is of no use."""

    title: str = ""
    body: str = ""
    rules: Rules = Rules()
    dates: Dates = Dates(due=0)
    plan: tuple[int, ...] = ()
    expect: Expect | None = None
    rule: Rule | None = None
    problems: tuple[Problem, ...] = ()


def draft_of(prompt: Prompt, typed: Draft) -> Draft:
    """Return the draft that a prompt file makes, with what was typed in place of what it says."""
    usual = {
        "title": prompt.title,
        "body": prompt.body,
        "due": prompt.due,
        "opens": prompt.opens,
        "replies_due": prompt.replies_due,
        "late_until": prompt.late_until,
        "rules": spell_rules(prompt.rules),
        "remind": prompt.remind,
        "expect": prompt.expect,
    }
    return replace(typed, **{name: value for name, value in usual.items() if not getattr(typed, name).strip()})


def blanks_of(prompt: Prompt) -> tuple[str, ...]:
    """Return the blanks of a template, as they stand in it; a plain prompt has none, whatever stands in brackets there."""
    return tuple(dict.fromkeys(_BLANK.findall(f"{prompt.title}\n{prompt.body}"))) if prompt.template else ()


def still_blank(draft: Draft, blanks: tuple[str, ...], say: Words) -> tuple[Problem, ...]:
    """Return the fields of a draft in which blanks of its template were left as they are."""
    left = {field: [blank for blank in blanks if blank in getattr(draft, field)] for field in ("title", "body")}
    return tuple(
        Problem(field, say("Fill in, or take out: {blanks}", blanks=" ".join(found[:MOST_BLANKS])))
        for field, found in left.items()
        if found
    )


def read_draft(draft: Draft, at: Instant, zone: ZoneInfo, say: Words) -> Reading:
    """Return everything that can be understood of the draft at `at`, or all its problems.

    Times are read on the group's clock; all but `opens` are counted from the opening: "in 3 days" gives everybody three days.
    """
    reader = _Reader(draft, zone, say)
    nothing: tuple[int, ...] = ()
    title = reader.read("title", lambda: _title(draft.title, say), "")
    body = reader.read("body", lambda: _body(draft.body, say), "")
    rules = reader.read("rules", lambda: read_rules(draft.rules, say) if draft.rules.strip() else Rules(), Rules())
    planned = reader.read("remind", lambda: read_plan(draft.remind, say), nothing)
    expect = reader.read("expect", lambda: read_expect(draft.expect, say), None)
    opens = reader.when("opens", at)
    rule = reader.read("repeat", lambda: _rule(draft.repeat, opens, at, zone, say), None)
    first = opens if rule is None else following(rule, (opens or at) - 1)
    start = at if first is None else first
    dates = _dates(reader, first, start)
    _note_wrong_dates(reader, rules, dates)
    plan = planned if draft.remind.strip() else usual_plan(dates, start)
    return Reading(title, body, rules, dates, plan, expect, rule, tuple(reader.problems))


class _Reader:
    """Reads a draft field by field, and gathers what cannot be read."""

    def __init__(self, draft: Draft, zone: ZoneInfo, say: Words) -> None:
        self.problems: list[Problem] = []
        self.say = say
        self._draft = draft
        self._zone = zone

    def read(self, field: str, read: Callable[[], T], otherwise: T) -> T:
        """Return what `read` does, or `otherwise` where it cannot."""
        try:
            return read()
        except Unreadable as error:
            self.note(field, sentence(error.problem))
            return otherwise

    def when(self, field: str, after: Instant, least: Instant = 0) -> Instant | None:
        """Return the time typed in `field`, None where there is none or it cannot be read; see `_when`."""
        typed = getattr(self._draft, field).strip()
        return self.read(field, lambda: _when(typed, after, least, self._zone, self.say), None) if typed else None

    def note(self, field: str, problem: str) -> None:
        """Note what is wrong with `field`."""
        self.problems.append(Problem(field, problem))


def _dates(reader: _Reader, opens: Instant | None, start: Instant) -> Dates:
    """Return the dates of what opens at `start`; `opens` None: now."""
    due = reader.when("due", start)
    if due is None and not any(each.field == "due" for each in reader.problems):
        reader.note("due", reader.say("Say when it is due, such as fri 17:00 or in 3 days."))
    replies_due = reader.when("replies_due", start, due or start)
    late_until = reader.when("late_until", start, replies_due or due or start)
    return Dates(due or start, opens, replies_due, late_until)


def _note_wrong_dates(reader: _Reader, rules: Rules, dates: Dates) -> None:
    """Note dates that make no sense together; their order only where all of them could be read."""
    if rules.sealed and rules.replies and dates.replies_due is None:
        text = reader.say(
            "Nobody can reply before the answers are shown, when posts are due: give replies a later date of their own."
        )
        reader.note("replies_due", text)
    field, wrong = disorder(dates)
    if wrong and not reader.problems:
        reader.note(field, reader.say(wrong))


def usual_plan(dates: Dates, opens: Instant) -> tuple[int, ...]:
    """Return when members are reminded where nothing is said: not at all of what is due soon after it opens."""
    return USUAL_PLAN if dates.due - opens >= SHORT_WINDOW else ()


def without_words(rules: Rules) -> Rules:
    """Return the rules without what takes the texts of posts in the thread. Sealed answers come by a form: their words count."""
    if not rules.sealed:
        return replace(rules, words=0, reply_words=None if rules.reply_words is None else 0)
    asked = rules.words if rules.reply_words is None else rules.reply_words
    return replace(rules, reply_words=0) if rules.replies and asked else rules


def read_plan(typed: str, say: Words) -> tuple[int, ...]:
    """Return how long before a due date members are reminded, longest first, in ms; empty for none or where nothing is said."""
    words = typed.lower().replace(",", " ").split()
    if not words or words == ["none"]:
        return ()
    found = [re.fullmatch(r"(\d{1,3})(d|h|min|m)", word) for word in words]
    if len(words) > MOST_REMINDERS or not all(found):
        raise Unreadable(
            "remind",
            say("say how long before it is due, such as 24h 2h, or none; {n} times at most.", n=MOST_REMINDERS),
        )
    units = {"d": DAY, "h": HOUR, "min": MINUTE, "m": MINUTE}
    lengths = {int(each[1]) * units[each[2]] for each in found if each}
    if min(lengths) <= 0 or max(lengths) > LONGEST_REMINDER:
        raise Unreadable("remind", say("a reminder comes between 1 min and 28 days before it is due."))
    return tuple(sorted(lengths, reverse=True))


def read_expect(typed: str, say: Words) -> Expect | None:
    """Return who is expected; None where nothing is said."""
    text = " ".join(typed.split())
    if not text:
        return None
    if text.lower() in {"everybody", "whoever"}:
        return Expect(text.lower())
    kind, _, role = text.partition(" ")
    if kind.lower() == "role" and role.strip():
        return Expect("role", role.strip()[:100])
    raise Unreadable("expect", say("say everybody, whoever, or role and its name."))


def _when(typed: str, after: Instant, least: Instant, zone: ZoneInfo, say: Words) -> Instant:
    """Return the time typed, after the opening; a day of the week or a time of day is the first one not before `least`."""
    found = read_when(typed, after, zone, say).at
    if found >= least or typed.lower().startswith("in "):
        return found
    try:
        return read_when(typed, least - 1, zone, say).at
    except Unreadable:  # it names a day of the calendar: that the dates stand in the wrong order is the better word
        return found


def _rule(typed: str, opens: Instant | None, at: Instant, zone: ZoneInfo, say: Words) -> Rule | None:
    """Return the rule a prompt repeats by, with its first occurrence at or after `opens`; None where nothing is said."""
    return begun(read_rule(typed, say, zone), (opens or at) - 1, say) if typed.strip() else None


def _title(typed: str, say: Words) -> str:
    title = " ".join(typed.split())
    if not title:
        raise Unreadable("title", say("give it a title; it names the thread."))
    if shown_length(title) > LONGEST_TITLE:
        raise Unreadable(
            "title", say("the title has {n} characters; use at most {most}.", n=len(title), most=LONGEST_TITLE)
        )
    return title


def _body(typed: str, say: Words) -> str:
    body = typed.strip()
    if not body:
        raise Unreadable("body", say("write what is asked."))
    length = shown_length(body)
    if length > LONGEST_BODY:
        raise Unreadable("body", say("the prompt has {n} characters; use at most {most}.", n=length, most=LONGEST_BODY))
    return body
