"""`/study settings`: what a host sets for a group, by form or typed; checked all at once and said back."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.engine.surface import Person
from bot.kernel.clock import DAY
from bot.kernel.markup import plain
from bot.kernel.people import Place
from bot.people.prefs import WorkspaceSettings
from bot.testing.group import Group, fields_of
from bot.testing.house import a_house
from bot.testing.quizzes import ANA, HOST, NOON, PLACE

OCTOBER = 1_792_598_580_000
"""Wed 21 Oct 2026, 16:03 UTC."""

SOMETHING = "/study settings zone:Europe/Berlin host_role:Staff quiet:21:00-7:00 scoring:speed"


@pytest.fixture
async def group(tmp_path: Path) -> AsyncIterator[Group]:
    """Yield a group for which nobody has set anything."""
    async with a_house(tmp_path / "db") as house:
        yield Group(house)


async def test_the_form_shows_what_is_set(group: Group) -> None:
    """Everything, with the defaults at first."""
    form = (await group.types("/study settings", HOST)).form
    assert form is not None
    expected = {"zone": "UTC", "language": "en", "host_role": "", "quiet": "22:00-07:00", "scoring": "accuracy"}
    assert expected | {"hosts": ""} == {each.name: each.value for each in form.inputs}


async def test_the_form_sent_is_what_is_set(group: Group) -> None:
    """And what was set is what the next form shows."""
    form = await group.types("/study settings", HOST)
    sent = await group.sends(form, HOST, zone="europe/london", quiet="10pm-6:30am", host_role="@Staff", scoring="rank")
    assert "" == sent.refused
    expected = WorkspaceSettings("en", "rank", "Europe/London", (1320, 390), "Staff")
    assert expected == await group.book.settings(PLACE.workspace)
    again = (await group.types("/study settings", HOST)).form
    assert again is not None
    shown = {
        "zone": "Europe/London",
        "language": "en",
        "host_role": "@Staff",
        "quiet": "22:00-06:30",
        "scoring": "rank",
        "hosts": "",
    }
    assert shown == {each.name: each.value for each in again.inputs}


async def test_a_form_sent_untouched_changes_nothing(group: Group) -> None:
    """Also where no quiet hours and no role are set."""
    await group.types(SOMETHING, HOST)
    await group.types("/study settings quiet:none host_role:none", HOST)
    before = await group.book.settings(PLACE.workspace)
    await group.sends(await group.types("/study settings", HOST), HOST)
    assert WorkspaceSettings(zone="Europe/Berlin", scoring="speed", quiet=None) == before
    assert before == await group.book.settings(PLACE.workspace)


async def test_what_is_set_is_said_back(group: Group) -> None:
    """With the time it is there now, so that a wrong zone is seen at once."""
    card = (await group.types("/study settings Europe/London", HOST, at=OCTOBER)).card
    assert card is not None
    assert "It is now Wed 21 Oct 17:03 BST in Europe/London." == plain(card.body)
    expected = {
        "Time zone": "Europe/London",
        "Language": "English (en)",
        "Host role": "none",
        "Quiet hours": "22:00-07:00",
        "Hosts": "none",
        "Scoring": "accuracy",
    }
    assert expected == fields_of(card)


async def test_what_is_not_given_stays(group: Group) -> None:
    """One value typed changes one."""
    await group.types(SOMETHING, HOST)
    await group.types("/study settings quiet:none", HOST)
    expected = WorkspaceSettings("en", "speed", "Europe/Berlin", None, "Staff")
    assert expected == await group.book.settings(PLACE.workspace)


async def test_every_mistake_is_told_at_once_and_nothing_is_set(group: Group) -> None:
    """A host mends them all in one go; what was right waits with the rest."""
    before = await group.book.settings(PLACE.workspace)
    line = "/study settings zone:london language:tlh quiet:22:00-22:00 scoring:speed"
    reply = await group.types(line, HOST)
    assert "unreadable" == reply.refused
    assert ["Time zone", "Language", "Quiet hours"] == [
        line.partition(":")[0] for line in plain(reply.text).split("\n")
    ]
    assert "Europe/London" in plain(reply.text)
    assert before == await group.book.settings(PLACE.workspace)


@pytest.mark.parametrize(
    "zone",
    [
        "../../etc/passwd",
        "/etc/passwd",
        "posixrules",
        "x" * 10_000,
        "Europe",
        "\u0665",
        "\x00",
        "",
        "UTC+25",
        "Etc/../UTC",
    ],
)
async def test_a_zone_that_is_none_is_refused(group: Group, zone: str) -> None:
    """Whatever stands there, nothing is opened and nothing set; the sentence says how a zone is written."""
    reply = await group.sends(await group.types("/study settings", HOST), HOST, zone=zone)
    assert "unreadable" == reply.refused
    assert "zone" in reply.text
    assert len(reply.text) < 400
    assert WorkspaceSettings() == await group.book.settings(PLACE.workspace)


async def test_a_scoring_there_is_not_is_refused(group: Group) -> None:
    """A forged form sets nothing."""
    reply = await group.sends(await group.types("/study settings", HOST), HOST, scoring="luck")
    assert "unreadable" == reply.refused
    assert "accuracy" in reply.text


async def test_a_role_pings_nobody_and_breaks_out_of_nothing(group: Group) -> None:
    """It is shown as it was written."""
    reply = await group.sends(await group.types("/study settings", HOST), HOST, host_role="@everyone **x** [a](b)")
    assert reply.card is not None
    (role,) = [field.value for field in reply.card.fields if field.name == "Host role"]
    assert r"\@everyone \*\*x\*\* \[a\]\(b\)" == role


async def test_members_set_nothing_for_the_group(group: Group) -> None:
    """Neither by command nor by the token of a host's form."""
    form = await group.types("/study settings", HOST)
    assert "not-host" == (await group.types(SOMETHING, ANA)).refused
    assert "not-host" == (await group.sends(form, ANA, zone="Asia/Tokyo")).refused
    assert WorkspaceSettings() == await group.book.settings(PLACE.workspace)


