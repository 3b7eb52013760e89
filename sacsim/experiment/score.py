"""Score: how well an earlier forecast did against what then happened.

For each measure and crime type, over the periods that have passed (e = median forecast - actual):

- mean error (bias), in crimes and in per cent of what happened: sum(e) / sum(actual);
- mean absolute error: mean |e|;
- within a band: share of periods that lay in it, with Wilson's interval (Wilson 1927), as if
  periods were independent, which live crimes from week to week are not;
- interval score: mean of (high - low) + 2 / alpha x distance outside, alpha = 1 - coverage
  (Gneiting and Raftery 2007); smaller is better: neither a wide band nor a missed value is free;
- skill: 1 - MAE / MAE of "same as last year", the value 52 weeks or 12 months earlier, over the
  periods for which that is known; above 0 beats it.
"""

import math
import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from sacsim.clock import month_after
from sacsim.experiment.forecast import MONTHS
from sacsim.measure.periods import CRIME_TYPES, MEASURES
from sacsim.scenario.problems import did_you_mean, shown
from sacsim.scenario.table import Table, no_date, refuse, rows
from sacsim.statistics import interval_score, wilson_interval

ACTUAL = ("scenario", "period_start", "crime_type", "measure", "value")
WEEKS_A_YEAR = 52
EVERY = "every line"
MOST = 10_000_000
UNKNOWN = math.nan


class Line(NamedTuple):
    """What one number stands for: a measure of a crime type."""

    measure: str
    crime_type: str


Actual = dict[Line, dict[date, float]]


class Score(NamedTuple):
    """How well one line, or every line together, was forecast; NaN for what is not known."""

    measure: str
    crime_type: str
    periods: int
    mean_error: float
    mean_error_percent: float
    mean_absolute_error: float
    within80: float
    within80_low: float
    within80_high: float
    within95: float
    within95_low: float
    within95_high: float
    interval_score80: float
    interval_score95: float
    skill: float
    skill_periods: int


def read_actual(table: Table, bands: pd.DataFrame, manifest: dict[str, Any]) -> Actual:
    """Return what happened, line by line and day by day, checked against a forecast.

    Rows older than the forecast are last year's. Raises BadInput with every problem.
    """
    starts = sorted(date.fromisoformat(day) for day in bands["period_start"].unique())
    names = {str(bands["scenario"].iloc[0]), str(manifest["scenario"])}
    found: Actual = {}
    seen: dict[tuple[Line, date], int] = {}
    wrong: list[str] = []
    for number, cells in rows(table, ACTUAL, ACTUAL, wrong):
        problems = list(_cell_problems(cells, names, starts))
        wrong += [f"row {number}: {what}" for what in problems]
        if problems:
            continue
        line, day = Line(cells["measure"], cells["crime_type"]), _day(cells["period_start"])
        if (first := seen.setdefault((line, day), number)) != number:
            wrong.append(f"row {number}: the same line and period as row {first}")
        found.setdefault(line, {})[day] = float(cells["value"])
    wrong += _missing(found, starts) if not wrong else []
    refuse(table, wrong)
    return found


def _cell_problems(cells: dict[str, str], names: set[str], starts: list[date]) -> Iterator[str]:
    if cells["scenario"] not in names:
        own = " or ".join(repr(name) for name in sorted(names))
        yield f"scenario: {shown(cells['scenario'])} is not that of the forecast, {own}"
    for column, known in (("crime_type", CRIME_TYPES), ("measure", MEASURES)):
        if cells[column] not in known:
            hint = did_you_mean(cells[column], known)
            yield f"{column}: {shown(cells[column])} is not one of: {', '.join(known)}{hint}"
    try:
        day = _day(cells["period_start"])
    except ValueError:
        yield f"period_start: {no_date(cells['period_start'])}"
    else:
        if day >= starts[0] and day not in starts:
            yield (
                f"period_start: {day} is not the first day of a period of the forecast, which has "
                f"{len(starts)} from {starts[0]} to {starts[-1]}"
            )
    value = _value(cells["value"])
    if not 0 <= value <= MOST:
        yield f"value: {shown(cells['value'])} is not a number of crimes, 0 to {MOST:,}"


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _value(text: str) -> float:
    plain = re.fullmatch(r"[0-9]+(\.[0-9]*)?", text)
    return float(text) if plain else math.nan


def _missing(found: Actual, starts: list[date]) -> list[str]:
    """Periods up to the latest that any line tells, and that some line leaves out."""
    told = [day for by_day in found.values() for day in by_day if day >= starts[0]]
    if not told:
        return [f"no row of a period of the forecast, {starts[0]} to {starts[-1]}"]
    passed = [day for day in starts if day <= max(told)]
    return [
        f"no row for {line.measure}, {line.crime_type}, {day}"
        for (line, by_day), day in product(sorted(found.items()), passed)
        if day not in by_day
    ]


def score(bands: pd.DataFrame, manifest: dict[str, Any], actual: Actual) -> list[Score]:
    """Score each line that the actual figures tell, then every line together."""
    coverage = manifest["coverage"]
    compared = {
        line: _compared(bands, manifest, line, actual[line])
        for line in sorted(actual, key=_in_order)
    }
    scores = [_score(line, own, coverage) for line, own in compared.items()]
    every = pd.concat(compared.values(), ignore_index=True)
    return [*scores, _score(Line(EVERY, EVERY), every, coverage)]


def _in_order(line: Line) -> tuple[int, int]:
    return MEASURES.index(line.measure), CRIME_TYPES.index(line.crime_type)


def _compared(
    bands: pd.DataFrame, manifest: dict[str, Any], line: Line, by_day: dict[date, float]
) -> pd.DataFrame:
    """The bands of one line beside what happened and what had happened a year before."""
    of = manifest["periods"][0]
    own = bands[(bands["measure"] == line.measure) & (bands["crime_type"] == line.crime_type)]
    days = [date.fromisoformat(day) for day in own["period_start"]]
    own = own.assign(
        actual=[by_day.get(day, UNKNOWN) for day in days],
        last_year=[by_day.get(_year_before(day, of), UNKNOWN) for day in days],
    )
    return own[own["actual"].notna()]


def _year_before(day: date, of: str) -> date:
    return month_after(day, -12) if of == MONTHS else day - timedelta(weeks=WEEKS_A_YEAR)


def _score(line: Line, cells: pd.DataFrame, coverage: dict[str, float]) -> Score:
    """What the module says, of these cells."""
    actual = cells["actual"].to_numpy(float)
    error = cells["median"].to_numpy(float) - actual
    size = np.abs(error)
    within, scored = {}, {}
    for name, share in coverage.items():
        low, high = (cells[f"{edge}{name}"].to_numpy(float) for edge in ("low", "high"))
        inside = int(np.count_nonzero((low <= actual) & (actual <= high)))
        within[name] = wilson_interval(inside, len(cells))[:3]
        each = [interval_score(*at, share) for at in zip(low, high, actual, strict=True)]
        scored[name] = float(np.mean(each))
    last = np.abs(cells["last_year"].to_numpy(float) - actual)
    known = ~np.isnan(last)
    naive = float(last[known].sum())
    total = float(actual.sum())
    return Score(
        line.measure,
        line.crime_type,
        len(cells),
        float(error.mean()),
        100 * float(error.sum()) / total if total else UNKNOWN,
        float(size.mean()),
        *within["80"],
        *within["95"],
        scored["80"],
        scored["95"],
        1 - float(size[known].sum()) / naive if naive else UNKNOWN,
        int(np.count_nonzero(known)),
    )
