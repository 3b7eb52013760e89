"""`sacsim check`: is a scenario file sound?"""

from pathlib import Path
from typing import Annotated

import typer

from sacsim.cli.options import Changes, load_scenario, read_changes
from sacsim.errors import BadInput


def check(
    scenarios: Annotated[list[Path], typer.Argument(help="Scenario files.", metavar="SCENARIO...")],
    changes: Changes = None,
) -> None:
    """Check scenario files without running them; every problem is one line."""
    from sacsim.scenario.problems import printable
    from sacsim.scenario.stated import stated_numbers, tally
    from sacsim.scenario.warnings import warnings

    problems: list[str] = []
    for path in scenarios:
        try:
            loaded = load_scenario(path, read_changes(changes))
        except BadInput as error:
            problems += error.problems
        else:
            numbers = stated_numbers(loaded.tree)
            assumed = tally(numbers)["assumed"]
            told = f"{path}: sound; {len(numbers)} numbers, {assumed} of them only assumed"
            typer.echo(printable(told))
            for line in warnings(loaded):
                typer.echo(printable(f"{path}: warning: {line}"), err=True)
    if problems:
        raise BadInput(*problems)