async def test_a_group_sets_nothing_for_another(group: Group) -> None:
    """Each workspace has its own."""
    await group.types(SOMETHING, HOST, place=Place("memory:other", "lessons"))
    assert WorkspaceSettings() == await group.book.settings(PLACE.workspace)


async def test_the_clock_is_that_of_the_act(group: Group) -> None:
    """Half a year on, summer time has come."""
    card = (await group.types("/study settings Europe/London", HOST, at=NOON + 180 * DAY)).card
    assert card is not None
    assert "BST" in card.body


async def test_members_are_made_hosts_by_mention(group: Group) -> None:
    """They are said back by name; the next form shows them, and none takes them away."""
    group.platform.people = [Person("ana", "Ana"), Person("ben", "Ben")]
    card = (await group.types("/study settings hosts:<@ana> <@ben|Benny>", HOST)).card
    assert "@Ana, @Ben" == fields_of(card)["Hosts"]
    assert {"ana": "Ana", "ben": "Ben"} == (await group.book.settings(PLACE.workspace)).hosts
    form = await group.types("/study settings", HOST)
    assert form.form is not None
    assert "<@ana|Ana> <@ben|Ben>" == form.form.inputs[-1].value
    await group.sends(form, HOST)
    assert {"ana": "Ana", "ben": "Ben"} == (await group.book.settings(PLACE.workspace)).hosts
    await group.types("/study settings hosts:none", HOST)
    assert {} == (await group.book.settings(PLACE.workspace)).hosts


async def test_a_host_whom_the_platform_does_not_name_is_one(group: Group) -> None:
    """Somebody who is not in this channel; they are told by what the mention calls them, or by their id."""
    card = (await group.types("/study settings hosts:<@zed> <@yan|Yan>", HOST)).card
    assert "@zed, @Yan" == fields_of(card)["Hosts"]


async def test_a_name_that_mentions_nobody_makes_no_host(group: Group) -> None:
    """The sentence says how members are named."""
    reply = await group.types("/study settings hosts:ada", HOST)
    assert ("unreadable", True) == (reply.refused, "@Ada @Ben" in plain(reply.text))
    assert {} == (await group.book.settings(PLACE.workspace)).hosts
