"""Forecast: the figures of a finished run beside the published ones, in band or out of it.

Simulated types are compared with the wider published type that holds them, at the same age of the
crime where the run's follow-up allows it.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from sacsim.engine.replicate import Results
from sacsim.measure.catalogue import over_replications
from sacsim.measure.rows import AGED, ALL, MATURITY, NO_BASIS
from sacsim.scenario.scenario import Comparators, Scenario
from sacsim.scenario.sources import Source
from sacsim.statistics import Estimate, wilson_interval
from sacsim.words import OUTCOME_GROUPS, WIDE_TYPES

TIMED = ("charged", "no_suspect", "unable_to_prosecute")
LAGS = (0, 1, 3, 6)


class Compared(NamedTuple):
    """One forecast beside one published figure; `low` and `high` are NaN where none is stated."""

    subject: str
    what: str
    forecast: Estimate
    unit: str
    published: float
    low: float
    high: float
    denominator: str
    source: str
    also_input: bool = False

    @property
    def verdict(self) -> str:
        """In or out of the published band, in words; none for what was put in."""
        if self.also_input:
            return "an input too"
        if self.forecast.value != self.forecast.value or self.low != self.low:
            return ""
        if self.forecast.value < self.low:
            return "below"
        return "above" if self.forecast.value > self.high else "in band"


class Figures:
    """Looks up a measure's estimate over replications."""

    def __init__(self, results: Results) -> None:
        table = over_replications(results.measures, sets=results.sets)
        keys = ["measure", "crime_type", "basis"]
        self._rows = {tuple(row[k] for k in keys): row for row in table.to_dict("records")}

    def of(self, measure: str, crime_type: str = ALL, basis: str | None = None) -> Estimate:
        """The estimate, NaN if the measure was not made."""
        row = self._row(measure, crime_type, basis)
        if row is None:
            return Estimate(float("nan"), float("nan"), float("nan"), 0)
        return Estimate(*(row[field] for field in Estimate._fields))

    def unit(self, measure: str, crime_type: str = ALL, basis: str | None = None) -> str:
        """The unit of a measure."""
        row = self._row(measure, crime_type, basis)
        return "" if row is None else str(row["unit"])

    def _row(self, measure: str, crime_type: str, basis: str | None) -> dict[Any, Any] | None:
        """Without a basis: that of a measure that has none, or else at maturity."""
        bases = (NO_BASIS, MATURITY) if basis is None else (basis,)
        rows = (self._rows.get((measure, crime_type, each)) for each in bases)
        return next((row for row in rows if row is not None), None)


def age_basis(comparators: Comparators) -> str:
    """The basis on which simulated crimes are about as old as the published ones."""
    return AGED if comparators.age_months == (7, 13) else MATURITY


def outcome_mix(scenario: Scenario, figures: Figures) -> Iterator[Compared]:
    """Outcome shares of each wide type, beside the published ones."""
    comparators = scenario.comparators
    for wide in WIDE_TYPES:
        published = dict(comparators.outcomes).get(wide, {}) if comparators else {}  # type: ignore[call-overload]
        for group in OUTCOME_GROUPS:
            basis = age_basis(comparators) if comparators else AGED
            forecast = figures.of(f"outcome_share.{group}", wide, basis)
            key = f"comparators.outcomes.{wide}.{group}"
            value = published.get(group, float("nan"))
            if value == value or group in ("charged", "no_suspect", "unable_to_prosecute"):
                yield _beside(
                    scenario, key, wide, group, forecast, "%", value, "recorded crimes of the type"
                )


def months_to_outcome(scenario: Scenario, figures: Figures) -> Iterator[Compared]:
    """Cumulative share of outcomes by calendar month, beside the recorded ones.

    The band is the 95 % interval of the recorded share, given how many outcomes it rests on.
    """
    comparators = scenario.comparators
    for wide, recorded in (comparators.months_to_outcome if comparators else {}).items():
        for group in TIMED:
            shares, n = getattr(recorded, group), getattr(recorded, f"n_{group}")
            for lag in LAGS if n else ():
                share = shares[lag]
                band = wilson_interval(round(n * share / 100), n)
                forecast = figures.of(f"months_to_outcome.{group}.by_{lag}", wide, MATURITY)
                yield Compared(
                    wide,
                    f"{group} by month {lag}",
                    forecast,
                    "%",
                    share,
                    100 * band.low,
                    100 * band.high,
                    f"{n} outcomes within 12 months",
                    "data.police.uk",
                )


def other_measures(scenario: Scenario, figures: Figures) -> Iterator[Compared]:
    """Waits and practice beside their published figures."""
    comparators = scenario.comparators
    for name, stated in (comparators.measures if comparators else {}).items():
        where = stated.measure, stated.crime_type, stated.basis
        yield _beside(
            scenario,
            f"comparators.measures.{name}.published",
            "",
            stated.label,
            figures.of(*where),
            figures.unit(*where),
            stated.published,
            stated.denominator,
        )._replace(also_input=stated.also_input)


def _beside(
    scenario: Scenario,
    key: str,
    subject: str,
    what: str,
    forecast: Estimate,
    unit: str,
    value: float,
    denominator: str,
) -> Compared:
    source = scenario.sources.get(key, Source(value))
    nan = float("nan")
    low = nan if source.low is None else source.low
    high = nan if source.high is None else source.high
    return Compared(
        subject, what, forecast, unit, value, low, high, denominator, source.source or ""
    )


class TeamRow(NamedTuple):
    """A team over the recorded period; `posts` is None for unlimited capacity."""

    team: str
    posts: int | None
    workable: float
    load: float
    utilisation: float
    queue: float
    queue_end: float
    growing: bool


def team_rows(results: Results, figures: Figures) -> list[TeamRow]:
    """Posts, workable hours, offered load, utilisation and queue of each team."""
    return [
        TeamRow(
            name,
            team.strength,
            figures.of(f"{name}.on_duty_hours").value,
            figures.of(f"{name}.offered_load").value,
            figures.of(f"{name}.utilisation").value,
            figures.of(f"{name}.queue_mean").value,
            figures.of(f"{name}.queue_end").value,
            figures.of(f"{name}.growing").value >= 0.5,
        )
        for name, team in results.scenario.teams.items()
    ]


def busiest(teams: list[TeamRow]) -> str:
    """The limited team with the highest offered load."""
    limited = [row for row in teams if row.posts is not None and row.load == row.load]
    return max(limited, key=lambda row: row.load).team if limited else "none"
