"""`sacsim run`: simulate a scenario and print the forecast."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sacsim.cli.options import (
    MOST_REPLICATIONS,
    Changes,
    ScenarioFile,
    Seed,
    Workers,
    console,
    load_scenario,
    one_of,
    read_changes,
    show_progress,
    tell_place,
    tell_warnings,
)
from sacsim.errors import BadInput

if TYPE_CHECKING:
    from sacsim.scenario.scenario import Scenario


def run(
    scenario: ScenarioFile,
    replications: Annotated[
        int | None,
        typer.Option(
            "-r",
            "--replications",
            min=1,
            max=MOST_REPLICATIONS,
            help="Number of replications [default: as the scenario says].",
        ),
    ] = None,
    workers: Workers = None,
    seed: Seed = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "-o", "--out", metavar="DIR", help="Results folder [default: results/NAME, numbered]."
        ),
    ] = None,
    years: Annotated[
        int | None, typer.Option("--years", min=1, help="Years of recorded crimes.")
    ] = None,
    changes: Changes = None,
    parameters: Annotated[
        Path | None,
        typer.Option(
            "--parameters",
            metavar="FILE",
            help="Parameter sets from `sacsim calibrate`, taken by turns: shows their range too.",
        ),
    ] = None,
    engine: Annotated[
        str,
        typer.Option(
            "--engine",
            envvar="SACSIM_ENGINE",
            help="compiled, or reference: the same results from code written to be read, slowly.",
        ),
    ] = "compiled",
    journal: Annotated[
        str,
        typer.Option(
            "--journal", help="crimes: the crimes' own facts; full: every job of other demand too."
        ),
    ] = "crimes",
    resume: Annotated[
        bool, typer.Option("--resume", help="Keep the replications that the folder already has.")
    ] = False,
    json: Annotated[
        bool, typer.Option("--json", help="Print the measures as JSON instead of tables.")
    ] = False,
) -> None:
    """Simulate a scenario and print the forecast beside the published figures."""
    from sacsim.engine import store
    from sacsim.engine.ready import ready
    from sacsim.engine.replicate import replicate
    from sacsim.force.queues import ENGINES
    from sacsim.measure.catalogue import over_replications
    from sacsim.report.tables import print_forecast

    one_of("--engine", engine, ENGINES)
    one_of("--journal", journal, ("crimes", "full"))
    loaded = load_scenario(scenario, read_changes(changes, seed=seed, years=years))
    under = [] if parameters is None else _under(loaded, parameters)
    replications = _enough(replications, loaded.replications, len(under))
    default = Path("results") / scenario.stem
    if out is not None:
        folder = out
    elif resume:
        folder = store.latest(default, store.key_of(loaded, journal, under))
    else:
        folder = store.unused(default)
    tell_warnings(loaded)
    engine = ready(engine, lambda line: typer.echo(f"note: {line}", err=True))
    with show_progress() as progress:
        results = replicate(
            loaded,
            replications,
            workers=workers,
            folder=folder,
            resume=resume,
            journal=journal,
            engine=engine,
            progress=progress,
            under=under,
        )
    if json:
        typer.echo(
            over_replications(results.measures, sets=results.sets).to_json(
                orient="records", indent=1
            )
        )
    else:
        print_forecast(results, console(), changes or [])
    tell_place("Results", folder, stderr=json)


def _under(scenario: "Scenario", file: Path) -> "list[Scenario]":
    """The scenario under each parameter set of a file."""
    from sacsim.experiment.parameters import read_parameters

    parameters = read_parameters(file)
    if parameters.digest != scenario.digest:
        typer.echo(
            f"note: {file.name} was fitted to {parameters.fitted_to}, not to this scenario",
            err=True,
        )
    try:
        return parameters.of(scenario)
    except BadInput as error:
        lines = (line.removeprefix("--set: ") for line in error.problems)
        raise BadInput(*(f"{file}: {line}" for line in dict.fromkeys(lines))) from None


def _enough(asked: int | None, stated: int, sets: int) -> int:
    """Two replications a set at least, or luck could not be told from parameters."""
    if asked is not None and asked < 2 * sets:
        raise BadInput(
            f"-r {asked}: {sets} parameter sets need at least two replications each: "
            f"-r {2 * sets} or more"
        )
    return asked if asked is not None else max(stated, 2 * sets)
