"""The host role and the language as people name them."""

import pytest

from bot.kernel.errors import Unreadable
from bot.kernel.words import words
from bot.people.languages import language_text, languages, read_language
from bot.people.roles import read_role, role_text

SAY = words("en")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Teachers", "Teachers"),
        ("@Teachers", "Teachers"),
        ("  year  7   staff ", "year 7 staff"),
        ("<@&4242424242>", "4242424242"),
        ("<!subteam^S0614TZR7|@staff>", "S0614TZR7"),
        ("<@&4242> and more", "<@&4242> and more"),
        ("", ""),
        ("none", ""),
        ("@", ""),
    ],
)
def test_a_role_is_read(typed: str, expected: str) -> None:
    """By name, or as the platform writes one that was picked; none takes it away."""
    assert expected == read_role(typed, SAY)


@pytest.mark.parametrize("typed", ["x" * 101, "a\u202eb", "a\x00b", "\ud800"])
def test_what_can_be_no_role_is_refused(typed: str) -> None:
    """Too long, or with what cannot be seen."""
    with pytest.raises(Unreadable):
        read_role(typed, SAY)


@pytest.mark.parametrize("role", ["Teachers", ""])
def test_a_role_is_read_back(role: str) -> None:
    """The form shows the role in words that it takes again."""
    assert role == read_role(role_text(role, SAY), SAY)


@pytest.mark.parametrize("typed", ["en", "EN", " English ", "english (en)"])
def test_a_language_is_read_by_code_or_name(typed: str) -> None:
    """However it is written."""
    assert "en" == read_language(typed, SAY)


@pytest.mark.parametrize("typed", ["", "tlh", "../../etc", "e" * 10_000, "en-"])
def test_a_language_that_is_not_spoken_is_told(typed: str) -> None:
    """With those that are."""
    with pytest.raises(Unreadable) as caught:
        read_language(typed, SAY)
    assert all(language_text(language) in caught.value.problem for language in languages())
    assert len(caught.value.problem) < 300
