"""The painter: few edits, the newest state, nothing twice, whatever the platform does."""

import asyncio
import sqlite3
from pathlib import Path

from bot.engine.clock import ManualClock
from bot.kernel.errors import Busy, Denied, Gone
from bot.kernel.people import Actor
from bot.quiz.events import Answer, Begin, Close, End, Join, Pause, Resume, Skip, Void
from bot.quiz.phases import Asking, Finished, Paused, Revealed
from bot.quiz.session import Quiz
from bot.testing.counting import Add, Counting, Rename, Stop
from bot.testing.decks import numbered
from bot.testing.house import House, a_house
from bot.testing.platform import MemoryPlatform
from bot.testing.quizzes import ANA, BEN, HOST, NOON, Options, lobby


def a_quiz(count: int = 2, **options: object) -> Quiz:
    """Return a quiz in its lobby that nobody has joined."""
    wanted: Options = {"joined": (), "reading": 0, **options}  # type: ignore[typeddict-item]  # handed on
    return lobby(numbered(count), **wanted).quiz


async def begun(house: House, count: int = 2, **options: object) -> None:
    """Open a quiz that Ana and Ben have joined and begin it."""
    await house.open(a_quiz(count, **options))
    for member in (ANA, BEN):
        await house.submit(Join(), member)
    await house.submit(Begin())
    await house.settle()


# -- few edits


async def test_posting_comes_before_the_clock(tmp_path: Path) -> None:
    """The question is asked from the instant at which the platform has confirmed it."""
    async with a_house(tmp_path / "db") as house:
        await begun(house)
        phase = (await house.value()).phase
        assert Asking(0, closes=NOON + 20_000, began=NOON, company=True) == phase
        assert "Question 1 of 2" == house.platform.shown("q0").title


async def test_thirty_answers_in_a_second_are_few_edits(tmp_path: Path) -> None:
    """A counter waits for the platform's gap and then shows the newest number only."""
    async with a_house(tmp_path / "db") as house:
        await begun(house, early="off")
        await house.after(2)
        before = len(house.platform.puts)
        for number in range(30):
            await house.submit(Answer(0, (1,)), Actor(f"m{number}", f"M{number}"))
            await house.after(0.033)
        await house.after(1)
        edits = len(house.platform.puts) - before
        assert 1 <= edits <= 3
        assert "30 answered" == house.platform.shown("q0").footer


async def test_at_most_three_edits_in_any_three_seconds_of_a_question(tmp_path: Path) -> None:
    """However many answer, a channel is edited about once a second while a question is asked."""
    async with a_house(tmp_path / "db") as house:
        await begun(house, early="off")
        await house.after(2)
        for number in range(120):
            await house.submit(Answer(0, (1,)), Actor(f"m{number}", f"M{number}"))
            await house.after(0.1)
        times = [at for at, _, _ in house.platform.puts if at > NOON + 2_000]
        assert max(sum(start <= at < start + 3_000 for at in times) for start in times) <= 3


async def test_what_may_not_wait_is_painted_at_once(tmp_path: Path) -> None:
    """A pause in the middle of a gap changes the buttons immediately."""
    async with a_house(tmp_path / "db") as house:
        await begun(house)
        await house.submit(Answer(0, (1,)), ANA)
        await house.submit(Pause())
        await house.settle()
        assert () == house.platform.shown("q0").buttons
        assert house.clock.now() == NOON


async def test_a_change_of_state_does_not_wait_behind_a_counter(tmp_path: Path) -> None:
    """A counter that waits for its gap is overtaken by a reveal."""
    async with a_house(tmp_path / "db") as house:
        await begun(house)
        for number in range(3):
            await house.submit(Answer(0, (1,)), Actor(f"m{number}", ""))
        await house.settle()
        await house.submit(Close())
        await house.settle()
        assert "✅" in house.platform.shown("q0").body


