"""Waterfall: a picture of where 1,000 crimes of a type went, from the report to the charge.

The upper bar shows how many left any chance at all; the steps below take these apart, grouped by in
whose hands each cause lies, which colour, hatching and a word all say.
"""

from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import ConnectionPatch

from sacsim.experiment.losses import LEFT, NOTHING, PER, Losses
from sacsim.measure.causes import Tag
from sacsim.measure.fates import GOOD_ENDS
from sacsim.report.plots import (
    DARK_BLUE,
    DARK_GREY,
    DARK_PINK,
    LIGHT_PURPLE,
    ORANGE,
    TURQUOISE,
    drawing,
    plain,
    saved,
)
from sacsim.report.tables import cohort

STYLE = {
    Tag.INHERENT: (DARK_GREY, ""),
    Tag.POLICY: (DARK_BLUE, "//"),
    Tag.CAPACITY: (ORANGE, ".."),
    Tag.SKILL: (TURQUOISE, "xx"),
    Tag.PARTNER: (LIGHT_PURPLE, "\\\\"),
}
SHOWN = 9
"""Causes with a step of their own; the rest are put together by tag."""
SMALL = 0.5


class Step(NamedTuple):
    """One step down: what it is called, how many of 1,000, and in whose hands it lies."""

    label: str
    number: float
    tag: Tag | None


def pictures(found: Losses) -> dict[str, bytes]:
    """Return a waterfall of each crime type that has crimes, as PNG and SVG by file name."""
    files: dict[str, bytes] = {}
    for group, rows in found.table.groupby("crime_type", sort=False):
        if rows["recorded"].notna().any():
            with drawing():
                files |= saved(waterfall(found, str(group)), f"losses_{group}")
    return files


def steps(rows: pd.DataFrame) -> list[Step]:
    """Return the steps from the crimes that left a chance to those charged, for one type."""
    causes = rows[(rows["kind"] == "cause") & (rows["name"] != NOTHING)]
    causes = causes.sort_values("recorded", ascending=False, kind="stable")
    own = causes[causes["recorded"] >= SMALL].head(SHOWN)
    found = []
    for tag in STYLE:
        theirs, all_of = own[own["tag"] == tag], causes[causes["tag"] == tag]
        pairs = zip(theirs["label"], theirs["recorded"], strict=True)
        found += [Step(label, number, tag) for label, number in pairs]
        rest = all_of.drop(theirs.index)
        if len(rest) and rest["recorded"].sum() > 0:
            words = f"other {tag} causes" if len(theirs) else f"{tag} causes"
            found.append(Step(words, float(rest["recorded"].sum()), tag))
    ends = rows[rows["name"].isin(GOOD_ENDS[1:]) & (rows["recorded"] > 0)]
    found += [
        Step(label, number, None)
        for label, number in zip(ends["label"], ends["recorded"], strict=True)
    ]
    return found


def waterfall(found: Losses, group: str) -> Figure:
    """Draw the waterfall of one crime type; call it and save what it returns inside `drawing()`."""
    rows = found.table[found.table["crime_type"] == group]
    names = rows.set_index("name")["recorded"]
    down = steps(rows)
    chance = float(names[LEFT])
    figure = Figure(figsize=(11, 3.15 + 0.36 * (len(down) + 2)))
    height = figure.get_figheight()
    top = figure.add_axes((0.36, 1 - 1.75 / height, 0.55, 0.42 / height))
    below = figure.add_axes((0.36, 0.6 / height, 0.55, 1 - 3.05 / height))
    _whole(top, chance, float(names[NOTHING]))
    _down(below, down, chance, float(names["charged"]))
    for share, x in ((0.0, 0.0), (chance, chance)):
        figure.add_artist(
            ConnectionPatch(
                (share, -0.5), (x, -0.6), "data", "data", axesA=top, axesB=below,
                color=DARK_PINK, linewidth=1, linestyle=":",
            )
        )  # fmt: skip
    figure.text(
        0.02,
        1 - 0.38 / height,
        _title(group, names, chance),
        fontsize=15,
        weight="bold",
        va="center",
    )
    figure.text(0.02, 1 - 0.74 / height, _finding(rows), fontsize=11, color=DARK_GREY, va="center")
    figure.text(
        0.02, 0.27 / height, _source(found, group), fontsize=7.5, color=DARK_GREY, va="center"
    )
    return figure


