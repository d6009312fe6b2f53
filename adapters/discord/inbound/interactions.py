"""Interactions: commands, presses and forms taken to the front door, and the reply to the one person who acted.

Nothing is remembered of a control: what it means is spelled on it, so that a new process answers what an older one posted. An act
that Discord tells of twice is passed on twice: the core keeps one. What may never happen: a reply that somebody else can read, or
an act left without an answer.
"""

import itertools
from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import structlog

from adapters.discord.inbound.answers import LAST_MOMENT, PATIENCE, Answer
from adapters.discord.inbound.arguments import UnknownCommand, read_command, read_typing, typed_texts
from adapters.discord.inbound.arrivals import COMMAND, COMPLETION, COMPONENT, FORM, Arrival, Way, read
from adapters.discord.inbound.attached import with_files
from adapters.discord.inbound.hosts import Hosts
from adapters.discord.inbound.places import Places
from adapters.discord.inbound.reopening import Forms, OpenAgain, handed_back, opened_by_button
from adapters.discord.outbound.private import PrivateMessages
from adapters.discord.rendering import custom_ids, forms
from adapters.discord.rendering.cards import message, said, tag
from adapters.discord.rendering.charts import ready
from adapters.discord.requests.rest import Rest
from adapters.discord.requests.trouble import Answered, Expired
from adapters.discord.terms.ids import guild_of, workspace_of
from bot.kernel.card import Option
from bot.kernel.errors import Busy, Denied, Gone, Unreadable
from bot.kernel.event import read_press
from bot.kernel.people import Actor, Place
from bot.kernel.session import Reply
from bot.kernel.words import sentence, words

if TYPE_CHECKING:
    from bot.app import App

MOST_AT_ONCE = 5_000
"""Acts under way; whoever acts beyond them is asked to do it again, without more work than that."""

MOST_CHOICES, LONGEST_CHOICE = 25, 100
"""Completions Discord shows, and characters of each (API docs, "Application Command Option Choice Structure", 2026-08)."""

_NAMELESS = "…"

log = structlog.get_logger()


