"""Sensitivity told: the numbers that matter most, and what to ask one's own data for."""

from collections.abc import Iterator
from textwrap import shorten
from typing import Any

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from sacsim.experiment.sensitivity import GROUP, NUMBER, Sensitivity
from sacsim.experiment.uncertain import Uncertain
from sacsim.measure.asked import Asked
from sacsim.report.logs import meaning
from sacsim.report.sweep import in_unit, number
from sacsim.report.tables import cohort
from sacsim.scenario.stated import written

TOP = 10
NONE = "nothing beyond luck"


def print_sensitivity(found: Sensitivity, console: Console) -> None:
    """Print which sections matter, the top ten numbers, and how far all this can be trusted."""
    asked, settings = found.experiment, found.experiment.sensitivity
    console.print(Text(asked.name, style="bold"))
    console.print(f"{asked.scenario.name}. {cohort(asked.scenario, found.replications)}.")
    console.print(
        f"{settings.method.capitalize()} screening of {len(found.numbers)} assumed numbers, "
        f"{found.runs} runs. {ranges(found)}",
        markup=False,
    )
    first = asked.measures[0]
    console.print(_sections(found, first))
    if len(asked.measures) > 1:
        console.print(_others(found))
    for line in (*_top(found, first), *_notes(found)):
        console.print(line, markup=False)


def ranges(found: Sensitivity) -> str:
    """How far the numbers were moved, and how many have no range of their own."""
    without = sum(not each.ranged for each in found.numbers)
    factor = found.experiment.sensitivity.without_range
    return (
        f"{len(found.numbers) - without} have a stated range; {without} have none and went from "
        f"1/{factor:g} to {factor:g} times their value, so that their place in the list rests on "
        f"that; {len(found.still)} cannot be moved so (nought, a priority)."
    )


def of_index(found: Sensitivity, value: float, measure: Asked) -> str:
    """An index in words: a change, or a share of the variance."""
    if value != value:
        return "-"
    if found.experiment.sensitivity.method == "sobol":
        return f"{100 * value:.0f} %"
    return f"{number(value)}{in_unit(measure.unit)}"


def verdict(row: Any) -> str:
    """Whether it can be told from luck."""
    if row["index"] != row["index"]:
        return "some run had nothing to measure"
    return "" if row["detectable"] else NONE


def _sections(found: Sensitivity, one: Asked) -> Table:
    rows = found.largest(one, GROUP)
    rows = rows if len(rows) else found.largest(one, NUMBER)
    moves = "moves it by" if found.experiment.sensitivity.method == "morris" else "of its variance"
    table = Table(title=escape(one.label), box=box.SIMPLE_HEAD, title_justify="left")
    table.add_column("section", overflow="fold")
    for name in ("numbers", moves, "95 %", "luck alone"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("")
    for row in rows.head(2 * TOP).to_dict("records"):
        ends = [of_index(found, max(row[end], 0.0), one) for end in ("low", "high")]
        luck = (
            "unknown" if row["by_luck"] != row["by_luck"] else of_index(found, row["by_luck"], one)
        )
        cells = [row["name"], f"{row['numbers']}", of_index(found, row["index"], one)]
        table.add_row(*map(escape, cells), " to ".join(ends), luck, verdict(row))
    return table


def _others(found: Sensitivity) -> Table:
    table = Table(title="The same for the other measures: the three largest", box=box.SIMPLE_HEAD)
    table.title_justify = "left"
    table.add_column("measure", overflow="fold")
    table.add_column("moved most by", overflow="fold")
    table.add_column("luck, of one run's variance", justify="right")
    for one in found.experiment.measures[1:]:
        largest = found.largest(one, GROUP)
        rows = largest[largest["detectable"]].head(3).to_dict("records")
        told = ", ".join(f"{row['name']} ({of_index(found, row['index'], one)})" for row in rows)
        table.add_row(escape(one.label), escape(told or NONE), _luck(found, one))
    return table


def _luck(found: Sensitivity, one: Asked) -> str:
    share = found.luck[one.label]
    return "unknown" if share != share else f"{100 * share:.0f} %"


def _top(found: Sensitivity, one: Asked) -> Iterator[str]:
    rows = found.largest(one, NUMBER)
    rows = rows[rows["detectable"]].head(TOP)
    if not len(rows):
        return
    known = {each.key: each for each in found.numbers}
    yield f"\nThe numbers behind it, the largest first ({one.label}):"
    for place, row in enumerate(rows.to_dict("records"), 1):
        size = of_index(found, row["index"], one)
        share = "a part in" if found.experiment.sensitivity.method == "sobol" else "moves it by"
        yield f"{place:>2}. {row['name']}: {share} {size}"
        yield from (f"    {line}" for line in _of(known[row["name"]]))


def _of(one: Uncertain) -> Iterator[str]:
    """What a number is, what the scenario says of it, and what to ask for."""
    leaf = one.leaves[0]
    value = written(leaf.stated.value) if len(one.leaves) == 1 else f"{len(one.leaves)} crime types"
    told = leaf.stated.range if leaf.ranged else None
    between = f"stated range {told[0]:g} to {told[1]:g}" if told else "no stated range"
    source = shorten("; ".join(one.sources) or "no source", 110, placeholder=" ...")
    yield f"now {value}, {between}; assumed: {source}"
    about = meaning(leaf.stated.path).rstrip(".") or one.key
    yield f"ask your data for: {shorten(about, 110, placeholder=' ...')}"


def _notes(found: Sensitivity) -> Iterator[str]:
    one = found.experiment.measures[0]
    if found.experiment.sensitivity.method == "morris":
        yield (
            "\nMoves it by: the mean size of the change as all numbers of a section, or one "
            "number, go from one end of their ranges to the other, the rest anywhere in theirs. "
            "Numbers of a section that push in opposite directions may hide one another."
        )
    else:
        yield "\nOf its variance: the share that the section has a part in (total index)."
    if found.replications == 1:
        yield "One replication cannot tell luck from influence: use -r 2 or more."
    else:
        yield (
            f"Luck: {_luck(found, one)} of the variance of one run's {one.label}; "
            f"{found.replications} replications share their luck over all points. 'Luck alone' is "
            "what an index would show on average if the section did nothing; "
            f"'{NONE}' is an interval that reaches it."
        )
    yield (
        "95 %: by resampling the ways through the ranges (bootstrap). Influence here is on the "
        "forecast of this force within these ranges; it does not say which number is wrong."
    )
