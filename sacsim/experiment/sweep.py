"""Sweep: an experiment's points run under the same luck, as tables for research.

A replication is one draw of luck for all points, so differences between points are paired.
Intervals cover the noise of the simulation, not ignorance about its numbers; parameter sets of a
fit show a part of that.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from sacsim.engine import store
from sacsim.engine.pool import Workers
from sacsim.engine.replicate import Progress
from sacsim.engine.runs import Plan, Runs, opened
from sacsim.errors import BadInput
from sacsim.experiment.effects import Effect, as_one, main_effects
from sacsim.experiment.files import Experiment, read_experiment
from sacsim.experiment.parameters import Parameters
from sacsim.measure.asked import Asked, read
from sacsim.measure.rows import Floats
from sacsim.scenario.scenario import Scenario
from sacsim.statistics import interval

Figures = Callable[[Scenario, int], Sequence[float]]
"""A scenario and a replication -> the figure of each measure asked for; NaN for none."""
POINTS, RESULTS, SUMMARY, EFFECTS = "points.csv", "results.csv", "summary.csv", "effects.csv"


@dataclass(frozen=True)
class Sweep:
    """What a sweep found; frames have a row a point, a result, a point and an effect."""

    experiment: Experiment
    replications: int
    sets: int
    values: Floats
    """Points by replications by measures."""
    points: pd.DataFrame
    """point, and a column for each thing varied."""
    results: pd.DataFrame
    """point, replication, measure, crime_type, basis, unit, value."""
    summary: pd.DataFrame
    """The points, and for each measure its mean, `_low`, `_high` and how many `_n` entered it."""
    effects: pd.DataFrame
    """measure, factor, from, to, change, low, high, detectable; the largest of a measure first."""

    def of(self, measure: Asked) -> Floats:
        """Return a measure's values, points by replications."""
        return np.asarray(self.values[:, :, self.experiment.measures.index(measure)])

    def tables(self) -> dict[str, bytes]:
        """Return the tables as CSV, by file name."""
        frames = {POINTS: self.points, RESULTS: self.results, SUMMARY: self.summary}
        return {n: store.csv_bytes(f) for n, f in (frames | {EFFECTS: self.effects}).items()}


def sweep(
    experiment: Experiment | str | Path,
    replications: int | None = None,
    *,
    workers: Workers = None,
    folder: Path | None = None,
    resume: bool = False,
    parameters: Parameters | None = None,
    figures: Figures | None = None,
    pictures: Callable[[Sweep], dict[str, bytes]] | None = None,
    progress: Progress | None = None,
) -> Sweep:
    """Run every point of an experiment and return its tables; the same arguments, the same bytes.

    `folder` keeps the runs, the tables and what `pictures` makes of them. `parameters` are sets
    that the replications take by turns. `figures` stands for a run and its measures, so that what
    a sweep says of a simulator whose truth is known can be checked.
    Raises BadInput, OutputError, WorkerLost.
    """
    asked = _read(experiment)
    count, plans = planned(asked, replications, parameters)
    sets = len(parameters.sets) if parameters else 0
    if figures is not None:
        values = [[figures(p[n % len(p)], n) for n in range(count)] for p in plans]
        return _told(asked, np.array(values, dtype=float), sets)
    only = {one.measure for one in asked.measures}
    with opened(
        folder, key_of(plans), resume=resume, workers=workers, only=only, tell=progress
    ) as runs:
        told = _told(asked, collected(runs, plans, range(count), asked.measures), sets)
        runs.conclude(told.tables() | (pictures(told) if pictures else {}))
    return told


def part(
    experiment: Experiment | str | Path,
    shard: tuple[int, int],
    folder: Path,
    replications: int | None = None,
    *,
    workers: Workers = None,
    resume: bool = False,
    parameters: Parameters | None = None,
    progress: Progress | None = None,
) -> int:
    """Make only the runs of the i-th of n parts, i from 1, and keep them; returns how many.

    Raises BadInput, OutputError, WorkerLost.
    """
    count, plans = planned(_read(experiment), replications, parameters)
    with opened(
        folder,
        key_of(plans),
        resume=resume,
        workers=workers,
        shard=shard,
        only=(),
        tell=progress,
    ) as runs:
        runs.make(plans, range(count))
        return runs.made


