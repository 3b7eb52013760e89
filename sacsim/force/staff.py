"""Staff: the people of one team, in columns by post."""

import math
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from sacsim.chance.draws import FloatArray, IntArray
from sacsim.force.people import SKILLS, People, Route
from sacsim.force.plans import Arrival, Departure, TeamPlan
from sacsim.force.roster import BoolArray, RosterSettings


class Strength(NamedTuple):
    """How many people a team has in the middle of a month, and how much work they are good for."""

    establishment: int
    strength: int
    training: int
    tutored: int
    absent: int
    deployable: int
    at_work: float
    """Of these, less what tutors and learners give up."""
    effective: float
    """What those are worth in average officers."""
    joined: int
    left: int


class TeamPeople(NamedTuple):
    """A team whose people come and go: posts, how many are filled, and what is said of them."""

    establishment: int
    strength: int
    roster: RosterSettings
    people: People


@dataclass
class Staff:
    """The people of one team: arrays by post, in simulation hours unless said otherwise."""

    name: str
    roster: RosterSettings
    people: People
    luck: IntArray
    """Number of each post in the draws."""
    posts: list[tuple[float, int]]
    """When the establishment changes, and by how many posts."""
    since: FloatArray
    trains_from: FloatArray
    """First day of whoever has the post, or is to come into it."""
    independent: FloatArray
    developed: FloatArray
    learning: FloatArray
    """Share of duty spent learning until developed."""
    service: FloatArray
    """When service began."""
    practice: FloatArray
    """Years of practice when independent, posts x skills."""
    left: FloatArray
    absent_from: FloatArray
    absent_to: FloatArray
    tutors_from: FloatArray
    tutors_to: FloatArray
    tutor_gives: FloatArray
    arrivals: list[Arrival]
    """Of people who are to come, the last first."""
    departures: list[Departure]
    """Transfers out of the team, the last first."""
    in_charge: BoolArray
    """Posts whose person is there to have crimes, as far as has been said."""
    untutored: list[tuple[int, Route]] = field(default_factory=list)
    """Newcomers who wait for a tutor."""

    def says(self, officer: int, here: bool) -> bool:
        """Note that an officer is there or not; whether that is news."""
        news = bool(self.in_charge[officer] != here)
        self.in_charge[officer] = here
        return news

    def here(self, at: float) -> BoolArray:
        """Posts whose person has arrived in the team and not left."""
        return (self.since <= at) & (at < self.left)

    def absent(self, at: float) -> BoolArray:
        """Posts whose person is absent for long."""
        return (self.absent_from <= at) & (at < self.absent_to)

    def working(self, at: float) -> BoolArray:
        """Posts whose person works alone."""
        return self.here(at) & (self.independent <= at) & ~self.absent(at)


def at_the_start(name: str, team: TeamPeople, plan: TeamPlan) -> Staff:
    """The people of a team: its posts filled at the start, and those that plans add."""
    size = team.strength + len(plan.newcomers)
    from_start = np.arange(size) < team.strength
    arrives = np.where(from_start, 0.0, math.inf)
    return Staff(
        name=name,
        roster=team.roster,
        people=team.people,
        luck=np.concatenate([np.arange(team.strength), plan.newcomers]).astype(np.int64),
        posts=[(0.0, team.establishment), *plan.posts],
        since=arrives,
        trains_from=arrives.copy(),
        independent=arrives.copy(),
        developed=np.zeros(size),
        learning=np.zeros(size),
        service=np.zeros(size),
        practice=np.zeros((size, SKILLS)),
        left=np.full(size, math.inf),
        absent_from=np.full(size, -math.inf),
        absent_to=np.full(size, -math.inf),
        tutors_from=np.full(size, -math.inf),
        tutors_to=np.full(size, -math.inf),
        tutor_gives=np.zeros(size),
        arrivals=sorted(plan.arrivals, key=lambda arrival: (-arrival.time, -arrival.officer)),
        departures=sorted(plan.departures, key=lambda each: (-each.time, each.name)),
        in_charge=np.ones(size, np.bool_),
    )
