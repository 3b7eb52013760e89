"""Warm-up: what `sacsim warmup` prints, and Welch's picture of it.

The picture shows days as they were, on average over the replications, and their moving average; the
warm-up and the cut are lines, named beside them.
"""

from collections.abc import Sequence
from math import ceil, isnan
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from sacsim.experiment.daily import QUEUE
from sacsim.experiment.warmup import Finding, Line, WarmUp
from sacsim.report.plots import DARK_BLUE, DARK_GREY, ORANGE, TURQUOISE, drawing, plain, saved
from sacsim.scenario.scenario import Scenario
from sacsim.steady import moving_average
from sacsim.words import team_in_words

WINDOW = 17
"""Days on each side of the moving average: five weeks in all, so that it has no weekly rhythm."""
PANELS = 8
A4 = (8.27, 11.69)
TERMINATING = (
    "A run of such a scenario speaks for its starting state and its own months alone; judge it as "
    "that (a terminating run). A longer warm-up only puts the start further back."
)
NO_END = (Finding.GROWS, Finding.DRIFTS)
WORST = (*NO_END, Finding.SHORT, Finding.FEW, Finding.LATER, Finding.LONG)


def called(series: str) -> str:
    """A series in words."""
    team = series.removeprefix(QUEUE)
    return f"queue for {team_in_words(team)}" if team != series else series


def verdict(found: WarmUp) -> list[str]:
    """What is to be said of the whole, a paragraph each."""
    months = found.scenario.warm_up_months
    told = []
    if grows := found.of(Finding.GROWS):
        told.append(f"No steady state exists: {_listed(grows)} grows without end. {TERMINATING}")
    if drifts := found.of(Finding.DRIFTS):
        also = "" if grows else f" {TERMINATING}"
        told.append(f"No steady state in these months, for {_listed(drifts)}.{also}")
    if short := found.of(Finding.SHORT):
        needed = max(line.needed_months for line in short)
        told.append(
            f"The warm-up of {_months(months)} is too short: {_months(needed)} needed, for "
            f"{_listed(short)} (--set warm_up_months={needed})."
        )
    if few := found.of(Finding.FEW):
        told.append(
            f"Not enough data to say for {_listed(few)}: MSER-5 cuts in the second half of the "
            f"run. A longer run would tell (--set years={found.scenario.years + 1})."
        )
    if not told:
        told.append(f"The warm-up of {_months(months)} is long enough.")
    if found.scenario.live is not None:
        told.append(
            "The recorded months begin with a table of live crimes, so the warm-up matters for "
            "the other work alone."
        )
    return told


def _listed(lines: Sequence[Line]) -> str:
    return ", ".join(f"the {called(line.series)}".replace("the the", "the") for line in lines)


def _months(number: int) -> str:
    return f"{number} month{'s' * (number != 1)}"


def print_warmup(found: WarmUp, console: Console, changes: Sequence[str] = ()) -> None:
    """Print where MSER-5 cuts each series beside the scenario's warm-up, and what that means."""
    scenario = found.scenario
    console.print(Text(scenario.name, style="bold"))
    if changes:
        console.print(f"Set: {', '.join(changes)}.", markup=False)
    console.print(
        f"Warm-up: {_months(scenario.warm_up_months)}. Days from {scenario.start} to "
        f"{found.means['date'].iloc[-1]}, {found.replications} replications, "
        f"seed {scenario.seed}.",
        markup=False,
    )
    table = Table(title="From when on each series is settled", box=box.SIMPLE_HEAD,
                  title_justify="left")  # fmt: skip
    table.add_column("a day's")
    for name in ("mean", "leave out, days", "needed, months"):
        table.add_column(name, justify="right")
    table.add_column("verdict")
    means = found.means
    for line in found.lines:
        table.add_row(
            escape(called(line.series)),
            f"{means[line.series].mean():,.1f}",
            "-" if isnan(line.cut_days) else f"{line.cut_days:.0f}",
            "-" if line.finding in NO_END or isnan(line.cut_days) else str(line.needed_months),
            line.words,
        )
    console.print(table)
    console.print(
        "Leave out: by MSER-5, on days averaged over the replications. A change that the scenario "
        "itself plans (a trend, an uplift, a stated backlog) is no warm-up, and shows here too.",
        style="dim",
        markup=False,
    )
    for words in verdict(found):
        console.print(words, markup=False)


