"""`sacsim verify`: show that results are whole and can be true, and that this copy is right."""

from pathlib import Path
from typing import Annotated

import typer

from sacsim.cli.options import console, one_of, show_progress
from sacsim.errors import BadInput


def verify(
    folders: Annotated[
        list[Path] | None,
        typer.Argument(metavar="DIR...", help="Results folders of `sacsim run`.", show_default=False),
    ] = None,
    theory: Annotated[
        bool,
        typer.Option("--theory", help="Hold this copy's queues against closed forms, in a minute."),
    ] = False,
) -> None:
    """Check results, or this copy of sacsim itself: files, what they say, and queueing theory."""
    if bool(folders) == theory:
        raise BadInput("give results folders to check, or --theory to check this copy of sacsim")
    if theory:
        _hold_against_theory()
    else:
        _check(folders or [])


def _check(folders: list[Path]) -> None:
    from sacsim.engine.intact import run_folders, verify

    problems = []
    for folder in [each for folder in folders for each in run_folders(folder)]:
        found = verify(folder)
        problems += found.problems
        if not found.problems:
            n = found.counted
            typer.echo(
                f"{folder}: whole and possible: {found.files} files, "
                f"{found.replications} replications, {n.entries:,} entries of the journal, "
                f"{n.crimes:,} crimes, {n.jobs:,} jobs, {n.duty_times:,} duty times, "
                f"{n.figures:,} figures worked out again"
            )
    if problems:
        raise BadInput(*problems)


def _hold_against_theory() -> None:
    pass
