"""The front door: what comes in from a platform, forged or foreign, and where it goes."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engine.door import Door
from bot.kernel.asking import Typed
from bot.kernel.card import Option
from bot.kernel.clock import Instant
from bot.kernel.command import Missing, parse
from bot.kernel.errors import StudybellError, Unreadable
from bot.kernel.event import Event, read_press, spell_press
from bot.kernel.people import Actor, Place
from bot.kernel.session import Reply
from bot.quiz.events import Accept, Answer, AnswerText, Ask, Begin, End, Mine, Start
from bot.testing.decks import PRIMES, RED_PLANET, a_deck
from bot.testing.house import House, a_house
from bot.testing.quizzes import ANA, HOST, NOON, PLACE, lobby

ELSEWHERE = Place("memory:other", "lessons")
OTHER_CHANNEL = Place("memory:school", "other")


async def open_ask(event: Event, by: Actor, place: Place, at: Instant) -> Reply:
    """Stand for an opener."""
    assert isinstance(event, Ask)
    if event.question == "boom":
        raise Unreadable("question", "write another")
    return Reply(text=f"asked {event.question} for {event.seconds} by {by.name} in {place.channel} at {at - NOON}")


async def decks(place: Place, typed: str, by: Actor) -> list[Option]:
    """Stand for a completer that knows far too many."""
    del place, by
    return [Option(f"{typed}{number}", f"{number}") for number in range(100)]


def a_door(house: House) -> Door:
    """Return a door to the house's desk."""
    return Door(house.desk, house.store, {Ask: open_ask}, {"deck": decks})


async def asked(house: House) -> None:
    """Begin a quiz with one question of several choices and a typed one."""
    await house.open(lobby(a_deck(PRIMES, RED_PLANET), reading=0, joined=()).quiz)
    await house.submit(Begin())
    await house.settle()


async def test_a_press_goes_to_its_session(tmp_path: Path) -> None:
    """A token that a card carried is the event it means, with what a select fills in."""
    async with a_house(tmp_path / "db") as house:
        await asked(house)
        select = house.platform.shown("q0").select
        assert select is not None
        token = spell_press("abcdefghij", select.press)
        reply = await a_door(house).press(token, ANA, PLACE, NOON, {"choices": ["0", "2"]})
        assert ("", "mine") == (reply.refused, reply.keep)
        assert (0, 2) == (await house.value()).answers[0]["ana"].choices


@pytest.mark.parametrize(
    "token",
    [
        "",
        "abcdefghij",
        "[",
        "[]",
        "abcdefghij[]",
        'abcdefghij["nonsense"]',
        'abcdefghij["a"]',
        'abcdefghij["a","x"]',
        'abcdefghij["extend",999999]',
        'abcdefghij["void",-1]',
        'abcdefghij["Tick"]',
        "a" * 100_000,
        "[" * 100_000,
        '["pause"]',
        "\ud800[\udfff",
        "\x00",
    ],
)
async def test_a_foreign_token_is_refused(tmp_path: Path, token: str) -> None:
    """Whatever a forged or foreign control says, the person reads one sentence and nothing changes."""
    async with a_house(tmp_path / "db") as house:
        await asked(house)
        before = await house.value()
        reply = await a_door(house).press(token, ANA, PLACE, NOON)
        assert reply.refused
        assert reply.text
        assert before is await house.value()


@given(st.text(max_size=120))
def test_no_token_whatever_raises_anything_else(token: str) -> None:
    """Reading a token gives an event or says that it cannot be read."""
    try:
        session, event = read_press(token)
    except Unreadable:
        return
    assert isinstance(event, Event)
    assert "[" not in session


async def test_a_press_from_another_workspace_is_refused(tmp_path: Path) -> None:
    """A token carried into another server opens nothing there; in another channel of the same one it does."""
    async with a_house(tmp_path / "db") as house:
        await asked(house)
        token = spell_press("abcdefghij", Answer(0, (0,)))
        assert (await a_door(house).press(token, ANA, ELSEWHERE, NOON)).refused == "unknown"
        assert (await a_door(house).press(token, ANA, OTHER_CHANNEL, NOON)).refused == ""


async def test_a_press_for_a_session_nobody_knows(tmp_path: Path) -> None:
    """An old message of a session that is gone is answered."""
    async with a_house(tmp_path / "db") as house:
        reply = await a_door(house).press(spell_press("zzzzzzzzzz", Mine()), ANA, PLACE, NOON)
        assert reply.refused == "unknown"


