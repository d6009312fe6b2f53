"""A prompt as a value: what a Markdown file becomes. Other features read these, and only these.

Nothing here knows a platform or reckons with dates: words such as ``in 7 days`` stay as they were typed until somebody opens a
discussion with them.
"""

from msgspec import Struct


class Rules(Struct, frozen=True):
    """What counts. `replies` are to different other members; a post with fewer than `words` words does not count yet.

    `reply_words` is the same for a reply; None means as many as `words`. `sealed`: answer before you see the others' answers.
    Bounds stand in ``rules.py``.
    """

    posts: int = 1
    replies: int = 0
    words: int = 0
    reply_words: int | None = None
    sealed: bool = False


class Prompt(Struct, frozen=True):
    """What is asked in a discussion. `name` is its file's stem, the word people type; `body` is Markdown (``kernel/markup.py``).

    The dates are words of the deadline grammar, as typed, "" where none was set; so are `remind` (``24h 2h``, ``none``) and
    `expect` (``everybody``, ``whoever``, ``role NAME``). A `template` has blanks to fill in and is opened through the form.
    """

    name: str
    title: str
    body: str
    rules: Rules = Rules()
    language: str = "en"
    about: str = ""
    source: str = ""
    opens: str = ""
    due: str = ""
    replies_due: str = ""
    late_until: str = ""
    remind: str = ""
    expect: str = ""
    template: bool = False
