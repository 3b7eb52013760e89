"""Sweep told: what each factor does to each measure, the largest first, and what cannot be told."""

from collections.abc import Iterator
from math import isfinite

import numpy as np
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from sacsim.experiment.design import SAMPLED, Value
from sacsim.experiment.effects import POINT, Effect
from sacsim.experiment.files import Experiment
from sacsim.experiment.sweep import Sweep, effects_of
from sacsim.measure.asked import COUNT, Asked
from sacsim.report.tables import cohort
from sacsim.statistics import Estimate

FEW = 4
NONE = "no detectable effect"


def print_sweep(found: Sweep, console: Console) -> None:
    """Print the main effects on each measure, with their intervals, and how to read them."""
    asked = found.experiment
    console.print(Text(asked.name, style="bold"))
    console.print(f"{asked.scenario.name}. {cohort(asked.scenario, found.replications)}.")
    console.print(f"{told(asked)}, {found.replications} runs each.", markup=False)
    for one in asked.measures:
        console.print(_table(found, one))
    for line in _notes(found):
        console.print(line, style="dim", markup=False)


def told(asked: Experiment) -> str:
    """The design in words."""
    count, number = len(asked.points), len(asked.factors)
    if not count:
        return f"{asked.sensitivity.method.capitalize()} screening of the assumed numbers"
    what = f"{number} thing{'s' * (number > 1)} varied"
    if asked.design == "grid" and number > 1:
        what += f", {' x '.join(str(len(factor.levels)) for factor in asked.factors)} levels"
    return f"{asked.design.replace('_', ' ').capitalize()} of {count} points ({what})"


def verdict(effect: Effect) -> str:
    """An effect in words."""
    if not isfinite(effect.change.low):
        return "too few runs to tell"
    if not effect.detectable:
        return NONE
    return "rises" if effect.change.value > 0 else "falls"


def size(estimate: Estimate, unit: str) -> str:
    """A change with its interval, in the measure's units."""
    if estimate.value != estimate.value:
        return "-"
    if estimate.low == estimate.high == 0:
        return "0 in every run"
    shown = f"{number(estimate.value, sign=True)}{in_unit(unit)}"
    if isfinite(estimate.low) and isfinite(estimate.high):
        shown += f" [{number(estimate.low, sign=True)}, {number(estimate.high, sign=True)}]"
    low, high = estimate.parameters_low, estimate.parameters_high
    if low is not None and high is not None and isfinite(high - low):
        shown += f" ±{number((high - low) / 2)}"
    return shown


def number(value: float, *, sign: bool = False) -> str:
    """A number of three or four figures."""
    if abs(value) >= 100:
        return f"{value:{'+' * sign},.0f}"
    return f"{value:{'+' * sign}.3g}"


def in_unit(unit: str) -> str:
    """A unit to stand after a number; a count needs none."""
    return "" if unit == COUNT else f" {unit}"


def _table(found: Sweep, one: Asked) -> Table:
    values = found.of(one)
    asked = found.experiment
    table = Table(title=escape(_title(one, float(np.nanmean(values)))), box=box.SIMPLE_HEAD)
    table.title_justify = "left"
    table.add_column("varied", overflow="fold")
    table.add_column("from", overflow="fold")
    table.add_column("to", overflow="fold")
    table.add_column("changes it by [95 %]", justify="right", no_wrap=True)
    table.add_column("in words", no_wrap=True)
    for effect in effects_of(asked, values, found.sets):
        cells = [effect.factor, *_ends(asked, effect), size(effect.change, one.unit)]
        table.add_row(*map(escape, cells), verdict(effect))
    return table


def _title(one: Asked, mean: float) -> str:
    return f"{one.label}: {number(mean)}{in_unit(one.unit)} on average over the points"


def _ends(asked: Experiment, effect: Effect) -> list[str]:
    ends: list[Value] = [effect.start, effect.end]
    if effect.factor != POINT:
        return [str(end) for end in ends]
    return [", ".join(f"{k} = {v}" for k, v in asked.points[int(end)].items()) for end in ends]


def _notes(found: Sweep) -> Iterator[str]:
    asked = found.experiment
    several = any(len(factor.levels) > 2 for factor in asked.factors)
    if asked.design == "list":
        yield "From the first point to the one that differs most; summary.csv has all."
    elif several:
        yield (
            "From the first level to the one that differs most, the other things averaged over; "
            "the interval holds for all of a thing's levels together."
        )
    if asked.design in SAMPLED:
        yield (
            "From the low end to the high end, on a plane through all points; the interval covers "
            "luck, bends and what two things do only together."
        )
    else:
        yield (
            "Brackets: 95 % interval of simulation noise, paired, since all points share their "
            "luck. It does not cover what is not known of the numbers, which is larger."
        )
        if found.replications < FEW:
            yield (
                f"With {found.replications} replications intervals are rough, and far too narrow "
                f"where they happen to agree: use -r {FEW} or more."
            )
    if found.sets:
        yield f"After ±: how far {found.sets} parameter sets that fit equally well spread."
    yield (
        f"'{NONE}': the interval holds 0. That is not 'no effect': more replications may show one. "
        "Of twenty things that do nothing, one seems to do something."
    )
