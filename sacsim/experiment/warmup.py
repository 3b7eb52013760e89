"""Warm-up: has the force forgotten, by the time recording begins, that it began empty?

Each series is the mean over replications, day by day from the first. MSER-5 says how much of it to
leave out (sacsim.steady). It takes a season, or a burst of luck, for a beginning: a later cut than
the warm-up counts only where the days in between differ from the same days a year later, or from
the rest of a shorter run, by more than a tenth and beyond the noise between replications. Where
the last year differs so from the first after the warm-up, or a queue grows without end, there is no
steady state to warm up to. The interval is at 95 % for all series together (Bonferroni).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import partial
from math import isnan
from typing import NamedTuple

import numpy as np
import pandas as pd

from sacsim.engine.pool import each
from sacsim.engine.ready import ready
from sacsim.errors import BadInput
from sacsim.experiment.daily import CLOSED, LIVE, QUEUE, REPORTED, Days, days
from sacsim.measure.rows import Floats
from sacsim.measure.workload import grows_without_end
from sacsim.scenario.scenario import Scenario
from sacsim.statistics import paired_difference
from sacsim.steady import mser5

REPLICATIONS, FEWEST = 8, 2
YEAR, MONTH = 364, 28
"""Days: whole weeks, so that weekdays are compared with the same."""
MATTERS = 0.1
"""A smaller difference, over what it is compared with, is not worth a longer warm-up."""
NOISE = 0.05
"""Chance of a false alarm in any series, if none is to be raised."""


class Finding(StrEnum):
    """What is said of one series."""

    GROWS = "no steady state: the queue grows without end"
    DRIFTS = "no steady state in these months"
    SHORT = "too short"
    FEW = "not enough data"
    LATER = "long enough; the later cut is within the noise, or a season"
    LONG = "long enough"
    NOTHING = "nothing there"


class Line(NamedTuple):
    """One series: where MSER-5 cuts it, and what that means for the warm-up."""

    series: str
    finding: Finding
    cut_days: float
    """Days to leave out; NaN where there are not enough data."""
    needed_months: int
    """Whole months that hold the cut; the warm-up's own where no more are needed."""
    before: float
    """Mean of the days in question, or of the first year (or month) after the warm-up; or NaN."""
    after: float
    """Mean of what they are compared with, or of the last year (or month)."""

    @property
    def words(self) -> str:
        """The finding in words."""
        match self.finding:
            case Finding.DRIFTS:
                way = "rising" if self.after > self.before else "falling"
                return f"{self.finding}: still {way}{self._years}"
            case Finding.SHORT:
                return f"{self.finding}: {self.needed_months} months needed"
            case Finding.FEW:
                return f"{self.finding}{self._years}"
        return str(self.finding)

    @property
    def _years(self) -> str:
        if isnan(self.before):
            return ""
        return f", {self.before:,.1f} at first, {self.after:,.1f} in the end"


@dataclass(frozen=True)
class WarmUp:
    """`every` has a row for each replication and day, and a column a series; a line a series."""

    scenario: Scenario
    every: pd.DataFrame
    lines: list[Line]

    @property
    def replications(self) -> int:
        """How many were run."""
        return int(self.every["replication"].nunique())

    @property
    def series(self) -> list[str]:
        """The names of the series."""
        return [line.series for line in self.lines]

    @property
    def means(self) -> pd.DataFrame:
        """The mean over replications: date, day, and a column a series."""
        found = self.every.groupby("day", sort=True)[self.series].mean().reset_index()
        start = self.scenario.start
        found.insert(0, "date", [f"{start + timedelta(days=int(day))}" for day in found["day"]])
        return found

    def of(self, finding: Finding) -> list[Line]:
        """The lines of which this was found."""
        return [line for line in self.lines if line.finding == finding]


