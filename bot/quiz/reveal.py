"""The public cards with answers in them: a question's reveal and the final card.

The right answer is marked by a sign and a word, never by colour alone. Nobody is named as wrong, and a quiz without scoring
shows neither points nor ranks.
"""

from collections.abc import Sequence

from bot.decks.model import Kind, Question, Scoring
from bot.kernel.card import Bar, Button, Card, Chart, Field, Tone
from bot.kernel.clock import SECOND
from bot.kernel.markup import escape, moment, plain
from bot.kernel.names import clipped
from bot.kernel.words import Words
from bot.quiz.answers import LETTERS
from bot.quiz.events import Mine, MyAnswer
from bot.quiz.marking import is_right
from bot.quiz.model import Board, Moved, Row, Tally
from bot.quiz.phases import Paused, Revealed
from bot.quiz.scoring import percent, shown
from bot.quiz.standings import accuracy, hardest
from bot.quiz.state import State

MEDALS = ("🥇", "🥈", "🥉")
ARROWS = {Moved.UP: "▲", Moved.DOWN: "▼", Moved.SAME: "•", Moved.NEW: "•"}
WORDINGS_SHOWN = 8
FORMS_SHOWN = 6
FORM = 80
"""Characters of a typed answer on a card."""
ON_A_STEP = 10
"""People named on one step of the podium."""
BAR = 60
"""Characters of a bar's label in a picture."""


def heading(quiz: State, position: int, say: Words) -> str:
    """Return the title of a question's card."""
    return say("Question {number} of {count}", number=position + 1, count=quiz.length)


def revealed_card(quiz: State, position: int, say: Words) -> Card:
    """Return the card of a question whose answer is public; that of the newest tells how the quiz goes on."""
    latest = quiz.course[position]
    made_from, card = quiz.made.get(position, (None, None))
    if card is None or made_from is not latest or position == quiz.reached:
        card = _revealed_card(quiz, position, say)
    if position < quiz.reached:
        quiz.made[position] = (latest, card)
    return card


def _revealed_card(quiz: State, position: int, say: Words) -> Card:
    question = quiz.question(position)
    counted = quiz.course[position].tally
    parts = [question.stem, _answer_lines(quiz, position, counted, say), _how_many_right(question, counted, say)]
    if question.explanation:
        parts.append("\n".join(f"> {line}" if line else ">" for line in question.explanation.split("\n")))
    if position in quiz.voided:
        parts.append(say("🚫 The host has taken this question out of the score."))
    parts.append(_going_on(quiz, position, say))
    return Card(
        title=heading(quiz, position, say),
        body="\n\n".join(part for part in parts if part),
        fields=tuple(_board_fields(quiz, position, say)),
        buttons=() if quiz.setup.rings else (Button(say("My result"), MyAnswer(position)),),
        chart=_distribution(quiz, position, counted, say),
        footer=_fastest(quiz, counted, say),
        shape=f"revealed {position in quiz.voided} {len(quiz.accepted.get(position, ()))}",
        session=quiz.id,
    )


def _going_on(quiz: State, position: int, say: Words) -> str:
    """Say when the next question comes, on the newest reveal only."""
    match quiz.phase:
        case Revealed() if quiz.run.alone:
            return ""
        case Revealed(position=newest, next=following) if newest == position:
            if following is None:
                return say("*The host goes on when everybody is ready.*")
            if position + 1 >= quiz.length:
                return say("*The result follows {when}.*", when=moment(following))
            return say("*Next question {when}.*", when=moment(following))
        case Paused(was=Revealed(position=newest)) if newest == position:
            return say("⏸ Paused by the host.")
        case _:
            return ""


def _answer_lines(quiz: State, position: int, counted: Tally, say: Words) -> str:
    question, layout = quiz.question(position), quiz.setup.layouts[position]
    if question.kind is Kind.ORDERING:
        lines = [
            f"{place}. **{LETTERS[layout.index(choice)]})** {question.choices[choice].text} · "
            + say("{share} in its place", share=_share(counted.counts[choice], counted.answered))
            for place, choice in enumerate(range(len(layout)), start=1)
        ]
        return say("✅ The right order:") + "\n\n" + "\n".join(lines)
    if question.choices:
        return "\\\n".join(_option_line(question, choice, LETTERS[i], counted, say) for i, choice in enumerate(layout))
    return _typed_lines(quiz, position, counted, say)


