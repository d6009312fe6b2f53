"""Numbers as people type them, and the units behind them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.decks.numbers import in_unit, read_number, spelled
from bot.decks.units import read_unit


def number(text: str, language: str = "en") -> tuple[float, str] | None:
    """Return value and unit of a typed number."""
    read = read_number(text, language)
    return (read.value, read.unit) if read else None


@pytest.mark.parametrize(
    ("text", "language", "value", "unit"),
    [
        ("42", "en", 42, ""),
        (" 42 ", "en", 42, ""),
        ("1,234.5", "en", 1234.5, ""),
        ("1.234,5", "de", 1234.5, ""),
        ("1.234", "de", 1234, ""),
        ("1.234", "en", 1.234, ""),
        ("1,234", "de", 1.234, ""),
        ("3,5", "fr-FR", 3.5, ""),
        ("3.5", "es-MX", 3.5, ""),
        ("1'000.5", "de-CH", 1000.5, ""),
        ("1\u202f234,5", "fr", 1234.5, ""),
        ("1 234 567", "en", 1234567, ""),
        ("1,234,567", "en", 1234567, ""),
        (".5", "en", 0.5, ""),
        ("-5", "en", -5, ""),
        ("\u22125", "en", -5, ""),
        ("+ 5", "en", 5, ""),
        ("3/4", "en", 0.75, ""),
        ("1 1/2", "en", 1.5, ""),
        ("-1 1/2", "en", -1.5, ""),
        ("½", "en", 0.5, ""),
        ("1½ h", "en", 1.5, "h"),
        ("3⁄4", "en", 0.75, ""),
        ("1.2e3", "en", 1200, ""),
        ("1.2E-3", "en", 0.0012, ""),
        ("1.2 x 10^3", "en", 1200, ""),
        ("1.2×10³", "en", 1200, ""),
        ("1,2·10⁻³", "de", 0.0012, ""),
        ("1.2 * 10**3", "en", 1200, ""),
        ("10^3", "en", 1000, ""),
        ("10⁻³ m", "en", 0.001, "m"),
        ("50%", "en", 50, "%"),
        ("50 percent", "en", 50, "percent"),
        ("5 km", "en", 5, "km"),
        ("5km/h", "en", 5, "km/h"),
        ("9.81 m s^-2", "en", 9.81, "m s⁻²"),
        ("20 °C", "en", 20, "°C"),
        ("$5.50", "en", 5.5, "$"),
        ("-€3", "en", -3, "€"),
        ("$-3", "en", -3, "$"),
        ("5 €", "de", 5, "€"),
        ("5 Metres", "en", 5, "Metres"),
        ("٣٫٥".replace("٫", "."), "en", 3.5, ""),
        ("１２", "en", 12, ""),
    ],
)
def test_numbers_are_read_by_the_language(text: str, language: str, value: float, unit: str) -> None:
    """Every writing that is understood gives value and unit."""
    assert (value, unit) == number(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("", "en"), ("-", "en"), (".", "en"), ("five", "en"), ("5 apples", "en"), ("3,5", "en"), ("1.5", "de"),
        ("12,34", "en"), ("1,23,456", "en"), ("1,234,56", "en"), ("1 23", "en"), ("12 3456", "en"), ("1.2.3", "en"),
        ("5.", "en"), ("1e", "en"), ("1e999", "en"), ("1e-999", "en"), ("1/0", "en"), ("1 3/2", "en"), ("1/2/3", "en"),
        ("5 5", "en"), ("5-5", "en"), ("5 .. 6", "en"), ("$5 kg", "en"), ("5 kg kg kg kg kg kg kg", "en"), ("5 m^0", "en"),
        ("5 / m", "en"), ("nan", "en"), ("inf", "en"), ("0x10", "en"), ("1_000", "en"), ("--5", "en"), ("9" * 81, "en"),
        ("1,234.5", "de"), ("1'234,5.6", "en"), ("²", "en"),
    ],
)  # fmt: skip
def test_everything_else_is_no_number(text: str, language: str) -> None:
    """Nothing is guessed."""
    assert number(text, language) is None


@pytest.mark.parametrize(
    ("typed", "unit", "value"),
    [
        ("1 km", "m", 1000),
        ("1000 m", "km", 1),
        ("36 km/h", "m/s", 10),
        ("1 l", "dm³", 1),
        ("1 kWh", "MJ", 3.6),
        ("5 N", "kg m/s²", 5),
        ("90 °", "rad", 1.5707963267948966),
        ("2 h", "min", 120),
        ("1 MiB", "B", 1048576),
        ("0.1 km", "m", 100),
        ("3 ft", "yd", 1),
        ("50 %", "", 0.5),
        ("5 km", "", 5),
        ("5", "km", 5),
        ("5 kg", "m", None),
        ("20 °F", "°C", None),
        ("20 C", "°C", 20),
        ("5 €", "$", None),
        ("5 EUR", "€", 5),
    ],
)
def test_units_of_one_measure_are_converted(typed: str, unit: str, value: float | None) -> None:
    """1 km answers 1000 m; kilograms answer no metres; a missing unit is the one asked for."""
    read = read_number(typed)
    assert read is not None
    assert value == in_unit(read, unit)


@pytest.mark.parametrize(
    "unit", ["", "parsec", "m/", "/m", "m^99", "m//s", "x" * 41, "m" * 30, "m^-", "^2", "KM", "mm mm mm mm mm mm mm"]
)
def test_no_unit_is_guessed(unit: str) -> None:
    """What is not in the table is none."""
    assert read_unit(unit) is None


@given(st.floats(allow_nan=False, allow_infinity=False), st.sampled_from(["en", "de", "fr", "de-CH"]))
def test_a_number_that_was_spelled_is_the_same_number(value: float, language: str) -> None:
    """Digits written for a deck come back bit by bit, within the powers that are read."""
    if value and not 1e-290 < abs(value) < 1e290:
        return
    read = read_number(spelled(value, language), language)
    assert read is not None
    assert value == read.value


@given(
    st.text(alphabet="0123456789.,'/ e^x*-+%kgm²³½€°\u202f", max_size=90) | st.text(max_size=90), st.text(max_size=12)
)
def test_any_text_is_a_number_or_none(text: str, language: str) -> None:
    """Nothing is raised, and what is read is finite."""
    read = read_number(text, language)
    assert read is None or abs(read.value) < 1e301
    if read:
        assert in_unit(read, read.unit) is not None
