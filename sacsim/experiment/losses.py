"""Losses: of 1,000 crimes, how many left a chance, how many were charged, and where the rest went.

For each cause there are three answers. Recorded: the crimes whose last chance it cost. Gain,
alone: the crimes more that are charged in a rerun under the same luck in which it alone is lifted,
with the people of today, or with all the people that the lifted work takes. Gain, together: the
same with every cause lifted. Reruns are compared crime by crime with the crimes of the base run; a
crime that no longer happens in one of them is counted apart. With all the people it takes, the
comparison is with a rerun in which the same teams have them and nothing else is lifted, so that a
policy is not credited with its people. Intervals are paired over replications: noise of the
simulation, not ignorance of its numbers.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import pandas as pd

from sacsim.engine.pool import Workers
from sacsim.engine.ready import ready
from sacsim.engine.replicate import Progress
from sacsim.engine.run import run
from sacsim.engine.runs import Runs
from sacsim.experiment.lifting import Lift, lifts
from sacsim.measure.causes import CAUSES, Tag
from sacsim.measure.fates import FATES, GOOD_ENDS, PLACE, fates
from sacsim.measure.rows import ALL, TYPES, in_cohort
from sacsim.scenario.scenario import Scenario
from sacsim.statistics import Estimate, mean_interval
from sacsim.words import Outcome

PER = 1_000.0
LEFT, NOTHING, EVERYTHING = "left_a_chance", "nothing_left", "everything"
GAINS = ("gain_today", "gain_with_people")
GROUPS = (*(str(type) for type in TYPES), ALL)
LABELS = {
    LEFT: "left a chance to name somebody",
    "charged": "charged",
    "disposed_of_otherwise": "out of court, or taken into consideration",
    "still_open": "still open",
    EVERYTHING: "everything that can be lifted",
    **{str(tag): f"all {tag} causes" for tag in Tag},
}


@dataclass(frozen=True)
class Losses:
    """The table, one row a crime type and line, and what it was made from."""

    scenario: Scenario
    replications: int
    runs: int
    crimes: dict[str, float]
    """Recorded in a replication, on average, by crime type: what stands behind 1,000."""
    table: pd.DataFrame


class _Task(NamedTuple):
    scenario: Scenario
    replication: int
    base: bool


def losses(
    scenario: Scenario,
    replications: int | None = None,
    *,
    workers: Workers = None,
    engine: str | None = None,
    progress: Progress | None = None,
    runs: Runs | None = None,
) -> Losses:
    """Run a scenario, rerun it with causes lifted, and return the loss table.

    Columns: crime_type, kind (end, cause, tag, all), name, label, tag, people; then `recorded`,
    GAINS and for each of these `prevented`, the crimes that no longer happen, with `_low` and
    `_high`, in crimes per 1,000 of the type; NaN for what is not asked of a line. `runs` may hold
    what an earlier attempt at the same has left. Raises BadInput, WorkerLost.
    """
    count = scenario.replications if replications is None else replications
    wanted = list(lifts(scenario))
    scenarios = {scenario.digest: scenario}
    for lift in wanted:
        for changed in (lift.today, lift.with_people, lift.people_alone):
            if changed is not None:
                scenarios.setdefault(changed.digest, changed)
    todo = {
        f"{one.digest} {one.seed} {replication}": _Task(one, replication, one is scenario)
        for one in scenarios.values()
        for replication in range(count)
    }
    tell = progress or (lambda done, of: None)
    tell(0, len(todo))
    seen: dict[tuple[str, int], pd.DataFrame] = {}
    runs = runs or Runs(workers=workers)
    for done, (name, facts) in enumerate(runs.tables(partial(_see, ready(engine)), todo), 1):
        task = todo[name]
        seen[task.scenario.digest, task.replication] = facts.set_index("crime")
        tell(done, len(todo))
    bases = [seen[scenario.digest, n] for n in range(count)]
    rows = [*_recorded(bases), *(row for lift in wanted for row in _gained(lift, bases, seen))]
    crimes = {group: sum(len(_of(base, group)) for base in bases) / count for group in GROUPS}
    return Losses(scenario, count, len(todo), crimes, _table(rows))


def _see(engine: str, task: _Task) -> pd.DataFrame:
    """What a run says of each crime: whether it was charged; of the base run also its fate."""
    result = run(task.scenario, task.replication, engine=engine)
    if not task.base:
        charged = [crime.true_outcome == Outcome.CHARGED for crime in result.stories]
        numbers = pd.Series([crime.id for crime in result.stories], dtype="int64")
        return pd.DataFrame({"crime": numbers, "charged": pd.Series(charged, dtype=bool)})
    crimes, fate = result.crimes[in_cohort(result)], fates(result)
    return pd.DataFrame(
        {
            "crime": crimes["crime"].to_numpy("int64"),
            "crime_type": crimes["crime_type"].to_numpy(),
            "fate": fate,
            "charged": fate == FATES.index("charged"),
        }
    )


class _Row(NamedTuple):
    """One line of one type: a figure a replication."""

    crime_type: str
    kind: str
    name: str
    column: str
    values: list[float]


def _recorded(bases: list[pd.DataFrame]) -> Iterator[_Row]:
    """How many of each type left a chance, came to each end, and were lost to what."""
    lines = {("end", LEFT): [name for name in FATES if name != NOTHING]}
    lines |= {("end" if name in GOOD_ENDS else "cause", name): [name] for name in FATES}
    for tag in Tag:
        lines["tag", str(tag)] = [cause.name for cause in CAUSES if cause.tag == tag]
    lines["all", EVERYTHING] = [cause.name for cause in CAUSES if cause.lifted]
    for group in GROUPS:
        crimes = [_of(base, group) for base in bases]
        for (kind, line), names in lines.items():
            ended = [one["fate"].isin([PLACE[name] for name in names]) for one in crimes]
            shares = [_per(one.sum(), all_of) for one, all_of in zip(ended, crimes, strict=True)]
            yield _Row(group, kind, line, "recorded", shares)


def _gained(
    lift: Lift, bases: list[pd.DataFrame], seen: dict[tuple[str, int], pd.DataFrame]
) -> Iterator[_Row]:
    """What a lift gains among the crimes of the base run, and which of these no longer happen."""
    compared = {
        "gain_today": (None, lift.today),
        "gain_with_people": (lift.people_alone, lift.with_people),
    }
    for column, (before, after) in compared.items():
        if after is None:
            continue
        for group in GROUPS:
            gains, gone = [], []
            for replication, base in enumerate(bases):
                crimes = _of(base, group)
                first = crimes if before is None else seen[before.digest, replication]
                second = seen[after.digest, replication]
                both = crimes.index.intersection(first.index).intersection(second.index)
                more = second["charged"].reindex(both).sum() - first["charged"].reindex(both).sum()
                gains.append(_per(more, crimes))
                gone.append(_per(len(crimes) - len(both), crimes))
            yield _Row(group, lift.kind, lift.name, column, gains)
            yield _Row(group, lift.kind, lift.name, column.replace("gain", "prevented"), gone)


def _of(base: pd.DataFrame, group: str) -> pd.DataFrame:
    return base if group == ALL else base[base["crime_type"] == group]


def _per(number: float, crimes: pd.DataFrame) -> float:
    return PER * float(number) / len(crimes) if len(crimes) else float("nan")


def _table(rows: Iterable[_Row]) -> pd.DataFrame:
    """One row a crime type and line, one column a figure, in the order of the lines."""
    lines: dict[tuple[str, str, str], dict[str, float]] = {}
    for row in rows:
        estimate: Estimate = mean_interval(row.values)
        line = lines.setdefault((row.crime_type, row.kind, row.name), {})
        line[row.column] = estimate.value
        line[f"{row.column}_low"], line[f"{row.column}_high"] = estimate.low, estimate.high
    causes = {cause.name: cause for cause in CAUSES}
    found = []
    for (group, kind, name), figures in sorted(
        lines.items(), key=lambda one: GROUPS.index(one[0][0])
    ):
        cause = causes.get(name) if kind == "cause" else None
        found.append(
            {
                "crime_type": group,
                "kind": kind,
                "name": name,
                "label": cause.label if cause else LABELS[name],
                "tag": str(cause.tag) if cause else name if kind == "tag" else "",
                "people": ", ".join(cause.people) if cause else "",
                **figures,
            }
        )
    return pd.DataFrame(found)