async def test_a_learner_cannot_forge_a_hosts_control(tmp_path: Path) -> None:
    """Authority is that of the person at this very act, whatever the token says."""
    async with a_house(tmp_path / "db") as house:
        await asked(house)
        for event in (End(), Accept("x", 1)):
            reply = await a_door(house).press(spell_press("abcdefghij", event), ANA, PLACE, NOON)
            assert reply.refused == "not-host"


async def test_a_start_smuggled_into_a_session_is_refused(tmp_path: Path) -> None:
    """An event that belongs to no session is refused by one."""
    async with a_house(tmp_path / "db") as house:
        await asked(house)
        token = spell_press("abcdefghij", Start(deck="x", seconds=5))
        assert (await a_door(house).press(token, HOST, PLACE, NOON)).refused == "foreign"


@pytest.mark.parametrize("values", [{"nonsense": "1"}, {"choices": ["x"]}, {"choices": "B"}, {"question": "first"}])
async def test_a_form_with_nonsense_is_told_what_is_wanted(tmp_path: Path, values: dict[str, object]) -> None:
    """Fields that do not fit are refused in a sentence, without the names of our types."""
    async with a_house(tmp_path / "db") as house:
        await asked(house)
        token = spell_press("abcdefghij", Answer(0))
        reply = await a_door(house).press(token, ANA, PLACE, NOON, values)
        assert reply.refused == "unreadable"
        assert "`" not in reply.text
        assert {} == (await house.value()).answers


async def test_a_command_goes_to_what_runs_here(tmp_path: Path) -> None:
    """A command without a session means the one in the channel; when it is over, its result can be asked for."""
    async with a_house(tmp_path / "db") as house:
        await asked(house)
        door = a_door(house)
        assert (await door.run("quiz answer", AnswerText("A"), ANA, PLACE, NOON)).refused == ""
        assert (await door.run("quiz answer", AnswerText("A"), ANA, OTHER_CHANNEL, NOON)).refused == "none-here"
        await house.submit(End())
        assert (await door.run("quiz mine", Mine(), ANA, PLACE, NOON)).card is not None
        assert (await door.run("quiz end", End(), HOST, PLACE, NOON)).refused == "over"


async def test_a_hosts_command_is_refused_to_everybody_else(tmp_path: Path) -> None:
    """Before anything is opened or looked up."""
    async with a_house(tmp_path / "db") as house:
        assert (await a_door(house).run("quiz ask", Ask("x"), ANA, PLACE, NOON)).refused == "not-host"
        assert (await a_door(house).run("quiz end", End(), ANA, PLACE, NOON)).refused == "not-host"


async def test_a_form_of_a_command_opens_something_new(tmp_path: Path) -> None:
    """A form that belongs to no session is the command it came from, with its fields read as their types."""
    async with a_house(tmp_path / "db") as house:
        reply = await a_door(house).press(
            spell_press("", Ask()), HOST, PLACE, NOON + 7, {"question": "Why?", "seconds": "45"}
        )
        assert "asked Why? for 45 by Ada in lessons at 7" == reply.text
        refused = await a_door(house).press(spell_press("", Ask()), HOST, PLACE, NOON, {"seconds": "400"})
        assert ("unreadable", True) == (refused.refused, "5 to 300" in refused.text)
        assert (await a_door(house).press(spell_press("", Ask()), ANA, PLACE, NOON)).refused == "not-host"
        assert (await a_door(house).press(spell_press("", Answer(0)), ANA, PLACE, NOON)).refused == "unknown"


async def test_an_opener_that_refuses_is_heard(tmp_path: Path) -> None:
    """What an opener cannot read is told to the person."""
    async with a_house(tmp_path / "db") as house:
        reply = await a_door(house).run("quiz ask", Ask("boom"), HOST, PLACE, NOON)
        assert ("unreadable", True) == (reply.refused, "write another" in reply.text)


async def test_an_opener_with_a_bug_is_an_apology(tmp_path: Path) -> None:
    """A bug is logged, and the person reads that it is not their fault."""
    async with a_house(tmp_path / "db") as house:

        async def fail(*_args: object) -> Reply:
            raise RuntimeError("a bug")

        door = Door(house.desk, house.store, {Ask: fail}, {})
        reply = await door.run("quiz ask", Ask("x"), HOST, PLACE, NOON)
        assert reply.refused == "trouble"
        assert "reference" in reply.text


