"""Who the simulated learners are: a name, how much they know, how quick they are."""

from math import exp
from random import Random

from msgspec import Struct

_NAMES = (
    "Amina Bruno Carmen Dmitri Eleni Farid Grace Hiro Ingrid Jamal Keiko Luca Mei Noah Olga Pedro Quynh "
    "Rosa Samir Tomoko Umar Vera Wanjiru Xavier Yara Zoltan Astrid Bogdan Chiara Diego Esther Fatima "
    "Goran Hana Ivan Jana Kofi Leila Mateo Nadia Oskar Priya Rafael Sofia Tariq Ulla Viktor Wen Ximena "
    "Yusuf Zeynep Anders Beatriz Chidi Dalia Emil Freya Giorgos Hassan Isla Joon Katya Lerato Milan Nuria "
    "Omar Paula Ravi Signe Thabo"
)
NAMES = tuple(_NAMES.split())
"""First names in ASCII, so that they show in any terminal and picture; none of the playground's own people."""

LEAST_SKILL, MOST_SKILL = 0.35, 0.95


class Learner(Struct, frozen=True):
    """A simulated learner. `skill` is the chance of a right answer to a plain question; `pace` multiplies their times."""

    member: str
    name: str
    skill: float
    pace: float


def learner(number: int, seed: str, skill: float | None) -> Learner:
    """Return the learner of this number (from 0); the same name and member each time, None for a skill of their own."""
    again, index = divmod(number, len(NAMES))
    name = NAMES[index] if not again else f"{NAMES[index]} {again + 1}"
    own = Random(f"{seed}:{name}")
    drawn = own.uniform(LEAST_SKILL, MOST_SKILL)
    member = "sim-" + name.lower().replace(" ", "-")
    return Learner(member, name, drawn if skill is None else min(max(skill, 0.0), 1.0), exp(own.gauss(0.0, 0.25)))
