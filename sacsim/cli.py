"""The command line: `sacsim run`, `check`, `explain` and `demand`."""

import io
import os
import signal
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from sacsim.errors import BadInput, SacsimError
from sacsim.version import VERSION

app = typer.Typer(
    help="How much of the evidence that offenders leave does a police force have time to use?",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
INTERRUPTED = 130
PIPED_WIDTH = 110

ScenarioFile = Annotated[Path, typer.Argument(help="A scenario file (.toml).", metavar="SCENARIO")]
Changes = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="KEY=VALUE",
        help="Change one number or word, e.g. teams.csi.officers=34. May be repeated.",
    ),
]


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"sacsim {VERSION}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show tracebacks.")] = False,
) -> None:
    """How much of the evidence that offenders leave does a police force have time to use?"""


@app.command()
def run(
    scenario: ScenarioFile,
    replications: Annotated[
        int | None,
        typer.Option(
            "-r",
            "--replications",
            min=1,
            help="Number of replications [default: as the scenario says].",
        ),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option("-j", "--workers", min=1, help="Processes [default: one a processor]."),
    ] = None,
    seed: Annotated[int | None, typer.Option("--seed", min=0, help="Seed of all luck.")] = None,
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
    from sacsim.scenario.warnings import warnings

    _one_of("--engine", engine, ENGINES)
    _one_of("--journal", journal, ("crimes", "full"))
    overrides = _overrides(changes)
    overrides |= {k: v for k, v in (("seed", seed), ("years", years)) if v is not None}
    loaded = _load(scenario, overrides)
    default = Path("results") / scenario.stem
    if out is not None:
        folder = out
    elif resume:
        folder = store.latest(default, store.key_of(loaded, journal))
    else:
        folder = store.unused(default)
    for line in warnings(loaded):
        typer.echo(f"warning: {line}", err=True)
    engine = ready(engine, lambda line: typer.echo(f"note: {line}", err=True))
    with _progress() as progress:
        results = replicate(
            loaded,
            replications,
            workers=workers,
            folder=folder,
            resume=resume,
            journal=journal,
            engine=engine,
            progress=progress,
        )
    if json:
        typer.echo(over_replications(results.measures).to_json(orient="records", indent=1))
    else:
        print_forecast(results, _console(), changes or [])
    _console(stderr=json).print(f"Results: {folder}", markup=False, highlight=False)


@app.command()
def check(
    scenarios: Annotated[list[Path], typer.Argument(help="Scenario files.", metavar="SCENARIO...")],
    changes: Changes = None,
) -> None:
    """Check scenario files without running them; every problem is one line."""
    from sacsim.scenario.stated import stated_numbers, tally
    from sacsim.scenario.warnings import warnings

    problems: list[str] = []
    for path in scenarios:
        try:
            loaded = _load(path, _overrides(changes))
        except BadInput as error:
            problems += error.problems
        else:
            numbers = stated_numbers(loaded.tree)
            assumed = tally(numbers)["assumed"]
            typer.echo(f"{path}: sound; {len(numbers)} numbers, {assumed} of them only assumed")
            for line in warnings(loaded):
                typer.echo(f"{path}: warning: {line}", err=True)
    if problems:
        raise BadInput(*problems)


@app.command()
def explain(
    scenario: ScenarioFile,
    other: Annotated[
        Path | None, typer.Argument(help="Another scenario to compare it with.", metavar="OTHER")
    ] = None,
    changes: Changes = None,
) -> None:
    """Say in plain English what a scenario assumes, or how two scenarios differ."""
    from sacsim.scenario.explain import explain as explain_one
    from sacsim.scenario.explain import explain_difference

    if other is not None and changes:
        raise BadInput("--set: goes with one scenario; write the change into a file of its own")
    loaded = _load(scenario, _overrides(changes))
    if other is None:
        explain_one(loaded, _console())
    else:
        explain_difference(loaded, _load(other, {}), _console())


@app.command()
def demand(
    folder: Annotated[
        Path,
        typer.Argument(help="Folder of data.police.uk files (.csv or .csv.gz).", metavar="DIR"),
    ],
    force: Annotated[
        str | None,
        typer.Option("--force", metavar="NAME", help="The force, if the files hold several."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "-o", "--out", metavar="FILE", help="Scenario fragment to write [default: print it]."
        ),
    ] = None,
    parent: Annotated[
        str, typer.Option("--extends", help="The scenario that the fragment extends.")
    ] = "england_median.toml",
) -> None:
    """Turn data.police.uk files into the demand and the comparators of a scenario."""
    from sacsim.demand.fragment import fragment
    from sacsim.demand.police_uk import read_police_uk
    from sacsim.engine import store
    from sacsim.errors import OutputError

    if out is not None and out.exists():
        raise BadInput(f"{out}: already exists; choose another -o or remove it")
    data = read_police_uk(folder, force)
    text = fragment(data, parent=parent)
    for line in data.dropped:
        typer.echo(line, err=True)
    if out is None:
        typer.echo(text, nl=False)
        return
    try:
        store.write(out, text.encode())
    except OSError as error:
        why = error.strerror or error
        raise OutputError(f"{out}: cannot be written: {why}; choose another -o") from error
    typer.echo(f"Written: {out}")


def _load(path: Path, overrides: dict[str, Any]) -> Any:
    from sacsim.scenario.scenario import load

    return load(path, overrides)


def _overrides(changes: list[str] | None) -> dict[str, Any]:
    pairs = [change.partition("=") for change in changes or []]
    wrong = [f"--set {key}: write it as KEY=VALUE" for key, sign, _ in pairs if not sign]
    wrong += [
        f"--set {key}={value}: write the new total, not the difference"
        for key, _, value in pairs
        if value.strip().startswith("+")
    ]
    if wrong:
        raise BadInput(*wrong)
    return {key.strip(): value.strip() for key, _, value in pairs}


def _one_of(option: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise BadInput(f"{option} {value!r}: not available; one of: {', '.join(allowed)}")


def _console(stderr: bool = False) -> Console:
    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else PIPED_WIDTH
    return Console(file=stream, width=width, highlight=False)


@contextmanager
def _progress() -> Any:
    """A progress bar on standard error; a plain line where that is no terminal."""
    console = Console(file=sys.stderr)
    if not console.is_terminal:
        yield lambda done, of: typer.echo(f"{done} of {of} replications done", err=True)
        return
    columns = (TextColumn("simulating"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("simulating", total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; returns the exit code (the README lists them)."""
    given = sys.argv[1:] if arguments is None else arguments
    debug = "--debug" in given
    try:
        code = app(args=given, standalone_mode=False, prog_name="sacsim")
        sys.stdout.flush()
        if code == INTERRUPTED:  # what newer typer makes of Ctrl-C, without a word
            raise KeyboardInterrupt
        return code if isinstance(code, int) else 0
    except SacsimError as error:
        return _failed(error, str(error), error.exit_code, debug)
    except (KeyboardInterrupt, typer.Abort) as error:
        kept = "; finished replications are kept: run again with --resume"
        return _failed(error, f"interrupted{kept * ('run' in given)}", INTERRUPTED, debug)
    except (BrokenPipeError, SystemExit) as error:  # typer and rich exit when nobody reads on
        if isinstance(error, SystemExit) and not isinstance(error.__context__, BrokenPipeError):
            raise
        return 0
    except OSError as error:
        why = error.strerror or error
        return _failed(error, f"{why}: free some space or send the output elsewhere", 3, debug)
    except MemoryError as error:
        return _failed(error, "out of memory: use fewer workers (-j 1)", 3, debug)
    except Exception as error:
        usage = getattr(error, "format_message", None)  # typer's usage errors share no public base
        if usage is None:
            raise
        return _failed(error, usage(), 2, debug)


def _failed(error: BaseException, message: str, code: int, debug: bool) -> int:
    if debug:
        raise error
    for line in message.splitlines():
        typer.echo(f"sacsim: {line}" if code != 2 else line, err=True)
    return code


def _interrupt(signum: int, frame: object) -> None:
    """Treat a request to terminate like Ctrl-C."""
    raise KeyboardInterrupt


def entry() -> None:
    """The `sacsim` command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal may lack some letters
    signal.signal(signal.SIGTERM, _interrupt)
    code = main()
    try:
        sys.stdout.flush()
    except OSError:  # nobody reads on; Python would try once more at its end, and complain
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    sys.exit(code)
