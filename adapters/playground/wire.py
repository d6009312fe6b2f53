"""Values of the chat as the page gets them: plain JSON, Markdown already rendered.

What may never happen: text of a person that the page is told to read as HTML. Fields named ``*_html`` come out of
``render.py``; everything else is put into the page as text.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from adapters.playground import render
from adapters.playground.members import as_typed
from adapters.playground.values import Message, Sheet, chart_digest
from bot.engine.clock import ScaledClock
from bot.kernel.card import Form
from bot.kernel.clock import Clock
from bot.kernel.command import Command, commands, usage
from bot.kernel.markup import plain
from bot.kernel.words import words

if TYPE_CHECKING:
    from adapters.playground.chat import Chat

Answer = dict[str, Any]
"""What a page gets back for what it asked.

Empty, a ``form`` to show, ``errors`` by field, a ``problem`` with what was typed (which stays in the box), or a ``toast``.
"""


def message(chat: "Chat", one: Message) -> dict[str, Any]:
    """Return a message for the page."""
    return {
        "id": one.id,
        "seq": one.seq,
        "at": one.at,
        "edited": one.edited_at,
        "channel": one.channel,
        "thread": one.thread,
        "author": one.author,
        "text": one.text,
        "text_html": "" if one.author else render.block(one.text),
        "private": bool(one.to),
        "key": one.key if one.to else "",
        "via": one.via,
        "locked": one.locked,
        "removed": one.removed.value,
        "answers": _answered(chat, one),
        "leads_to": _way(chat, one),
        "mentions": [*one.mentions, *(one.sheet.mentions if one.sheet else ())],
        "replies": None if one.thread else thread(chat, one.id),
        "card": None if one.sheet is None else sheet(one.id, one.sheet),
    }


def thread(chat: "Chat", root: str) -> dict[str, Any]:
    """Return what the page shows of a thread from outside."""
    found = chat.thread(root)
    return {"root": root, "count": found.count, "last_at": found.last_at, "last_seq": found.last_seq}


def headline(one: Message) -> dict[str, Any]:
    """Return as much of a message as it takes to count it as unread."""
    mentions = [*one.mentions, *(one.sheet.mentions if one.sheet else ())]
    return {
        "id": one.id,
        "seq": one.seq,
        "channel": one.channel,
        "thread": one.thread,
        "author": one.author,
        "removed": one.removed.value,
        "mentions": mentions,
    }


def _way(chat: "Chat", one: Message) -> dict[str, Any] | None:
    """Return where the thread is that a direct message is about."""
    root = chat.leads_to(one)
    return (
        None
        if root is None or root.sheet is None
        else {
            "channel": root.channel,
            "thread": root.id,
            "name": root.sheet.thread,
        }
    )


def _answered(chat: "Chat", one: Message) -> dict[str, Any] | None:
    """Return what a message answers: whose it is and, of the bot's, its title; never the text, which may be deleted."""
    if not one.reply_to:
        return None
    found = chat.messages.get(one.reply_to)
    if found is None or not found.stands:
        return {"id": one.reply_to, "author": "", "title": "", "gone": True}
    title = plain(found.sheet.title) if found.sheet else ""
    return {"id": found.id, "author": found.author, "title": title, "gone": False}


def sheet(message_id: str, one: Sheet) -> dict[str, Any]:
    """Return a card for the page; `message_id` is where its files are asked for."""
    return {
        "title_html": render.line(one.title),
        "body_html": render.block(one.body),
        "fields": [
            {"name_html": render.line(field.name), "value_html": render.block(field.value)} for field in one.fields
        ],
        "buttons": [{"label": button.label, "tone": button.tone, "token": button.token} for button in one.buttons],
        "pick": None if one.pick is None else _pick(one),
        "chart": None if one.chart is None else {"digest": chart_digest(one.chart), "alt": one.chart.alt},
        "footer_html": render.line(one.footer),
        "thread": one.thread,
        "files": [
            {"name": file.name, "size": file.size, "href": f"file/{message_id}/{number}"}
            for number, file in enumerate(one.files)
        ],
    }


def _pick(one: Sheet) -> dict[str, Any]:
    pick = one.pick
    if pick is None:
        return {}
    options = [{"label": option.label, "value": option.value} for option in pick.options]
    return {"prompt": pick.prompt, "options": options, "token": pick.token, "least": pick.least, "most": pick.most}


def form(form_id: str, one: Form) -> dict[str, Any]:
    """Return a form for the page's dialog."""
    inputs = [
        {
            "name": field.name,
            "label": field.label,
            "kind": field.kind,
            "hint": field.hint,
            "value": as_typed(field.value) if field.kind == "members" else field.value,
            "required": field.required,
            "most": field.most,
            "options": [{"label": option.label, "value": option.value} for option in field.options],
        }
        for field in one.inputs
    ]
    return {"id": form_id, "title": one.title, "send": one.send, "inputs": inputs}


def command_list(locale: str, *, host: bool) -> list[dict[str, Any]]:
    """Return the commands a person may use, for completion; a host's commands only for hosts."""
    say = words(locale)
    return [_command(one, say) for one in commands().values() if host or not one.host]


def _command(one: Command, say: Callable[[str], str]) -> dict[str, Any]:
    params: Sequence[dict[str, Any]] = [
        {
            "name": param.name,
            "kind": param.kind,
            "about": say(param.about),
            "required": param.required,
            "choices": param.choices,
            "least": param.least,
            "most": param.most,
        }
        for param in one.params
    ]
    return {"path": one.path, "about": say(one.about), "usage": usage(one), "host": one.host, "params": params}


def clock(of: Clock) -> dict[str, Any]:
    """Return the server's time and how fast it runs; `settable`: the page may change that, and put it forward."""
    if not isinstance(of, ScaledClock):
        return {"now": of.now(), "speed": 1.0, "settable": False}
    return {"now": of.now(), "speed": of.speed, "settable": True}
