"""A text of cards that is longer than there is room for, as Discord's Markdown."""

from adapters.discord.rendering.markdown import markdown_of, rendered
from bot.kernel.beginnings import beginning
from bot.kernel.lengths import units
from bot.kernel.markup import tokens

ELLIPSIS = " …"


def shortened(text: str, most: int) -> str:
    """Return `text` as Discord's Markdown in at most `most` units, an ellipsis where it had to be cut; "" for no room at all."""
    whole = rendered(text)
    if units(whole) <= most:
        return whole
    kept = markdown_of(beginning(tokens(text), most - len(ELLIPSIS), lambda parsed: units(markdown_of(parsed))))
    return f"{kept}\n…" if kept.endswith("```") else kept + ELLIPSIS if kept else ""
