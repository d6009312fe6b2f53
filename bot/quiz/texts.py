"""Why a quiz refuses something, and how it is said. Every refusal is one sentence for the person who tried, alone."""

from enum import StrEnum

from bot.kernel.people import Actor
from bot.kernel.session import Reply
from bot.kernel.words import marked, words


class Why(StrEnum):
    """The reasons. The state is untouched whenever one of them is given."""

    NOT_HOST = "not-host"
    NOT_BEGUN = "not-begun"
    BEGUN = "begun"
    OVER = "over"
    CLOSED = "closed"
    READING = "reading"
    PAUSED = "paused"
    NOT_PAUSED = "not-paused"
    NOTHING_ASKED = "nothing-asked"
    NOT_REVEALED = "not-revealed"
    HIDDEN = "hidden"
    STANDS = "stands"
    REMOVED = "removed"
    NOT_HERE = "not-here"
    UNREADABLE = "unreadable"
    NO_TEAMS = "no-teams"
    NO_SUCH_TEAM = "no-such-team"
    NOTHING_REVEALED = "nothing-revealed"
    NO_SUCH_QUESTION = "no-such-question"
    NOT_TYPED = "not-typed"
    FOREIGN = "foreign"


_SENTENCES = {
    Why.NOT_HOST: marked("Only a host can do that. Ask whoever runs the quiz."),
    Why.NOT_BEGUN: marked("The quiz has not begun yet; the first question comes when the host begins."),
    Why.BEGUN: marked("The quiz has begun already."),
    Why.OVER: marked("This quiz has ended."),
    Why.CLOSED: marked("This question has closed; your press did not count. Look for the newest question below."),
    Why.READING: marked("Read first: answers open in a moment."),
    Why.PAUSED: marked("The quiz is paused; it goes on when the host resumes it."),
    Why.NOT_PAUSED: marked("The quiz is not paused."),
    Why.NOTHING_ASKED: marked("There is no question on the table right now."),
    Why.NOT_REVEALED: marked("The answer is not revealed yet; close or skip the question first."),
    Why.STANDS: marked("Your first answer stands: {answer}."),
    Why.REMOVED: marked("The host has taken you out of this quiz."),
    Why.HIDDEN: marked("That answer is not revealed yet."),
    Why.NOT_HERE: marked("That member does not take part in this quiz."),
    Why.UNREADABLE: marked("That answer could not be read: {problem}"),
    Why.NO_TEAMS: marked("This quiz has no teams."),
    Why.NO_SUCH_TEAM: marked("There is no such team; choose one of: {teams}."),
    Why.NOTHING_REVEALED: marked("No question has been revealed yet."),
    Why.NO_SUCH_QUESTION: marked(
        "Only a question that has been revealed can be changed; give its number, from 1 to {most}."
    ),
    Why.NOT_TYPED: marked("Question {number} is not answered by typing, so there is nothing to accept."),
    Why.FOREIGN: marked("That control does not belong to a quiz."),
}


def no(why: Why, by: Actor, **values: object) -> Reply:
    """Return the refusal of `why`, worded for `by`."""
    return Reply(text=words(by.locale)(_SENTENCES[why], **values), refused=why.value)
