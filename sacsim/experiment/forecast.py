"""Forecast: the next weeks or months of a force, period by period, with bands of luck.

Every replication runs from the warm-up, or from the table of live crimes, to the end of the last
period and no further. A band between order statistics of the replications covers one more
replication with an exact probability. That is luck: which crimes come, what they leave and how
work falls. It says nothing of whether the scenario's numbers are right.
"""

import hashlib
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sacsim.clock import month_after
from sacsim.engine import store
from sacsim.engine.pool import Workers
from sacsim.engine.ready import ready
from sacsim.engine.run import run
from sacsim.engine.runs import Runs
from sacsim.errors import BadInput
from sacsim.journal import CRIMES
from sacsim.measure.periods import PER_PERIOD, by_period
from sacsim.scenario.problems import as_text
from sacsim.scenario.scenario import Scenario
from sacsim.statistics import band_place, prediction_band
from sacsim.version import VERSION

REPLICATIONS, FEWEST = 39, 9
"""With 39 the bands cover one more replication with exactly 80 and 95 %."""
WANTED = {"80": 0.80, "95": 0.95}
WEEKS, MONTHS = "week", "month"
FORECAST, EVERY, MANIFEST = "forecast.csv", "replications.csv", "manifest.json"
ORDER = ["period_start", "crime_type", "measure"]
BANDS = ["median", "low80", "high80", "low95", "high95"]
COLUMNS = ["scenario", "digest", "period_start", "period", "crime_type", "measure", *BANDS]


@dataclass(frozen=True)
class Periods:
    """So many weeks or months from the start of the recorded window on."""

    of: str
    count: int

    def days(self, first: date) -> list[date]:
        """The first day of each period, and the day after the last."""
        if self.of == MONTHS:
            return [month_after(first, n) for n in range(self.count + 1)]
        return [first + timedelta(weeks=n) for n in range(self.count + 1)]


@dataclass(frozen=True)
class Forecast:
    """`every` has a row for each replication, period, type and measure; `bands` sums them up."""

    scenario: Scenario
    periods: Periods
    every: pd.DataFrame
    bands: pd.DataFrame

    @property
    def replications(self) -> int:
        """How many the bands rest on."""
        return int(self.every["replication"].nunique())

    @property
    def coverage(self) -> dict[str, float]:
        """What the bands called 80 and 95 really cover."""
        return {name: band_place(self.replications, wanted)[1] for name, wanted in WANTED.items()}

    def of(self, crime_type: str, measure: str) -> pd.DataFrame:
        """The bands of one line, in order of time."""
        chosen = (self.bands["crime_type"] == crime_type) & (self.bands["measure"] == measure)
        return self.bands[chosen].reset_index(drop=True)


def forecast(
    scenario: Scenario,
    periods: Periods,
    replications: int = REPLICATIONS,
    *,
    workers: Workers = None,
    engine: str | None = None,
    progress: Callable[[int, int], None] | None = None,
    runs: Runs | None = None,
) -> Forecast:
    """Forecast the periods from the start of the recorded window on.

    `runs` may hold what an earlier attempt at the same (`key_of`) has left. Raises BadInput for too
    few replications or a period after the scenario's end.
    """
    days = days_of(scenario, periods, replications)
    edges = [scenario.clock.hours(day) for day in days]
    tell = progress or (lambda done, of: None)
    tell(0, replications)
    found: dict[int, pd.DataFrame] = {}
    counted = partial(one, scenario, edges=edges, engine=ready(engine))
    runs = runs or Runs(workers=workers)
    for name, counts in runs.tables(counted, {str(n): n for n in range(replications)}):
        found[int(name)] = counts
        tell(len(found), replications)
    every = pd.concat([found[n] for n in range(replications)], ignore_index=True)
    every.insert(1, "period_start", [f"{days[n - 1]}" for n in every["period"]])
    return Forecast(scenario, periods, every, _bands(scenario, periods, every))


def one(
    scenario: Scenario, replication: int, *, edges: Sequence[float], engine: str | None = None
) -> pd.DataFrame:
    """Count one replication period by period."""
    result = run(scenario, replication, engine=engine, until=edges[-1])
    counts = by_period(result, edges)
    counts.insert(0, "replication", replication)
    return counts