def _whole(axes: Axes, chance: float, nothing: float) -> None:
    """All 1,000 crimes in one bar: those that left a chance, and those that did not."""
    colour, _ = STYLE[Tag.INHERENT]
    axes.barh(0, chance, color=DARK_PINK, height=1)
    axes.barh(0, nothing, left=chance, color=colour, height=1)
    axes.text(chance + nothing / 2, 0, f"{_said(nothing)} left nothing that could name anybody",
              color="white", ha="center", va="center", fontsize=10)  # fmt: skip
    axes.set_xlim(0, PER)
    axes.set_ylim(-0.5, 0.5)
    _bare(axes, [(0, "1,000 crimes reported")])


def _down(axes: Axes, down: list[Step], chance: float, charged: float) -> None:
    """The crimes that left a chance, taken apart step by step."""
    width = max(chance, 1.0)
    axes.barh(0, chance, color=DARK_PINK, height=0.72)
    axes.text(chance + 0.01 * width, 0, _said(chance), va="center", fontsize=10, weight="bold")
    labels = [(0, "left a chance to name somebody")]
    level = chance
    for place, step in enumerate(down, start=1):
        colour, hatch = STYLE[step.tag] if step.tag else ("white", "")
        axes.barh(place, -step.number, left=level, color=colour, height=0.72, hatch=hatch,
                  edgecolor="white" if step.tag else DARK_GREY, linewidth=0.8)  # fmt: skip
        level -= step.number
        axes.plot([level, level], [place - 0.36, place + 1.36], color=DARK_GREY, linewidth=0.6)
        said = f"−{_said(step.number)}   {step.tag or ''}"
        axes.text(level + step.number + 0.01 * width, place, said, va="center", fontsize=10)
        labels.append((place, step.label))
    last = len(down) + 1
    axes.barh(last, charged, color=DARK_PINK, height=0.72)
    axes.text(charged + 0.01 * width, last, _said(charged), va="center", fontsize=10, weight="bold")
    labels.append((last, "charged"))
    axes.set_xlim(0, 1.16 * width)
    axes.set_ylim(last + 0.6, -0.6)
    _bare(axes, labels)


def _bare(axes: Axes, labels: list[tuple[int, str]]) -> None:
    """No frame and no scale: every bar says its own number."""
    axes.set_yticks([place for place, _ in labels], [label for _, label in labels], fontsize=10)
    axes.tick_params(left=False)
    axes.set_xticks([])
    for spine in axes.spines.values():
        spine.set_visible(False)


def _title(group: str, names: pd.Series, chance: float) -> str:
    return (
        f"{crimes_called(group)}: of 1,000, {_said(chance)} left a chance "
        f"and {_said(names['charged'])} were charged"
    )


def _finding(rows: pd.DataFrame) -> str:
    """What most of the others were lost to, and the most that is in somebody's hands."""
    causes = rows[(rows["kind"] == "cause") & (rows["name"] != NOTHING)]
    hands = causes[causes["tag"] != Tag.INHERENT]
    out_of = causes["recorded"].sum()
    if not hands["recorded"].sum() > 0:
        return "None was lost that the force or its partners could have kept."
    most = hands.sort_values("recorded", kind="stable").iloc[-1]
    return (
        f"{_said(out_of)} were lost, {_said(hands['recorded'].sum())} of them in the hands of the "
        f"force and its partners; the largest of these: {most['label']} "
        f"({_said(most['recorded'])})."
    )


def _source(found: Losses, group: str) -> str:
    return (
        f"Simulated: {plain(found.scenario.name)}. {cohort(found.scenario, found.replications)}; "
        f"{found.crimes[group]:,.0f} crimes a replication.\n"
        "Inherent: in nobody's hands. One crime counts under one cause, that which cost its last "
        "chance; lifting a cause would gain fewer, or more. How far chance moves each number is in "
        "losses.csv."
    )


def crimes_called(group: str) -> str:
    """A crime type as a heading."""
    return "All five types" if group == "all" else group.replace("_", " ").capitalize()


def _said(number: float) -> str:
    return f"{number:,.0f}" if number >= 9.95 else f"{number:.1f}"
