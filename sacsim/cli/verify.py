"""`sacsim verify`: show that results are whole and possible, and that this copy is right."""

from pathlib import Path
from typing import Annotated

import typer

from sacsim.cli.engine import engine_here
from sacsim.cli.options import console, show_progress
from sacsim.errors import BadInput, Contradiction

SHARE = 0.25
"""Of the jobs of each case: standard errors of at most 4 %, in half a minute."""


def verify(
    folders: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="DIR...", help="Results folders of `sacsim run`.", show_default=False
        ),
    ] = None,
    theory: Annotated[
        bool,
        typer.Option("--theory", help="Hold this copy's queues against closed forms, in a minute."),
    ] = False,
) -> None:
    """Check that results are whole and possible; or, with --theory, that this copy is right."""
    if bool(folders) == theory:
        raise BadInput("give results folders to check, or --theory to check this copy of sacsim")
    if theory:
        _hold_against_theory()
    else:
        _check(folders or [])


def _check(folders: list[Path]) -> None:
    from sacsim.engine.intact import run_folders, verify

    problems = []
    for folder in [below for each in folders for below in run_folders(each)]:
        found = verify(folder)
        problems += found.problems
        if not found.problems:
            n = found.counted
            told = (
                f"; {n.entries:,} entries of the journal, {n.crimes:,} crimes, {n.jobs:,} jobs, "
                f"{n.duty_times:,} duty times and {n.figures:,} figures agree"
            )
            typer.echo(
                f"{folder}: whole: {found.files:,} files, {found.replications:,} replications"
                + told * any(n)
            )
    if problems:
        raise BadInput(*problems)


def _hold_against_theory() -> None:
    from sacsim.force.queues import COMPILED, ENGINES
    from sacsim.report.theory import print_laws, print_theory
    from sacsim.verify.laws import laws
    from sacsim.verify.theory import CASES, compare

    first = engine_here(COMPILED)
    engines = ENGINES if first == COMPILED else (first,)
    found = []
    with show_progress("cases") as progress:
        for n, engine in enumerate(engines):
            lines = []
            for done, name in enumerate(CASES):
                progress(n * len(CASES) + done, len(engines) * len(CASES))
                lines += compare(name, SHARE, engine)
            found.append((engine, lines, laws(engine)))
    wrong = []
    for engine, lines, both in found:
        print_theory(engine, lines, found[0][:2], console())
        print_laws(both, console())
        wrong += [f"{engine}: {each.case}, {each.measure}" for each in lines if not each.agrees]
        wrong += [f"{engine}: {each.law} at {each.instant:g} h" for each in both if not each.holds]
    if wrong:
        raise Contradiction(
            "\n".join(
                [
                    "this copy of sacsim does not give the right answers here; do not use it:",
                    *wrong,
                    "install it again; if that does not help, please report this with your "
                    "machine and the versions of Python, NumPy and Numba",
                ]
            )
        )
    typer.echo("This copy of sacsim gives the right answers.")
