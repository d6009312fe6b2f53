"""Where the platform does not tell who is there: what those have set who take part holds all the same, and the host is told."""

from bot.discussion.events import Excuse, GrantExtension
from bot.discussion.session import Discussion
from bot.kernel.clock import DAY, HOUR, MINUTE
from bot.kernel.people import Attendee
from bot.people.quiet import NIGHT
from bot.testing.discussions import ANA, BEN, CLASS, CLEO, HOST, Talk, attendee, moment_of, talk, typed

DUE = moment_of("2026-10-09 17:00")
MISSING = "Server Members Intent"
SILENT = "184405311681986560"
"""A member who was picked, as Discord names them."""


def seminar(*writers: object, missing: str = MISSING, expect: str = "", **set_by: Attendee) -> Talk:
    """Return a discussion due on Friday at 17:00 in which some have posted and owe a reply; nobody tells who else is there."""
    made = talk(typed(due="fri 17:00", rules="1 post, 1 reply", remind="1h", expect=expect), people=None)
    made.missing, made.known = missing, dict(set_by)
    for writer in writers or (ANA, BEN):
        made.post(writer)  # type: ignore[arg-type]
    return made


def reminded(of: Talk) -> dict[str, int]:
    """Let the time until it is due go by; return who was reminded and how many minutes before."""
    of.until(DUE)
    return {member: (DUE - at) // MINUTE for at, _, member in of.reminded()}


def test_who_takes_part_is_reminded() -> None:
    """The others are not known."""
    assert {"ana": 60, "ben": 60} == reminded(seminar())


def test_who_wants_no_reminders_gets_none() -> None:
    """Nobody needs to tell who is there for that."""
    assert {"ben": 60} == reminded(seminar(ana=Attendee("ana", "", reminders=False)))


def test_who_is_away_is_left_in_peace_until_they_are_back() -> None:
    """Half an hour before it is due Ana is back."""
    assert {"ana": 30, "ben": 60} == reminded(seminar(ana=Attendee("ana", "", away=DUE - 30 * MINUTE)))


def test_own_quiet_hours_hold_by_the_own_clock() -> None:
    """It is night in Tokyo when it is due in London; Ana, who lives there, is not reminded."""
    assert {"ben": 60} == reminded(seminar(ana=Attendee("ana", "", zone="Asia/Tokyo", quiet=NIGHT)))


def test_what_was_set_since_the_last_roll_holds() -> None:
    """The roll is called anew before anybody is reminded."""
    made = seminar().until(DUE - 2 * HOUR)
    made.known = {"ana": Attendee("ana", "", reminders=False)}
    assert {"ben": 60} == reminded(made)


def test_what_is_set_holds_where_the_roll_was_told_formerly() -> None:
    """Who was there then is expected still, and wants no reminders any more."""
    made = talk(typed(due="fri 17:00", rules="1 post", remind="1h"))
    made.people, made.known = None, {"ana": Attendee("ana", "", reminders=False)}
    assert {"ben": 60, "cleo": 60} == reminded(made)


def test_who_has_left_is_not_expected() -> None:
    """Of the roll that was told, and of those who wrote; what they wrote stays."""
    made = talk(typed(due="fri 17:00", rules="1 post", remind="1h"))
    made.people, made.left = None, {"ana"}
    made.after(2 * DAY)
    other = seminar(ANA, BEN)
    other.left = {"ana"}
    other.after(2 * DAY)
    assert (("ben", "cleo"), ("ben",)) == (made.value.expected, other.value.expected)
    assert {"ana", "ben"} == set(other.value.posts)


def test_who_comes_back_is_expected_again() -> None:
    """At the next roll."""
    made = seminar()
    made.left = {"ana"}
    made.after(2 * DAY)
    made.left = set()
    assert ("ana", "ben") == made.after(DAY).value.expected


def test_a_host_who_writes_is_not_expected() -> None:
    """The platform says so of the single member."""
    made = seminar(ANA, CLEO, cleo=Attendee("cleo", "Cleo", host=True)).after(2 * DAY)
    assert ("ana",) == made.value.expected


def test_who_somebody_is_stays_as_the_roll_told_it() -> None:
    """Where of a single member nothing is told but what they have set."""
    people = (attendee(HOST), attendee(ANA, host=True, zone="Asia/Tokyo"), attendee(BEN))
    made = talk(typed(due="fri 17:00", rules="1 post"), people=people)
    made.people, made.known = None, {"ana": Attendee("ana", "", quiet=(60, 120))}
    made.after(2 * DAY)
    assert Attendee("ana", "Ana", host=True, zone="Asia/Tokyo", quiet=(60, 120)) == made.value.attendee("ana")


def test_a_silent_member_can_be_granted_more_time() -> None:
    """A host who picked them need not wait for their first post; then they are expected, and known by name."""
    made = seminar(ANA)
    made.known = {SILENT: Attendee(SILENT, "Dora")}
    made.do(GrantExtension(member=SILENT, until="in 6 days"))
    made.answer_roll()
    assert (("ana", SILENT), "Dora") == (made.value.expected, made.value.name_of(SILENT))


def test_a_name_nobody_has_is_refused() -> None:
    """It is no id."""
    made = seminar(ANA)
    assert "not-here" == made.do(GrantExtension(member="Dora", until="in 6 days")).refused
    assert "not-here" == made.do(Excuse(member="Dora")).refused


# -- what the host is told
def told(of: Talk) -> str:
    """Return what the host reads in private of who is expected, "" for nothing."""
    return of.value.whisper("unknown", "host").body if "unknown" in of.value.whispers() else ""


def test_the_host_is_told_once_what_is_missing() -> None:
    """And how to mend it."""
    made = seminar(expect="everybody").after(2 * DAY)
    assert MISSING in told(made)
    assert "expect:whoever" in told(made)
    assert 1 == [key for _, key in made.rung].count("unknown")


def test_who_has_expected_nobody_by_name_is_not_written_to() -> None:
    """The panel and the report say it; a message for every discussion would only be a nuisance."""
    assert "" == told(seminar().after(2 * DAY))


def test_a_role_nobody_can_see_is_named() -> None:
    """The host sees which it is."""
    assert "role Blue" in told(seminar(expect="role Blue").after(2 * DAY))


def test_where_whoever_takes_part_is_expected_nothing_is_missing() -> None:
    """That is known without a roll."""
    assert "" == told(seminar(expect="whoever").after(2 * DAY))


def test_where_no_permission_helps_the_host_is_not_told() -> None:
    """A platform that is busy tells the next time."""
    assert "" == told(seminar(missing="").after(2 * DAY))


def test_the_panel_and_the_report_say_it_too() -> None:
    """As long as it is so."""
    made = seminar().after(2 * DAY)
    assert MISSING in panel(made)["Who is expected"]
    assert MISSING in made.value.whisper("report", "host").body
    made.people = tuple(map(attendee, (HOST, *CLASS)))
    made.after(DAY)
    assert "Who is expected" not in panel(made)


def panel(of: Talk) -> dict[str, str]:
    """Return what stands on the host's panel."""
    return {field.name: field.value for field in of.value.whisper("panel", "host").fields}


def test_it_is_written_down() -> None:
    """Who is known, who has left, and what is missing."""
    made = seminar(ANA, BEN, ana=Attendee("ana", "Ana", reminders=False))
    made.left = {"ben"}
    made.after(2 * DAY)
    value: Discussion = made.thawed()
    assert made.value == value
    assert (["ana"], frozenset({"ben"}), MISSING) == (list(value.known), value.left, value.lacks)
