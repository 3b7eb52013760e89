"""`sacsim run`: simulate a scenario and print the forecast."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sacsim.cli.engine import engine_here
from sacsim.cli.options import (
    MOST_REPLICATIONS,
    Changes,
    Dask,
    Parameters,
    ScenarioFile,
    Seed,
    Shard,
    Workers,
    console,
    hands,
    load_scenario,
    one_of,
    part_of,
    read_changes,
    show_progress,
    tell_place,
    tell_warnings,
    under,
)
from sacsim.errors import BadInput

if TYPE_CHECKING:
    from sacsim.engine.replicate import Results

AUTO = "auto"


def run(
    scenario: ScenarioFile,
    replications: Annotated[
        str | None,
        typer.Option(
            "-r",
            "--replications",
            metavar="N|auto",
            help="Number of replications, or auto: until a measure is exact enough "
            "[default: as the scenario says].",
        ),
    ] = None,
    precision: Annotated[
        float | None,
        typer.Option(
            "--precision",
            help="With -r auto: half-width of the 95 % interval, over the mean [default: 0.05].",
        ),
    ] = None,
    of: Annotated[
        str | None,
        typer.Option(
            "--of",
            metavar="MEASURE",
            help="With -r auto: the measure, NAME[:CRIME_TYPE[:BASIS]] [default: crimes_charged].",
        ),
    ] = None,
    most: Annotated[
        int | None,
        typer.Option("--most", help="With -r auto: the most replications [default: 100]."),
    ] = None,
    workers: Workers = None,
    dask: Dask = None,
    shard: Shard = None,
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
    parameters: Parameters = None,
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
    paranoid: Annotated[
        bool,
        typer.Option(
            "--paranoid", help="Check every entry of every replication before it is kept."
        ),
    ] = False,
    plots: Annotated[
        bool,
        typer.Option("--plots", help="Add pictures, each with its numbers as a table."),
    ] = False,
    json: Annotated[
        bool, typer.Option("--json", help="Print the measures as JSON instead of tables.")
    ] = False,
) -> None:
    """Simulate a scenario and print the forecast beside the published figures."""
    from sacsim.engine import store
    from sacsim.engine.replicate import replicate
    from sacsim.experiment.until import replicate_until
    from sacsim.force.queues import ENGINES
    from sacsim.measure.catalogue import over_replications
    from sacsim.report.tables import print_forecast

    part, doers = part_of(shard), hands(workers, dask)
    if part and out is None:
        raise BadInput("--shard: give the folder of all parts with -o")
    if part and replications == AUTO:
        raise BadInput("-r auto: goes without --shard; give a number of replications")
    one_of("--engine", engine, ENGINES)
    one_of("--journal", journal, ("crimes", "full"))
    until: dict[str, Any] = {"precision": precision, "of": of, "most": most}
    given = {name: each for name, each in until.items() if each is not None}
    asked = _replications(replications, [*given], parameters)
    loaded = load_scenario(scenario, read_changes(changes, seed=seed, years=years))
    sets = under(loaded, parameters)
    count = _enough(asked, loaded.replications, len(sets))
    default = Path("results") / scenario.stem
    if out is not None:
        folder = out
    elif resume:
        folder = store.latest(default, store.key_of(loaded, journal, sets))
    else:
        folder = store.unused(default)
    if resume and part is None and replications != AUTO:
        count = _with_those_kept(folder, count, asked)
    tell_warnings(loaded)
    engine = engine_here(engine)
    how: dict[str, Any] = {"workers": doers, "folder": folder, "resume": resume}
    how |= {"journal": journal, "engine": engine}
    why = None
    with show_progress() as progress:
        if replications == AUTO:
            found = replicate_until(loaded, **given, **how, progress=progress)
            results, why = found.results, found.why
        else:
            results = replicate(
                loaded, count, under=sets, paranoid=paranoid, shard=part, **how, progress=progress
            )
    if part:
        typer.echo(
            f"Part {shard} is done: {folder}. When all are (copied into one folder), see the "
            f"results with the same command, --resume instead of --shard {shard}."
        )
        return
    if plots:
        _draw(results, folder, full=journal == "full")
    if json:
        _tell_growing(results)
        typer.echo(
            over_replications(results.measures, sets=results.sets).to_json(
                orient="records", indent=1
            )
        )
    else:
        print_forecast(results, console(), changes or [])
    if why is not None:
        console(stderr=json).print(why, markup=False, highlight=False)
    tell_place("Results", folder, stderr=json)


def _with_those_kept(folder: Path, count: int, asked: int | None) -> int:
    """As many as the folder has already, if no number was asked for; never fewer."""
    from sacsim.engine import store

    kept = store.kept(folder)
    if asked is not None and asked < kept:
        raise BadInput(
            f"-r {asked}: {folder} has {kept} replications already; ask for as many or more, or "
            "choose another -o"
        )
    return max(count, kept)


def _draw(results: "Results", folder: Path, *, full: bool) -> None:
    """Put pictures into the results folder."""
    from sacsim.engine import store
    from sacsim.engine.results import read
    from sacsim.report.pictures import pictures

    count = int(results.measures["replication"].nunique())
    kept = (read(folder, n) for n in range(count))
    store.keep(folder / store.PICTURES, pictures(results, kept, full))
    if not full:
        typer.echo("note: a picture of the teams' week needs --journal full", err=True)


def _tell_growing(results: "Results") -> None:
    """Say on standard error which queues grew without end, if that was not to be seen before."""
    from sacsim.report.forecast import Figures, team_rows
    from sacsim.scenario.overload import overloaded

    foreseen = {team for team, _ in overloaded(results.scenario)}
    growing = [row.team for row in team_rows(results, Figures(results)) if row.growing]
    if found := [team for team in growing if team not in foreseen]:
        typer.echo(f"warning: queues that grow without end: {', '.join(found)}", err=True)


def _replications(text: str | None, given: list[str], parameters: Path | None) -> int | None:
    """Read a number of replications; None where there is none, or `auto`, to which options go."""
    if text == AUTO:
        if parameters is not None:
            raise BadInput("-r auto: goes without --parameters; give a number of replications")
        return None
    if given:
        raise BadInput(f"--{' and --'.join(given)}: only with -r auto")
    if text is None:
        return None
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:9]) <= MOST_REPLICATIONS:
        raise BadInput(f"-r {text}: give a whole number from 1 to {MOST_REPLICATIONS:,}, or auto")
    return int(text)


def _enough(asked: int | None, stated: int, sets: int) -> int:
    """Two replications a set at least, or luck could not be told from parameters."""
    if asked is not None and asked < 2 * sets:
        raise BadInput(
            f"-r {asked}: {sets} parameter sets need at least two replications each: "
            f"-r {2 * sets} or more"
        )
    return asked if asked is not None else max(stated, 2 * sets)
