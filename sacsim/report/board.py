"""Board: the scorecard as a page, for a terminal or a pipe."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from math import isfinite

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from sacsim.engine.measured import Measured
from sacsim.measure.rows import ALL, CLOSED, MATURITY, NO_BASIS, SNAPSHOT
from sacsim.measure.service import BOARD
from sacsim.report.scorecard import Scored, scores, share_luck
from sacsim.statistics import Estimate

LETTERS = "ABCD"
MARKS = {"higher": "+", "lower": "-", "": " "}
BRIEFLY = {NO_BASIS: "months", SNAPSHOT: "so far", MATURITY: "mature", CLOSED: "closed"}
SIGNS = {"%": "%", "seconds": " s", "hours": " h", "days": " d"}
VERDICT_WIDTH = len("no detectable difference")
LEGEND = (
    "+ higher is better, - lower is better, as the service reads it; no mark: neither.",
    "So far: crimes recorded, as they stood when the recorded months ended. Mature: the same at "
    "the end of the follow-up. Closed: crimes closed in the recorded months, whenever recorded. "
    "Months: the recorded months, or their end.",
)


def print_scorecard(
    runs: Sequence[Measured], crime_type: str, basis: str, console: Console
) -> None:
    """Print the board of up to four runs side by side, and how two that share luck differ."""
    told = list(scores(runs, crime_type, basis))
    for letter, run in zip(LETTERS, runs, strict=False):
        mark = f"{letter}: " if len(runs) > 1 else ""
        console.print(f"{mark}{title(run)}", markup=False)
    kind = "all types" if crime_type == ALL else crime_type.replace("_", " ")
    console.print(f"Crimes: {kind}; {BRIEFLY[basis]}, where a measure has that basis.")
    for group, lines in groupby(told, key=lambda each: each.group):
        console.print(_table(group, list(lines), runs, crime_type))
    for line in _notes(runs, crime_type):
        console.print(line, style="dim", markup=False)


def title(run: Measured) -> str:
    """Name a run: its scenario, folder, replications and seed."""
    plural = "s" * (run.replications > 1)
    where = run.folder.as_posix()
    return f"{run.name} ({where}; {run.replications} replication{plural}, seed {run.seed})"


def page(heading: str) -> Table:
    """Start a table of the board's look."""
    return Table(
        title=heading,
        box=box.SIMPLE_HEAD,
        title_justify="left",
        padding=(0, 1, 0, 0),
        pad_edge=False,
    )


def _table(group: str, lines: list[Scored], runs: Sequence[Measured], crime_type: str) -> Table:
    table, paired = page(group), share_luck(runs)
    table.add_column("  measure", min_width=28)
    table.add_column("basis", min_width=6)
    for letter in LETTERS[: len(runs)]:
        table.add_column(letter if len(runs) > 1 else "value", justify="right")
    if paired:
        table.add_column("B less A", justify="right")
        table.add_column("", min_width=VERDICT_WIDTH)
    for each in lines:
        other = "*" * (each.crime_type != crime_type and each.basis != NO_BASIS)
        cells = [f"{MARKS[each.line.better]} {escape(each.name)}{other}", BRIEFLY[each.basis]]
        cells += [words(one, each.unit, interval=not paired) for one in each.estimates]
        if each.difference is not None:
            cells += [words(each.difference, each.unit, signed=True), each.verdict]
        table.add_row(*cells)
    return table


def _notes(runs: Sequence[Measured], crime_type: str) -> Iterator[str]:
    yield from LEGEND
    if crime_type != ALL:
        yield "* of all types: not kept by type. Contact and workforce are of all work."
    if min(run.replications for run in runs) == 1:
        yield "One replication says nothing of its own noise: no interval, no verdict."
    else:
        yield (
            "Brackets: 95 % interval over replications, the noise of the simulation; what is not "
            "known about its numbers comes on top and is larger."
        )
    if share_luck(runs):
        yield (
            "B less A: same seed, replication by replication; no detectable difference where the "
            "interval holds 0. One line in twenty differs by chance alone. The intervals of A and "
            "of B: one folder at a time, or --json."
        )
    elif len(runs) > 1:
        yield "No differences are shown: they take two folders of one seed and equal replications."
    for name, unit in dict.fromkeys(_harm(run) for run in runs):
        if name:
            yield (
                f"Harm: {name}, in {unit}; a weight belongs to a recorded crime of its type, "
                "not to its outcome."
            )
    absent = [line for lines in BOARD.values() for line in lines if line.why_not]
    told = "; ".join(f"{line.name} ({line.why_not})" for line in absent)
    yield f"Not in the model: {told}."
    yield "docs/measures.md defines every line."


def _harm(run: Measured) -> tuple[str, str]:
    harm = run.scenario.get("measures", {}).get("harm") or {}
    return str(harm.get("name", "")), str(harm.get("unit", ""))


def words(estimate: Estimate, unit: str, *, signed: bool = False, interval: bool = True) -> str:
    """Write a value with its unit and interval; a percentage's difference is in points (pp)."""
    fine = signed and estimate.excludes(0.0)
    value = number(estimate.value, unit, fine=fine)
    if signed and estimate.value > 0 and float(value.rstrip("m").replace(",", "")) > 0:
        value = f"+{value}"
    if isfinite(estimate.value):
        value += "pp" if signed and unit == "%" else SIGNS.get(unit, "")
    if not (interval and isfinite(estimate.low) and isfinite(estimate.high)):
        return value
    low, high = estimate.low, estimate.high
    if not signed:
        low, high = max(low, 0.0), min(high, 100.0) if unit == "%" else high
    return f"{value} \\[{number(low, unit, fine=fine)}, {number(high, unit, fine=fine)}]"


def number(value: float, unit: str, *, fine: bool = False) -> str:
    """Write a number shortly; `fine` keeps a figure of one that would be written as nought."""
    if value != value:
        return "-"
    if not isfinite(value):
        return "beyond the run"
    if abs(value) >= 1e6:
        return f"{value / 1e6:.1f}m"
    small = 1 if unit in ("count", "people") else 2
    digits = 0 if abs(value) >= 1000 else 1 if abs(value) >= 10 else small
    if fine and 1e-4 < abs(value) < 0.5 * 0.1**digits:
        return f"{value:.1g}"
    return f"{round(value, digits) + 0.0:,.{digits}f}"  # no minus before nought
