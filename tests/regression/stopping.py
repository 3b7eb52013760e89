"""A script that runs `sacsim run` or `sweep`, or an experiment, and stops it at random moments.

python stopping.py WHAT SIGNAL TIMES SEED FOLDER, where WHAT is run, sweep or runs (an experiment
that keeps whole runs) and SIGNAL is KILL, INT or TERM. It imports sacsim once and forks, with one
simulated replication standing for all and no picture drawn, so that a stop costs milliseconds. It
says in JSON what it saw, and fails if anything was lost. POSIX alone.
"""

import io
import json
import os
import random
import select
import shutil
import signal
import sys
import time
from collections import Counter
from dataclasses import replace
from importlib import import_module
from pathlib import Path

from rich.console import Console

from sacsim import Run, Scenario, load, run
from sacsim import __main__ as command
from sacsim.engine import replicate, runs, store
from sacsim.engine.ready import ready
from sacsim.measure.catalogue import measure
from sacsim.report import effects
from sacsim.report.tables import print_forecast

SCENARIO = Path(__file__).parents[2] / "scenarios" / "small_town.toml"
CALLS = ("emergency_calls", "non_emergency_calls", "online_reports", "desk_crimes")
QUICK = {"warm_up_months": 0, "follow_up_months": 0}
QUICK |= {f"demand.other.{name}.per_year": 100 for name in CALLS}
COUNT = 6
STOPS_A_FOLDER = 12
"""At most; then an attempt is left alone, which otherwise might never be given the time to end."""
EXPERIMENT = Path(__file__).parents[2] / "experiments" / "small_town_kiosks.toml"
ONE_LINE = "sacsim: interrupted"


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def simulate(folder: Path, what: str) -> None:
    """One attempt, in a process of its own; never returns."""
    if what == "run":
        sys.argv[1:] = ["run", str(SCENARIO), "-r", str(COUNT), "-j", "1", "--resume"]
        sys.argv += ["-o", str(folder)]
        command.entry()
    if what == "sweep":
        sys.argv[1:] = ["sweep", str(EXPERIMENT), "-r", "2", "-j", "1", "--resume"]
        sys.argv += ["-o", str(folder)]
        command.entry()
    with runs.opened(folder, {"experiment": "x"}, resume=True, workers=1, whole=True) as made:
        table = made.measures(PLANS, [0, 1])
        made.conclude({"table.csv": store.csv_bytes(table)})
    sys.exit(0)


def started(folder: Path, what: str, said: Path, begun: Path) -> int:
    """Fork an attempt; returns its process when it is on its way."""
    reading, writing = os.pipe()
    process = os.fork()
    if process:
        os.close(writing)
        os.read(reading, 1)
        os.close(reading)
        return process
    with said.open("wb") as stream:
        os.dup2(stream.fileno(), 1)
        os.dup2(stream.fileno(), 2)
    counter = os.open(begun, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def instead(scenario: Scenario, replication: int, **_: object) -> Run:
        os.write(counter, b".")
        time.sleep(0.01)
        return replace(MADE, replication=replication)

    RUN_COMMAND.load_scenario = lambda *_: TOWN
    store.files_of = lambda result, measures: (
        {f"{size}.csv": bytes([65 + result.replication]) * size for size in (1, 1_000, 1_000_000)}
        | {"measures.csv": store.csv_bytes(measures), "capacity.csv": b"team\n"}
    )
    effects.pictures = lambda _: {"effects.svg": b"as quickly as this" * 10_000}
    for module in (replicate, runs):
        module.run = instead
        module.measure = lambda result: MEASURES.assign(replication=result.replication)
    os.write(writing, b"!")
    simulate(folder, what)
    raise AssertionError("an attempt ends by itself")


def ended(process: int, limit_seconds: float) -> int:
    """The exit code, negative for a signal; never waits for longer than this."""
    until = time.monotonic() + limit_seconds
    while time.monotonic() < until:
        found, status = os.waitpid(process, os.WNOHANG)
        if found:
            return os.waitstatus_to_exitcode(status)
        select.select([], [], [], 0.002)
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)
    raise AssertionError(f"process {process} hung")


def whole_files_only(folder: Path, reference: dict[str, bytes]) -> None:
    """Whatever has its name is the file it should be; the manifest comes with all the rest."""
    found = {name: data for name, data in contents(folder).items() if not name.endswith(".tmp")}
    assert found.items() <= reference.items(), sorted(found.items() - reference.items())[0][0]
    if store.MANIFEST in found:
        assert found == reference


def stop_often(what: str, name: str, times: int, seed: int, place: Path) -> dict[str, object]:
    """Stop attempts at random moments until so many were, and finish each folder begun."""
    chance = random.Random(seed)
    said, begun = place / "said", place / "begun"
    before = time.monotonic()
    assert ended(started(place / "reference", what, said, begun), 300) == 0, said.read_text()
    seconds = time.monotonic() - before
    reference, every = contents(place / "reference"), begun.stat().st_size
    assert every == len([*(place / "reference").rglob(store.CHECKSUMS)]) >= COUNT
    codes: Counter[int] = Counter()
    stops, folders, redone, slowest = 0, 0, 0, 0.0
    while stops < times:
        assert folders <= 10 * times, f"{stops} of {folders} attempts were stopped by SIG{name}"
        folder, folders = place / f"folder{folders}", folders + 1
        begun.unlink()
        own, code = 0, 1
        while code != 0:
            process = started(folder, what, said, begun)
            sent = time.monotonic()
            if own < STOPS_A_FOLDER:
                select.select([], [], [], chance.uniform(0, 0.8 * seconds))
                sent = time.monotonic()
                os.kill(process, getattr(signal, f"SIG{name}"))
            code = ended(process, 120)
            codes[code] += 1
            if code != 0:
                own += 1
                slowest = max(slowest, time.monotonic() - sent)
                if folder.exists():
                    whole_files_only(folder, reference)
            if name != "KILL" and what != "runs" and code != 0:
                lines = [line for line in said.read_text().splitlines() if " done" not in line]
                told = [line for line in lines if line.startswith("sacsim: ")]
                assert code == 130, (code, lines)
                assert told == lines[-1:], lines  # after the forecast, if it was being printed
                assert told[0].startswith(ONE_LINE), lines
                assert not any("Traceback" in line for line in lines), lines
        assert contents(folder) == reference
        assert begun.stat().st_size <= every + own, "more was redone than was in flight"
        redone += begun.stat().st_size - every
        stops += own
        shutil.rmtree(folder)
    return {
        "stops": stops,
        "folders": folders,
        "redone": redone,
        "exit_codes": {str(code): number for code, number in sorted(codes.items())},
        "slowest_stop_seconds": round(slowest, 3),
        "whole_seconds": round(seconds, 3),
    }


if __name__ == "__main__":
    ready()
    RUN_COMMAND = import_module("sacsim.cli.run")
    TOWN = load(SCENARIO, QUICK)
    PLANS = {str(n): [TOWN.change({"teams.csi.officers": n})] for n in (3, 4, 5)}
    MADE = run(TOWN, 0)
    MEASURES = measure(MADE)
    print_forecast(replicate.Results(TOWN, MEASURES, None), Console(file=io.StringIO()), [])
    what, name, times, seed, place = sys.argv[1:]
    Path(place).mkdir(parents=True, exist_ok=True)
    print(json.dumps(stop_often(what, name, int(times), int(seed), Path(place))))
