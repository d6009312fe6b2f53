"""Every public message of a discussion: the card that begins its thread, what is said in the thread, the summary.

Total: it tells all messages at every moment, so that nothing is lost between two edits. What may never happen: what
somebody owes, or anything of a sealed answer before the reveal, on a card everybody sees.
"""

from collections.abc import Iterator, Mapping

from bot.discussion.addressing import TOP, answer_slot
from bot.discussion.counting import Posts, figures
from bot.discussion.dates import Dates
from bot.discussion.events import AnswerForm, Others, Status
from bot.discussion.gate import gate_cards
from bot.discussion.lines import date_lines, in_parts, title_of, what_counts, when_line, who_sees
from bot.discussion.model import Ending, Post, handed_in
from bot.discussion.phases import Closed, Ended, Open, tag_of
from bot.discussion.private import quoted
from bot.discussion.state import State
from bot.kernel.card import Button, Card, Field, Slot, Tone
from bot.kernel.markup import escape, moment
from bot.kernel.names import clipped
from bot.kernel.words import Words, words

Answers = list[tuple[int, str, Card]]
"""Number, member and card of each answer."""


def view(state: State) -> Mapping[Slot, Card]:
    """Return every public message, in the order they stand."""
    if not state.begun:
        return {}
    say = words(state.language)
    cards: dict[Slot, Card] = {TOP: _top(state, say)}
    if state.rules.sealed:
        cards |= _sealed(state, say)
    cards |= {f"dates{number}": _moved(state, dates, say) for number, dates in enumerate(state.moved, start=1)}
    cards |= dict(_nudges(state, say))
    if any(state.recovered) and _threaded(state):
        cards["missed"] = _recovered(state, say)
    for number, ending in enumerate(state.endings, start=1):
        cards |= _ending(state, number, ending, say)
    if state.endings:
        cards["sum"] = _summary(state, state.endings[-1], say)
    return cards


def _threaded(state: State) -> bool:
    """Whether there is a thread: of a sealed prompt only once it is revealed, since what stands there everybody sees."""
    return not state.sealed


def _top(state: State, say: Words) -> Card:
    fields = [
        Field(say("When"), date_lines(state, state.dates, say)),
        Field(say("What counts"), what_counts(state, say)),
        Field(say("Who sees what"), who_sees(state, say)),
    ]
    match state.phase:
        case Closed(at=at) | Ended(at=at):
            fields.insert(0, Field(say("🔒 Closed"), say("since {when}", when=moment(at, "f"))))
    return Card(
        title=f"💬 {title_of(state)}",
        body=state.body,
        fields=tuple(fields),
        buttons=_buttons(state, say),
        footer=say("Opened by {name}", name=escape(clipped(state.setup.host_name))),
        thread=state.title if _threaded(state) else "",
        locked=isinstance(state.phase, Closed),
        session=state.id,
        shape=tag_of(state.phase),
    )


def _buttons(state: State, say: Words) -> tuple[Button, ...]:
    mine = Button(say("Where I stand"), Status())
    if not state.rules.sealed:
        return (mine,)
    answer = (Button(say("Answer"), AnswerForm(), Tone.MAIN),) if isinstance(state.phase, Open) else ()
    others = (Button(say("Others' answers"), Others()),) if state.sealed else ()
    return (*answer, *others, mine)


def _sealed(state: State, say: Words) -> dict[Slot, Card]:
    """Return the cards of sealed answers: in the thread once they are revealed, and in the gate where there is one."""
    if state.sealed and not state.gate.admitted:
        return {}
    answers = _answers(state, say)
    in_thread = {} if state.sealed else {answer_slot(member): card for _, member, card in answers}
    return in_thread | gate_cards(state, answers, say)


def _answers(state: State, say: Words) -> Answers:
    """Return the card of each sealed answer, in the order they came; they are made anew only when an answer is."""
    known: tuple[Posts, Answers] | None = state.__dict__.get("answers")
    if known is not None and _same_answers(known[0], state.posts):
        answers = known[1]
    else:
        every = ((post.number, member, post) for member, posts in state.posts.items() if (post := handed_in(posts)))
        answers = [(number, member, _answer(state, post, say)) for number, member, post in sorted(every, key=_number)]
    state.__dict__["answers"] = (state.posts, answers)
    return answers


