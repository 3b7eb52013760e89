"""Replicate: several replications, in as many processes as wanted, with the same bytes for any."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

import pandas as pd

from sacsim.engine import store
from sacsim.engine.gathered import Gathered
from sacsim.engine.pool import each
from sacsim.engine.ready import ready
from sacsim.engine.run import run
from sacsim.journal import CRIMES
from sacsim.measure.catalogue import measure
from sacsim.scenario.scenario import Scenario

Progress = Callable[[int, int], None]
Task = TypeVar("Task")
Done = TypeVar("Done")


@dataclass(frozen=True)
class Results:
    """The measures of all replications, one long table, and where the files are."""

    scenario: Scenario
    measures: pd.DataFrame
    folder: Path | None
    sets: int = 0
    """Parameter sets that the replications took by turns; 0: the scenario as it stands."""


def replicate(
    scenario: Scenario,
    replications: int | None = None,
    *,
    workers: int | None = None,
    folder: str | Path | None = None,
    resume: bool = False,
    journal: str = CRIMES,
    engine: str | None = None,
    progress: Progress | None = None,
    under: Sequence[Scenario] = (),
    made: pd.DataFrame | None = None,
) -> Results:
    """Run replications 0, 1, ... of a scenario and measure them.

    `folder` keeps every file of every replication; with `resume`, those already whole are kept.
    `workers` is the number of processes (as many as processors by default; 1: no process at all);
    `engine` is as for `run`; `progress(done, of)` is called as replications finish. `under` is the
    scenario under several parameter sets, which the replications take by turns. `made` are the
    measures of replications that this very call has made before, with fewer: they stand.
    Raises BadInput, OutputError, WorkerLost.
    """
    count = scenario.replications if replications is None else replications
    place = None if folder is None else Path(folder)
    key = store.key_of(scenario, journal, under)
    if place is not None:
        store.prepare(place, key, resume=resume)
    parts = Gathered()
    if made is not None:
        for n in made["replication"].unique().tolist():
            parts.add(n, made[made["replication"] == n])
    if place is not None:
        for n in range(count):
            if n not in parts and store.finished(place, n):
                parts.add(n, store.read_measures(place, n))
    todo = [n for n in range(count) if n not in parts]
    tell = progress or (lambda done, of: None)
    tell(len(parts), count)
    scenarios = [*under] or [scenario]
    one_by_one = partial(one, scenarios, folder=place, journal=journal, engine=ready(engine))
    for n, part in each(one_by_one, todo, workers):
        parts.add(n, part)
        tell(len(parts), count)
    measures = parts.table()
    if place is not None:
        store.conclude(place, scenario, measures, key, count)
    return Results(scenario, measures, place, len(under))


def one(
    scenarios: Sequence[Scenario],
    replication: int,
    *,
    folder: Path | None,
    journal: str = CRIMES,
    engine: str | None = None,
) -> pd.DataFrame:
    """Run, measure and save one replication, of the scenario whose turn it is."""
    scenario = scenarios[replication % len(scenarios)]
    result = run(scenario, replication, journal=journal, engine=engine)
    measures = measure(result)
    if folder is not None:
        store.save(result, measures, folder)
    return measures
