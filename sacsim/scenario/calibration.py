"""Calibration: which numbers a fit may move, how far, and which data would settle each.

Everything else is fixed from its source, or swept. Background loads are fitted first, to waits
alone; the free numbers after them, to outcomes and their timing.
"""

from typing import Annotated, Self

from pydantic import Field, model_validator

from sacsim.settings import FrozenSettings, Positive

MOST_FREE = 11
"""More could be fitted to anything."""


class FreeNumber(FrozenSettings):
    """One number that a fit may move: a factor on every value at these keys."""

    label: str
    scales: Annotated[tuple[str, ...], Field(min_length=1)]
    """Dotted keys; a distribution keeps its shape."""
    low: Positive
    """Smallest factor."""
    high: Positive
    """Largest factor."""
    ask_for: str
    """Data of the force that would settle it."""

    @model_validator(mode="after")
    def _is_a_range(self) -> Self:
        if not self.low < 1 < self.high:
            raise ValueError("low must be below 1, where the fit starts, and high above it")
        return self


class Calibration(FrozenSettings):
    """What `sacsim calibrate` may move, and how well it may expect the model to do."""

    discrepancy: Positive
    """How far the best model may be off (standard deviation): shares on the arcsine scale, where
    0.015 is 0.6 points at 4 % and 1.2 at 80 %; waits on the log scale, ten times as much."""
    discrepancy_months: Positive
    """The same for cumulative shares by month."""
    band_errors: Positive
    """Standard errors of an outcome share across its band: 3.92 for a 95 % interval."""
    fewest_outcomes: Annotated[int, Field(ge=1)]
    """Times to outcome that rest on fewer are left out."""
    waits: tuple[str, ...] = ()
    """`[comparators.measures]` that the background loads are fitted to."""
    loads: dict[str, FreeNumber] = Field(default_factory=dict)
    """Stage one: background loads."""
    free: Annotated[dict[str, FreeNumber], Field(max_length=MOST_FREE)]
    """Stage two: eleven numbers at most."""
    lags: tuple[Annotated[int, Field(ge=0, le=11)], ...] = (0, 1, 3, 6)
    """Calendar months at which times to outcome are compared."""
