"""Sensitivity: which of the numbers that are only assumed move the results, and which do not.

First the sections of the scenario, each moved as one; then, one at a time, the numbers of the
sections that matter most. What is found holds within the ranges given and for this force.
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
from sacsim.engine.runs import Plan, opened
from sacsim.errors import BadInput
from sacsim.experiment.files import Experiment
from sacsim.experiment.files import Sensitivity as Settings
from sacsim.experiment.screening import Index, design, indices, luck_share
from sacsim.experiment.sweep import Figures, collected
from sacsim.experiment.uncertain import Uncertain, uncertain, within
from sacsim.measure.asked import Asked
from sacsim.measure.rows import TYPES, Floats
from sacsim.scenario.scenario import Scenario

GROUP, NUMBER = "section", "number"
INDICES = "sensitivity.csv"
DEFAULT_MEASURES = (
    Asked("crimes_charged"),
    *(Asked("outcome_share.charged", str(each)) for each in TYPES),
)


@dataclass(frozen=True)
class Sensitivity:
    """What matters: a table of indices, and what they rest on."""

    experiment: Experiment
    replications: int
    runs: int
    numbers: tuple[Uncertain, ...]
    still: tuple[str, ...]
    """Assumed numbers that could not be moved."""
    indices: pd.DataFrame
    """level, measure, unit, name, numbers, index, low, high, by_luck, alone, detectable."""
    luck: dict[str, float]
    """Share of one run's variance over the sections' points that is luck, by measure."""

    def largest(self, measure: Asked, level: str) -> pd.DataFrame:
        """Return a level's indices of one measure, the largest first."""
        table = self.indices
        rows = table[(table["measure"] == measure.label) & (table["level"] == level)]
        return rows.sort_values("index", ascending=False, kind="stable")

    def tables(self) -> dict[str, bytes]:
        """Return the table as CSV, by file name."""
        return {INDICES: store.csv_bytes(self.indices)}


@dataclass(frozen=True)
class _Level:
    """One round: what is moved together, and the scenarios of its points."""

    level: str
    names: tuple[str, ...]
    """Of each number, what it is moved with."""
    points: Floats
    scenarios: tuple[Scenario, ...]


def sensitivity(
    experiment: Experiment,
    replications: int | None = None,
    *,
    workers: Workers = None,
    folder: Path | None = None,
    resume: bool = False,
    figures: Figures | None = None,
    pictures: Callable[[Sensitivity], dict[str, bytes]] | None = None,
    progress: Progress | None = None,
) -> Sensitivity:
    """Move the assumed numbers by sections, then those of the sections that matter one by one.

    `figures` stands for a run and its measures, as for `sweep`. The same arguments give the same
    bytes. Raises BadInput, OutputError, WorkerLost.
    """
    count = replications or experiment.replications
    if figures is not None:

        def look(plans: Sequence[Plan]) -> Floats:
            return np.array([[figures(p[0], n) for n in range(count)] for p in plans], dtype=float)

        return _found(experiment, count, look)
    only = {one.measure for one in experiment.measures}
    with opened(
        folder, key_of(experiment), resume=resume, workers=workers, only=only, tell=progress
    ) as runs:

        def run(plans: Sequence[Plan]) -> Floats:
            return collected(runs, plans, range(count), experiment.measures)

        found = _found(experiment, count, run)
        runs.conclude(found.tables() | (pictures(found) if pictures else {}))
    return found


def part(
    experiment: Experiment,
    shard: tuple[int, int],
    folder: Path,
    replications: int | None = None,
    *,
    workers: Workers = None,
    resume: bool = False,
    progress: Progress | None = None,
) -> int:
    """Make only the i-th of n parts of the runs of the sections; returns how many were made."""
    first = _level(experiment, _numbers(experiment)[0], GROUP)
    count = replications or experiment.replications
    key = key_of(experiment)
    with opened(
        folder, key, resume=resume, workers=workers, shard=shard, only=(), tell=progress
    ) as runs:
        runs.make([[each] for each in first.scenarios], range(count))
        return runs.made


