"""Design: the points of an experiment, that is the settings to be tried together.

A grid tries every level with every other; a list the first levels together, then the second ones.
A Latin hypercube and a Sobol sequence spread a number of points evenly over all ranges at once
(scipy's, McKay and others 1979, Sobol 1967 as scrambled by Owen): with many factors they say more
for the same runs than a grid.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from math import floor, prod
from typing import Literal

from scipy.stats import qmc

Value = float | int | str | bool
Point = dict[str, Value]
"""A value, or a factor on one, by the name of what varies."""
Design = Literal["grid", "list", "latin_hypercube", "sobol"]
SAMPLED: tuple[Design, ...] = ("latin_hypercube", "sobol")


@dataclass(frozen=True)
class Factor:
    """What varies: a key of the scenario, with levels, or with all values from low to high."""

    key: str
    levels: tuple[Value, ...] = ()
    low: float = 0.0
    high: float = 0.0
    scale: bool = False
    """The values are factors on what the scenario says."""
    whole: bool = False
    """Values of a range have no fraction."""

    @property
    def name(self) -> str:
        """What it is called in tables."""
        return f"factor on {self.key}" if self.scale else self.key

    @property
    def is_words(self) -> bool:
        """Whether its levels have no order."""
        return any(isinstance(level, str | bool) for level in self.levels)

    def at(self, share: float) -> Value:
        """Return the value at a place from 0 to 1; levels and whole numbers have equal parts."""
        if self.levels:
            return self.levels[min(floor(share * len(self.levels)), len(self.levels) - 1)]
        if self.whole:
            first, last = round(self.low), round(self.high)
            return min(first + floor(share * (last - first + 1)), last)
        return float(f"{self.low + share * (self.high - self.low):.6g}")

    def ends(self) -> tuple[Value, ...]:
        """Return the values beyond which no point goes, or every level."""
        return self.levels or (self.at(0.0), self.at(1.0))


def points(factors: Sequence[Factor], design: Design, count: int, seed: int) -> list[Point]:
    """Return the points of a design, in order; the same arguments, the same points.

    `count` and `seed` are for sampled designs; that of a Sobol sequence is a power of two.
    """
    names = [factor.name for factor in factors]
    if design in SAMPLED:
        shares = _sampled(design, len(factors), count, seed)
        rows = [[f.at(u) for f, u in zip(factors, row, strict=True)] for row in shares]
    elif design == "list":
        rows = [list(row) for row in zip(*(factor.levels for factor in factors), strict=True)]
    else:
        rows = [list(row) for row in product(*(factor.levels for factor in factors))]
    return [dict(zip(names, row, strict=True)) for row in rows]


def size(factors: Sequence[Factor], design: Design, count: int) -> int:
    """Return how many points a design has, without making them."""
    if design in SAMPLED:
        return count
    sizes = [len(factor.levels) for factor in factors]
    return sizes[0] if design == "list" else prod(sizes)


def _sampled(design: Design, factors: int, count: int, seed: int) -> list[list[float]]:
    if design == "sobol":
        drawn = qmc.Sobol(factors, scramble=True, seed=seed).random_base2(count.bit_length() - 1)
    else:
        drawn = qmc.LatinHypercube(factors, seed=seed).random(count)
    found: list[list[float]] = drawn.tolist()
    return found