def _option_line(question: Question, choice: int, letter: str, counted: Tally, say: Words) -> str:
    option = question.choices[choice]
    share = f"{counted.counts[choice]} ({_share(counted.counts[choice], counted.answered)})"
    if question.kind is Kind.POLL:
        return f"**{letter})** {option.text} · {share}"
    if is_right(question, choice):
        return f"✅ **{letter}) {option.text}** · {say('right')} · {share}"
    if option.credit > 0 and question.kind is not Kind.SEVERAL:
        return f"◐ **{letter})** {option.text} · {say('partly right')} · {share}"
    return f"▫️ {letter}) {option.text} · {share}"


def _share(count: int, of: int) -> str:
    return f"{percent(count / of)} %" if of else "0 %"


def _typed_lines(quiz: State, position: int, counted: Tally, say: Words) -> str:
    lines = ["✅ " + say("Right: {answer}", answer=right_answer(quiz, position))]
    for wording in counted.wordings[:WORDINGS_SHOWN]:
        sign = "✅" if wording.credit >= 1 else "◐" if wording.credit > 0 else "▫️"
        share = f"{wording.count} ({_share(wording.count, counted.answered)})"
        lines.append(f"{sign} {escape(clipped(wording.text, FORM))} · {share}")
    return "\\\n".join(lines)


def right_answer(quiz: State, position: int) -> str:
    """Return the right answer as Markdown, in one line."""
    question, layout = quiz.question(position), quiz.setup.layouts[position]
    match question.kind:
        case Kind.ORDERING:
            return "**" + " ".join(LETTERS[layout.index(choice)] for choice in range(len(layout))) + "**"
        case Kind.TYPED:
            forms = [plain(form.text) for form in question.accepted if form.credit >= 1]
            return _one_of([*forms[:1], *quiz.accepted.get(position, ()), *forms[1:]])
        case Kind.NUMBER:
            spans = [span for span in question.ranges if span.credit >= 1]
            texts = [_span(span.least, span.most, question.unit) for span in spans] + list(
                quiz.accepted.get(position, ())
            )
            return _one_of(texts)
        case _:
            right = [i for i, choice in enumerate(layout) if is_right(question, choice)]
            if len(right) == 1:
                return f"**{LETTERS[right[0]]})** {question.choices[layout[right[0]]].text}"
            return "**" + ", ".join(LETTERS[i] for i in right) + "**"


def _one_of(forms: Sequence[str]) -> str:
    shown = " / ".join(escape(clipped(form, FORM)) for form in forms[:FORMS_SHOWN])
    return f"**{shown}**" + (" …" if len(forms) > FORMS_SHOWN else "")


def _span(least: float, most: float, unit: str) -> str:
    middle = f"{least:g}" if least == most else f"{least:g} … {most:g}"
    return f"{middle} {unit}".strip()


def _how_many_right(question: Question, counted: Tally, say: Words) -> str:
    if not counted.answered:
        return say("Nobody answered.")
    if not question.scored:
        return say.many("{n} answered.", "{n} answered.", counted.answered)
    return say("{right} of {answered} answered right.", right=counted.right, answered=counted.answered)


def _fastest(quiz: State, counted: Tally, say: Words) -> str:
    """Name the fastest right answer where speed counts; never otherwise."""
    if quiz.run.scoring not in {Scoring.SPEED, Scoring.STREAK, Scoring.RANK} or not counted.fastest:
        return ""
    names = ", ".join(escape(quiz.roster[member].name) for member in counted.fastest[:3])
    return say(
        "Fastest right answer: {names}, {seconds} s", names=names, seconds=f"{counted.fastest_took / SECOND:.1f}"
    )


def _distribution(quiz: State, position: int, counted: Tally, say: Words) -> Chart | None:
    """Return the picture of how the answers were spread; none where nobody answered or every answer is another text."""
    question, layout = quiz.question(position), quiz.setup.layouts[position]
    if not counted.answered or not question.choices or question.kind is Kind.ORDERING:
        return None
    bars = tuple(
        Bar(
            f"{LETTERS[i]}) {plain(question.choices[choice].text)}"[:BAR],
            counted.counts[choice],
            question.scored and is_right(question, choice),
        )
        for i, choice in enumerate(layout)
    )
    return Chart(heading(quiz, position, say), bars, _in_words(bars, say))


