"""Options: what the commands have in common, and how they talk to the terminal."""

import os
import sys
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)

from sacsim.errors import BadInput, OutputError

PIPED_WIDTH = 110
MANY = 20
"""Runs beyond which not each is told."""
MOST_WORKERS = 61 if sys.platform == "win32" else 1000
"""Windows can wait for no more at a time."""
MOST_REPLICATIONS = 100_000

ScenarioFile = Annotated[Path, typer.Argument(help="A scenario file (.toml).", metavar="SCENARIO")]
Changes = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="KEY=VALUE",
        help="Change one number or word, e.g. teams.csi.officers=34. May be repeated.",
    ),
]

Workers = Annotated[
    int | None,
    typer.Option(
        "-j", "--workers", min=1, max=MOST_WORKERS, help="Processes [default: one a processor]."
    ),
]
Dask = Annotated[
    str | None,
    typer.Option(
        "--dask",
        metavar="ADDRESS",
        help="A Dask cluster's scheduler, as tcp://HOST:8786, instead of processes here.",
    ),
]
Shard = Annotated[
    str | None,
    typer.Option(
        "--shard",
        metavar="I/N",
        help="Do the I-th of N parts of the runs alone, as one of N jobs (1/N to N/N).",
    ),
]
Resume = Annotated[bool, typer.Option("--resume", help="Go on with what the folder already has.")]
Parameters = Annotated[
    Path | None,
    typer.Option(
        "--parameters",
        metavar="FILE",
        help="Parameter sets from `sacsim calibrate`, taken by turns: shows their range too.",
    ),
]
ExperimentFile = Annotated[
    Path, typer.Argument(help="An experiment file (.toml).", metavar="EXPERIMENT")
]
Replications = Annotated[
    int | None,
    typer.Option(
        "-r", "--replications", min=1, help="Runs of each point [default: as the file says]."
    ),
]
Out = Annotated[
    Path | None,
    typer.Option(
        "-o", "--out", metavar="DIR", help="Results folder [default: results/NAME, numbered]."
    ),
]
Seed = Annotated[int | None, typer.Option("--seed", min=0, help="Seed of all luck.")]


def load_scenario(path: Path, overrides: dict[str, Any]) -> Any:
    """Read a scenario file; imported late, so that help and errors come at once."""
    from sacsim.scenario.scenario import load

    try:
        return load(path, overrides)
    except BadInput:
        from sacsim.experiment.files import is_experiment

        if is_experiment(path):
            takes = "`sacsim sweep`, `sensitivity` and `allocate` take it"
            raise BadInput(f"{path}: is an experiment, not a scenario: {takes}") from None
        raise


def read_changes(changes: list[str] | None, **options: Any) -> dict[str, Any]:
    """Read what `--set` says, KEY=VALUE any number of times, and options that were given."""
    pairs = [change.partition("=") for change in changes or []]
    wrong = [f"--set {key}: write it as KEY=VALUE" for key, sign, _ in pairs if not sign]
    wrong += [
        f"--set {key}={value}: write the new total, not the difference"
        for key, _, value in pairs
        if value.strip().startswith("+")
    ]
    if wrong:
        raise BadInput(*wrong)
    given = {key: value for key, value in options.items() if value is not None}
    return {key.strip(): value.strip() for key, _, value in pairs} | given


def under(scenario: Any, file: Path | None) -> list[Any]:
    """The scenario under each parameter set of a file; none without a file."""
    from sacsim.experiment.parameters import read_parameters

    if file is None:
        return []
    parameters = read_parameters(file)
    if parameters.digest != scenario.digest:
        typer.echo(
            f"note: {file.name} was fitted to {parameters.fitted_to}, not to this scenario",
            err=True,
        )
    try:
        found: list[Any] = parameters.of(scenario)
    except BadInput as error:
        lines = (line.removeprefix("--set: ") for line in error.problems)
        raise BadInput(*(f"{file}: {line}" for line in dict.fromkeys(lines))) from None
    return found


def hands(workers: int | None, dask: str | None) -> int | str | None:
    """Who does the runs: so many processes, or the cluster at an address."""
    if workers is not None and dask is not None:
        raise BadInput(f"-j {workers} and --dask {dask}: give one of them")
    return dask if dask is not None else workers


