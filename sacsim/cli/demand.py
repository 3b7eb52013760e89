"""`sacsim demand`: a scenario's demand from data.police.uk files."""

from pathlib import Path
from typing import Annotated

import typer

from sacsim.cli.options import must_be_new, write_new
from sacsim.errors import BadInput


def demand(
    folder: Annotated[
        Path,
        typer.Argument(help="Folder of data.police.uk files (.csv or .csv.gz).", metavar="DIR"),
    ],
    force: Annotated[
        str | None,
        typer.Option("--force", metavar="NAME", help="The force, if the files hold several."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "-o", "--out", metavar="FILE", help="Scenario fragment to write [default: print it]."
        ),
    ] = None,
    parent: Annotated[
        str, typer.Option("--extends", help="The scenario that the fragment extends.")
    ] = "england_median.toml",
    areas: Annotated[
        bool, typer.Option("--areas", help="Add local areas, the districts of the LSOA names.")
    ] = False,
) -> None:
    """Turn data.police.uk files into the demand and the comparators of a scenario."""
    from sacsim.demand.fragment import fragment
    from sacsim.demand.police_uk import read_police_uk
    from sacsim.scenario.files import outside

    must_be_new(out)
    if why := outside(out or Path(parent), parent):
        raise BadInput(f"--extends: {why}")
    data = read_police_uk(folder, force)
    text = fragment(data, parent=parent, areas=areas)
    for line in data.dropped:
        typer.echo(line, err=True)
    if out is None:
        typer.echo(text, nl=False)
        return
    write_new(out, text)
    typer.echo(f"Written: {out}")
