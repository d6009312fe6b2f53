"""What people type cannot break a card: neither by its size nor by its signs."""

import csv
from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from bot.discussion.events import (
    AnswerForm,
    ChangeDates,
    CloseDiscussion,
    Compose,
    DiscussionPanel,
    Edit,
    Excuse,
    GrantExtension,
    Highlight,
    Others,
    Report,
    Respond,
    Reveal,
    Status,
)
from bot.discussion.model import Draft
from bot.discussion.overview import choices_card, list_card, mine_card
from bot.discussion.private import after_answer
from bot.kernel.card import Card, Form
from bot.kernel.clock import DAY, HOUR, MINUTE
from bot.kernel.event import Event, Unreached, spell_press
from bot.kernel.markup import escape, plain, tokens
from bot.kernel.people import ENGINE, Actor, Attendee
from bot.kernel.session import Reply
from bot.testing.discussions import ANA, BEN, HOST, Talk, attendee, draft, talk, typed
from bot.testing.texts import marked_up, presses, texts_of

HOSTILE = [
    "**bold** _under_ ~~struck~~ `code`",
    "[link](https://evil.example) <https://evil.example>",
    "<t:0:R> <@everyone> @here <#1> <!channel>",
    "> quote\n# heading\n- item\n1. one\n```\nfence",
    "| table | ||spoiler||",
    "\\ &amp; &#42;",
    "{name} {0} %s",
    "\u202egnp.exe\u2028line",
    "\x00\x1b[31m***",
]
FORMULAE = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "|calc", "=HYPERLINK(1)"]


# -- what is there


def every_card(open_: Talk, many: int = 30) -> Iterator[tuple[str, Card]]:
    """Yield every card there is by now: public ones, news, and those a member or a host may ask for."""
    value = open_.value
    yield from value.view().items()
    for key, news in value.whispers().items():
        yield from ((f"{key} {member}", value.whisper(key, member)) for member in news.members)
    asked: list[tuple[Event, Actor]] = [(Status(), ANA), (Others(), ANA), (Others(1), ANA), (AnswerForm(), ANA)]
    asked += [(event, HOST) for event in (DiscussionPanel(), Report(), CloseDiscussion())]
    for event, by in asked:
        card = value.handle(event, by, open_.at).reply.card
        if card is not None:
            yield type(event).__name__, card
    every = [(value, "https://example.org/a/link")] * many
    yield "mine", mine_card(every, "ana", open_.at, "en")
    yield "list", list_card(every, HOST)
    yield "choices", choices_card([value] * many, "en")


def every_form(open_: Talk) -> Iterator[Form]:
    """Yield every form there is."""
    events = (ChangeDates(), GrantExtension(), Excuse(), Highlight(), Edit(), Edit(more=True), AnswerForm())
    for event in events:
        form = open_.value.handle(event, HOST, open_.at).reply.form
        if form is not None:
            yield form


# -- sizes

LONG_NAME = "*" * 100
CROWD = tuple(Attendee(f"{number:018}", f"{number} {LONG_NAME}") for number in range(299))
LONGEST = Draft(
    title="*" * 90,
    body="b" * 3000,
    due="fri 17:00",
    replies_due="sun 17:00",
    late_until="mon 17:00",
    rules="10 posts, 10 replies, 1000 words, 999 words a reply",
    remind="28d 5d 3d 2d 1d",
    expect="everybody",
    repeat="every mon, tue, wed, thu, fri, sat, sun 09:00 for 10 weeks",
)


def crowded(sealed: str = "") -> Iterator[Talk]:
    """Yield a discussion of 299 members with names of 100 signs, half of whom have written, at its stages."""
    host = attendee(HOST, name=LONG_NAME)
    people = (host, attendee(ANA), *CROWD)
    rules = "1 post, 1 reply, sealed" if sealed else "1 post, 1 reply, 3 words"
    open_ = talk(
        replace(LONGEST, rules=rules, remind="2d", repeat=""), people=people, zone="America/Argentina/Buenos_Aires"
    )
    for number, person in enumerate(CROWD[:150]):
        by = Actor(person.member, person.name)
        if sealed:
            open_.do(Respond(("*" * 1800)[: 100 + 12 * number] + f" {number}"), by)
        else:
            open_.post(by, "three words here" if number % 2 else "short")
    open_.do(Respond("mine"), ANA)
    for person in CROWD[:20]:
        open_.do(GrantExtension(person.member, "in 30 days"))
        open_.do(Highlight(person.member, "*" * 400))
    for person in CROWD[20:40]:
        open_.do(Excuse(person.member))
    yield open_
    open_.until(open_.value.dates.due - 2 * DAY)
    for key in [key for key in open_.news() if key.startswith("r.")][:120]:
        member = key.rpartition(".")[2]
        open_.do(Unreached(key, key.split(".")[1], member), ENGINE)
    yield open_.after(MINUTE)
    if sealed:
        open_.do(Reveal("yes"))
        yield open_
    open_.until(open_.value.dates.end + 1)
    yield open_
    yield open_.after(40 * DAY)


