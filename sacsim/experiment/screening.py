"""Screening: indices of what moves an output, by SALib, with luck beside them.

Morris (1991; for groups Campolongo and others 2007): the mean size of the change in the output as
one group goes from its low to its high end, the others anywhere. Sobol (Saltelli and others 2010,
Jansen 1999): the share of the output's variance that a group has a part in. Both come from the mean
over replications that share their luck; what luck alone would make of each index is told beside it.
"""

from collections.abc import Sequence
from math import nan, pi, sqrt
from typing import Any, Literal, NamedTuple

import numpy as np

from sacsim.errors import BadInput
from sacsim.measure.rows import Floats

Method = Literal["morris", "sobol"]
METHODS: tuple[Method, ...] = ("morris", "sobol")
LEVELS = 4
STEP = LEVELS / (2 * (LEVELS - 1))


class Index(NamedTuple):
    """How much one group moves the output: in its unit (Morris), or of its variance (Sobol)."""

    name: str
    value: float
    low: float
    high: float
    by_luck: float
    """What the index would be on average if the group did nothing; NaN with one replication."""
    alone: float = nan
    """Of Sobol: the share that the group explains by itself."""

    @property
    def detectable(self) -> bool:
        """Whether the interval lies above what luck alone would show."""
        return self.low > (0.0 if self.by_luck != self.by_luck else self.by_luck)


def design(groups: Sequence[str], method: Method, trajectories: int, seed: int) -> Floats:
    """Return points in [0, 1], a column an input; `groups` names the group of each input.

    Raises BadInput where the number of trajectories does not suit.
    """
    from SALib.sample import morris, sobol

    luck = seed % 2**31
    if method == "morris":
        drawn = morris.sample(_problem(groups), trajectories, num_levels=LEVELS, seed=luck)
    else:
        if trajectories & (trajectories - 1):
            raise BadInput(
                f"trajectories: {trajectories} is not a power of two, as Sobol's base points must "
                f"be: {2 ** (trajectories.bit_length() - 1)}, {2 ** trajectories.bit_length()}"
            )
        drawn = sobol.sample(_problem(groups), trajectories, calc_second_order=False, seed=luck)
    return np.asarray(drawn, dtype=float)


def indices(
    groups: Sequence[str], method: Method, points: Floats, values: Floats, seed: int
) -> list[Index]:
    """Return the index of each group in order of first appearance, with its 95 % interval.

    `values` are the outputs, points by replications. NaN where some run had nothing to measure.
    """
    from SALib.analyze import morris, sobol

    names = list(dict.fromkeys(groups))
    means = values.mean(axis=1)
    if not np.isfinite(means).all():
        return [Index(name, nan, nan, nan, nan) for name in names]
    if np.ptp(means) == 0.0:
        return [Index(name, 0.0, 0.0, 0.0, 0.0, 0.0) for name in names]
    problem, luck = _problem(groups), seed % 2**31
    if method == "morris":
        found = morris.analyze(problem, points, means, num_levels=LEVELS, seed=luck)
        floor = _moved_by_luck(groups, points, values)
        by_name = {}
        for name, v, c in zip(found["names"], found["mu_star"], found["mu_star_conf"], strict=True):
            size, reach = float(v), float(c)
            by_name[str(name)] = Index(
                str(name), size, size - reach, size + reach, floor[str(name)]
            )
        return [by_name[name] for name in names]
    found = sobol.analyze(problem, means, calc_second_order=False, seed=luck)
    noise = luck_share(values, of_mean=True)
    rows = zip(names, found["ST"], found["ST_conf"], found["S1"], strict=True)
    return [Index(n, float(v), float(v - c), float(v + c), noise, float(s)) for n, v, c, s in rows]


def luck_share(values: Floats, *, of_mean: bool = False) -> float:
    """Return the share of one run's variance that is luck; or of the mean over replications.

    Luck here is what differs between points of the same replication beyond their own means: what
    all points share of it moves no comparison. NaN with one replication.
    """
    points, count = values.shape
    if count < 2:
        return nan
    even = values - values.mean(axis=0)
    left = even - even.mean(axis=1, keepdims=True)
    within = float((left**2).sum()) / ((points - 1) * (count - 1))
    of_means = float(even.mean(axis=1).var(ddof=1))
    if of_mean:
        return min(within / count / of_means, 1.0) if of_means else 0.0
    between = max(of_means - within / count, 0.0)
    return within / (within + between) if within + between else 0.0


def _moved_by_luck(groups: Sequence[str], points: Floats, values: Floats) -> dict[str, float]:
    """Mean size of a change that is luck alone: half-normal, from its spread in replications."""
    count = values.shape[1]
    if count < 2:
        return dict.fromkeys(groups, nan)
    changed = np.diff(points, axis=0) != 0
    change = np.diff(values, axis=0) / STEP
    steps = len(set(groups)) + 1
    spreads: dict[str, list[float]] = {}
    for row, moved in enumerate(changed):
        if (row + 1) % steps:
            group = groups[int(np.flatnonzero(moved)[0])]
            spreads.setdefault(group, []).append(float(change[row].var(ddof=1)) / count)
    return {group: sqrt(2 / pi * float(np.mean(of))) for group, of in spreads.items()}


def _problem(groups: Sequence[str]) -> dict[str, Any]:
    alone = len(set(groups)) == len(groups)
    names = list(groups) if alone else [f"{group} {n}" for n, group in enumerate(groups)]
    found: dict[str, Any] = {
        "num_vars": len(groups),
        "names": names,
        "bounds": [[0.0, 1.0]] * len(groups),
    }
    return found if alone else {**found, "groups": list(groups)}