async def test_completions_are_as_many_as_a_platform_shows(tmp_path: Path) -> None:
    """At most 25, and none where nobody completes."""
    async with a_house(tmp_path / "db") as house:
        assert 25 == len(await a_door(house).complete(PLACE, "deck", "cap", HOST))
        assert 0 == len(await a_door(house).complete(PLACE, "member", "a", HOST))


async def test_what_only_hosts_may_name_is_completed_for_hosts_alone(tmp_path: Path) -> None:
    """A member uses no command that takes a deck, and is told the name of none."""
    async with a_house(tmp_path / "db") as house:
        assert 0 == len(await a_door(house).complete(PLACE, "deck", "cap", ANA))


async def test_a_completer_with_a_bug_completes_nothing(tmp_path: Path) -> None:
    """Whoever types is not kept from typing on."""
    async with a_house(tmp_path / "db") as house:

        async def fail(*_args: object) -> list[Option]:
            raise RuntimeError("a bug")

        assert () == await Door(house.desk, house.store, {}, {"deck": fail}).complete(PLACE, "deck", "", HOST)


async def test_the_place_of_a_control_is_that_of_its_session(tmp_path: Path) -> None:
    """A direct message does not say to which workspace it belongs; its control's token does."""
    async with a_house(tmp_path / "db") as house:
        await asked(house)
        assert PLACE == await a_door(house).place_of(spell_press("abcdefghij", Mine()))


@pytest.mark.parametrize("token", ["", '["away"]', 'zzzzzzzzzz["mine"]', 'abcdefghij["nonsense"]', "\x00"])
async def test_a_control_without_a_session_has_no_place(tmp_path: Path, token: str) -> None:
    """One of no session, one that is none, one whose session is gone."""
    async with a_house(tmp_path / "db") as house:
        await asked(house)
        assert None is await a_door(house).place_of(token)


async def test_a_database_that_is_closed_is_said(tmp_path: Path) -> None:
    """A press that cannot be looked up is answered with what is wrong."""
    async with a_house(tmp_path / "db") as house:
        door = a_door(house)
    reply = await door.press(spell_press("zzzzzzzzzz", Mine()), ANA, PLACE, NOON)
    assert reply.refused == "not-saved"
    assert None is await door.place_of(spell_press("zzzzzzzzzz", Mine()))
    assert isinstance(Unreadable("a", "b"), StudybellError)
    assert parse("/quiz mine")[1] == Mine()


async def test_what_a_command_lacks_is_asked_for_in_a_form(tmp_path: Path) -> None:
    """With names to choose from; sent, the form is the command, and what cannot be read names its field."""
    async with a_house(tmp_path / "db") as house:
        door = a_door(house)
        with pytest.raises(Missing) as caught:
            parse("/quiz start seconds:15")
        form = await door.asked(caught.value, HOST, PLACE)
        assert ("line", "deck") == (form.inputs[0].kind, form.inputs[0].completed)
        reply = await door.press(spell_press("", Typed("quiz ask")), HOST, PLACE, NOON, {"question": "Why?"})
        assert "asked Why? for 30 by Ada in lessons at 0" == reply.text
        wrong = await door.press(spell_press("", Typed("quiz ask")), HOST, PLACE, NOON, {"seconds": "4"})
        assert ("unreadable", "seconds") == (wrong.refused, wrong.field)


async def test_a_button_may_ask_for_a_command(tmp_path: Path) -> None:
    """Pressed with nothing filled in, it gives the form; to those alone who may use the command."""
    async with a_house(tmp_path / "db") as house:
        door, token = a_door(house), spell_press("", Typed("quiz remove"))
        form = (await door.press(token, HOST, PLACE, NOON)).form
        assert form is not None
        assert Typed("quiz remove") == form.press
        assert ("not-host", None) == ((reply := await door.press(token, ANA, PLACE, NOON)).refused, reply.form)
        filled = await door.press(token, ANA, PLACE, NOON, {"member": "ben"})
        assert "not-host" == filled.refused


async def test_a_command_that_is_none_is_not_asked_for(tmp_path: Path) -> None:
    """Nor may it be smuggled into a session."""
    async with a_house(tmp_path / "db") as house:
        await asked(house)
        for token in (spell_press("", Typed("quiz nonsense")), spell_press("abcdefghij", Typed("quiz end"))):
            assert (await a_door(house).press(token, HOST, PLACE, NOON)).refused
        assert not (await house.value()).over
