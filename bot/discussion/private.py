"""What one member sees of a discussion, alone: the word after a post, the own status, the others' sealed answers, a reminder.

What may never happen: anything of others' sealed answers on a card of somebody who has not given one that counts.
"""

import re

from bot.discussion.addressing import TOP
from bot.discussion.counting import complete, counts_as, counts_by_name, least_words, long_enough, owed
from bot.discussion.dates import Counts
from bot.discussion.events import AnswerForm, AwayForm, Mute, Others, Snooze
from bot.discussion.forms import response_form
from bot.discussion.lines import date_lines, gate_name, how_to_reply, owed_line, title_of
from bot.discussion.model import SNOOZE, Post
from bot.discussion.phases import Ended, Open
from bot.discussion.state import State
from bot.discussion.status import until_line
from bot.kernel.card import Button, Card, Field, Form, Tone
from bot.kernel.clock import Instant
from bot.kernel.event import Event
from bot.kernel.markup import escape
from bot.kernel.names import clipped
from bot.kernel.session import Reply, Whisper
from bot.kernel.words import Words, words

LONGEST_ANSWER = 3_000
"""Characters of a sealed answer (Slack's longest text field)."""

LONGEST_SHOWN = 3_900
"""Characters of an answer with all its signs made harmless (Discord shows 4,096 in one card)."""

PAGE = 2_500
"""Characters of others' answers on one private card; the rest is on the next page."""


def after_post(before: State, state: State, member: str, post: Post, locale: str, *, to_oneself: bool = False) -> Reply:  # noqa: PLR0913 - what a post changed
    """Return the private word about a post: what is missing of it, what is still owed, or that now all is done.

    Who was complete `before` hears nothing more, unless the post is of no use.
    """
    say = words(locale)
    when = counts_as(state.dates_of(member), post)
    if when is Counts.NO_MORE:
        return Reply(text=_too_late(state, say), refused="closed")
    if member not in state.expected and state.expected:
        return Reply()
    if not long_enough(state.rules, post) and not counts_by_name(state, member, post):
        least = least_words(state.rules, post)
        text = say.many(
            "That post has {words} of the {n} word asked for, so it does not count yet. Edit it until it is long enough.",
            "That post has {words} of the {n} words asked for, so it does not count yet. Edit it until it is long enough.",
            least,
            words=post.words or 0,
        )
        return Reply(text=text, refused="short")
    if complete(before, member) and complete(state, member):
        return Reply()
    if complete(state, member):
        late = " " + say("It came late, and is counted as late.") if when is Counts.LATE else ""
        return Reply(
            text=say("✅ Complete: you have done everything asked for in “{title}”.", title=title_of(state)) + late
        )
    counted = say("Counted, as late.") if when is Counts.LATE else say("Counted.")
    if to_oneself:
        counted += " " + say("You answered yourself: that is a post, not a reply to somebody else.")
    how = how_to_reply(state, say) if not post.to and owed(state, member)[1] else ""
    return Reply(text=f"{counted} {say('Still to do: {owed}.', owed=owed_line(state, member, say))} {how}".strip())


def after_removal(before: State, state: State, member: str, locale: str) -> Reply:
    """Return the private word about a post its author took away: what is owed again; nothing where that is as before."""
    owed = owed_line(state, member, say := words(locale))
    if not owed or member not in state.expected or owed == owed_line(before, member, say):
        return Reply()
    return Reply(text=say("That no longer counts. Still to do: {owed}.", owed=owed))


def _too_late(state: State, say: Words) -> str:
    if state.over:
        return say("This discussion is closed, so that post does not count. Its host can open it again.")
    return say("That came after the last date for it, so it does not count.")


def after_answer(state: State, member: str, post: Post, locale: str) -> Reply:
    """Return the acknowledgement of a sealed answer; the engine hands it out only once the answer is stored."""
    say = words(locale)
    if not long_enough(state.rules, post):
        text = say(
            "🔒 Kept, but it has {words} of {least} words and does not count yet. Write more: what you wrote is in the form.",
            words=post.words or 0,
            least=least_words(state.rules, post),
        )
        button = Button(say("Write more"), AnswerForm(), Tone.MAIN)
        return Reply(card=Card(body=text, buttons=(button,), session=state.id), keep="answer")
    lines = [say("🔒 Your answer is kept.")]
    if state.sealed:
        lines.append(say("Until you look at the others' answers you may still change it."))
        if state.setup.gated:
            lines.append(say("Looking also lets you into the private thread of those who have answered."))
    owed = owed_line(state, member, say)
    if owed:
        lines.append(say("Still to do: {owed}.", owed=owed))
    buttons = [Button(say("See the others' answers"), Others(), Tone.MAIN)]
    if state.sealed and member not in state.looked:
        buttons.append(Button(say("Change mine"), AnswerForm()))
    return Reply(card=Card(body="\n\n".join(lines), buttons=tuple(buttons), session=state.id), keep="answer")


