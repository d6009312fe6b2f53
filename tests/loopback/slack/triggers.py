"""Triggers: what lets an app open a modal because of something a person just did.

Source: Slack's "Modals" page and views.open's errors (2026): good for 3 s, and for one exchange.
"""

import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.kernel.clock import SECOND
from tests.loopback.slack.ids import Now
from tests.loopback.slack.trouble import Refusal
from tests.loopback.slack.world import Team, Trigger, View

if TYPE_CHECKING:
    from tests.loopback.slack.acts import Act

TRIGGER_LIVES = 3 * SECOND


@dataclass
class Triggers:
    """All triggers that were given out, and what people did to give them."""

    clock: Now
    given: dict[str, Trigger] = field(default_factory=dict)
    acts: dict[str, "Act"] = field(default_factory=dict)

    def give(self, act: "Act", inside: View | None = None) -> str:
        """Return the id of a new one; `inside`: the modal in which the person did something."""
        number = f"{len(self.given) + 1_100_000}.{int(secrets.token_hex(5), 16)}.{secrets.token_hex(16)}"
        self.given[number] = Trigger(number, act.user, self.clock.now(), inside)
        self.acts[number] = act
        return number

    def exchange(self, team: Team, number: str) -> Trigger:
        """Take a trigger for one modal, or refuse it: not one of ours, exchanged before, or more than 3 s old."""
        trigger = self.given.get(number)
        if trigger is None:
            raise Refusal("invalid_trigger_id", f"nobody gave {number!r} out in {team.name}")
        if trigger.used:
            raise Refusal("exchanged_trigger_id")
        if self.clock.now() - trigger.at > TRIGGER_LIVES:
            raise Refusal("expired_trigger_id")
        trigger.used = True
        return trigger
