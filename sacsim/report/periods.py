"""Periods: what `sacsim forecast` and `sacsim score` print."""

from collections.abc import Iterable, Sequence

import pandas as pd
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sacsim.experiment.forecast import Forecast
from sacsim.measure.periods import (
    CHARGED_SO_FAR,
    CLOSED_ALL,
    CRIME_TYPES,
    LIVE,
    LIVE_OVER,
    REPORTED,
)
from sacsim.measure.rows import ALL

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
        console.print(f"Set: {', '.join(changes)}.", markup=False)
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
        table.add_column(name, justify="right")
    return table


def _cell(row: pd.Series, *, both: bool = True) -> str:
    """A median with its bands."""
    outer = f"{row['low95']:g}–{row['high95']:g}"
    inner = f"{row['low80']:g}–{row['high80']:g}; " if both else ""
    return f"{row['median']:g} ({inner}{outer})"
