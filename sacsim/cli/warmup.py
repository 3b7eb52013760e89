"""`sacsim warmup`: is the warm-up long enough?"""

from pathlib import Path
from typing import Annotated

import typer

from sacsim.cli.engine import engine_here
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


def warmup(
    scenario: ScenarioFile,
    replications: Annotated[
        int, typer.Option("-r", "--replications", min=2, help="Number of replications.")
    ] = 8,
    workers: Workers = None,
    seed: Seed = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "-o", "--out", metavar="DIR", help="New folder for tables by day, and a picture."
        ),
    ] = None,
    changes: Changes = None,
) -> None:
    """Say whether the warm-up is long enough, or whether there is no steady state to reach."""
    from sacsim.engine import store
    from sacsim.experiment.warmup import diagnose
    from sacsim.report.warmup import pictures, print_warmup, verdicts

    loaded = load_scenario(scenario, read_changes(changes, seed=seed))
    if out is not None:
        must_be_empty(out)
    tell_warnings(loaded)
    engine = engine_here()
    with show_progress() as progress:
        found = diagnose(loaded, replications, workers=workers, engine=engine, progress=progress)
    print_warmup(found, console(), changes or [])
    if out is not None:
        tables = {"warmup.csv": verdicts(found), "days.csv": found.means}
        files = {name: store.csv_bytes(table) for name, table in tables.items()}
        store.keep(out, files | pictures(found))
        console().print(f"Tables and picture: {out}", markup=False, highlight=False)
