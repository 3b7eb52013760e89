"""`sacsim losses`: where the crimes not charged went, and what lifting each cause gains."""

from math import inf, nan
from pathlib import Path
from typing import Annotated

import typer

from sacsim.cli.options import (
    MOST_REPLICATIONS,
    Changes,
    ScenarioFile,
    Seed,
    Workers,
    console,
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
        if out.exists() and not (out.is_dir() and not any(out.iterdir())):
            raise BadInput(f"{out}: already there; choose a new folder with -o")
        store.keep(out, {})
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
        tell_place("Table and pictures", out)
