"""A discussion: the host opens a prompt, a week passes, members write when they find the time, and a deadline comes.

What the members write is made up. One writes too little, mends it, and is reminded of the replies that are missing; one comes
at the last minute, and one stops half-way: that is what the host's report is for.
"""

from msgspec import Struct

from adapters.terminal.acts.show import HOST, SEED, WEEK, Show, weekday
from adapters.terminal.stage import PLACE
from adapters.terminal.text import DAYS
from bot.kernel.clock import DAY, HOUR, MINUTE, SECOND, Instant
from bot.kernel.people import Actor
from bot.learners.people import learner

PROMPT = "gene-drive"
OPENING = f'/discuss open {PROMPT} due:"fri 17:00" replies_due:"fri 17:00" rules:"1 post, 2 replies, 15 words"'
DEADLINE = "Fri 17:00"
AFTERWARDS = 30 * MINUTE
"""How long we stay after the deadline: until the grace is over and everything has been said."""

AMINA, BRUNO, CARMEN, DMITRI, ELENI = (
    Actor(each.member, each.name) for each in (learner(n, SEED, None) for n in range(5))
)
MEMBERS = (AMINA, BRUNO, CARMEN, DMITRI, ELENI)


class Turn(Struct, frozen=True):
    """Something somebody does at a time of that week (UTC)."""

    when: str
    who: Actor
    line: str


TURNS = (
    Turn(
        "Tue 16:20",
        BRUNO,
        "posts Yes, under a condition: first an island where people have voted for it themselves. What weighs most for me is "
        "the children. The best reason against it is that nobody can call it back, and I would change my mind if a test in a "
        "cage failed.",
    ),
    Turn("Wed 08:05", AMINA, "posts No. It is too risky for me."),
    Turn(
        "Wed 08:09",
        AMINA,
        "edits: No, not yet. It crosses borders, so one country decides for ten. Against me stands that waiting costs lives, "
        "too, more than a thousand every day. I would need to see that the neighbours can say no.",
    ),
    Turn(
        "Wed 19:40",
        CARMEN,
        "posts Yes. We drain swamps and spray whole valleys, and that cannot be called back either. The fairest objection is "
        "about what eats the mosquitoes. Show me one bird that lives on this species alone, and I will think again.",
    ),
    Turn(
        "Wed 19:52",
        CARMEN,
        f"replies to {AMINA.name}: How would ten countries vote? I can see a treaty, as there is for rivers, but not a veto.",
    ),
    Turn(
        "Wed 20:03",
        CARMEN,
        f"replies to {BRUNO.name}: Everybody on the island would have to understand what they vote on. Who explains it to them, "
        "and who pays that person?",
    ),
    Turn(
        "Thu 12:30",
        DMITRI,
        "posts No. It worked in cages because a cage has walls. My reason is that resistance will come, and then we have lost "
        "trust as well. The other side is right that nets and drugs meet resistance, too.",
    ),
    Turn(
        "Thu 12:41",
        BRUNO,
        f"replies to {DMITRI.name}: What would a trial have to measure for you to trust it? I said cages, and you said walls.",
    ),
    Turn(
        "Thu 17:20",
        AMINA,
        f"replies to {BRUNO.name}: On your island, who votes for those who sail there to fish, and for the shore they come from?",
    ),
    Turn(
        "Fri 09:10",
        BRUNO,
        f"replies to {CARMEN.name}: A swamp stays where it is, and a mosquito does not. Is that not what matters to neighbours?",
    ),
    Turn(
        "Fri 15:30",
        AMINA,
        f"replies to {CARMEN.name}: A treaty on a river takes thirty years. What would you do in the meantime, wait or begin "
        "alone?",
    ),
    Turn(
        "Fri 16:52",
        ELENI,
        "posts Yes under a condition, like Bruno, but mine is money: who pays for nets in the meantime? Against it speaks "
        "that a company could own the gene. I would vote no if it is patented.",
    ),
    Turn(
        "Fri 16:58",
        ELENI,
        f"replies to {CARMEN.name}: Some swamps that were drained did come back. Does that speak for your vote, or against it?",
    ),
)


async def discuss(show: Show) -> None:
    """Play the whole of it, on the day on which the stage is by now."""
    _announce(show)
    show.watched.add(AMINA.member)
    for each in (HOST, *MEMBERS):
        show.stage.terminal.screen.meet(each)
    midnight = show.stage.now() // DAY * DAY
    await show.host(OPENING)
    for turn in TURNS:
        await _until(show, _instant(midnight, turn.when))
        await show.stage.act(turn.who, turn.line)
    await _until(show, _instant(midnight, DEADLINE) + AFTERWARDS)


def _announce(show: Show) -> None:
    show.scroll.gutter = WEEK
    say = show.scroll.plain
    say("")
    say(
        f"Now the other half: a discussion in the channel #{PLACE.channel}, answered in one's own time before a deadline."
    )
    say("What stands behind a dotted bar stands in its thread. At the left are day and time (UTC).")


async def _until(show: Show, when: Instant) -> None:
    await show.stage.wait((when - show.stage.now()) / SECOND)


def _instant(midnight: Instant, when: str) -> Instant:
    """Return the next instant at which it is `when` (such as ``Wed 08:05``, UTC), from `midnight` of a day on."""
    day, _, time = when.partition(" ")
    hour, _, minute = time.partition(":")
    days = (DAYS.index(day) - weekday(midnight)) % 7
    return midnight + days * DAY + int(hour) * HOUR + int(minute) * MINUTE
