"""Placing: the runs behind each case of an allocation, and what is read from them.

Posts come at strength from the start of the run. In the year after the decision they come instead
as the scenario says that this team's leavers are replaced: decided on when the recorded months
begin, recruited, trained, tutored. Where it says nothing of that, they are there at once. A team's
other work is moved by the hours that each job of it takes, so that no other team's work changes.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import isnan
from typing import Any

import pandas as pd

from sacsim.clock import month_after
from sacsim.errors import BadInput
from sacsim.experiment.aims import Aim, column, values
from sacsim.experiment.allocation import Case, Look, Task
from sacsim.experiment.guarding import Guard
from sacsim.experiment.marginals import AIM
from sacsim.experiment.posts import check_places, posts_in, team_of, with_posts, yearly_cost
from sacsim.scenario.chain import team_table
from sacsim.scenario.scaling import scaled
from sacsim.scenario.scenario import Scenario

Ask = Callable[[Mapping[str, Sequence[Scenario]], Sequence[int]], pd.DataFrame]
"""`Runs.measures`, or what stands in for it."""
HOURS = ("sac_hours", "sac_hours_share", "busy_hours", "on_duty_hours")
HIGH_HARM = "high_harm"
TOLERANCE = 0.10
LEAST_WAIT_HOURS, POINTS_999 = 0.1, 1.0


@dataclass(frozen=True)
class Placing:
    """A force, or one under each of several parameter sets, and changes beside it."""

    plan: tuple[Scenario, ...]
    besides: Mapping[str, tuple[Scenario, ...]]
    aim: Aim
    places: tuple[str, ...]
    guards: tuple[Guard, ...]

    def plan_of(self, case: Case) -> list[Scenario]:
        """Return the scenarios of a case, one a parameter set. Raises BadInput."""
        return [self._changed(case, n) for n in range(len(self.plan))]

    def look(self, ask: Ask) -> Look:
        """Return what answers an allocation's questions by asking for runs."""

        def looked(cases: Sequence[Case], replications: Sequence[int]) -> dict[Case, pd.DataFrame]:
            if not cases:
                return {}
            plans = {str(n): self.plan_of(case) for n, case in enumerate(cases)}
            rows = dict(tuple(ask(plans, replications).groupby("plan", observed=True)))
            return {case: self._read(rows[str(n)]) for n, case in enumerate(cases)}

        return looked

    def _changed(self, case: Case, number: int) -> Scenario:
        scenario = (self.besides[case.beside] if case.beside else self.plan)[number]
        if case.load is not None:
            scenario = with_other_work(scenario, *case.load)
        return (decided if case.first_year else with_posts)(scenario, dict(case.split))

    def _read(self, rows: pd.DataFrame) -> pd.DataFrame:
        """One plan's figures, a row a replication."""
        found = {AIM: values(rows, self.aim)}
        found |= {guard.measure: column(rows, guard.measure) for guard in self.guards}
        for place in self.places:
            found |= {f"{place}.{name}": column(rows, f"{team_of(place)}.{name}") for name in HOURS}
        table = pd.DataFrame(found)
        if all(isnan(each) for each in table[AIM]):
            raise BadInput(f"--maximise {self.aim.word}: this scenario does not measure it")
        return table


def guards_of(scenario: Scenario, tolerance: float = TOLERANCE) -> tuple[Guard, ...]:
    """Return what must not get worse: waits of high-harm work, and 999 answering."""
    found = [
        Guard(
            f"{kind.team}.{name}.wait_mean",
            f"wait of {name.replace('_', ' ')} ({kind.team.replace('_', ' ')})",
            "hours",
            better=-1,
            share=tolerance,
            least=LEAST_WAIT_HOURS,
        )
        for name, kind in scenario.demand.other.items()
        if name.startswith(HIGH_HARM)
    ]
    answered = "calls_999.answered_in_10_seconds"
    points = POINTS_999 * tolerance / TOLERANCE
    return (*found, Guard(answered, "999 answered in 10 seconds", "%", better=1, least=points))


def task_of(
    scenario: Scenario,
    places: Sequence[str],
    posts: int,
    step: int,
    aim: Aim,
    *,
    guards: tuple[Guard, ...] = (),
    zone: float | None = None,
    most_pounds: float | None = None,
    besides: Sequence[str] = (),
    sets: int = 0,
) -> Task:
    """Return what is asked of an allocation, with today's posts, work and costs.

    Raises BadInput for places that are not there, or a budget where a cost is not stated.
    """
    check_places(scenario, places)
    offered = {row.team: row.hours for row in team_table(scenario)}
    costs = {place: yearly_cost(scenario, place) for place in places}
    unstated = [place for place, cost in costs.items() if cost is None]
    if most_pounds is not None and unstated:
        raise BadInput(
            *(f"--budget: the scenario states no cost of a post at {each}" for each in unstated)
        )
    return Task(
        places=tuple(places),
        posts=posts,
        step=step,
        today={place: posts_in(scenario, place) for place in places},
        work={place: offered[team_of(place)] for place in places},
        better=aim.better,
        zone=zone,
        guards=guards,
        costs={place: cost for place, cost in costs.items() if cost is not None},
        most_pounds=most_pounds,
        besides=tuple(besides),
        loads=tuple(place for place in places if _other_work(scenario, place)),
        sets=sets,
    )


def with_other_work(scenario: Scenario, place: str, factor: float) -> Scenario:
    """Return the scenario with the hours of all other work of a place's team multiplied."""
    return scaled(scenario, [(key, factor) for key in _other_work(scenario, place)])


def decided(scenario: Scenario, added: Mapping[str, int]) -> Scenario:
    """Return the scenario with posts decided on when the recorded months begin. Raises BadInput."""
    plans: dict[str, Any] = {}
    at_once: dict[str, int] = {}
    for place, posts in added.items():
        people = scenario.teams[team_of(place)].people
        if people is None:
            at_once[place] = posts
            continue
        key = f"workforce.joiners.allocated_{place}"
        plans[key] = {
            "team": team_of(place),
            "date": month_after(scenario.start, scenario.warm_up_months),
            "people": posts,
            "by": people.replaced_by,
        }
    return with_posts(scenario.change(plans) if plans else scenario, at_once)


def _other_work(scenario: Scenario, place: str) -> list[str]:
    """Keys of the hours of a team's other work."""
    return [
        f"demand.other.{name}.{'hours' if kind.hours is not None else 'minutes'}"
        for name, kind in scenario.demand.other.items()
        if kind.team == team_of(place)
    ]
