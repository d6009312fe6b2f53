"""How one member stands in a discussion (D14): what is done, what is owed, and until when, by their own dates."""

from bot.discussion.counting import complete, standing, tally
from bot.discussion.dates import Counts, Standing
from bot.discussion.events import AnswerForm, Status
from bot.discussion.lines import date_lines, done_line, owed_line, title_of, what_counts, when_line
from bot.discussion.phases import Ended, Open
from bot.discussion.state import State
from bot.kernel.card import Button, Card, Field, Tone
from bot.kernel.clock import Instant
from bot.kernel.words import Words, marked, words


def status_card(state: State, member: str, at: Instant, locale: str) -> Card:
    """Return what `member` has done, what is owed, and until when, by their own dates (D14)."""
    say = words(locale)
    dates = state.dates_of(member)
    fields = [Field(say("What counts"), what_counts(state, say))]
    if state.own_of(member).due is not None:
        fields.append(Field(say("Your own dates"), date_lines(state, dates, say)))
    return Card(
        title=say("Where I stand: {title}", title=title_of(state)),
        body=status_line(state, member, at, say),
        fields=tuple(fields),
        buttons=_ways(state, member, say),
        session=state.id,
    )


def owed_card(state: State, link: str, member: str, at: Instant, say: Words) -> Card:
    """Return what `member` owes in this discussion, one among several: what is missing, until when, and the way there."""
    return Card(
        title=title_of(state),
        body=f"{status_line(state, member, at, say)} {link}".strip(),
        buttons=_ways(state, member, say)[:1] if state.rules.sealed else (),
        session=state.id,
    )


def owes(state: State, member: str, at: Instant) -> bool:
    """Whether `member` is concerned with the discussion, other than as a host, and can still do something that is owed."""
    concerned = (member in state.expected or member in state.posts) and not _hosts(state, member)
    return concerned and standing(state, member, at).owes and not state.over


def status_line(state: State, member: str, at: Instant, say: Words) -> str:
    """Return how `member` stands in this discussion, in a sentence or two."""
    own, stands = state.own_of(member), standing(state, member, at)
    if own.excused:
        return say("You are excused: nothing is expected of you.")
    if complete(state, member):
        return say("✅ Complete: {done}.", done=done_line(state, member, say))
    if _hosts(state, member):
        return say("Nothing is expected of hosts; what you write is welcome all the same.")
    done = say("Done: {done}.", done=done_line(state, member, say))
    if state.over or not stands.owes:
        past = marked("It is closed; not done: {owed}.") if state.over else marked("Too late for the rest: {owed}.")
        return done + " " + say(past, owed=owed_line(state, member, say))
    owed = say("Still to do: {owed}.", owed=owed_line(state, member, say, at))
    if short := len(tally(state, member).short):
        done += " " + say.many("{n} post has too few words yet.", "{n} posts have too few words yet.", short)
    return f"{done} {owed}\\\n{_until(state, stands, say)}"


def _hosts(state: State, member: str) -> bool:
    known = (state.roll or {}).get(member)
    return member == state.host or (known is not None and known.host)


_IN_TIME_OR_LATE = {
    "": (marked("Due {when}"), marked("Late; it still counts until {when}")),
    "posts": (marked("Posts are due {when}"), marked("Late posts still count until {when}")),
    "replies": (marked("Replies are due {when}"), marked("Late replies still count until {when}")),
}
"""Until when something is owed, by what it is: while it is in time, and once it is late."""


def _until(state: State, stands: Standing, say: Words) -> str:
    """Return until when what is owed can be done; posts and replies apart, where both are owed and their dates differ."""

    def line(what: str, by: Instant, counts: Counts) -> str:
        return say(_IN_TIME_OR_LATE[what][counts is Counts.LATE], when=when_line(state, by, say))

    posts, replies = (stands.post_by, stands.post), (stands.reply_by, stands.reply)
    if stands.posts_owed and stands.replies_owed and posts != replies:
        return f"{line('posts', *posts)}\\\n{line('replies', *replies)}"
    return line("", *(posts if stands.posts_owed else replies))


def _ways(state: State, member: str, say: Words) -> tuple[Button, ...]:
    """Return what a member may press on the card that tells how they stand."""
    if not isinstance(state.phase, Open | Ended):
        return ()
    if state.rules.sealed and state.answer_of(member) is None:
        return (Button(say("Answer"), AnswerForm(), Tone.MAIN),)
    return (Button(say("Refresh"), Status()),)


def until_line(state: State, member: str, due: Instant, say: Words) -> str:
    """Return until when it is owed what a reminder of `due` is of; replies may be due later than the posts it comes before."""
    stands = standing(state, member, due)
    if stands.posts_owed and stands.replies_owed and due == stands.post_by < stands.reply_by:
        return _until(state, stands, say)
    return say("Due {when}", when=when_line(state, due, say))
