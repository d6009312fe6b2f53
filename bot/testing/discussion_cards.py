"""The cards a discussion shows, by name: what every surface draws, and people look at."""

from collections.abc import Callable

from bot.commands.settings import settings_card
from bot.discussion.events import CloseDiscussion, Compose, Highlight, Others, Respond, Status
from bot.discussion.model import Draft
from bot.discussion.panel import panel_card, sure_card
from bot.discussion.report import report_card
from bot.kernel.card import Card
from bot.kernel.clock import DAY, HOUR
from bot.kernel.words import words
from bot.people.prefs import WorkspaceSettings
from bot.testing.discussions import ANA, BEN, CLEO, MONDAY, Talk, draft, talk, typed

SEALED = "1 post, sealed, 3 words"
BODY = "Why do we *forget*?\n\n- Name a **reason**.\n- Give an example.\n\nRead <https://example.org/sleep_1> first."
"""A prompt as a host writes it."""


def open_one(**fields: str) -> Talk:
    """Return a discussion that is open."""
    return talk(typed(body=BODY, **fields))


def sealed() -> Talk:
    """Return a sealed discussion in which Ben and Cleo have answered."""
    one = open_one(rules=SEALED)
    one.do(Respond("We forget because the brain *tidies up*.\n\n@everyone knows <@123> that."), BEN)
    one.do(Respond("# Interference, I think:\n- old things\n- new things"), CLEO)
    return one


def answered_by_ana() -> Card:
    """Return what Ana gets for her sealed answer."""
    card = sealed().do(Respond("Because of time gone by"), ANA).card
    assert card is not None
    return card


def others() -> Card:
    """Return the others' answers as Ana sees them after her own."""
    one = sealed()
    one.do(Respond("Because of time gone by"), ANA)
    card = one.do(Others(), ANA).card
    assert card is not None
    return card


def reminder() -> Card:
    """Return the reminder Ana gets a day before it is due."""
    one = open_one(rules="1 post, 1 reply").until(MONDAY + 4 * DAY)
    return one.value.whisper("r.d1440.ana", "ana")


def written() -> Talk:
    """Return a discussion in which Ana is done, Ben owes a reply and Cleo is silent."""
    one = open_one(rules="1 post, 1 reply", late_until="sat 17:00")
    one.post(BEN, "A thought.")
    one.post(ANA, "Another one.")
    one.post(ANA, "An answer.", to="m1")
    return one


def closed() -> Talk:
    """Return it closed, with what Ana wrote highlighted."""
    one = written()
    one.do(Highlight("ana", "an *example* from work"))
    one.do(CloseDiscussion(sure="yes"))
    return one.after(HOUR)


def nudge() -> Card:
    """Return the word in the thread to those no direct message reaches, who are named by their ids."""
    body = "A reminder for you: “Sleep” waits for your contribution. It is due <t:1791565200:R>."
    return Card(body=body, under="top", mentions=("1001", "1002"), session="abcdefghij")


def unreadable() -> Card:
    """Return a draft with times nobody can read."""
    one = draft(Draft())
    card = one.do(Compose("Sleep", "Why?", "someday", "yesterday", "one post, please")).card
    assert card is not None
    return card


CARDS: dict[str, Callable[[], Card]] = {
    "top": lambda: open_one(rules="1 post, 2 replies, 50 words", late_until="sat 17:00").value.view()["top"],
    "top of a sealed one": lambda: open_one(rules=SEALED).value.view()["top"],
    "top of a closed one": lambda: closed().value.view()["top"],
    "answer is kept": answered_by_ana,
    "others' answers": others,
    "where I stand": lambda: written().do(Status(), BEN).card or Card(),
    "reminder": reminder,
    "named in the thread": nudge,
    "draft that cannot be read": unreadable,
    "panel": lambda: panel_card(written().value, MONDAY + HOUR, "en"),
    "report": lambda: report_card(written().value, "en"),
    "sure to close": lambda: sure_card(written().value, "en"),
    "closing note": lambda: closed().value.view()["close1"],
    "summary": lambda: closed().value.view()["sum"],
    "settings": lambda: settings_card(WorkspaceSettings(), words("en"), MONDAY),
}
