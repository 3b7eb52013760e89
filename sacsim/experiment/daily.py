"""Daily: a force day by day from the first day of a run, warm-up and all.

Days are London's, 23 or 25 hours long when the clocks change. Live crimes are counted at the day's
end; a crime is closed on each day on which it is given an outcome while it is open. A queue is the
mean number of jobs waiting for a team over the day; teams without limit have none.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

import numpy as np
import pandas as pd

from sacsim.engine.run import Run, run
from sacsim.force.agenda import COMPLETION, Appointment
from sacsim.force.force import Force
from sacsim.measure.rows import Floats, floats
from sacsim.measure.workload import workload_rows
from sacsim.scenario.scenario import Scenario

LIVE, REPORTED, CLOSED = "live crimes", "crimes reported", "crimes closed"
QUEUE = "queue: "
"""What stands before a team's name in the name of its queue."""
LOOK = 2
"""Place of the daily look among what is due at midnight: after the books of a month."""
WAITING_AREA = 4
"""Place of the hours waited in a team's snapshot."""


class Days(NamedTuple):
    """One replication: a row a day and a column a series; and which teams' queues grew."""

    series: pd.DataFrame
    growing: dict[str, bool]
    """By team, over the recorded months: `<team>.growing`."""


def days(scenario: Scenario, replication: int, *, engine: str | None = None) -> Days:
    """Run one replication and look at it every midnight."""
    edges = midnights(scenario)
    read: dict[str, list[float]] = {name: [0.0] for name in _limited(scenario)}

    def beside(force: Force, horizon: float) -> None:
        def look(due: Appointment) -> None:
            _read(force, due.time, read)

        for edge in edges[1:-1]:
            force.agenda.due(edge, COMPLETION, LOOK, look)

    result = run(scenario, replication, engine=engine, beside=beside)
    _read(result.force, edges[-1], read)
    hours = np.diff(edges)
    queues = {f"{QUEUE}{name}": np.diff(areas) / hours for name, areas in read.items()}
    ending = ".growing"
    growing = {
        name.removesuffix(ending): value > 0
        for name, _, _, _, value in workload_rows(result)
        if name.endswith(ending)
    }
    return Days(pd.DataFrame(crimes_by_day(result, edges) | queues), growing)


def midnights(scenario: Scenario) -> list[float]:
    """Return the hours at which each day of a run begins, and its last one ends."""
    clock, horizon = scenario.clock, scenario.clock.month_start(scenario.months)
    count = (clock.local(horizon).date() - scenario.start).days
    return [clock.hours(scenario.start + timedelta(days=day)) for day in range(count + 1)]


def crimes_by_day(result: Run, edges: Sequence[float]) -> dict[str, Floats]:
    """Count live crimes at the end of each day, and those reported and closed on it."""
    told = result.history.sort_values(["crime", "time_hours"], kind="stable")
    opens = told["outcome"] == 0
    was_open = opens.groupby(told["crime"]).shift(fill_value=True)
    reported = _so_far(floats(result.crimes, "reported_hours"), edges)
    closed = _so_far(floats(told[~opens & was_open], "time_hours"), edges)
    reopened = _so_far(floats(told[opens & ~was_open], "time_hours"), edges)
    return {
        LIVE: (reported - closed + reopened)[1:],
        REPORTED: np.diff(reported),
        CLOSED: np.diff(closed),
    }


def _so_far(times: Floats, edges: Sequence[float]) -> Floats:
    """How many of these times had come before each edge."""
    return np.searchsorted(np.sort(times), edges, side="left").astype(float)


def _limited(scenario: Scenario) -> list[str]:
    return [name for name, team in scenario.teams.items() if team.strength is not None]


def _read(force: Force, now: float, into: dict[str, list[float]]) -> None:
    """Note the hours waited for each team so far, and leave the books as they were."""
    for name, areas in into.items():
        books = force.teams[name].ledger
        books.snapshot(now)
        areas.append(books.snapshots.pop()[WAITING_AREA])
