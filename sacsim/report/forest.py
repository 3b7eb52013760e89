"""Forest: a picture of what a plan changes, every line with its interval.

Crimes are drawn per 1,000 recorded; times, shares and waits, which have no unit in common, in per
cent of what they are under the first plan. Shape, filling and a word all say the verdict.
"""

from math import isfinite
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sacsim.experiment.compare import Comparison
from sacsim.experiment.compare_lines import COUNT, CRIMES, PER_UNIT
from sacsim.measure.service import BETTER, DIFFERS, NO_DIFFERENCE, NOT_DETECTABLE, WORSE
from sacsim.report.board import number
from sacsim.report.compare import sections
from sacsim.report.plots import DARK_BLUE, DARK_GREY, DARK_PINK, TURQUOISE, drawing, plain, saved
from sacsim.report.tables import cohort

STYLE = {
    BETTER: (TURQUOISE, "^", "full"),
    WORSE: (DARK_PINK, "v", "full"),
    DIFFERS: (DARK_BLUE, "D", "full"),
    NOT_DETECTABLE: (DARK_GREY, "o", "none"),
    NO_DIFFERENCE: (DARK_GREY, "s", "full"),
    "": (DARK_GREY, "o", "none"),
}
"""Colour, shape and filling of each verdict."""
WIDTH_INCHES, LINE_INCHES, HEAD_INCHES, GAP_INCHES, FOOT_INCHES = 11.0, 0.27, 1.25, 0.95, 1.0
MOST_PER_CENT, LEAST_PER_CENT = 100.0, 5.0
"""The widest and the narrowest scale in per cent, either way; what reaches further has an arrow."""


def pictures(found: Comparison) -> dict[str, bytes]:
    """Return a picture of each plan but the first, as PNG and SVG by file name."""
    files: dict[str, bytes] = {}
    for letter in found.letters[1:]:
        with drawing():
            files |= saved(forest(found, letter), f"compared_{letter}")
    return files


def forest(found: Comparison, letter: str) -> Figure:
    """Draw one plan's differences; call it and save what it returns inside `drawing()`."""
    blocks = [(block, drawn(block, rows)) for block, rows in sections(found, letter)]
    inches = [LINE_INCHES * len(rows) for _, rows in blocks]
    height = HEAD_INCHES + sum(inches) + GAP_INCHES * len(blocks) + FOOT_INCHES
    figure = Figure(figsize=(WIDTH_INCHES, height), facecolor="white")
    top = height - HEAD_INCHES
    for (block, rows), tall in zip(blocks, inches, strict=True):
        top -= 0.35
        box = (0.29, (top - tall) / height, 0.36, tall / height)
        _panel(figure.add_axes(box), block, rows)
        top -= tall + GAP_INCHES - 0.35
    _words(figure, found, letter, height)
    return figure


