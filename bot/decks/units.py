"""Units of measure: a closed table, SI prefixes, and products such as ``kg·m/s²``.

A unit is read into a dimension and a factor, so that 1 km answers 1000 m. Temperatures in °C and °F are dimensions of
their own (their zero is elsewhere), and so is every currency (rates move). What may never happen here: a guess.
"""

import math
import re
from collections.abc import Mapping
from fractions import Fraction
from functools import cache

from msgspec import Struct

LONGEST = 40
"""Characters of a unit that are looked at."""

_MOST_FACTORS = 6
_MOST_POWER = 9

Dimension = tuple[tuple[str, int], ...]
"""Base quantities with their powers, sorted; empty for a bare ratio such as percent."""


class Unit(Struct, frozen=True):
    """What a unit means: `factor` of it, in the base units of its `dimension`."""

    dimension: Dimension
    factor: Fraction


def _row(names: str, factor: str | int, **powers: int) -> tuple[str, Unit]:
    return names, Unit(tuple(sorted(powers.items())), Fraction(factor))


# Sources: SI brochure, 9th edition (2019), tables 4, 7 and 8; the international yard and pound agreement (1959).
_PREFIXED = (
    _row("m metre metres meter meters", 1, m=1),
    _row("g gram grams gramme grammes", "1/1000", kg=1),
    _row("s sec secs second seconds", 1, s=1),
    _row("A amp amps ampere amperes", 1, A=1),
    _row("K kelvin kelvins", 1, K=1),
    _row("mol mole moles", 1, mol=1),
    _row("cd candela", 1, cd=1),
    _row("Hz hertz", 1, s=-1),
    _row("N newton newtons", 1, kg=1, m=1, s=-2),
    _row("Pa pascal pascals", 1, kg=1, m=-1, s=-2),
    _row("J joule joules", 1, kg=1, m=2, s=-2),
    _row("W watt watts", 1, kg=1, m=2, s=-3),
    _row("C coulomb coulombs", 1, A=1, s=1),
    _row("V volt volts", 1, kg=1, m=2, s=-3, A=-1),
    _row("F farad farads", 1, kg=-1, m=-2, s=4, A=2),
    _row("Ω ohm ohms", 1, kg=1, m=2, s=-3, A=-2),
    _row("S siemens", 1, kg=-1, m=-2, s=3, A=2),
    _row("Wb weber", 1, kg=1, m=2, s=-2, A=-1),
    _row("T tesla", 1, kg=1, s=-2, A=-1),
    _row("H henry", 1, kg=1, m=2, s=-2, A=-2),
    _row("lm lumen", 1, cd=1),
    _row("lx lux", 1, cd=1, m=-2),
    _row("Bq becquerel", 1, s=-1),
    _row("Gy gray", 1, m=2, s=-2),
    _row("Sv sievert", 1, m=2, s=-2),
    _row("l L litre litres liter liters", "1/1000", m=3),
    _row("eV electronvolt electronvolts", "1602176634/10000000000000000000000000000", kg=1, m=2, s=-2),
    _row("bar bars", 100_000, kg=1, m=-1, s=-2),
    _row("cal calorie calories", "4184/1000", kg=1, m=2, s=-2),
    _row("Wh", 3600, kg=1, m=2, s=-2),
    _row("bit bits", 1, bit=1),
    _row("B byte bytes", 8, bit=1),
)
_PLAIN = (
    _row("t tonne tonnes", 1000, kg=1),
    _row("min mins minute minutes", 60, s=1),
    _row("h hr hrs hour hours", 3600, s=1),
    _row("d day days", 86_400, s=1),
    _row("week weeks", 604_800, s=1),
    _row("month months", 1, month=1),
    _row("a yr year years", 12, month=1),
    _row("ha hectare hectares", 10_000, m=2),
    _row("au", 149_597_870_700, m=1),
    _row("ly", 9_460_730_472_580_800, m=1),
    _row("in inch inches", "254/10000", m=1),
    _row("ft foot feet", "3048/10000", m=1),
    _row("yd yard yards", "9144/10000", m=1),
    _row("mi mile miles", "1609344/1000", m=1),
    _row("mph", "1609344/3600000", m=1, s=-1),
    _row("kn knot knots", "1852/3600", m=1, s=-1),
    _row("oz ounce ounces", "28349523125/1000000000000", kg=1),
    _row("lb lbs pound pounds", "45359237/100000000", kg=1),
    _row("atm", 101_325, kg=1, m=-1, s=-2),
    _row("% percent pct", "1/100"),
    _row("‰ permille", "1/1000"),
    _row("rad radian radians", 1, rad=1),
    _row("°C celsius", 1, celsius=1),
    _row("°F fahrenheit", 1, fahrenheit=1),
    _row("u Da", "166053906892/100000000000000000000000000000000000000", kg=1),
    _row("dB decibel decibels", 1, dB=1),
    _row("KiB", 8 * 1024, bit=1),
    _row("MiB", 8 * 1024**2, bit=1),
    _row("GiB", 8 * 1024**3, bit=1),
    _row("TiB", 8 * 1024**4, bit=1),
    ("° deg degree degrees", Unit((("rad", 1),), Fraction(math.pi) / 180)),
)
_CURRENCIES = ("€ EUR euro euros", "$ USD dollar dollars", "£ GBP", "¥ JPY yen", "₹ INR rupee rupees", "CHF", "₽ RUB",
               "₩ KRW", "₺ TRY", "₴ UAH", "zł PLN", "kr SEK NOK DKK", "₿ BTC", "CNY yuan", "¢ cent cents")  # fmt: skip
