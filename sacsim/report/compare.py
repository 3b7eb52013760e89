"""Compare: plans against the first as `sacsim compare` prints them, for a terminal or a pipe."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from math import isfinite
from typing import Any

import pandas as pd
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from sacsim.experiment.compare import KEYS, Comparison
from sacsim.experiment.compare_lines import COUNT, CRIMES, OTHER, PER_UNIT
from sacsim.measure.service import (
    BETTER,
    DIFFERS,
    HIGHER,
    NO_DIFFERENCE,
    NOT_DETECTABLE,
    WORSE,
)
from sacsim.report.board import MARKS, number, page
from sacsim.report.changed import groups
from sacsim.report.tables import cohort
from sacsim.scenario.explain_changes import changes
from sacsim.scenario.page import Page
from sacsim.scenario.problems import printable
from sacsim.statistics import Estimate

SHOWN = 10
FEW = 8
ORDER = (WORSE, "", NOT_DETECTABLE, DIFFERS, NO_DIFFERENCE, BETTER)
"""Verdicts on other work, in the order in which they are read."""


def print_comparison(
    found: Comparison, told: pd.DataFrame, console: Console, set_for_all: Sequence[str] = ()
) -> None:
    """Print what each plan states otherwise, what it changes, and in which crimes.

    `told` is what report/changed.py says of the crimes.
    """
    scenarios = dict(zip(found.letters, found.scenarios, strict=True))
    for letter, scenario in scenarios.items():
        file = scenario.tree.positions[()].file
        console.print(f"{letter}: {printable(scenario.name)} ({file})", markup=False)
    if set_for_all:
        console.print(f"Set in all: {', '.join(set_for_all)}.", markup=False)
    console.print(f"{cohort(found.scenarios[0], found.replications)}.", markup=False)
    for letter in found.letters[1:]:
        page_ = Page(console)
        page_.heading(f"What {letter} states otherwise than A")
        changes(page_, scenarios["A"], scenarios[letter])
    for letter in found.letters[1:]:
        for block, rows in sections(found, letter):
            console.print(_table(found, letter, block, rows))
        _print_crimes(found, told, letter, console)
    for note in _notes(found):
        console.print(note, style="dim", markup=False)


# -- lines ----------------------------------------------------------------------------------------


def sections(found: Comparison, letter: str) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield each block of a plan's lines, those of other work the worse first.

    Columns: those of `differences`, and the Estimates `a`, `b` of the two and `less`, of B less A.
    """
    lines = found.differences[found.differences["plan"] == letter]
    every: Any = found.estimates.set_index(["plan", *KEYS])[list(Estimate._fields)]
    keys = pd.MultiIndex.from_frame(lines[KEYS])
    lines = lines.assign(
        a=_estimates(every.loc["A"].loc[keys]),
        b=_estimates(every.loc[letter].loc[keys]),
        less=_estimates(lines[list(Estimate._fields)]),
    )
    for block, rows in lines.groupby("block", sort=False):
        if block == OTHER:
            told: list[Any] = rows.to_dict("records")
            rows = rows.iloc[sorted(range(len(rows)), key=lambda n: _bad(told[n]))]
        yield str(block), rows


def _estimates(rows: pd.DataFrame) -> Any:
    """Estimates read back from a frame."""
    return pd.Series([_estimate(row) for row in rows.itertuples(index=False)], dtype=object).array


def _estimate(row: Any) -> Estimate:
    """An estimate read back from a frame, in which what is not there is NaN."""
    value = Estimate(*row)
    if value.parameters_low is None or value.parameters_low != value.parameters_low:
        return value._replace(parameters_low=None, parameters_high=None)
    return value


def _bad(row: dict[str, Any]) -> tuple[int, float]:
    """The worse, the smaller: by the verdict, then by how far the wrong way for its noise."""
    reach = row["high"] - row["value"]
    size = row["value"] / reach if reach and isfinite(reach) else 0.0
    return ORDER.index(row["verdict"]), size if row["better"] == HIGHER else -size


def _table(found: Comparison, letter: str, block: str, rows: pd.DataFrame) -> Table:
    table = page(block)
    table.add_column("  measure", min_width=22 if block == CRIMES else 36)
    table.add_column("A", justify="right", no_wrap=True)
    table.add_column(letter, justify="right", no_wrap=True)
    table.add_column(f"{letter} less A", justify="right", no_wrap=True)
    if block == CRIMES:
        table.add_column("in crimes", justify="right", no_wrap=True)
    table.add_column("", min_width=len(NOT_DETECTABLE))
    for _, pair in groupby(rows.to_dict("records"), key=lambda row: row["measure"]):
        table.add_row(*_cells(list(pair), block == CRIMES))
    return table


def _cells(lines: list[Any], in_crimes: bool) -> list[str]:
    """A line; one that counts crimes has its rate first and its number beside."""
    row = lines[0]
    said = row["unit"] in (COUNT, PER_UNIT) or row["unit"] in row["name"].lower()
    unit = "" if said else f", {row['unit']}"
    cells = [f"{MARKS[row['better']]} {escape(row['name'])}{unit}"]
    cells += [_words(row[name], row["unit"]) for name in ("a", "b")]
    differences = [_words(each["less"], each["unit"], signed=True) for each in lines]
    if in_crimes and len(lines) == 1:
        differences.insert(0, "")
    verdicts = [each["verdict"] for each in lines]
    apart = len({*verdicts} - {NO_DIFFERENCE, NOT_DETECTABLE}) > 0 and len({*verdicts}) > 1
    verdict = f"{verdicts[0]}; in crimes {verdicts[1]}" if apart else verdicts[0]
    return [*cells, *differences, verdict]