def answer_form(state: State, member: str, locale: str) -> Form:
    """Return the form for a sealed answer, with what was written already."""
    answer = state.answer_of(member)
    return response_form(state, answer.text if answer is not None else "", LONGEST_ANSWER, locale)


def others_card(state: State, member: str, page: int, locale: str) -> Card:
    """Return the others' answers that stand by now, a few a page, in the order they came."""
    say = words(locale)
    pages, gate = _pages(state, member, say), _way_in(state, say)
    if not pages:
        body = say("Nobody else has answered yet. Look again later.")
        again = Button(say("Look again"), Others(0))
        return Card(title=say("Others' answers"), body=body, fields=gate, buttons=(again,), session=state.id)
    page = min(max(page, 0), len(pages) - 1)
    buttons = [Button(say("Earlier answers"), Others(page - 1))] if page else []
    buttons += [Button(say("More answers"), Others(page + 1), Tone.MAIN)] if page + 1 < len(pages) else []
    title = say("Others' answers: {title}", title=title_of(state))
    footer = say("Page {n} of {count}. Only you see this.", n=page + 1, count=len(pages))
    return Card(title=title, body=pages[page], fields=gate, buttons=tuple(buttons), footer=footer, session=state.id)


def _way_in(state: State, say: Words) -> tuple[Field, ...]:
    """Return where to talk about the answers, which whoever looks at them is let into."""
    if not (state.setup.gated and state.sealed):
        return ()
    name = escape(gate_name(state))
    text = say("You are let into the private thread “{name}”, with all others who have looked.", name=name)
    return (Field(say("To talk about them"), text),)


def _pages(state: State, member: str, say: Words) -> list[str]:
    answers = sorted(
        (
            post
            for other, posts in state.posts.items()
            if other != member
            for post in posts
            if post.number and post.stands
        ),
        key=lambda post: post.number,
    )
    pages: list[str] = []
    for post in answers:
        text = say("**{name}**", name=escape(clipped(post.name))) + "\n\n" + quoted(post.text)
        if pages and len(pages[-1]) + len(text) < PAGE:
            pages[-1] += "\n\n" + text
        else:
            pages.append(text)
    return pages


def quoted(text: str) -> str:
    """Return what a member wrote for a card: its lines and paragraphs kept, everything else as plain text."""
    paragraphs = re.split(r"\n(?:\s*\n)+", "\n".join(text.strip().splitlines()))
    return "\n>\n".join("\\\n".join(f"> {escape(line)}" for line in each.splitlines()) for each in paragraphs)


def way_there(state: State, locale: str) -> Reply:
    """Return where to write: in the thread."""
    say = words(locale)
    text = say("Write in the thread of “{title}”; what you post there counts.", title=title_of(state))
    return Reply(card=Card(body=text, points=TOP, session=state.id))


def reminder_card(state: State, member: str, due: Instant, at: Instant, locale: str) -> Card:
    """Return a reminder decided `at`: what is owed, that it is `due` by the member's own dates, and what can be done about it."""
    say = words(locale)
    lines = [
        say("Still to do: {owed}.", owed=owed_line(state, member, say, due)),
        until_line(state, member, due, say),
    ]
    if not state.rules.sealed:
        lines.append(say("Write in its thread; what you post there counts."))
    controls: list[tuple[str, Event, Tone]] = [
        (say("Answer now"), AnswerForm(), Tone.MAIN),
        *([(say("Remind me in 3 h"), Snooze(), Tone.PLAIN)] if at + SNOOZE < due else []),
        (say("Away until…"), AwayForm(), Tone.PLAIN),
        (say("Stop for this prompt"), Mute(), Tone.PLAIN),
    ]
    return Card(
        title=say("🔔 Reminder: {title}", title=title_of(state)),
        body="\n\n".join(lines),
        buttons=tuple(Button(label, press, tone) for label, press, tone in controls),
        footer=say("Only you see this."),
        points=TOP,
        session=state.id,
    )


GRANT = "own."
"""What the keys of news about a member's own dates begin with."""


def grants(state: State) -> dict[str, Whisper]:
    """Return the news for members to whom the host has granted something."""
    if not isinstance(state.phase, Open | Ended):
        return {}
    return {
        f"{GRANT}{member}": Whisper(f"{own.due} {own.excused}", (member,), direct=True)
        for member, own in state.own.items()
        if own.due is not None or own.excused
    }


def grant_card(state: State, member: str, locale: str) -> Card:
    """Return what the host has granted: a later date, or to owe nothing."""
    say = words(locale)
    footer = say("Only you and the host see this.")
    if state.own_of(member).excused:
        title = say("You are excused: {title}", title=title_of(state))
        return Card(
            title=title, body=say("You owe nothing there. You may still write."), footer=footer, session=state.id
        )
    title = say("More time for you: {title}", title=title_of(state))
    return Card(title=title, body=date_lines(state, state.dates_of(member), say), footer=footer, session=state.id)
