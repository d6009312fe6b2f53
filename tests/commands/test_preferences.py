"""`/study preferences`, `away` and `back`: what members set for themselves, and what they read about it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from bot.kernel.clock import DAY, HOUR
from bot.kernel.event import spell_press
from bot.kernel.markup import plain
from bot.kernel.words import words
from bot.people.away import away_form
from bot.people.events import Away
from bot.people.prefs import MemberPrefs
from bot.people.quiet import NEVER
from bot.testing.group import Group, fields_of
from bot.testing.house import a_house
from bot.testing.quizzes import ANA, BEN, HOST, NOON, PLACE

ZONE = "Your time zone"
IN_LONDON = replace(ANA, zone="Europe/London")


@pytest.fixture
async def group(tmp_path: Path) -> AsyncIterator[Group]:
    """Yield a group whose clock is that of Berlin and that is quiet from 21:00 to 7:00."""
    async with a_house(tmp_path / "db") as house:
        group = Group(house)
        await group.types("/study settings Europe/Berlin quiet:21:00-7:00", HOST)
        yield group


async def prefs(group: Group) -> MemberPrefs:
    """Return what Ana has set."""
    return await group.book.prefs(PLACE.workspace, "ana")


async def test_the_form_is_empty_where_the_group_decides(group: Group) -> None:
    """And says what the group has decided."""
    form = (await group.types("/study preferences")).form
    assert form is not None
    assert {"zone": "", "quiet": "", "reminders": "on"} == {each.name: each.value for each in form.inputs}
    assert ["Europe/Berlin", "21:00-07:00"] == [each.hint.rpartition(", ")[2] for each in form.inputs[:2]]


async def test_the_form_sent_is_what_is_set(group: Group) -> None:
    """For the one who sent it, and shown by the next form."""
    await group.sends(await group.types("/study preferences"), zone="asia/tokyo", quiet="none", reminders="off")
    assert MemberPrefs(zone="Asia/Tokyo", quiet=NEVER, reminders=False) == await prefs(group)
    assert MemberPrefs() == await group.book.prefs(PLACE.workspace, "ben")
    form = (await group.types("/study preferences")).form
    assert form is not None
    assert ["Asia/Tokyo", "none", "off"] == [each.value for each in form.inputs]


async def test_a_form_sent_untouched_changes_nothing(group: Group) -> None:
    """Whatever had been set."""
    for line in (
        "/study preferences reminders:on",
        "/study preferences Asia/Tokyo 10pm-6am off",
        "/study preferences quiet:none",
    ):
        await group.types(line)
        before = await prefs(group)
        await group.sends(await group.types("/study preferences"))
        assert before == await prefs(group)


@pytest.mark.parametrize("line", ["zone:group quiet:group", "zone: quiet:", "zone:none quiet:GROUP"])
async def test_who_wants_the_groups_again_gets_it(group: Group, line: str) -> None:
    """By a word, or by leaving the field empty."""
    await group.types("/study preferences Asia/Tokyo none")
    await group.types(f"/study preferences {line}")
    assert (await prefs(group)).quiet is None
    card = (await group.types("/study preferences reminders:on")).card
    assert "Europe/Berlin (the group's)" == fields_of(card)[ZONE]


async def test_preferences_say_what_is_whose(group: Group) -> None:
    """What a member has not set is the group's, and named so."""
    card = (await group.types("/study preferences quiet:23:00-6:00")).card
    expected = {
        "Your time zone": "Europe/Berlin (the group's)",
        "Your quiet hours": "23:00-06:00",
        "Reminders": "on",
    }
    assert expected == fields_of(card)
    assert card is not None
    assert "It is now Fri 15 Jan 09:00 CET in Europe/Berlin." == plain(card.body)


async def test_every_mistake_is_told_at_once(group: Group) -> None:
    """And nothing is set."""
    reply = await group.types("/study preferences zone:../../etc/passwd quiet:always reminders:off")
    assert "unreadable" == reply.refused
    assert ["Your time zone", "Your quiet hours"] == [line.partition(":")[0] for line in plain(reply.text).split("\n")]
    assert MemberPrefs() == await prefs(group)


async def test_a_zone_from_the_profile_holds_where_none_was_set(group: Group) -> None:
    """For times typed and shown, in the form and on the card, which says where it is from."""
    reply = await group.types("/study away fri 17:30", IN_LONDON)
    assert "17:30 GMT" in plain(reply.text)
    form = (await group.types("/study preferences", IN_LONDON)).form
    assert form is not None
    assert "Empty: Europe/London (your profile's); group: Europe/Berlin" == form.inputs[0].hint
    card = (await group.types("/study preferences reminders:on", IN_LONDON)).card
    assert "Europe/London (from your profile)" == fields_of(card)[ZONE]
    assert "Fri 15 Jan 17:30 GMT" == fields_of(card)["Away until"]