def check_card(name: str, card: Card) -> None:
    """Check a card against the narrowest limits there are (Discord's and Slack's API docs, 2026-08)."""
    texts = list(marked_up(card))
    assert len(card.title) <= 256, name
    assert len(card.body) <= 4_096, name
    assert len(card.footer) <= 2_048, name
    assert len(card.fields) <= 25, name
    assert sum(map(len, texts)) <= 6_000, name
    for field in card.fields:
        assert 1 <= len(field.name) <= 256, name
        assert 1 <= len(field.value) <= 1_024, (name, field.name)
    assert len(card.buttons) <= 25, name
    assert all(1 <= len(button.label) <= 75 for button in card.buttons), name
    assert len(card.thread) <= 100, name
    assert len(card.mentions) <= 80, name
    assert all(len(spell_press(card.session or "abcdefghij", press)) <= 100 for press in presses(card)), name


@pytest.mark.parametrize("sealed", ["", "sealed"])
def test_no_card_of_the_largest_discussion_is_too_large(sealed: str) -> None:
    """With 300 members of the longest names, and everything as long as it may be."""
    kinds = set()
    for open_ in crowded(sealed):
        for name, card in every_card(open_):
            check_card(name, card)
            kinds.add(name.partition(".")[0].split()[0].rstrip("0123456789"))
        for form in every_form(open_):
            check_form(form)
    assert {"top", "sum", "close", "panel", "report", "r", "own", "nd", "mine", "list", "choices", "Status"} <= kinds


def check_form(form: Form) -> None:
    """Check a form against the narrowest limits."""
    assert 1 <= len(form.title) <= 45
    assert 1 <= len(form.inputs) <= 5
    assert len(spell_press(form.session, form.press)) <= 100
    for field in form.inputs:
        assert 1 <= len(field.label) <= 45, field.name
        assert len(field.hint) <= 100, field.name
        assert field.kind == "choice" or len(field.value) <= field.most <= 3_000, field.name
        assert len(field.options) <= 25
        assert all(1 <= len(option.label) <= 75 or option.label for option in field.options)


def test_the_longest_draft_opens() -> None:
    """Everything as long as it may be is in order."""
    open_ = talk(LONGEST)
    assert LONGEST.title == open_.value.title
    for name, card in every_card(open_.after(DAY)):
        check_card(name, card)


@pytest.mark.parametrize("junk", ["x" * 4_000, "*" * 4_000, "fri 17:00 " * 400, "𝕏" * 2_000])
def test_no_draft_is_too_large_to_be_shown(junk: str) -> None:
    """Whatever was typed into all of its fields: what is wrong with it fits a card, and the forms take what fits."""
    written = draft(Draft(*([junk] * len(Draft.__struct_fields__))))
    card = written.do(DiscussionPanel()).card
    assert card is not None
    assert len(card.fields) >= 8
    check_card("draft", card)
    for form in every_form(written):
        check_form(form)


def test_an_answer_is_never_too_long_to_be_published() -> None:
    """The longest one that is taken, of signs or of words."""
    sealed = talk(typed(rules="1 post, sealed"))
    sealed.do(Respond("*" * 1_900), ANA)
    sealed.do(Respond("word " * 599), BEN)
    for name, card in every_card(sealed):
        check_card(name, card)
    sealed.do(Reveal("yes"))
    for name, card in every_card(sealed):
        check_card(name, card)
    assert 2 == len(sealed.value.posts)
    check_card("kept", after_answer(sealed.value, "ana", sealed.value.posts["ana"][0], "en").card or Card())


# -- signs


def kinds_of(text: str) -> list[str]:
    """Return the kinds of all tokens of `text`, without texts."""
    found = []
    for token in tokens(text):
        found.append(token.type)
        found += [child.type for child in token.children or () if child.type not in {"text", "text_special"}]
    return found


def played(word: str) -> Iterator[tuple[str, Card | Reply]]:
    """Yield every card and reply of a discussion in which this word is title, name, post, answer, reason and rule."""
    by = Actor("ana", word)
    people = (attendee(HOST), Attendee("ana", word), attendee(BEN))
    line = " ".join(word.split())
    for rules in ("1 post, 1 reply", "1 post, sealed"):
        open_ = talk(typed(title=line, rules=rules), people=people)
        own: tuple[Event, ...] = (Respond(line), Others(), Status(), AnswerForm())
        for event in own:
            yield type(event).__name__, open_.do(event, by)
        yield "post", open_.post(by, word)
        controls: tuple[Event, ...] = (
            GrantExtension("ana", "in 9 days"), Excuse("ana"), Excuse("ana"), Highlight("ana", line), DiscussionPanel(),
            CloseDiscussion(), Report(), Reveal("yes"),
        )  # fmt: skip
        for event in controls:
            yield type(event).__name__, open_.do(event)
        yield from ((f"{rules} {name}", card) for name, card in every_card(open_, 3))
        open_.until(open_.value.dates.end)
        yield from ((f"{rules} {name} at the end", card) for name, card in every_card(open_, 3))


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_nothing_people_type_is_markup(hostile: str) -> None:
    """Titles, names, answers and reasons have exactly the markup that harmless ones have, wherever they stand."""
    for (name, harmless), (_, shown) in zip(played("Zoe"), played(hostile), strict=True):
        for expected, text in zip(_texts(harmless), _texts(shown), strict=True):
            assert kinds_of(expected) == kinds_of(text), (name, text)


