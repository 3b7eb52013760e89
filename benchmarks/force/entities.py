"""What a straightforward SimPy model of the force's other demand would cost.

One process an entity and a PriorityResource a team, as SimPy's documentation would have it, with
less in it than in sacsim: arrivals at a constant rate, a constant number of servers (the mean
number of posts workable), exponential hours of the right mean; no shifts, no pre-emption, no giving
up, no officers in charge, no crimes, no journal.
"""

from collections.abc import Generator
from random import Random
from time import perf_counter

import simpy

from sacsim.scenario.chain import HOURS_A_YEAR, team_table
from sacsim.scenario.scenario import Scenario


class EntityForce:
    """A force's teams as resources and its other demand as processes."""

    def __init__(self, scenario: Scenario, seed: int) -> None:
        self.env = simpy.Environment()
        self.random = Random(seed)
        self.kinds = scenario.demand.other
        self.teams = {
            row.team: simpy.PriorityResource(self.env, max(round(row.workable), 1))
            for row in team_table(scenario)
            if row.jobs
        }
        self.rates = {name: 1.0 / kind.mean_hours for name, kind in self.kinds.items()}
        self.follow: dict[str, list[tuple[str, float]]] = {name: [] for name in self.kinds}
        for name, kind in self.kinds.items():
            if kind.share_of is not None:
                self.follow[kind.share_of].append((name, kind.share))
        self.services = 0
        self.waited = 0.0
        for name, kind in self.kinds.items():
            if kind.per_year is not None:
                self.env.process(self.arrivals(name, kind.per_year / HOURS_A_YEAR))

    def arrivals(self, name: str, rate: float) -> Generator:
        """Let work of one kind arrive for ever."""
        while True:
            yield self.env.timeout(self.random.expovariate(rate))
            self.env.process(self.job(name))

    def job(self, name: str) -> Generator:
        """A job from its arrival to its end, when it may lead to another."""
        kind = self.kinds[name]
        arrived = self.env.now
        with self.teams[kind.team].request(priority=kind.priority) as request:
            yield request
            self.services += 1
            self.waited += self.env.now - arrived
            yield self.env.timeout(self.random.expovariate(self.rates[name]))
        u = self.random.random()
        for child, share in self.follow[name]:
            if u < share:
                self.env.process(self.job(child))
                break
            u -= share


def microseconds(scenario: Scenario, months: float, seed: int) -> float:
    """Time for one service of a run of so many months."""
    force = EntityForce(scenario, seed)
    begin = perf_counter()
    force.env.run(until=months / 12 * HOURS_A_YEAR)
    return (perf_counter() - begin) / force.services * 1e6
