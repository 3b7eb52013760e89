"""Fan: a picture of a forecast, what is likeliest and how far luck alone may take it.

A panel each for what comes in, what is closed, what is charged and what stays live. Colours are the
Government Analysis Function's; bands differ in lightness, and every part is named beside it.
"""

from datetime import date
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sacsim.experiment.forecast import Forecast
from sacsim.measure.periods import CHARGED_SO_FAR, CLOSED_ALL, LIVE, REPORTED
from sacsim.measure.rows import ALL
from sacsim.report.plots import DARK_BLUE, drawing, saved
from sacsim.report.plots import DARK_GREY as GREY
from sacsim.scenario.problems import cut, printable

LIGHTER = {"95": 0.18, "80": 0.45}
"""How much ink each band has; the wider is the lighter."""
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
"""Written out, so that no machine's language changes the picture."""
MOST_TICKS = 6
SMALL: dict[str, Any] = {"fontsize": 8.5, "color": GREY}
SIZE_INCHES = (10.0, 7.6)


def fan_chart(made: Forecast, crime_type: str = ALL) -> Figure:
    """Draw the forecast of one crime type, or of all."""
    figure = Figure(figsize=SIZE_INCHES, facecolor="white")
    axes = figure.subplots(2, 2)
    figure.subplots_adjust(left=0.065, right=0.90, top=0.83, bottom=0.14, hspace=0.42, wspace=0.34)
    of = made.periods.of
    panels = {
        REPORTED: f"Reported each {of}",
        CLOSED_ALL: f"Closed each {of}",
        CHARGED_SO_FAR: "Charged so far",
        LIVE: f"Live at the end of the {of}",
    }
    for axis, (measure, title) in zip(axes.flat, panels.items(), strict=True):
        line = made.of(crime_type, measure)
        _panel(axis, line, _now(made, crime_type, measure), title)
        if axis in axes[:, 1]:
            _name_parts(axis, made, line.iloc[-1])
    _words(figure, made, crime_type)
    return figure


def _now(made: Forecast, crime_type: str, measure: str) -> int | None:
    """What the table of live crimes says of the day on which the forecast begins."""
    if measure != LIVE or made.scenario.live is None:
        return None
    return sum(crime_type in (ALL, row.type) for row in made.scenario.live)


def _panel(axis: Axes, line: pd.DataFrame, now: int | None, title: str) -> None:
    """Bands and median of one measure over the periods, from nought up and from now on."""
    places = list(range(len(line)))
    before = [] if now is None else [float(now)]
    along = [0, *(place + 1 for place in places)] if before else places
    for name, ink in LIGHTER.items():
        low, high = ([*before, *line[f"{edge}{name}"]] for edge in ("low", "high"))
        axis.fill_between(along, low, high, color=DARK_BLUE, alpha=ink, linewidth=0)
    middle = [*before, *line["median"]]
    axis.plot(along, middle, color=DARK_BLUE, linewidth=2, marker="o", markersize=3.5)
    axis.set_title(title, loc="left", fontsize=11, color=GREY, fontweight="bold")
    axis.set_ylim(0, max(1.12 * max([*before, *line["high95"]]), 1.0))
    axis.yaxis.set_major_locator(MaxNLocator(nbins=5, integer=True, min_n_ticks=2))
    axis.set_xlim(-2.3 if before else -0.3, along[-1] + 0.3)
    every = -(-len(line) // MOST_TICKS)
    axis.set_xticks(places[::every], [_day(each) for each in line["period_start"]][::every])
    if before:
        where: dict[str, Any] = {"textcoords": "offset points", "ha": "right", "va": "center"}
        axis.annotate(f"now: {now}", (0, before[0]), (-7, 0), **where, **SMALL)
    axis.tick_params(colors=GREY, labelsize=9, length=0)
    axis.grid(axis="y", color="#D9D9D9", linewidth=0.7)
    axis.set_axisbelow(True)
    for side, spine in axis.spines.items():
        spine.set_visible(side == "bottom")
        spine.set_color("#8A8A8A")


def _name_parts(axis: Axes, made: Forecast, last: pd.Series) -> None:
    """Name the bands at their upper edges and the median at its end, kept apart."""
    covers = {name: f"{100 * share:.0f} %" for name, share in made.coverage.items()}
    wanted = [
        (float(last["median"]), "median"),
        (float(last["high80"]), f"{covers['80']} of\nfutures"),
        (float(last["high95"]), f"{covers['95']} of\nfutures"),
    ]
    apart = 0.11 * axis.get_ylim()[1]
    below = -apart
    for at, label in wanted:
        below = max(at, below + apart * (1.5 if "\n" in label else 1.0))
        axis.annotate(
            label,
            (1.0, below),
            xycoords=("axes fraction", "data"),
            xytext=(5, 0),
            textcoords="offset points",
            va="center",
            annotation_clip=False,
            **SMALL,
        )


def _words(figure: Figure, made: Forecast, crime_type: str) -> None:
    """What is shown, and what the bands say and do not say."""
    first = date.fromisoformat(made.bands["period_start"].iloc[0])
    what = "all serious acquisitive crime" if crime_type == ALL else crime_type.replace("_", " ")
    span = f"{made.periods.count} {made.periods.of}s"
    taken = made.scenario.live is not None
    start = "the live crimes of that day" if taken else "what a warm-up leaves"
    name = cut(printable(made.scenario.name), 80)
    title = f"The next {span}: {what}"
    below = f"{name}. From {first.day} {MONTHS[first.month - 1]} {first.year}, with {start}."
    note = (
        f"Shaded: where {_per_cent(made, '80')} and {_per_cent(made, '95')} of futures lie, by "
        f"{made.replications} simulations that differ only in luck. Dates: when the "
        f"{made.periods.of}s begin.\n"
        "The bands do not cover doubt about the numbers of the scenario, which is larger."
    )
    say: dict[str, Any] = {"ha": "left", "color": GREY, "parse_math": False}
    figure.text(0.04, 0.945, title, fontsize=16, fontweight="bold", **say)
    figure.text(0.04, 0.905, below, fontsize=10.5, **say)
    figure.text(0.04, 0.035, note, fontsize=9, linespacing=1.4, **say)


def _per_cent(made: Forecast, band: str) -> str:
    return f"{100 * made.coverage[band]:.0f} %"


def _day(text: str) -> str:
    day = date.fromisoformat(text)
    return f"{day.day} {MONTHS[day.month - 1]}"


def pictures(made: Forecast) -> dict[str, bytes]:
    """Return the picture as PNG and as SVG, the same bytes for the same forecast."""
    with drawing():
        return saved(fan_chart(made), "forecast")
