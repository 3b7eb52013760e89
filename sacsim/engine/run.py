"""Run: one replication of a scenario, from warm-up to horizon, as a pure function.

The past never depends on the horizon: each month's demand and duty are drawn from their own keys
when the month begins.
"""

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd
import pyarrow as pa

from sacsim.chance.draws import Draws
from sacsim.clock import Clock
from sacsim.demand.other import OtherDemandSource
from sacsim.engine.crimes import Crimes
from sacsim.engine.frames import (
    crimes_frame,
    duties_frame,
    history_frame,
    opportunities_frame,
    prevented_frame,
    queues_frame,
    referrals_frame,
    steps_frame,
    waits_frame,
    workforce_frame,
)
from sacsim.engine.possible import must_be_possible
from sacsim.engine.ready import ready
from sacsim.engine.watch import Watch, patrol_hours_a_week
from sacsim.force.agenda import COMPLETION, Appointment
from sacsim.force.force import Force
from sacsim.journal import CRIMES, Journal
from sacsim.pathway import release
from sacsim.pathway.crime import Crime
from sacsim.pathway.journey import Practice, journey
from sacsim.pathway.offenders import Cohort, places
from sacsim.pathway.policies import chosen
from sacsim.pathway.resuming import resume
from sacsim.scenario.scenario import Scenario
from sacsim.words import TeamName


@dataclass(eq=False)
class Run:
    """What happened in one replication: facts, no means."""

    scenario: Scenario
    replication: int
    force: Force
    stories: list[Crime]
    horizon: float
    """Simulation hour at which it ends."""

    @property
    def clock(self) -> Clock:
        """The run's calendar."""
        return self.force.clock

    @property
    def window(self) -> tuple[float, float, float]:
        """(recorded from, recorded to, horizon) in simulation hours."""
        return (*self.scenario.window, self.horizon)

    @cached_property
    def journal(self) -> pa.Table:
        """Every fact, in order of time."""
        return self.force.journal.table()

    @cached_property
    def history(self) -> pd.DataFrame:
        """Outcomes assigned and taken back: crime, time_hours, outcome (0 = reopened)."""
        return history_frame(self.journal)

    @cached_property
    def crimes(self) -> pd.DataFrame:
        """One row a crime reported before the horizon."""
        return crimes_frame(self.stories, self.clock)

    @cached_property
    def opportunities(self) -> pd.DataFrame:
        """One row an opportunity that an offender left, and what became of it."""
        return opportunities_frame(self.stories)

    @cached_property
    def steps(self) -> pd.DataFrame:
        """Suspects identified, brought in, released; outcomes: crime, time_hours, event."""
        return steps_frame(self.journal)

    @cached_property
    def referrals(self) -> pd.DataFrame:
        """One row each time a file went to the Crown Prosecution Service, and what came back."""
        return referrals_frame(self.stories)

    @cached_property
    def prevented(self) -> pd.DataFrame:
        """One row a crime that would have followed on another and was prevented."""
        return prevented_frame(self.journal)

    @cached_property
    def queues(self) -> pd.DataFrame:
        """Time integrals and counts by team and month."""
        return queues_frame(self.force)

    @cached_property
    def waits(self) -> pd.DataFrame:
        """The wait of each job that arrived in the recorded window."""
        return waits_frame(self.force)

    @cached_property
    def workforce(self) -> pd.DataFrame:
        """People of each team that says who they are, by month."""
        return workforce_frame(self.force, self.clock, self.scenario.months)

    @cached_property
    def officers(self) -> pd.DataFrame:
        """Who is on duty when: team, officer, from_hours, to_hours."""
        return duties_frame(self.force, self.window[2])


