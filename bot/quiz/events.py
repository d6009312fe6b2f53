"""Everything that can happen to a live quiz. Each event is a command, a button, or both."""

from typing import Annotated, Literal

from msgspec import Meta

from bot.decks.model import Scoring
from bot.kernel.command import DeckName, MemberId, Rest, command
from bot.kernel.event import Event
from bot.kernel.words import marked

PACE = Meta(description=marked("Seconds between reveal and next question; 0 waits for the host"), ge=0, le=300)


class QuizEvent(Event, frozen=True):
    """An event of a running quiz."""


class HostEvent(QuizEvent, frozen=True):
    """An event only a host may cause; `live.handle` checks it, wherever it comes from."""


@command("quiz start", marked("Open a quiz in this channel"), host=True, title=marked("Start a quiz"))
class Start(Event, frozen=True, tag="start"):
    """Open a quiz; becomes a session before it becomes an event. None takes the deck's setting, then the default."""

    deck: Annotated[DeckName, Meta(description=marked("Which deck to play"))]
    start: Annotated[Literal["lobby", "now"], Meta(description=marked("Wait for people in a lobby, or begin now"))] = (
        "lobby"
    )
    seconds: Annotated[int, Meta(description=marked("Seconds per question"), ge=5, le=300)] | None = None
    reading: Annotated[int, Meta(description=marked("Seconds to read before answers open"), ge=0, le=60)] | None = None
    scoring: Annotated[Scoring | None, Meta(description=marked("How points are given"))] = None
    answers: Annotated[Literal["locked", "change"], Meta(description=marked("First answer stands, or may change"))] = (
        "locked"
    )
    early: Annotated[
        Literal["auto", "on", "off"], Meta(description=marked("Close early when everybody who joined has answered"))
    ] = "auto"
    board: Annotated[str, Meta(description=marked("When to show the board: every, a number, end or never"))] = "every"
    pace: Annotated[int, PACE] | None = None
    shuffle: Annotated[
        Literal["deck", "none", "questions", "choices", "both"], Meta(description=marked("What to shuffle"))
    ] = "deck"
    teams: Annotated[str, Meta(description=marked("Names of teams, separated by commas"))] = ""


@command("quiz ask", marked("Ask one question of your own, now"), host=True)
class Ask(Event, frozen=True, tag="ask"):
    """Open a one-off question; without text a form asks for it."""

    question: Annotated[Rest, Meta(description=marked("The question; choices in a form when left out"))] = ""
    choices: Annotated[str, Meta(description=marked("Its choices with | between them, * before each right one"))] = ""
    right: Annotated[str, Meta(description=marked("What is right: letters, or typed answers with ; between them"))] = ""
    seconds: Annotated[int, Meta(description=marked("Seconds to answer"), ge=5, le=300)] = 30


class Join(QuizEvent, frozen=True, tag="join"):
    """Take part; with a team when the quiz has teams."""

    team: str = ""


class Answer(QuizEvent, frozen=True, tag="a"):
    """Answer the question at `position` (0-based, in the order played): by choices (0-based, as shown) or by text."""

    position: int
    choices: tuple[int, ...] = ()
    text: str = ""


class OpenForm(QuizEvent, frozen=True, tag="form"):
    """Ask for the form a typed, number or ordering question is answered with."""

    position: int


@command(
    "quiz answer", marked("Answer the question on the table by text or letter"), title=marked("Answer the question")
)
class AnswerText(QuizEvent, frozen=True, tag="answer"):
    """Answer whatever question is on the table; gives the same record as its buttons and form."""

    text: Annotated[Rest, Meta(description=marked("Your answer: a letter, several letters, a word or a number"))]


@command("quiz mine", marked("Show my own result, to me alone"))
class Mine(QuizEvent, frozen=True, tag="mine"):
    """Ask for the own result."""


class MyAnswer(QuizEvent, frozen=True, tag="m"):
    """Ask for the own result of the question at `position`, where it does not come by itself."""

    position: int


