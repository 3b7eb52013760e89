"""`sacsim losses`: where the crimes not charged went, and what lifting each cause gains."""

from pathlib import Path
from typing import Annotated

import typer

from sacsim.cli.options import (
    Changes,
    ScenarioFile,
    console,
    load_scenario,
    read_changes,
    show_progress,
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
            help="Number of replications, some forty runs each [default: as the scenario says].",
        ),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option("-j", "--workers", min=1, help="Processes [default: one a processor]."),
    ] = None,
    seed: Annotated[int | None, typer.Option("--seed", min=0, help="Seed of all luck.")] = None,
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
    from sacsim.scenario.warnings import warnings

    overrides = read_changes(changes) | ({} if seed is None else {"seed": seed})
    loaded = load_scenario(scenario, overrides)
    if out is not None:
        if out.exists() and not (out.is_dir() and not any(out.iterdir())):
            raise BadInput(f"{out}: already there; choose a new folder with -o")
        store.keep(out, {})
    for line in warnings(loaded):
        typer.echo(f"warning: {line}", err=True)
    engine = ready(None, lambda line: typer.echo(f"note: {line}", err=True))
    with show_progress("runs") as progress:
        found = losses(loaded, replications, workers=workers, engine=engine, progress=progress)
    print_losses(found, console(), changes or [])
    if out is not None:
        from sacsim.report.waterfall import pictures

        store.keep(out, {"losses.csv": store.csv_bytes(found.table), **pictures(found)})
        console().print(f"Table and pictures: {out}", markup=False, highlight=False)