def days_of(scenario: Scenario, periods: Periods, replications: int) -> list[date]:
    """Return where the periods begin and the last ends. Raises BadInput for what cannot be told."""
    wrong = []
    if replications < FEWEST:
        wrong.append(f"-r {replications}: a forecast needs {FEWEST} replications or more")
    first = month_after(scenario.start, scenario.warm_up_months)
    days, end = periods.days(first), month_after(scenario.start, scenario.months)
    if days[-1] > end:
        wrong.append(
            f"--{periods.of}s {periods.count}: ends on {days[-1]}, after the scenario does, on "
            f"{end}; ask for fewer, or set follow_up_months"
        )
    if wrong:
        raise BadInput(*wrong)
    return days


def _bands(scenario: Scenario, periods: Periods, every: pd.DataFrame) -> pd.DataFrame:
    """The median and the two bands of each line, a row each."""
    rows = []
    for (number, start, crime_type, measure), own in every.groupby(
        ["period", "period_start", "crime_type", "measure"], sort=False
    ):
        values = own["value"].to_numpy()
        bands = [prediction_band(values, wanted) for wanted in WANTED.values()]
        numbers = [float(np.median(values)), *(v for b in bands for v in (b.low, b.high))]
        named = (as_text(scenario.name), scenario.digest, start, f"{periods.of} {number}")
        rows.append((*named, crime_type, measure, *numbers))
    return pd.DataFrame(rows, columns=COLUMNS)


# -- kept in a folder ---------------------------------------------------------------------------


def key_of(scenario: Scenario, periods: Periods) -> dict[str, Any]:
    """What a forecast depends on, apart from the number of replications."""
    asked = {"experiment": "forecast", "periods": [periods.of, periods.count]}
    return store.key_of(scenario, CRIMES) | asked


def keep(made: Forecast, folder: Path, pictures: dict[str, bytes]) -> None:
    """Write a forecast into its folder: tables, pictures, and last a manifest with checksums.

    Raises BadInput if a finished one is there, OutputError if the disk does not take it.
    """
    if (folder / MANIFEST).exists():
        raise BadInput(f"{folder}: already exists; choose another -o or remove it")
    files = {
        FORECAST: _csv(made.bands),
        EVERY: _csv(made.every[["replication", "period_start", *PER_PERIOD, "value"]]),
        "scenario.json": made.scenario.tree.canonical().encode(),
        **pictures,
    }
    if made.scenario.table is not None:
        files["backlog.csv"] = made.scenario.table.content
    manifest = {
        "sacsim": VERSION,
        "name": made.scenario.name,
        "scenario": made.scenario.digest,
        "seed": made.scenario.seed,
        "replications": made.replications,
        "periods": [made.periods.of, made.periods.count],
        "coverage": made.coverage,
        "checksums": {name: hashlib.sha256(data).hexdigest() for name, data in files.items()},
    }
    store.keep(folder, {**files, MANIFEST: store.json_bytes(manifest)})


def read_kept(folder: Path) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return the bands and the manifest of a forecast kept before.

    Raises BadInput if the folder holds no whole forecast.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        content = (folder / FORECAST).read_bytes()
        whole = hashlib.sha256(content).hexdigest() == manifest["checksums"][FORECAST]
        coverage = {name: float(manifest["coverage"][name]) for name in WANTED}
    except (OSError, ValueError, KeyError, TypeError):
        raise BadInput(
            f"{folder}: holds no whole forecast ({FORECAST} and {MANIFEST}); "
            "make one with `sacsim forecast`"
        ) from None
    if not whole:
        raise BadInput(f"{folder / FORECAST}: has been changed since it was made")
    bands = pd.read_csv(io.BytesIO(content), keep_default_na=False)
    return bands, {**manifest, "coverage": coverage}


def _csv(frame: pd.DataFrame) -> bytes:
    return str(frame.to_csv(index=False, float_format="%.17g", lineterminator="\n")).encode()
