"""Which platforms this installation can speak to: the entry points ``studybell.surfaces``.

Another package may add its own. Nobody in ``bot`` imports an adapter by its name; this module finds them.
"""

from collections.abc import Callable, Iterable, Mapping
from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING, Any, NamedTuple

from bot.kernel.errors import StudybellError

if TYPE_CHECKING:
    from bot.settings import Settings

SURFACES = "studybell.surfaces"
DEMOS = "studybell.demos"
CHECKUPS = "studybell.checkups"
MANIFESTS = "studybell.manifests"


class Finding(NamedTuple):
    """What `studybell doctor` looked at and how it is; `mend` is what to do about it, "" when it is well."""

    about: str
    what: str
    mend: str = ""


OWN: Mapping[str, Mapping[str, str]] = {
    SURFACES: {
        "discord": "adapters.discord:open_adapter",
        "playground": "adapters.playground:open_adapter",
        "slack": "adapters.slack:open_adapter",
        "terminal": "adapters.terminal:open_adapter",
    },
    DEMOS: {"terminal": "adapters.terminal.demo:demo"},
    CHECKUPS: {"discord": "adapters.discord.checkup:findings", "slack": "adapters.slack.checkup:findings"},
    MANIFESTS: {"slack": "adapters.slack.setup.manifest:manifest"},
}
"""What comes with Studybell, for a checkout that runs without being installed; ``pyproject.toml`` declares the same."""


def surfaces() -> Mapping[str, EntryPoint]:
    """Return how each platform's adapter is found, by the platform's name."""
    return _declared(SURFACES)


def opener(name: str) -> Callable[..., Any]:
    """Return the platform's ``open_adapter``, which makes an `Adapter` of an `App`; raises `StudybellError`."""
    return _load(SURFACES, name)


def demo(name: str) -> Callable[..., Any]:
    """Return the platform's ``demo``, a coroutine function that plays a quiz by itself; raises `StudybellError`."""
    return _load(DEMOS, name)


def checkup(name: str) -> Callable[["Settings"], Iterable[Finding]]:
    """Return how the platform is looked at, where it is configured; of one that has nothing to say nothing is found."""
    return _load(CHECKUPS, name) if name in _declared(CHECKUPS) else _well


def manifest(name: str) -> Callable[[str, str], dict[str, Any]]:
    """Return what makes the platform's manifest of the app, of an address and a prefix; raises `StudybellError`."""
    return _load(MANIFESTS, name)


def _well(_settings: "Settings") -> Iterable[Finding]:
    return ()


def configured(settings: "Settings") -> list[str]:
    """Return the platforms the settings have credentials for."""
    slack = settings.slack_bot_token or settings.slack_client_id
    return [name for name, there in (("discord", settings.discord_token), ("slack", slack)) if there]


def _declared(group: str) -> Mapping[str, EntryPoint]:
    """Return what is declared, by name; an installed declaration goes before our own."""
    own = {name: EntryPoint(name, where, group) for name, where in OWN[group].items()}
    return own | {found.name: found for found in entry_points(group=group)}


def _load(group: str, name: str) -> Callable[..., Any]:
    known = _declared(group)
    if name not in known:
        raise StudybellError(f"this installation has no adapter for {name}; it has {', '.join(known)}")
    found: Callable[..., Any] = known[name].load()
    return found