async def test_nothing_is_painted_twice(tmp_path: Path) -> None:
    """A look at what has not changed edits nothing."""
    async with a_house(tmp_path / "db") as house:
        await house.open(Counting(label="x"))
        before = len(house.platform.puts)
        await house.desk.reread("abcdefghij")
        await house.settle()
        assert before == len(house.platform.puts)


async def test_places_have_budgets_of_their_own(tmp_path: Path) -> None:
    """A busy channel does not slow down another one."""
    async with a_house(tmp_path / "db") as house:
        other = Counting(id="bbbbbbbbbb", place=Counting().place.__class__("memory:school", "other"))
        await house.open(Counting())
        await house.open(other)
        await house.after(5)
        await house.submit(Add("a"), ANA)
        await house.submit(Add("a"), ANA, "bbbbbbbbbb")
        await house.settle()
        assert ["1 counted", "1 counted"] == [message.card.body for message in house.platform.messages.values()]


# -- trouble


async def test_a_deleted_message_is_posted_again(tmp_path: Path) -> None:
    """What a moderator deleted comes back with the next change, once."""
    async with a_house(tmp_path / "db") as house:
        await begun(house)
        (ref,) = [ref for ref, message in house.platform.messages.items() if "q0" in message.key]
        house.platform.delete(ref)
        await house.submit(Pause())
        await house.settle()
        assert "Paused" in house.platform.shown("q0").body


async def test_a_message_deleted_again_and_again_comes_back_each_time(tmp_path: Path) -> None:
    """Each posting has a key of its own, so that it is never taken for the one that was deleted."""
    async with a_house(tmp_path / "db") as house:
        await house.open(Counting(label="0"))
        for number in range(1, 5):
            (ref,) = house.platform.messages
            house.platform.delete(ref)
            await house.submit(Rename(f"{number}"))
            await house.settle()
            assert f"{number}" == house.platform.shown("count").title


async def test_a_channel_that_is_gone_is_left_alone(tmp_path: Path) -> None:
    """Where there is nowhere to post nothing is tried again until something changes."""
    async with a_house(tmp_path / "db") as house:
        house.platform.trouble.extend([Gone()] * 3)
        await house.open(Counting())
        await house.after(60)
        assert 2 == len(house.platform.trouble)
        house.platform.trouble.clear()
        await house.submit(Rename("back"))
        await house.settle()
        assert "back" == house.platform.shown("count").title


async def test_a_busy_platform_is_waited_for_and_shown_the_newest(tmp_path: Path) -> None:
    """After the time it asked for, only what stands by then is put."""
    async with a_house(tmp_path / "db") as house:
        await house.open(Counting(label="old"))
        house.platform.trouble.append(Busy(2.5))
        before = len(house.platform.puts)
        for number in range(5):
            await house.submit(Rename(f"{number}"))
        await house.after(2.4)
        assert before == len(house.platform.puts)
        await house.after(0.2)
        assert ["4"] == [card.title for _, _, card in house.platform.puts[before:]]


async def test_a_platform_that_refuses_often_is_edited_less_often(tmp_path: Path) -> None:
    """Each refusal doubles the gap between edits that may wait; quiet edits shrink it again."""
    async with a_house(tmp_path / "db") as house:
        await house.open(Counting())
        for _ in range(3):
            house.platform.trouble.append(Busy(0.1))
            await house.after(10)
            await house.submit(Add(f"{house.clock.now()}"), ANA)
            await house.after(10)
        await house.submit(Add("one"), ANA)
        await house.after(0.5)
        start = len(house.platform.puts)
        await house.submit(Add("two"), ANA)
        await house.after(1.1)
        assert start == len(house.platform.puts)
        await house.after(8)
        assert start + 1 == len(house.platform.puts)


async def test_a_missing_permission_is_told_to_the_host_once(tmp_path: Path) -> None:
    """The host reads what is missing, once; with the permission, the next change is painted."""
    async with a_house(tmp_path / "db") as house:
        house.platform.trouble.extend([Denied("Send Messages")] * 3)
        await house.open(Counting())
        for number in range(2):
            await house.submit(Rename(f"{number}"))
            await house.settle()
        assert [("host", True)] == [(member, "Send Messages" in card.body) for _, member, card in house.platform.told]
        await house.submit(Rename("allowed"))
        await house.settle()
        assert "allowed" == house.platform.shown("count").title


