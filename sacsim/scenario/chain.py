"""Chain: from posts to people who can be sent, and the work that other demand puts on them.

One row a team: establishment, strength, on duty, workable, and the offered load before any serious
acquisitive crime. Assumes that nobody gives up and that follow-on work comes in the same hour as
its parent; trends and bank holidays shape the hours of the week but not the yearly total.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sacsim.demand.other import OtherDemand, per_year
from sacsim.demand.profiles import Profile
from sacsim.force.force import TeamSettings
from sacsim.scenario.duty import HOURS_OF_WEEK, MONTHS, Floats, Year, duty
from sacsim.scenario.people_by_month import shares_at_work
from sacsim.scenario.scenario import Scenario

HOURS_A_YEAR = 8760.0
READINGS = ((0.7, "comfortable"), (0.85, "busy"), (1.0, "tight"))
CANNOT, NOBODY, NO_LIMIT, NO_WORK = "cannot keep up", "nobody to do it", "no limit", "no work"


@dataclass(frozen=True, eq=False)
class TeamRow:
    """One team's figures; means are over twelve months, jobs and hours of work a year."""

    team: str
    establishment: int | None
    strength: int | None
    on_duty: float
    workable: float
    jobs: float
    hours: float
    by_hour: Floats
    """Workable posts in each of 168 hours of the week from Monday 00:00."""
    offered_by_hour: Floats
    """Hours of work that come in, in each of 168 hours of the week."""

    @property
    def load(self) -> float | None:
        """Hours of work over workable hours; None for a team without limit."""
        return None if self.strength is None else ratio(self.hours, self.workable * HOURS_A_YEAR)

    @property
    def reading(self) -> str:
        """The load in plain words."""
        if self.load is None:
            return NO_LIMIT
        if not self.hours:
            return NO_WORK
        if not self.workable:
            return NOBODY
        return next((words for below, words in READINGS if self.load < below), CANNOT)

    @property
    def load_by_hour(self) -> Floats:
        """Hours of work that come in over workable posts, by hour of the week; 0 with nobody on."""
        staffed = np.where(self.by_hour > 0, self.by_hour, np.inf)
        return self.offered_by_hour / staffed

    @property
    def worst_hour(self) -> int:
        """The staffed hour of the week with the highest load."""
        return int(np.argmax(self.load_by_hour))

    @property
    def overloaded_hours(self) -> int:
        """Staffed hours of the week in which at least as much work comes in as can be done."""
        return int(np.count_nonzero(self.load_by_hour >= 1))

    @property
    def uncovered_hours(self) -> int:
        """Hours of the week in which nobody is on duty."""
        return int(np.count_nonzero(self.by_hour == 0))


def ratio(work: float, capacity: float) -> float:
    """Return work over capacity; 0 for no work at all, infinity for work that nobody can do."""
    if not work:
        return 0.0
    return work / capacity if capacity else float("inf")


def team_table(scenario: Scenario) -> list[TeamRow]:
    """Return a row for each team, in the scenario's order."""
    year = Year(scenario.clock)
    other, profiles = scenario.demand.other, scenario.demand.profiles
    arriving, at_work = _arriving(other, profiles, year), shares_at_work(scenario, MONTHS)
    return [
        _row(name, team, duty(team, year, at_work.get(name, 1.0)), year, _of(name, other), arriving)
        for name, team in scenario.teams.items()
    ]


def establishment(team: TeamSettings) -> int | None:
    """Return the posts that a team should have; for kiosks their number; None without limit."""
    if team.kiosks is not None:
        return team.kiosks
    return None if team.officers == "unlimited" else team.officers


def _row(
    name: str,
    team: TeamSettings,
    posts: tuple[Floats, Floats],
    year: Year,
    streams: Mapping[str, tuple[float, float]],
    arriving: Mapping[str, Floats],
) -> TeamRow:
    on_duty, workable = posts
    offered = [arriving[stream] * hours for stream, (_, hours) in streams.items()]
    return TeamRow(
        name,
        establishment(team),
        team.strength,
        float(on_duty.mean()),
        float(workable.mean()),
        sum(jobs for jobs, _ in streams.values()),
        sum(jobs * hours for jobs, hours in streams.values()),
        year.by_hour_of_week(workable),
        np.asarray(sum(offered, np.zeros(HOURS_OF_WEEK))),
    )


def _of(team: str, other: Mapping[str, OtherDemand]) -> dict[str, tuple[float, float]]:
    """A team's streams of other demand: jobs a year, hours each."""
    return {
        name: (per_year(other, name), kind.mean_hours)
        for name, kind in other.items()
        if kind.team == team
    }


def _arriving(
    other: Mapping[str, OtherDemand], profiles: Mapping[str, Profile], year: Year
) -> dict[str, Floats]:
    """Jobs of each stream that come in, in each hour of the week."""
    found: dict[str, Floats] = {}
    for name, kind in other.items():
        if kind.share_of is None:
            daily = year.within(year.almanac.rates(kind.volume, profiles))
            found[name] = year.by_hour_of_week(daily / 24.0)

    def jobs(name: str) -> Floats:
        kind = other[name]
        return found[name] if kind.share_of is None else kind.share * jobs(kind.share_of)

    return {name: jobs(name) for name in other}
