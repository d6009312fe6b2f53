"""The form that asks for what a command lacks, and the way back to the command."""

import pytest

from bot.kernel.asking import Typed, event_of_form, form_of
from bot.kernel.card import Form, Input, Option
from bot.kernel.command import Command, Missing, commands, parse
from bot.kernel.errors import Unreadable
from bot.kernel.event import read_press, spell_press
from bot.kernel.words import words
from bot.quiz.events import Accept, Accommodate, AnswerText, Start, Team

DECKS = (Option("capitals", "capitals"), Option("sky", "sky"))
say = words("en")


def lacking(line: str) -> Missing:
    """Return what the typed line lacks."""
    with pytest.raises(Missing) as caught:
        parse(line)
    return caught.value


def asked(line: str) -> Form:
    """Return the form that asks for what the line lacks."""
    missing = lacking(line)
    return form_of(missing.command, missing.given, {"deck": DECKS}, say)


def field(form: Form, name: str) -> Input:
    """Return one of the form's fields."""
    return next(each for each in form.inputs if each.name == name)


def test_what_was_typed_and_what_is_missing_is_told() -> None:
    """A line that lacks something says of which command, what it has, and what it needs."""
    missing = lacking("/quiz start seconds:15 teams:'red team,blue'")
    assert ("quiz start", {"seconds": "15", "teams": "red team,blue"}, ("deck",)) == (
        missing.command.path,
        missing.given,
        missing.missing,
    )
    assert ("member", "factor") == lacking("/quiz time").missing


def test_a_mistake_is_told_before_anything_is_asked_for() -> None:
    """A form would take a wrong number along."""
    with pytest.raises(Unreadable, match="5 to 300") as caught:
        parse("/quiz start seconds:4")
    assert not isinstance(caught.value, Missing)


def test_a_form_is_called_as_people_say_it() -> None:
    """In as many characters as every platform shows."""
    assert "Start a quiz" == asked("/quiz start").title
    asking = [each for each in commands().values() if any(param.required for param in each.params)]
    assert [] == [each.path for each in asking if not 0 < len(each.title) <= 24]


def test_a_form_asks_for_every_parameter_in_its_own_way() -> None:
    """Names and choices to choose from, numbers as numbers, the rest in a line."""
    form = asked("/quiz start")
    assert [param.name for param in commands()["quiz start"].params] == [each.name for each in form.inputs]
    kinds = {name: field(form, name).kind for name in ("deck", "start", "seconds", "scoring", "board")}
    assert {"deck": "choice", "start": "choice", "seconds": "whole", "scoring": "choice", "board": "line"} == kinds
    assert ["member", "number"] == [each.kind for each in asked("/quiz time").inputs]
    assert ["text"] == [each.kind for each in asked("/quiz answer").inputs]
    assert ["deck"] == [each.name for each in form.inputs if each.required]


def test_a_form_is_filled_with_what_was_typed_and_what_is_usual() -> None:
    """Nobody types anything twice; what holds by itself is seen."""
    form = asked("/quiz start seconds:15 scoring:speed")
    filled = {each.name: each.value for each in form.inputs if each.value}
    usual = {"start": "lobby", "answers": "locked", "early": "auto", "board": "every", "shuffle": "deck"}
    assert {"seconds": "15", "scoring": "speed", **usual} == filled


def named(given: str, names: tuple[Option, ...]) -> tuple[str, str]:
    """Return the kind and value of the field that asks for a discussion, `given` having been typed."""
    form = form_of(commands()["discuss report"], {"discussion": given}, {"discussion": names}, say)
    return form.inputs[0].kind, form.inputs[0].value


def test_a_name_that_was_typed_is_chosen() -> None:
    """By what it is called or by its id; one that is not there stays as it was typed."""
    names = (Option("Week 1", "aaaa"), Option("Week 2", "bbbb"))
    assert ("choice", "bbbb") == named("week 2", names)
    assert ("choice", "aaaa") == named("aaaa", names)
    assert ("choice", "") == named("", names)
    assert ("line", "week 9") == named("week 9", names)


def test_of_many_names_one_is_typed() -> None:
    """It is completed while it is typed where the platform does that; the same holds where there are none."""
    many = tuple(Option(str(number), str(number)) for number in range(25))
    for names in ((), many):
        form = form_of(commands()["quiz start"], {}, {"deck": names}, say)
        assert ("line", "deck", ()) == (form.inputs[0].kind, form.inputs[0].completed, form.inputs[0].options)


def test_what_is_sent_is_the_command() -> None:
    """Texts as they are, numbers as their types; what was left empty was not given."""
    sent = {"deck": "capitals", "seconds": "15", "pace": "", "scoring": None, "start": ["now"], "teams": " "}
    assert Start("capitals", seconds=15, start="now") == event_of_form("quiz start", sent)[1]
    assert Accept("New York") == event_of_form("quiz accept", {"text": " New York\n"})[1]
    assert Accommodate("U1", 1.5) == event_of_form("quiz time", {"member": "U1", "factor": "1.5", "nonsense": "x"})[1]
    assert AnswerText("a\nb") == event_of_form("quiz answer", {"text": "a\nb"})[1]
    assert Team("red", "") == event_of_form("quiz team", {"team": "red", "member": []})[1]


@pytest.mark.parametrize(
    ("path", "values", "field_"),
    [
        ("quiz start", {"deck": ""}, "deck"),
        ("quiz time", {"member": "U1", "factor": "9"}, "factor"),
        ("x y", {}, "command"),
    ],
)
def test_what_does_not_fit_names_its_field(path: str, values: dict[str, str], field_: str) -> None:
    """So that the form can say it where it was typed."""
    with pytest.raises(Unreadable) as caught:
        event_of_form(path, values)
    assert field_ == caught.value.field


@pytest.mark.parametrize("of", commands().values(), ids=lambda of: of.path)
def test_every_command_can_be_asked_for(of: Command) -> None:
    """Its token is short enough for any button, and the form as it comes, its required fields filled in, is the command."""
    form = form_of(of, {}, {"deck": DECKS}, say)
    assert ("", Typed(of.path)) == read_press(spell_press("", form.press))
    needed = {each.name: each.value or ("2" if each.kind in {"whole", "number"} else "x") for each in form.inputs}
    values = {each.name: needed[each.name] if each.required else each.value for each in form.inputs}
    event = event_of_form(of.path, values)[1]
    assert isinstance(event, of.event)
