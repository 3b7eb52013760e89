"""A forecast from a table of live crimes beside one from the warm-up that the table was taken from.

`python experiments/backlog_round_trip.py [REPLICATIONS]`, at the top of the project, prints the
table of docs/forecast.md. Differences are what a table cannot tell, and what is drawn for it.
"""

import shutil
import sys
import tempfile
from datetime import timedelta
from functools import partial
from pathlib import Path

import pandas as pd

from sacsim import load, run
from sacsim.engine.pool import each
from sacsim.engine.snapshot import live_crimes
from sacsim.measure.periods import by_period
from sacsim.scenario.backlog import table_text
from sacsim.statistics import paired_difference

SCENARIO = Path("scenarios/england_median.toml")
WEEKS = 12
TOTALS = ("reported", "closed", "closed.no_suspect", "closed.unable_to_prosecute", "closed.charged")
AT_THE_END = ("live", "live.over_28_days", "live.over_90_days")


def both(replication: int, scenario: Path) -> pd.DataFrame:
    """One replication both ways: a column each."""
    with tempfile.TemporaryDirectory() as folder:
        own = load(shutil.copy(scenario, folder))
        first = own.clock.local(own.window[0]).date()
        edges = [own.clock.hours(first + timedelta(weeks=n)) for n in range(WEEKS + 1)]
        rows = live_crimes(run(own, replication, until=edges[0]))
        text = table_text(rows, own.clock)
        Path(folder, "today.csv").write_text(text, encoding="utf-8", newline="\n")
        ways = {"own": own, "table": own.change({"backlog": "today.csv"})}
        found = {
            way: by_period(run(each, replication, until=edges[-1]), edges)
            for way, each in ways.items()
        }
    return pd.DataFrame({way: _told(counts) for way, counts in found.items()})


def _told(counts: pd.DataFrame) -> pd.Series:
    every = counts[counts["crime_type"] == "all"]
    weeks = every.pivot(index="period", columns="measure", values="value")
    told = {f"{name}, {WEEKS} weeks": weeks[name].sum() for name in TOTALS}
    told |= {
        f"{name}, after {n} week{'s' * (n > 1)}": weeks.loc[n, name]
        for name in AT_THE_END
        for n in (1, 4, WEEKS)
    }
    return pd.Series(told)


def main(replications: int) -> None:
    """Print each measure both ways with the paired difference and its 95 % interval."""
    work = partial(both, scenario=SCENARIO)
    found = dict(each(work, list(range(replications)), None))
    print("| all crime | from the warm-up | from the table | difference |")
    print("|---|---:|---:|---:|")
    for name in found[0].index:
        own, table = (
            [found[n].loc[name, way] for n in range(replications)] for way in ("own", "table")
        )
        gap = paired_difference(own, table)
        means = [sum(values) / replications for values in (own, table)]
        cells = [f"{mean:,.1f}" for mean in means]
        print(
            f"| {name} | {' | '.join(cells)} | {gap.value:+.1f} [{gap.low:.1f}, {gap.high:.1f}] |"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 16)
