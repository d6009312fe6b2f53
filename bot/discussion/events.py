"""Everything that can happen to a discussion. Each event is a command, a button, a form, or several of them.

A command that names no discussion means the one whose thread it is typed in, else the only one that is open in the channel, or,
where none is, the last one there.
"""

from typing import Annotated, Any, Literal

from msgspec import Meta

from bot.kernel.command import ClosedId, DiscussionId, MemberId, Phrase, PromptName, Rest, When, command
from bot.kernel.event import Event
from bot.kernel.words import marked

WHICH = Meta(description=marked("Which discussion; needed where several are open"))
WHICH_CLOSED = Meta(description=marked("Which discussion; needed where several are closed"))
UNTIL = Meta(description=marked("Until when, such as fri 17:00"))


class DiscussionEvent(Event, frozen=True):
    """An event of a discussion."""


class HostEvent(DiscussionEvent, frozen=True):
    """An event only a host may cause; `rules.handle` checks it, wherever it comes from."""


@command(
    "discuss open",
    marked("Open a discussion in this channel; a form asks for what is missing"),
    host=True,
    threads=True,
    title=marked("Open a discussion"),
)
class OpenDiscussion(Event, frozen=True, tag="dopen"):
    """Open a discussion; becomes a session before it becomes an event."""

    prompt: Annotated[PromptName, Meta(description=marked("A prompt or template; empty to write one"))] = ""
    due: Annotated[When, Meta(description=marked("When posts are due, such as fri 17:00 or in 3 days"))] = ""
    opens: Annotated[When, Meta(description=marked("When it opens; now if left out"))] = ""
    replies_due: Annotated[When, Meta(description=marked("When replies are due, if later than posts"))] = ""
    late_until: Annotated[When, Meta(description=marked("Until when late posts still count"))] = ""
    rules: Annotated[Phrase, Meta(description=marked("What counts, such as 1 post, 2 replies, 50 words, sealed"))] = ""
    remind: Annotated[Phrase, Meta(description=marked("When to remind before it is due: 24h 2h, or none"))] = ""
    expect: Annotated[Phrase, Meta(description=marked("Who is expected: everybody, whoever, or role NAME"))] = ""
    repeat: Annotated[Phrase, Meta(description=marked("Repeat it: every monday 09:00 for 10 weeks"))] = ""


class Compose(HostEvent, frozen=True, tag="dc"):
    """Fill in the form a discussion is opened with."""

    title: str = ""
    body: str = ""
    due: str = ""
    opens: str = ""
    rules: str = ""


class ComposeMore(HostEvent, frozen=True, tag="dcm"):
    """Fill in the rest of it."""

    replies_due: str = ""
    late_until: str = ""
    remind: str = ""
    expect: str = ""
    repeat: str = ""


class Edit(HostEvent, frozen=True, tag="de"):
    """Ask for one of the two forms of a draft."""

    more: bool = False


class Drop(HostEvent, frozen=True, tag="dx"):
    """Give up a draft, or an occurrence that has not opened yet and with it those after it."""


@command("discuss mine", marked("What I have done and still owe in the discussions here"))
class MyDiscussions(Event, frozen=True, tag="dmine"):
    """Ask for the own status in every discussion of the workspace."""


@command("discuss list", marked("Which discussions are open here"))
class ListDiscussions(Event, frozen=True, tag="dlist"):
    """Ask what is open in this channel, and until when."""


class Status(DiscussionEvent, frozen=True, tag="ds"):
    """Ask for the own status in this discussion."""


class AnswerForm(DiscussionEvent, frozen=True, tag="df"):
    """Ask for the form a sealed prompt is answered with or, where posts go into the thread, for the way there."""


class Respond(DiscussionEvent, frozen=True, tag="da"):
    """Hand in the answer to a sealed prompt."""

    text: str = ""


class Others(DiscussionEvent, frozen=True, tag="do"):
    """Look at the others' answers to a sealed prompt, after one's own; `page` from 0."""

    page: int = 0


@command("discuss answer", marked("Answer a sealed prompt; a form asks for your text"))
class AnswerHere(DiscussionEvent, frozen=True, tag="dans"):
    """Answer, by form or with the text typed."""

    text: Annotated[Rest, Meta(description=marked("Your answer; a form asks for it when left out"))] = ""


