"""A borough: a quarter of the default force, small enough to pull every lever in minutes."""

from functools import lru_cache
from math import ceil
from pathlib import Path

from sacsim.scenario.scenario import Scenario, load
from sacsim.words import CrimeType

ENGLAND = Path(__file__).parents[2] / "scenarios" / "england_median.toml"
WHOLE, SMALL = 1 / 4, 1 / 16


@lru_cache(maxsize=2)
def borough(size: float = WHOLE) -> Scenario:
    """One month of warm-up, twelve recorded, four of follow-up."""
    england = load(ENGLAND)
    changes: dict[str, object] = {"warm_up_months": 1, "years": 1, "follow_up_months": 4}
    for crime in CrimeType:
        changes[f"demand.{crime}.per_year"] = size * england.demand.volume(crime).per_year
    for name, kind in england.demand.other.items():
        if kind.per_year is not None:
            changes[f"demand.other.{name}.per_year"] = size * kind.per_year
        changes[f"demand.other.{name}.backlog"] = round(size * kind.backlog)
    for name, team in england.teams.items():
        if team.kiosks is not None:
            changes[f"teams.{name}.kiosks"] = ceil(size * team.kiosks)
            changes[f"teams.{name}.trained_users"] = ceil(size * (team.trained_users or 0))
        elif team.officers != "unlimited":
            changes[f"teams.{name}.officers"] = ceil(size * team.officers)
    return england.change(changes)
