"""Periods: what `sacsim forecast` and `sacsim score` print."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

import pandas as pd
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sacsim.experiment.forecast import Forecast
from sacsim.experiment.score import Score
from sacsim.measure.periods import (
    CHARGED_SO_FAR,
    CLOSED_ALL,
    CRIME_TYPES,
    LIVE,
    LIVE_OVER,
    REPORTED,
)
from sacsim.measure.rows import ALL
from sacsim.scenario.problems import printable

SHOWN = {
    REPORTED: "reported",
    CLOSED_ALL: "closed",
    CHARGED_SO_FAR: "charged so far",
    LIVE: "live at the end",
    LIVE_OVER[90]: "live over 90 days",
}
"""Columns of the table by period; the file has all measures."""
AT_THE_END = {
    CHARGED_SO_FAR: "charged",
    LIVE: "live",
    **{name: f"over {days} days" for days, name in LIVE_OVER.items()},
}


def print_forecast(made: Forecast, console: Console, changes: Sequence[str] = ()) -> None:
    """Print the periods of all crime, then each type at the end of the last."""
    scenario, of = made.scenario, made.periods.of
    console.print(Text(scenario.name, style="bold"))
    if changes:
        console.print(printable(f"Set: {', '.join(changes)}."), markup=False)
    begins = "what the warm-up leaves" if scenario.live is None else _taken_over(made)
    first = made.bands["period_start"].iloc[0]
    console.print(
        f"{made.periods.count} {of}s from {first}, beginning with {begins}; "
        f"{made.replications} replications, seed {scenario.seed}.",
        markup=False,
    )
    console.print(
        f"Cells: median (band of {_covers(made, '80')}; band of {_covers(made, '95')}). "
        "Bands are luck, not ignorance about the numbers, which is larger.",
        markup=False,
    )
    lines = {measure: made.of(ALL, measure) for measure in SHOWN}
    table = _table(f"All serious acquisitive crime, by {of}", f"{of} from", SHOWN.values())
    for place, start in enumerate(next(iter(lines.values()))["period_start"]):
        table.add_row(start, *(_cell(line.iloc[place]) for line in lines.values()))
    console.print(table)
    table = _table(f"At the end of the last {of}, by crime type", "type", AT_THE_END.values())
    for crime_type in CRIME_TYPES:
        last = [made.of(crime_type, measure).iloc[-1] for measure in AT_THE_END]
        table.add_row(crime_type.replace("_", " "), *(_cell(row, both=False) for row in last))
    console.print(table)
    console.print(f"By crime type: median (band of {_covers(made, '95')}).", markup=False)


def _taken_over(made: Forecast) -> str:
    return f"the {len(made.scenario.live or ())} live crimes of {made.scenario.backlog}"


def _covers(made: Forecast, band: str) -> str:
    """What a band covers of one more replication; to a digit more where it is no round figure."""
    return f"{100 * made.coverage[band]:.3g} %"


def _table(title: str, first: str, columns: Iterable[str]) -> Table:
    table = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left")
    table.add_column(first)
    for name in columns:
        table.add_column(name, justify="right", no_wrap=True)
    return table


def _cell(row: pd.Series, *, both: bool = True) -> str:
    """A median with its bands."""
    outer = f"{row['low95']:g}–{row['high95']:g}"
    inner = f"{row['low80']:g}–{row['high80']:g}; " if both else ""
    return f"{row['median']:g} ({inner}{outer})"


def print_scores(scores: Sequence[Score], manifest: dict[str, Any], console: Console) -> None:
    """Print how well each line was forecast, and every line together."""
    covers = {name: f"{100 * share:.3g} %" for name, share in manifest["coverage"].items()}
    console.print(Text(printable(str(manifest["name"])), style="bold"))
    console.print(
        "Error: median forecast less what happened. In a band: % of periods, with its 95 % "
        "interval as if periods were independent. Skill: above 0 beats the same as last year.",
        markup=False,
    )
    inside = [f"in {share}" for share in covers.values()]
    columns = ("periods", "mean error", "mean |error|", *inside, "skill")
    table = _table("How the forecast did", "measure and crime type", columns)
    together_first = sorted(scores, key=lambda each: each.measure != scores[-1].measure)
    for measure, rows in groupby(together_first, key=lambda each: each.measure):
        table.add_row(Text(measure, style="bold"))
        for row in rows:
            table.add_row(
                f"  {row.crime_type.replace('_', ' ')}",
                str(row.periods),
                f"{row.mean_error:+.1f}{_percent(row.mean_error_percent)}",
                f"{row.mean_absolute_error:.1f}",
                _share(row.within80, row.within80_low, row.within80_high),
                _share(row.within95, row.within95_low, row.within95_high),
                "not known" if row.skill != row.skill else f"{row.skill:+.2f}",
            )
    console.print(table)


def _percent(value: float) -> str:
    return "" if value != value else f" ({value:+.0f} %)"


def _share(value: float, low: float, high: float) -> str:
    return f"{100 * value:.0f} [{100 * low:.0f}, {100 * high:.0f}]"
