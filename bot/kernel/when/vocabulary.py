"""The words in which hosts write times, by language. A new language is a new table here, and nothing else.

All in small letters, as the reader sees them.
"""

from collections.abc import Mapping

from msgspec import Struct


class Vocabulary(Struct, frozen=True):
    """The words of one language."""

    weekdays: Mapping[str, int]
    """0 is Monday."""
    months: Mapping[str, int]
    """1 is January."""
    days: Mapping[str, int]
    """Words for a day, and how many days it is from today."""
    nights: frozenset[str]
    """Those of `days` that mean an evening."""
    clocks: Mapping[str, int]
    """Words for a time of day, in seconds of the day that is named; 86,400 is its end."""
    counts: Mapping[str, int]
    this: tuple[str, ...]
    next: tuple[str, ...]
    within: tuple[str, ...]
    """What stands before a length of time: in 3 days."""
    leads: tuple[str, ...]
    """What may stand before a day or a time and says nothing: on, by."""
    weeks: tuple[str, ...]
    spans: tuple[str, ...]
    """Words for a day as a length."""
    hours: tuple[str, ...]
    minutes: tuple[str, ...]
    full: tuple[str, ...]
    """What may stand after an hour: o'clock. (An h is read in every language: 17h.)"""
    vague: tuple[str, ...]
    """What people write and everybody reads differently."""
    instantly: tuple[str, ...]
    """A length of less than a minute, as an echo has it."""
    gone: tuple[str, ...]
    """What begins or ends a time that is past."""
    every: tuple[str, ...]
    """What begins the rule of something that comes again."""
    other: tuple[str, ...]
    """Every other week is every second one."""
    workday: tuple[str, ...]
    joined: tuple[str, ...]
    """What may stand between two days: Monday and Friday."""
    lasting: tuple[str, ...]
    """What stands before a length of time that something lasts: for 10 weeks."""
    times: tuple[str, ...]
    until: tuple[str, ...]


ENGLISH = Vocabulary(
    weekdays={
        **dict.fromkeys(("mon", "monday"), 0),
        **dict.fromkeys(("tue", "tues", "tuesday"), 1),
        **dict.fromkeys(("wed", "weds", "wednesday"), 2),
        **dict.fromkeys(("thu", "thur", "thurs", "thursday"), 3),
        **dict.fromkeys(("fri", "friday"), 4),
        **dict.fromkeys(("sat", "saturday"), 5),
        **dict.fromkeys(("sun", "sunday"), 6),
    },
    months={
        **dict.fromkeys(("jan", "january"), 1),
        **dict.fromkeys(("feb", "february"), 2),
        **dict.fromkeys(("mar", "march"), 3),
        **dict.fromkeys(("apr", "april"), 4),
        "may": 5,
        **dict.fromkeys(("jun", "june"), 6),
        **dict.fromkeys(("jul", "july"), 7),
        **dict.fromkeys(("aug", "august"), 8),
        **dict.fromkeys(("sep", "sept", "september"), 9),
        **dict.fromkeys(("oct", "october"), 10),
        **dict.fromkeys(("nov", "november"), 11),
        **dict.fromkeys(("dec", "december"), 12),
    },
    days={"today": 0, "tonight": 0, "tomorrow": 1},
    nights=frozenset({"tonight"}),
    clocks={"noon": 43_200, "midday": 43_200, "midnight": 86_400, "eod": 86_340, "end of day": 86_340},
    counts={
        "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
        "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
    },
    this=("this",),
    next=("next",),
    within=("in",),
    leads=("on", "by", "at"),
    weeks=("w", "wk", "wks", "week", "weeks"),
    spans=("d", "day", "days"),
    hours=("h", "hr", "hrs", "hour", "hours"),
    minutes=("min", "mins", "minute", "minutes"),
    full=("o'clock", "oclock"),
    instantly=("less than a minute",),
    vague=("eow", "end of week", "end of the week", "this week", "next week", "weekend", "this weekend", "next weekend"),
    gone=("yesterday", "last", "ago"),
    every=("every", "each"),
    other=("other",),
    workday=("weekday", "workday"),
    joined=("and", "&", "+"),
    lasting=("for",),
    times=("times", "time", "x"),
    until=("until", "till", "through"),
)  # fmt: skip

VOCABULARIES: Mapping[str, Vocabulary] = {"en": ENGLISH}


def language_of(tag: str) -> str:
    """Return the language in which times are read for somebody who speaks `tag` (BCP 47): English where there is no table."""
    language = tag.lower().replace("_", "-").partition("-")[0]
    return language if language in VOCABULARIES else "en"


def vocabulary(language: str) -> Vocabulary:
    """Return the words of one of the languages of `language_of`."""
    return VOCABULARIES[language]
