"""Guarding: what a gain for serious acquisitive crime must not be bought with.

High-harm work must wait no longer than now, and 999 calls be answered no later, within a stated
tolerance. A guard is broken where things are worse by more than that and luck does not explain it;
where its interval reaches beyond the tolerance it is said that it could be worse.
"""

from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd

from sacsim.experiment.marginals import gain
from sacsim.statistics import Estimate


class Guard(NamedTuple):
    """One measure that must not get worse."""

    measure: str
    label: str
    unit: str
    better: int
    """1: more is better; -1: less."""
    share: float = 0.0
    """Tolerated, as a share of today's value."""
    least: float = 0.0
    """Tolerated anyhow, in the measure's unit."""


class Kept(NamedTuple):
    """What became of a guard; a gain below 0 is worse than today."""

    guard: Guard
    gain: Estimate
    tolerance: float

    @property
    def broken(self) -> bool:
        """Worse than is tolerated, and beyond its interval worse than today."""
        return self.gain.value < -self.tolerance and self.gain.high < 0

    @property
    def reading(self) -> str:
        """In words."""
        if self.broken:
            return "worse than tolerated"
        if not self.gain.low >= -self.tolerance:
            return "no worse shown, could be beyond the tolerance"
        return "within the tolerance"


def held(
    guards: Sequence[Guard], before: pd.DataFrame, after: pd.DataFrame, sets: int = 0
) -> tuple[Kept, ...]:
    """Return what became of each guard, the replications sharing their luck one by one."""
    return tuple(
        Kept(
            guard,
            gain(before, after, guard.better, sets, guard.measure),
            max(guard.least, guard.share * abs(float(before[guard.measure].mean()))),
        )
        for guard in guards
    )
