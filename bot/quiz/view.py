"""What everybody sees of a live quiz: the lobby, one card a question, the final card.

Total: every message the quiz owns is in every view, so a reveal is never lost when edits are coalesced. Before the
reveal no card says or hints which answer is right, and nobody is ever named as wrong.
"""

from collections.abc import Mapping

from bot.decks.model import Kind
from bot.kernel.card import Button, Card, Field, Option, Select, Slot, Tone
from bot.kernel.markup import escape, moment, plain
from bot.kernel.names import names_line
from bot.kernel.words import Words, words
from bot.quiz.answers import LETTERS, ONE_CHOICE
from bot.quiz.events import Answer, Join, OpenForm
from bot.quiz.phases import Asking, Cancelled, Finished, Lobby, Paused, Reading, confirmation, tag_of
from bot.quiz.reveal import final_card, heading, revealed_card
from bot.quiz.state import State

LABEL = 75
"""Characters of a button's or option's label (Slack's limit, the narrower one)."""


def view(quiz: State) -> Mapping[Slot, Card]:
    """Return every public message of `quiz`, in the order they stand."""
    say = words(quiz.run.language)
    cards: dict[Slot, Card] = {}
    if quiz.run.lobby:
        cards["top"] = _lobby(quiz, say)
    for position in range(quiz.reached + 1):
        cards[f"q{position}"] = (
            _skipped(quiz, position, say) if position in quiz.skipped else revealed_card(quiz, position, say)
        )
    table = quiz.table
    if isinstance(table, Reading | Asking):
        cards[f"q{table.position}"] = _question(quiz, table, say)
    match quiz.phase:
        case Finished(reached=reached):
            for position in sorted(quiz.skipped - set(range(reached + 1))):
                cards[f"q{position}"] = _skipped(quiz, position, say)
            if not quiz.run.alone:
                cards["end"] = final_card(quiz, say)
    return cards


def _lobby(quiz: State, say: Words) -> Card:
    facts = [
        say.many("{n} question", "{n} questions", quiz.length),
        say.many("about {n} minute", "about {n} minutes", minutes(quiz)),
        say("hosted by {name}", name=escape(quiz.setup.host_name)),
    ]
    joined = Field(
        say.many("{n} joined", "{n} joined", len(quiz.players)),
        names_line((player.name for player in quiz.players.values()), say) or "–",
    )
    match quiz.phase:
        case Lobby():
            state, buttons = (
                say("Join, and each question waits for you. Whoever answers has joined, too."),
                _join_buttons(quiz, say),
            )
        case Cancelled():
            state, buttons = say("Cancelled before it began."), ()
        case Finished():
            state, buttons = say("It has ended; the result stands below."), ()
        case _:
            state, buttons = say("It is under way below. Whoever answers has joined."), ()
    body = "\n\n".join(part for part in (quiz.setup.deck.about, " · ".join(facts), state) if part)
    return Card(
        title="🔔 " + escape(plain(quiz.setup.deck.title)),
        body=body,
        fields=(joined, *_team_fields(quiz, say)),
        buttons=buttons,
        shape=tag_of(quiz.phase),
        session=quiz.id,
    )


