"""`sacsim backlog`: the live crimes of a simulated force, as a table like that of a real one."""

from pathlib import Path
from typing import Annotated

import typer

from sacsim.cli.engine import engine_here
from sacsim.cli.options import (
    Changes,
    ScenarioFile,
    Seed,
    load_scenario,
    must_be_new,
    read_changes,
    write_new,
)
from sacsim.errors import BadInput


def backlog(
    scenario: ScenarioFile,
    out: Annotated[
        Path | None,
        typer.Option("-o", "--out", metavar="FILE", help="Table to write [default: print it]."),
    ] = None,
    seed: Seed = None,
    changes: Changes = None,
) -> None:
    """Write the live crimes at the start of the recorded months as a table (CSV)."""
    from sacsim.engine.run import run
    from sacsim.engine.snapshot import live_crimes
    from sacsim.scenario.backlog import table_text

    must_be_new(out)
    loaded = load_scenario(scenario, read_changes(changes, seed=seed))
    if loaded.live is not None:
        raise BadInput(
            f"{scenario}: has a backlog of its own ({loaded.backlog}); that is the table"
        )
    engine = engine_here()
    rows = live_crimes(run(loaded, engine=engine, until=loaded.window[0]))
    text = table_text(rows, loaded.clock)
    if out is None:
        typer.echo(text, nl=False)
        return
    write_new(out, text)
    typer.echo(f"Written: {out} ({len(rows)} live crimes)")
