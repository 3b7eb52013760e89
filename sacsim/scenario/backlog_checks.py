"""Backlog checks: what a row of the table of live crimes says against itself and the scenario.

Assumes what the pathway assumes: who may have a crime, how long bail and custody last, and when a
summary-only offence lapses.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sacsim.clock import Clock
from sacsim.force.force import TeamSettings
from sacsim.pathway import release
from sacsim.pathway.charging import HOURS_IN_SIX_MONTHS
from sacsim.pathway.investigation import ByTeam
from sacsim.pathway.journey import Pathway
from sacsim.pathway.live import (
    COMPLETE,
    INTERVIEWED,
    REPORTED,
    SUSPECTED,
    UNSOLVED,
    LiveCrime,
    Stage,
)
from sacsim.pathway.resuming import RELEASES
from sacsim.scenario.problems import did_you_mean, shown
from sacsim.words import CrimeType

OWNERS = tuple(ByTeam.model_fields)
CAN_LAPSE = (CrimeType.THEFT_OF_VEHICLE, CrimeType.THEFT_FROM_VEHICLE)
EARLY = REPORTED | {Stage.ALLOCATION}
"""Nobody is in charge yet."""


class Settled(NamedTuple):
    """What a scenario says that its table of live crimes must agree with."""

    clock: Clock
    start: float
    """Simulation hour at which the live crimes are taken over."""
    teams: Mapping[str, TeamSettings]
    pathway: Pathway


@dataclass
class Problems:
    """What is wrong with one row, by its number in the file."""

    number: int
    all: list[str]
    fatal: bool = False
    """Whether a cell that every check needs could not be read."""

    def add(self, column: str, what: str) -> None:
        """Write down what is wrong in a column."""
        self.all.append(f"row {self.number}: {column}: {what}")


def check(row: LiveCrime, settled: Settled, problems: Problems) -> None:
    """Add all that is wrong with a row whose cells could be read."""
    _check_times(row, settled, problems)
    _check_owner(row, settled, problems)
    _check_stage(row, problems)
    _check_limits(row, settled, problems)


def _check_times(row: LiveCrime, settled: Settled, problems: Problems) -> None:
    start = f"{settled.clock.local(settled.start):%Y-%m-%d}, when the forecast begins"
    for column in ("reported", "since", "released", "submitted", "last_review", "last_update"):
        at = getattr(row, column)
        if at >= settled.start:
            problems.add(column, f"is not before {start}")
        elif at < row.reported:
            problems.add(column, "is before the crime was reported")


def _check_owner(row: LiveCrime, settled: Settled, problems: Problems) -> None:
    owners = ", ".join(OWNERS)
    if not row.team:
        if row.officer is not None:
            problems.add("officer", "needs the team of the officer in charge")
    elif row.team in OWNERS:
        _check_officer(row, settled.teams[row.team], problems)
    elif row.team in settled.teams:
        problems.add("team", f"{row.team} cannot have a crime; crimes are with: {owners}")
    else:
        hint = did_you_mean(row.team, OWNERS)
        problems.add("team", f"{shown(row.team)} is no team; crimes are with: {owners}{hint}")


def _check_officer(row: LiveCrime, team: TeamSettings, problems: Problems) -> None:
    if row.officer is not None and not team.owns:
        problems.add("officer", f"crimes of {row.team} have no officer in charge (owns = false)")
    elif row.officer is not None and team.strength is not None and row.officer >= team.strength:
        number = f"{row.team} has officers 0 to {team.strength - 1}"
        problems.add("officer", number if team.strength else f"nobody is in {row.team}")


def _check_stage(row: LiveCrime, problems: Problems) -> None:
    stage = f"'{row.stage}'"
    if row.stage in EARLY and row.team:
        problems.add("stage", f"{stage}, but the crime has a team already")
    if row.stage in SUSPECTED and row.suspect is False:
        problems.add("stage", f"{stage}, but suspect is no")
    if row.stage in UNSOLVED and row.suspect:
        problems.add("stage", f"{stage} means that nobody is named, but suspect is yes")
    if row.release and row.stage not in INTERVIEWED:
        problems.add("stage", f"{stage}, but a suspect has been released")
    if row.release and math.isnan(row.released):
        problems.add("released", "is empty, but release is not")
    if not row.release and not math.isnan(row.released):
        problems.add("release", f"is empty, but released is not; one of: {', '.join(RELEASES)}")
    if row.stage not in COMPLETE and not math.isnan(row.submitted):
        problems.add("stage", f"{stage}, but a file has been submitted")


def _check_limits(row: LiveCrime, settled: Settled, problems: Problems) -> None:
    if row.summary_only:
        _check_six_months(row, settled, problems)
    limits = settled.pathway.suspect.release
    if row.stage == Stage.CUSTODY:
        at_most = settled.pathway.suspect.custody_hours
        if settled.start - row.since > at_most:
            problems.add("since", f"in custody for more than {at_most:g} hours")
    bail = RELEASES.get(row.release) == release.BAILED and row.stage != Stage.CPS
    if bail and not math.isnan(row.released):
        most = limits.limits(settled.clock.local(row.released).date())[-1]
        days = (settled.start - row.released) / 24
        if days > most:
            problems.add(
                "released",
                f"on bail for {days:.0f} days, longer than the {most:g} that the limits allow; "
                "if bail has ended, release is 'under investigation'",
            )


def _check_six_months(row: LiveCrime, settled: Settled, problems: Problems) -> None:
    """What a summary-only offence allows, as charging.lapsed has it."""
    if row.type not in CAN_LAPSE:
        problems.add("summary_only", f"{row.type} is never summary only")
        return
    lapses = row.reported + HOURS_IN_SIX_MONTHS
    if row.type == CrimeType.THEFT_OF_VEHICLE:  # from sufficient evidence, within three years
        enough = settled.start if math.isnan(row.submitted) else row.submitted
        lapses = min(enough + HOURS_IN_SIX_MONTHS, row.reported + 6 * HOURS_IN_SIX_MONTHS)
    if settled.start > lapses:
        problems.add(
            "reported",
            "a summary-only offence of more than six months ago without a charge has lapsed; "
            "close it (outcome 17) or correct summary_only",
        )