class Interactions:
    """Takes what people do to the app, and what comes back to them."""

    def __init__(self, app: "App", rest: Rest, private: PrivateMessages, hosts: Hosts, places: Places) -> None:
        self._app = app
        self._rest = rest
        self._private = private
        self._hosts = hosts
        self._places = places
        self._forms = Forms()
        self._forming: set[str] = set()
        self._under_way = 0
        self._references = itertools.count(1)

    async def interaction(self, payload: Mapping[str, Any]) -> None:
        """Take an interaction as the gateway brings it, and answer it; one that cannot be read cannot be answered."""
        try:
            arrival = read(payload, self._app.clock.now())
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            log.warning("an interaction could not be read", problem=f"{type(error).__name__}: {error}")
            return
        self._under_way += 1
        try:
            await self._take(arrival)
        finally:
            self._under_way -= 1

    async def _take(self, arrival: Arrival) -> None:
        """Answer the interaction, whatever happens."""
        if arrival.kind == COMPLETION:
            await self._complete(arrival)
            return
        answer = Answer(self._rest, arrival)
        try:
            if self._under_way > MOST_AT_ONCE:
                say = words(arrival.locale)
                await answer.say(said(say("Too much is going on right now; please press again in a moment.")))
                return
            answer.wait_at_most(LAST_MOMENT if _form_name(arrival) in self._forming else PATIENCE)
            with self._private.answering.of(arrival.member):
                await self._do(arrival, answer)
        except (Expired, Answered, Gone, Denied, Busy) as error:
            log.info("not answered", interaction=arrival.id, reason=f"{type(error).__name__}: {error}")
        except Exception:
            reference = f"discord-{next(self._references)}-{arrival.id}"
            log.exception("an act failed", reference=reference, kind=arrival.kind, custom_id=arrival.custom_id)
            await self._apologise(arrival, answer, reference)
        finally:
            answer.give_up()

    async def _apologise(self, arrival: Arrival, answer: Answer, reference: str) -> None:
        say = words(arrival.locale)
        text = say(
            "Something went wrong on our side. Try again in a moment; if it happens again, give whoever runs me this reference: "
            "{reference}",
            reference=f"`{reference}`",
        )
        try:
            await answer.say(said(text))
        except Exception as error:  # noqa: BLE001 - it is told already what went wrong
            log.info("no apology", reference=reference, reason=f"{type(error).__name__}: {error}")

    async def _do(self, arrival: Arrival, answer: Answer) -> None:
        match arrival.kind:
            case int(kind) if kind == COMMAND:
                await self._command(arrival, answer)
            case int(kind) if kind == COMPONENT:
                await self._press(arrival, answer)
            case int(kind) if kind == FORM:
                await self._sent(arrival, answer)
            case _:
                log.info("an interaction of another kind", kind=arrival.kind)

    # -- what people do
    async def _command(self, arrival: Arrival, answer: Answer) -> None:
        say = words(arrival.locale)
        if not arrival.guild:
            await answer.say(
                said(say("My commands work in a server, not in direct messages. Type this one in a channel there."))
            )
            return
        try:
            of, event = read_command(arrival.data, say)
        except UnknownCommand:
            text = say(
                "I do not know that command any more. Restart Discord (Ctrl+R) to see the ones there are, or type {help}.",
                help="`/study help`",
            )
            await answer.say(said(text))
            return
        except Unreadable as error:
            await answer.say(said(sentence(error.problem)))
            return
        place = await self._places.of(arrival.guild, arrival.channel, arrival.channel_told)
        if of.threads and not self._places.begin_threads(place, arrival.channel_told):
            text = say(
                "No thread can begin in this channel. Type {command} in a text channel.", command=f"`/{of.path}`"
            )
            await answer.say(said(text))
            return
        by = await self._actor(arrival)
        reply = await self._app.door.run(of.path, event, by, place, arrival.at)
        if reply.refused:
            reply = handed_back(reply, typed_texts(event), None, say)
        await self._show(arrival, answer, reply, "")

    async def _press(self, arrival: Arrival, answer: Answer) -> None:
        control = custom_ids.read(arrival.custom_id)
        again = _open_again(control.token)
        if again is not None:
            await self._open_again(arrival, answer, again, control.guild)
            return
        there = await self._there(arrival, answer, control)
        if there is None:
            return
        place, by = there
        values = {control.field: list(arrival.data.get("values") or ())} if control.field else None
        reply = await self._app.door.press(control.token, by, place, arrival.at, values)
        await self._show(arrival, answer, reply, guild_of(place.workspace))

    async def _sent(self, arrival: Arrival, answer: Answer) -> None:
        control = custom_ids.read(arrival.custom_id)
        values = forms.values(arrival.data)
        there = await self._there(arrival, answer, control)
        if there is None:
            return
        place, by = there
        press = partial(self._app.door.press, control.token, by, place, arrival.at)
        reply = await with_files(self._rest, arrival, values, press)
        if reply.refused:
            filled = self._forms.refilled(arrival.member, control.token, values)
            again = self._forms.keep(arrival.member, filled) if filled is not None else None
            reply = handed_back(reply, map(str, values.values()), again, words(arrival.locale))
        await self._show(arrival, answer, reply, guild_of(place.workspace))

    async def _open_again(self, arrival: Arrival, answer: Answer, again: OpenAgain, guild: str) -> None:
        form = self._forms.kept(arrival.member, again)
        if form is None:
            say = words(arrival.locale)
            text = say(
                "This form is no longer open. Press the button, or type the command, that it came from once more."
            )
            await answer.say(said(text))
            return
        await self._show(arrival, answer, Reply(form=form), arrival.guild or guild)

    # -- who, and where
    async def _there(
        self, arrival: Arrival, answer: Answer, control: custom_ids.CustomId
    ) -> tuple[Place, Actor] | None:
        """Return where the control acts and who presses it, None after who may not do so there was told."""
        if arrival.guild:
            place = await self._places.of(arrival.guild, arrival.channel, arrival.channel_told)
            return place, await self._actor(arrival)
        say = words(arrival.locale)
        place_of = await self._app.door.place_of(control.token)
        if place_of is None and control.guild:
            place_of = Place(workspace_of(control.guild), "")
        if place_of is None:
            await answer.say(said(say("This has ended and its record is gone.")))
            return None
        try:
            known = await self._hosts.member(guild_of(place_of.workspace), arrival.member)
        except Gone:
            await answer.say(said(say("That belongs to a server you are not in any more.")))
            return None
        except (Denied, Busy):
            return place_of, Actor(arrival.member, arrival.name, locale=arrival.locale)
        return place_of, Actor(arrival.member, known.name, host=known.host, locale=arrival.locale)

    async def _actor(self, arrival: Arrival) -> Actor:
        host = await self._hosts.is_host(arrival.guild, arrival.member, arrival.permissions, arrival.roles)
        return Actor(member=arrival.member, name=arrival.name, host=host, locale=arrival.locale)

    # -- what comes back
    async def _show(self, arrival: Arrival, answer: Answer, reply: Reply, guild: str) -> None:
        """Bring the reply to the person; `guild` is that of the control, where it was pressed in a direct message."""
        written = "" if arrival.guild else guild
        if reply.form is not None:
            self._forming.add(_form_name(arrival))
            if arrival.kind != FORM and not answer.late:
                self._forms.show(arrival.member, reply.form)
                await answer.form(forms.modal(reply.form, written))
                return
            again = self._forms.keep(arrival.member, reply.form)
            reply = Reply(card=opened_by_button(again, words(arrival.locale)))
        if reply.card is None and not reply.text:
            await answer.nothing()
            return
        if reply.card is not None and reply.card.chart is not None:
            await ready(reply.card)
        key = _kept_key(reply)
        payload = said(reply.text, key) if reply.card is None else message(reply.card, key, written)
        if key and arrival.seen is not None and arrival.seen.private and arrival.seen.tag == tag(key):
            await answer.update(payload)
            self._private.renew(key, arrival.member, arrival.token, arrival.received)
        elif await answer.say(payload) and key:
            self._private.note(key, arrival.member, arrival.token, arrival.received)

    # -- completion
    async def _complete(self, arrival: Arrival) -> None:
        """Offer values for what is being typed; nothing, where anything is the matter."""
        options: Sequence[Option] = ()
        try:
            typing = read_typing(arrival.data)
            if typing is not None and arrival.guild:
                place = await self._places.of(arrival.guild, arrival.channel, arrival.channel_told)
                by = await self._actor(arrival)
                options = await self._app.door.complete(place, typing.kind, typing.typed, by)
        except Exception:
            log.exception("nothing completed", interaction=arrival.id)
        try:
            await self._rest.respond(arrival.id, arrival.token, Way.CHOICES, {"choices": _choices(options)})
        except Exception as error:  # noqa: BLE001 - who types on is asked again
            log.info("not completed", interaction=arrival.id, reason=f"{type(error).__name__}: {error}")


