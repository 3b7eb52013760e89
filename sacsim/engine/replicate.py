"""Replicate: several replications, in as many processes as wanted, with the same bytes for any."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from sacsim.engine import store
from sacsim.engine.gathered import Gathered
from sacsim.engine.pool import Workers, each
from sacsim.engine.possible import must_be_possible
from sacsim.engine.ready import ready
from sacsim.engine.run import run
from sacsim.journal import CRIMES
from sacsim.measure.catalogue import measure
from sacsim.scenario.scenario import Scenario

Progress = Callable[[int, int], None]


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
    workers: Workers = None,
    folder: str | Path | None = None,
    resume: bool = False,
    journal: str = CRIMES,
    engine: str | None = None,
    progress: Progress | None = None,
    under: Sequence[Scenario] = (),
    paranoid: bool = False,
    made: pd.DataFrame | None = None,
    shard: tuple[int, int] | None = None,
) -> Results:
    """Run replications 0, 1, ... of a scenario and measure them.

    `folder` keeps every file of every replication; with `resume`, those already whole are kept.
    `workers` is the number of processes (as many as processors by default; 1: no process at all)
    or the address of a Dask cluster's scheduler;
    `engine` is as for `run`; `progress(done, of)` is called as replications finish. `under` is the
    scenario under several parameter sets, which the replications take by turns. `paranoid` checks
    every entry of every replication before it is kept. `made` are the measures of replications that
    this very call has made before, with fewer: they stand. `shard` (i, n), i from 1, makes only the
    i-th of n parts, into a folder that the parts may share; the results are then those of the
    replications found there so far. Raises BadInput, OutputError, WorkerLost, Contradiction.
    """
    count = scenario.replications if replications is None else replications
    place = None if folder is None else Path(folder)
    how = {"journal": journal, "engine": ready(engine), "paranoid": paranoid}
    parts = Gathered()
    if made is not None:
        for n in made["replication"].unique().tolist():
            parts.add(n, made[made["replication"] == n])
    if place is None:
        return _made(scenario, count, workers, None, progress, under, how, parts, None)
    key = store.key_of(scenario, journal, under)
    with store.opened(place, key, resume=resume, shard=shard):
        return _made(scenario, count, workers, place, progress, under, how, parts, shard)


def _made(
    scenario: Scenario,
    count: int,
    workers: Workers,
    place: Path | None,
    progress: Progress | None,
    under: Sequence[Scenario],
    how: Mapping[str, Any],
    parts: Gathered,
    shard: tuple[int, int] | None,
) -> Results:
    if place is not None:
        for n in range(count):
            if n not in parts and store.finished(place, n):
                parts.add(n, store.read_measures(place, n))
    mine = range(count) if shard is None else range(shard[0] - 1, count, shard[1])
    todo = [n for n in mine if n not in parts]
    tell = progress or (lambda done, of: None)
    tell(len(parts), count)
    scenarios = [*under] or [scenario]
    one_by_one = partial(one, scenarios, keep=place is not None, **how)
    for n, (part, files) in each(one_by_one, todo, workers):
        parts.add(n, part)
        if place is not None:
            store.save(files, place, n)
        tell(len(parts), count)
    measures = parts.table()
    if place is not None and shard is None:
        key = store.key_of(scenario, how["journal"], under)
        store.conclude(place, scenario, measures, key, count)
    return Results(scenario, measures, place, len(under))


def one(
    scenarios: Sequence[Scenario],
    replication: int,
    *,
    keep: bool,
    journal: str = CRIMES,
    engine: str | None = None,
    paranoid: bool = False,
) -> tuple[pd.DataFrame, dict[str, bytes]]:
    """Run and measure one replication, of the scenario whose turn it is; its files, if kept."""
    scenario = scenarios[replication % len(scenarios)]
    result = run(scenario, replication, journal=journal, engine=engine)
    measures = measure(result)
    if paranoid:
        must_be_possible(result, measures)
    return measures, store.files_of(result, measures) if keep else {}
