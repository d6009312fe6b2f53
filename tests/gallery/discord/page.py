"""A payload as a page that looks as Discord would show it, in its dark theme."""

import base64
import re
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

from font_source_sans_pro import font_directory
from msgspec import Struct

from adapters.discord.rendering.cards import Payload
from adapters.playground.render import GLYPHS
from tests.gallery.discord.markdown import glyph, html_of

Component = Mapping[str, Any]

HERE = Path(__file__).parent
FOLDER = HERE.parents[2] / "adapters" / "discord" / "gallery"
"""Where the pictures lie."""

PLAYGROUND = HERE.parents[2] / "adapters" / "playground" / "page"
STYLES = {1: "primary", 2: "secondary", 3: "success", 4: "danger"}
_GLYPH = re.compile(f"[{''.join(GLYPHS)}]\ufe0f?")


class Scene(Struct, frozen=True):
    """A message in a picture. `now`: the second it is looked at; `private`: only one person sees it; `thread`: its name."""

    name: str
    payload: Payload
    now: int
    private: bool = False
    thread: str = ""


def page_of(scene: Scene) -> str:
    """Return the whole page."""
    files = {file.name: file.data for file in scene.payload.files}
    inner = "".join(_component(each, scene.now, files) for each in scene.payload.body["components"])
    below = _ONLY if scene.private else ""
    below += _THREAD.format(escape(scene.thread)) if scene.thread else ""
    return f"""<!doctype html><html lang="en"><meta charset="utf-8"><style>{_fonts()}{(HERE / "page.css").read_text()}</style>
{(PLAYGROUND / "sprite.html").read_text()}<main><article class="{"private" if scene.private else ""}">
<div class="face">{(PLAYGROUND / "static" / "bell.svg").read_text()}</div>
<div class="message"><header><b>Studybell</b><i>APP</i><time>10:04</time></header>{inner}{below}</div></article>
<footer>drawn from the payload</footer></main></html>"""


def _component(each: Component, now: int, files: Mapping[str, bytes]) -> str:
    match each["type"]:
        case 17:
            colour = each.get("accent_color")
            accent = "" if colour is None else f' style="--accent:#{colour:06x}"'
            return f'<section class="box"{accent}>{"".join(_component(one, now, files) for one in each["components"])}</section>'
        case 10:
            return f'<div class="text">{html_of(each["content"], now)}</div>'
        case 14:
            return "<hr>"
        case 12:
            return "".join(_picture(item, files) for item in each["items"])
        case 13:
            return _file(each["file"]["url"].removeprefix("attachment://"), files)
        case _:
            return f'<div class="row">{"".join(_control(one) for one in each["components"])}</div>'


def _picture(item: Component, files: Mapping[str, bytes]) -> str:
    data = base64.b64encode(files[item["media"]["url"].removeprefix("attachment://")]).decode()
    return f'<img alt="{escape(item.get("description", ""))}" src="data:image/png;base64,{data}">'


def _file(name: str, files: Mapping[str, bytes]) -> str:
    size = f"{max(len(files[name]) / 1024, 0.1):.1f} KB"
    return f'<div class="file"><svg><use href="#i-pen"/></svg><a>{escape(name)}</a><span>{size}</span></div>'


def _control(one: Component) -> str:
    if one["type"] == 2:
        return f'<button class="{STYLES[one["style"]]}">{_GLYPH.sub(glyph, escape(one["label"]))}</button>'
    return f'<div class="select">{escape(one.get("placeholder", "Make a selection"))}<span>⌄</span></div>'


def _fonts() -> str:
    folder = Path(font_directory)
    faces = {400: "Regular", 600: "Semibold", 700: "Bold"}
    return "".join(
        f"@font-face{{font-family:Sans;font-weight:{weight};src:url(data:font/ttf;base64,"
        f"{base64.b64encode((folder / f'SourceSansPro-{name}.ttf').read_bytes()).decode()})}}"
        for weight, name in faces.items()
    )


_ONLY = (
    '<p class="only"><svg class="eye" viewBox="0 0 24 24"><path d="M12 5C6 5 2 12 2 12s4 7 10 7 10-7 10-7-4-7-10-7Zm0'
    ' 11a4 4 0 1 1 0-8 4 4 0 0 1 0 8Z"/></svg> Only you can see this · <a>Dismiss message</a></p>'
)
_THREAD = (
    '<div class="thread"><b>{}</b><a>3 Messages ›</a><p>Ben <span>Most of it is tidying up, isn’t it?</span></p></div>'
)
