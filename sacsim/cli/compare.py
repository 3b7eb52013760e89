"""`sacsim compare`: what other plans would change, against the first."""

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
    show_progress,
    tell_warnings,
    under,
)
from sacsim.errors import BadInput


def compare(
    scenarios: Annotated[
        list[Path],
        typer.Argument(
            help="Scenario files, two or more; the others are compared with the first.",
            metavar="SCENARIO...",
        ),
    ],
    replications: Annotated[
        int | None,
        typer.Option(
            "-r",
            "--replications",
            min=1,
            help="Replications of each [default: as the first scenario says].",
        ),
    ] = None,
    workers: Workers = None,
    dask: Dask = None,
    seed: Seed = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--out",
            metavar="DIR",
            help="Folder for results, tables and pictures [default: results/NAME-compared].",
        ),
    ] = None,
    changes: Changes = None,
    parameters: Parameters = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Keep the replications that the folder already has.")
    ] = False,
    json: Annotated[
        bool, typer.Option("--json", help="Print everything as JSON instead of tables.")
    ] = False,
) -> None:
    """Say what other plans change against the first, in which crimes, and for other work."""
    from json import dumps

    from sacsim.engine import store
    from sacsim.engine.runs import opened
    from sacsim.experiment.compare import check
    from sacsim.experiment.compare import compare as compare_all
    from sacsim.report.changed import tell_changed
    from sacsim.report.compare import as_json, print_comparison
    from sacsim.report.forest import pictures
    from sacsim.version import VERSION

    loaded = _loaded(scenarios, changes, seed)
    sets = [under(each, parameters) for each in loaded] if parameters else []
    least = max(2, 2 * len(sets[0]) if sets else 0)
    count = replications or max(loaded[0].replications, least)
    check(loaded, count, len(sets[0]) if sets else 0)
    for each in loaded:
        tell_warnings(each)
    key = {
        "experiment": "compare",
        "scenarios": [each.digest for each in loaded],
        "parameters": [[each.digest for each in one] for one in sets],
    }
    default = Path("results") / f"{scenarios[0].stem}-compared"
    if out is None:
        found_in = {"sacsim": VERSION, **key}
        out = store.latest(default, found_in) if resume else store.unused(default)
    engine = engine_here()
    with opened(out, key, resume=resume) as runs, show_progress("runs") as progress:
        found = compare_all(
            loaded,
            count,
            under=sets,
            folder=out,
            resume=resume,
            workers=hands(workers, dask),
            engine=engine,
            progress=progress,
        )
        told = tell_changed(found)
        tables = {
            "estimates.csv": found.estimates,
            "differences.csv": found.differences,
            "happened.csv": found.happened,
            "changed_crimes.csv": told,
        }
        files = {name: store.csv_bytes(table) for name, table in tables.items()}
        runs.conclude(files | pictures(found))
    if json:
        typer.echo(dumps(as_json(found, told), indent=1, ensure_ascii=False, allow_nan=False))
    else:
        print_comparison(found, told, console(), changes or [])
    page = console(stderr=json)
    page.print(f"Tables and pictures: {out}", markup=False, highlight=False)
    if len(told):
        one = told.iloc[0]
        page.print(
            f"The first crime of changed_crimes.csv, under A and then under {one['plan']}:",
            markup=False,
        )
        for letter in ("A", one["plan"]):
            life = f"--crime {one['crime']} --replication {one['replication']}"
            trace = f"  sacsim trace {out / letter} {life}"
            page.print(trace, markup=False, highlight=False, soft_wrap=True)


def _loaded(files: list[Path], changes: list[str] | None, seed: int | None) -> list[Any]:
    """Every scenario, with the seed asked for or the first one's; all problems at once."""
    from sacsim.experiment.compare import with_one_seed

    found, wrong = [], []
    for file in files:
        try:
            found.append(load_scenario(file, read_changes(changes, seed=seed)))
        except BadInput as error:
            wrong += error.problems
    if wrong:
        raise BadInput(*dict.fromkeys(wrong))
    if len({each.seed for each in found}) > 1:
        typer.echo(
            f"note: the seeds differ; all run with {found[0].seed}, that of {files[0].name} "
            "(or choose one with --seed)",
            err=True,
        )
    return with_one_seed(found)
