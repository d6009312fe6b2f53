"""A payload as a page that looks as Slack would show it."""

import base64
from collections.abc import Mapping
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any

from font_source_sans_pro import font_directory
from msgspec import Struct

from bot.engine.pictures import draw
from bot.kernel.card import Chart
from tests.gallery.slack.elements import mrkdwn, plain, rich

Part = Mapping[str, Any]

HERE = Path(__file__).parent
FOLDER = HERE.parents[2] / "adapters" / "slack" / "gallery"
"""Where the pictures lie."""

PLAYGROUND = HERE.parents[2] / "adapters" / "playground" / "page"


class Scene(Struct, frozen=True):
    """A message or view in a picture.

    `now`: the second it is looked at; `private`: only one person sees it; `thread`: what stands below it; `chart`: its picture.
    """

    name: str
    payload: Mapping[str, Any]
    now: int
    private: bool = False
    thread: str = ""
    chart: Chart | None = None


def page_of(scene: Scene) -> str:
    """Return the whole page."""
    inner = "".join(_block(each, scene) for each in scene.payload["blocks"])
    framed = {"modal": _modal, "home": _home}.get(scene.payload.get("type", ""), _message)(inner, scene)
    return f"""<!doctype html><html lang="en"><meta charset="utf-8"><style>{_fonts()}{(HERE / "page.css").read_text()}</style>
{(PLAYGROUND / "sprite.html").read_text()}<main>{framed}<footer>drawn from the payload</footer></main></html>"""


def _message(inner: str, scene: Scene) -> str:
    only = '<p class="only">Only visible to you</p>' if scene.private else ""
    replied = f"Last reply today at {_clock(scene.now)}"
    below = f'<p class="thread"><b>3 replies</b> <span>{replied}</span></p>' if scene.thread else ""
    return f"""<article><div class="face">{_bell()}</div><div class="message">{only}
<h1><b>Studybell</b><i>APP</i><time>{_clock(scene.now)}</time></h1>{inner}{below}</div></article>"""


def _clock(now: int) -> str:
    return datetime.fromtimestamp(now, UTC).strftime("%I:%M %p").removeprefix("0")


def _modal(inner: str, scene: Scene) -> str:
    view = scene.payload
    buttons = "".join(
        f'<button class="{kind}">{plain(view[name]["text"])}</button>'
        for name, kind in (("close", ""), ("submit", "primary"))
        if name in view
    )
    return f"""<section class="modal"><h1>{_bell()}<b>{plain(view["title"]["text"])}</b><span>×</span></h1>
<div class="message">{inner}</div><div class="ends">{buttons}</div></section>"""


def _home(inner: str, _scene: Scene) -> str:
    tabs = f"<nav>{_bell()}<b>Studybell</b><u>Home</u><span>Messages</span></nav>"
    return f'<section class="home">{tabs}<div class="message">{inner}</div></section>'


def _bell() -> str:
    return (PLAYGROUND / "static" / "bell.svg").read_text()


def _block(each: Part, scene: Scene) -> str:
    match each["type"]:
        case "header":
            return f"<h2>{plain(each['text']['text'])}</h2>"
        case "section":
            return f'<div class="rich">{mrkdwn(each["text"]["text"], scene.now)}</div>'
        case "rich_text":
            return f'<div class="rich">{rich(each["elements"], scene.now)}</div>'
        case "context":
            return "".join(f"<small>{mrkdwn(one['text'], scene.now)}</small>" for one in each["elements"])
        case "divider":
            return "<hr>"
        case "image":
            assert scene.chart is not None
            data = base64.b64encode(draw(scene.chart)).decode()
            return f'<img alt="{escape(each["alt_text"])}" src="data:image/png;base64,{data}">'
        case "input":
            return _input(each)
        case _:
            return f'<div class="row">{"".join(_control(one) for one in each["elements"])}</div>'


def _control(one: Part) -> str:
    if one["type"] == "button":
        return f'<button class="{one.get("style", "")}">{plain(one["text"]["text"])}</button>'
    return (
        f'<div class="select">{plain(one.get("placeholder", {"text": "Select an item"})["text"])}<span>⌄</span></div>'
    )


def _input(each: Part) -> str:
    optional = " <em>(optional)</em>" if each["optional"] else ""
    hint = f"<small>{plain(each['hint']['text'])}</small>" if "hint" in each else ""
    return f"<label>{plain(each['label']['text'])}{optional}</label>{_element(each['element'])}{hint}"


def _element(one: Part) -> str:
    match one["type"]:
        case "plain_text_input" | "number_input":
            kind = "area" if one.get("multiline") else "line"
            return f'<div class="{kind}">{plain(one.get("initial_value", ""))}</div>'
        case "datetimepicker":
            return '<div class="pair"><div class="select">Select a date<span>⌄</span></div><div class="select">Time</div></div>'
        case "radio_buttons":
            chosen = one.get("initial_option")
            return "".join(
                f'<p class="radio"><s class="{"on" if each == chosen else ""}"></s>{plain(each["text"]["text"])}</p>'
                for each in one["options"]
            )
        case _:
            text = one.get("initial_option", {"text": {"text": "Select an option"}})["text"]["text"]
            return f'<div class="select">{plain(text)}<span>⌄</span></div>'


def _fonts() -> str:
    folder = Path(font_directory)
    faces = {400: "Regular", 600: "Semibold", 700: "Bold", 900: "Black"}
    return "".join(
        f"@font-face{{font-family:Sans;font-weight:{weight};src:url(data:font/ttf;base64,"
        f"{base64.b64encode((folder / f'SourceSansPro-{name}.ttf').read_bytes()).decode()})}}"
        for weight, name in faces.items()
        if (folder / f"SourceSansPro-{name}.ttf").exists()
    )
