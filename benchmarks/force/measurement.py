"""One measurement of sacsim in a process of its own, so that memory and compiling are its own.

`take` starts the process, which is this same file; the two talk in JSON.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, NamedTuple

from benchmarks.force.variants import DEFAULT, ONE_YEAR, SMALL

REFERENCE, COMPILED = "reference", "compiled"


@dataclass(frozen=True)
class Task:
    """What to run: a scenario with overrides on an engine, and how often."""

    engine: str = COMPILED
    scenario: str = DEFAULT
    overrides: dict[str, Any] = field(default_factory=lambda: dict(ONE_YEAR))
    warm: bool = True
    """Run a small scenario first, so that everything is imported and compiled."""
    repeats: int = 1


class Measured(NamedTuple):
    """What one process needed."""

    seconds: float
    """Of a run, its median."""
    measuring: float
    """Seconds to compute all measures of the run."""
    services: int
    """Jobs begun in all teams."""
    waiting: int
    """Jobs that wait in all teams at the end."""
    years: float
    megabytes: float
    """Peak memory of the process, all runs over and the last not yet measured."""
    process: float = 0.0
    """Seconds of the whole process, from its start to its end."""

    @property
    def microseconds(self) -> float:
        """Time for one service."""
        return self.seconds / self.services * 1e6

    @property
    def seconds_per_year(self) -> float:
        """Time for one simulated year."""
        return self.seconds / self.years


def take(task: Task, environment: Mapping[str, str] | None = None) -> Measured:
    """Measure in a fresh process, with additions to its environment."""
    print(f"force: {task.engine} engine, {task.scenario}", file=sys.stderr)
    command = [sys.executable, "-m", __name__, json.dumps(asdict(task))]
    begin = perf_counter()
    done = subprocess.run(
        command, env={**os.environ, **(environment or {})}, stdout=subprocess.PIPE, check=True
    )
    process = perf_counter() - begin
    return Measured(*json.loads(done.stdout))._replace(process=process)


def _measure(task: Task) -> Measured:
    from sacsim import load
    from sacsim.engine.run import run
    from sacsim.measure.catalogue import measure

    if task.warm:
        measure(run(load(SMALL, ONE_YEAR), engine=task.engine))
    scenario = load(task.scenario, task.overrides)
    seconds = []
    for _ in range(task.repeats):
        begin = perf_counter()
        result = run(scenario, engine=task.engine)
        seconds.append(perf_counter() - begin)
    peak = _peak_megabytes()
    begin = perf_counter()
    measure(result)
    measuring = perf_counter() - begin
    queues = result.queues
    waiting = queues.loc[queues["month"] == queues["month"].max(), "queue_end"].sum()
    counts = int(queues["started"].sum()), int(waiting)
    return Measured(median(seconds), measuring, *counts, scenario.months / 12, peak)


def _peak_megabytes() -> float:
    """Peak resident memory of this process; Linux's ru_maxrss would count its parent's too."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if "VmHWM" in line)
        return int(line.split()[1]) / 1024
    try:
        import resource
    except ImportError:  # not on Windows
        return float("nan")
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


if __name__ == "__main__":
    print(json.dumps(_measure(Task(**json.loads(sys.argv[1])))))
