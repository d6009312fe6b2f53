"""Everything a person reads of a card, a reply or a form, and every control on them."""

from collections.abc import Iterator, Mapping

from bot.kernel.card import Button, Card, Form
from bot.kernel.event import Event
from bot.kernel.session import Reply
from bot.quiz.session import Quiz


def texts_of(shown: Card | Form | Reply) -> Iterator[str]:
    """Yield every text on it, in the order it is read."""
    match shown:
        case Reply(text=text, card=card, form=form):
            yield text
            for part in (card, form):
                if part is not None:
                    yield from texts_of(part)
        case Form():
            yield from (shown.title, shown.send)
            for entry in shown.inputs:
                yield from (entry.label, entry.hint, entry.value, *(option.label for option in entry.options))
        case Card():
            yield from (shown.title, shown.body, shown.footer, *(button.label for button in shown.buttons))
            for field in shown.fields:
                yield from (field.name, field.value)
            if shown.select:
                yield from (shown.select.prompt, *(option.label for option in shown.select.options))
            if shown.chart:
                yield from (shown.chart.title, shown.chart.alt, *(bar.label for bar in shown.chart.bars))


def marked_up(shown: Card) -> Iterator[str]:
    """Yield the texts of a card that are Markdown."""
    yield from (shown.title, shown.body, shown.footer)
    for field in shown.fields:
        yield from (field.name, field.value)


def presses(shown: Card | Form) -> Iterator[Event]:
    """Yield every event that a control on it means."""
    match shown:
        case Card():
            yield from (button.press for button in shown.buttons)
            if shown.select:
                yield shown.select.press
        case Form():
            yield shown.press


def cards(quiz: Quiz) -> Mapping[str, Card]:
    """Return every card there is of `quiz` by now: public ones, and everybody's private ones."""
    whispered = {
        f"{key} {member}": quiz.whisper(key, member) for key, news in quiz.whispers().items() for member in news.members
    }
    return {**quiz.view(), **whispered}


def buttons(quiz: Quiz) -> Iterator[Button]:
    """Yield every public button of `quiz`."""
    for card in quiz.view().values():
        yield from card.buttons
