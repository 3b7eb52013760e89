"""Effects: what each factor does to a measure, on average over the others.

All points share their luck, so each replication is a comparison of its own. Of a grid or a list
the effect is a difference between means of points, paired over replications. Of a sampled design it
is a term of a surface without interactions, fitted to the points' means by least squares, and its
interval comes from how far the points lie off that surface: luck, curvature and interactions.
"""

from collections.abc import Iterator, Sequence
from math import inf, nan
from typing import NamedTuple

import numpy as np
from scipy.special import stdtrit

from sacsim.experiment.design import SAMPLED, Design, Factor, Point, Value
from sacsim.measure.rows import Flags, Floats
from sacsim.statistics import Estimate, interval, mean_interval

CONFIDENCE = 0.95
BINS = 5
EXACT = 1e-12
"""Less than this of the largest value is an error of arithmetic."""
POINT = "point"


class Effect(NamedTuple):
    """The change of a measure between two levels of a factor, the others averaged over."""

    factor: str
    start: Value
    end: Value
    change: Estimate

    @property
    def detectable(self) -> bool:
        """Whether the interval lies on one side of nought."""
        return self.change.low > 0 or self.change.high < 0


class Step(NamedTuple):
    """Mean of a measure at a level of a factor, or over a part of its range, with its interval.

    Luck that all points share is taken out of the interval: it tells levels apart.
    """

    factor: str
    value: Value
    mean: Estimate


class Term(NamedTuple):
    """How far each point is on the way from a factor's first level to another."""

    factor: Factor
    end: Value
    share: Floats
    at_first: Flags


def main_effects(
    factors: Sequence[Factor],
    points: Sequence[Point],
    values: Floats,
    design: Design,
    sets: int = 0,
) -> list[Effect]:
    """Return a factor's effect each, in order: from its first level to that which differs most.

    `values` are a measure's, points by replications; NaN where there was nothing to measure. With
    several levels the intervals hold for all of a factor's together (Bonferroni). A range goes from
    its low to its high end.
    """
    terms = list(_terms(factors, points))
    few = [sum(other.factor is term.factor for other in terms) for term in terms]
    levels = [1 - (1 - CONFIDENCE) / number for number in few]
    if design in SAMPLED:
        found = _of_surface(terms, values, levels)
    else:
        changes = [_between(term, values) for term in terms]
        found = [interval(row, sets, c) for row, c in zip(changes, levels, strict=True)]
    best: dict[str, Effect] = {}
    for term, change in zip(terms, found, strict=True):
        start = term.factor.ends()[0]
        effect = Effect(term.factor.name, start, term.end, change)
        known = best.get(term.factor.name)
        if known is None or abs(change.value) > abs(known.change.value):
            best[term.factor.name] = effect
    return list(best.values())


def steps(
    factors: Sequence[Factor], points: Sequence[Point], values: Floats, design: Design
) -> list[Step]:
    """Return the mean of a measure at each level of each factor, or in equal parts of its range."""
    even = values - values.mean(axis=0) + values.mean()
    found = []
    for factor in factors:
        at: list[Value] = [point[factor.name] for point in points]
        for value, chosen in _parts(factor, at):
            if not chosen.any():
                continue
            if design in SAMPLED:
                mean = mean_interval(values[chosen].mean(axis=1))
            else:
                mean = mean_interval(even[chosen].mean(axis=0))
            found.append(Step(factor.name, value, mean))
    return found


def as_one(points: Sequence[Point]) -> tuple[tuple[Factor, ...], list[Point]]:
    """A list of points varies one thing: the point."""
    told = [f"{number}" for number in range(len(points))]
    return (Factor(POINT, tuple(told)),), [{POINT: each} for each in told]


def _terms(factors: Sequence[Factor], points: Sequence[Point]) -> Iterator[Term]:
    for factor in factors:
        at = [point[factor.name] for point in points]
        first, *others = factor.ends()
        at_first = np.array([value == first for value in at])
        if factor.levels:
            for level in others:
                share = np.array([float(value == level) for value in at])
                yield Term(factor, level, share, at_first)
        else:
            low, high = float(first), float(others[0])
            share = (np.array([float(value) for value in at]) - low) / (high - low)
            yield Term(factor, others[0], share, at_first)


def _between(term: Term, values: Floats) -> Floats:
    """The difference between two levels' points, a replication each."""
    with np.errstate(invalid="ignore"):
        found = values[term.share == 1].mean(axis=0) - values[term.at_first].mean(axis=0)
    size = np.abs(values[np.isfinite(values)]).max(initial=0.0)
    return np.where(np.abs(found) <= EXACT * size, 0.0, found)


def _of_surface(terms: Sequence[Term], values: Floats, levels: Sequence[float]) -> list[Estimate]:
    """Coefficients of the least squares surface through the points' means, with intervals."""
    surface = np.column_stack([np.ones(len(values)), *(term.share for term in terms)])
    known = np.isfinite(values).any(axis=1)
    with np.errstate(invalid="ignore"):
        means = np.nanmean(np.where(np.isfinite(values), values, nan)[known], axis=1)
    surface = surface[known]
    spread = np.linalg.pinv(surface.T @ surface)
    solved = spread @ surface.T @ means
    runs, number = surface.shape
    missing = int((~known).sum())
    if runs <= number:
        return [Estimate(float(each), -inf, inf, runs, missing) for each in solved[1:]]
    left = means - surface @ solved
    error = np.sqrt(float(left @ left) / (runs - number) * np.diag(spread))
    found = []
    for value, sd, confidence in zip(solved[1:], error[1:], levels, strict=True):
        reach = float(stdtrit(runs - number, 0.5 + confidence / 2)) * float(sd)
        found.append(
            Estimate(float(value), float(value) - reach, float(value) + reach, runs, missing)
        )
    return found


def _parts(factor: Factor, at: Sequence[Value]) -> Iterator[tuple[Value, Flags]]:
    """Each level, or the middle of each part of a range, with the points there."""
    if factor.levels:
        for level in factor.levels:
            yield level, np.array([value == level for value in at])
        return
    given = np.array([float(value) for value in at])
    edges = np.linspace(given.min(), given.max(), min(BINS, max(len(given) // 4, 2)) + 1)
    place = np.clip(np.searchsorted(edges, given, side="right") - 1, 0, len(edges) - 2)
    for part in range(len(edges) - 1):
        yield float((edges[part] + edges[part + 1]) / 2), place == part
