"""Why a discussion refuses something, and how it is said. Every refusal is one sentence for the person who tried, alone."""

from enum import StrEnum

from bot.kernel.people import Actor
from bot.kernel.session import Reply
from bot.kernel.words import marked, words


class Why(StrEnum):
    """The reasons. Where one is given nothing has changed; but for `FROZEN` and `THREAD`, which note the message and no more."""

    NOT_HOST = "not-host"
    NOT_OPEN = "not-open"
    CLOSED = "closed"
    STILL_OPEN = "still-open"
    NO_DRAFT = "no-draft"
    FROZEN = "frozen"
    EMPTY = "empty"
    TOO_LONG = "too-long"
    MANY_SIGNS = "many-signs"
    STANDS = "stands"
    SEALED = "sealed"
    THREAD = "thread"
    NOT_SEALED = "not-sealed"
    REVEALED = "revealed"
    UNREADABLE = "unreadable"
    """Has no sentence of its own: whoever could not read it says what is wrong and how to mend it."""
    NOT_HERE = "not-here"
    TOO_EARLY = "too-early"
    SOON = "soon"
    PAST_DUE = "past-due"
    TOO_LATE = "too-late"
    MANY_SNOOZES = "many-snoozes"
    NOTHING_OWED = "nothing-owed"
    MANY_HIGHLIGHTS = "many-highlights"
    NO_POST = "no-post"
    BEGUN = "begun"
    FOREIGN = "foreign"


_SENTENCES = {
    Why.NOT_HOST: marked("Only a host can do that. Ask whoever opened the discussion."),
    Why.NOT_OPEN: marked("This discussion is not open yet."),
    Why.CLOSED: marked("This discussion is closed; nothing more counts. Its host can open it again."),
    Why.STILL_OPEN: marked("This discussion is still open. To give it another end, change its dates."),
    Why.NO_DRAFT: marked("This is no draft any more; its panel shows what can be done with it."),
    Why.FROZEN: marked("You edited that after the deadline: the edit is noted, and what counts stays as it was."),
    Why.EMPTY: marked("Your answer is empty. Write something first."),
    Why.TOO_LONG: marked("Your answer has {n} characters; at most {most} fit. Shorten it and send it again."),
    Why.MANY_SIGNS: marked(
        "Your answer has too many lines and signs such as * or _ to be shown; use fewer and send it again."
    ),
    Why.STANDS: marked("Your answer stands: it can't be changed any more once you could see the others'."),
    Why.SEALED: marked("Answer first: you see the others' answers after your own."),
    Why.THREAD: marked(
        "Answers to this prompt are sealed and go through its button “{button}”. What you wrote in the thread counts for "
        "nothing, and others can read it."
    ),
    Why.NOT_SEALED: marked("This prompt is not sealed; everybody sees the thread already."),
    Why.REVEALED: marked("The answers are in the thread already."),
    Why.NOT_HERE: marked(
        "I cannot tell whom you mean: nobody here has that name, or several have. Choose the member from those offered."
    ),
    Why.TOO_EARLY: marked("That is not later than the due date everybody has: {due}. Give a later one."),
    Why.SOON: marked("It is due {when}: too soon for another reminder."),
    Why.PAST_DUE: marked(
        "It was due already: there are no reminders any more. “Where I stand” says what still counts."
    ),
    Why.TOO_LATE: marked("The last date for posts is past, so an answer does not count any more."),
    Why.MANY_SNOOZES: marked("You have snoozed this prompt as often as one can. It is due {when}."),
    Why.NOTHING_OWED: marked("You owe nothing here."),
    Why.MANY_HIGHLIGHTS: marked("There are {most} highlights already; take one back first."),
    Why.NO_POST: marked("{name} has posted nothing here yet."),
    Why.BEGUN: marked("It stands in the channel already; close it instead."),
    Why.FOREIGN: marked("That control does not belong to a discussion."),
}


def no(why: Why, by: Actor, **values: object) -> Reply:
    """Return the refusal of `why`, worded for `by`."""
    return Reply(text=words(by.locale)(_SENTENCES[why], **values), refused=why.value)
