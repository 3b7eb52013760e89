"""`sacsim trace`: one crime's life, told line by line."""

from pathlib import Path
from typing import Annotated

import typer

from sacsim.cli.options import console


def trace(
    results: Annotated[Path, typer.Argument(help="Results folder of a run.", metavar="DIR")],
    crime: Annotated[
        int | None,
        typer.Option("--crime", min=0, help="Number of the crime; without it some are listed."),
    ] = None,
    replication: Annotated[
        int, typer.Option("--replication", min=0, help="Which replication, from 0.")
    ] = 0,
) -> None:
    """Tell one crime's life line by line, or list some crimes worth reading."""
    from sacsim.engine.results import read
    from sacsim.report.life import Life
    from sacsim.report.trace import list_crimes, tell

    kept = read(results, replication)
    if crime is None:
        list_crimes(kept, console())
    else:
        tell(Life(kept, crime), console())