def diagnose(
    scenario: Scenario,
    replications: int = REPLICATIONS,
    *,
    workers: int | None = None,
    engine: str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> WarmUp:
    """Run a few replications and judge the scenario's warm-up, series by series.

    Raises BadInput for too few replications, WorkerLost.
    """
    if replications < FEWEST:
        raise BadInput(f"-r {replications}: {FEWEST} or more, or noise cannot be told")
    tell = progress or (lambda done, of: None)
    tell(0, replications)
    found: dict[int, Days] = {}
    for n, one in each(
        partial(days, scenario, engine=ready(engine)), list(range(replications)), workers
    ):
        found[n] = one
        tell(len(found), replications)
    parts = [found[n].series for n in range(replications)]
    every = pd.concat(parts, keys=range(replications), names=["replication", "day"])
    growing = {
        f"{QUEUE}{team}": sum(found[n].growing[team] for n in found) >= replications / 2
        for team in found[0].growing
    }
    taken_over = (LIVE, REPORTED, CLOSED) if scenario.live is not None else ()
    series = [str(name) for name in every if name not in taken_over]
    lines = [
        judge(scenario, name, np.array([part[name] for part in parts]), growing, len(series))
        for name in series
    ]
    return WarmUp(scenario, every[series].reset_index(), lines)


def judge(
    scenario: Scenario, name: str, table: Floats, growing: Mapping[str, bool], tests: int = 1
) -> Line:
    """Judge one series (replications x days, from the first); `tests` are judged together.

    `growing` says of queues whether they grow without end.
    """
    warm_up = _day_of_month(scenario, scenario.warm_up_months)
    cut = mser5(table.mean(axis=0))
    line = Line(name, Finding.LONG, np.nan, scenario.warm_up_months, np.nan, np.nan)
    if not table.any():
        return line._replace(finding=Finding.NOTHING, cut_days=0.0)
    line = line if cut is None else line._replace(cut_days=float(cut))
    if growing.get(name, False):
        return line._replace(finding=Finding.GROWS)
    if cut is not None and cut > warm_up:
        return _later(scenario, table, warm_up, cut, line, tests)
    if (drift := _drift(table[:, warm_up:], tests)) is not None:
        before, after, beyond_noise = drift
        line = line._replace(before=before, after=after)
        if beyond_noise:
            return line._replace(finding=Finding.DRIFTS)
    return line if cut is not None else line._replace(finding=Finding.FEW)


def _later(
    scenario: Scenario, table: Floats, warm_up: int, cut: int, line: Line, tests: int
) -> Line:
    """Judge a cut that comes after the warm-up: by how the days in between differ from others."""
    length = table.shape[1]
    later = table[:, warm_up + YEAR : cut + YEAR] if cut + YEAR <= length else table[:, cut:]
    between = table[:, warm_up:cut]
    line = line._replace(before=float(between.mean()), after=float(later.mean()))
    if not _differ(between, later, tests):
        return line._replace(finding=Finding.LATER)
    months = next(n for n in range(length) if _day_of_month(scenario, n) >= cut)
    return line._replace(finding=Finding.SHORT, needed_months=months)


def _drift(table: Floats, tests: int) -> tuple[float, float, bool] | None:
    """Means of the first year and the last, and whether they differ; None for a shorter run.

    There the trend from month to month is all that can be seen, and must be a doubling.
    """
    if table.shape[1] >= 2 * YEAR:
        first, last = table[:, :YEAR], table[:, -YEAR:]
        return float(first.mean()), float(last.mean()), _differ(first, last, tests)
    days = table.mean(axis=0)
    months = days[: len(days) // MONTH * MONTH].reshape(-1, MONTH).mean(axis=1)
    if not grows_without_end(0.0, np.inf, 0.0, months):
        return None
    return float(months[0]), float(months[-1]), True


def _differ(some: Floats, others: Floats, tests: int) -> bool:
    """Whether days differ from others, replication by replication, by enough and beyond noise."""
    means = others.mean(axis=1)
    found = paired_difference(means, some.mean(axis=1), 1 - NOISE / tests)
    return found.excludes(0.0) and abs(found.value) > MATTERS * abs(float(means.mean()))


def _day_of_month(scenario: Scenario, month: int) -> int:
    """The day of the run on which a month begins."""
    clock = scenario.clock
    return (clock.local(clock.month_start(month)).date() - scenario.start).days