def _texts(shown: Card | Reply) -> list[str]:
    if isinstance(shown, Card):
        return list(marked_up(shown))
    return [shown.text, *(marked_up(shown.card) if shown.card else ())]


def test_a_refused_time_is_no_markup() -> None:
    """What was typed is quoted as it is, to its host alone."""
    for event in (GrantExtension("ana", "**x**"), ChangeDates(due="[x](https://evil.example)")):
        reply = talk().do(event)
        assert {"paragraph_open", "inline", "paragraph_close"} == set(kinds_of(reply.text))
    card = draft(Draft()).do(Compose(title="**x**", body="b", due="**x**", rules="[x](https://evil.example)")).card
    assert card is not None
    assert all("link_open" not in kinds_of(text) and "strong_open" not in kinds_of(text) for text in marked_up(card))


def test_a_prompt_is_the_markdown_its_host_wrote() -> None:
    """It is meant as markup."""
    assert "em_open" in kinds_of(talk().value.view()["top"].body)


def test_nobody_is_pinged_but_who_is_named_for_a_reminder() -> None:
    """Mentions are no text: no card has any but those of members a direct message does not reach."""
    for _, shown in played("<@everyone> @here"):
        assert isinstance(shown, Reply) or not shown.mentions


@pytest.mark.parametrize("formula", FORMULAE)
def test_no_cell_of_the_csv_is_a_formula(formula: str) -> None:
    """Names and ids stay text."""
    open_ = talk(typed(rules="1 post"), people=(attendee(HOST), Attendee(formula, formula)))
    open_.post(Actor(formula, formula), "words")
    card = open_.do(Report()).card
    assert card is not None
    rows = list(csv.reader(card.files[0].data.decode("utf-8-sig").splitlines()))
    assert 2 == len(rows)
    assert all(not cell or cell[0] not in "=+-@|%\t\r\n" for cell in rows[1])


# -- what everybody reads


def test_every_prompt_says_who_sees_what_what_counts_and_until_when() -> None:
    """The visible rule (D15), of an open one and of a sealed one."""
    for rules, sees in (("1 post, 1 reply, 50 words", "Everybody in this channel"), ("1 post, sealed", "Sealed")):
        card = talk(typed(rules=rules), zone="Europe/London").value.view()["top"]
        told = {field.name: plain(field.value) for field in card.fields}
        assert {"When", "What counts", "Who sees what"} == set(told)
        assert "Fri 9 Oct 17:00 BST (Europe/London)" in told["When"]
        assert told["Who sees what"].startswith(sees)
        assert told["What counts"].startswith("1 post of your own")


def test_nobody_is_named_in_public_but_the_host() -> None:
    """Not who wrote, nor who owes."""
    open_ = talk(typed(rules="1 post"))
    open_.post(ANA, "a thought")
    open_.until(open_.value.dates.end)
    public = " ".join(text for card in open_.value.view().values() for text in texts_of(card))
    assert not [name for name in ("Ana", "Ben", "Cleo") if name in public]
    assert escape(HOST.name) in public


def test_what_a_member_has_done_and_owes_is_told_by_their_own_dates() -> None:
    """Where I stand (D14): with an extension, late, complete, excused, and too late."""
    open_ = talk(typed(rules="1 post, 1 reply", replies_due="sun 17:00"))
    open_.do(GrantExtension("ben", "2026-10-13 17:00"))

    def told(by: Actor) -> str:
        card = open_.do(Status(), by).card
        assert card is not None
        return plain(card.body)

    assert "Still to do: 1 post and a reply to 1 more member" in told(ANA)
    assert "Fri 9 Oct 17:00" in told(ANA)
    assert "Tue 13 Oct 17:00" in told(BEN)
    open_.until(open_.value.dates.due + HOUR)
    assert "Still to do: a reply to 1 more member" in told(ANA)
    assert "Sun 11 Oct 17:00" in told(ANA)
    open_.until(open_.value.dates.end + HOUR)
    assert "Still to do" not in told(ANA)
    assert "Done: 0 of 1 post and replies to 0 of 1 member" in told(ANA)
    open_.post(BEN, "a thought")
    open_.do(Excuse("ana"))
    assert "excused" in told(ANA)
