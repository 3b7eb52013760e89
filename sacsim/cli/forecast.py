"""`sacsim forecast`: the next weeks or months of a force, with bands."""

from pathlib import Path
from typing import Annotated

import typer

from sacsim.cli.engine import engine_here
from sacsim.cli.options import (
    MOST_REPLICATIONS,
    Changes,
    Dask,
    Resume,
    ScenarioFile,
    Seed,
    Workers,
    console,
    hands,
    load_scenario,
    must_be_possible,
    read_changes,
    show_progress,
    tell_place,
    tell_warnings,
)
from sacsim.errors import BadInput

WEEKS = 12


def forecast(
    scenario: ScenarioFile,
    weeks: Annotated[
        int | None, typer.Option("--weeks", min=1, max=260, help=f"Weeks [default: {WEEKS}].")
    ] = None,
    months: Annotated[
        int | None, typer.Option("--months", min=1, max=120, help="Months, instead of weeks.")
    ] = None,
    replications: Annotated[
        int,
        typer.Option(
            "-r",
            "--replications",
            min=1,
            max=MOST_REPLICATIONS,
            help="Simulations that the bands rest on.",
        ),
    ] = 39,
    workers: Workers = None,
    dask: Dask = None,
    seed: Seed = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--out",
            metavar="DIR",
            help="Folder for the forecast [default: results/NAME-forecast, numbered].",
        ),
    ] = None,
    resume: Resume = False,
    changes: Changes = None,
) -> None:
    """Forecast the next weeks from the start of the recorded months, or from a backlog."""
    from sacsim.engine import store
    from sacsim.engine.runs import opened
    from sacsim.experiment import forecast as forecasting
    from sacsim.report.fan import pictures
    from sacsim.report.periods import print_forecast

    if weeks is not None and months is not None:
        raise BadInput("--weeks and --months: give one of them")
    periods = forecasting.Periods(forecasting.WEEKS, weeks or WEEKS)
    if months is not None:
        periods = forecasting.Periods(forecasting.MONTHS, months)
    loaded = load_scenario(scenario, read_changes(changes, seed=seed))
    forecasting.days_of(loaded, periods, replications)
    default = Path("results") / f"{scenario.stem}-forecast"
    key = forecasting.key_of(loaded, periods)
    folder = out or (store.latest(default, key) if resume else store.unused(default))
    must_be_possible(folder)
    with opened(folder, key, resume=resume, workers=hands(workers, dask)) as runs:
        tell_warnings(loaded)
        engine = engine_here()
        with show_progress() as progress:
            made = forecasting.forecast(
                loaded, periods, replications, engine=engine, progress=progress, runs=runs
            )
        forecasting.keep(made, folder, pictures(made))
    print_forecast(made, console(), changes or [])
    tell_place("Forecast", folder)