class _World:
    """The moving parts of one replication."""

    def __init__(
        self,
        scenario: Scenario,
        replication: int,
        journal: str,
        engine: str,
        policies: Mapping[str, Callable[..., Any]] | None,
    ) -> None:
        self.scenario = scenario
        self.draws = Draws(scenario.seed, replication)
        self.clock = scenario.clock
        self.force = Force(
            scenario.teams,
            self.clock,
            self.draws,
            Journal(replication, journal),
            scenario.window,
            engine,
            scenario.workforce,
        )
        self.other = OtherDemandSource(
            scenario.demand.other, scenario.demand.profiles, self.clock, self.draws
        )
        self.other_work = self.force.queues.other_work(self.other.kinds)
        self.practice = Practice(scenario.pathway, chosen(scenario.policies, policies))
        self.stories: list[Crime] = []
        self.watch = self._watch()
        self.crimes = Crimes(
            scenario.demand,
            scenario.pathway,
            self.clock,
            self.draws,
            self.force,
            self.watch,
            self._report,
            self.clock.month_start(scenario.months),
            scenario.live,
            scenario.warm_up_months,
        )
        self.watch.began = self.crimes.since

    def _watch(self) -> Watch:
        demand, pathway = self.scenario.demand, self.scenario.pathway
        managers = self.scenario.teams[TeamName.OFFENDER_MANAGERS]
        cohort = Cohort(places(pathway.offenders, managers.strength))
        patrols = pathway.prevention.near_repeats_if_patrolled < 1
        hours = patrol_hours_a_week(demand.other) if patrols else 0.0
        return Watch(self.force, self.stories, demand.unproven, cohort, hours)

    def begin(self) -> None:
        self.force.roster_month(0)
        for month in range(self.scenario.months + 1):
            start = self.clock.month_start(month)
            self.force.agenda.due(start, COMPLETION, 0, self._month_begins, month)
        if self.scenario.live is not None:
            self.force.agenda.due(self.crimes.since, COMPLETION, 1, self._take_over)
        self.watch.begin()

    def _take_over(self, due: Appointment) -> None:
        """The live crimes go on from where they stand, in order of their numbers."""
        crimes = self.crimes.taken_over(self.practice)
        for crime, row in sorted(crimes, key=lambda pair: pair[0].id):
            self.stories.append(crime)
            self.force.begin(crime, resume(crime, row, self.practice, self.force))

    def _month_begins(self, due: Appointment) -> None:
        self.force.read_books(due.time)
        if due.what < self.scenario.months:
            self.force.roster_month(due.what + 1)
            self.other_work.enter(self.other.month(due.what))
            self.crimes.month(due.what)

    def _report(self, crime: Crime) -> None:
        self.stories.append(crime)
        self.force.begin(crime, journey(crime, self.practice, self.force))


def run(
    scenario: Scenario,
    replication: int = 0,
    *,
    journal: str = CRIMES,
    engine: str | None = None,
    policies: Mapping[str, Callable[..., Any]] | None = None,
    until: float | None = None,
    beside: Callable[[Force, float], None] | None = None,
) -> Run:
    """Simulate one replication; the same arguments give the same bytes.

    `journal` is "crimes" (the stories) or "full" (every job of other demand too); `engine` is
    "compiled" (by default) or "reference", which differ in speed alone; `policies` replaces some of
    the scenario's policies by functions (see pathway/policies.py); `until` ends it at an hour
    before the scenario's horizon; `beside` is given the force and the horizon before time begins,
    to make appointments of its own, at which it may look at the force and change nothing. Raises
    Contradiction for a run that cannot be true.
    """
    with collector_paused():
        world = _World(scenario, replication, journal, ready(engine), policies)
        world.begin()
        horizon = world.clock.month_start(scenario.months)
        horizon = horizon if until is None else min(until, horizon)
        if beside is not None:
            beside(world.force, horizon)
        world.force.agenda.run(until=_just_before(world.force, horizon))
        for team in world.force.teams.values():
            team.close_books()
        for crime in world.stories:  # whoever is still at liberty has been so up to now
            release.leave(crime, world.force)
        made = Run(scenario, replication, world.force, world.stories, horizon)
        must_be_possible(made)
        return made


@contextmanager
def collector_paused() -> Iterator[None]:
    """Meanwhile Python does not look for cyclic garbage: a tenth of the time, for next to none.

    What earlier runs have left is looked for once before, or memory would grow from run to run.
    """
    gc.collect()
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _just_before(force: Force, horizon: float) -> Any:
    """An event at the horizon that comes before everything else due then (half-open)."""
    end = force.agenda.event()
    force.agenda.due(horizon, COMPLETION, 0, lambda _: end.succeed())
    return end
