"""Compare: what another plan would change, against the first, crime by crime and line by line.

All scenarios share their luck: the same crimes leave the same evidence and meet the same hours of
other work, as far as the scenarios state the same. Every difference has an interval of simulation
noise that holds for all lines of its block together, over all scenarios compared (Bonferroni's
inequality with Student's t: Dunn 1961), and with parameter sets the range of these. A
difference in crimes is never taken to be surer than so many independent crimes would make it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from string import ascii_uppercase
from tempfile import TemporaryDirectory
from typing import NamedTuple

import numpy as np
import pandas as pd

from sacsim.engine import results
from sacsim.engine.pool import Workers
from sacsim.engine.replicate import Progress, replicate
from sacsim.errors import BadInput
from sacsim.experiment.changed import COLUMNS, Happened, changed
from sacsim.experiment.compare_lines import COUNT, PER, PER_UNIT, RECORDED, Compared, lines
from sacsim.measure.rows import ALL, MATURITY
from sacsim.measure.service import verdict
from sacsim.measure.values import Values
from sacsim.scenario.scenario import Scenario
from sacsim.statistics import Estimate, Floats, interval, no_surer_than

CONFIDENCE = 0.95
FEWEST, MOST = 2, 9
KEYS = ["block", "name", "measure", "crime_type", "basis", "unit", "better"]
WINDOW = ("start", "warm_up_months", "years", "follow_up_months")
"""What must be the same, or the crimes of a month would not be the same crimes."""


@dataclass(frozen=True)
class Comparison:
    """Scenarios compared with the first; `plan` in every frame is the letter, A for the first.

    `estimates`: every line of every scenario, with its own 95 % intervals.
    `differences`: every line of every other scenario less the first; `low` to `high` holds for all
    `family` lines of its block together, `alone_low` to `alone_high` for the line alone.
    `changed`: one row a crime of the cohort whose outcome differs (see experiment/changed.py).
    `happened`: by plan and replication, how many crimes happened in both, or in one alone.
    """

    scenarios: tuple[Scenario, ...]
    replications: int
    sets: int
    folder: Path | None
    estimates: pd.DataFrame
    differences: pd.DataFrame
    changed: pd.DataFrame
    happened: pd.DataFrame

    @property
    def letters(self) -> str:
        """A for the first scenario, and so on."""
        return ascii_uppercase[: len(self.scenarios)]


def compare(
    scenarios: Sequence[Scenario],
    replications: int | None = None,
    *,
    under: Sequence[Sequence[Scenario]] = (),
    folder: str | Path | None = None,
    resume: bool = False,
    workers: Workers = None,
    engine: str | None = None,
    progress: Progress | None = None,
) -> Comparison:
    """Run every scenario under the same luck and compare it with the first.

    `under` has each scenario under every parameter set, which the replications take by turns.
    `folder` keeps a results folder for each scenario: A, B, ...; otherwise nothing is kept. The
    seed is the first scenario's. Raises BadInput, OutputError, WorkerLost.
    """
    count = scenarios[0].replications if scenarios and replications is None else replications or 0
    check(scenarios, count, len(under[0]) if under else 0)
    same = tuple(with_one_seed(scenarios))
    sets = [with_one_seed([same[0], *one])[1:] for one in under] or [[]] * len(same)
    if folder is None:
        with TemporaryDirectory(prefix="sacsim-") as place:
            made = _compared(same, sets, count, Path(place), False, workers, engine, progress)
        return replace(made, folder=None)
    return _compared(same, sets, count, Path(folder), resume, workers, engine, progress)


def check(scenarios: Sequence[Scenario], replications: int, sets: int) -> None:
    """Raise BadInput, a line for each reason why these cannot be compared."""
    wrong = []
    if not FEWEST <= len(scenarios) <= MOST:
        wrong.append(f"{len(scenarios)} given: compare {FEWEST} to {MOST} scenarios")
    if replications < (least := max(FEWEST, FEWEST * sets)):
        who = f"{sets} parameter sets need" if sets else "a difference needs"
        each = "at least two replications each" if sets else "at least two replications"
        wrong.append(f"-r {replications}: {who} {each}: -r {least} or more")
    for other in scenarios[1:]:
        for key in WINDOW:
            here, there = getattr(other, key), getattr(scenarios[0], key)
            if here != there:
                wrong.append(
                    f"{other.tree.positions[()].file}: {key}: is {here}, that of the first "
                    f"scenario {there}: the same months must be compared; state {key} = {there} in "
                    f"it, or use --set {key}={there} for all"
                )
    if wrong:
        raise BadInput(*wrong)


def with_one_seed(scenarios: Sequence[Scenario]) -> list[Scenario]:
    """Return the scenarios, all with the seed of the first."""
    seed = scenarios[0].seed
    return [each if each.seed == seed else each.change({"seed": seed}) for each in scenarios]


def _compared(
    scenarios: tuple[Scenario, ...],
    sets: Sequence[Sequence[Scenario]],
    count: int,
    folder: Path,
    resume: bool,
    workers: Workers,
    engine: str | None,
    progress: Progress | None,
) -> Comparison:
    tell, of = progress or (lambda done, of: None), count * len(scenarios)
    tables = []
    homes = [folder / letter for letter in ascii_uppercase[: len(scenarios)]]
    for place, (scenario, under, home) in enumerate(zip(scenarios, sets, homes, strict=True)):
        before = place * count
        measures = replicate(
            scenario,
            count,
            under=under,
            folder=home,
            resume=resume,
            workers=workers,
            engine=engine,
            progress=lambda done, _, before=before: tell(before + done, of),  # type: ignore[misc]
        ).measures
        tables.append(Values(measures, count))
    shown = list(lines(each.demand.other for each in scenarios))
    number = len(sets[0])
    found, happened = _crimes(homes, count, scenarios[0].window)
    return Comparison(
        scenarios=scenarios,
        replications=count,
        sets=number,
        folder=folder,
        estimates=_estimates(tables, shown, number),
        differences=_differences(tables, shown, number),
        changed=found,
        happened=happened,
    )


# -- lines ----------------------------------------------------------------------------------------


class _Series(NamedTuple):
    """One line in one unit: its values by scenario and replication."""

    compared: Compared
    unit: str
    values: list[Floats]
    crimes: float = 0.0
    """How many units of the value one crime is; 0 for what does not count crimes."""

    @property
    def told(self) -> tuple[str, ...]:
        """The columns KEYS."""
        line, (measure, crime_type, basis) = self.compared.line, self.compared.key
        return (
            self.compared.block, line.name, measure, crime_type, basis, self.unit, line.better,
        )  # fmt: skip


def _series(tables: Sequence[Values], shown: Sequence[Compared]) -> Iterator[_Series]:
    """Yield every line that some scenario has; counted crimes against 1,000, then as they are."""
    recorded = [table.of((RECORDED, ALL, MATURITY)) for table in tables]
    for each in shown:
        values = [table.of(each.key) for table in tables]
        unit = next((table.unit(each.key) for table in tables if each.key in table.rows), "")
        if not unit:
            continue
        if each.counted:
            with np.errstate(invalid="ignore", divide="ignore"):
                rates = [PER * one / of for one, of in zip(values, recorded, strict=True)]
            usual = float(np.mean(recorded))
            yield _Series(each, PER_UNIT, rates, PER / usual if usual else 0.0)
        yield _Series(each, unit, values, 1.0 if unit == COUNT else 0.0)


def _estimates(tables: Sequence[Values], shown: Sequence[Compared], sets: int) -> pd.DataFrame:
    rows = [
        (letter, *series.told, *interval(values, sets))
        for series in _series(tables, shown)
        for letter, values in zip(ascii_uppercase, series.values, strict=False)
    ]
    return pd.DataFrame(rows, columns=["plan", *KEYS, *Estimate._fields])


def _differences(tables: Sequence[Values], shown: Sequence[Compared], sets: int) -> pd.DataFrame:
    every = list(_series(tables, shown))
    others = len(tables) - 1
    family = {
        block: others * sum(series.compared.block == block for series in every)
        for block in dict.fromkeys(series.compared.block for series in every)
    }
    rows = []
    for letter, place in zip(ascii_uppercase[1:], range(1, len(tables)), strict=False):
        for series in every:
            members = family[series.compared.block]
            with np.errstate(invalid="ignore"):
                values = series.values[place] - series.values[0]
            together = difference(values, sets, members, series.crimes)
            alone = difference(values, sets, 1, series.crimes)
            said = verdict(together, series.compared.line.better)
            rows.append((letter, *series.told, *together, alone.low, alone.high, members, said))
    return pd.DataFrame(
        rows,
        columns=[
            "plan", *KEYS, *Estimate._fields, "alone_low", "alone_high", "family", "verdict",
        ],
    )  # fmt: skip


def difference(values: Floats, sets: int, family: int, crimes: float = 0.0) -> Estimate:
    """Return the mean of paired differences with an interval that holds for a whole family.

    The range of the parameters is that of the line alone, at 95 %. Where values count crimes
    (`crimes` units each), those gained and lost are at least as many as the difference, and their
    number varies at least as Poisson's law has it.
    """
    confidence = 1.0 - (1.0 - CONFIDENCE) / family
    found, alone = interval(values, sets, confidence), interval(values, sets, CONFIDENCE)
    if crimes and np.isfinite(found.value):
        freedom = found.used - max(min(sets, found.used), 1)
        deviation = float(np.sqrt(abs(found.value) * crimes))
        found = no_surer_than(found, deviation, freedom, confidence)
    ranged = {name: getattr(alone, name) for name in ("parameters_low", "parameters_high")}
    return found._replace(**ranged)


# -- crimes ---------------------------------------------------------------------------------------


def _crimes(
    homes: Sequence[Path], count: int, window: tuple[float, float]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Compare the crimes of every other scenario with the first's, a replication at a time."""
    parts, happened = [pd.DataFrame(columns=["plan", *COLUMNS])], []
    for replication in range(count):
        first = results.read(homes[0], replication)
        for home in homes[1:]:
            rows, counts = changed(first, results.read(home, replication), window)
            rows.insert(0, "plan", home.name)
            parts += [rows] if len(rows) else []
            happened.append((home.name, replication, *counts))
    together = pd.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0]
    order = together.sort_values(["plan", "replication"], kind="stable", ignore_index=True)
    counted = pd.DataFrame(happened, columns=["plan", "replication", *Happened._fields])
    return order, counted.sort_values(["plan", "replication"], kind="stable", ignore_index=True)
