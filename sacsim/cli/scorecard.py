"""`sacsim scorecard`: finished runs by the measures that a force performance board knows."""

from pathlib import Path
from typing import Annotated

import typer

from sacsim.cli.options import console, one_of
from sacsim.errors import BadInput

MOST = 4


def scorecard(
    folders: Annotated[
        list[Path],
        typer.Argument(help="Results folders of sacsim run, at most four.", metavar="DIR..."),
    ],
    crime_type: Annotated[
        str, typer.Option("--type", metavar="TYPE", help="A crime type, e.g. burglary.")
    ] = "all",
    basis: Annotated[
        str,
        typer.Option(
            "--basis",
            help="snapshot: crimes recorded, as they stood when the recorded months ended; "
            "maturity: the same at the end of the follow-up; closed: crimes closed in the months.",
        ),
    ] = "maturity",
    by: Annotated[
        str | None,
        typer.Option(
            "--by", help="area, vulnerability or repeat: how crimes fared in each, and the gaps."
        ),
    ] = None,
    json: Annotated[
        bool, typer.Option("--json", help="Print the lines as JSON instead of tables.")
    ] = False,
) -> None:
    """Print finished runs by the police service's own measures, side by side."""
    from json import dumps

    from sacsim.engine.measured import read_all
    from sacsim.measure.equity import SPLITS
    from sacsim.measure.rows import CRIME_GROUPS, NAMED_BASES
    from sacsim.report.board import print_scorecard
    from sacsim.report.equity import print_equity
    from sacsim.report.scorecard import as_json, scores

    one_of("--type", crime_type, tuple(CRIME_GROUPS))
    one_of("--basis", basis, tuple(NAMED_BASES))
    if by is not None:
        one_of("--by", by, tuple(SPLITS))
        if json:
            raise BadInput("--json: goes without --by; the equity measures are in measures.csv")
    if len(folders) > MOST:
        raise BadInput(f"{len(folders)} folders: compare at most {MOST} at a time")
    runs = read_all(folders)
    if by is not None:
        print_equity(runs, by, crime_type, NAMED_BASES[basis], console())
    elif json:
        lines = as_json(scores(runs, crime_type, NAMED_BASES[basis]), runs)
        typer.echo(dumps(lines, indent=1, ensure_ascii=False, allow_nan=False))
    else:
        print_scorecard(runs, crime_type, NAMED_BASES[basis], console())
