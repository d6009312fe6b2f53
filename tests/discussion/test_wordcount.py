"""Words in any script, and what is none."""

import time

import pytest

from bot.discussion.wordcount import count_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("one", 1),
        ("two  words\n", 2),
        ("don't re-do it", 3),
        ("it’s well-known", 2),
        ("1,000.50 and 3.14", 3),
        ("comma,without,blanks", 3),
        ("and/or e.g. me@example.org", 3),
        ("dash—between … and -- these", 4),
        ("snake_case", 2),
        ("№ 5 – §", 1),
        ("naïve cafe\u0301 résumé", 3),
        ("हिन्दी में लिखा", 3),
        ("বাংলা ভাষা", 2),
        ("தமிழ் மொழி", 2),
        ("اللُّغَةُ العَرَبِيَّة", 2),
        ("می‌خواهم بروم", 2),
        ("שָׁלוֹם עולם", 2),
        ("나는 학교에 간다", 3),
        ("Ελλάδα, Россия; España", 3),
        ("ጤና ይስጥልኝ", 2),
    ],
)
def test_words_are_parted_by_blanks_and_signs(text: str, words: int) -> None:
    """Accents, vowel signs, hyphens and apostrophes belong to a word, in whatever script."""
    assert words == count_words(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [("我喜欢学习", 3), ("日本語のテスト", 4), ("用 iPhone 手机", 3), ("ฉันชอบเรียน", 3), ("我。你。", 1)],
)
def test_scripts_that_part_no_words_are_estimated(text: str, words: int) -> None:
    """Two characters of Chinese or Japanese make a word, and three consonants of Thai."""
    assert words == count_words(text)


@pytest.mark.parametrize(
    "text",
    [
        "https://example.org/a/long/path?with=words",
        "<https://example.org>",
        "www.example.org/x",
        "<@4242> <@!4242> <#17> <!here> <!subteam^S1|@team>",
        "<:smile:4242> <a:dance:17> :tada: :+1:",
        "<t:1700000000:R>",
        "😀 👍🏽 🇬🇧",
        "--- *** ___ > | # ~~~",
        "\u200b\u200b \u2060",
        "&amp; &lt; &#38;",
        "_ _ _",
    ],
)
def test_what_is_no_word(text: str) -> None:
    """Addresses, mentions, emoji, moments, markup and what cannot be seen are no words."""
    assert 0 == count_words(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("**bold** and *slanted*", 3),
        ("[a label](https://example.org/x)", 2),
        ("<https://example.org|a label>", 2),
        ("> quoted words", 2),
        ("`code` ```\nand more\n```", 3),
        ("- one\n- two\n1. three", 4),
        ("||spoiler|| ~~gone~~", 2),
    ],
)
def test_markup_leaves_the_words_in_it(text: str, words: int) -> None:
    """Signs of markup are left out, their text is not."""
    assert words == count_words(text)


def test_no_message_takes_long_to_count() -> None:
    """Whatever is written, the time it takes grows with the length alone: here for 20,000 characters each."""
    hostile = ("word ", "[", "*a ", "<", "<@", "](", ":aa", "&a", "https://", "-", "\u0301", "我", "`a", "<@a b")
    begin = time.process_time()
    for piece in hostile:
        count_words(piece * (20_000 // len(piece)))
    assert time.process_time() - begin < 1.0


def test_only_so_much_is_looked_at() -> None:
    """A text beyond 20,000 characters counts as far as that."""
    assert 10_000 == count_words("a " * 50_000)
