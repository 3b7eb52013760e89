"""Bases: which crimes each of the three labelled bases holds, and how far it sees them.

A fact with a time is seen if it comes before the basis looks; windows are half-open.
"""

from typing import NamedTuple

from sacsim.measure.outcomes import latest_outcome, status_at
from sacsim.measure.rows import (
    CLOSED,
    MATURITY,
    SNAPSHOT,
    Flags,
    Floats,
    Ints,
    Run,
    floats,
    in_cohort,
    summed,
    type_codes,
)


class Basis(NamedTuple):
    """The crimes of a basis as they stood when it looks: one entry a row of run.crimes."""

    name: str
    chosen: Flags
    until: float
    status: Ints
    types: Ints
    """Of the chosen alone."""

    def seen(self, run: Run, column: str) -> Flags:
        """Say of each chosen crime whether this fact's time had come."""
        return floats(run.crimes, column)[self.chosen] < self.until

    def number(self, flags: Flags | None = None) -> Floats:
        """Count the chosen crimes, or those of them that are flagged, by crime group."""
        return summed(self.types, flags)


def bases(run: Run) -> tuple[Basis, Basis, Basis]:
    """Return the recorded cohort so far, the same at maturity, and the crimes closed."""
    since, until, horizon = run.window
    cohort, types = in_cohort(run), type_codes(run.crimes)
    closing = latest_outcome(run, since, until)
    closed = closing > 0
    return (
        Basis(SNAPSHOT, cohort, until, status_at(run, until), types[cohort]),
        Basis(MATURITY, cohort, horizon, status_at(run, horizon), types[cohort]),
        Basis(CLOSED, closed, until, closing, types[closed]),
    )
