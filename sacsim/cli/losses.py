"""`sacsim losses`: where the crimes not charged went, and what lifting each cause gains."""

from math import inf, nan
from pathlib import Path
from typing import Annotated

import typer

from sacsim.cli.options import (
    Changes,
    ScenarioFile,
    Seed,
    Workers,
    console,
    load_scenario,
    must_be_empty,
    read_changes,
    show_progress,
    tell_warnings,
)


def losses(
    scenario: ScenarioFile,
    replications: Annotated[
        int | None,
        typer.Option(
            "-r",
            "--replications",
            min=1,
            help="Number of replications, some forty runs each [default: as the scenario says].",
        ),
    ] = None,
    workers: Workers = None,
    seed: Seed = None,
    out: Annotated[
        Path | None,
        typer.Option("-o", "--out", metavar="DIR", help="New folder for losses.csv and pictures."),
    ] = None,
    changes: Changes = None,
) -> None:
    """Say of 1,000 crimes how many left a chance, were charged, and to what the rest was lost."""
    from sacsim.engine import store
    from sacsim.engine.ready import ready
    from sacsim.experiment.losses import losses
    from sacsim.report.losses import print_losses

    loaded = load_scenario(scenario, read_changes(changes, seed=seed))
    if out is not None:
        must_be_empty(out)
    tell_warnings(loaded)
    engine = ready(None, lambda line: typer.echo(f"note: {line}", err=True))
    with show_progress("runs") as progress:
        found = losses(loaded, replications, workers=workers, engine=engine, progress=progress)
    print_losses(found, console(), changes or [])
    if out is not None:
        from sacsim.report.waterfall import pictures

        store.keep(
            out,
            {
                "losses.csv": store.csv_bytes(found.table.replace([-inf, inf], nan)),
                **pictures(found),
            },
        )
        console().print(f"Table and pictures: {out}", markup=False, highlight=False)
