"""Effects drawn: a page for each measure, a small picture for each thing varied, on one scale."""

import re
from collections.abc import Sequence
from math import isfinite

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sacsim.experiment.design import SAMPLED
from sacsim.experiment.effects import Effect, Step, as_one, steps
from sacsim.experiment.sweep import Sweep, effects_of
from sacsim.measure.asked import Asked
from sacsim.report.plots import DARK_BLUE, DARK_GREY, drawing, plain, saved
from sacsim.report.sweep import number, size, told, verdict

ACROSS, WIDE, HIGH = 3, 3.7, 2.9
LONGEST = 44


def pictures(found: Sweep) -> dict[str, bytes]:
    """Return a page of main effects for each measure, as PNG and SVG by file name."""
    files: dict[str, bytes] = {}
    for one in found.experiment.measures:
        with drawing():
            name = re.sub(r"[^a-z0-9]+", "_", one.label.lower()).strip("_")
            files |= saved(page(found, one), f"effects_{name}")
    return files


def page(found: Sweep, one: Asked) -> Figure:
    """Draw the main effects on one measure; call it and save what it returns inside `drawing()`."""
    asked, values = found.experiment, found.of(one)
    factors, points = asked.factors, list(asked.points)
    if asked.design == "list":
        factors, points = as_one(points)
    drawn = steps(factors, points, values, asked.design)
    effects = effects_of(asked, values, found.sets)
    across = min(ACROSS, len(effects))
    down = -(-len(effects) // across)
    figure = Figure(figsize=(max(across * WIDE, 8.0), down * HIGH + 1.9), layout="constrained")
    figure.suptitle(
        f"{plain(asked.name)}\nWhat moves {one.label} ({one.unit})",
        x=0.01, ha="left", fontsize=12, weight="bold",
    )  # fmt: skip
    panels = figure.subplots(down, across, sharey=True, squeeze=False).ravel()
    for axes, effect in zip(panels, effects, strict=False):
        own = [step for step in drawn if step.factor == effect.factor]
        _panel(axes, effect, own, one)
    for axes in panels[len(effects) :]:
        axes.set_visible(False)
    figure.supylabel(one.unit, fontsize=9)
    figure.supxlabel(_foot(found), fontsize=8, color=DARK_GREY, x=0.01, ha="left")
    return figure


def _panel(axes: Axes, effect: Effect, own: Sequence[Step], one: Asked) -> None:
    words = any(isinstance(step.value, str | bool) for step in own)
    at = [float(place) if words else float(step.value) for place, step in enumerate(own)]
    means = [step.mean.value for step in own]
    reach = [
        [step.mean.value - step.mean.low if isfinite(step.mean.low) else 0.0 for step in own],
        [step.mean.high - step.mean.value if isfinite(step.mean.high) else 0.0 for step in own],
    ]
    axes.errorbar(
        at, means, yerr=reach,
        color=DARK_BLUE, capsize=4, linewidth=1.5,
        linestyle="none" if words else "-" if effect.detectable else ":",
        marker="o", markersize=6, markerfacecolor=DARK_BLUE if effect.detectable else "white",
    )  # fmt: skip
    if words:
        axes.set_xticks(at, [_short(str(step.value), 18) for step in own], rotation=20, ha="right")
        axes.set_xlim(-0.5, len(own) - 0.5)
    elif len(own) <= 6:
        axes.set_xticks(at, [number(each) for each in at])
    told = f"{verdict(effect)}: {size(effect.change, one.unit)}"
    axes.set_title(f"{_short(plain(effect.factor), LONGEST)}\n{told}", fontsize=8, loc="left")
    axes.tick_params(labelsize=8)
    axes.grid(axis="y", color="#D9D9D9", linewidth=0.6)
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else "..." + text[3 - most :]


def _foot(found: Sweep) -> str:
    asked = found.experiment
    bars = (
        "Bars: 95 % interval of the mean over the points in each part of the range."
        if asked.design in SAMPLED
        else "Bars: 95 % interval of simulation noise, without the luck that all points share."
    )
    return (
        f"{told(asked)}, {found.replications} runs each. Filled: an effect beyond the interval; "
        f"hollow: none detectable.\n{bars} They do not cover what is not known of the numbers."
    )
