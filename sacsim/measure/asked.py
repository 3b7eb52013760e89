"""Asked: the measure that somebody asks for by name, or what is wrong with the name.

`outcome_share.charged:burglary` is a measure of one crime type; without a type it is that of all
crimes, and where a measure has several bases that of the recorded crimes at maturity.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from sacsim.errors import BadInput
from sacsim.measure.catalogue import CATALOGUE, define
from sacsim.measure.rows import ALL, BASES, CRIME_GROUPS, MATURITY, NAMED_BASES, NO_BASIS, Floats
from sacsim.scenario.problems import did_you_mean

COUNT = "count"


class Asked(NamedTuple):
    """One measure, for one crime type or all, on a basis; without one, on its usual basis."""

    measure: str
    crime_type: str = ALL
    basis: str | None = None

    @property
    def label(self) -> str:
        """As its author writes it."""
        parts = [self.measure]
        if self.crime_type != ALL or self.basis is not None:
            parts.append(self.crime_type)
        return ":".join([*parts, *([self.basis] if self.basis is not None else [])])

    @property
    def unit(self) -> str:
        """What it is counted in."""
        return define(self.measure).unit

    def rows(self, measures: pd.DataFrame) -> pd.DataFrame:
        """Return its rows of a long table of measures, one a replication that has any.

        Raises BadInput where the measure has rows, but none for this type or basis.
        """
        own = measures[measures["measure"] == self.measure]
        if own.empty:
            return own
        there = list(dict.fromkeys(own["basis"]))
        usual = next((each for each in (NO_BASIS, MATURITY) if each in there), there[0])
        basis = usual if self.basis is None else self.basis
        found = own[(own["crime_type"] == self.crime_type) & (own["basis"] == basis)]
        if found.empty:
            types = ", ".join(dict.fromkeys(own["crime_type"]))
            words = [word for word, each in NAMED_BASES.items() if each in there]
            told = f" on {', '.join(words)}" if words else ""
            raise BadInput(f"{self.measure}: is measured for {types}{told or ', on no basis'} only")
        return found

    def by_replication(self, measures: pd.DataFrame, replications: int) -> Floats:
        """Return its value in replications 0, 1, ...; an absent count is nought, others are NaN."""
        own = self.rows(measures)
        absent = 0.0 if (own["unit"] == COUNT).any() else np.nan
        values = np.full(replications, absent)
        values[own["replication"].to_numpy()] = own["value"].to_numpy()
        return values


def asked(text: str) -> Asked:
    """Read MEASURE, MEASURE:CRIME_TYPE or MEASURE:CRIME_TYPE:BASIS; raises ValueError in words."""
    measure, _, rest = text.partition(":")
    crime_type, _, basis = rest.partition(":")
    wrong = []
    if text.count(":") > 2:
        wrong.append(
            f"'{text}': write it as MEASURE, MEASURE:CRIME_TYPE or MEASURE:CRIME_TYPE:BASIS"
        )
    try:
        define(measure)
    except KeyError:
        hint = did_you_mean(measure, [each.name for each in CATALOGUE])
        wrong.append(f"'{measure}' is no measure; docs/measures.md has them{hint}")
    if crime_type and crime_type not in CRIME_GROUPS:
        hint = did_you_mean(crime_type, CRIME_GROUPS)
        allowed = ", ".join(CRIME_GROUPS)
        wrong.append(f"'{crime_type}' is no crime type; one of: {allowed}{hint}")
    if basis and basis not in {*NAMED_BASES, *BASES}:
        wrong.append(f"'{basis}' is no basis; one of: {', '.join(NAMED_BASES)}")
    if wrong:
        raise ValueError("; ".join(wrong))
    return Asked(measure, crime_type or ALL, NAMED_BASES.get(basis, basis) or None)


def asked_of(text: str, teams: Iterable[str]) -> Asked:
    """Read the name of a measure of a force with these teams; raises BadInput."""
    try:
        found = asked(text)
    except ValueError as error:
        raise BadInput(str(error)) from None
    if why := wrong_team(found, teams):
        raise BadInput(why)
    return found


def wrong_team(one: Asked, teams: Iterable[str]) -> str | None:
    """Say what is wrong with a team's measure if the force has no such team."""
    first, known = one.measure.partition(".")[0], list(teams)
    if not define(one.measure).name.startswith("<team") or first in known:
        return None
    return f"'{first}' is no team; one of: {', '.join(known)}{did_you_mean(first, known)}"


def read(measures: pd.DataFrame, wanted: Sequence[Asked]) -> Floats:
    """Return one run's figures for what was asked, in order; `measures` has the catalogue's KEYS.

    A count without a row is nought; any other absent figure is NaN.
    """
    columns = (measures[name] for name in ("measure", "crime_type", "basis", "value"))
    rows: dict[tuple[str, ...], float] = {
        (m, t, b): value for m, t, b, value in zip(*columns, strict=True)
    }
    return np.array([_figure(rows, one) for one in wanted], dtype=np.float64)


def _figure(rows: dict[tuple[str, ...], float], one: Asked) -> float:
    bases = (NO_BASIS, MATURITY) if one.basis is None else (one.basis,)
    found = [rows[key] for b in bases if (key := (one.measure, one.crime_type, b)) in rows]
    return float(found[0]) if found else 0.0 if one.unit == COUNT else float("nan")
