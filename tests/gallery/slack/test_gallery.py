"""The gallery shows what is sent: each of its pictures is drawn from a payload that Slack takes."""

import re

import pytest

from tests.adapters.slack.judging import troubles, view_troubles
from tests.gallery.slack.page import FOLDER, Scene, page_of
from tests.gallery.slack.scenes import scenes

SCENES = {scene.name: scene for scene in scenes()}
MOST = 120 * 1024
"""Bytes of a picture: people look at the README on the way."""


def seen(scene: Scene) -> str:
    """Return the text that the page shows."""
    body = page_of(scene).partition("<main>")[2]
    return re.sub(r"<[^>]*>", " ", re.sub(r"<svg.*?</svg>|<img[^>]*>", " ", body, flags=re.DOTALL))


@pytest.mark.parametrize("name", SCENES)
def test_a_scene_is_what_slack_takes(name: str) -> None:
    """What is drawn could be sent."""
    payload = dict(SCENES[name].payload)
    assert [] == (view_troubles(payload) if "type" in payload else troubles(payload))


@pytest.mark.parametrize("name", SCENES)
def test_no_markup_is_left_on_a_page(name: str) -> None:
    """Read as Slack reads it, our Markdown leaves no sign of markup in sight."""
    assert [] == re.findall(r"\*|&lt;|\\|`|\{|&amp;[a-z]+;", seen(SCENES[name]))


def test_every_scene_has_its_picture() -> None:
    """None of them heavy; ``python -m tests.gallery.slack`` draws them."""
    pictures = {path.stem: path.stat().st_size for path in FOLDER.glob("*.png")}
    assert set(SCENES) == set(pictures)
    assert [] == [name for name, size in pictures.items() if size > MOST]
