"""Targets: the published figures that a fit aims at, and how far off each may fairly be.

Shares are compared on the arcsine scale and waits on the log scale, where their errors have about
the same size everywhere. A target's error holds the figure's own and the model's discrepancy.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from sacsim.errors import BadInput
from sacsim.experiment.matching import Aim, Floats
from sacsim.measure.catalogue import ROOMS, define
from sacsim.measure.rows import AGED, ALL, MATURITY, NO_BASIS, Run
from sacsim.scenario.calibration import Calibration
from sacsim.scenario.scenario import Comparators, Scenario
from sacsim.words import CHARGED, NO_SUSPECT, UNABLE

FITTED = (CHARGED, NO_SUSPECT, UNABLE)
"""Outcome groups that a fit aims at."""
SHARE = "%"
TWO_SIDED = 3.92
"""Standard errors across a 95 % interval."""


@dataclass(frozen=True)
class Target:
    """One figure: what it is of, its value and band as published, and the error allowed."""

    subject: str
    what: str
    measure: str
    crime_type: str
    basis: str
    unit: str
    value: float
    low: float
    high: float
    sd: float
    """On the scale of comparison."""

    @property
    def aim(self) -> Aim:
        """The target on the scale of comparison."""
        return Aim(float(compared(self.value, self.unit)), self.sd)


def compared(value: float | Floats, unit: str) -> Floats:
    """Put a figure on the scale of comparison; a share outside 0 to 100 per cent is NaN."""
    if unit == SHARE:
        return np.arcsin(np.sqrt(np.asarray(value, float) / 100))
    return np.log(np.maximum(np.asarray(value, float), 1e-6))


def wait_targets(scenario: Scenario) -> list[Target]:
    """Return the published waits that the background loads are fitted to.

    Raises BadInput for a wait that the comparators do not have, or that has no band.
    """
    comparators, fit = _stated(scenario)
    targets = []
    for name in fit.waits:
        stated = comparators.measures.get(name)
        source = scenario.sources.get(f"comparators.measures.{name}.published")
        if stated is None or source is None or source.low is None or source.high is None:
            raise BadInput(
                f"calibration.waits: '{name}' is not one of [comparators.measures] with low and "
                f"high; there are: {', '.join(comparators.measures)}"
            )
        unit = define(stated.measure).unit
        low, high = float(compared(source.low, unit)), float(compared(source.high, unit))
        off = fit.discrepancy if unit == SHARE else 10 * fit.discrepancy
        sd = math.hypot((high - low) / TWO_SIDED, off)
        where = (stated.measure, stated.crime_type, stated.basis or NO_BASIS, unit)
        targets.append(
            Target("", stated.label, *where, stated.published, source.low, source.high, sd)
        )
    return targets


def outcome_targets(scenario: Scenario) -> list[Target]:
    """Return the outcome shares and the times to outcome that the free numbers are fitted to."""
    comparators, fit = _stated(scenario)
    return [*_shares(scenario, comparators, fit), *_months(comparators, fit)]


def _stated(scenario: Scenario) -> tuple[Comparators, Calibration]:
    if scenario.calibration is None or scenario.comparators is None:
        raise BadInput(
            f"{scenario.name}: to be fitted it needs [calibration] (what may be moved) and "
            "[comparators] (what to aim at)"
        )
    return scenario.comparators, scenario.calibration


def _shares(scenario: Scenario, comparators: Comparators, fit: Calibration) -> Iterator[Target]:
    basis = AGED if tuple(comparators.age_months) == (7, 13) else MATURITY
    for wide, groups in comparators.outcomes.items():
        for group in FITTED:
            source = scenario.sources.get(f"comparators.outcomes.{wide}.{group}")
            if group not in groups or source is None or source.low is None or source.high is None:
                continue
            across = float(compared(source.high, SHARE) - compared(source.low, SHARE))
            sd = math.hypot(across / fit.band_errors, fit.discrepancy)
            name = f"outcome_share.{group}"
            band = (groups[group], source.low, source.high)
            yield Target(wide, group, name, wide, basis, SHARE, *band, sd)


def _months(comparators: Comparators, fit: Calibration) -> Iterator[Target]:
    for wide, recorded in comparators.months_to_outcome.items():
        for group in FITTED:
            shares, n = getattr(recorded, group), getattr(recorded, f"n_{group}")
            for lag in fit.lags if n >= fit.fewest_outcomes else ():
                own = 0.5 / math.sqrt(n)
                sd = math.hypot(own, fit.discrepancy_months)
                centre = float(compared(shares[lag], SHARE))
                ends = (max(centre - 1.96 * own, 0.0), min(centre + 1.96 * own, math.pi / 2))
                low, high = (100 * math.sin(end) ** 2 for end in ends)
                name = f"months_to_outcome.{group}.by_{lag}"
                what = f"{group} by month {lag}"
                band = (shares[lag], low, high)
                yield Target(wide, what, name, wide, MATURITY, SHARE, *band, sd)


def read(run: Run, targets: Sequence[Target]) -> Floats:
    """Return the run's figure for each target, in its own unit; NaN for what was not measured."""
    wanted = {(t.measure, t.crime_type or ALL, t.basis) for t in targets}
    found: dict[tuple[str, str, str], float] = {}
    for rows_of in ROOMS:
        if len(found) == len(wanted):
            break
        for measure, crime_type, basis, _, value in rows_of(run):
            for where in ((measure, crime_type, basis), (measure, crime_type, NO_BASIS)):
                if where in wanted:
                    found.setdefault(where, value)
    nan = float("nan")
    return np.array([found.get((t.measure, t.crime_type, t.basis), nan) for t in targets])
