"""Board: the scorecard as a page, for a terminal or a pipe."""

from collections.abc import Sequence
from itertools import groupby
from math import isfinite

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from sacsim.engine.kept import Kept
from sacsim.measure.rows import ALL, NO_BASIS
from sacsim.measure.service import BOARD
from sacsim.report.scorecard import SAYS, Scored, scores, share_luck
from sacsim.statistics import Estimate

LETTERS = "ABCD"
SIGNS = {"%": "%", "seconds": " s", "hours": " h", "days": " d"}
ARROWS = {"higher": "+", "lower": "-", "": ""}


def print_scorecard(runs: Sequence[Kept], crime_type: str, basis: str, console: Console) -> None:
    """Print the board of up to four runs side by side, and how two that share luck differ."""
    told = list(scores(runs, crime_type, basis))
    _heading(runs, crime_type, basis, console)
    for group, lines in groupby(told, key=lambda each: each.group):
        console.print(_table(group, list(lines), runs, crime_type))
    _notes(runs, console)


def _heading(runs: Sequence[Kept], crime_type: str, basis: str, console: Console) -> None:
    for letter, run in zip(LETTERS, runs, strict=False):
        plural = "s" * (run.replications > 1)
        mark = f"{letter}: " if len(runs) > 1 else ""
        console.print(
            f"{mark}{run.name} ({run.folder.as_posix()}; {run.replications} replication{plural}, "
            f"seed {run.seed})",
            markup=False,
        )
    console.print(
        f"Crimes: {_words(crime_type)}; {SAYS[basis]}, where a measure has that basis.",
        markup=False,
    )


def _table(group: str, lines: list[Scored], runs: Sequence[Kept], crime_type: str) -> Table:
    table = Table(title=group, box=box.SIMPLE_HEAD, title_justify="left")
    table.add_column("", width=1)
    table.add_column("measure", min_width=22 if len(runs) > 2 else 30)
    table.add_column("of")
    for letter in LETTERS[: len(runs)]:
        table.add_column(letter if len(runs) > 1 else "value", justify="right")
    if share_luck(runs):
        table.add_column("B less A", justify="right")
        table.add_column("")
    for each in lines:
        cells = [ARROWS[each.line.better], escape(each.name), _of(each, crime_type)]
        cells += [estimate_words(estimate, each.unit) for estimate in each.estimates]
        if each.difference is not None:
            cells += [estimate_words(each.difference, each.unit, signed=True), each.verdict]
        table.add_row(*cells)
    return table


def _of(each: Scored, crime_type: str) -> str:
    """What a line speaks of, if it is not the crimes and the basis asked for."""
    if each.basis == NO_BASIS and each.crime_type == ALL:
        return SAYS[NO_BASIS]
    kind = "" if each.crime_type == crime_type else f"{_words(each.crime_type)}, "
    return f"{kind}{SAYS[each.basis]}"


def _notes(runs: Sequence[Kept], console: Console) -> None:
    least = min(run.replications for run in runs)
    lines = ["+ higher is better, - lower is better, as the service reads it; no mark: neither."]
    if least == 1:
        lines.append("One replication says nothing of its own noise: no interval, no verdict.")
    else:
        lines.append("Brackets: 95 % interval over replications, the noise of the simulation; what "
                     "is not known about its numbers comes on top and is larger.")  # fmt: skip
    if share_luck(runs):
        lines.append("B less A: same seed, replication by replication; no detectable difference "
                     "where the interval holds 0. Of some eighty lines, about four differ by "
                     "chance alone.")  # fmt: skip
    elif len(runs) > 1:
        lines.append("No differences are shown: they take two folders of one seed and as many "
                     "replications each.")  # fmt: skip
    for name, unit in dict.fromkeys(_harm(run) for run in runs):
        if name:
            lines.append(f"Harm: {name}, in {unit}; a weight belongs to a recorded crime of its "
                         "type, not to its outcome.")  # fmt: skip
    absent = [f"{each.name} ({each.why_not})" for group in BOARD.values()
              for each in group if each.why_not]  # fmt: skip
    lines.append(f"Not in the model: {'; '.join(absent)}.")
    lines.append("docs/measures.md defines every line.")
    for line in lines:
        console.print(line, style="dim", markup=False)


def _harm(run: Kept) -> tuple[str, str]:
    harm = run.scenario.get("measures", {}).get("harm") or {}
    return str(harm.get("name", "")), str(harm.get("unit", ""))


def _words(name: str) -> str:
    return "all types" if name == ALL else name.replace("_", " ")


def estimate_words(estimate: Estimate, unit: str, *, signed: bool = False) -> str:
    """Write a value with its interval and unit; a percentage's difference is in points."""
    value = _number(estimate.value, unit, signed=signed)
    if isfinite(estimate.value):
        value += "pp" if signed and unit == "%" else SIGNS.get(unit, "")
    if not (isfinite(estimate.low) and isfinite(estimate.high)):
        return value
    low, high = estimate.low, estimate.high
    if not signed:
        low, high = max(low, 0.0), min(high, 100.0) if unit == "%" else high
    return f"{value} \\[{_number(low, unit)}, {_number(high, unit)}]"


def _number(number: float, unit: str, *, signed: bool = False) -> str:
    if number != number:
        return "-"
    if not isfinite(number):
        return "beyond the run"
    small = 1 if unit in ("count", "people") else 2
    digits = 0 if abs(number) >= 1000 else 1 if abs(number) >= 10 else small
    return f"{number:{'+' if signed else ''},.{digits}f}"
