"""`sacsim calibrate`: fit the few numbers that may be fitted, and say which the data settle."""

from pathlib import Path
from typing import Annotated

import typer

from sacsim.cli.engine import engine_here
from sacsim.cli.options import (
    Changes,
    Dask,
    Resume,
    ScenarioFile,
    Workers,
    console,
    hands,
    load_scenario,
    must_be_new,
    read_changes,
    stages,
    tell_place,
    write_new,
)


def calibrate(
    scenario: ScenarioFile,
    out: Annotated[
        Path, typer.Option("-o", "--out", metavar="FILE", help="Parameter file to write (.toml).")
    ],
    workers: Workers = None,
    dask: Dask = None,
    seed: Annotated[int | None, typer.Option("--seed", min=0, help="Seed of the design.")] = None,
    runs: Annotated[
        int,
        typer.Option(
            "--runs",
            min=1,
            max=10_000,
            help="Runs of the free numbers' first wave; others in proportion.",
        ),
    ] = 150,
    sets: Annotated[
        int,
        typer.Option("--sets", min=2, max=200, help="Parameter sets to keep, all equally good."),
    ] = 20,
    resume: Resume = False,
    changes: Changes = None,
) -> None:
    """Fit a scenario's background loads to waits, then its free numbers to outcomes."""
    from sacsim.engine import store
    from sacsim.engine.runs import opened
    from sacsim.experiment.calibrate import Budget, calibrate
    from sacsim.experiment.parameters import to_toml
    from sacsim.journal import CRIMES
    from sacsim.report.fit import print_fit, summary

    must_be_new(out)
    loaded = load_scenario(scenario, read_changes(changes))
    first, second = round(0.3 * runs), round(0.2 * runs)
    budget = Budget(loads=(first, second), free=(runs, round(0.6 * runs)), sets=sets)
    doers, beside = hands(workers, dask), out.with_name(f"{out.stem}-runs")
    key = store.key_of(loaded, CRIMES) | {"experiment": "calibrate"}
    engine_here()
    with opened(beside, key, resume=resume, workers=doers) as kept, stages() as progress:
        fit = calibrate(loaded, budget, seed=seed, progress=progress, runs=kept)
    write_new(out, to_toml(fit.parameters, list(summary(loaded, fit))))
    print_fit(loaded, fit, console())
    tell_place("Parameters", out)
