"""The scenes of the gallery: what every gallery shows, as Slack gets it; and what only Slack has, modals and the Home tab."""

from collections.abc import Iterator

from adapters.slack.rendering.messages import message
from adapters.slack.rendering.views import Where, card_view, form_view, home_view
from bot.commands.home import greeting, owed_cards, results_card, running_card
from bot.discussion import forms
from bot.discussion.model import Draft
from bot.kernel.words import words
from bot.testing.discussion_cards import sealed
from bot.testing.discussions import ANA, MONDAY, draft, talk, typed
from bot.testing.quiz_cards import CARDS
from bot.testing.quizzes import asking, finished
from tests.gallery.moments import PROMPT, Moment, linked, moments
from tests.gallery.slack.page import Scene

LINK = "https://school.slack.com/archives/C1/p1700000000000100"
HERE = Where("C1")
NOW = MONDAY // 1000


def scenes() -> Iterator[Scene]:
    """Yield every picture of the gallery."""
    for each in (*(one for one in moments(by_name=True, rings=False) if one.name != "sealed"), sealed_here()):
        card = linked(each.card, LINK) if each.name == "reminder" else each.card
        file = "F1" if card.chart else ""
        yield Scene(each.name, message(card, each.key, file=file), each.now, each.private, each.thread, card.chart)
    yield from _views()


def sealed_here() -> Moment:
    """Return the sealed discussion as it is told where there are no private threads."""
    one = talk(typed(title="Sleep and memory", body=PROMPT, rules="1 post, sealed, 10 words"))
    return Moment("sealed", one.value.view()["top"], "abcdefghij.sealed", NOW)


def _views() -> Iterator[Scene]:
    say = words("en")
    dated = draft(Draft(title="Sleep and memory", body="Why do we forget so much of what we learn, and what helps?"))
    yield Scene("form", form_view(forms.draft_form(dated.value, "en"), HERE), NOW)
    result = CARDS["own result"]()
    yield Scene("my-result", card_view(result, HERE, result.title), NOW)
    link = f"[Show the message]({LINK})"
    owed, quiz = [(sealed().value, link)], asking().quiz
    cards = [
        greeting(ANA, say),
        *owed_cards(owed, "ana", MONDAY, say),
        running_card([(quiz, link)], owed, "ana", say),
        results_card([finished().quiz], "ana", say),
    ]
    yield Scene("home", home_view(cards), NOW)
