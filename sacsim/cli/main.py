"""The command line put together: commands, exit codes, and how a failure is told."""

import io
import os
import sys
from typing import Annotated

import typer

from sacsim.__main__ import INTERRUPTED
from sacsim.cli.allocate import allocate
from sacsim.cli.backlog import backlog
from sacsim.cli.calibrate import calibrate
from sacsim.cli.check import check
from sacsim.cli.compare import compare
from sacsim.cli.demand import demand
from sacsim.cli.explain import explain
from sacsim.cli.forecast import forecast
from sacsim.cli.logs import logs
from sacsim.cli.losses import losses
from sacsim.cli.run import run
from sacsim.cli.score import score
from sacsim.cli.scorecard import scorecard
from sacsim.cli.sensitivity import sensitivity
from sacsim.cli.sweep import sweep
from sacsim.cli.trace import trace
from sacsim.cli.verify import verify
from sacsim.cli.warmup import warmup
from sacsim.errors import BadInput, SacsimError
from sacsim.version import VERSION

app = typer.Typer(
    help="How much of the evidence that offenders leave does a police force have time to use?",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
LONGEST_LINE = 1000
COMMANDS = (
    run,
    compare,
    warmup,
    losses,
    allocate,
    check,
    explain,
    trace,
    scorecard,
    logs,
    demand,
    sweep,
    sensitivity,
    calibrate,
    backlog,
    forecast,
    score,
    verify,
)
"""In the order in which help lists them."""
KEEPING = {"run", "compare", "allocate", "forecast", "sweep", "sensitivity", "calibrate"}
"""Commands that a later one can go on from with --resume."""


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


for command in COMMANDS:
    app.command()(command)


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
        return _failed(error, f"interrupted{kept * _keeps(given)}", INTERRUPTED, debug)
    except (BrokenPipeError, SystemExit) as error:  # typer and rich exit when nobody reads on
        if isinstance(error, SystemExit) and not isinstance(error.__context__, BrokenPipeError):
            raise
        return 0
    except OSError as error:
        where = f"{error.filename}: " if isinstance(error.filename, str) else ""
        why = f"{where}{error.strerror or error}"
        return _failed(error, f"{why}: free some space or send the output elsewhere", 3, debug)
    except MemoryError as error:
        return _failed(error, "out of memory: use fewer workers (-j 1)", 3, debug)
    except Exception as error:
        usage = getattr(error, "format_message", None)  # typer's usage errors share no public base
        if usage is None:
            raise
        return _failed(error, usage(), 2, debug)


def _keeps(given: list[str]) -> bool:
    """Whether a command keeps what it has done; `losses` does in a folder alone."""
    if "losses" in given:
        return bool({"-o", "--out"} & {*given})
    return not KEEPING.isdisjoint(given)


def _failed(error: BaseException, message: str, code: int, debug: bool) -> int:
    if debug:
        raise error
    from sacsim.scenario.problems import cut, printable

    lines = error.problems if isinstance(error, BadInput) else message.splitlines()
    for line in lines:
        told = cut(printable(line), LONGEST_LINE)
        typer.echo(f"sacsim: {told}" if code != 2 else told, err=True)
    return code


def entry() -> None:
    """The `sacsim` command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal may lack some letters
    code = main()
    try:
        sys.stdout.flush()
    except OSError:  # nobody reads on; Python would try once more at its end, and complain
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    sys.exit(code)