async def test_who_wants_the_groups_clock_gets_it_before_the_profiles(group: Group) -> None:
    """And that of the profile again by leaving the field empty."""
    card = (await group.types("/study preferences zone:Group", IN_LONDON)).card
    assert "Europe/Berlin (the group's)" == fields_of(card)[ZONE]
    assert "17:30 CET" in plain((await group.types("/study away fri 17:30", IN_LONDON)).text)
    card = (await group.types("/study preferences zone:", IN_LONDON)).card
    assert "Europe/London (from your profile)" == fields_of(card)[ZONE]


@pytest.mark.parametrize("zone", ["UTC", "Etc/UTC"])
async def test_what_time_it_is_in_utc_is_said_once(group: Group, zone: str) -> None:
    """Its time is called as it is."""
    card = (await group.types(f"/study preferences zone:{zone}")).card
    assert card is not None
    assert "It is now Fri 15 Jan 08:00 UTC." == plain(card.body)


async def test_more_time_is_not_lost_nor_shown(group: Group) -> None:
    """A time factor that a host has set stays, and no card or form speaks of it."""
    await group.book.change_prefs(PLACE.workspace, "ana", lambda before: replace(before, factor=1.5))
    form = await group.types("/study preferences")
    card = (await group.sends(form, zone="Asia/Tokyo")).card
    assert MemberPrefs(factor=1.5, zone="Asia/Tokyo") == await prefs(group)
    assert "1.5" not in f"{form}{card}"


async def test_away_is_read_on_the_groups_clock(group: Group) -> None:
    """17:00 in Berlin, where nothing else was set."""
    reply = await group.types("/study away until:fri 17:00")
    assert NOON + 8 * HOUR == (await prefs(group)).away
    text = plain(reply.text)
    assert "Fri 15 Jan 17:00 CET, in 8 h" in text
    assert "dates stay as they are" in text


async def test_away_is_read_on_the_own_clock_where_there_is_one(group: Group) -> None:
    """17:00 in Tokyo is eight hours earlier."""
    await group.types("/study preferences Asia/Tokyo")
    reply = await group.types("/study away fri 17:30")
    assert NOON + HOUR // 2 == (await prefs(group)).away
    assert "17:30 JST" in plain(reply.text)


@pytest.mark.parametrize("until", ["mon", "18 jan"])
async def test_away_until_a_day_ends_that_morning(group: Group, until: str) -> None:
    """Who is away until Monday is there on Monday."""
    reply = await group.types(f"/study away {until}")
    assert "Mon 18 Jan 06:00 CET" in plain(reply.text)


@pytest.mark.parametrize("until", ["today", "tonight"])
async def test_away_until_today_ends_with_the_day(group: Group, until: str) -> None:
    """This morning is past."""
    assert "Fri 15 Jan 23:59 CET" in plain((await group.types(f"/study away {until}")).text)


async def test_who_says_nothing_is_asked_until_when(group: Group) -> None:
    """By the same form that a reminder's button shows: a command's, that belongs to no session."""
    reply = await group.types("/study away")
    assert away_form(words("en")) == reply.form
    assert '["away",""]' == spell_press("", Away())
    await group.sends(reply, until="in 3 days")
    assert NOON + 3 * DAY == (await prefs(group)).away


async def test_a_form_sent_empty_asks_again(group: Group) -> None:
    """Nothing is set by an empty field."""
    again = await group.sends(await group.types("/study away"), until="  ")
    assert again.form is not None
    assert 0 == (await prefs(group)).away


@pytest.mark.parametrize("until", ["yesterday", "2020-01-01 09:00", "soon", "x" * 10_000, "\u202e", "0"])
async def test_a_time_that_is_past_or_none_is_refused(group: Group, until: str) -> None:
    """With what to write instead; who was away stays so."""
    await group.types("/study away in 3 days")
    reply = await group.sends(await group.types("/study away"), until=until)
    assert "unreadable" == reply.refused
    assert 10 < len(reply.text) < 300
    assert NOON + 3 * DAY == (await prefs(group)).away


async def test_away_is_shown_until_it_is_over(group: Group) -> None:
    """In the preferences, on the own clock."""
    await group.types("/study away in 3 days")
    during = (await group.types("/study preferences reminders:on")).card
    after = (await group.types("/study preferences reminders:on", at=NOON + 4 * DAY)).card
    assert "Mon 18 Jan 09:00 CET" == fields_of(during)["Away until"]
    assert "Away until" not in fields_of(after)


async def test_back_is_back(group: Group) -> None:
    """At once, and for the one who says so alone."""
    await group.types("/study away in 3 days")
    await group.types("/study away in 3 days", BEN)
    assert "Welcome back" in (await group.types("/study back")).text
    assert 0 == (await prefs(group)).away
    assert NOON + 3 * DAY == (await group.book.prefs(PLACE.workspace, "ben")).away


async def test_back_says_what_is_so(group: Group) -> None:
    """To somebody who was not away, and to somebody who has switched reminders off."""
    assert "not away" in (await group.types("/study back")).text
    await group.types("/study away in 3 days")
    assert "not away" in (await group.types("/study back", at=NOON + 4 * DAY)).text
    await group.types("/study preferences reminders:off")
    assert "/study preferences" in (await group.types("/study back", ANA)).text
