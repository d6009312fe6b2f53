"""A dictionary that keeps the newest entries alone."""

from bot.kernel.newest import Newest


def test_the_oldest_of_more_is_forgotten() -> None:
    """It never holds more than it may."""
    known: Newest[str, int] = Newest(2)
    for number, name in enumerate("abc"):
        known[name] = number
    assert {"b": 1, "c": 2} == known


def test_what_is_set_again_is_new_again() -> None:
    """Its place is that of the last time it was set."""
    known: Newest[str, int] = Newest(2)
    known["a"], known["b"], known["a"], known["c"] = 1, 2, 3, 4
    assert [("a", 3), ("c", 4)] == list(known.items())


def test_looking_makes_nothing_newer() -> None:
    """What is only read grows old all the same."""
    known: Newest[str, int] = Newest(2)
    known["a"], known["b"] = 1, 2
    assert 1 == known["a"]
    known["c"] = 3
    assert {"b": 2, "c": 3} == known