def _same_answers(before: Posts, now: Posts) -> bool:
    """Whether nobody has answered since the posts were `before`."""
    fresh = (member for member, posts in now.items() if before.get(member) is not posts)
    return all(handed_in(before.get(member, ())) is handed_in(now[member]) for member in fresh)


def _number(each: tuple[int, str, Post]) -> tuple[int, str]:
    return each[:2]


def _answer(state: State, post: Post, say: Words) -> Card:
    name = escape(clipped(post.name))
    return Card(title=say("{name} answers", name=name), body=quoted(post.text), under=TOP, session=state.id)


def _nudges(state: State, say: Words) -> Iterator[tuple[Slot, Card]]:
    """Name those in the thread whom no direct message reaches, once a stage, without a word about what they owe.

    Of a sealed prompt it is said in the channel, also once it has a thread: a message never moves.
    """
    under = "" if state.rules.sealed else TOP
    for slot, members in state.named.items():
        due = state.dates.replies_by if slot.startswith("r") else state.dates.due
        body = say("A reminder for you: “{title}” waits for your contribution. It is due {when}.",
                   title=title_of(state), when=moment(due))  # fmt: skip
        yield f"n{slot}", Card(body=body, under=under, mentions=members, session=state.id)


def _moved(state: State, dates: Dates, say: Words) -> Card:
    """Return the word to everybody that the dates have changed: an edited card is easily overlooked."""
    body = say("📅 The dates have changed.") + "\\\n" + date_lines(state, dates, say)
    return Card(body=body, under="" if state.rules.sealed else TOP, session=state.id)


def _recovered(state: State, say: Words) -> Card:
    posts, edits, gone = state.recovered
    parts = [say.many("{n} post recovered", "{n} posts recovered", posts)] if posts else []
    parts += [say.many("{n} edit", "{n} edits", edits)] if edits else []
    parts += [say.many("{n} deletion", "{n} deletions", gone)] if gone else []
    body = say("I was away for a while and have read what I missed: {what}.", what=", ".join(parts))
    return Card(body=body, under=TOP if _threaded(state) else "", session=state.id)


def _ending(state: State, number: int, ending: Ending, say: Words) -> dict[Slot, Card]:
    """Return the closing note in the thread, and the one that says it was opened again."""
    note = say("🔒 This discussion is closed. Thank you all; the summary stands in the channel.")
    cards = {f"close{number}": Card(body=note, under=TOP, session=state.id)}
    if ending.until is not None:
        body = say("🔓 Open again until {when}.", when=when_line(state, ending.until, say))
        cards[f"again{number}"] = Card(body=body, under=TOP, session=state.id)
    return cards


def _summary(state: State, ending: Ending, say: Words) -> Card:
    """Return the public summary: numbers without names, but those the host chose to name (D12)."""
    title = say("Summary: {title}", title=title_of(state))
    if ending.until is not None:
        body = say(
            "The discussion is open again until {when}; its summary follows then.",
            when=when_line(state, ending.until, say),
        )
        return Card(title=title, body=body, session=state.id)
    found = figures(state)
    if not found.members:
        return Card(title=title, body=say("Nobody took part."), session=state.id)
    lines = [
        say.many("{n} member took part", "{n} members took part", found.members),
        say.many("{n} post", "{n} posts", found.posts),
    ]
    if found.replies or state.rules.replies:
        lines.append(say.many("{n} reply", "{n} replies", found.replies))
    if found.median_words is not None and found.posts + found.replies:
        lines.append(say.many("median length {n} word", "median length {n} words", found.median_words))
    fields = []
    if found.unanswered and state.rules.replies:
        text = say.many("{n} post", "{n} posts", found.unanswered)
        fields.append(Field(say("Nobody has answered"), text))
    if state.highlights:
        told = [
            say("⭐ **{name}**: {why}", name=escape(clipped(each.name)), why=escape(each.why))
            for each in state.highlights
        ]
        fields += [Field(say("Highlights"), text) for text in in_parts(told)]
    return Card(title=title, body=" · ".join(lines), fields=tuple(fields), session=state.id)
