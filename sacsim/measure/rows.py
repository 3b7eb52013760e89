"""Rows: how every measure is written down, and which crimes each row speaks for.

A row is (measure, crime type, basis, unit, value). The crime types are the five of serious
acquisitive crime, the data.police.uk types that hold them, and `all`. NaN means that there was
nothing to measure, infinity that it lasted longer than the run could see.
"""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from sacsim.clock import Clock
from sacsim.scenario.measures import MeasureSettings
from sacsim.words import WIDE_TYPES, CrimeType

Row = tuple[str, str, str, str, float]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

ALL = "all"
TYPES = tuple(CrimeType)
CRIME_GROUPS: dict[str, tuple[CrimeType, ...]] = {
    **{str(one): (one,) for one in TYPES},
    **WIDE_TYPES,
    ALL: TYPES,
}
MEMBERS = np.array([[one in held for one in TYPES] for held in CRIME_GROUPS.values()], dtype=float)
"""Which of the five types (columns) each reported group (rows) holds."""

NO_BASIS = ""
SNAPSHOT = "recorded, snapshot"
MATURITY = "recorded, at maturity"
CLOSED = "closed in period"
AGED = "recorded, 7 to 13 months old"
BASES = (SNAPSHOT, MATURITY, CLOSED, AGED)
NAMED_BASES = {"snapshot": SNAPSHOT, "maturity": MATURITY, "closed": CLOSED}
"""What may be asked for in a word, and the basis it stands for."""

SERVED, ABANDONED, WAITING = "served", "abandoned", "waiting"
"""How a wait ended; any other word means that the job was withdrawn before it started."""


class Definition(NamedTuple):
    """What a measure, or a family of measures named by a pattern, means."""

    name: str
    unit: str
    meaning: str


class Named(Protocol):
    """A scenario, as far as measures are concerned."""

    @property
    def name(self) -> str: ...
    @property
    def measures(self) -> MeasureSettings: ...


class Cohort(Protocol):
    """As much of a run as says which crimes were recorded, and what their offenders left."""

    @property
    def window(self) -> tuple[float, float, float]: ...
    @property
    def crimes(self) -> pd.DataFrame: ...
    @property
    def opportunities(self) -> pd.DataFrame: ...


class Run(Protocol):
    """What measures read of a finished run; the frames are described in docs/measures.md."""

    @property
    def scenario(self) -> Named: ...
    @property
    def replication(self) -> int: ...
    @property
    def clock(self) -> Clock: ...
    @property
    def window(self) -> tuple[float, float, float]:
        """Recorded from, recorded to and horizon, in simulation hours; all half-open."""
        ...

    @property
    def crimes(self) -> pd.DataFrame: ...
    @property
    def history(self) -> pd.DataFrame: ...
    @property
    def queues(self) -> pd.DataFrame: ...
    @property
    def workforce(self) -> pd.DataFrame: ...
    @property
    def waits(self) -> pd.DataFrame: ...
    @property
    def opportunities(self) -> pd.DataFrame: ...
    @property
    def steps(self) -> pd.DataFrame: ...
    @property
    def referrals(self) -> pd.DataFrame: ...
    @property
    def prevented(self) -> pd.DataFrame: ...


def floats(frame: pd.DataFrame, column: str) -> Floats:
    """Return a column as plain floats, absent values as NaN."""
    return frame[column].to_numpy(dtype=np.float64, na_value=np.nan)


def ints(frame: pd.DataFrame, column: str) -> Ints:
    """Return a column as plain integers."""
    return frame[column].to_numpy(dtype=np.int64)


def type_codes(frame: pd.DataFrame) -> Ints:
    """Return each row's place in TYPES; raises ValueError on a type that is not one of them."""
    column = pd.Categorical(frame["crime_type"])
    known = {str(one): place for place, one in enumerate(TYPES)}
    # The last place is read by a missing type, whose code is -1.
    places = np.array([known.get(str(word), -1) for word in column.categories] + [-1])
    codes = places[column.codes]
    if (codes < 0).any():
        unknown = sorted({str(word) for word in frame["crime_type"][codes < 0]})
        raise ValueError(f"not a serious acquisitive crime type: {', '.join(unknown)}")
    return codes.astype(np.int64)


def rows_of(run: Cohort, crime: Ints) -> Ints:
    """Return the row of run.crimes of each crime number, -1 where there is none."""
    numbers = pd.Index(ints(run.crimes, "crime"))
    return numbers.get_indexer(pd.Index(crime)).astype(np.int64)


def in_cohort(run: Cohort) -> Flags:
    """Say of each crime whether it was reported in the recorded window."""
    reported = floats(run.crimes, "reported_hours")
    return (reported >= run.window[0]) & (reported < run.window[1])


def summed(types: Ints, values: ArrayLike | None = None) -> Floats:
    """Return a sum (or a count) over the crimes of each group, in the order of CRIME_GROUPS."""
    weights = None if values is None else np.asarray(values, dtype=float)
    return MEMBERS @ np.bincount(types, weights=weights, minlength=len(TYPES))


def group_flags(types: Ints) -> list[Flags]:
    """Return, for each of CRIME_GROUPS, which crimes belong to it."""
    return [held[types] for held in MEMBERS.astype(bool)]


def ratio(above: ArrayLike, below: ArrayLike) -> Floats:
    """Divide: nought by nought is NaN (nothing to measure), anything else by nought infinite."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(above, dtype=float) / np.asarray(below, dtype=float)


def percent(above: ArrayLike, below: ArrayLike) -> Floats:
    """Return a share in per cent, NaN where there is nothing to share."""
    return 100.0 * ratio(above, below)


def group_rows(measure: str, basis: str, unit: str, values: Sequence[float] | Floats) -> list[Row]:
    """Return one row a crime group; the values are in the order of CRIME_GROUPS."""
    return [
        (measure, group, basis, unit, float(value))
        for group, value in zip(CRIME_GROUPS, values, strict=True)
    ]