async def test_what_cannot_be_posted_is_told_by_its_title_and_place(tmp_path: Path) -> None:
    """A host of several sessions has to know which one it is, and the way there where any of it stands."""
    async with a_house(tmp_path / "db") as house:
        await house.open(Counting())
        await house.submit(Rename("Rivers"))
        await house.settle()
        house.platform.trouble.append(Denied("Send Messages"))
        await house.submit(Rename("Lakes"))
        await house.settle()
        ((_, _, card),) = house.platform.told
        assert "I cannot post everything: Lakes" == card.title
        assert "[there](memory://counting/m0)" in card.body


async def test_a_quiz_that_may_not_post_waits_with_its_clock(tmp_path: Path) -> None:
    """Where the question cannot be posted its time does not run; any change tries again."""
    async with a_house(tmp_path / "db") as house:
        await house.open(a_quiz())
        house.platform.trouble.extend([Denied("Send Messages")] * 20)
        await house.submit(Begin())
        await house.after(60)
        assert (await house.value()).phase.began is None
        await house.submit(Pause())
        await house.settle()
        house.platform.trouble.clear()
        await house.submit(Resume())
        await house.settle()
        assert house.clock.now() == (await house.value()).phase.began


async def test_a_quiz_goes_on_once_it_may_post_again(tmp_path: Path) -> None:
    """Whoever gave us the permission need press nothing for it, and nobody is told a second time."""
    async with a_house(tmp_path / "db") as house:
        await house.open(a_quiz())
        house.platform.trouble.extend([Denied("Send Messages")] * 3)
        await house.submit(Begin())
        await house.after(31)
        assert 1 == len(house.platform.told)
        assert (await house.value()).phase.began is not None


async def test_what_could_not_be_recorded_is_recorded_later(tmp_path: Path) -> None:
    """With the database locked after the post, the clock starts as soon as it can be written, with one message."""
    async with a_house(tmp_path / "db", patience=0.05) as house:
        await house.open(a_quiz())
        other = sqlite3.connect(tmp_path / "db", check_same_thread=False)
        put = house.platform.put

        async def put_and_lock(*args: object) -> object:
            house.platform.put = put  # type: ignore[method-assign]
            result = await put(*args)  # type: ignore[arg-type]
            other.execute("BEGIN EXCLUSIVE")
            return result

        house.platform.put = put_and_lock  # type: ignore[method-assign,assignment]
        await house.submit(Begin())
        await house.settle()
        assert (await house.value()).phase.began is None
        other.rollback()
        other.close()
        await house.after(6)
        assert (await house.value()).phase.began is not None
        assert house.platform.shown("q0").buttons


# -- starting again


async def test_a_crash_between_post_and_record_leaves_one_message(tmp_path: Path) -> None:
    """What was posted and not recorded is posted again with the same key, which leaves one message."""
    clock = ManualClock(NOON)
    platform = MemoryPlatform(clock)
    async with a_house(tmp_path / "db", clock=clock, platform=platform) as house:
        await house.open(a_quiz())
        put = platform.put

        async def put_and_die(*args: object) -> object:
            await put(*args)  # type: ignore[arg-type]
            raise asyncio.CancelledError

        platform.put = put_and_die  # type: ignore[method-assign,assignment]
        await house.submit(Begin())
        await house.settle()
        platform.put = put  # type: ignore[method-assign]
    clock.advance(3_000)
    async with a_house(tmp_path / "db", clock=clock, platform=platform) as house:
        assert 2 == len(platform.messages)
        assert "Question 1" in platform.shown("q0").title
        assert clock.now() == (await house.value()).phase.began


