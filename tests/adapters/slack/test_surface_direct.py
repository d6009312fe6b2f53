"""Direct messages on Slack, and files."""

import pytest

from adapters.slack.outbound.files import file_name
from adapters.slack.outbound.leftovers import APART
from adapters.slack.requests.pace import TIER_3
from bot.kernel.card import File
from bot.kernel.clock import MINUTE
from bot.kernel.errors import Busy, Denied, Gone
from tests.adapters.slack.rooms import Room, card

CSV = File("results.csv", "text/csv", b"name,points\n")


def shared(here: Room) -> list[str]:
    """Return the names of the files that stand in Ada's direct messages."""
    return [each["name"] for message in here.ada.dm.messages.values() for each in message.body.get("files") or ()]


async def test_a_conversation_is_opened_once(here: Room) -> None:
    """What else is told goes to the same."""
    for number in range(3):
        await here.tell(f"Due {number}", f"s.due.{number}")
    assert (["Due 0", "Due 1", "Due 2"], 1) == (here.told(), here.asked("conversations.open"))


async def test_a_class_is_told_faster_than_conversations_may_be_opened(here: Room) -> None:
    """Slack lets a post to somebody's id open one, too: three hundred reminders need no six minutes."""
    people = [here.team.member(f"Member {number}") for number in range(TIER_3 + 10)]
    for person in people:
        await here.surface.tell(here.place, "s.due.1", person.id, card("Due"))
    assert {1} == {sum(1 for each in person.dms() if each.message and each.message.blocks) for person in people}
    assert TIER_3 == here.asked("conversations.open")


async def test_a_lost_message_to_a_new_conversation_waits_until_that_can_be_looked_into(here: Room) -> None:
    """A second post to the person's id could be a second message."""
    for number in range(TIER_3):
        await here.surface.tell(here.place, "s.due.1", here.team.member(f"Member {number}").id, card("Due"))
    here.server.mischief.cuts("chat.postMessage", after=True)
    for _ in range(2):
        with pytest.raises(Busy):
            await here.tell()
    here.clock.advance(MINUTE)
    await here.tell("Now")
    assert ["Now"] == here.told()


async def test_who_is_not_there_is_told_nothing(here: Room) -> None:
    """The engine hears of it, whatever the reason."""
    here.ada.user.deleted = True
    with pytest.raises((Denied, Gone)):
        await here.tell()
    for member in ("U0NOBODY", "nobody", "", here.channel.id):
        with pytest.raises((Denied, Gone)):
            await here.surface.tell(here.place, "s.due.1", member, card())


async def test_a_conversation_that_is_no_more_is_opened_anew(here: Room) -> None:
    """As after an account was merged into another: its channel is not found any more."""
    await here.tell("Old", "s.due.1")
    old = here.ada.dm
    here.team.team.channels.pop(old.id)
    await here.tell("New", "s.due.2")
    assert ["New"] == here.told()


# -- files
async def test_files_stand_beside_the_message(here: Room) -> None:
    """Each with its name; told again, they are not shared again."""
    files = (CSV, File("../a b\n.csv", "text/csv", b""))
    for _ in range(2):
        await here.tell("Results", files=files)
    assert (["Results"], ["results.csv", "a b .csv"]) == (here.told(), shared(here))


async def test_files_of_a_message_in_a_channel_stand_in_its_thread(here: Room) -> None:
    """And an edit does not share them again."""
    ref = await here.put(files=(CSV,))
    await here.put(ref=ref, files=(CSV,))
    (found,) = [each for each in here.messages() if each.body.get("files")]
    assert ref == found.thread_ts


@pytest.mark.parametrize("method", ["files.getUploadURLExternal", "files.completeUploadExternal"])
@pytest.mark.parametrize("after", [False, True])
async def test_files_go_on_where_they_were(here: Room, method: str, after: bool) -> None:  # noqa: FBT001 - as given
    """An answer was lost: the message stands once, and so do its files."""
    here.server.mischief.cuts(method, after=after)
    with pytest.raises(Busy):
        await here.tell("Results", files=(CSV,))
    await here.tell("Results", files=(CSV,))
    assert (["Results"], ["results.csv"]) == (here.told(), shared(here))


async def test_where_files_are_switched_off_the_message_stands(here: Room) -> None:
    """And it is told what is missing."""
    here.server.mischief.says("files.getUploadURLExternal", "file_uploads_disabled")
    with pytest.raises(Denied, match="file uploads"):
        await here.tell("Results", files=(CSV,))
    assert (["Results"], []) == (here.told(), shared(here))


@pytest.mark.parametrize(
    ("name", "taken"),
    [
        ("a.csv", "a.csv"),
        ("../../a.csv", "a.csv"),
        ("a\n\tb.csv", "a b.csv"),
        ("..", "file"),
        ("x" * 300 + ".csv", "x" * 196 + ".csv"),
    ],
)
def test_a_files_name_is_one_line_without_folders(name: str, taken: str) -> None:
    """Its ending stays, however long it is."""
    assert taken == file_name(name)


# -- what a message has no room for
LONG = "\n\n".join(f"Paragraph {number}. " + "All of it matters. " * 30 for number in range(60))


def threaded(here: Room) -> list[tuple[str, str]]:
    """Return the files in the channel, each with the thread it stands in."""
    return [
        (each["name"], message.thread_ts) for message in here.messages() for each in message.body.get("files") or ()
    ]


async def test_the_whole_of_a_long_text_stands_in_the_thread(here: Room) -> None:
    """Once, whatever is edited in the next minutes; and what is short needs none."""
    ref = await here.put(body=LONG)
    await here.put(ref=ref, body=LONG)
    await here.put(ref=ref, body=LONG + "\n\nMore.")
    assert [("full-text.md", ref)] == threaded(here)
    (file,) = here.team.team.files.values()
    assert b"Paragraph 59." in file.data


async def test_a_long_text_that_has_changed_follows_after_a_while(here: Room) -> None:
    """Not with every edit."""
    ref = await here.put(body=LONG)
    here.clock.advance(APART)
    await here.put(ref=ref, body=LONG + "\n\nMore.")
    assert [("full-text.md", ref)] * 2 == threaded(here)


async def test_a_long_text_is_posted_where_files_are_switched_off(here: Room) -> None:
    """Its beginning is better than nothing."""
    here.server.mischief.says("files.getUploadURLExternal", "file_uploads_disabled")
    await here.put(body=LONG)
    assert (["Q"], []) == (here.titles(), threaded(here))
