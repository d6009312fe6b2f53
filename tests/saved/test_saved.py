"""What any release has written down can still be read.

``0.1.0/*.json`` were written by that release and never change again. A new release adds a folder of its own:
``STUDYBELL_SAVE=0.2.0 pytest tests/saved -k save``.
"""

import os
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
import pytest

from bot.discussion.phases import Phase as phases_of_discussions  # noqa: N813 - a union of kinds
from bot.discussion.session import DiscussionKind
from bot.kernel.event import Tick
from bot.kernel.people import ENGINE
from bot.quiz.phases import Phase
from bot.quiz.session import QuizKind

KINDS: dict[str, Any] = {kind.name: kind for kind in (QuizKind(), DiscussionKind())}


def test_a_saved_session_is_read_as_it_was(sample: Any, points: Callable[..., Any]) -> None:
    """Phase, hour, points and public messages are those that the release itself had."""
    value = KINDS[sample.kind].thaw(bytes(sample.content), bytes(sample.state), sample.facts)
    assert (sample.phase, sample.wake_at) == (type(value.phase).__name__, value.wake_at)
    assert sample.points == points(value)


def test_a_saved_session_goes_on(sample: Any) -> None:
    """It has a view, can be written again without loss, and a tick at its hour moves it."""
    kind = KINDS[sample.kind]
    value = kind.thaw(bytes(sample.content), bytes(sample.state), sample.facts)
    assert set(sample.public) == set(value.view())
    assert value == kind.thaw(kind.content(value), kind.freeze(value), sample.facts)
    if value.wake_at is not None:
        assert value is not value.handle(Tick(), ENGINE, value.wake_at).state


def test_every_phase_has_a_sample(samples_of: Callable[[], Mapping[str, bytes]]) -> None:
    """No phase is left out of the samples this release would save."""
    saved = [msgspec.json.decode(written) for written in samples_of().values()]
    for kind, phases in (("quiz", Phase), ("discussion", phases_of_discussions)):
        assert {each.__name__ for each in phases.__args__} == {each["phase"] for each in saved if each["kind"] == kind}


def test_save_the_samples_of_a_release(samples_of: Callable[[], Mapping[str, bytes]], folder: Any) -> None:
    """Asked for by name, the samples of a new release are written beside the others, and never over them."""
    release = os.environ.get("STUDYBELL_SAVE")
    if not release:
        pytest.skip("asked for with STUDYBELL_SAVE=version, once a release")
    (folder / release).mkdir()
    for name, written in samples_of().items():
        (folder / release / f"{name}.json").write_bytes(written)
