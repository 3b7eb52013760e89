"""`sacsim check`: is a scenario, or an experiment, sound?"""

from pathlib import Path
from typing import Annotated

import typer

from sacsim.cli.options import Changes, load_scenario, read_changes
from sacsim.errors import BadInput


def check(
    scenarios: Annotated[
        list[Path], typer.Argument(help="Scenario or experiment files.", metavar="SCENARIO...")
    ],
    changes: Changes = None,
) -> None:
    """Check scenario and experiment files without running them; every problem is one line."""
    from sacsim.experiment.allocate_file import check_file, is_asked
    from sacsim.experiment.files import is_experiment, read_experiment
    from sacsim.report.sweep import told
    from sacsim.scenario.problems import printable
    from sacsim.scenario.stated import stated_numbers, tally
    from sacsim.scenario.warnings import warnings

    problems: list[str] = []
    for path in scenarios:
        try:
            if is_experiment(path) and is_asked(path):
                typer.echo(printable(f"{path}: sound; {check_file(path)}"))
                continue
            if is_experiment(path):
                typer.echo(printable(f"{path}: sound; {told(read_experiment(path))}"))
                continue
            loaded = load_scenario(path, read_changes(changes))
        except BadInput as error:
            problems += error.problems
        else:
            numbers = stated_numbers(loaded.tree)
            assumed = tally(numbers)["assumed"]
            line = f"{path}: sound; {len(numbers)} numbers, {assumed} of them only assumed"
            typer.echo(printable(line))
            for line in warnings(loaded):
                typer.echo(printable(f"{path}: warning: {line}"), err=True)
    if problems:
        raise BadInput(*problems)