def _in_words(bars: tuple[Bar, ...], say: Words) -> str:
    """Say everything the picture shows."""
    parts = [
        say("{label}: {count}, right", label=bar.label, count=bar.count)
        if bar.right
        else say("{label}: {count}", label=bar.label, count=bar.count)
        for bar in bars
    ]
    return "; ".join(parts)


def _board_fields(quiz: State, position: int, say: Words) -> list[Field]:
    every, latest = quiz.run.board, quiz.course[position]
    if not quiz.scored or every < 1 or (position + 1) % every or not latest.graded.counts:
        return []
    board = latest.board
    return board_fields(board, say("Board after question {number}", number=position + 1), say)


def board_fields(board: Board, title: str, say: Words) -> list[Field]:
    """Return the ranking, and the teams' where there are any. Who has no points yet is counted, never named."""
    leading = [row for row in board.top if row.points > 0]
    if not leading:
        return []
    fields = [Field(title, "\\\n".join(_line(row) for row in leading))]
    more = len(board.rows) - len(leading)
    if more > 0:
        ending = say.many("and {n} more; /quiz mine shows your own", "and {n} more; /quiz mine shows your own", more)
        fields = [Field(title, fields[0].value + f"\\\n{ending}")]
    if board.teams:
        lines = [f"**{team.rank}.** {escape(team.name)} · {shown(team.points)}" for team in board.teams]
        fields.append(Field(say("Teams (mean of their members)"), "\\\n".join(lines)))
    return fields


def _line(row: Row) -> str:
    return f"**{row.rank}.** {ARROWS[row.moved]} {escape(row.name)} · {shown(row.points)}"


def final_card(quiz: State, say: Words) -> Card:
    """Return the card that ends the quiz: podium, accuracy of the group, hardest question."""
    rounds = quiz.course
    counted = quiz.scored and any(each.graded.counts for each in rounds)
    board = rounds[-1].board if counted else Board()
    parts = [
        say.many("{n} took part.", "{n} took part.", len(quiz.players)) if quiz.players else say("Nobody took part."),
        *(_podium(board, say) if quiz.run.board >= 0 else []),
    ]
    if rounds:
        parts += _group_lines(quiz, say)
    return Card(
        title=say("🏁 {title}: the result", title=escape(plain(quiz.setup.deck.title))),
        body="\n\n".join(parts),
        fields=tuple(board_fields(board, say("Board"), say)) if quiz.run.board >= 0 else (),
        buttons=(Button(say("My result"), Mine(), Tone.MAIN),),
        chart=_course_chart(quiz, say),
        shape=f"end {sorted(quiz.voided)} {sorted(quiz.removed)} {len(quiz.accepted)}",
        session=quiz.id,
    )


def _podium(board: Board, say: Words) -> list[str]:
    """Return the first three ranks with their medals, a line each, ten people by name at most; nobody for nothing."""
    lines = []
    for rank, medal in enumerate(MEDALS, start=1):
        rows = [row for row in board.rows if row.rank == rank and row.points > 0]
        if rows:
            names = ", ".join(escape(row.name) for row in rows[:ON_A_STEP])
            more = len(rows) - ON_A_STEP
            text = names if more <= 0 else say("{names} and {count} more", names=names, count=more)
            lines.append(f"{medal} **{text}** · {shown(rows[0].points)}")
    return ["\\\n".join(lines)] if lines else []


def _group_lines(quiz: State, say: Words) -> list[str]:
    lines = []
    mean = accuracy(quiz.course[-1].scores.values())
    if mean is not None:
        lines.append(say("Accuracy of the group: {percent} %", percent=percent(mean)))
    worst = hardest([each.graded for each in quiz.course])
    if worst is not None:
        stem = plain(quiz.question(worst).stem).split("\n")[0]
        lines.append(say("Hardest question: {number}, “{stem}”", number=worst + 1, stem=escape(stem[:120])))
    return ["\\\n".join(lines)] if lines else []


def _course_chart(quiz: State, say: Words) -> Chart | None:
    """Return the picture of how many answered each scored question right."""
    bars = []
    for position in quiz.played:
        graded = quiz.course[position].graded
        if graded.counts and graded.marks:
            right = sum(mark.right for mark in graded.marks.values())
            bars.append(Bar(say("Question {number}", number=position + 1), right))
    if not bars or len(bars) > MOST_BARS:
        return None
    return Chart(say("Right answers, question by question"), tuple(bars), _in_words(tuple(bars), say))


MOST_BARS = 20
"""Questions that still make a readable picture."""