async def test_a_restart_confirms_what_stands_there(tmp_path: Path) -> None:
    """A post that was recorded but never reported starts its clock at the next start, without being edited for it."""
    clock = ManualClock(NOON)
    platform = MemoryPlatform(clock)
    async with a_house(tmp_path / "db", clock=clock, platform=platform) as house:
        await house.open(a_quiz())
        house.painter._brush.confirm = _die  # type: ignore[method-assign]
        await house.submit(Begin())
        await house.settle()
        assert (await house.value()).phase.began is None
    clock.advance(7_000)
    async with a_house(tmp_path / "db", clock=clock, platform=platform) as house:
        assert clock.now() == (await house.value()).phase.began
        assert 2 == len(platform.messages)


async def _die(*_args: object) -> None:
    raise asyncio.CancelledError


async def test_buttons_posted_before_a_restart_still_work(tmp_path: Path) -> None:
    """The same question goes on, with the answers there were and the time there was."""
    clock = ManualClock(NOON)
    platform = MemoryPlatform(clock)
    async with a_house(tmp_path / "db", clock=clock, platform=platform) as house:
        await begun(house)
        await house.after(5)
        await house.submit(Answer(0, (1,)), ANA)
        await house.owner.beat(clock.now())
        button = platform.shown("q0").buttons[1]
    clock.advance(100_000)
    async with a_house(tmp_path / "db", clock=clock, platform=platform) as house:
        quiz = await house.value()
        assert (15_000, {"ana"}) == (quiz.phase.closes - clock.now(), set(quiz.answers[0]))
        assert (await house.submit(button.press, BEN)).refused == ""
        await house.after(0)
        assert isinstance((await house.value()).phase, Revealed)
        assert 2 == len(platform.messages)


async def test_a_restart_of_what_is_painted_edits_nothing(tmp_path: Path) -> None:
    """Starting again repeats nothing that stands there already."""
    clock = ManualClock(NOON)
    platform = MemoryPlatform(clock)
    async with a_house(tmp_path / "db", clock=clock, platform=platform) as house:
        await house.open(a_quiz())
        await house.submit(Join(), ANA)
        await house.after(5)
    before = len(platform.puts)
    async with a_house(tmp_path / "db", clock=clock, platform=platform) as house:
        await house.after(5)
        assert before == len(platform.puts)


async def test_what_was_left_unpainted_is_painted_at_the_next_start(tmp_path: Path) -> None:
    """A quiz that ended while its platform was away is painted when it is back."""
    clock = ManualClock(NOON)
    platform = MemoryPlatform(clock)
    async with a_house(tmp_path / "db", clock=clock, platform=platform) as house:
        await begun(house)
        platform.trouble.extend([Gone()] * 50)
        await house.submit(End())
        await house.settle()
    platform.trouble.clear()
    async with a_house(tmp_path / "db", clock=clock, platform=platform) as house:
        assert isinstance((await house.value()).phase, Finished)
        assert "counts for nobody" in platform.shown("q0").body
        assert platform.shown("end")


# -- private news


async def test_results_are_whispered_once(tmp_path: Path) -> None:
    """Each who answered has the result in the private message, once for each stamp; a correction tells it again."""
    async with a_house(tmp_path / "db") as house:
        await begun(house)
        await house.submit(Answer(0, (1,)), ANA)
        await house.submit(Close())
        await house.after(2)
        mine = [(key, member) for key, member, _ in house.platform.whispered if key.endswith(".mine")]
        assert [("abcdefghij.mine", "ana")] == mine
        await house.submit(Void())
        await house.after(2)
        bodies = [card.body for key, member, card in house.platform.whispered if key.endswith(".mine")]
        assert (2, True) == (len(bodies), "out of the score" in bodies[1])