def verdicts(found: WarmUp) -> pd.DataFrame:
    """Return a row for each series, as a table to keep."""
    means = found.means
    rows = [
        (
            line.series,
            float(means[line.series].mean()),
            line.cut_days,
            found.scenario.warm_up_months,
            line.needed_months,
            line.words,
        )
        for line in found.lines
    ]
    names = ["series", "mean", "cut_days", "warm_up_months", "needed_months", "verdict"]
    return pd.DataFrame(rows, columns=names)


def pictures(found: WarmUp) -> dict[str, bytes]:
    """Return Welch's picture as PNG and SVG, by file name."""
    with drawing():
        return saved(welch(found), "warmup")


def welch(found: WarmUp) -> Figure:
    """Draw the series that matter most; call it and save what it returns inside `drawing()`."""
    shown = _shown(found)
    figure = Figure(figsize=A4)
    axes = figure.subplots(-(-PANELS // 2), 2)
    figure.subplots_adjust(left=0.08, right=0.97, top=0.88, bottom=0.09, hspace=0.62, wspace=0.2)
    means = found.means
    for panel, line in zip(axes.flat, shown, strict=False):
        _panel(panel, found.scenario, line, means)
    for panel in axes.flat[len(shown) :]:
        panel.set_visible(False)
    name = plain(found.scenario.name)[:90]
    figure.text(0.04, 0.965, "Has the force settled when recording begins?", fontsize=14,
                weight="bold", va="center")  # fmt: skip
    figure.text(0.04, 0.943, f"{name}. {found.replications} replications, days averaged.",
                fontsize=8.5, color=DARK_GREY, va="center")  # fmt: skip
    figure.text(
        0.04,
        0.03,
        f"Thin: the mean of each day. Thick: its moving average over {2 * WINDOW + 1} days "
        "(Welch), fewer at the start.\nSolid line: recording begins. Dashed line: what MSER-5 "
        "would leave out ends. A season, or a planned change, is not a warm-up.",
        fontsize=8,
        color=DARK_GREY,
        va="center",
    )
    return figure


def _shown(found: WarmUp) -> list[Line]:
    """The crimes, then the queues that are worst off, then those that are longest."""
    crimes = [line for line in found.lines if not line.series.startswith(QUEUE)]
    means = found.means
    queues = [
        line
        for line in found.lines
        if line.series.startswith(QUEUE) and line.finding != Finding.NOTHING
    ]
    queues.sort(key=lambda line: (WORST.index(line.finding), -float(means[line.series].mean())))
    return [*crimes, *queues][:PANELS]


def _panel(axes: Axes, scenario: Scenario, line: Line, means: pd.DataFrame) -> None:
    days, values = means["day"].to_numpy(), means[line.series].to_numpy()
    axes.plot(days, values, color=TURQUOISE, linewidth=0.5)
    axes.plot(days, moving_average(values, WINDOW), color=DARK_BLUE, linewidth=1.8)
    top = 1.25 * max(float(values.max()), 1e-9)
    axes.set_ylim(0, top)
    axes.set_xlim(0, len(days))
    clock = scenario.clock
    warm_up = (clock.month_start(scenario.warm_up_months)) / 24
    axes.axvline(warm_up, color=DARK_GREY, linewidth=1.2)
    said: dict[str, Any] = {"fontsize": 7, "color": DARK_GREY, "va": "top"}
    said["bbox"] = {"color": "white", "alpha": 0.85, "pad": 0.6, "linewidth": 0}
    axes.text(warm_up + 8, top, "recording", **said)
    if not isnan(line.cut_days):
        axes.axvline(line.cut_days, color=ORANGE, linewidth=1.4, linestyle="--")
        axes.text(line.cut_days + 8, 0.91 * top, f"MSER-5: {line.cut_days:.0f} days", **said)
    title = called(line.series)
    axes.set_title(title[0].upper() + title[1:], loc="left", fontsize=9.5, weight="bold", pad=14)
    axes.text(0, 1.03, line.words, transform=axes.transAxes, fontsize=7, color=DARK_GREY)
    every = max(ceil(scenario.months / 5), 1)
    ticks = range(0, scenario.months, every)
    axes.set_xticks(
        [clock.month_start(month) / 24 for month in ticks],
        [clock.month_label(month) for month in ticks],
    )
    axes.tick_params(labelsize=7.5, colors=DARK_GREY)
    axes.grid(axis="y", color="#D9D9D9", linewidth=0.6)
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
