"""Steady: from when on a run has forgotten that it began with an empty force.

MSER-5 (White, An effective truncation heuristic for bias reduction in simulation output, Simulation
69 (1997), 323 to 334; Spratt, An evaluation of the MSER-5 heuristic, 1998): the observations are
averaged by fives, and the beginning is cut off where the standard error of what is left, as if it
were independent, is smallest. A cut in the second half means that there are not enough data.
Welch's moving average (Welch 1983) is for the eye. Both suppose that there is a steady state.
"""

import numpy as np
from numpy.typing import ArrayLike

from sacsim.statistics import Floats

BATCH = 5
SPARED = 5
"""Batches at the end of which none is cut off: few of them are alike by luck."""


def mser(values: ArrayLike) -> int | None:
    """Return how many values at the beginning to leave out; None where there are not enough data.

    The statistic of a cut d of n values is the sum of squares about the mean of the n - d left,
    over (n - d) squared; the earliest of equal cuts counts.
    """
    series = np.asarray(values, dtype=float).ravel()
    n = len(series)
    if n < 2 * SPARED:
        return None
    left = np.arange(n, 0, -1)
    backwards = (series - series.mean())[::-1]  # about the mean, so that no digits are lost
    sums = np.cumsum(backwards)[::-1]
    squares = np.cumsum(backwards**2)[::-1]
    statistic = np.maximum(squares - sums**2 / left, 0.0) / left.astype(float) ** 2
    cut = int(np.argmin(statistic[: n - SPARED + 1]))
    return cut if 2 * cut <= n else None


def mser5(values: ArrayLike) -> int | None:
    """Return how many observations to leave out by MSER-5; None where there are not enough data."""
    series = np.asarray(values, dtype=float).ravel()
    batches = len(series) // BATCH
    cut = mser(series[: batches * BATCH].reshape(batches, BATCH).mean(axis=1))
    return None if cut is None else cut * BATCH


def moving_average(values: ArrayLike, window: int) -> Floats:
    """Return Welch's moving average over `window` values on each side, over fewer at the start.

    The value at i < window is the mean of the first 2 i + 1; the last `window` have none (NaN).
    """
    series = np.asarray(values, dtype=float).ravel()
    total = np.concatenate(([0.0], np.cumsum(series)))
    found = np.full(len(series), np.nan)
    for place in range(len(series) - window):
        reach = min(place, window)
        found[place] = (total[place + reach + 1] - total[place - reach]) / (2 * reach + 1)
    return found
