"""`sacsim backlog`: the live crimes of a simulated force, as a table like that of a real one."""

from pathlib import Path
from typing import Annotated, Any

import typer

from sacsim.cli.options import Changes, ScenarioFile, load_scenario, read_changes
from sacsim.errors import BadInput


def backlog(
    scenario: ScenarioFile,
    out: Annotated[
        Path | None,
        typer.Option("-o", "--out", metavar="FILE", help="Table to write [default: print it]."),
    ] = None,
    seed: Annotated[int | None, typer.Option("--seed", min=0, help="Seed of all luck.")] = None,
    changes: Changes = None,
) -> None:
    """Write the live crimes at the start of the recorded months as a table (CSV)."""
    from sacsim.engine import store
    from sacsim.engine.ready import ready
    from sacsim.engine.run import run
    from sacsim.engine.snapshot import live_crimes
    from sacsim.errors import OutputError
    from sacsim.scenario.backlog import table_text

    if out is not None and out.exists():
        raise BadInput(f"{out}: already exists; choose another -o or remove it")
    overrides: dict[str, Any] = read_changes(changes)
    overrides |= {} if seed is None else {"seed": seed}
    loaded = load_scenario(scenario, overrides)
    if loaded.live is not None:
        raise BadInput(
            f"{scenario}: has a backlog of its own ({loaded.backlog}); that is the table"
        )
    engine = ready(tell=lambda line: typer.echo(f"note: {line}", err=True))
    rows = live_crimes(run(loaded, engine=engine, until=loaded.window[0]))
    text = table_text(rows, loaded.clock)
    if out is None:
        typer.echo(text, nl=False)
        return
    try:
        store.write(out, text.encode())
    except OSError as error:
        why = error.strerror or error
        raise OutputError(f"{out}: cannot be written: {why}; choose another -o") from error
    typer.echo(f"Written: {out} ({len(rows)} live crimes)")
