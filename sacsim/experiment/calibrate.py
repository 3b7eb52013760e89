"""Calibrate: the background loads to waits, then a few free numbers to outcomes and their timing.

Stage one sees no outcome and is then frozen at its best. Stage two returns not one best point but
sets that fit equally well, run again with fresh luck before anything is said of them. A number that
the data do not move is reported as such.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import numpy as np
import pandas as pd

from sacsim.engine.pool import Workers
from sacsim.engine.ready import ready
from sacsim.engine.run import run
from sacsim.engine.runs import Runs
from sacsim.errors import BadInput
from sacsim.experiment.matching import Floats, Ints, Matched, fewest_runs, match
from sacsim.experiment.parameters import Parameters
from sacsim.experiment.targets import Target, compared, outcome_targets, read, wait_targets
from sacsim.scenario.calibration import Calibration, FreeNumber
from sacsim.scenario.scaling import scaled
from sacsim.scenario.scenario import Scenario

Progress = Callable[[str, int, int], None]
Read = Callable[[Scenario, int, Sequence[Target]], Floats]
"""A scenario, a replication, targets -> the figure for each; NaN for none."""

NOT_IDENTIFIABLE = "not identifiable"
FIGURE = "figure"
SETTLED, NARROWED = 0.5, 0.8
"""Spread after the data beside that before, below which a number counts as settled, as narrowed."""
UNSEEN = 1_000
"""First of the replications with which sets are tried, far from those they were fitted with."""


@dataclass(frozen=True)
class Budget:
    """How many runs to spend: by wave of each stage, and what is made of them."""

    loads: tuple[int, ...] = (45, 30)
    free: tuple[int, ...] = (150, 90)
    sets: int = 20
    replications: int = 8
    """Common to the runs of a wave, by turns."""
    trials: int = 2
    """Fresh replications of each set."""


class Number(NamedTuple):
    """What the data did to one number; factors, where 1 is what the scenario states."""

    stage: str
    name: str
    label: str
    low: float
    high: float
    median: float
    p5: float
    p95: float
    narrowed: float
    """Spread after the data beside that before."""
    ask_for: str

    @property
    def verdict(self) -> str:
        """What the data did to it, in words."""
        if self.narrowed < SETTLED:
            return "settled by the data"
        return "narrowed by the data" if self.narrowed < NARROWED else NOT_IDENTIFIABLE


class Residual(NamedTuple):
    """One target, met or missed by the sets with fresh luck; in the target's own unit."""

    target: Target
    start: float
    """Before the fit."""
    fitted: float
    lowest: float
    highest: float
    off: float
    """In standard deviations of data and model together."""
    off_before: float

    @property
    def verdict(self) -> str:
        """Where the fit lies beside the published band."""
        if self.fitted < self.target.low:
            return "below"
        return "above" if self.fitted > self.target.high else "in band"


@dataclass(frozen=True)
class Fit:
    """What a calibration found; `pandas.DataFrame(fit.numbers)` is a table."""

    parameters: Parameters
    numbers: tuple[Number, ...]
    residuals: tuple[Residual, ...]
    set_aside: tuple[Target, ...]
    """Targets that no setting comes near; the fit did not aim at them."""
    runs: int

    def misfit(self) -> tuple[float, float]:
        """Return how far off the aims are, before the fit and after: root mean square, in sd."""
        aimed = [each for each in self.residuals if each.target not in self.set_aside]
        off = np.array([(each.off_before, each.off) for each in aimed])
        before, after = np.sqrt((off**2).mean(axis=0)).tolist()
        return before, after


