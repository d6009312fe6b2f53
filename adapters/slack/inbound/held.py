"""Where a command is done: a quiz is held in the channel, also for who calls for it in a thread.

What may never happen: a quiz played where only those look who read that thread; the answer goes where they are all the same.
"""

from msgspec.structs import replace

from bot.kernel.asking import Typed
from bot.kernel.command import commands
from bot.kernel.errors import Unreadable
from bot.kernel.event import read_press
from bot.kernel.people import Place

THREADED = frozenset({"discuss", "study"})
"""Families whose commands are about the thread they are typed in."""


def held(place: Place, path: str) -> Place:
    """Return where the command `path` is done that was typed in `place`."""
    return place if path.partition(" ")[0] in THREADED else replace(place, thread="")


def held_by(place: Place, token: str) -> Place:
    """Return where it is done what a control in `place` means: a command as when typed, all else belongs to its session."""
    if not place.thread:
        return place
    try:
        session, event = read_press(token)
    except Unreadable:
        return place
    if session:
        return place
    path = event.path if isinstance(event, Typed) else _path_of(type(event))
    return held(place, path) if path else place


def _path_of(event: type) -> str:
    return next((path for path, command in commands().items() if command.event is event), "")
