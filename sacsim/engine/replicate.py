"""Replicate: several replications, in as many processes as wanted, with the same bytes for any."""

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

import pandas as pd

from sacsim.engine import store
from sacsim.engine.ready import ready
from sacsim.engine.run import run
from sacsim.errors import WorkerLost
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
) -> Results:
    """Run replications 0, 1, ... of a scenario and measure them.

    `folder` keeps every file of every replication; with `resume`, those already whole are kept.
    `workers` is the number of processes (as many as processors by default; 1: no process at all);
    `engine` is as for `run`; `progress(done, of)` is called as replications finish.
    Raises BadInput, OutputError, WorkerLost.
    """
    count = scenario.replications if replications is None else replications
    place = None if folder is None else Path(folder)
    key = store.key_of(scenario, journal)
    if place is not None:
        store.prepare(place, key, resume=resume)
    parts = {n: store.read_measures(place, n) for n in _kept(place, count)} if place else {}
    todo = [n for n in range(count) if n not in parts]
    tell = progress or (lambda done, of: None)
    tell(len(parts), count)
    one_by_one = partial(one, scenario, folder=place, journal=journal, engine=ready(engine))
    for n, part in each(one_by_one, todo, workers):
        parts[n] = part
        tell(len(parts), count)
    measures = pd.concat([parts[n] for n in sorted(parts)], ignore_index=True)
    if place is not None:
        store.conclude(place, scenario, measures, key, count)
    return Results(scenario, measures, place)


def _kept(folder: Path, count: int) -> list[int]:
    return [n for n in range(count) if store.finished(folder, n)]


def each(
    do: Callable[[Task], Done], todo: Sequence[Task], workers: int | None
) -> Iterator[tuple[Task, Done]]:
    """Do every task in as many processes as wanted; yields each with its result as it is ready.

    Raises WorkerLost.
    """
    processes = min(workers or os.cpu_count() or 1, len(todo))
    if processes <= 1:
        for n in todo:
            yield n, do(n)
        return
    spawn = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(processes, mp_context=spawn)
    try:
        futures: dict[Future[Done], Task] = {pool.submit(do, n): n for n in todo}
        waiting = set(futures)
        while waiting:
            done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            for future in done:
                yield futures[future], future.result()
    except BaseException as error:
        for worker in multiprocessing.active_children():
            worker.terminate()
        if not isinstance(error, BrokenProcessPool):
            raise
        raise WorkerLost(
            "a worker process was lost (out of memory, or killed); "
            "finished replications are kept: run again with --resume"
        ) from error
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def one(
    scenario: Scenario,
    replication: int,
    *,
    folder: Path | None,
    journal: str = CRIMES,
    engine: str | None = None,
) -> pd.DataFrame:
    """Run, measure and save one replication; returns its measures."""
    result = run(scenario, replication, journal=journal, engine=engine)
    measures = measure(result)
    if folder is not None:
        store.save(result, measures, folder)
    return measures
