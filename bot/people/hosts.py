"""The members a group has made hosts by name, whatever the platform says of them.

What may never happen: somebody made a host because a word in the text looks like their id; only a mention names a member.
"""

import re
from collections.abc import Mapping

from bot.kernel.errors import Unreadable
from bot.kernel.words import Words

MOST_HOSTS = 100

_MENTION = re.compile(r"<@!?([A-Za-z0-9_-]{1,64})(?:\|([^<>|]{0,100}))?>")
"""How the platforms write somebody who was picked: ``<@U1>``, ``<@U1|ada>`` (Slack), ``<@1>``, ``<@!1>`` (Discord)."""

_BETWEEN = re.compile(r"[\s,;&]+|\band\b", re.IGNORECASE)


def read_hosts(text: str, say: Words) -> dict[str, str]:
    """Return the members mentioned, by id, each with the name the mention tells or ""; nobody for ``none``.

    Raises `Unreadable` where anything else is written.
    """
    found = dict(_MENTION.findall(text))
    rest = _BETWEEN.sub("", _MENTION.sub(" ", text)).lower()
    if not found and rest in {"", "none", say("none").lower()}:
        return {}
    if rest or len(found) > MOST_HOSTS:
        raise Unreadable("hosts", say("name members, each with an @, such as @Ada @Ben; or none"))
    return found


def mentioned_hosts(hosts: Mapping[str, str]) -> str:
    """Return the hosts as `read_hosts` reads them."""
    return " ".join(
        f"<@{member}|{re.sub('[<>|]', ' ', name)[:100]}>" if name else f"<@{member}>" for member, name in hosts.items()
    )


def hosts_text(hosts: Mapping[str, str], say: Words) -> str:
    """Return the hosts as people read them."""
    return ", ".join(f"@{name or member}" for member, name in hosts.items()) or say("none")