def calibrate(
    scenario: Scenario,
    budget: Budget = Budget(),
    *,
    seed: int | None = None,
    workers: Workers = None,
    figures: Read | None = None,
    progress: Progress | None = None,
    runs: Runs | None = None,
) -> Fit:
    """Fit a scenario that has [calibration] and [comparators]; the same arguments, the same fit.

    `figures` stands for a run and its measures, so that a simulator whose truth is known can be
    fitted in its place; `runs` may hold what an earlier attempt at the same has left. Raises
    BadInput for a scenario that cannot be fitted.
    """
    fit = scenario.calibration
    waits, outcomes = wait_targets(scenario), outcome_targets(scenario)
    assert fit is not None
    _check(scenario, {**fit.loads, **fit.free})
    _enough(fit, budget)
    tell = progress or (lambda stage, done, of: None)
    runs = runs or Runs(workers=workers)
    look = figures or partial(measured, engine=ready(None))
    luck = scenario.seed if seed is None else seed
    start = luck % 2**31
    loads: dict[str, float] = {}
    numbers: list[Number] = []
    set_aside: list[Target] = []
    spent = 0
    if fit.loads and waits:
        trial = _Trials(_of_waits(scenario), fit.loads, waits, look, runs, tell, "loads")
        found = trial.match(budget.loads, budget, start)
        spent += found.runs
        loads = trial.factors(np.median(found.points, axis=0))
        numbers.extend(_numbers("background load", fit.loads, found, trial))
        set_aside += [waits[place] for place in found.out_of_reach]
    loaded = scaled(scenario, _on_keys(fit.loads, loads))
    trial = _Trials(loaded, fit.free, outcomes, look, runs, tell, "free numbers")
    found = trial.match(budget.free, budget, start + 1)
    numbers.extend(_numbers("free number", fit.free, found, trial))
    set_aside += [outcomes[place] for place in found.out_of_reach]
    on_loads = _on_keys(fit.loads, loads)
    sets = tuple(
        _together([*on_loads, *_on_keys(fit.free, trial.factors(point))]) for point in found.points
    )
    parameters = Parameters(scenario.name, scenario.digest, sets)
    residuals = _tried(scenario, parameters, [*waits, *outcomes], look, budget, runs, tell)
    spent += found.runs + (len(sets) + 1) * budget.trials
    return Fit(parameters, tuple(numbers), tuple(residuals), tuple(set_aside), spent)


def measured(
    scenario: Scenario, replication: int, targets: Sequence[Target], engine: str | None = None
) -> Floats:
    """Run one replication and read its figures."""
    return read(run(scenario, replication, engine=engine), targets)


def _check(scenario: Scenario, numbers: Mapping[str, FreeNumber]) -> None:
    """Refuse, before any run, numbers that cannot be moved as far as their ranges say."""
    wrong: list[str] = []
    for name, number in numbers.items():
        for factor in (number.low, number.high):
            try:
                scaled(scenario, [(key, factor) for key in number.scales])
            except BadInput as error:
                wrong += [f"calibration: {name} x {factor:g}: {line}" for line in error.problems]
    if wrong:
        raise BadInput(*dict.fromkeys(wrong))


def _enough(fit: Calibration, budget: Budget) -> None:
    """Refuse, before any run, waves too small for their number of numbers."""
    for stage, numbers, runs in (
        ("background loads", fit.loads, budget.loads),
        ("free numbers", fit.free, budget.free),
    ):
        fewest = fewest_runs(len(numbers), budget.replications)
        if min(runs) < fewest:
            raise BadInput(
                f"{stage}: a wave of {min(runs)} runs is too few for {len(numbers)} numbers; "
                f"it takes at least {fewest}"
            )


def _of_waits(scenario: Scenario) -> Scenario:
    """A shorter run: waits need no follow-up."""
    return scenario.change({"follow_up_months": 0, "years": 1})


@dataclass(frozen=True)
class _Trials:
    """Runs of one scenario with some of its numbers moved."""

    scenario: Scenario
    numbers: Mapping[str, FreeNumber]
    targets: Sequence[Target]
    look: Read
    runs: Runs
    tell: Progress
    stage: str

    def match(self, runs: Sequence[int], budget: Budget, seed: int) -> Matched:
        """Find the points that agree with the targets."""
        return match(
            self.simulate,
            [target.aim for target in self.targets],
            len(self.numbers),
            runs=runs,
            sets=budget.sets,
            replications=budget.replications,
            seed=seed,
        )

    def simulate(self, points: Floats, luck: Ints) -> Floats:
        """Run each point with its replication; figures on the scale of comparison."""
        tasks = list(zip(map(tuple, points.tolist()), luck.tolist(), strict=True))
        outputs = np.full((len(tasks), len(self.targets)), np.nan)
        names = [
            _name(self.scenario, _on_keys(self.numbers, self.factors(np.array(p))), n, self.targets)
            for p, n in tasks
        ]
        place = {name: n for n, name in enumerate(names)}
        work = partial(_one_point, self.scenario, self.numbers, self.targets, self.look)
        todo = dict(zip(names, tasks, strict=True))
        self.tell(self.stage, 0, len(tasks))
        for done, (name, table) in enumerate(self.runs.tables(work, todo), 1):
            outputs[place[name]] = table[FIGURE]
            self.tell(self.stage, done, len(tasks))
        if none := sorted({int(n) for n in np.isnan(outputs).nonzero()[1]}):
            raise BadInput(
                *(
                    f"{self.targets[n].subject} {self.targets[n].what}: some runs had none to "
                    "measure; the force is too small for this target, see [calibration]"
                    for n in none
                )
            )
        return outputs

    def factors(self, point: Floats) -> dict[str, float]:
        """Return the factor of each number at a point of [-1, 1]."""
        return _factors(self.numbers, point)