def _choices(options: Sequence[Option]) -> list[dict[str, str]]:
    """Return what Discord offers; a value that is too long for it cannot be offered."""
    return [
        {"name": option.label[:LONGEST_CHOICE] or _NAMELESS, "value": option.value}
        for option in options
        if 0 < len(option.value) <= LONGEST_CHOICE
    ][:MOST_CHOICES]


def _kept_key(reply: Reply) -> str:
    """Return the key under which news will come for a private message: its session's and its own name; "" where none will."""
    session = reply.card.session if reply.card is not None else ""
    return f"{session}.{reply.keep}" if reply.keep and session else ""


def _open_again(token: str) -> OpenAgain | None:
    """Return what the button to a form means, None for any other control."""
    if not token.startswith("["):
        return None
    try:
        _, event = read_press(token)
    except Unreadable:
        return None
    return event if isinstance(event, OpenAgain) else None


def _form_name(arrival: Arrival) -> str:
    """Return what all acts have in common that may show the same form: a command's name, or the event's tag in a control."""
    if arrival.kind == COMMAND:
        given: Sequence[Mapping[str, Any]] = arrival.data.get("options") or ({},)
        return f"/{arrival.data.get('name')} {given[0].get('name')}"
    return custom_ids.read(arrival.custom_id).token.partition("[")[2].partition(",")[0].rstrip("]")
