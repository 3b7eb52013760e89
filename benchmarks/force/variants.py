"""The default force under other loads and in other sizes, as overrides of its scenario."""

from typing import Any

from sacsim.scenario.chain import team_table
from sacsim.scenario.scenario import Scenario
from sacsim.words import CrimeType, TeamName

DEFAULT = "scenarios/england_median.toml"
SMALL = "scenarios/small_town.toml"
ONE_YEAR = {"warm_up_months": 0, "years": 1, "follow_up_months": 0}
"""The shortest run that the format allows: twelve months."""


def with_load(scenario: Scenario, load: float) -> dict[str, Any]:
    """Scale all other demand by one factor, so that it offers the response team this load.

    Response has the most hours of work; the other large teams have much the same load. The load
    is that of `sacsim explain`: hours of other demand over workable hours, before any crime, and
    as if no caller gave up. Crimes and people stay as they are.
    """
    response = next(row for row in team_table(scenario) if row.team == TeamName.RESPONSE)
    return _other_demand(scenario, load / response.load)


def times(scenario: Scenario, factor: int) -> dict[str, Any]:
    """Multiply people, crimes, series and other demand: so many such forces merged into one."""
    overrides = _other_demand(scenario, factor)
    for name, kind in scenario.demand.other.items():
        if kind.backlog:
            overrides[f"demand.other.{name}.backlog"] = kind.backlog * factor
    series = scenario.pathway.crime.series_a_month
    for crime_type in CrimeType:
        per_year = scenario.demand.volume(crime_type).per_year
        overrides[f"demand.{crime_type}.per_year"] = per_year * factor
        overrides[f"pathway.crime.series_a_month.{crime_type}"] = series[crime_type] * factor
    for name, team in scenario.teams.items():
        for key in ("officers", "kiosks", "trained_users", "queue_limit", "reserve_posts"):
            number = getattr(team, key)
            if isinstance(number, int) and number:
                overrides[f"teams.{name}.{key}"] = number * factor
    return overrides


def _other_demand(scenario: Scenario, factor: float) -> dict[str, Any]:
    return {
        f"demand.other.{name}.per_year": kind.per_year * factor
        for name, kind in scenario.demand.other.items()
        if kind.per_year is not None
    }