SIGNS = frozenset("€$£¥₹₽₩₺₴₿¢")
"""Currency signs that may stand before the number."""

_PREFIXES: Mapping[str, int] = {
    "Q": 30, "R": 27, "Y": 24, "Z": 21, "E": 18, "P": 15, "T": 12, "G": 9, "M": 6, "k": 3, "h": 2, "da": 1,
    "d": -1, "c": -2, "m": -3, "µ": -6, "u": -6, "n": -9, "p": -12, "f": -15, "a": -18,
}  # fmt: skip
_LONG_PREFIXES: Mapping[str, int] = {
    "peta": 15, "tera": 12, "giga": 9, "mega": 6, "kilo": 3, "hecto": 2, "deca": 1,
    "deci": -1, "centi": -2, "milli": -3, "micro": -6, "nano": -9, "pico": -12,
}  # fmt: skip
_LONG_NAME = 3
_ATOM = re.compile(r"([^\W\d_]+|[%‰°€$£¥₹₽₩₺₴₿¢]|°[CF])(?:\^?([-+]?\d))?")
_JOINT = re.compile(r"\s*([*/])\s*|\s+")
_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_SAME_SIGN = str.maketrans({"μ": "µ", "\u2126": "Ω", "\u212a": "K", "·": "*", "⋅": "*", "×": "*", "º": "°"})


def read_unit(text: str) -> Unit | None:
    """Return what a unit text such as ``km/h`` or ``m s⁻²`` means; None when it is not in the table."""
    clean = text.strip().translate(_SUPERSCRIPT).translate(_SAME_SIGN).replace("° C", "°C").replace("° F", "°F")
    if not clean or len(clean) > LONGEST:
        return None
    dimension: dict[str, int] = {}
    factor = Fraction(1)
    at, sign = 0, 1
    for _ in range(_MOST_FACTORS):
        atom = _longest_atom(clean, at)
        if atom is None:
            return None
        unit, power, at = atom
        factor *= unit.factor ** (power * sign)
        for base, count in unit.dimension:
            dimension[base] = dimension.get(base, 0) + count * power * sign
        if at == len(clean):
            return Unit(tuple(sorted((base, count) for base, count in dimension.items() if count)), factor)
        joint = _JOINT.match(clean, at)
        if not joint:
            return None
        sign = -1 if joint[1] == "/" or (sign < 0 and joint[1] is None) else 1
        at = joint.end()
    return None


def _longest_atom(text: str, at: int) -> tuple[Unit, int, int] | None:
    """Return unit, power and end of the factor that begins at `at`."""
    head = text[at : at + 2]
    found = re.compile(r"(°[CF])(?:\^?([-+]?\d))?").match(text, at) if head in {"°C", "°F"} else _ATOM.match(text, at)
    unit = _named(found[1]) if found else None
    power = int(found[2] or 1) if found else 0
    if not found or unit is None or not power or abs(power) > _MOST_POWER:
        return None
    return unit, power, found.end()


def _named(name: str) -> Unit | None:
    """Return a unit by one name: symbols as they are spelled, words of more than three letters in any case."""
    found = _table().get(name)
    if found or len(name) <= _LONG_NAME:
        return found
    return _table().get(name.lower())


@cache
def _table() -> Mapping[str, Unit]:
    table: dict[str, Unit] = {}
    for names, unit in _PREFIXED:
        for name in names.split():
            prefixes = _LONG_PREFIXES if len(name) > _LONG_NAME else _PREFIXES
            for prefix, power in prefixes.items():
                table.setdefault(prefix + name, Unit(unit.dimension, unit.factor * Fraction(10) ** power))
    for names, unit in (*_PLAIN, *_PREFIXED):
        table.update(dict.fromkeys(names.split(), unit))
    for names in _CURRENCIES:
        table.update(dict.fromkeys(names.split(), Unit(((names.split()[0], 1),), Fraction(1))))
    table["¢"] = table["cent"] = table["cents"] = Unit((("¢", 1),), Fraction(1))
    return table