def key_of(experiment: Experiment) -> dict[str, str]:
    """What the folder of a sensitivity analysis is of; not the measures, nor how many runs."""
    settings = experiment.sensitivity.model_dump_json(exclude={"members_of"})
    text = f"{experiment.scenario.digest} {experiment.scenario.seed} {settings}"
    return {"experiment": "sensitivity", "of": hashlib.sha256(text.encode()).hexdigest()}


def of_scenario(scenario: Scenario, path: Path) -> Experiment:
    """The analysis of a scenario as it stands: all its assumed numbers, crimes charged."""
    return Experiment(
        scenario.name,
        path,
        scenario,
        scenario.replications,
        DEFAULT_MEASURES,
        "grid",
        (),
        (),
        (),
        Settings(),
    )


def _numbers(experiment: Experiment) -> tuple[list[Uncertain], list[str]]:
    settings = experiment.sensitivity
    numbers, still = uncertain(experiment.scenario, settings.sections, settings.without_range)
    if not numbers:
        raise BadInput(f"{experiment.path}: no assumed number to move")
    return numbers, still


def _level(experiment: Experiment, numbers: Sequence[Uncertain], level: str) -> _Level:
    settings = experiment.sensitivity
    names = tuple(each.group if level == GROUP else each.key for each in numbers)
    if len(set(names)) < 2:
        names = tuple(each.key for each in numbers)
    if len(names) < 2:
        raise BadInput(f"{experiment.path}: only {names[0]} can be moved; it takes two at least")
    points = design(names, settings.method, settings.trajectories, experiment.scenario.seed)
    _, scenarios = within(experiment.scenario, numbers, points.tolist())
    return _Level(level, names, points, tuple(scenarios))


def _found(
    experiment: Experiment, count: int, look: Callable[[Sequence[Plan]], Floats]
) -> Sensitivity:
    numbers, still = _numbers(experiment)
    first = _level(experiment, numbers, GROUP)
    values = look([[each] for each in first.scenarios])
    rows = list(_rows(experiment, first, values, numbers))
    runs = values.shape[0] * count
    luck = {one.label: luck_share(values[:, :, n]) for n, one in enumerate(experiment.measures)}
    chosen = _influential(rows, experiment.sensitivity.members_of)
    members = [each for each in numbers if each.group in chosen]
    if len(members) > 1 and len(set(first.names)) < len(first.names):
        second = _level(experiment, members, NUMBER)
        more = look([[each] for each in second.scenarios])
        rows += _rows(experiment, second, more, members)
        runs += more.shape[0] * count
    table = pd.DataFrame(rows)
    return Sensitivity(experiment, count, runs, tuple(numbers), tuple(still), table, luck)


def _rows(
    experiment: Experiment, level: _Level, values: Floats, numbers: Sequence[Uncertain]
) -> Iterator[dict[str, object]]:
    method, seed = experiment.sensitivity.method, experiment.scenario.seed
    held = [each.group if level.level == GROUP else each.key for each in numbers]
    for place, one in enumerate(experiment.measures):
        found: list[Index] = indices(level.names, method, level.points, values[:, :, place], seed)
        for index in found:
            yield {
                "level": level.level if index.name in held else NUMBER,
                "measure": one.label,
                "unit": one.unit,
                "name": index.name,
                "numbers": held.count(index.name) or 1,
                "index": index.value,
                "low": index.low,
                "high": index.high,
                "by_luck": index.by_luck,
                "alone": index.alone,
                "detectable": index.detectable,
            }


def _influential(rows: Sequence[dict[str, object]], most: int) -> list[str]:
    """The groups that move the first measure beyond luck, the most influential first."""
    first = [row for row in rows if row["measure"] == rows[0]["measure"] and row["detectable"]]
    ranked = sorted(first, key=lambda row: -float(str(row["index"])))
    return [str(row["name"]) for row in ranked[:most]]
