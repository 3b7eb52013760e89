"""Short runs of the small town, and how tests look at what happened in them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from sacsim import Run, Scenario, load, run
from sacsim.words import TeamName

SCENARIOS = Path(__file__).parents[2] / "scenarios"
SMALL_TOWN = SCENARIOS / "small_town.toml"
LUCK = [
    "crime",
    "crime_type",
    "attempt",
    "reported_as",
    "reported_hours",
    "repeat_victim",
    "vulnerable",
    "series",
    "supports",
    "cue",
]
MARKS = ["crime", "crime_type", "kind", "identifies", "strength"]
CROWD = -1
NOBODY = {"kiosk": {"teams.kiosk.kiosks": 0}} | {
    str(team): {f"teams.{team}.officers": 0} for team in TeamName if team != TeamName.KIOSK
}
"""The change of a scenario that leaves a team without anybody."""
NO_OFFENCES = {
    "pathway.offenders.offences_a_month": 0.0,
    "pathway.offenders.offences_a_month_if_prolific": 0.0,
}
NO_FEEDBACK = {
    **NO_OFFENCES,
    **{
        f"demand.{type}.{kind}.share": 0.0
        for type in ("domestic_burglary", "theft_of_vehicle", "theft_from_vehicle")
        for kind in ("repeats", "near_repeats")
    },
    "pathway.prevention.visits": 0.0,
    "pathway.prevention.cocoons": 0.0,
}
"""The changes that make no crime follow on another, and nobody work against it."""


def town(months: int, changes: Mapping[str, Any] | None = None) -> Scenario:
    """The small town up to a horizon of so many months.

    A scenario always records at least a year; where only the facts matter, months will do.
    """
    lengths = {"warm_up_months": 0, "follow_up_months": months}
    return load(SMALL_TOWN, lengths | dict(changes or {})).model_copy(update={"years": 0})


def full_run(scenario: Scenario) -> Run:
    """One replication with every job in the journal."""
    return run(scenario, 0, journal="full")


def facts(result: Run) -> pd.DataFrame:
    """The journal as a frame of plain columns."""
    return result.journal.to_pandas().astype({"event": str, "task": str, "team": str})


def marks_left(result: Run) -> pd.DataFrame:
    """What every offender left: one row an opportunity."""
    return result.opportunities[MARKS]


def asked_hours(detail: str) -> float:
    """Hours of work that an arriving job asks for, from the journal's detail."""
    return float(detail.partition("hours=")[2].partition(" ")[0])
