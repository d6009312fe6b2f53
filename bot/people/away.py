"""The form in which somebody says until when they are away; a command and a reminder's button show the same one."""

from bot.kernel.card import Form, Input
from bot.kernel.words import Words
from bot.people.events import Away


def away_form(say: Words) -> Form:
    """Return the form; it belongs to no session, for who is away is so in the whole workspace."""
    until = Input("until", say("Until when"), kind="when", most=100, hint=say("mon 9:00, in 2 weeks, 1 dec 8:00"))
    return Form(say("Be away"), (until,), Away(), say("I am away"))
