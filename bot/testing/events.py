"""Everything that can happen to a quiz, sensible and not, for tests that try it all."""

from bot.kernel.event import Event
from bot.quiz.events import (
    Accept,
    AcceptForm,
    Accommodate,
    Answer,
    AnswerText,
    Ask,
    Begin,
    Close,
    End,
    Extend,
    Join,
    Mine,
    MyAnswer,
    Next,
    OpenForm,
    Panel,
    Pause,
    Remove,
    Results,
    Resume,
    Skip,
    Start,
    Team,
    Void,
)

MOVES: tuple[Event, ...] = (Begin(), Pause(), Resume(), Extend(), Skip(), Close(), Next(), End())
CORRECTIONS: tuple[Event, ...] = (
    *(Panel(), Results(), Void(), Void(1), Void(99), AcceptForm(1), AcceptForm(-1)),
    *(Accept("Barsoom"), Accept(""), Accept("x", 99), Remove("ben"), Remove("nobody"), Accommodate("ben", 1.5)),
)
FROM_LEARNERS: tuple[Event, ...] = (
    *(
        Join(),
        Join("red"),
        Join("nonsense"),
        Team("red"),
        Team("red", "ben"),
        Team("red", "nobody"),
        Mine(),
        MyAnswer(0),
        MyAnswer(-1),
    ),
    *(
        OpenForm(0),
        OpenForm(-1),
        OpenForm(99),
        AnswerText("B"),
        AnswerText("42"),
        AnswerText(""),
        AnswerText("x" * 10_000),
    ),
    *(Answer(0, (0,)), Answer(1, (1,)), Answer(0, (99,)), Answer(0, (-1,)), Answer(-1, (0,)), Answer(99, (0,))),
    *(Answer(0), Answer(0, text="B"), Answer(0, (0, 1, 2, 3)), Answer(0, (0, 0))),
)
FOREIGN: tuple[Event, ...] = (Start(deck="sample"), Ask(), Event())
EVERY_EVENT: tuple[Event, ...] = (*MOVES, *CORRECTIONS, *FROM_LEARNERS, *FOREIGN)