def _one_point(
    scenario: Scenario,
    numbers: Mapping[str, FreeNumber],
    targets: Sequence[Target],
    look: Read,
    task: tuple[tuple[float, ...], int],
) -> pd.DataFrame:
    """Run one point with one replication; figures on the scale of comparison."""
    point, replication = task
    moved = _on_keys(numbers, _factors(numbers, np.array(point)))
    figures = look(scaled(scenario, moved), replication, targets)
    units = [target.unit for target in targets]
    on_scale = [float(compared(v, unit)) for v, unit in zip(figures, units, strict=True)]
    return pd.DataFrame({FIGURE: np.array(on_scale, float)})


def _name(
    scenario: Scenario,
    moved: Sequence[tuple[str, float]],
    replication: int,
    targets: Sequence[Target],
) -> str:
    """Everything that the figures of a run depend on."""
    asked = [[t.measure, t.crime_type, t.basis, t.unit] for t in targets]
    return json.dumps([scenario.digest, scenario.seed, moved, replication, asked])


def _factors(numbers: Mapping[str, FreeNumber], point: Floats) -> dict[str, float]:
    share = (np.asarray(point) + 1) / 2
    return {
        name: float(number.low ** (1 - s) * number.high**s)
        for (name, number), s in zip(numbers.items(), share, strict=True)
    }


def _on_keys(
    numbers: Mapping[str, FreeNumber], factors: Mapping[str, float]
) -> list[tuple[str, float]]:
    return [(key, factor) for name, factor in factors.items() for key in numbers[name].scales]


def _together(factors: Sequence[tuple[str, float]]) -> dict[str, float]:
    """One factor a key, where several numbers meet in it."""
    product: dict[str, float] = {}
    for key, factor in factors:
        product[key] = product.get(key, 1.0) * factor
    return product


def _numbers(
    stage: str, numbers: Mapping[str, FreeNumber], found: Matched, trial: _Trials
) -> Iterator[Number]:
    sets = [trial.factors(point) for point in found.points]
    for (name, number), narrowed in zip(numbers.items(), found.narrowed().tolist(), strict=True):
        p5, median, p95 = np.quantile([each[name] for each in sets], [0.05, 0.5, 0.95]).tolist()
        own = (name, number.label, number.low, number.high)
        yield Number(stage, *own, median, p5, p95, narrowed, number.ask_for)


def _tried(
    scenario: Scenario,
    parameters: Parameters,
    targets: Sequence[Target],
    look: Read,
    budget: Budget,
    runs: Runs,
    tell: Progress,
) -> Iterator[Residual]:
    """Run each set, and the scenario as it was, with luck that nothing was fitted to."""
    every = [scenario, *parameters.of(scenario)]
    tasks = {
        f"set {n} {_name(one, [], UNSEEN + r, targets)}": (n, UNSEEN + r)
        for n, one in enumerate(every)
        for r in range(budget.trials)
    }
    figures = np.full((len(every), budget.trials, len(targets)), np.nan)
    work = partial(_one_set, every, look, targets)
    for done, (name, table) in enumerate(runs.tables(work, tasks), 1):
        n, replication = tasks[name]
        figures[n, replication - UNSEEN] = table[FIGURE]
        tell("the sets, with fresh luck", done, len(tasks))
    means = figures.mean(axis=1)
    for target, found_for in zip(targets, means.T.tolist(), strict=True):
        start, *sets = found_for
        fitted = float(np.mean(sets))
        off, before = (
            (float(compared(value, target.unit)) - target.aim.value) / target.sd
            for value in (fitted, start)
        )
        yield Residual(target, start, fitted, min(sets), max(sets), off, before)


def _one_set(
    every: Sequence[Scenario], look: Read, targets: Sequence[Target], task: tuple[int, int]
) -> pd.DataFrame:
    number, replication = task
    return pd.DataFrame({FIGURE: np.asarray(look(every[number], replication, targets), float)})
