"""Claim: the next year of a force can be forecast from this one better than by "same as last year".

`python experiments/claims/next_year.py FOLDER`, at the top of the project, reads Bedfordshire's
data.police.uk files of May 2021 to April 2024, fits the model to the crimes of the first twelve
months, gives it nothing of the next twelve but their volumes, and scores the share of crimes with
each outcome by month 0, 1, 3, 6 and 11 against what the first twelve months had.
"""

import shutil
import sys
import tempfile
import tomllib
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

from sacsim import load
from sacsim.demand.fragment import fragment
from sacsim.demand.police_uk import TIMED_GROUPS, read_police_uk
from sacsim.engine.pool import each
from sacsim.experiment.calibrate import Budget, calibrate, measured
from sacsim.experiment.targets import Target
from sacsim.measure.rows import MATURITY
from sacsim.words import WIDE_TYPES

FITTED, FORECAST = ("2021-05", "2022-04"), ("2022-05", "2023-04")
LAGS = (0, 1, 3, 6, 11)
BUDGET = Budget(loads=(24,), free=(120,), trials=1)
"""One wave of each stage: less than half of what `sacsim calibrate` spends."""
START = {"2021-05": "2020-11-01", "2022-05": "2021-11-01"}
"""Six months of warm-up before the first recorded month."""


def known(folder: Path, first: str, last: str):
    """What the files from `first` to twelve months after `last` say."""
    end = f"{int(last[:4]) + 1}{last[4:]}"
    with tempfile.TemporaryDirectory() as some:
        for file in folder.rglob("*.csv*"):
            if first <= file.name[:7] <= end and file.name[4] == "-":
                shutil.copy(file, some)
        return read_police_uk(Path(some))


def stated(data, window) -> dict:
    """Volumes and comparators as a scenario states them."""
    return tomllib.loads(fragment(data, window=window))


def scenario_of(data, window, *, comparators: bool):
    """Bedfordshire with these volumes, and with what to aim at if that is allowed."""
    table = stated(data, window)
    changes = {"start": START[window[0]]}
    for type, volume in table["demand"].items():
        changes |= {f"demand.{type}.{key}": value for key, value in volume.items()}
    if comparators:
        changes["comparators.outcomes"] = table["comparators"]["outcomes"]
        changes["comparators.months_to_outcome"] = table["comparators"]["months_to_outcome"]
    return load("scenarios/bedfordshire.toml").change(changes)


def recorded(data) -> pd.Series:
    """Share of the recorded crimes with each outcome by each lag, in per cent."""
    table = data.months_to_outcome.set_index(["wide_type", "group", "lag_months"])
    return table["per_cent_of_crimes"]


CELLS = [(wide, group, lag) for wide in WIDE_TYPES for group in TIMED_GROUPS for lag in LAGS]
TARGETS = [
    Target(wide, group, f"cumulative_incidence.{group}.by_{lag}", wide, MATURITY, "%", 0, 0, 0, 1)
    for wide, group, lag in CELLS
]


def one(scenarios, task):
    """The forecast of one parameter set and replication."""
    number, replication = task
    return measured(scenarios[number], replication, TARGETS)


def main(folder: Path) -> None:
    """Fit, forecast and score."""
    before, after = known(folder, *FITTED), known(folder, *FORECAST)
    fit = calibrate(scenario_of(before, FITTED, comparators=True), BUDGET)
    for number in fit.numbers:
        print(f"{number.label}: {number.median:.2f} ({number.p5:.2f} to {number.p95:.2f})")
    scenarios = fit.parameters.of(scenario_of(after, FORECAST, comparators=False))
    tasks = [(n, n) for n in range(len(scenarios))]
    runs = np.array([found for _, found in each(partial(one, scenarios), tasks, None)])
    table = pd.DataFrame(CELLS, columns=["type", "outcome", "month"])
    table["forecast"] = runs.mean(axis=0)
    table["low"], table["high"] = np.quantile(runs, [0.025, 0.975], axis=0)
    table["last year"] = recorded(before).reindex(CELLS).to_numpy()
    table["recorded"] = recorded(after).reindex(CELLS).to_numpy()
    print(table.round(1).to_string(index=False))
    model = (table["forecast"] - table["recorded"]).abs()
    naive = (table["last year"] - table["recorded"]).abs()
    for name, chosen in [
        ("all", table["month"] >= 0),
        *((f"month {k}", table["month"] == k) for k in LAGS),
    ]:
        own, last = model[chosen].mean(), naive[chosen].mean()
        inside = table["recorded"].between(table["low"], table["high"])[chosen]
        print(
            f"{name}: mean absolute error {own:.2f} points, last year's {last:.2f}; skill "
            f"{1 - own / last:+.2f}; {inside.sum()} of {len(inside)} in the sets' 95 % range"
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
