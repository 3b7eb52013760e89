"""Repeats: how many crimes follow on a crime, and when.

A crime may be followed by others against the same victim (repeats), against neighbours (near
repeats), and by its own suspect, month by month while at liberty (pathway/offenders.py). A stated
volume holds them all, so the background is less. A crime has two of each kind at most, and lines
of descent end with the fourth generation.
"""

from functools import cached_property
from typing import Annotated, NamedTuple

import numpy as np
from pydantic import Field, model_validator

from sacsim.demand.arrivals import Floats
from sacsim.demand.profiles import Volume
from sacsim.settings import FrozenSettings, Positive, Probability

GENERATIONS = 4
"""A follower of a follower, and so on, at most so often: what would be the fifth is left out."""
OF_EACH_KIND = 2
"""Repeats, and near repeats, of one crime at most."""


class Kernel(FrozenSettings):
    """How many of the crimes recorded follow so on another, and how soon."""

    share: Annotated[Probability, Field(le=0.5)]
    """Of the crimes recorded, under the practice of the time."""
    left_by_practice: Annotated[Probability, Field(ge=0.5)]
    """What prevention left of them under that practice; without any they are so many times more."""
    mean_days: Positive
    """How fast the risk decays (exponentially)."""
    within_days: Annotated[Positive, Field(le=365)]

    def lag_days(self, u: Floats) -> Floats:
        """Whole days, from 1 up, for uniform numbers: an exponential cut at `within_days`."""
        most = -np.expm1(-self.within_days / self.mean_days)
        return np.maximum(np.ceil(-self.mean_days * np.log1p(-u * most)), 1.0)


class CrimeVolume(Volume):
    """How many crimes of a type a year, those that follow on others among them."""

    repeats: Kernel | None = None
    """Against the same victim; without it no crime causes another."""
    near_repeats: Kernel | None = None
    """Against neighbours within 400 m."""
    by_suspects_at_liberty: Annotated[Probability, Field(le=0.5)] = 0.0
    """Share of the crimes recorded that suspects at liberty commit, counted in a run."""

    @model_validator(mode="after")
    def _some_come_by_themselves(self) -> "CrimeVolume":
        if self.background < 0.2:
            raise ValueError("more than 80 % of the crimes follow on others")
        return self

    @property
    def kernels(self) -> tuple[Kernel | None, Kernel | None]:
        """Repeats and near repeats."""
        return self.repeats, self.near_repeats

    @property
    def repeat_share(self) -> float:
        """Share of the crimes recorded that are repeats against the same victim."""
        return 0.0 if self.repeats is None else self.repeats.share

    @property
    def branching(self) -> float:
        """Repeats and near repeats that a crime has on average under the practice of the time."""
        return sum(kernel.share for kernel in self.kernels if kernel is not None)

    @property
    def background(self) -> float:
        """Share of the volume that follows on no other crime."""
        return 1.0 - self.branching - self.by_suspects_at_liberty

    @cached_property
    def line(self) -> "Line":
        """What the stated shares mean for the crimes of one line of descent."""
        a = branching = self.branching
        share = self.by_suspects_at_liberty
        for _ in range(_STEPS):
            powers = [a**n for n in range(GENERATIONS + 1)]
            below = sum(n * powers[n - 1] for n in range(1, GENERATIONS + 1))
            offences = share * sum(powers) / (sum(powers[:-1]) - share * below)
            all = sum(powers) + offences * below
            childless = powers[-1] + offences * GENERATIONS * powers[-2]
            a = branching / (1.0 - childless / all)
        return Line(a / branching if branching else 1.0, offences)


class Line(NamedTuple):
    """What a crime has on average, if it can have any, so that the shares are as stated."""

    growth: float
    """Repeats, and near repeats, over the share stated: the last generation has none."""
    offences: float
    """Further offences of suspects at liberty."""


_STEPS = 50
"""Of a fixed point that gains a digit at each."""
