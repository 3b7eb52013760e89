"""`sacsim losses`: where the crimes not charged went, and what lifting each cause gains."""

from math import inf, nan
from pathlib import Path
from typing import Annotated

import typer

from sacsim.cli.engine import engine_here
from sacsim.cli.options import (
    MOST_REPLICATIONS,
    Changes,
    Dask,
    Resume,
    ScenarioFile,
    Seed,
    Workers,
    console,
    hands,
    load_scenario,
    read_changes,
    show_progress,
    tell_place,
    tell_warnings,
)
from sacsim.errors import BadInput


def losses(
    scenario: ScenarioFile,
    replications: Annotated[
        int | None,
        typer.Option(
            "-r",
            "--replications",
            min=1,
            max=MOST_REPLICATIONS,
            help="Number of replications, some forty runs each [default: as the scenario says].",
        ),
    ] = None,
    workers: Workers = None,
    dask: Dask = None,
    seed: Seed = None,
    out: Annotated[
        Path | None,
        typer.Option("-o", "--out", metavar="DIR", help="New folder for losses.csv and pictures."),
    ] = None,
    resume: Resume = False,
    changes: Changes = None,
) -> None:
    """Say of 1,000 crimes how many left a chance, were charged, and to what the rest was lost."""
    from sacsim.engine import store
    from sacsim.engine.runs import opened
    from sacsim.experiment.losses import losses
    from sacsim.journal import CRIMES
    from sacsim.report.losses import print_losses

    doers = hands(workers, dask)
    if resume and out is None:
        raise BadInput("--resume: name the folder with -o")
    loaded = load_scenario(scenario, read_changes(changes, seed=seed))
    key = store.key_of(loaded, CRIMES) | {"experiment": "losses"}
    with opened(out, key, resume=resume, workers=doers) as runs:
        tell_warnings(loaded)
        engine = engine_here()
        with show_progress("runs") as progress:
            found = losses(loaded, replications, engine=engine, progress=progress, runs=runs)
        print_losses(found, console(), changes or [])
        if out is None:
            return
        from sacsim.report.waterfall import pictures

        table = store.csv_bytes(found.table.replace([-inf, inf], nan))
        runs.conclude({"losses.csv": table, **pictures(found)})
        tell_place("Table and pictures", out)
