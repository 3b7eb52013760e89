"""Losses: the loss table as `sacsim losses` prints it, for a terminal or a pipe."""

from collections.abc import Sequence
from math import isfinite, isnan

import pandas as pd
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from sacsim.experiment.losses import EVERYTHING, GAINS, LEFT, Losses
from sacsim.measure.causes import Tag
from sacsim.report.tables import print_heading
from sacsim.report.waterfall import crimes_called

SHOWN, SMALL = 12, 0.5
ENOUGH = 4
NOTES = (
    "Recorded: one crime, one cause, that which cost its last chance of a charge; with the crimes "
    "charged, dealt with otherwise and still open they add up to 1,000. A crime whose suspect is "
    "known and not found counts as lost to that, though it has no outcome yet.",
    "Gain: crimes more charged, of 1,000, in a rerun under the same luck with this cause lifted, "
    "compared crime by crime. Today's people: they may then have more to do than they can. All "
    "the people it takes: nobody waits for the teams that do this work, against a rerun in which "
    "nobody waits for them and nothing else changes. A gain in brackets cannot be told from none.",
    "The columns do not add, and the gains do not add to one another: lifting one cause may only "
    "uncover the next, a crime may be saved in more ways than one, and work that is lifted takes "
    "people from other crimes.",
    "The tag says in whose hands a cause lies: a choice of the force (policy), its number of "
    "people (capacity), how well they do it (skill), another body (partner), nobody's (inherent, "
    "not lifted). Capacity is lifted by people alone: result days, travel and the law's clocks "
    "stay. Partner: the CPS and laboratories answer at once, and ask for no more than the police.",
    "After ±: 95 % interval of simulation noise, paired over replications; not of ignorance about "
    "the numbers, which is larger. What could have been charged is not identified by outcome data "
    "alone: other numbers that fit the published outcomes as well give other gains. Vary the "
    "assumed ones with --set before relying on a figure.",
)


def print_losses(found: Losses, console: Console, changes: Sequence[str] = ()) -> None:
    """Print a table for each crime type that has crimes, and one for all, with what to make of it.

    `changes` are the settings made on the command line, KEY=VALUE.
    """
    print_heading(found.scenario, found.replications, console, changes)
    console.print(f"{found.runs} runs: the base, and each cause lifted under the same luck.")
    for group, rows in found.table.groupby("crime_type", sort=False):
        if rows["recorded"].notna().any():
            console.print(_summary(str(group), found.crimes[str(group)], rows), markup=False)
            console.print(_table(rows))
    for note in NOTES:
        console.print(note, style="dim", markup=False)
    if found.replications == 1:
        console.print("One replication says nothing of its own noise: no interval is shown.")
    elif found.replications < ENOUGH:
        console.print(
            f"With {found.replications} replications intervals are rough, and far too narrow where "
            f"they happen to agree on a crime or two: use -r {ENOUGH} or more."
        )


def _summary(group: str, crimes: float, rows: pd.DataFrame) -> str:
    number = rows[rows["kind"] == "end"].set_index("name")["recorded"]
    return (
        f"{crimes_called(group)}, {crimes:,.0f} a replication: of 1,000 crimes {number[LEFT]:.0f} "
        "left a chance to name somebody, "
        f"{number['charged']:.1f} were charged, {number['disposed_of_otherwise']:.1f} dealt with "
        f"otherwise, {number['still_open']:.1f} are still open."
    )


def _table(rows: pd.DataFrame) -> Table:
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("where the rest went", no_wrap=True)
    table.add_column("tag")
    table.add_column("recorded", justify="right")
    table.add_column("gain, with\ntoday's people", justify="right")
    table.add_column("gain, with all\nthe people it takes", justify="right")
    causes = rows[rows["kind"] == "cause"]
    causes = causes.sort_values("recorded", ascending=False, kind="stable")
    shown = causes[causes["recorded"] >= SMALL].head(SHOWN)
    for _, row in shown.iterrows():
        table.add_row(*_cells(row))
    rest = causes.drop(shown.index)
    if len(rest):
        table.add_row(f"other causes ({len(rest)})", "", f"{rest['recorded'].sum():.1f}", "", "")
    table.add_section()
    for _, row in rows[rows["kind"] == "tag"].iterrows():
        if row["name"] != Tag.INHERENT:
            table.add_row(*_cells(row))
    for _, row in rows[rows["name"] == EVERYTHING].iterrows():
        table.add_row(*_cells(row))
    return table


def _cells(row: pd.Series) -> list[str]:
    gains = [_gain(row, column) for column in GAINS]
    if row["tag"] == Tag.INHERENT:
        gains = ["not lifted", ""]
    return [escape(row["label"]), row["tag"], f"{row['recorded']:.1f}", *gains]


def _gain(row: pd.Series, column: str) -> str:
    """A gain with its interval; in round brackets where that does not exclude nothing."""
    value, low, high = (row[f"{column}{end}"] for end in ("", "_low", "_high"))
    if isnan(value):
        return "-"
    if not (isfinite(low) and isfinite(high)):
        return f"{value:+.1f}"
    if low == high == 0:
        return "0"
    text = f"{value:+.1f} ± {high - value:.1f}"
    return text if low > 0 or high < 0 else f"({text})"