def part_of(shard: str | None) -> tuple[int, int] | None:
    """Read what `--shard` says: which part of how many, from 1."""
    if shard is None:
        return None
    part, _, of = shard.partition("/")
    if not (part.isdecimal() and of.isdecimal() and 1 <= int(part) <= int(of)):
        raise BadInput(f"--shard {shard}: write it as I/N with I from 1 to N, as 1/4 to 4/4")
    return int(part), int(of)


def must_be_new(out: Path | None) -> None:
    """Refuse to write over a file, or where none can be, before any time is spent."""
    if out is None:
        return
    if out.exists() or out.is_symlink():
        raise BadInput(f"{out}: already exists; choose another -o or remove it")
    if not out.parent.exists():
        raise OutputError(f"{out}: cannot be written: no folder {out.parent}; choose another -o")
    must_be_possible(out)


def must_be_possible(out: Path) -> None:
    """Refuse a place that nothing can be written to, before any time is spent."""
    above = next(each for each in out.absolute().parents if each.exists())
    if not above.is_dir():
        raise OutputError(f"{out}: cannot be written: {above} is no folder; choose another -o")
    if not os.access(above, os.W_OK):
        raise OutputError(f"{out}: cannot be written: {above} is read-only; choose another -o")


def must_be_empty(out: Path) -> None:
    """Make sure of a folder that is new or empty."""
    from sacsim.engine import store

    if out.exists() and not (out.is_dir() and not any(out.iterdir())):
        raise BadInput(f"{out}: already there; choose a new folder with -o")
    store.keep(out, {})


def write_new(out: Path, text: str) -> None:
    """Write a file whole, or say why not."""
    from sacsim.engine import store

    try:
        store.write(out, text.encode())
    except OSError as error:
        why = error.strerror or error
        raise OutputError(f"{out}: cannot be written: {why}; choose another -o") from error


def tell_warnings(scenario: Any) -> None:
    """Say on standard error what looks odd in a scenario that is about to be run."""
    from sacsim.scenario.overload import overloaded
    from sacsim.scenario.warnings import warnings

    for line in (*warnings(scenario), *(line for _, line in overloaded(scenario))):
        typer.echo(f"warning: {line}", err=True)


def one_of(option: str, value: str, allowed: tuple[str, ...]) -> None:
    """Refuse a word that an option does not know."""
    if value not in allowed:
        raise BadInput(f"{option} {value!r}: not available; one of: {', '.join(allowed)}")


def console(stderr: bool = False) -> Console:
    """The terminal, or a page of fixed width where the output goes elsewhere."""
    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else PIPED_WIDTH
    return Console(file=stream, width=width, highlight=False, emoji=False)


def tell_place(what: str, place: Path, stderr: bool = False) -> None:
    """Say where something was put, whatever its name is made of."""
    from sacsim.scenario.problems import printable

    console(stderr).print(printable(f"{what}: {place}"), markup=False)


@contextmanager
def show_progress(of_what: str = "replications") -> Any:
    """A progress bar on standard error; a plain line where that is no terminal."""
    console = Console(file=sys.stderr)
    if not console.is_terminal:
        yield _lines(of_what)
        return
    columns = (TextColumn("simulating"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("simulating", total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)


def _lines(of_what: str) -> Callable[[int, int], None]:
    """A plain line as things are done; of many, a line each twentieth, with the time left."""
    clock = Progress(disable=True)
    task = clock.add_task("simulating")

    def tell(done: int, of: int) -> None:
        clock.update(task, completed=done, total=of)
        if of > MANY and done not in (0, of) and done % (of // MANY):
            return
        left = clock.tasks[0].time_remaining if 0 < done < of and of > MANY else None
        minutes = max(round(left / 60), 1) if left else 0
        more = f", about {minutes} minute{'s' * (minutes > 1)} left" if minutes else ""
        typer.echo(f"{done} of {of} {of_what} done{more}", err=True)

    return tell


@contextmanager
def stages() -> Any:
    """A bar for each stage of a long calculation; a line now and then where that is no terminal."""
    console = Console(file=sys.stderr)
    if not console.is_terminal:

        def told(stage: str, done: int, of: int) -> None:
            if done in (0, of) or done % max(of // 10, 1) == 0:
                typer.echo(f"{stage}: {done} of {of} runs", err=True)

        yield told
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        known: dict[tuple[str, int], TaskID] = {}

        def tell(stage: str, done: int, of: int) -> None:
            if (stage, of) not in known:
                known[stage, of] = bar.add_task(stage, total=of)
            bar.update(known[stage, of], completed=done)

        yield tell