def planned(
    experiment: Experiment, replications: int | None, parameters: Parameters | None
) -> tuple[int, list[Plan]]:
    """Return how many replications, and of each point its plan. Raises BadInput."""
    if not experiment.points:
        raise BadInput(f"{experiment.path}: vary: is missing; a sweep needs something to vary")
    sets = 2 * len(parameters.sets) if parameters else 0
    if replications is not None and replications < sets:
        raise BadInput(
            f"-r {replications}: {sets // 2} parameter sets need at least two replications each: "
            f"-r {sets} or more"
        )
    count = replications or max(experiment.replications, sets)
    if parameters is None:
        return count, [[each] for each in experiment.scenarios]
    return count, [parameters.of(each) for each in experiment.scenarios]


def key_of(plans: Sequence[Plan]) -> dict[str, str]:
    """What the folder of a sweep is of: its points, whatever is then asked of them."""
    text = "\n".join(" ".join(each.digest for each in plan) for plan in plans)
    return {"experiment": "sweep", "points": hashlib.sha256(text.encode()).hexdigest()}


def collected(
    runs: Runs, plans: Sequence[Plan], replications: Sequence[int], measures: Sequence[Asked]
) -> Floats:
    """Return figures by plan, replication and measure, run where need be."""
    frame = runs.measures({f"{n}": plan for n, plan in enumerate(plans)}, replications)
    found = np.empty((len(plans), len(replications), len(measures)))
    place = {str(n): each for each, n in enumerate(replications)}
    for (plan, replication), rows in frame.groupby(["plan", "replication"], observed=True):
        found[int(str(plan)), place[str(replication)]] = read(rows, measures)
    return found


def _read(experiment: Experiment | str | Path) -> Experiment:
    return experiment if isinstance(experiment, Experiment) else read_experiment(experiment)


def _told(asked: Experiment, values: Floats, sets: int) -> Sweep:
    points = pd.DataFrame(asked.points)
    points.insert(0, "point", range(len(points)))
    return Sweep(
        asked,
        values.shape[1],
        sets,
        values,
        points,
        _results(asked.measures, values),
        pd.concat([points, _means(asked.measures, values, sets)], axis=1),
        pd.DataFrame(list(_effects(asked, values, sets))),
    )


def _results(measures: Sequence[Asked], values: Floats) -> pd.DataFrame:
    points, replications, _ = values.shape
    place = pd.MultiIndex.from_product(
        [range(points), range(replications), range(len(measures))],
        names=["point", "replication", "place"],
    )
    found = pd.DataFrame({"value": values.ravel()}, index=place).reset_index()
    of = found.pop("place")
    for column, words in (
        ("measure", [one.measure for one in measures]),
        ("crime_type", [one.crime_type for one in measures]),
        ("basis", [one.basis or "" for one in measures]),
        ("unit", [one.unit for one in measures]),
    ):
        found.insert(found.shape[1] - 1, column, of.map(dict(enumerate(words))))
    return found


def _means(measures: Sequence[Asked], values: Floats, sets: int) -> pd.DataFrame:
    columns: dict[str, list[float]] = {}
    for place, one in enumerate(measures):
        estimates = [interval(row, sets) for row in values[:, :, place]]
        columns[one.label] = [each.value for each in estimates]
        columns[f"{one.label}_low"] = [each.low for each in estimates]
        columns[f"{one.label}_high"] = [each.high for each in estimates]
        columns[f"{one.label}_n"] = [each.used for each in estimates]
        if sets:
            for end in ("parameters_low", "parameters_high"):
                columns[f"{one.label}_{end}"] = [getattr(each, end) for each in estimates]
    return pd.DataFrame(columns)


def effects_of(asked: Experiment, values: Floats, sets: int = 0) -> list[Effect]:
    """Return the main effects on one measure, points by replications, the largest first."""
    factors, points = asked.factors, list(asked.points)
    if asked.design == "list":
        factors, points = as_one(points)
    found = main_effects(factors, points, values, asked.design, sets)
    return sorted(found, key=lambda effect: -abs(effect.change.value))


def _effects(asked: Experiment, values: Floats, sets: int) -> Iterator[dict[str, object]]:
    for place, one in enumerate(asked.measures):
        for effect in effects_of(asked, values[:, :, place], sets):
            yield {
                "measure": one.label,
                "unit": one.unit,
                "factor": effect.factor,
                "from": effect.start,
                "to": effect.end,
                "change": effect.change.value,
                "low": effect.change.low,
                "high": effect.change.high,
                "detectable": effect.detectable,
            }
