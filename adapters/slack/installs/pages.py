"""The pages a person meets when they install us: before, and after it went well or did not. Each says what to do next.

What may never happen: anything from an address or from Slack in a page without being escaped; anything loaded from elsewhere.
"""

from collections.abc import Sequence
from html import escape

from msgspec import Struct

from bot.kernel.words import Words, marked

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
"""The address of the page after Slack's has a code in it, which goes nowhere."""

_PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ font: 1.05rem/1.6 system-ui, sans-serif; max-width: 38rem; margin: 3rem auto; padding: 0 1rem; }}
a.do {{ display: inline-block; padding: .6rem 1.2rem; border-radius: .4rem; background: #4a154b; color: #fff; }}
code {{ background: #8883; border-radius: .25rem; padding: .1rem .3rem; }}
:root {{ color-scheme: light dark; }}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
{body}
</main>
</body>
</html>
"""


TITLE = marked("Add Studybell to Slack")


class Link(Struct, frozen=True):
    """What to do on a page: its words and the address behind them."""

    text: str
    url: str


def page(language: str, title: str, texts: Sequence[str], link: Link | None = None, steps: Sequence[str] = ()) -> str:
    """Return a page of paragraphs, steps and one thing to do. Words between backticks are what is typed."""
    body = [f"<p>{_typed(text)}</p>" for text in texts]
    if steps:
        body.append("<ol>" + "".join(f"<li>{_typed(step)}</li>" for step in steps) + "</ol>")
    if link is not None:
        body.append(f'<p><a class="do" href="{escape(link.url)}">{escape(link.text)}</a></p>')
    return _PAGE.format(language=escape(language), title=escape(title), body="\n".join(body))


def _typed(text: str) -> str:
    """Return a text as HTML, every second piece between backticks as something to type."""
    pieces = escape(text).split("`")
    return "".join(f"<code>{piece}</code>" if number % 2 else piece for number, piece in enumerate(pieces))


def before(say: Words, language: str, authorize: str) -> str:
    """Return the page with the button that leads to Slack."""
    texts = (
        say("Studybell runs live quizzes and threaded discussions in your Slack channels."),
        say(
            "Slack will ask you to which workspace it may come, and show what it may do there. Some need an admin's leave."
        ),
        say("Nothing is posted when it is installed: it speaks when somebody calls it."),
    )
    return page(language, say(TITLE), texts, Link(say("Add to Slack"), authorize))


def done(say: Words, language: str, where: str, prefix: str, opens: str) -> str:
    """Return the page after it went well. `where` is the name of the workspace or organisation, `opens` leads to Slack."""
    commands = {"settings": f"/{prefix}study settings", "start": f"/{prefix}quiz start", "help": f"/{prefix}study help"}
    steps = (
        say("Open a channel and let Studybell in: type `/invite @Studybell` there."),
        say("Set the group's time zone, and who may run sessions: `{settings}`.", **commands),
        say("Begin a first quiz: `{start}`. All that you can do is told by `{help}`.", **commands),
    )
    name = where.replace("`", "'")
    title = say("Studybell is in {workspace}", workspace=name) if name else say("Studybell is installed")
    return page(language, title, (say("What to do next:"),), Link(say("Open Slack"), opens), steps)


def cancelled(say: Words, language: str, again: str) -> str:
    """Return the page after somebody has said no to Slack."""
    texts = (
        say("You said no, or Slack asked an admin first. Nothing was installed, and nothing is stored."),
        say("If an admin has to approve it, Slack tells you when that is done: come back then."),
    )
    return page(language, say("Studybell was not installed"), texts, Link(say("Try again"), again))


def failed(say: Words, language: str, problem: str, again: str) -> str:
    """Return the page after something went wrong; `problem` says what, and how to mend it."""
    return page(language, say("That did not work"), (problem,), Link(say("Try again"), again))
