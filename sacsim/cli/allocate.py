"""`sacsim allocate`: where the next officers do most good, and how sure that is."""

from pathlib import Path
from typing import Annotated, Any

import typer

from sacsim.cli.engine import engine_here
from sacsim.cli.options import (
    Changes,
    Dask,
    Parameters,
    Seed,
    Workers,
    console,
    hands,
    load_scenario,
    read_changes,
    stages,
    tell_warnings,
    under,
)


def allocate(
    scenario: Annotated[
        Path,
        typer.Argument(
            help="A scenario, or a file that says all that is asked (.toml).", metavar="SCENARIO"
        ),
    ],
    officers: Annotated[
        int | None, typer.Option("--officers", min=1, max=10_000, help="Posts to be placed.")
    ] = None,
    to: Annotated[
        str | None,
        typer.Option(
            "--to", metavar="TEAM,TEAM", help="Teams; kiosk_users: trained users of the kiosks."
        ),
    ] = None,
    budget: Annotated[
        float | None, typer.Option("--budget", min=0, help="Pounds a year for the posts at most.")
    ] = None,
    maximise: Annotated[
        str | None,
        typer.Option(
            "--maximise", help="charges, harm (charges weighted by it), informed, or any measure."
        ),
    ] = None,
    step: Annotated[
        int | None, typer.Option("--step", min=1, help="Share out in multiples of it.")
    ] = None,
    zone: Annotated[
        float | None, typer.Option("--zone", help="The smallest gain that matters, in its unit.")
    ] = None,
    tolerance: Annotated[
        float | None,
        typer.Option("--tolerance", min=0, help="High harm may wait longer by this share."),
    ] = None,
    replications: Annotated[
        int | None,
        typer.Option("-r", "--replications", min=1, help="Of the first look [default: 6]."),
    ] = None,
    workers: Workers = None,
    dask: Dask = None,
    seed: Seed = None,
    changes: Changes = None,
    parameters: Parameters = None,
    beside: Annotated[
        list[str] | None,
        typer.Option("--beside", metavar="FILE", help="A change without posts. May be repeated."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("-o", "--out", metavar="DIR", help="Folder [default: results/NAME-allocate]."),
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Keep the runs that the folder already has.")
    ] = False,
) -> None:
    """Find where new posts do most good, and say how sure that is."""
    from sacsim.engine import store
    from sacsim.engine.runs import opened
    from sacsim.experiment.aims import aim_of
    from sacsim.experiment.allocate import allocate, check, runs_at_most
    from sacsim.experiment.allocate_file import asked_of, is_asked, read_asked
    from sacsim.experiment.allocation import Budget
    from sacsim.experiment.effort import in_words, run_seconds
    from sacsim.experiment.placing import Placing, guards_of, task_of
    from sacsim.report.allocation import Told, print_allocation, tables
    from sacsim.report.allocation_picture import picture
    from sacsim.report.plots import drawing, saved

    options: dict[str, Any] = {
        "officers": officers,
        "to": None if to is None else [each.strip() for each in to.split(",") if each.strip()],
        "budget": budget,
        "maximise": maximise,
        "step": step,
        "zone": zone,
        "tolerance": tolerance,
        "replications": replications,
        "seed": seed,
        "beside": beside,
    }
    given = {name: value for name, value in options.items() if value is not None}
    asked = (read_asked if is_asked(scenario) else asked_of)(scenario, given)
    wanted = asked.changes | read_changes(changes, seed=asked.seed)
    loaded = load_scenario(Path(asked.scenario), wanted)
    aim = aim_of(asked.maximise)
    guards = guards_of(loaded, asked.tolerance) if asked.guards else ()
    others = {
        Path(file).stem: load_scenario(Path(file), wanted | {"seed": loaded.seed})
        for file in asked.beside
    }
    plan = tuple(under(loaded, parameters)) or (loaded,)
    sets = len(plan) if parameters is not None else 0
    besides = {name: tuple(under(one, parameters)) or (one,) for name, one in others.items()}
    first = asked.replications or max(6, 2 * sets)
    runs_of = asked.runs
    amounts = Budget(
        first,
        runs_of.most or 2 * first,
        runs_of.fresh or first,
        runs_of.moved or max(2, 2 * sets, first // 2),
    )
    task = task_of(
        loaded,
        asked.to,
        asked.officers,
        asked.step or _quarter(asked.officers),
        aim,
        guards=guards,
        zone=asked.zone,
        most_pounds=asked.budget,
        besides=[*others],
        sets=sets,
    )
    check(task, amounts)
    key = {
        "experiment": "allocate",
        "scenario": loaded.digest,
        "seed": loaded.seed,
        "asked": asked.model_dump(mode="json", exclude={"scenario", "beside", "name"}),
        "beside": {name: one.digest for name, one in others.items()},
        "parameters": [one.digest for one in plan] if sets else [],
    }
    default = Path("results") / f"{scenario.stem}-allocate"
    folder = out or (store.latest(default, key | _version()) if resume else store.unused(default))
    tell_warnings(loaded)
    engine_here()
    most = runs_at_most(task, amounts)
    typer.echo(
        f"{most} runs at most: about {in_words(most * run_seconds(loaded))} on one idle processor. "
        f"Replications: {amounts.first} of every case, up to {amounts.most} of a split, "
        f"{amounts.fresh} fresh, {amounts.moved} in each background; -r sets them.",
        err=True,
    )
    placing = Placing(plan, besides, aim, task.places, guards)
    with stages() as show:
        stage = [""]
        with opened(
            folder,
            key,
            resume=resume,
            workers=hands(workers, dask),
            tell=lambda n, of: show(stage[0], n, of),
        ) as runs:
            found = allocate(
                task, placing.look(runs.measures), amounts, lambda now: stage.__setitem__(0, now)
            )
            told = Told(found, loaded, aim, runs.made, asked.name)
            with drawing():
                pictures = saved(picture(told), "allocation")
            runs.conclude(
                {name: store.csv_bytes(table) for name, table in tables(told).items()} | pictures
            )
    print_allocation(told, console(), changes or [])
    console(stderr=False).print(f"Tables and picture: {folder}", markup=False, highlight=False)


def _quarter(officers: int) -> int:
    """A quarter of the posts, or one at a time where four do not divide them."""
    return officers // 4 if officers % 4 == 0 else 1


def _version() -> dict[str, str]:
    from sacsim.version import VERSION

    return {"sacsim": VERSION}