@command("quiz team", marked("Choose your team"), title=marked("Choose your team"))
class Team(QuizEvent, frozen=True, tag="team"):
    """Choose a team, or, as host, put a member into one."""

    team: Annotated[str, Meta(description=marked("Name of the team"))]
    member: Annotated[MemberId, Meta(description=marked("Whom to put there (hosts only)"))] = ""


@command("quiz begin", marked("Begin with the first question"), host=True)
class Begin(HostEvent, frozen=True, tag="begin"):
    """Leave the lobby."""


@command("quiz pause", marked("Stop the clock"), host=True)
class Pause(HostEvent, frozen=True, tag="pause"):
    """Stop the clock; time left is kept."""


@command("quiz resume", marked("Let the clock run on"), host=True)
class Resume(HostEvent, frozen=True, tag="resume"):
    """Let the clock run on with the time that was left."""


@command("quiz extend", marked("Give more time for this question"), host=True)
class Extend(HostEvent, frozen=True, tag="extend"):
    """Add time to the question on the table."""

    seconds: Annotated[int, Meta(description=marked("How many seconds more"), ge=1, le=300)] = 10


@command("quiz skip", marked("Skip the question on the table; nobody scores"), host=True)
class Skip(HostEvent, frozen=True, tag="skip"):
    """Drop the question on the table and go on."""


@command("quiz close", marked("Close the question now and reveal the answer"), host=True)
class Close(HostEvent, frozen=True, tag="close"):
    """End the time of the question on the table."""


@command("quiz next", marked("Go on to the next question"), host=True)
class Next(HostEvent, frozen=True, tag="next"):
    """Leave the reveal."""


@command("quiz void", marked("Take a question out of the score for everybody"), host=True)
class Void(HostEvent, frozen=True, tag="void"):
    """Make a question's points vanish for all; number from 1, 0 for the latest."""

    question: Annotated[int, Meta(description=marked("Number of the question; 0 is the latest"), ge=0)] = 0


@command(
    "quiz accept",
    marked("Accept one more answer for a typed question; regrades everybody"),
    host=True,
    title=marked("Accept one more answer"),
)
class Accept(HostEvent, frozen=True, tag="accept"):
    """Accept another text for a typed or number question."""

    text: Annotated[str, Meta(description=marked("The answer to accept"))]
    question: Annotated[int, Meta(description=marked("Number of the question; 0 is the latest"), ge=0)] = 0


class AcceptForm(HostEvent, frozen=True, tag="af"):
    """Ask for the form in which one more answer to question `question` (from 1) is accepted."""

    question: int


@command("quiz remove", marked("Remove a member from this quiz"), host=True, title=marked("Remove a member"))
class Remove(HostEvent, frozen=True, tag="remove"):
    """Take a member and their answers out of the quiz."""

    member: Annotated[MemberId, Meta(description=marked("Whom to remove"))]


@command("quiz end", marked("End the quiz here and show the result"), host=True)
class End(HostEvent, frozen=True, tag="end"):
    """Finish now; in the lobby: cancel."""


@command("quiz panel", marked("Open the host's panel, private to you"), host=True)
class Panel(HostEvent, frozen=True, tag="panel"):
    """Show (or refresh) the host panel."""


@command("quiz results", marked("Get the results as CSV and XLSX"), host=True)
class Results(HostEvent, frozen=True, tag="results"):
    """Hand the result files to the host who asks."""


@command(
    "quiz time",
    marked("Give a member more time in every quiz here (private)"),
    host=True,
    title=marked("Give more time"),
)
class Accommodate(Event, frozen=True, tag="time"):
    """Set a member's time factor for the workspace; never shown publicly."""

    member: Annotated[MemberId, Meta(description=marked("Whose time"))]
    factor: Annotated[float, Meta(description=marked("1 is normal, 1.5 is half as much again"), ge=1, le=5)]