def drawn(block: str, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the lines of a block as they are drawn: name, value, low, high, from, to, verdict.

    In crimes per 1,000, or in per cent of the first plan, NaN where that is nought. `from` and
    `to` are the range of the parameters, NaN without.
    """
    if block == CRIMES:
        rows = rows[rows["unit"] == PER_UNIT]
        scale = pd.Series(1.0, index=rows.index)
    else:
        first = rows["a"].map(lambda estimate: estimate.value).abs()
        scale = 100.0 / first.where(first > 0)
    unit = rows["unit"].where(~rows["unit"].isin([COUNT, PER_UNIT]), "")
    return pd.DataFrame(
        {
            "name": rows["name"],
            "value": rows["value"] * scale,
            "low": rows["low"] * scale,
            "high": rows["high"] * scale,
            "from": rows["parameters_low"].astype(float) * scale,
            "to": rows["parameters_high"].astype(float) * scale,
            "verdict": rows["verdict"],
            "a": rows["a"].map(lambda estimate: estimate.value),
            "b": rows["b"].map(lambda estimate: estimate.value),
            "unit": unit,
        }
    ).reset_index(drop=True)


def _panel(axes: Axes, block: str, rows: pd.DataFrame) -> None:
    reach = _reach(rows, block)
    for place, row in rows.iterrows():
        _line(axes, float(str(place)), row, reach)
    axes.axvline(0, color=DARK_GREY, linewidth=1)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_xlim(-reach, reach)
    axes.set_yticks(range(len(rows)), [plain(name) for name in rows["name"]], fontsize=9)
    axes.xaxis.set_major_locator(MaxNLocator(5, symmetric=True))
    axes.tick_params(axis="x", labelsize=8.5, colors=DARK_GREY)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x", color="#D9D9D9", linewidth=0.6)
    axes.set_axisbelow(True)
    for side, spine in axes.spines.items():
        spine.set_visible(side == "bottom")
        spine.set_color("#8A8A8A")
    scale = "crimes per 1,000" if block == CRIMES else "per cent of A's own figure, not points"
    axes.set_xlabel(f"difference, {scale}", fontsize=8.5, color=DARK_GREY)
    axes.annotate(block, (-0.75, 1), (0, 12), "axes fraction", "offset points",
                  fontsize=11, weight="bold", annotation_clip=False)  # fmt: skip
    axes.annotate("from A to B", (1.02, 1), (0, 12), "axes fraction", "offset points",
                  fontsize=8.5, color=DARK_GREY, annotation_clip=False)  # fmt: skip


def _line(axes: Axes, place: float, row: pd.Series, reach: float) -> None:
    colour, shape, filling = STYLE[row["verdict"]]
    told = f"{number(row['a'], row['unit'])} → {number(row['b'], row['unit'])} {row['unit']}"
    verdict = row["verdict"] or "noise not known"
    strong = "bold" if row["verdict"] in (BETTER, WORSE, DIFFERS) else "normal"
    at: dict[str, Any] = {"xycoords": ("axes fraction", "data"), "annotation_clip": False}
    axes.annotate(told.rstrip(), (1.02, place), fontsize=8.5, va="center", **at)
    axes.annotate(verdict, (1.46, place), fontsize=8.5, va="center", weight=strong, **at)
    value, low, high = (row[name] for name in ("value", "low", "high"))
    if not isfinite(value):
        return
    if isfinite(row["from"]) and isfinite(row["to"]):
        axes.plot([row["from"], row["to"]], [place, place], color=colour, linewidth=5, alpha=0.3,
                  solid_capstyle="butt")  # fmt: skip
    low, high = max(low, -reach), min(high, reach)
    axes.plot([low, high], [place, place], color=colour, linewidth=1.6, solid_capstyle="butt")
    for end, beyond, arrow in ((low, row["low"], "<"), (high, row["high"], ">")):
        if abs(beyond) > reach:
            axes.plot(end, place, marker=arrow, color=colour, markersize=5, clip_on=False)
    if abs(value) <= reach:
        fill = "white" if filling == "none" else colour
        axes.plot(value, place, marker=shape, color=colour, markersize=6.5, markerfacecolor=fill)


def _reach(rows: pd.DataFrame, block: str) -> float:
    """How far the scale goes either way: as far as the intervals, within what can be read."""
    ends = rows[["low", "high", "from", "to"]].abs().to_numpy(dtype=float)
    furthest = float(ends[pd.notna(ends) & (ends < float("inf"))].max(initial=0.0))
    if block == CRIMES:
        return max(1.08 * furthest, 1.0)
    return min(max(1.08 * furthest, LEAST_PER_CENT), MOST_PER_CENT)


def _words(figure: Figure, found: Comparison, letter: str, height: float) -> None:
    names = [plain(each.name) for each in found.scenarios]
    lines = found.differences[found.differences["plan"] == letter]
    lines = lines[(lines["block"] != CRIMES) | (lines["unit"] == PER_UNIT)]
    detected = int(lines["verdict"].isin([BETTER, WORSE, DIFFERS]).sum())
    changes = f"{detected or 'none'} of {len(lines)} lines detectably"
    title = f"What {letter} changes against A: {changes}"
    changed = found.changed[found.changed["plan"] == letter]
    recorded = found.happened[found.happened["plan"] == letter]["crimes_base"].sum()
    rate = 1000 * len(changed) / recorded if recorded else 0.0
    below = (
        f"A: {names[0]}.\n{letter}: {names[found.letters.index(letter)]}. "
        f"{rate:.1f} of 1,000 crimes come out otherwise."
    )
    ranged = " Thick bands: the range of the parameter sets." if found.sets else ""
    note = (
        f"{cohort(found.scenarios[0], found.replications)}.\n"
        "Lines: 95 % intervals of simulation noise that hold for all lines of a block together; an "
        f"arrow goes on beyond the scale.{ranged}\n"
        "Triangle up: better; down: worse; diamond: differs; hollow circle: no detectable "
        "difference; square: no difference at all.\n"
        "Ignorance about the numbers of the scenario is larger than simulation noise."
    )
    figure.text(0.02, 1 - 0.32 / height, title, fontsize=15, weight="bold", va="center")
    figure.text(0.02, 1 - 0.78 / height, below, fontsize=10, color=DARK_GREY, va="center")
    figure.text(0.02, 0.42 / height, note, fontsize=8, color=DARK_GREY, va="center",
                linespacing=1.35)  # fmt: skip
