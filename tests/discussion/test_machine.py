"""A discussion under random events at random times, with news of messages in any order: what holds whatever happens."""

from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from msgspec.structs import replace

from bot.discussion.counting import long_enough, standing
from bot.discussion.events import (
    AnswerForm,
    AnswerHere,
    AwayForm,
    ChangeDates,
    CloseDiscussion,
    Compose,
    ComposeMore,
    DiscussionPanel,
    Drop,
    Edit,
    Excuse,
    GrantExtension,
    Highlight,
    ListDiscussions,
    Mute,
    Others,
    Reopen,
    Report,
    Respond,
    Reveal,
    Snooze,
    Status,
)
from bot.discussion.gate import GATE
from bot.discussion.phases import Closed, Dropped, Ended, Open
from bot.discussion.session import DiscussionKind
from bot.kernel.clock import DAY, HOUR, MINUTE, SECOND
from bot.kernel.event import Back, CaughtUp, Event, Heard, Left, Roll, Signal, Tick, Unreached, read_press, spell_press
from bot.kernel.message import Message, Removed
from bot.kernel.people import ENGINE, Actor
from bot.kernel.session import Fact, Reply
from bot.testing.discussions import CLASS, DAN, HOST, Options, attendee, draft, typed
from bot.testing.nights import in_quiet
from bot.testing.texts import presses, texts_of

KIND = DiscussionKind()
MEMBERS = (*CLASS, DAN)
SECRET = "ZZ"
members = st.sampled_from(MEMBERS)
TEXTS = st.sampled_from(("short", "a bit longer than that", "five words and no more", "@everyone **x** `y` <b>", None))
TIMES = st.sampled_from(
    ("", "-", "in 2 h", "in 3 days", "fri 17:00", "in 9 days", "yesterday", "1 oct 9:00", "nonsense")
)
NAMES = st.sampled_from(("ana", "Ben", "@cleo", "dan", "nobody", ""))
RULES = ("1 post", "1 post, 2 replies, 4 words", "2 posts, 1 reply", "0 posts, 1 reply, 2 words a reply")
SEALED = ("1 post, 4 words, sealed", "1 post, 1 reply, sealed")