def _words(estimate: Estimate, unit: str, *, signed: bool = False) -> str:
    """A value ± its reach; on a line below, from where to where by the parameter sets."""
    fine = signed and estimate.excludes(0.0)
    text = number(estimate.value, unit, fine=fine)
    sign = "+" if signed and estimate.value > 0 and text.strip("0.,") else ""
    reach = estimate.high - estimate.value
    if isfinite(reach) and (reach or not signed):
        text += f" ± {number(reach, unit, fine=fine)}"
    low, high = estimate.parameters_low, estimate.parameters_high
    if low is not None and high is not None and isfinite(high - low):
        text += f"\n({number(low, unit)} to {number(high, unit)})"
    return sign + text


# -- crimes ---------------------------------------------------------------------------------------


def _print_crimes(found: Comparison, told: pd.DataFrame, letter: str, console: Console) -> None:
    happened = found.happened[found.happened["plan"] == letter].sum(numeric_only=True)
    recorded = float(happened["crimes_base"])
    mine = told[told["plan"] == letter]
    rate = 1000 * len(mine) / recorded if recorded else 0.0
    console.print(
        f"Which crimes came out otherwise under {letter}: {len(mine):,} of {recorded:,.0f} in "
        f"{found.replications} replications, {rate:.1f} of 1,000.",
        style="bold",
        markup=False,
    )
    console.print(
        f"{happened['only_base']:,.0f} happened under A alone and {happened['only_plan']:,.0f} "
        f"under {letter} alone (prevented, followed on another, or not stated in the other).",
        markup=False,
    )
    if mine.empty:
        return
    table = page("")
    for name in ("outcome under A", f"outcome under {letter}"):
        table.add_column(name, max_width=20)
    table.add_column("per 1,000", justify="right")
    table.add_column("crimes", justify="right")
    table.add_column("what changed first")
    table.add_column("what then went otherwise")
    every = groups(mine, recorded)
    shown = sorted(every, key=lambda group: -group.crimes)[:SHOWN]
    before: tuple[str, str] | None = None
    for group in (each for each in every if each in shown):
        ends = group.outcome_base.label, group.outcome_plan.label
        named = ends if ends != before else ("", "")
        counts = f"{group.per_thousand:.2f}", f"{group.crimes}"
        words = (escape(text) for text in (group.first, group.then))
        table.add_row(*(escape(end) for end in named), *counts, *words)
        before = ends
    console.print(table)
    if rest := len(mine) - sum(group.crimes for group in shown):
        console.print(
            f"Another {rest:,} in {len(every) - len(shown):,} smaller groups.", markup=False
        )


def _notes(found: Comparison) -> Iterator[str]:
    yield (
        "+ higher is better, - lower is better, as the service reads it; no mark: neither. Crimes: "
        "per 1,000 recorded, at the end of the follow-up, and their number in the recorded months."
    )
    sizes = found.differences.drop_duplicates("block").set_index("block")["family"]
    told = "; ".join(f"{number_} in '{block}'" for block, number_ in sizes.items())
    yield (
        "A, B: ± is the 95 % interval of simulation noise. Differences: the same luck, replication "
        "by replication; ± holds with 95 % for all differences of a block together (Bonferroni-t; "
        f"{told}): a whole block gives a false alarm in one comparison of twenty at most. "
        "No detectable difference: the interval holds 0."
    )
    if found.sets:
        yield (
            f"In brackets: from where to where {found.sets} parameter sets that fit equally well "
            "lead, at 95 %. No difference is called detectable where either interval holds 0."
        )
    else:
        yield (
            "Shared luck removes noise, not ignorance: what is not known about the numbers comes "
            "on top and is larger; --parameters shows a part of it."
        )
    if found.replications < FEW:
        few = f"With {found.replications} replications the intervals are wide"
        yield f"{few}: use -r {FEW} or more."
    yield "What changed first need not be the cause alone: it is where the two lives part."


# -- JSON -----------------------------------------------------------------------------------------


def as_json(found: Comparison, told: pd.DataFrame) -> dict[str, Any]:
    """Return a comparison as plain values; what is not a finite number is null."""
    return {
        "scenarios": [
            {"plan": letter, "name": each.name, "digest": each.digest}
            for letter, each in zip(found.letters, found.scenarios, strict=True)
        ],
        "seed": found.scenarios[0].seed,
        "replications": found.replications,
        "parameter_sets": found.sets,
        "estimates": _plain(found.estimates),
        "differences": _plain(found.differences),
        "happened": _plain(found.happened),
        "changed_crimes": _plain(told),
    }


def _plain(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {
            str(name): None if isinstance(value, float) and not isfinite(value) else value
            for name, value in row.items()
        }
        for row in frame.to_dict("records")
    ]
