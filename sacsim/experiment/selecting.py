"""Selecting: which of several options is best, when each has been tried only a few times.

Ranking and selection: Kim and Nelson's procedure KN (ACM Transactions on Modeling and Computer
Simulation 11, 2001) drops an option once it lies so far behind another that luck does not explain
it. With normal values, and the best ahead of the others by at least the indifference zone, the one
that is left is the best with the stated probability, whether or not options share their luck. More
is better throughout.
"""

from collections.abc import Callable, Sequence
from math import sqrt
from typing import NamedTuple

import numpy as np
from scipy.special import stdtr

from sacsim.statistics import Floats

Sample = Callable[[Sequence[int], int], Sequence[float]]
"""Options still in, number of a replication -> the value of each."""
FEWEST = 3
"""Replications of the first look: with two, the distance that KN asks for is next to endless."""


class Selection(NamedTuple):
    """What was selected; options by their place."""

    best: int
    values: tuple[Floats, ...]
    """Of each option, as many as were made of it."""
    finished: bool
    """Whether KN ended by its own rule, so that its promise holds, not at the budget's end."""

    @property
    def order(self) -> list[int]:
        """Options, the best first: those that lasted longest, and among them the higher mean."""
        rest = [n for n in range(len(self.values)) if n != self.best]
        rest.sort(key=lambda n: (-len(self.values[n]), -float(self.values[n].mean())))
        return [self.best, *rest]


def kim_nelson(
    first: Floats, zone: float, sample: Sample, most: int, confidence: float = 0.95
) -> Selection:
    """Select the best of k options from `first`, n0 x k values, and what `sample` gives on top.

    `zone` is the smallest lead that matters. At `most` replications an option the search stops,
    finished or not. Raises ValueError for fewer than FEWEST first values or a zone of 0.
    """
    looks, options = first.shape
    if looks < FEWEST or not zone > 0:
        raise ValueError(f"KN needs {FEWEST} values of each option and a zone above 0")
    values = [list(column) for column in first.T.tolist()]
    spread = never_nought(variances_of_differences(first))
    reach = reach_squared(looks, options, confidence) * spread
    alive = list(range(options))
    made = looks
    while True:
        means = np.array([np.mean(each[:made]) for each in values])
        width = np.maximum(zone / (2 * made) * (reach / zone**2 - made), 0.0)
        alive = [i for i in alive if all(means[i] >= means[j] - width[i, j] for j in alive)]
        settled = len(alive) == 1 or not width[np.ix_(alive, alive)].any()
        if settled or made >= most:
            best = max(alive, key=lambda n: (means[n], -n))
            return Selection(best, tuple(np.array(each) for each in values), settled)
        for option, value in zip(alive, sample(alive, made), strict=True):
            values[option].append(float(value))
        made += 1


def reach_squared(looks: int, options: int, confidence: float) -> float:
    """Return KN's h squared (with c = 1) for so many first values of so many options."""
    if options < 2:
        return 0.0
    eta = ((2 * (1 - confidence) / (options - 1)) ** (-2 / (looks - 1)) - 1) / 2
    return 2 * eta * (looks - 1)


def variances_of_differences(values: Floats) -> Floats:
    """Return the sample variance of the difference of each two columns, k x k."""
    gaps = values[:, :, None] - values[:, None, :]
    found: Floats = gaps.var(axis=0, ddof=1)
    return found


def never_nought(variances: Floats) -> Floats:
    """Return the variances with the usual one, the median of the others, in place of noughts.

    Two options with the same few charges in every first look would otherwise part for good over
    the next one. Where no two options differ there is nothing to wait for, and noughts stay.
    """
    pairs = variances[np.triu_indices_from(variances, 1)]
    known = pairs[pairs > 0]
    usual = np.median(known) if len(known) else 0.0
    found: Floats = np.where(variances > 0, variances, usual)
    np.fill_diagonal(found, 0.0)
    return found


def probability_best(values: Sequence[Floats], best: int, zone: float = 0.0) -> float:
    """Return a lower bound of the probability that no option is better than `best` by over `zone`.

    Bonferroni over pairs (Chen and others 2000, with Student's t for the paired differences over
    the replications that both have); 0 where there is but one.
    """
    doubt = 0.0
    for place, other in enumerate(values):
        if place == best:
            continue
        both = min(len(other), len(values[best]))
        lead = values[best][:both] - other[:both]
        if both < 2:
            return 0.0
        error = float(lead.std(ddof=1)) / sqrt(both)
        ahead = float(lead.mean()) + zone
        if error == 0:
            doubt += ahead < 0
        else:
            doubt += float(stdtr(both - 1, -ahead / error))
    return max(1 - doubt, 0.0)