class Course(RuleBasedStateMachine):
    """People, the platform and the engine do anything at any time; after each step the rules still hold."""

    @initialize(
        rules=st.sampled_from((*RULES, *SEALED)),
        later=st.sampled_from((("", ""), ("mon 9:00", ""), ("", "tue 9:00"), ("mon 9:00", "tue 9:00"))),
        due=st.sampled_from(("fri 17:00", "in 5 h", "in 1 h")),
        opens=st.sampled_from(("", "", "", "tomorrow 9:00", "nonsense")),
        remind=st.sampled_from(("", "48h 24h 2h 30min", "none")),
        expect=st.sampled_from(("", "everybody", "whoever", "role x")),
        repeat=st.sampled_from(("", "", "every tue 09:00 for 3 weeks")),
        zone=st.sampled_from(("UTC", "Europe/London", "Asia/Kolkata")),
        quiet=st.lists(st.sampled_from((None, (22 * 60, 7 * 60), (8 * 60, 16 * 60), (0, 0))), min_size=5, max_size=5),
        told=st.sampled_from((True, True, True, False)),
        gated=st.booleans(),
    )
    def opens(
        self, later: tuple[str, str], quiet: list[Any], *, zone: str, told: bool, gated: bool, **fields: str
    ) -> None:
        """A host opens a discussion."""
        needs = fields["rules"] == SEALED[1]
        replies, late = later if not needs or later[0] else ("mon 9:00", later[1])
        crowd = [attendee(person, quiet=hours) for person, hours in zip((HOST, *MEMBERS), quiet, strict=True)]
        options = Options(zone=zone, people=tuple(crowd), gated=gated)
        self.talk = draft(typed(replies_due=replies, late_until=late, **fields), **options)
        self.people = {person.member: person for person in crowd}
        self.told = told
        self.written: dict[str, Message] = {}
        self.news: list[Heard] = []
        self.reminders: set[tuple[str, str]] = set()
        self.stands: dict[str, str] = {}
        self.happens(Compose(**self.typed("title", "body", "due", "opens", "rules")), HOST)

    def typed(self, *fields: str) -> dict[str, str]:
        """Return what the draft has in these fields."""
        return {field: getattr(self.talk.value.draft, field) for field in fields}

    # -- what happens

    def happens(self, event: Event | Signal, by: Actor) -> Reply:
        """Let `event` happen; a refusal must leave the very same object, and tell nobody what is sealed for them."""
        before, known = self.talk.value, len(self.talk.facts)
        reply = self.talk.do(event, by)
        if reply.refused and not isinstance(event, Heard):
            assert before is self.talk.value
            assert known == len(self.talk.facts)
        assert not reply.refused or reply.text or reply.card
        if self.talk.value.sealed and not self.has_answered(by):
            others = {f"{SECRET}{each.member}" for each in MEMBERS if each != by}
            told = " ".join(texts_of(reply)) + "".join(
                file.data.decode() for file in (reply.card.files if reply.card else ())
            )
            assert not any(secret in told for secret in others)
        if reply.card is not None:
            self.check_presses(reply.card.session, presses(reply.card))
        self.check_reminders(self.talk.facts[known:])
        return reply

    def has_answered(self, by: Actor) -> bool:
        """Whether `by` has given an answer that counts."""
        value = self.talk.value
        return any(post.number and long_enough(value.rules, post) for post in value.posts.get(by.member, ()))

    def check_reminders(self, facts: list[Fact]) -> None:
        """Each reminder is the only one of its stage for its member, who owes something, is awake, here, and wants it."""
        value, at = self.talk.value, self.talk.at
        for fact in facts:
            if not fact.item.startswith("r"):
                continue
            assert (fact.item, fact.member) not in self.reminders
            self.reminders.add((fact.item, fact.member))
            person = value.attendee(fact.member)
            what, own = standing(value, fact.member, at), value.own_of(fact.member)
            assert isinstance(value.phase, Open | Ended)
            assert what.owes
            assert at < max(value.dates_of(fact.member).due, value.dates_of(fact.member).replies_by)
            assert not own.excused
            assert not own.stopped
            assert all(max(post.at, post.edited) + 30 * MINUTE <= at for post in value.posts.get(fact.member, ()))
            if person is not None:
                assert person.reminders
                assert person.away <= at
                assert not in_quiet(at, person, value.setup.zone)

    def check_presses(self, session: str, events: Any) -> None:
        """Every control fits a token, comes back from it, and can be pressed by anybody."""
        for press in events:
            assert (session, press) == read_press(spell_press(session, press))
            for by in (HOST, DAN):
                self.talk.value.handle(press, by, self.talk.at)

    # -- what members write

    @precondition(lambda self: self.talk.value.listens)
    @rule(by=st.sampled_from((*MEMBERS, HOST)), text=TEXTS, data=st.data(), heard=st.booleans())
    def writes(self, by: Actor, text: str | None, data: st.DataObject, *, heard: bool) -> None:
        """Somebody writes in the thread or behind the gate, perhaps an answer, perhaps with mentions; news may come later."""
        ids = ["", "unknown", *self.written]
        to = data.draw(st.sampled_from(ids))
        slot = "" if to else data.draw(st.sampled_from(["", *self.talk.value.view()]))
        named = data.draw(st.lists(members.map(lambda each: each.member), max_size=2).map(tuple))
        self.talk.at += SECOND
        message = Message(f"w{len(self.written)}", by.member, by.name, self.talk.at, text, to, named)
        self.written[message.id] = message
        self.tells(message, slot, heard=heard)

    @precondition(lambda self: self.written)
    @rule(data=st.data(), text=TEXTS, heard=st.booleans())
    def edits(self, data: st.DataObject, text: str | None, *, heard: bool) -> None:
        """Somebody edits an own message."""
        message = self.written[data.draw(st.sampled_from(sorted(self.written)))]
        if not message.removed:
            self.talk.at += SECOND
            self.written[message.id] = replace(message, text=text, edited_at=self.talk.at)
            self.tells(self.written[message.id], heard=heard)

    @precondition(lambda self: self.written)
    @rule(data=st.data(), by=st.sampled_from((Removed.BY_AUTHOR, Removed.BY_MODERATOR)), heard=st.booleans())
    def removes(self, data: st.DataObject, by: Removed, *, heard: bool) -> None:
        """A message is taken away."""
        message = self.written[data.draw(st.sampled_from(sorted(self.written)))]
        if not message.removed:
            self.talk.at += SECOND
            self.written[message.id] = replace(message, removed=by, removed_at=self.talk.at)
            self.tells(Message(message.id, "", "", 0, removed=by, removed_at=self.talk.at), heard=heard)

    def tells(self, message: Message, slot: str = "", *, heard: bool) -> None:
        """Hand the news on, or keep it for later; `slot` is the card of ours that the message answers."""
        if heard:
            self.hears(Heard(message, slot))
        else:
            self.news.append(Heard(message, slot))

    def hears(self, heard: Heard) -> None:
        """Let the discussion hear of a message; hearing it again changes nothing."""
        author = next((each for each in (*MEMBERS, HOST) if each.member == heard.message.author), ENGINE)
        self.happens(heard, author)
        before = self.talk.value
        self.happens(heard, author)
        assert before is self.talk.value

    @precondition(lambda self: self.news)
    @rule(data=st.data())
    def late_news(self, data: st.DataObject) -> None:
        """News of a message comes late, in any order."""
        self.hears(self.news.pop(data.draw(st.integers(0, len(self.news) - 1))))

    # -- what members and hosts press

    @precondition(lambda self: self.talk.value.rules.sealed)
    @rule(by=st.sampled_from((*MEMBERS, HOST)), long=st.booleans())
    def answers(self, by: Actor, *, long: bool) -> None:
        """Somebody answers by form."""
        self.happens(Respond(f"{SECRET}{by.member}" + " and more words than four" * long), by)

    @rule(
        by=st.sampled_from((*MEMBERS, HOST)),
        event=st.sampled_from(
            (Status(), AnswerForm(), AnswerHere(), AnswerHere("x"), Others(), Others(7), Others(-1), Snooze(), AwayForm(),
             Mute(), Mute(on=False), ListDiscussions(), Event())
        ),
    )  # fmt: skip
    def presses(self, by: Actor, event: Event) -> None:
        """Somebody presses a control of their own."""
        self.happens(event, by)

    @rule(
        event=st.one_of(
            st.builds(ChangeDates, TIMES, TIMES, TIMES),
            st.builds(GrantExtension, NAMES, TIMES),
            st.builds(Excuse, NAMES),
            st.builds(Highlight, NAMES, st.sampled_from(("good", "", "**x**" * 80))),
            st.builds(Reopen, TIMES),
            st.sampled_from(
                (DiscussionPanel(), Report(), Reveal(), Reveal("yes"), CloseDiscussion(), Edit(), Edit(more=True))
            ),
        )
    )
    def controls(self, event: Event) -> None:
        """A host controls."""
        self.happens(event, HOST)

    @precondition(lambda self: isinstance(self.talk.value.phase, Open | Ended))
    @rule(who=members, until=st.sampled_from(("in 9 days", "in 2 days")))
    def extends(self, who: Actor, until: str) -> None:
        """A host gives somebody more time."""
        self.happens(GrantExtension(who.name, until), HOST)

    @precondition(lambda self: isinstance(self.talk.value.phase, Open | Ended) and self.talk.value.posts)
    @rule(reopens=st.sampled_from(("", "in 1 h", "in 9 days")))
    def closes(self, reopens: str) -> None:
        """A host closes it, and perhaps opens it again."""
        self.happens(CloseDiscussion(sure="yes"), HOST)
        self.answers_roll()
        assert isinstance(self.talk.value.phase, Closed)
        if reopens:
            self.happens(Reopen(reopens), HOST)

    @precondition(lambda self: not self.talk.value.begun)
    @rule(event=st.one_of(st.builds(Compose, due=TIMES, opens=TIMES), st.builds(ComposeMore, TIMES, TIMES)))
    def drafts(self, event: Event) -> None:
        """A host fills in forms of what stands nowhere yet."""
        self.happens(event, HOST)

    @rule(
        by=members, event=st.sampled_from((Report(), Reveal("yes"), CloseDiscussion(sure="yes"), Excuse("ana"), Drop()))
    )
    def meddles(self, by: Actor, event: Event) -> None:
        """A member presses what is a host's."""
        assert self.happens(event, by).refused

    # -- people and time

    @rule(
        who=members,
        change=st.sampled_from(
            ({"reminders": False}, {"reminders": True}, {"quiet": (60, 50)}, {"zone": "America/New_York"},
             {"zone": "Mars/Olympus"}, {"away": 2 * DAY}, None)
        ),
    )  # fmt: skip
    def person_changes(self, who: Actor, change: dict[str, Any] | None) -> None:
        """Somebody leaves, comes back, or sets something."""
        if change is None and who.member in self.people:
            del self.people[who.member]
        elif change is None:
            self.people[who.member] = attendee(who)
        elif who.member in self.people:
            change = {**change, "away": self.talk.at + change["away"]} if "away" in change else change
            self.people[who.member] = replace(self.people[who.member], **change)

    @rule(
        length=st.sampled_from((0, SECOND, MINUTE, 29 * MINUTE, HOUR, 3 * HOUR, 11 * HOUR, DAY)), answers=st.booleans()
    )
    def time_goes_by(self, length: int, *, answers: bool) -> None:
        """Time goes by, with every tick that is asked for; the roll may stay unanswered."""
        end = self.talk.at + length
        for _ in range(200):
            wake = self.talk.value.wake_at
            if wake is None or wake > end:
                break
            self.talk.at = max(self.talk.at, wake)
            self.ticks(answers=answers)
        self.talk.at = max(self.talk.at, end)

    def ticks(self, *, answers: bool) -> None:
        """Wake it at the hour it asked for; that moves its hour."""
        before = self.talk.value.wake_at
        self.happens(Tick(), ENGINE)
        after = self.talk.value.wake_at
        assert self.talk.value.over or before != after
        if answers:
            self.answers_roll()

    @rule()
    def wakes_early(self) -> None:
        """A tick nobody asked for changes nothing."""
        before = self.talk.value
        if before.wake_at is None or before.wake_at > self.talk.at:
            self.happens(Tick(), ENGINE)
            assert before is self.talk.value

    @rule()
    def answers_roll(self) -> None:
        """The roll is answered, after everything that was missed has been heard."""
        call = self.talk.value.roll_call
        if call is None:
            return
        while self.news:
            self.hears(replace(self.news.pop(0), missed=True))
        if self.talk.value.listens:
            standing_ones = frozenset(each.id for each in self.written.values() if not each.removed)
            self.happens(CaughtUp(0, standing_ones), ENGINE)
        if self.told:
            self.happens(Roll(call.mark, tuple(self.people.values())), ENGINE)
            return
        known = tuple(self.people[each] for each in call.known if each in self.people)
        self.happens(Roll(call.mark, None, known, frozenset(call.known) - set(self.people), "Members"), ENGINE)

    @rule(mark=st.sampled_from(("0", "1", "x")))
    def stale_roll(self, mark: str) -> None:
        """An answer to a question nobody asks any more changes nothing."""
        call, before = self.talk.value.roll_call, self.talk.value
        if call is None or call.mark != mark:
            self.happens(Roll(mark, ()), ENGINE)
            assert before is self.talk.value

    @rule()
    def is_not_reached(self) -> None:
        """The platform takes no direct messages."""
        for key, news in self.talk.value.whispers().items():
            for member in news.members:
                self.happens(Unreached(key, news.stamp, member), ENGINE)

    @precondition(lambda self: self.talk.value.begun)
    @rule(leaves=st.sampled_from((False, False, False, True)), back=st.booleans())
    def is_dismissed(self, *, leaves: bool, back: bool) -> None:
        """The workspace removes us, and perhaps lets us in again: nobody is told, before a host opens it again."""
        if leaves:
            self.happens(Left(), ENGINE)
            assert (True, {}) == (self.talk.value.over, dict(self.talk.value.whispers()))
        if back:
            self.happens(Back(), ENGINE)
            assert not self.talk.value.dismissed
        assert self.talk.value.over or not self.talk.value.quiet

    # -- what holds

    @invariant()
    def what_is_written_is_what_stands(self) -> None:
        """Content, state and facts read back are the value, and give the same cards and hour."""
        value, thawed = self.talk.value, self.talk.thawed()
        assert value == thawed
        assert (value.wake_at, KIND.freeze(value)) == (thawed.wake_at, KIND.freeze(thawed))
        assert value.view() == thawed.view()
        assert dict(value.whispers()) == dict(thawed.whispers())
        assert value.heirs() == thawed.heirs()

    @invariant()
    def nothing_sealed_is_public(self) -> None:
        """No public card and no news tells of sealed answers or who gave them."""
        value = self.talk.value
        if not value.sealed:
            return
        cards = [card for card in value.view().values() if card.admits is None and card.under != GATE]
        public = " ".join(text for card in cards for text in texts_of(card))
        assert SECRET not in public
        assert not any(each.name in public for each in MEMBERS)
        for key, news in value.whispers().items():
            for member in news.members:
                card = value.whisper(key, member)
                told = " ".join([*texts_of(card), *(file.data.decode() for file in card.files)])
                assert SECRET not in told.replace(f"{SECRET}{member}", "")

    @invariant()
    def who_is_let_in_has_answered_for_good(self) -> None:
        """The gate admits nobody who could not see the others' answers anyway, and their own stands from then on."""
        value, cards = self.talk.value, self.talk.value.view()
        admitted = {member for card in cards.values() for member in card.admits or ()}
        assert ({GATE} if admitted else set()) == {slot for slot, card in cards.items() if card.admits is not None}
        assert not admitted or value.setup.gated
        assert admitted <= value.looked
        for member in admitted:
            own = value.answer_of(member)
            assert own is not None
            assert long_enough(value.rules, own)
            assert own.text == self.stands.setdefault(member, own.text)

    @invariant()
    def every_control_can_be_pressed(self) -> None:
        """Every control of every card fits a token and raises nothing."""
        value = self.talk.value
        whispered = [value.whisper(key, each) for key, news in value.whispers().items() for each in news.members]
        for card in (*value.view().values(), *whispered):
            self.check_presses(card.session, presses(card))

    @invariant()
    def what_runs_wants_to_be_woken(self) -> None:
        """Nothing but what is over can be forgotten."""
        assert (self.talk.value.wake_at is None) == self.talk.value.over

    def teardown(self) -> None:
        """Left to the clock alone, it comes to an end, even if no roll is ever answered."""
        if not hasattr(self, "talk"):
            return
        for _ in range(5_000):
            value = self.talk.value
            if value.over or value.wake_at is None:
                break
            self.talk.at = max(self.talk.at, value.wake_at)
            self.ticks(answers=len(self.written) % 2 == 0)
        assert isinstance(self.talk.value.phase, Closed | Dropped)
        self.what_is_written_is_what_stands()


TestCourse = Course.TestCase
TestCourse.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