class Snooze(DiscussionEvent, frozen=True, tag="dz"):
    """Be reminded again in three hours."""


class AwayForm(DiscussionEvent, frozen=True, tag="dl"):
    """Ask for the form in which one says until when one is away."""


class Mute(DiscussionEvent, frozen=True, tag="dm"):
    """Get no more reminders for this prompt; `on` False takes it back."""

    on: bool = True


@command("discuss panel", marked("Open the host's panel of a discussion, private to you"), host=True)
class DiscussionPanel(HostEvent, frozen=True, tag="dp"):
    """Show (or refresh) the panel."""

    discussion: Annotated[DiscussionId, WHICH] = ""


@command("discuss dates", marked("Change the dates of a discussion"), host=True)
class ChangeDates(HostEvent, frozen=True, tag="dd"):
    """Change dates; those left out stay. With none given a form shows all. A lone - takes an optional date away."""

    due: Annotated[When, Meta(description=marked("When posts are due"))] = ""
    replies_due: Annotated[When, Meta(description=marked("When replies are due; - for with the posts"))] = ""
    late_until: Annotated[When, Meta(description=marked("Until when late posts count; - for not at all"))] = ""
    discussion: Annotated[DiscussionId, WHICH] = ""


@command("discuss extend", marked("Give one member a later due date (private)"), host=True)
class GrantExtension(HostEvent, frozen=True, tag="dg"):
    """Give a member a due date of their own."""

    member: Annotated[MemberId, Meta(description=marked("Whom"))] = ""
    until: Annotated[When, UNTIL] = ""
    discussion: Annotated[DiscussionId, WHICH] = ""


@command("discuss excuse", marked("Excuse a member from a discussion (private)"), host=True)
class Excuse(HostEvent, frozen=True, tag="dq"):
    """Let a member owe nothing, or take that back. Told twice, it is done once."""

    member: Annotated[MemberId, Meta(description=marked("Whom"))] = ""
    excused: Annotated[Literal["yes", "no"], Meta(description=marked("no takes it back"))] = "yes"
    discussion: Annotated[DiscussionId, WHICH] = ""


@command("discuss reveal", marked("Show all answers to a sealed prompt in the thread now"), host=True)
class Reveal(HostEvent, frozen=True, tag="dr"):
    """End the seal before the due date; it can't be sealed again, so it asks back."""

    sure: Annotated[Literal["ask", "yes"], Meta(description=marked("yes shows them without asking back"))] = "ask"
    discussion: Annotated[DiscussionId, WHICH] = ""


@command("discuss highlight", marked("Name a member's contribution in the summary"), host=True)
class Highlight(HostEvent, frozen=True, tag="dh"):
    """Choose a contribution for the public summary; without a reason the highlight is taken back."""

    member: Annotated[MemberId, Meta(description=marked("Whose contribution"))] = ""
    why: Annotated[Phrase, Meta(description=marked("What is good about it, in a few words; empty takes it back"))] = ""
    discussion: Annotated[DiscussionId, WHICH] = ""


@command("discuss report", marked("Who is complete, late, silent or still owes something (private)"), host=True)
class Report(HostEvent, frozen=True, tag="dt"):
    """Hand the report and its CSV to the host who asks."""

    discussion: Annotated[DiscussionId, WHICH] = ""


@command("discuss close", marked("Close a discussion now, with its summary"), host=True)
class CloseDiscussion(HostEvent, frozen=True, tag="dk"):
    """End it now; unless one is `sure`, it is asked first whether that is meant."""

    sure: Annotated[Literal["ask", "yes"], Meta(description=marked("yes closes without asking back"))] = "ask"
    discussion: Annotated[DiscussionId, WHICH] = ""


@command("discuss reopen", marked("Open a closed discussion again, with a new end"), host=True)
class Reopen(HostEvent, frozen=True, tag="dv"):
    """Open it again; without an end a form asks for one."""

    until: Annotated[When, UNTIL] = ""
    discussion: Annotated[ClosedId, WHICH_CLOSED] = ""


def named(event: Any) -> str:  # noqa: ANN401 - any event at all
    """Return the discussion an event names, "" when it names none."""
    return str(getattr(event, "discussion", ""))
