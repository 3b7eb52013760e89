"""Allocation, drawn: what posts gain at each team alone, and the first two splits on fresh luck.

A panel a team, all to one scale; marks say by their shape, and words say again, whether a gain can
be told from none.
"""

from math import ceil, isfinite
from textwrap import fill

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sacsim.experiment.marginals import Marginal, detectable
from sacsim.report.allocation import NOT_IDENTIFIED, Told, figure, reading
from sacsim.report.plots import DARK_BLUE, DARK_GREY, DARK_PINK, plain
from sacsim.report.tables import cohort
from sacsim.statistics import Estimate

ACROSS = 3
WIDE = 11.0


def picture(told: Told) -> Figure:
    """Draw an allocation; call it and save what it returns inside `drawing()`."""
    found = told.found
    places = found.task.places
    rows = ceil(len(places) / ACROSS)
    last = 0.5 + 0.42 * len(found.confirmed)
    height = 2.0 + 2.15 * rows + last + 1.0
    drawn = Figure(figsize=(WIDE, height), facecolor="white")
    ends = [end for one in found.marginals for end in _ends(one.gain)] + [0.0]
    pad = 0.08 * ((max(ends) - min(ends)) or 1.0)
    limits = (min(ends) - pad, max(ends) + pad)
    for n, place in enumerate(places):
        row, column = divmod(n, ACROSS)
        left = 0.08 + 0.31 * column
        bottom = height - 1.75 - 2.15 * (row + 1) + 0.5
        axes = drawn.add_axes((left, bottom / height, 0.26, 1.35 / height))
        own = [one for one in found.marginals if one.place == place]
        _panel(axes, place, own, limits, first=column == 0)
    axes = drawn.add_axes((0.40, 1.15 / height, 0.34, (last - 0.35) / height))
    _finalists(axes, told)
    _words(drawn, told, height)
    return drawn


def _panel(
    axes: Axes, place: str, own: list[Marginal], limits: tuple[float, float], first: bool
) -> None:
    """One team: gain against posts added."""
    axes.axhline(0, color=DARK_GREY, linewidth=0.8)
    posts = [0, *(one.posts for one in own)]
    axes.plot(posts, [0.0, *(one.gain.value for one in own)], color=DARK_BLUE, linewidth=1)
    for one in own:
        _mark(axes, one.posts, one.gain, upright=True)
    axes.set_title(
        f"{plain(place)}: {reading(own[-1].gain)}", fontsize=9.5, loc="left", color=DARK_GREY
    )
    axes.set_xticks(posts)
    axes.set_xlim(-0.06 * posts[-1], 1.06 * posts[-1])
    axes.set_ylim(*limits)
    axes.tick_params(labelsize=8.5, colors=DARK_GREY)
    axes.set_xlabel("posts added", fontsize=8.5, color=DARK_GREY)
    if first:
        axes.set_ylabel("gain", fontsize=8.5, color=DARK_GREY)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)


def _finalists(axes: Axes, told: Told) -> None:
    """The first two, and changes without posts, on fresh luck."""
    rows = told.found.confirmed
    axes.axvline(0, color=DARK_GREY, linewidth=0.8)
    for n, one in enumerate(rows):
        _mark(axes, n, one.gain, upright=False)
        axes.annotate(
            f"{figure(one.gain)}: {reading(one.gain)}",
            (1.02, n),
            xycoords=("axes fraction", "data"),
            va="center",
            fontsize=8.5,
            color=DARK_GREY,
        )
    labels = [fill(plain(one.name), 44) for one in rows]
    axes.set_yticks(range(len(rows)), labels, fontsize=8.5, color=DARK_GREY)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.tick_params(axis="y", left=False)
    axes.tick_params(axis="x", labelsize=8.5, colors=DARK_GREY)
    axes.set_xlabel("gain", fontsize=8.5, color=DARK_GREY)
    axes.set_title(
        f"All {told.found.task.posts} posts, on luck that nothing was chosen on",
        fontsize=9.5, loc="left", color=DARK_GREY,
    )  # fmt: skip
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)


def _mark(axes: Axes, at: float, gain: Estimate, *, upright: bool) -> None:
    """A point with its interval: full where it can be told from none, open where it cannot."""
    seen = detectable(gain)
    low, high = _ends(gain)
    reach = [[gain.value - low], [high - gain.value]]
    style = {
        "fmt": "o", "color": DARK_PINK if seen else DARK_BLUE, "capsize": 3, "markersize": 5.5,
        "markerfacecolor": DARK_PINK if seen else "white", "linewidth": 1.2,
    }  # fmt: skip
    if upright:
        axes.errorbar([at], [gain.value], yerr=reach, **style)  # type: ignore[arg-type]
    else:
        axes.errorbar([gain.value], [at], xerr=reach, **style)  # type: ignore[arg-type]


def _ends(gain: Estimate) -> tuple[float, float]:
    """The interval, or the point alone where it has none."""
    known = isfinite(gain.low) and isfinite(gain.high)
    return (gain.low, gain.high) if known else (gain.value, gain.value)


def _words(drawn: Figure, told: Told, height: float) -> None:
    found = told.found
    winner = found.confirmed[0].name if found.winner is not None else ""
    title = f"{found.task.posts} more posts: {winner or 'no placement stands out'}"
    below = (
        f"Ahead of no new posts and of the runner-up: {figure(found.confirmed[0].gain)} {told.what}"
        if winner
        else f"No winner: {'; and '.join(found.reasons)}."
    )
    drawn.text(0.02, 1 - 0.38 / height, plain(title), fontsize=15, weight="bold", va="center")
    drawn.text(
        0.02, 1 - 0.62 / height, fill(plain(below), 125), fontsize=10, color=DARK_GREY, va="top"
    )
    drawn.text(
        0.02,
        1 - 1.36 / height,
        f"Gain in {told.what}, against no new posts; each team alone. Full marks: can be told from "
        "none; open marks: cannot. Bars: 95 %, simulation noise.",
        fontsize=8.5,
        color=DARK_GREY,
        va="center",
    )
    source = f"Simulated: {plain(told.scenario.name)}. {cohort(told.scenario, found.budget.first)}."
    drawn.text(
        0.02, 0.3 / height, f"{NOT_IDENTIFIED}\n{source}", fontsize=7.5, color=DARK_GREY,
        va="center",
    )  # fmt: skip