def minutes(quiz: State) -> int:
    """Return the estimated length in whole minutes: of each question reading, two thirds of its time, and the reveal."""
    times = [quiz.limit(position) // 1500 + quiz.run.reading + (quiz.run.pace or 10) for position in range(quiz.length)]
    return max(1, round(sum(times) / 60))


def _join_buttons(quiz: State, say: Words) -> tuple[Button, ...]:
    if not quiz.run.teams:
        return (Button(say("Join"), Join(), Tone.MAIN),)
    return tuple(Button(say("Join {team}", team=team), Join(team=team), Tone.MAIN) for team in quiz.run.teams)


def _team_fields(quiz: State, say: Words) -> tuple[Field, ...]:
    fields = []
    for team in quiz.run.teams:
        names = [player.name for player in quiz.players.values() if player.team == team]
        fields.append(
            Field(
                say("Team {team}", team=escape(team)),
                names_line(names, say) or "–",
            )
        )
    return tuple(fields)


def _question(quiz: State, table: Reading | Asking, say: Words) -> Card:
    """Return the card of a question that is read, asked, or paused while it was."""
    position = table.position
    # In overtime the buttons stay: whoever has more time answers with the same ones, and others are told alone.
    open_now = isinstance(quiz.phase, Asking)
    state = _state_line(quiz, table, say)
    hint = _hint(quiz, position, say)
    return Card(
        title=heading(quiz, position, say),
        body="\n\n".join(part for part in (stem_and_options(quiz, position), hint, state) if part),
        buttons=_answer_buttons(quiz, position, say) if open_now else (),
        select=_answer_select(quiz, position, say) if open_now else None,
        footer=say.many("{n} answered", "{n} answered", quiz.answered) if isinstance(table, Asking) else "",
        confirm=confirmation(quiz.phase),
        shape=f"{tag_of(quiz.phase)} {isinstance(table, Asking) and table.overtime}",
        session=quiz.id,
    )


def stem_and_options(quiz: State, position: int) -> str:
    """Return the question and its options, one under the other, lettered as they are shown."""
    question = quiz.question(position)
    lines = [
        f"**{LETTERS[i]})** {question.choices[choice].text}" for i, choice in enumerate(quiz.setup.layouts[position])
    ]
    return "\n\n".join([question.stem, "\\\n".join(lines)] if lines else [question.stem])


def _hint(quiz: State, position: int, say: Words) -> str:
    question = quiz.question(position)
    match question.kind:
        case Kind.SEVERAL:
            return say("*Choose all that apply.*")
        case Kind.ORDERING:
            return say("*Put them in order: the letters from first to last.*")
        case Kind.NUMBER if question.unit:
            return say("*Answer with a number in {unit}.*", unit=escape(question.unit))
        case Kind.NUMBER:
            return say("*Answer with a number.*")
        case Kind.TYPED:
            return say("*Type your answer.*")
        case Kind.POLL:
            return say("*A poll: there is no right or wrong.*")
        case _:
            return ""


def _state_line(quiz: State, table: Reading | Asking, say: Words) -> str:
    match quiz.phase, table:
        case Paused(), _:
            return say("⏸ Paused by the host.")
        case _, Reading(until=int(until)) if quiz.run.reading > GLANCE:
            return say("👀 Read first: answers open {when}.", when=moment(until))
        case _, Reading():
            return say.many(
                "👀 Read first: answers open in {n} second.",
                "👀 Read first: answers open in {n} seconds.",
                quiz.run.reading,
            )
        case _, Asking(overtime=True):
            return say("⏱ Time is up; the answer follows.")
        case _, Asking(closes=closes):
            return say("⏱ Ends {when}.", when=moment(closes))


GLANCE = 5
"""Seconds of reading up to which no clock ticks: putting one there would cost an edit of its own."""


def _answer_buttons(quiz: State, position: int, say: Words) -> tuple[Button, ...]:
    question = quiz.question(position)
    if question.kind is Kind.SEVERAL:
        return ()
    if question.kind not in ONE_CHOICE:
        return (Button(say("Answer …"), OpenForm(position), Tone.MAIN),)
    texts = [plain(question.choices[choice].text) for choice in quiz.setup.layouts[position]]
    short = all(len(text) <= SHORT and "\n" not in text for text in texts)
    labels = [f"{LETTERS[i]}) {text}" if short else LETTERS[i] for i, text in enumerate(texts)]
    return tuple(Button(label, Answer(position, (i,)), Tone.MAIN) for i, label in enumerate(labels))


SHORT = 20
"""Characters up to which an option's text stands on its button beside the letter."""


def _answer_select(quiz: State, position: int, say: Words) -> Select | None:
    question = quiz.question(position)
    if question.kind is not Kind.SEVERAL:
        return None
    options = tuple(
        Option(f"{LETTERS[i]}) {plain(question.choices[choice].text)}"[:LABEL], str(i))
        for i, choice in enumerate(quiz.setup.layouts[position])
    )
    return Select(say("Choose all that apply"), options, Answer(position), "choices", 1, len(options))


def _skipped(quiz: State, position: int, say: Words) -> Card:
    body = f"{stem_and_options(quiz, position)}\n\n" + say("⏭ Skipped: it counts for nobody.")
    return Card(title=heading(quiz, position, say), body=body, shape="skipped", session=quiz.id)
