"""What a sweep adds to each run: its keeping, and its handing over to another process."""

import pickle
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time
from unittest import mock

from benchmarks.markdown import table
from sacsim import load
from sacsim.engine import runs as runs_module
from sacsim.engine.run import run
from sacsim.engine.runs import Runs, Wanted
from sacsim.measure.catalogue import measure
from sacsim.scenario.scenario import Scenario

OFFICERS = "teams.csi.officers"


def report(*, quick: bool) -> str:
    """Return the tables as Markdown."""
    town = load("scenarios/small_town.toml")
    england = load("scenarios/england_median.toml")
    number = 50 if quick else 400
    rows = [
        ["keeping a run in a folder", *_ms(lambda: _kept(town, number), number)],
        ["handing the default force to a worker", *_ms(lambda: _handed(england, 40), 40)],
        ["making and checking a point of the default force", *_ms(lambda: _made(england, 20), 20)],
    ]
    text = "## Sweeps\n\n" + table(["beside each run", "ms of processor", "ms of the clock"], rows)
    if quick:
        return text
    alone, both = _timed(town, 1), _timed(town, 2)
    scaling = [["1", f"{alone:.1f}", "1.00"], ["2", f"{both:.1f}", f"{alone / both:.2f}"]]
    return text + "\n\n" + table(["workers", "s for 24 runs of the small town", "times"], scaling)


def _ms(work: Callable[[], tuple[float, float]], number: int) -> list[str]:
    """Milliseconds each, of the processor and of the clock."""
    return [f"{1000 * spent / number:.1f}" for spent in work()]


def _spent(work: Callable[[], object]) -> tuple[float, float]:
    processor, clock = process_time(), perf_counter()
    work()
    return process_time() - processor, perf_counter() - clock


def _kept(town: Scenario, number: int) -> tuple[float, float]:
    """With a stand-in for the run itself and for its measures."""
    done = run(town, 0)
    measures = measure(done)
    with (
        tempfile.TemporaryDirectory() as folder,
        mock.patch.object(runs_module, "run", return_value=done),
        mock.patch.object(runs_module, "measure", return_value=measures),
    ):
        runs = Runs(Path(folder), workers=1, only=("crimes_charged",))
        runs.make([[town]], [number])
        return _spent(lambda: runs.make([[town]], range(number)))


def _handed(scenario: Scenario, number: int) -> tuple[float, float]:
    """Written for another process, and read there."""
    one = scenario.to_run()
    pickle.loads(pickle.dumps(Wanted(one, 0)))
    return _spent(lambda: [pickle.loads(pickle.dumps(Wanted(one, n))) for n in range(number)])


def _made(scenario: Scenario, number: int) -> tuple[float, float]:
    return _spent(lambda: [scenario.change({OFFICERS: 20 + n}).digest for n in range(number)])


def _timed(town: Scenario, workers: int) -> float:
    plans = [[town.change({OFFICERS: 2 + n})] for n in range(12)]
    runs = Runs(workers=workers)
    began = perf_counter()
    runs.make(plans, range(2))
    return perf_counter() - began
