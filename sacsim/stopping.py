"""Stopping: when enough replications have been made for a number to be as exact as was asked for.

After Hoad, Robinson and Davies, Automated selection of the number of replications for a
discrete-event simulation, Journal of the Operational Research Society 61 (2010), pages 1632 to
1644, which puts a look-ahead on the sequential rule of Law and Kelton (Simulation Modeling and
Analysis, section 9.4): the half-width of the t-interval, over the mean, must come down to the
precision, and stay there for some more replications, so that nobody stops by luck. Replications
are independent and their mean is near enough normal. A mean of nought has no relative precision.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from sacsim.statistics import mean_interval

FEWEST = 3
"""Replications before the first look."""
LOOK_AHEAD = 5
"""Replications for which the precision must hold, up to 100 of them; a share of more."""


class Verdict(NamedTuple):
    """Whether to stop after these replications."""

    made: int
    reached: int | None
    """Replications with which the precision was reached, to hold ever since; None: it is not."""
    needed: int
    """Replications still to make at the least before the rule can stop; 0: stop."""
    half_width: float
    """Of the interval of all that were made, over the mean: 0.05 is 5 %; infinite if unknown."""

    @property
    def enough(self) -> bool:
        """Whether the precision has been reached and has held."""
        return self.needed == 0


def look_ahead(replications: int) -> int:
    """Return for how many more replications a precision must hold that was reached with these."""
    return max(LOOK_AHEAD, LOOK_AHEAD * replications // 100)


def relative_half_width(values: ArrayLike, confidence: float = 0.95) -> float:
    """Return the half-width of the mean's t-interval over the mean; infinity where it has none."""
    found = mean_interval(values, confidence)
    half = (found.high - found.low) / 2
    if not np.isfinite(half) or found.value == 0:
        return float("inf")
    return half / abs(found.value)


def judge(values: ArrayLike, precision: float, confidence: float = 0.95) -> Verdict:
    """Say whether these replications, in order, are enough for a relative half-width.

    The rule stops at the first moment at which it can: values after that are not looked at, so
    `made` may be less than the number of values. A missing value (NaN) is a replication that tells
    nothing. Raises ValueError for a precision of nought or less.
    """
    if not precision > 0:
        raise ValueError("the precision must be above nought")
    given = np.asarray(values, dtype=float).ravel()
    reached: int | None = None
    for made in range(FEWEST, len(given) + 1):
        half_width = relative_half_width(given[:made], confidence)
        if half_width > precision:
            reached = None
        elif reached is None:
            reached = made
        if reached is not None and made - reached >= look_ahead(reached):
            return Verdict(made, reached, 0, half_width)
    made = len(given)
    soonest = max(made + 1, FEWEST) if reached is None else reached
    needed = soonest + look_ahead(soonest) - made
    return Verdict(made, reached, needed, relative_half_width(given, confidence))
