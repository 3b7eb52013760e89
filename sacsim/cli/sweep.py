"""`sacsim sweep`: run every point of an experiment file, and say what moves what."""

from pathlib import Path

import typer

from sacsim.cli.engine import engine_here
from sacsim.cli.options import (
    Dask,
    ExperimentFile,
    Out,
    Parameters,
    Replications,
    Resume,
    Shard,
    Workers,
    console,
    hands,
    part_of,
    show_progress,
    tell_warnings,
)
from sacsim.errors import BadInput


def sweep(
    experiment: ExperimentFile,
    replications: Replications = None,
    workers: Workers = None,
    dask: Dask = None,
    out: Out = None,
    resume: Resume = False,
    shard: Shard = None,
    parameters: Parameters = None,
) -> None:
    """Run every point of an experiment under the same luck, and say what moves what."""
    from sacsim.experiment import sweep as sweeping
    from sacsim.experiment.files import read_experiment
    from sacsim.experiment.parameters import read_parameters
    from sacsim.report.effects import pictures
    from sacsim.report.sweep import print_sweep, told

    part = part_of(shard)
    if part is not None and out is None:
        raise BadInput("--shard: name the folder that the parts share with -o")
    asked = read_experiment(experiment)
    sets = read_parameters(parameters) if parameters else None
    count, plans = sweeping.planned(asked, replications, sets)
    folder = folder_of(experiment, out, sweeping.key_of(plans), resume=resume)
    tell_warnings(asked.scenario)
    typer.echo(f"{told(asked)}, {count} runs each: {len(plans) * count} runs", err=True)
    engine_here()
    with show_progress("runs") as progress:
        if part is not None:
            made = sweeping.part(
                asked,
                part,
                folder,
                replications,
                workers=hands(workers, dask),
                resume=resume,
                parameters=sets,
                progress=progress,
            )
        else:
            found = sweeping.sweep(
                asked,
                replications,
                workers=hands(workers, dask),
                folder=folder,
                resume=resume,
                parameters=sets,
                pictures=pictures,
                progress=progress,
            )
    if part is not None:
        tell_next("sweep", experiment, folder, part, made)
        return
    print_sweep(found, console())
    console().print(f"Results: {folder}", markup=False, highlight=False)


def folder_of(experiment: Path, out: Path | None, key: dict[str, str], *, resume: bool) -> Path:
    """The folder that was named, or else one under results, new or to be resumed."""
    from sacsim.engine import store
    from sacsim.version import VERSION

    default = Path("results") / experiment.stem
    if out is not None:
        return out
    return store.latest(default, {"sacsim": VERSION, **key}) if resume else store.unused(default)


def tell_next(
    command: str, experiment: Path, folder: Path, shard: tuple[int, int], made: int
) -> None:
    """Say what a part made, and how the parts become a whole."""
    typer.echo(
        f"Part {shard[0]} of {shard[1]}: {made} runs made, kept in {folder}. When all parts are "
        f"done, put them together:\n"
        f"  sacsim {command} {experiment} -o {folder} --resume"
    )