async def test_nobody_learns_in_private_what_is_not_public_yet(tmp_path: Path) -> None:
    """While the platform cannot show the reveal, no result is whispered."""
    async with a_house(tmp_path / "db") as house:
        await begun(house)
        await house.submit(Answer(0, (1,)), ANA)
        house.platform.trouble.append(Busy(5))
        await house.submit(Close())
        await house.after(1)
        assert [] == [key for key, _, _ in house.platform.whispered if key.endswith(".mine")]
        await house.after(6)
        assert ["ana"] == [member for key, member, _ in house.platform.whispered if key.endswith(".mine")]


async def test_a_platform_without_private_edits_is_not_asked_for_them(tmp_path: Path) -> None:
    """There, results are fetched with a button; only direct messages go out."""
    clock = ManualClock(NOON)
    platform = MemoryPlatform(clock, private_edits=False)
    async with a_house(tmp_path / "db", clock=clock, platform=platform) as house:
        await begun(house, count=1)
        await house.submit(Answer(0, (1,)), ANA)
        await house.submit(Close())
        await house.after(60)
        assert [] == platform.whispered
        assert ["host"] == [member for _, member, _ in platform.told]


async def test_the_files_reach_the_host_once_over_restarts(tmp_path: Path) -> None:
    """The results are sent by direct message at the end, and not again at the next start."""
    clock = ManualClock(NOON)
    platform = MemoryPlatform(clock)
    async with a_house(tmp_path / "db", clock=clock, platform=platform) as house:
        await begun(house, count=1)
        await house.submit(Answer(0, (1,)), ANA)
        await house.submit(Close())
        await house.after(60)
        assert ["host"] == [member for _, member, _ in platform.told]
        assert 2 == len(platform.told[0][2].files)
    async with a_house(tmp_path / "db", clock=clock, platform=platform) as house:
        await house.submit(Void(1))
        await house.after(60)
        assert 1 == len(platform.told)


async def test_a_busy_platform_still_delivers_the_files(tmp_path: Path) -> None:
    """Being busy for a while loses no direct message."""
    async with a_house(tmp_path / "db") as house:
        await begun(house, count=1)
        await house.submit(Answer(0, (1,)), ANA)
        await house.submit(Close())
        await house.after(5)
        house.platform.private_trouble.extend([Busy(1), Busy(1)])
        await house.after(60)
        assert ["host"] == [member for _, member, _ in house.platform.told]


async def test_a_member_who_cannot_be_reached_stops_nobody(tmp_path: Path) -> None:
    """One closed mailbox is no reason to leave the others without their results."""
    async with a_house(tmp_path / "db") as house:
        await begun(house, early="off")
        for member in (ANA, BEN):
            await house.submit(Answer(0, (1,)), member)
        await house.after(2)
        house.platform.private_trouble.extend([Gone(), None])
        await house.submit(Close())
        await house.after(2)
        assert ["ben"] == [member for key, member, _ in house.platform.whispered if key.endswith(".mine")]


async def test_the_panel_follows_the_quiz(tmp_path: Path) -> None:
    """The host's panel shows the newest numbers after each gap."""
    async with a_house(tmp_path / "db") as house:
        await begun(house, early="off")
        await house.submit(Answer(0, (1,)), ANA)
        await house.after(2)
        panel = [card for key, member, card in house.platform.whispered if key.endswith(".panel")][-1]
        assert "1 of 2" in {field.value for field in panel.fields}


async def test_what_has_ended_leaves_the_painter(tmp_path: Path) -> None:
    """A session that is over and painted takes no memory."""
    async with a_house(tmp_path / "db") as house:
        await house.open(Counting())
        await house.submit(Stop())
        await house.settle()
        assert {} == house.painter._easels


async def test_a_skipped_question_and_a_pause_reach_the_platform(tmp_path: Path) -> None:
    """Every message ends as the last view has it."""
    async with a_house(tmp_path / "db") as house:
        await begun(house, count=3)
        await house.submit(Skip())
        await house.after(1)
        await house.submit(Pause())
        await house.after(5)
        quiz = await house.value()
        assert isinstance(quiz.phase, Paused)
        for slot, card in quiz.view().items():
            assert card == house.platform.shown(slot)
        assert HOST.member == quiz.host
