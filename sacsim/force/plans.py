"""Plans: dated joiners and transfers, turned into who arrives where and when."""

import math
from collections.abc import Mapping
from heapq import heappush, heapreplace
from typing import NamedTuple
from zlib import crc32

import numpy as np

from sacsim.clock import Clock
from sacsim.force.people import WEEK, Joiners, Route, Transfer, Workforce

FIRST_PERSONAL, MOST_PEOPLE = 1 << 19, 2_000


class Arrival(NamedTuple):
    """A newcomer to a team's post, at the first shift."""

    time: float
    officer: int
    route: Route
    plan: str = ""

    @property
    def starts(self) -> float:
        """First day, in training."""
        return self.time - WEEK * self.route.training_weeks


class Departure(NamedTuple):
    """People who are moved out of a team."""

    time: float
    name: str
    people: int


class TeamPlan(NamedTuple):
    """What the plans mean for one team."""

    arrivals: list[Arrival]
    departures: list[Departure]
    newcomers: list[int]
    """Number in the draws of each post that plans add."""
    posts: list[tuple[float, int]]
    """When the establishment changes, and by how many posts."""


def plans(workforce: Workforce, strengths: Mapping[str, int], clock: Clock) -> dict[str, TeamPlan]:
    """What all plans mean for the teams with so many people at the start.

    The posts of people to come are numbered on from those, by date and name of the plan. Where a
    route has a limit of course places, people wait for one in that order.
    """
    found = {name: TeamPlan([], [], [], []) for name in strengths}
    places: dict[str, list[float]] = {}
    for name, plan in in_order(workforce):
        decided = clock.hours(plan.date)
        route, team = workforce.routes[plan.by], found[plan.team]
        if isinstance(plan, Transfer):
            source = found[plan.source]
            source.departures.append(Departure(decided, name, plan.people))
            source.posts.append((decided, -plan.people))
            first_day = decided
        else:
            first_day = decided + WEEK * route.recruitment_weeks
        team.posts.append((decided, plan.people))
        for n in range(plan.people):
            officer = strengths[plan.team] + len(team.newcomers)
            starts = _course_starts(plan.by, route, first_day, places)
            team.arrivals.append(
                Arrival(starts + WEEK * route.training_weeks, officer, route, name)
            )
            team.newcomers.append(personal_number(name, n))
    return found


def in_order(workforce: Workforce) -> list[tuple[str, Joiners | Transfer]]:
    """All plans by date, then name."""
    everything: dict[str, Joiners | Transfer] = {**workforce.joiners, **workforce.transfers}
    return sorted(everything.items(), key=lambda item: (item[1].date, item[0]))


def personal_number(plan: str, n: int) -> int:
    """Number in the draws of a plan's n-th person, above all posts there from the start."""
    return FIRST_PERSONAL + crc32(plan.encode()) % (FIRST_PERSONAL - MOST_PEOPLE) + n


def _course_starts(
    name: str, route: Route, first_day: float, places: dict[str, list[float]]
) -> float:
    """When the course begins: the first day, or when one of its places becomes free."""
    if not route.course_places:
        return first_day if route.course_places is None else math.inf
    taken = places.setdefault(name, [])
    long = WEEK * route.training_weeks
    if len(taken) < route.course_places:
        heappush(taken, first_day + long)
        return first_day
    starts = max(first_day, taken[0])
    heapreplace(taken, starts + long)
    return starts


def students_at_once(plan: TeamPlan) -> int:
    """The most newcomers of a team's plans who are tutored at one time."""
    tutored = [(a.time, a.time + WEEK * a.route.tutored_weeks) for a in plan.arrivals]
    tutored = [each for each in tutored if each[0] < each[1] < math.inf]
    times = np.array([start for start, _ in tutored])
    return max((sum(a <= t < b for a, b in tutored) for t in times), default=0)
