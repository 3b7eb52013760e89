"""`sacsim sensitivity`: which of the numbers that are only assumed move the results."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from sacsim.cli.engine import engine_here
from sacsim.cli.options import (
    Dask,
    Out,
    Replications,
    Resume,
    Shard,
    Workers,
    console,
    hands,
    load_scenario,
    one_of,
    part_of,
    show_progress,
)
from sacsim.cli.sweep import folder_of, tell_next
from sacsim.errors import BadInput


def sensitivity(
    experiment: Annotated[
        Path,
        typer.Argument(help="An experiment or a scenario file (.toml).", metavar="EXPERIMENT"),
    ],
    method: Annotated[
        str | None, typer.Option("--method", help="morris or sobol [default: as the file says].")
    ] = None,
    trajectories: Annotated[
        int | None,
        typer.Option("--trajectories", min=2, help="Ways through the ranges [default: 8]."),
    ] = None,
    measures: Annotated[
        list[str] | None,
        typer.Option(
            "--measure", metavar="MEASURE", help="What to look at, MEASURE:TYPE. May be repeated."
        ),
    ] = None,
    replications: Replications = None,
    workers: Workers = None,
    dask: Dask = None,
    out: Out = None,
    resume: Resume = False,
    shard: Shard = None,
) -> None:
    """Move the assumed numbers, and say which matter and what to ask your own data for."""
    from sacsim.experiment import sensitivity as analysis
    from sacsim.report.sensitivity import print_sensitivity
    from sacsim.report.sensitivity_plot import pictures

    part = part_of(shard)
    if part is not None and out is None:
        raise BadInput("--shard: name the folder that the parts share with -o")
    asked = _asked(experiment, method, trajectories, measures)
    folder = folder_of(experiment, out, analysis.key_of(asked), resume=resume)
    engine_here()
    with show_progress("runs") as progress:
        options: dict[str, Any] = {
            "workers": hands(workers, dask),
            "resume": resume,
            "progress": progress,
        }
        if part is not None:
            made = analysis.part(asked, part, folder, replications, **options)
        else:
            found = analysis.sensitivity(
                asked, replications, folder=folder, pictures=pictures, **options
            )
    if part is not None:
        tell_next("sensitivity", experiment, folder, part, made)
        return
    print_sensitivity(found, console())
    console().print(f"Results: {folder}", markup=False, highlight=False)


def _asked(
    path: Path, method: str | None, trajectories: int | None, measures: list[str] | None
) -> Any:
    """The experiment, with what the command line says instead of the file."""
    from sacsim.experiment.files import Sensitivity, is_experiment, read_experiment
    from sacsim.experiment.screening import METHODS
    from sacsim.experiment.sensitivity import of_scenario
    from sacsim.measure.asked import asked, wrong_team

    if method is not None:
        one_of("--method", method, METHODS)
    if is_experiment(path):
        found = read_experiment(path)
    else:
        found = of_scenario(load_scenario(path, {}), path)
    wanted, wrong = [], []
    for text in measures or []:
        try:
            wanted.append(asked(text))
        except ValueError as error:
            wrong.append(f"--measure {text}: {error}")
        else:
            if why := wrong_team(wanted[-1], found.scenario.teams):
                wrong.append(f"--measure {text}: {why}")
    if wrong:
        raise BadInput(*wrong)
    given = {"method": method, "trajectories": trajectories}
    stated = found.sensitivity.model_dump() | {k: v for k, v in given.items() if v is not None}
    settings = Sensitivity.model_validate(stated)
    return replace(found, sensitivity=settings, measures=tuple(wanted) or found.measures)
